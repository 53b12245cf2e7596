"""Attacks the program with input that is wrong in many ways, and counts what must not happen.

Run `python scripts/fuzz --count 10000 --seed 1`, or one part of it with `--only answers`. Exit code 1 if
anything but runs was counted.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.counts import Counts

FOLDER = Path(__file__).parent
OWN = {"__init__", "__main__", "counts", "watch"}


def parts() -> list[str]:
    """What can be attacked: every module here that has a `fuzz(seed, count)`."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in OWN)


def main() -> int:
    """Runs the parts one after the other and prints what each counted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--count", type=int, default=10_000, help="how many runs of each part (default 10000)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same runs (default 1)")
    parser.add_argument("--only", choices=parts(), help="one part alone")
    wanted = parser.parse_args()
    total = Counts()
    for part in [wanted.only] if wanted.only else parts():
        counts: Counts = importlib.import_module(f"fuzz.{part}").fuzz(wanted.seed, wanted.count)
        print(f"{part}: {_line(counts)}", flush=True)
        total += counts
    print(f"all: {_line(total)}")
    return 1 if total != Counts(runs=total.runs) else 0


def _line(counts: Counts) -> str:
    return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in asdict(counts).items())


if __name__ == "__main__":
    sys.exit(main())
