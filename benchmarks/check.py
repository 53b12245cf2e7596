"""How long `check` and `diff` take on the bundled pack, beside the time it takes to load it.

Run `python benchmarks/check.py`. The three are timed in turn, in one warm process; medians are printed.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from datetime import date
from functools import partial
from pathlib import Path

from runner_intake.pack import load_pack
from runner_intake.pack.find import bundled_rules
from runner_intake.pack.read import read_pack
from runner_intake.verify.check import check
from runner_intake.verify.diff.compare import compare
from stopwatch import seconds_of

ROUNDS = 9
TODAY = date(2026, 11, 25)
EDITS = (
    ("safety/urgent.yaml", "pain_weeks: {below: 6}", "pain_weeks: {below: 4}"),
    ("benefits/immunity.yaml", "sick_days_last_90d: {at_least: 7}", "sick_days_last_90d: {at_least: 9}"),
    ("first_steps.yaml", "flat_form_weeks: {at_least: 2}", "flat_form_weeks: {at_least: 3}"),
)


def main() -> None:
    """Times loading, checking and comparing, interleaved; packs are loaded anew, so that nothing is kept from
    round to round.
    """
    loads, checks, diffs = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        changed = _changed(Path(folder) / "pack")
        for _ in range(ROUNDS):
            loads.append(seconds_of(lambda: read_pack(bundled_rules())))
            pack, new = read_pack(bundled_rules()), load_pack(changed)
            checks.append(seconds_of(partial(check, pack, TODAY)))
            old = read_pack(bundled_rules())
            diffs.append(seconds_of(partial(compare, old, new)))
    load = statistics.median(loads)
    print(f"load the pack:            median {load * 1000:5.0f} ms")
    for name, seconds, most in (("check it", checks, 1), ("compare it with another", diffs, 2)):
        median = statistics.median(seconds)
        print(
            f"{name + ':':25} median {median * 1000:5.0f} ms   {median / load:4.0f} x loading "
            f"(asked: at most {most} s)"
        )


def _changed(copy: Path) -> Path:
    """A copy of the bundled pack with a changed safety rule, point rule and first step."""
    with_files = Path(str(bundled_rules()))
    shutil.copytree(with_files, copy)
    for file, find, put in EDITS:
        text = (copy / file).read_text(encoding="utf-8")
        (copy / file).write_text(text.replace(find, put, 1), encoding="utf-8")
    return copy


if __name__ == "__main__":
    main()
