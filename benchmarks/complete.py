"""What a whole assessment of complete answers costs with the compiled pack, as multiples of scorecards
written by hand.

Run `python benchmarks/complete.py`. First it checks for every runner that the compiled pack gives the
document and the JSON text of the exact engine, and that the hand-written scorecards give the points of the
rules. Then the ways are timed in turn (processor time, garbage collector on), and the medians of the rounds'
ratios are printed. "By hand" gives points only; the others screen for safety, order first steps, give reasons
and make the whole document.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import hand_written
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.plain_document import PlainDocuments
from runner_intake.engine.plain_json import PlainTexts
from runner_intake.pack import bundled_pack, made_up
from runner_intake.questionnaire import RawAnswers, check_answers
from runner_intake.score import score

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Assessment

RUNNERS, EXACT, ROUNDS = 400, 20, 9


def main() -> None:
    """Checks that all agree, then prints the table."""
    pack = bundled_pack()
    runners = [row for row in made_up.runners(2 * RUNNERS, pack) if None not in row.values()][:RUNNERS]
    begin = time.process_time()
    documents, texts = PlainDocuments.of(pack), PlainTexts.of(pack)
    both = time.process_time() - begin
    assert documents
    assert texts
    for runner in runners:
        check(runner, pack, documents, texts)
    ways: dict[str, tuple[Callable[[RawAnswers], object], int]] = {
        "points by hand": (hand_written.points, RUNNERS),
        "decisions of the compiled pack": (documents.rows.flat, RUNNERS),
        "document": (lambda runner: documents(runner, None, None), RUNNERS),
        "JSON text": (lambda runner: texts(runner, None, None), RUNNERS),
        "JSON text by way of the document": (
            lambda runner: documents(runner, None, None).model_dump_json(),
            RUNNERS,
        ),
        "checked answers, plain reference, points": (lambda runner: points(runner, pack), EXACT),
        "document by the exact engine": (lambda runner: exact(runner, pack), EXACT),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (way, count) in ways.items():
            begin = time.process_time()
            for runner in runners[:count]:
                way(runner)
            times[name].append((time.process_time() - begin) / count)
    base = times["points by hand"]
    print(f"{len(runners)} complete runners, {pack.id} {pack.version}: documents and texts are equal")
    print(f"{'':40} by hand = 1   microseconds")
    for name, own in times.items():
        ratio = statistics.median(mine / hand for mine, hand in zip(own, base, strict=True))
        print(f"{name:40} {ratio:11.1f} {statistics.median(own) * 1e6:14.1f}")
    print(f"compiling twice (documents, texts): {both / statistics.median(times['document']):.0f} documents")


def check(runner: RawAnswers, pack: Pack, documents: PlainDocuments, texts: PlainTexts) -> None:
    """Stops where the ways disagree."""
    expected = exact(runner, pack)
    assert documents(runner, None, None) == expected
    assert texts(runner, None, None) == expected.model_dump_json()
    assert hand_written.points(runner) == points(runner, pack)


def exact(runner: RawAnswers, pack: Pack) -> Assessment:
    """The document by the exact engine."""
    return assess_checked(check_answers(runner, pack.questionnaire), pack)


def points(runner: RawAnswers, pack: Pack) -> dict[str, int]:
    """The points of every benefit by the plain reference."""
    certain = check_answers(runner, pack.questionnaire).certain
    return {benefit.id: score(benefit, certain).points for benefit in pack.benefits}


if __name__ == "__main__":
    main()
