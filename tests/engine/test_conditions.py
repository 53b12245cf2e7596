"""The condition algebra: truth tables, and truth against brute force."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from demo import CASES, RATIO, condition_of, questionnaire_of
from drawing import partial_answers
from runner_intake.conditions import (
    ALWAYS,
    Condition,
    Facts,
    ManyDomain,
    NumberDomain,
    Value,
    cells,
    conjunction,
    fields_used,
    ground,
    holds,
    negate,
    residual,
    truth,
)
from runner_intake.conditions.solve import Solver, solve
from runner_intake.errors import IntakeError
from runner_intake.questionnaire import Questionnaire, check_answers

TABLES = yaml.safe_load((CASES / "truth_tables.yaml").read_text(encoding="utf-8"))
DEMO = questionnaire_of(yaml.safe_dump(TABLES["questionnaire"], sort_keys=False))
WORDS = {True: "true", False: "false", None: "unknown"}


def rows() -> list[Any]:
    return [
        pytest.param(table["when"], row["answers"], row["truth"], id=f"{table['name']}: {row['answers']}")
        for table in TABLES["tables"]
        for row in table["rows"]
    ]


@pytest.mark.parametrize(("when", "answers", "expected"), rows())
def test_truth_table(when: Any, answers: dict[str, Any], expected: object) -> None:
    condition = ground(condition_of(json.dumps(when), DEMO), DEMO.gates)
    word = expected if expected == "unknown" else WORDS[bool(expected)]
    assert WORDS[truth(condition, check_answers(answers, DEMO).facts)] == word


# --- random conditions against brute force ------------------------------------------------------------------

ATOMS: list[dict[str, Any]] = [
    {"pain": True},
    {"site": "heel"},
    {"site": {"one_of": ["knee", "back"]}},
    {"site": {"not_applicable": True}},
    {"weeks": {"at_least": 6}},
    {"weeks": {"above": 2, "below": 13}},
    {"scan": True},
    {"scan": {"not_applicable": True}},
    {"signs": {"includes": "fever"}},
    {"signs": {"includes": "none"}},
    {"signs": {"includes_at_least": {"count": 2, "of": ["fever", "sweats", "loss"]}}},
    {"sleep": {"below": 6}},
    {"sleep": {"at_least": 6, "at_most": 7.5}},
]


def written_conditions() -> st.SearchStrategy[Any]:
    def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            st.builds(lambda parts: {"all": parts}, several),
            st.builds(lambda parts: {"any": parts}, several),
            st.builds(lambda part: {"not": part}, inner),
            st.builds(lambda parts: {"at_least": {"count": max(1, len(parts) - 1), "of": parts}}, several),
        )

    return st.recursive(st.sampled_from(ATOMS), deeper, max_leaves=6)


def _all_values(questionnaire: Questionnaire, name: str) -> list[Value]:
    """Enough answers to every field for these atoms, found without the cells under test."""
    domain = questionnaire.domains[name]
    if isinstance(domain, NumberDomain):
        return [0, 2, 3, 6, 12, 13] if name == "weeks" else [3, 5.5, 6, 7.5, 8]
    if isinstance(domain, ManyDomain):
        return [
            frozenset(x)
            for x in (
                ("none",),
                ("fever",),
                ("sweats",),
                ("loss",),
                ("fever", "sweats"),
                ("sweats", "loss"),
                ("fever", "sweats", "loss"),
            )
        ]
    return list(domain.options)


def completions(known: dict[str, Value]) -> list[dict[str, Value]]:
    """Every completion, without the answers to questions that do not apply."""
    names = list(DEMO.fields)
    answer_sets = []
    for values in product(*([known[name]] if name in known else _all_values(DEMO, name) for name in names)):
        answers = dict(zip(names, values, strict=True))
        for question in DEMO.questions:
            if not holds(question.when, answers, {}):
                del answers[question.id]
        answer_sets.append(answers)
    return answer_sets


def truth_by_brute_force(condition: Condition, known: dict[str, Value]) -> bool | None:
    truths = {holds(condition, answers, {}) for answers in completions(known)}
    return truths.pop() if len(truths) == 1 else None


@pytest.mark.slow
@given(written_conditions(), partial_answers(DEMO))
def test_truth_is_that_of_all_completions(when: Any, raw: dict[str, Any]) -> None:
    condition = condition_of(json.dumps(when), DEMO)
    answers = check_answers(raw, DEMO)
    known = {name: value for name, value in answers.given.items() if name in DEMO.fields}
    assert truth(ground(condition, DEMO.gates), answers.facts) == truth_by_brute_force(condition, known)


@pytest.mark.slow
@given(written_conditions())
def test_a_condition_and_its_negation_are_never_both_true(when: Any) -> None:
    condition = condition_of(json.dumps(when), DEMO)
    opposite = negate(condition)
    assert negate(opposite) == condition
    for answers in completions(
        {"pain": True, "weeks": 6}
    ):  # every question applies: exactly one of the two holds
        assert holds(condition, answers, {}) != holds(opposite, answers, {})
    for answers in completions({"pain": False}):
        assert not (holds(condition, answers, {}) and holds(opposite, answers, {}))


@given(written_conditions(), partial_answers(DEMO))
def test_answers_are_found_wherever_there_are_some(when: Any, raw: dict[str, Any]) -> None:
    grounded = ground(condition_of(json.dumps(when), DEMO), DEMO.gates)
    answers = check_answers(raw, DEMO)
    solution = solve(grounded, answers.facts)
    assert (solution is None) == (truth(grounded, answers.facts) is False)
    if solution is not None:
        assert not solution.keys() & answers.known.keys()
        facts = replace(answers.facts, known={**answers.known, **solution})
        assert residual(grounded, facts) is ALWAYS  # whatever else is answered


@given(written_conditions(), written_conditions())
def test_a_condition_implies_another_where_no_completion_has_the_one_alone(one: Any, other: Any) -> None:
    a, b = (ground(condition_of(json.dumps(when), DEMO), DEMO.gates) for when in (one, other))
    solver = Solver(DEMO.domains)
    alone = truth(conjunction((a, negate(b))), Facts({}, {}, DEMO.domains)) is not False
    assert solver.implies(a, b) is not alone
    assert solver.same(a, b) is (solver.implies(a, b) and solver.implies(b, a))


@pytest.mark.parametrize("wanted", [["fever", "loss"], ["none"]])
def test_of_a_list_whose_options_are_partly_known_only_fitting_answers_are_found(wanted: list[str]) -> None:
    domain = ManyDomain(("fever", "sweats", "loss", "none"), frozenset({"sweats"}))
    condition = condition_of(json.dumps({"signs": {"includes_all": wanted}}), DEMO)
    solution = solve(condition, Facts({}, {}, {**DEMO.domains, "signs": domain}))
    assert solution == (None if wanted == ["none"] else {"signs": frozenset({"fever", "sweats", "loss"})})


@given(st.data())
def test_answers_in_one_cell_are_told_apart_by_no_test(data: st.DataObject) -> None:
    tests = [
        condition_of(json.dumps(when), DEMO)
        for when in data.draw(st.lists(st.sampled_from(ATOMS), min_size=1, unique_by=str))
    ]
    by_field: dict[str, list[Any]] = {}
    for test in tests:
        if hasattr(test, "holds_for"):
            by_field.setdefault(next(iter(fields_used(test))), []).append(test)
    for name, of_field in by_field.items():
        samples = cells(DEMO.domains[name], tuple(of_field))
        signatures = [tuple(test.holds_for(sample) for test in of_field) for sample in samples]
        assert len(set(signatures)) == len(signatures)
        for value in _all_values(DEMO, name):
            assert tuple(test.holds_for(value) for test in of_field) in signatures


@pytest.mark.parametrize(
    ("when", "ratio", "expected"),
    [
        ("{above: 1.1}", (11, 10), False),
        ("{at_least: 1.1}", (11, 10), True),
        ("{above: 1.15}", (23, 20), False),
        ("{at_most: 1.15}", (23, 20), True),
        ("{below: 1.15}", (23, 20), False),
        ("{above: 1.1}", (111, 100), True),
    ],
)
def test_a_ratio_is_compared_with_the_threshold_as_it_is_written(
    *, when: str, ratio: tuple[int, int], expected: bool
) -> None:
    condition = condition_of(f"{{jump: {when}}}", RATIO)
    assert holds(condition, {"jump": Fraction(*ratio)}, {}) is expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{sight: heel}", "P08"),
        ("{site: heal}", "P09"),
        ("{site: {one_of: [heel, heal]}}", "P09"),
        ("{site: {at_least: 3}}", "P10"),
        ("{weeks: {includes: heel}}", "P10"),
        ("{weeks: 6}", "P10"),
        ("{signs: fever}", "P10"),
        ("{weeks: {at_least: 0}}", "P11"),
        ("{weeks: {above: 100}}", "P11"),
        ("{weeks: {at_least: 101}}", "P11"),
        ("{weeks: {at_least: 6.5}}", "P11"),
        ("{sleep: {below: 6.25}}", "P11"),
        ("{weeks: {at_least: 6, below: 6}}", "P12"),
        ("{weeks: {at_least: 6, above: 7}}", "P12"),
        ("{all: []}", "P12"),
        ("{}", "P12"),
        ("{at_least: {count: 3, of: [{pain: true}, {site: heel}]}}", "P12"),
        ("{signs: {includes_at_least: {count: 3, of: [fever, loss]}}}", "P12"),
        ("{site: {one_of: []}}", "P12"),
        ("{site: {one_of: [heel, heel]}}", "P06"),
        ("{raised: [U1]}", "P07"),
        ("{pain: no}", "P04"),
        ("{weeks: {at_least: six}}", "P04"),
        ("{any: {pain: true}}", "P04"),
        ("heel", "P04"),
        ("{site: {not_among: weeks}}", "P08"),
        ("{weeks: {more_than: {field: sleep, times: 2}}}", "P12"),
    ],
)
def test_a_condition_that_cannot_mean_anything_is_refused_with_its_place(text: str, code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        condition_of(text, DEMO)
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.place.startswith("demo.yaml:1:")
    assert problem.way_out


def test_a_misspelt_name_gets_the_nearest_known_one() -> None:
    for text, nearest in (
        ("{wekes: {at_least: 6}}", "weeks"),
        ("{site: heal}", "heel"),
        ("{weeks: {at_leats: 6}}", "at_least"),
    ):
        with pytest.raises(IntakeError, match=f"Did you mean {nearest}"):
            condition_of(text, DEMO)


def test_all_problems_of_a_condition_are_told_at_once() -> None:
    with pytest.raises(IntakeError) as caught:
        condition_of("{all: [{sight: heel}, {site: heal}, {weeks: {at_least: 300}}]}", DEMO)
    assert [problem.code for problem in caught.value.problems] == ["P08", "P09", "P11"]
