"""Breaks training files at random and reads them: each gives a log, or listed issues, never an error, and
none takes over 2 seconds.

Run `python scripts/fuzz_training.py [--files 10000] [--seed 1]`; exit code 1 if a file gives an error or is
slow. A file that does so is kept in the folder `fuzz-finds`. The same seed breaks the same files in the same
way.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import mutated_files
from runner_intake import read_training
from runner_intake.training.exports import UNFORESEEN

SLOW_S = 2.0
FINDS = Path("fuzz-finds")


def main() -> int:
    """Reads the broken files and prints what came of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    chance, whole = random.Random(chosen.seed), mutated_files.whole_files()  # noqa: S311  (chance, not secrecy)
    codes: Counter[str] = Counter()
    slowest, finds = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(chosen.files):
            name, data = mutated_files.mutated(whole, chance)
            path = Path(folder) / name
            path.write_bytes(data)
            start = time.process_time()
            try:
                log = read_training([path], chance.choice([None, mutated_files.ZONE]), date(2026, 11, 22))
                json.dumps(log.to_document(), allow_nan=False)
                codes.update({issue.code for issue in log.issues} or {"read"})
                finds += (
                    _keep(number, name, data) if UNFORESEEN in {issue.message for issue in log.issues} else 0
                )
            except Exception:  # noqa: BLE001  (that is what is looked for)
                traceback.print_exc()
                finds += _keep(number, name, data)
            took = time.process_time() - start
            slowest = max(slowest, took)
            finds += _keep(number, name, data) if took > SLOW_S else 0
    print(f"{chosen.files} broken files (seed {chosen.seed}): {finds} errors or slow ones")
    print(f"the slowest took {slowest:.2f} s")
    print(", ".join(f"{code} {count}" for code, count in sorted(codes.items())))
    return 1 if finds else 0


def _keep(number: int, name: str, data: bytes) -> int:
    FINDS.mkdir(exist_ok=True)
    (FINDS / f"{number}-{name}").write_bytes(data)
    print(f"kept: {FINDS / f'{number}-{name}'}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
