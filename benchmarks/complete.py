"""What a whole assessment of complete answers costs with the compiled pack, as multiples of the same
written by hand.

Run `python benchmarks/complete.py`. First it checks that all agree: for 400 made-up runners, and for others
who give any answer and tick many signs, the compiled pack and `hand_written_whole` give the document and the
JSON text of the exact engine, and the hand-written scorecards the points of the rules. Then the ways are
timed in turn (processor time, garbage collector on), and the medians of the rounds' ratios are printed.
"Points by hand" are points only; "whole by hand" checks answers, screens for safety, orders first steps,
gives reasons and puts the document together as a plain dict.
"""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import hand_written
import hand_written_whole
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

RUNNERS, TICKING, EXACT, ROUNDS = 400, 200, 20, 9


def main() -> None:
    """Checks that all agree, then prints the table."""
    pack = bundled_pack()
    runners = complete(pack, RUNNERS)
    ticking = complete(replace(pack, population=None), TICKING)
    begin = time.process_time()
    documents, texts = PlainDocuments.of(pack), PlainTexts.of(pack)
    both = time.process_time() - begin
    assert documents
    assert texts
    for runner in (*runners, *ticking):
        check(runner, pack, documents, texts)
    ways: dict[str, tuple[Callable[[RawAnswers], object], int]] = {
        "points by hand": (hand_written.points, RUNNERS),
        "whole by hand": (hand_written_whole.assessment, RUNNERS),
        "whole by hand, JSON text": (by_hand_text, RUNNERS),
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
    print(f"{len(runners)} complete runners, {pack.id} {pack.version}: documents and texts are equal, also")
    print(f"those of {len(ticking)} runners who give any answer\n")
    print(f"{'':42} points   whole   its text   microseconds")
    bases = [times[name] for name in ("points by hand", "whole by hand", "whole by hand, JSON text")]
    for name, own in times.items():
        points_, whole, text = (ratio(own, base) for base in bases)
        print(f"{name:40} {points_:8.1f} {whole:7.2f} {text:10.2f} {statistics.median(own) * 1e6:14.1f}")
    print(f"compiling twice (documents, texts): {both / statistics.median(times['document']):.0f} documents")


def complete(pack: Pack, count: int) -> list[RawAnswers]:
    """Complete answers of runners who consent."""
    drawn = made_up.runners(3 * count, pack)
    return [row for row in drawn if None not in row.values() and row["data_consent"]][:count]


def ratio(own: list[float], base: list[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(mine / hand for mine, hand in zip(own, base, strict=True))


def by_hand_text(runner: RawAnswers) -> str:
    """The hand-written document as the JSON text that `assess_json` gives."""
    document = hand_written_whole.assessment(runner)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def check(runner: RawAnswers, pack: Pack, documents: PlainDocuments, texts: PlainTexts) -> None:
    """Stops where the ways disagree."""
    expected = exact(runner, pack)
    assert documents(runner, None, None) == expected
    assert texts(runner, None, None) == by_hand_text(runner) == expected.model_dump_json()
    assert hand_written_whole.assessment(runner) == expected.model_dump(mode="json")
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
