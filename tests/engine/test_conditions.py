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

from demo import CASES, RATIO, condition_of, questionnaire_of, yaml_spot
from drawing import partial_answers
from runner_intake.conditions import (
    ALWAYS,
    EACH,
    NEVER,
    All,
    AnyOf,
    ChoiceDomain,
    Condition,
    Facts,
    Includes,
    ManyDomain,
    NumberDomain,
    Raised,
    Scope,
    TooMuchWorkError,
    Truth,
    Value,
    Within,
    Work,
    cells,
    conjunction,
    disjunction,
    evidence,
    fields_used,
    ground,
    holds,
    negate,
    parse_condition,
    residual,
    truth,
    undecided_fields,
)
from runner_intake.conditions.solve import Solver, solve
from runner_intake.errors import IntakeError, Problem
from runner_intake.questionnaire import Questionnaire, check_answers

TABLES = yaml.safe_load((CASES / "truth_tables.yaml").read_text(encoding="utf-8"))
DEMO = questionnaire_of(yaml.safe_dump(TABLES["questionnaire"], sort_keys=False))
NIGHTS = questionnaire_of("""
id: demo
title: Demo
intro: A page with two numbers, a choice and a list.
questions:
  - id: page
    ask: How do you sleep?
    why: For relations.
    fields:
      - {id: sleep, ask: Last night, kind: number, minimum: 3, maximum: 12, step: 0.1}
      - {id: usual, ask: Usually, kind: number, minimum: 3, maximum: 12, step: 0.1}
  - {id: site, ask: "Where?", why: A choice., kind: choice, options: {heel: Heel, knee: Knee}}
  - {id: signs, ask: "Any?", why: A list., kind: multi_choice, options: {heel: Heel, knee: Knee, none: None}}
""")
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


def demo_condition(when: Any) -> Condition:
    return condition_of(json.dumps(when), DEMO)


def truth_in(when: Any, domains: dict[str, Any]) -> Truth:
    """The truth of a condition of which nothing is known but which answers some fields can have."""
    return truth(demo_condition(when), Facts({}, {}, {**DEMO.domains, **domains}))


def test_a_raised_rule_and_its_negation_are_opposites_also_on_questions_that_do_not_apply() -> None:
    heel = demo_condition({"site": "heel"})
    raised = Raised("U1", heel)
    for raw, is_raised in (
        ({"pain": True, "site": "heel"}, True),
        ({"pain": True, "site": "knee"}, False),
        ({"pain": False}, False),
    ):
        answers = check_answers(raw, DEMO)
        for condition, expected in ((raised, is_raised), (negate(raised), not is_raised)):
            assert holds(condition, answers.known, answers.given) is expected
            assert truth(ground(condition, DEMO.gates), answers.facts) is expected


def test_an_answer_as_given_counts_behind_a_closed_gate_and_a_missing_one_does_not() -> None:
    long_ago = demo_condition({"weeks": {"given_at_least": 6}})
    for weeks, expected in ((8, True), (3, False), (None, False)):
        facts = check_answers({"pain": False, "weeks": weeks}, DEMO).facts
        assert truth(long_ago, facts) is expected
        assert truth(negate(long_ago), facts) is not expected


@pytest.mark.parametrize(
    ("when", "given_answers", "expected"),
    [
        ({"sleep": {"more_than": {"field": "usual", "times": 1.1}}}, {"sleep": 7.8, "usual": 7}, True),
        ({"sleep": {"more_than": {"field": "usual", "times": 1.1}}}, {"sleep": 7.7, "usual": 7}, False),
        ({"sleep": {"more_than": {"field": "usual", "times": 1.1}}}, {"sleep": 7.8}, False),
        ({"site": {"not_among": "signs"}}, {"site": "heel", "signs": frozenset({"knee"})}, True),
        ({"site": {"not_among": "signs"}}, {"site": "heel", "signs": frozenset({"heel", "knee"})}, False),
        ({"site": {"not_among": "signs"}}, {"signs": frozenset({"knee"})}, False),
        ({"signs": {"none_with_others": True}}, {"signs": frozenset({"none", "fever"})}, True),
        ({"signs": {"none_with_others": True}}, {"signs": frozenset({"none"})}, False),
        ({"signs": {"none_with_others": True}}, {"signs": frozenset({"loss", "fever"})}, False),
        ({"signs": {"none_with_others": True}}, {}, False),
    ],
)
def test_answers_as_given_contradict_each_other_only_where_both_are_there(
    when: Any, given_answers: dict[str, Value], *, expected: bool
) -> None:
    contradicts = condition_of(json.dumps(when), NIGHTS)
    assert holds(contradicts, {}, given_answers) is expected
    assert holds(negate(contradicts), {}, given_answers) is not expected


def test_none_with_others_may_be_denied() -> None:
    alone = demo_condition({"signs": {"none_with_others": False}})
    assert holds(alone, {}, {"signs": frozenset({"none"})})
    assert not holds(alone, {}, {"signs": frozenset({"none", "fever"})})


def test_the_opposite_of_several_conditions_is_that_of_each() -> None:
    one, other = demo_condition({"pain": True}), demo_condition({"sleep": {"below": 6}})
    assert negate(All((one, other))) == AnyOf((negate(one), negate(other)))
    assert negate(AnyOf((one, other))) == All((negate(one), negate(other)))
    assert negate(ALWAYS) is NEVER
    assert negate(NEVER) is ALWAYS


def test_a_range_has_no_answer_that_is_no_number() -> None:
    assert not Within("weeks", low=6).holds_for("heel")
    assert not Within("weeks", low=6, negated=True).holds_for("heel")


def test_a_choice_whose_options_are_narrowed_may_be_certain_before_it_is_made() -> None:
    narrowed = {"site": ChoiceDomain(("heel", "knee"))}
    assert truth_in({"site": {"one_of": ["heel", "knee"]}}, narrowed) is True
    assert truth_in({"site": "back"}, narrowed) is False
    assert truth_in({"not": {"site": "back"}}, narrowed) is True
    assert truth_in({"site": "heel"}, narrowed) is None


def test_a_list_of_which_options_are_known_may_be_certain_before_it_is_answered() -> None:
    feverish = {"signs": ManyDomain(("fever", "sweats", "loss", "none"), frozenset({"fever"}))}
    two_of_three = {"signs": {"includes_at_least": {"count": 2, "of": ["fever", "sweats", "loss"]}}}
    for when, expected in (
        ({"signs": {"includes": "fever"}}, True),
        ({"signs": {"includes": "none"}}, False),
        ({"signs": {"includes_all": ["fever", "none"]}}, False),
        ({"signs": {"includes": "loss"}}, None),
        (two_of_three, None),
    ):
        assert truth_in(when, feverish) is expected
        assert truth_in({"not": when}, feverish) is (None if expected is None else not expected)


@pytest.mark.parametrize(
    ("count", "options", "expected"),
    [
        (1, ["fever", "sweats", "loss", "none"], True),
        (2, ["fever", "sweats", "loss", "none"], None),
        (1, ["fever", "sweats", "loss"], None),
        (1, ["fever", "sweats", "none"], None),
        (1, ["none"], None),
        (2, ["fever", "none"], False),
        (3, ["fever", "sweats", "none"], False),
    ],
)
def test_none_stands_alone_so_a_test_that_names_it_may_be_certain_before_the_list_is_answered(
    count: int, options: list[str], expected: Truth
) -> None:
    when = {"signs": {"includes_at_least": {"count": count, "of": options}}}
    assert truth_in(when, {}) is expected
    assert truth_in({"not": when}, {}) is (None if expected is None else not expected)


def test_a_condition_depends_on_the_fields_that_are_left_and_on_none_once_it_is_certain() -> None:
    either = demo_condition({"any": [{"sleep": {"below": 6}}, {"signs": {"includes": "fever"}}]})
    for raw, undecided in (
        ({}, {"sleep", "signs"}),
        ({"sleep": 8}, {"signs"}),
        ({"sleep": 5}, set()),
        ({"sleep": 8, "signs": ["none"]}, set()),
    ):
        assert undecided_fields(either, check_answers(raw, DEMO).facts) == undecided


def test_parts_that_are_said_twice_or_alone_leave_the_part_itself() -> None:
    part, other = demo_condition({"pain": True}), demo_condition({"sleep": {"below": 6}})
    for join, of_none, node in ((conjunction, ALWAYS, All), (disjunction, NEVER, AnyOf)):
        assert join([]) is of_none
        assert join([part]) is part
        assert join([part, part]) is part
        assert join([part, other, part]) == node((part, other))


@pytest.mark.parametrize(("count", "word"), [(1, "any"), (2, "at_least"), (3, "all")])
def test_at_least_one_is_any_of_them_and_at_least_all_is_all_of_them(count: int, word: str) -> None:
    parts = [{"pain": True}, {"sleep": {"below": 6}}, {"signs": {"includes": "fever"}}]
    at_least = {"at_least": {"count": count, "of": parts}}
    same = at_least if word == "at_least" else {word: parts}
    nothing = check_answers({}, DEMO).facts
    assert residual(demo_condition(at_least), nothing) == demo_condition(same)


# --- how much work a truth takes ----------------------------------------------------------------------------


def test_a_question_uses_its_own_steps_and_then_those_of_the_job() -> None:
    work = Work(left=3, each=2)
    for steps, left in ((2, 3), (3, 2), (1, 2), (4, 0)):
        work.begin()
        work.spend(steps)
        assert (work.left, work.exceeded) == (left, False)
    with pytest.raises(TooMuchWorkError):
        work.spend(1)
    assert (work.left, work.exceeded) == (0, True)


def test_where_every_field_is_looked_at_once_nothing_is_tried() -> None:
    work = Work(0)
    once = demo_condition({"any": [{"pain": True}, {"all": [{"site": "heel"}, {"weeks": {"above": 6}}]}]})
    assert truth(once, Facts({}, {}, DEMO.domains, work)) is None
    assert not work.exceeded


def test_what_is_asked_of_other_lists_makes_no_more_cells_of_a_list_with_the_same_options() -> None:
    options = tuple(f"option_{number}" for number in range(14))
    first = Includes("now", 1, options[:1])
    others = tuple(Includes(f"list_{number}", 1, options[number:]) for number in range(14))
    domains = {part.field: ManyDomain((*options, "none")) for part in (first, *others)}
    whole = AnyOf((first, negate(first), *others))
    assert truth(whole, Facts({}, {}, domains, Work(0, each=EACH))) is True


def test_a_truth_that_took_long_costs_nothing_when_it_is_asked_again() -> None:
    heel = demo_condition({"site": "heel"})
    whole = disjunction((heel, negate(heel)))
    for left, expected in ((1000, True), (1, None)):
        facts = Facts({}, {}, DEMO.domains, Work(left), tried={})
        assert facts.work is not None
        assert truth(whole, facts) is expected
        after_the_first = facts.work.left
        assert after_the_first < left
        facts.work.left = 1 if expected else 1000
        assert truth(whole, facts) is expected  # it comes out the same, whatever is left now
        assert facts.work.left == (1 if expected else 1000)


# --- the answers that make a condition true -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "entries"),
    [
        ({"site": "heel"}, [("site", "heel")]),
        ({"site": "knee"}, []),
        ({"weeks": {"at_least": 6}}, [("weeks", 8)]),
        ({"signs": {"includes_any": ["loss", "sweats", "fever"]}}, [("signs", "sweats"), ("signs", "fever")]),
        ({"not": {"signs": {"includes": "loss"}}}, [("signs", "fever"), ("signs", "sweats")]),
        ({"any": [{"site": "knee"}, {"site": "heel"}, {"sleep": {"below": 6}}]}, [("site", "heel")]),
        (
            {"at_least": {"count": 1, "of": [{"site": "heel"}, {"pain": True}]}},
            [("site", "heel"), ("pain", True)],
        ),
        ({"all": [{"pain": True}, {"scan": {"not_applicable": True}}]}, [("pain", True)]),
        ({"site": {"given_as": "heel"}}, [("site", "heel")]),
        ({"not": {"scan": {"given_as": True}}}, [("scan", None)]),
        ({"site": {"not_among": "signs"}}, [("site", "heel"), ("signs", frozenset({"fever", "sweats"}))]),
    ],
)
def test_evidence_is_the_answers_by_which_a_condition_holds(when: Any, entries: list[Any]) -> None:
    answers = check_answers(
        {"pain": True, "site": "heel", "weeks": 8, "signs": ["fever", "sweats"], "sleep": 7}, DEMO
    )
    condition = demo_condition(when)
    assert holds(condition, answers.known, answers.given) is bool(entries)
    assert evidence(condition, answers.known, answers.given) == entries


def test_no_sign_at_all_is_no_evidence_against_a_sign() -> None:
    no_fever = demo_condition({"not": {"signs": {"includes": "fever"}}})
    assert evidence(no_fever, {"signs": frozenset({"none"})}, {}) == []


def test_a_raised_rule_has_its_own_evidence_and_one_that_is_not_raised_has_none() -> None:
    raised = Raised("U1", demo_condition({"pain": True}))
    assert evidence(raised, {"pain": True}, {}) == [("pain", True)]
    assert evidence(negate(raised), {"pain": False}, {}) == []
    assert evidence(All((negate(raised), demo_condition({"site": "heel"}))), {"site": "heel"}, {}) == [
        ("site", "heel")
    ]


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
    solver.satisfy(a)
    assert solver.implies(a, b) is not alone  # an example may settle it now, and never otherwise


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


def problems_of(text: str) -> list[str]:
    """The codes of what is wrong with a condition."""
    try:
        condition_of(text, DEMO)
    except IntakeError as error:
        return [problem.code for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "threshold",
    ["at_least: 1", "at_least: 100", "above: 0", "above: 99", "at_most: 0", "below: 100", "below: 1"],
)
def test_a_threshold_that_some_answers_pass_and_others_do_not_is_taken(threshold: str) -> None:
    weeks = condition_of(f"{{weeks: {{{threshold}}}}}", DEMO)
    assert {holds(weeks, {"weeks": number}, {}) for number in range(101)} == {True, False}


@pytest.mark.parametrize("threshold", ["at_least: 0", "above: 100", "at_most: 100", "below: 0"])
def test_a_threshold_that_all_answers_pass_or_none_is_refused(threshold: str) -> None:
    assert problems_of(f"{{weeks: {{{threshold}}}}}") == ["P11"]


@pytest.mark.parametrize(
    ("bounds", "codes"),
    [
        ("weeks: {at_least: 6, at_most: 6}", []),
        ("weeks: {above: 6, at_most: 7}", []),
        ("weeks: {at_least: 6, below: 7}", []),
        ("weeks: {above: 6, below: 8}", []),
        ("weeks: {above: 6, below: 7}", ["P12"]),
        ("weeks: {above: 6, at_most: 6}", ["P12"]),
        ("weeks: {at_least: 6, below: 6}", ["P12"]),
        ("weeks: {at_least: 7, at_most: 6}", ["P12"]),
        ("sleep: {above: 6, below: 7}", []),
        ("sleep: {above: 6, below: 6.5}", ["P12"]),
    ],
)
def test_a_range_without_an_answer_is_refused(bounds: str, codes: list[str]) -> None:
    assert problems_of(f"{{{bounds}}}") == codes


def test_between_two_ratios_there_is_always_another() -> None:
    assert holds(
        condition_of("{jump: {above: 1.1, below: 1.101}}", RATIO), {"jump": Fraction(2201, 2000)}, {}
    )


COUNTED = (
    "{{at_least: {{count: {count}, of: [{parts}]}}}}",
    "{{signs: {{includes_at_least: {{count: {count}, of: [{options}]}}}}}}",
)


@pytest.mark.parametrize("written", COUNTED)
@pytest.mark.parametrize(
    ("count", "number", "codes"),
    [(1, 1, []), (1, 2, []), (2, 2, []), (0, 1, ["P12"]), (2, 1, ["P12"]), (3, 2, ["P12"]), (1, 0, ["P12"])],
)
def test_a_count_runs_from_one_to_all_and_a_problem_of_it_is_told_once(
    written: str, count: int, number: int, codes: list[str]
) -> None:
    parts, options = (
        ", ".join(["{pain: true}", "{site: heel}"][:number]),
        ", ".join(["fever", "loss"][:number]),
    )
    text = written.format(count=count, parts=parts, options=options)
    assert problems_of(text) == codes


def test_a_range_comes_before_the_other_tests_of_its_field() -> None:
    weeks = demo_condition({"weeks": {"given_at_least": 3, "not_applicable": False, "at_least": 6}})
    assert isinstance(weeks, All)
    assert weeks.parts[0] == Within("weeks", low=6)


def test_one_of_some_options_is_enough_for_a_list_as_given() -> None:
    either = demo_condition({"signs": {"given_includes_any": ["fever", "loss"]}})
    for signs, expected in ((("fever", "sweats"), True), (("fever", "loss"), True), (("sweats",), False)):
        assert holds(either, {}, {"signs": frozenset(signs)}) is expected


def test_one_of_some_rules_is_enough_to_be_raised() -> None:
    rules = {"U1": demo_condition({"pain": True}), "U2": demo_condition({"sleep": {"below": 6}})}
    scope, problems = Scope(DEMO.domains, rules=rules), list[Problem]()
    first, either = (
        parse_condition(yaml_spot(f"{{raised: {names}}}", problems), scope) for names in ("[U1]", "[U1, U2]")
    )
    assert not problems
    assert first == Raised("U1", rules["U1"])
    assert either == AnyOf((Raised("U1", rules["U1"]), Raised("U2", rules["U2"])))
