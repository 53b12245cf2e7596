"""How long it takes to compare two versions of the bundled pack, as a multiple of what reading one of them takes.

Run `python benchmarks/diff.py`. The new version has a safety threshold, points, an evidence factor and a first step changed. Both are timed in
turn, in one warm process: the comparison with its 200 made-up runners, and reading the pack. Medians and the largest time are printed.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.pack import Pack, load_pack
from runner_intake.terminal.changes import changes
from runner_intake.verify.diff.compare import compare

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15
RULES = Path(__file__).parents[1] / "rules"
EDITS = (
    ("safety/discuss.yaml", "{age_years: {below: 18}}", "{age_years: {below: 17}}"),
    ("benefits/injury_recovery.yaml", "heel_foot: 6", "heel_foot: 3"),
    ("benefits/immunity.yaml", "factor: 40", "factor: 50"),
    ("first_steps.yaml", "{sleep_hours: {below: 7}, colds_last_12m: {at_least: 3}}", "{sleep_hours: {below: 7}, colds_last_12m: {at_least: 2}}"),
)


def main() -> None:
    """Times both, interleaved."""
    with tempfile.TemporaryDirectory() as folder:
        edited = Path(shutil.copytree(RULES, Path(folder) / "new"))
        for name, old, new in EDITS:
            text = (edited / name).read_text(encoding="utf-8")
            (edited / name).write_text(text.replace(old, new), encoding="utf-8")
        reading, comparing = [], []
        for _ in range(ROUNDS):
            reading.append(_seconds(lambda: load_pack(edited)))
            old_pack, new_pack = load_pack(RULES), load_pack(edited)
            comparing.append(_seconds(partial(_compare, old_pack, new_pack)))
    ratios = [a / b for a, b in zip(comparing, reading, strict=True)]
    print(f"read one pack:    median {statistics.median(reading):.3f} s")
    print(f"compare two:      median {statistics.median(comparing):.3f} s, longest {max(comparing):.3f} s (asked: under 2)")
    print(f"ratio: median {statistics.median(ratios):.0f}")


def _compare(old: Pack, new: Pack) -> None:
    compare(old, new)
    changes(old, new)


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
