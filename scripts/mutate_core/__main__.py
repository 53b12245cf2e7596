"""Breaks the core modules one small step at a time, and tells whether the tests notice.

Run `python scripts/mutate_core --count 40 --seed 1` for a sample, `--all` for every mutant, `--only
circuit/evaluate.py` for one module; exit code 1 if a change goes unnoticed. A test that fails or hangs kills
a mutant. Survivors that can change nothing are listed in equivalent.toml with the reason, by their text and
never by line, so that the list lives on when code moves.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

import hypothesis  # noqa: F401  (imported once, before the children)
import pydantic  # noqa: F401

sys.path.insert(0, str(Path(__file__).parents[1]))

from mutate_core.mutants import Mutant, equivalent, mutants, selected
from mutate_core.trial import Fate, Runs, fate, project_copy, runs_of


def main() -> int:
    """Tries the mutants asked for; prints the survivors, and how many there are of each fate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=40, help="how many mutants are drawn (default 40)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed draws the same mutants (default 1)"
    )
    parser.add_argument("--all", action="store_true", help="every mutant, which takes hours")
    parser.add_argument(
        "--only",
        metavar="MODULE",
        default="",
        help="mutants of one module or room, such as circuit/evaluate.py",
    )
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (default 2)")
    wanted = parser.parse_args()
    start = time.perf_counter()
    every = [mutant for mutant in mutants() if mutant.module.startswith(wanted.only)]
    drawn = every if wanted.all else random.Random(wanted.seed).sample(every, min(wanted.count, len(every)))  # noqa: S311  (no secret)
    reasons = equivalent()
    fates = Counter[Fate](["equivalent" for mutant in drawn if mutant.key in reasons])
    drawn = [mutant for mutant in drawn if mutant.key not in reasons]
    with tempfile.TemporaryDirectory() as folder:
        runs = _runs(drawn, Path(folder))
        print(f"The tests ran once, after {time.perf_counter() - start:.0f} s.", file=sys.stderr)
        with multiprocessing.get_context("fork").Pool(wanted.jobs) as pool:
            tried = pool.imap_unordered(partial(_tried, runs=runs, folder=Path(folder)), drawn)
            for number, (mutant, end) in enumerate(tried, 1):
                fates[end] += 1
                if end != "killed":
                    print(f"{end}: {mutant}", flush=True)
                if number % 20 == 0:
                    print(f"{number} of {len(drawn)}, {time.perf_counter() - start:.0f} s", file=sys.stderr)
    counts = ", ".join(f"{count} {end}" for end, count in fates.items())
    print(f"{fates.total()} of {len(every)} mutants: {counts}")
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    return 1 if fates["SURVIVED"] else 0


def _runs(drawn: list[Mutant], folder: Path) -> dict[tuple[str, ...], Runs]:
    """The tests about each module, run once on the unchanged project."""
    place = project_copy(folder / "unchanged")
    wanted = dict.fromkeys(tuple(selected(mutant.module)) for mutant in drawn)
    return {files: runs_of(files, place) for files in wanted}


def _tried(mutant: Mutant, *, runs: dict[tuple[str, ...], Runs], folder: Path) -> tuple[Mutant, Fate]:
    """A mutant with its fate, in the copy that belongs to this process."""
    place = folder / multiprocessing.current_process().name
    if not place.exists():
        project_copy(place)
    return mutant, fate(mutant, place, runs[tuple(selected(mutant.module))])


if __name__ == "__main__":
    sys.exit(main())
