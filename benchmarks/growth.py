"""How times grow with the pack: the bundled one, and three and ten times over.

Run `python benchmarks/growth.py [1 3 10]` (with 30 it takes some minutes). Every copy has questions, safety
rules, benefits and steps of its own (`larger_packs.py`), and every runner gives each copy the same answers.
Safety questions are answered, about six in ten of the others. Processor time in milliseconds, and of
`circuit MiB` the most memory that compiling the circuit takes at any moment; the table shows means (of
compiling medians), and the growth against the first size.

`bounds` are those of partial answers, as `speed.py` times them. Scores are put together when they are looked
at, so `bounds read` are the same with the points of every benefit, and whether it applies, looked at.

Choices of a question, and documents of partial answers, are those of runners who were not seen before, once
the pack is warm; `again` are the same documents once more, and `written` are they as JSON text, with the open
questions put in order. `load` reads the same pack from files, in which the copies have names of their own;
everything else is timed with the pack in memory. `check` is one check of the whole pack, `diff` a comparison
with the same pack in which one rule brings another point. Before a size is timed, the compiled pack is
checked against the exact engine.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from larger_packs import larger, repeated, write_larger
from runner_intake import load_pack
from runner_intake.circuit import compile_pack, compiled
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.next_question import next_question
from runner_intake.engine.plain_document import PlainDocuments
from runner_intake.pack import bundled_pack
from runner_intake.pack.find import bundled_rules
from runner_intake.pack.made_up import runners
from runner_intake.questionnaire import check_answers
from runner_intake.verify.check import check
from runner_intake.verify.diff.compare import compare

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.circuit import ScoreBounds
    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Assessment

ANSWERED = 0.6
RUNNERS = 24
SEEN = 400
"""How many runners a process has seen before it counts as warm; fewer of a larger pack."""
CALLS = 5
"""Of the compilers, whose median counts: the garbage collector comes by in some of them."""
TODAY = date(2026, 11, 27)


def main() -> None:
    """Prints a row for each size."""
    sizes = [int(size) for size in sys.argv[1:]] or [1, 3, 10]
    pack = bundled_pack()
    first: dict[str, float] = {}
    print(f"{pack.id} {pack.version}; milliseconds of processor time (or MiB), and growth")
    for size in sizes:
        row = measured(pack, size)
        first = first or row
        cells = (f"{name} {own:.2f} (x{own / first[name]:.1f})" for name, own in row.items())
        print(f"x{size}: {'; '.join(cells)}", flush=True)


def measured(pack: Pack, size: int) -> dict[str, float]:
    """The times of one size, in milliseconds, and the memory in MiB."""
    rng = random.Random(5)  # noqa: S311  (a simulation)
    count, seen = max(8, RUNNERS // size), SEEN // size
    everyone = [repeated(runner, size) for runner in runners(max(seen + 3 * count, 4 * RUNNERS), pack)]
    complete = [runner for runner in everyone if None not in runner.values()][:RUNNERS]
    own = larger(pack, size) if size > 1 else pack
    safety = frozenset(own.questionnaire.safety_fields)
    partly_answered = [
        {name: value for name, value in runner.items() if name in safety or rng.random() < ANSWERED}
        for runner in everyone[: seen + 3 * count]
    ]
    asked, partial, bounded = (partly_answered[seen + k * count :][:count] for k in range(3))
    compiler = {
        "load": loading(pack, size),
        "circuit": median([lambda: compile_pack(own)] * CALLS),
        "circuit MiB": most_memory(lambda: compile_pack(own)),
    }
    documents = PlainDocuments.of(own)
    assert documents
    for runner in complete[:3]:
        assert documents(runner, None, None) == exact(runner, own)
    for runner in complete:
        documents(runner, None, None)
    circuit = compiled(own)
    for runner in partly_answered[:seen]:
        exact(runner, own)
    partly = [situation(runner, own).answers for runner in bounded]
    return compiler | {
        "bounds": mean([lambda answers=answers: circuit.bounds(answers) for answers in partly]),  # type: ignore[misc]  # its own answers
        "bounds read": mean([lambda answers=answers: read(circuit.bounds(answers)) for answers in partly]),  # type: ignore[misc]  # as above
        "compiled pack": median([lambda: PlainDocuments.of(own)] * CALLS),
        "complete": mean([lambda runner=runner: documents(runner, None, None) for runner in complete]),  # type: ignore[misc]  # its own runner
        "next": mean(
            [lambda runner=runner: next_question(situation(runner, own), "normal") for runner in asked]  # type: ignore[misc]  # as above
        ),
        "partial": mean([lambda runner=runner: exact(runner, own) for runner in partial]),  # type: ignore[misc]  # as above
        "again": mean([lambda runner=runner: exact(runner, own) for runner in partial]),  # type: ignore[misc]  # as above
        "written": mean([lambda runner=runner: exact(runner, own).model_dump_json() for runner in partial]),  # type: ignore[misc]  # as above
        "check": mean([lambda: check(own, TODAY)]),
        "diff": mean([lambda: compare(own, one_point_more(own))]),
    }


def loading(pack: Pack, size: int) -> float:
    """The median time of reading and checking the files of so many copies."""
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        write_larger(Path(str(bundled_rules())), pack, size, rules)
        assert len(load_pack(rules).benefits) == size * len(pack.benefits)
        return median([lambda: load_pack(rules)] * CALLS)


def one_point_more(pack: Pack) -> Pack:
    """The pack, with a point more for the first rule of its first benefit."""
    first, *others = pack.benefits
    rule, *rules = first.rules
    changed = replace(first, rules=(replace(rule, points=rule.points + 1), *rules))
    return replace(pack, benefits=(changed, *others))


def situation(runner: dict[str, object], pack: Pack) -> Analysis:
    """A runner's answers under a pack."""
    return Analysis(check_answers(runner, pack.questionnaire), pack)


def exact(runner: dict[str, object], pack: Pack) -> Assessment:
    """The document by the exact engine."""
    return assess_checked(check_answers(runner, pack.questionnaire), pack)


def read(bounds: ScoreBounds) -> None:
    """Looks at the points of every benefit, and whether it applies."""
    for low, high in zip(bounds.low, bounds.high, strict=True):
        assert low <= high
    assert len(list(bounds.applies)) == len(bounds.low)


def most_memory(action: Callable[[], object]) -> float:
    """The most memory in MiB that a call takes at any moment, besides what was there before."""
    tracemalloc.start()
    action()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def mean(actions: list[Callable[[], object]]) -> float:
    """The mean of some calls, in milliseconds of processor time."""
    return statistics.mean(map(milliseconds, actions))


def median(actions: list[Callable[[], object]]) -> float:
    """The median of some calls, in milliseconds of processor time."""
    return statistics.median(map(milliseconds, actions))


def milliseconds(action: Callable[[], object]) -> float:
    """The processor time of a call."""
    begin = time.process_time()
    action()
    return 1000 * (time.process_time() - begin)


if __name__ == "__main__":
    main()
