"""The scorecards written by hand for the benchmarks give what the rules of the bundled pack give."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import polars as pl

import hand_written
import hand_written_whole
from batch_speed import frame_of
from hand_written_columns import Arrays, Expressions, applies, points
from runner_intake import bundled_pack
from runner_intake.conditions import holds
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.plain_document import PlainDocuments
from runner_intake.pack.made_up import runners
from runner_intake.questionnaire import check_answers
from runner_intake.score import score

PACK = bundled_pack()
COMPLETE = [runner for runner in runners(900, PACK) if None not in runner.values()]
CHECKED = [check_answers(runner, PACK.questionnaire) for runner in COMPLETE]
POINTS = [
    {benefit.id: score(benefit, answers.certain).points for benefit in PACK.benefits} for answers in CHECKED
]
APPLIES = [
    {benefit.id: holds(benefit.requires.written, answers.known, answers.given) for benefit in PACK.benefits}
    for answers in CHECKED
]


def test_the_runners_differ_in_every_benefit() -> None:
    for benefit in PACK.benefits:
        assert len({row[benefit.id] for row in POINTS}) > 2, benefit.id
        assert {row[benefit.id] for row in APPLIES} == {True, False}, benefit.id


def test_one_runner_at_a_time() -> None:
    assert [hand_written.points(runner) for runner in COMPLETE] == POINTS
    assert [hand_written.applies(runner) for runner in COMPLETE] == APPLIES


def test_in_columns() -> None:
    frame = frame_of(COMPLETE, PACK)
    arrays, expressions = Arrays(frame), Expressions()
    assert rows_of(points(arrays)) == POINTS
    assert rows_of(applies(arrays)) == APPLIES
    assert frame.select(**points(expressions)).to_dicts() == POINTS
    assert frame.select(**applies(expressions)).to_dicts() == APPLIES


def test_the_whole_document() -> None:
    documents = PlainDocuments.of(PACK)
    assert documents is not None
    anybody = [runner for runner in runners(900, replace(PACK, population=None)) if runner["data_consent"]]
    outcomes = set()
    for runner in (*COMPLETE, *anybody):
        document = documents(runner, None, None)
        by_hand = hand_written_whole.assessment(runner)
        assert by_hand == document.model_dump(mode="json")
        outcomes.add(document.safety.outcome)
    assert len(outcomes) == 9  # all but those of missing answers, and of no consent


def test_the_whole_document_is_that_of_the_exact_engine() -> None:
    for runner, answers in list(zip(COMPLETE, CHECKED, strict=True))[:20]:
        text = json.dumps(hand_written_whole.assessment(runner), ensure_ascii=False, separators=(",", ":"))
        assert text == assess_checked(answers, PACK).model_dump_json()


def rows_of(columns: dict[str, Any]) -> list[dict[str, Any]]:
    return pl.DataFrame({name: pl.Series(column) for name, column in columns.items()}).to_dicts()
