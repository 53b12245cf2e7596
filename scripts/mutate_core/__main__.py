"""Breaks the core modules one small step at a time, and tells whether the tests notice.

Run `python scripts/mutate_core --count 40 --seed 1` for a sample, `--all` for every mutant, `--only safety.py
engine/` for some modules or rooms; exit code 1 if a change goes unnoticed. A test that fails or hangs kills a
mutant. With `--results FILE` each fate is written down, and only survivors are tried again: with more
examples (`--examples 400`), for longer (`--seconds 90`), or against other tests (`--tests tests/pack`).
Survivors that can change nothing are listed in equivalent.toml with the reason, by their text and never by
line, so that the list lives on when code moves.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis  # noqa: F401  (imported once, before the children)
import pydantic  # noqa: F401

sys.path.insert(0, str(Path(__file__).parents[1]))

from mutate_core.mutants import CORE, TESTS, Mutant, equivalent, mutants, there
from mutate_core.trial import Fate, TimeBox, runs_in, try_all, try_from_the_start

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        nargs="+",
        default=CORE,
        help="these modules or rooms in this order, such as circuit/evaluate.py",
    )
    parser.add_argument("--results", metavar="FILE", type=Path, help="where fates are kept from run to run")
    parser.add_argument(
        "--examples", type=int, default=25, help="the most examples that a property tries (default 25)"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=20.0,
        help="how long the tests that are tried on one mutant may take on the unchanged project (default 20)",
    )
    parser.add_argument(
        "--tests",
        metavar="FILE",
        nargs="+",
        default=TESTS,
        help="the tests or rooms of tests that mutants are shown to",
    )
    wanted = parser.parse_args()
    every = list(mutants(wanted.only))
    drawn = every if wanted.all else random.Random(wanted.seed).sample(every, min(wanted.count, len(every)))  # noqa: S311  (no secret)
    with tempfile.TemporaryDirectory() as folder:
        results = wanted.results or Path(folder, "fates.jsonl")
        box = TimeBox(wanted.seconds, wanted.examples)
        fates = _fates(drawn, Path(folder), results, box, wanted.tests)
    for mutant, fate in fates.items():
        if fate == "SURVIVED":
            print(f"{fate}: {mutant}")
    for room in sorted({_room(mutant) for mutant in fates}):
        print(f"{room}: {_counts([fate for mutant, fate in fates.items() if _room(mutant) == room])}")
    print(f"{len(fates)} of {len(every)} mutants: {_counts(list(fates.values()))}")
    return 1 if "SURVIVED" in fates.values() else 0


def _fates(
    drawn: list[Mutant], folder: Path, results: Path, box: TimeBox, tests: Sequence[str]
) -> dict[Mutant, Fate]:
    """The fates of mutants; those that were killed before are not tried again."""
    known = _written(results)
    reasons = equivalent()
    start = time.monotonic()

    def tell(mutant: Mutant, fate: Fate) -> None:
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps([*mutant.key, fate]) + "\n")
        print(f"{time.monotonic() - start:.0f} s, {fate}: {mutant}", file=sys.__stderr__, flush=True)

    left = [
        mutant
        for mutant in drawn
        if mutant.key not in reasons and known.get(mutant.key, "SURVIVED") == "SURVIVED"
    ]
    if left:
        try_all(left, there(tests), folder, tell, box)
        known = _written(results)
        runs = runs_in(folder / "runs.json")
        for mutant in left:
            if known[mutant.key] == "SURVIVED" and runs.ran_early(mutant):
                tell(mutant, try_from_the_start(mutant, runs, folder / "tests.log", box))
        known = _written(results)
    return {mutant: "equivalent" if mutant.key in reasons else known[mutant.key] for mutant in drawn}


def _written(results: Path) -> dict[tuple[str, ...], Fate]:
    """The fates in a file of results, by the key of the mutant; the last one counts."""
    if not results.exists():
        return {}
    rows = (json.loads(line) for line in results.read_text(encoding="utf-8").splitlines())
    return {tuple(key): fate for *key, fate in rows}


def _room(mutant: Mutant) -> str:
    return mutant.module.partition("/")[0]


def _counts(fates: list[Fate]) -> str:
    return ", ".join(f"{count} {fate}" for fate, count in Counter(fates).items())


if __name__ == "__main__":
    sys.exit(main())
