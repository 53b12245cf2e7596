"""Compiled packs hold against the exact engine and the plain reference: on random packs and the bundled one,
for documents and their JSON text. What is not complete and plain is left to the exact engine.
"""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from random_packs import all_answers, conditions, packs, screened, screened_packs, values
from runner_intake import IntakeError, Pack, assess, assess_json
from runner_intake.compiled import UnusualError
from runner_intake.compiled.layout import Layout
from runner_intake.compiled.source import source_of
from runner_intake.compiled.tables import KEPT, RatioTable
from runner_intake.conditions import Raised, Relation, ground
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.plain import CALLS, compiled_form
from runner_intake.engine.plain_document import PlainDocuments
from runner_intake.engine.plain_json import PlainTexts
from runner_intake.pack import Closing, Note, SafetyRule, TextPart, When
from runner_intake.pack.made_up import runners
from runner_intake.questionnaire import check_answers
from runner_intake.score import ranked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.conditions import Condition, Value

DAY = date(2026, 11, 26)


def exact(answers: object, pack: Pack, region: str | None = None) -> Any:
    """The document of the exact engine."""
    return assess_checked(check_answers(answers, pack.questionnaire), pack, region=region, today=DAY)


def plain(answers: dict[str, Value]) -> dict[str, object]:
    """Answers as a program hands them over: sets as lists."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in answers.items()}


# --- the bundled pack ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def complete(pack: Pack) -> list[dict[str, Any]]:
    return [runner for runner in runners(700, pack) if None not in runner.values()]


@pytest.mark.slow
def test_complete_runners_get_the_same_document_and_text(pack: Pack, complete: list[dict[str, Any]]) -> None:
    documents, texts = PlainDocuments.of(pack), PlainTexts.of(pack)
    assert documents
    assert texts
    outcomes = set()
    for number, runner in enumerate(complete):
        region = ("GB", "uk", None)[number % 3]
        expected = exact(runner, pack, region)
        document = documents(runner, region, DAY)
        assert document == expected
        assert document.model_dump(exclude_unset=True) == expected.model_dump(exclude_unset=True)
        assert document.model_dump_json() == expected.model_dump_json() == texts(runner, region, DAY)
        outcomes.add(document.safety.outcome)
    assert {"clear", "discuss", "adapt", "urgent", "emergency", "declined"} <= outcomes


@pytest.mark.slow
def test_answers_from_json_and_in_any_order_of_options(pack: Pack, complete: list[dict[str, Any]]) -> None:
    documents = PlainDocuments.of(pack)
    assert documents
    for runner in complete[:60]:
        turned = {
            name: value[::-1] if isinstance(value, list) else value
            for name, value in json.loads(json.dumps(runner)).items()
        }
        assert documents(dict(reversed(turned.items())), None, DAY) == exact(runner, pack)


@pytest.mark.slow
def test_a_pack_is_compiled_after_some_runners_and_gives_the_same(
    pack: Pack, complete: list[dict[str, Any]]
) -> None:
    own = replace(pack)
    assert "documents" not in vars(compiled_form(own))
    for runner in complete[: CALLS - 1]:
        assess(runner, own)
    assert "documents" not in vars(compiled_form(own))
    for runner in complete[: 2 * CALLS]:
        assert assess(runner, own, today=DAY) == exact(runner, own)
        assert assess_json(runner, own, today=DAY) == exact(runner, own).model_dump_json()
    assert {"documents", "texts"} <= set(vars(compiled_form(own)))


def test_an_unknown_region_is_an_error_with_both(pack: Pack, complete: list[dict[str, Any]]) -> None:
    documents = PlainDocuments.of(pack)
    assert documents
    with pytest.raises(IntakeError, match="L01"):
        documents(complete[0], "atlantis", DAY)
    with pytest.raises(IntakeError, match="A02"):
        assess({**complete[0], "no_such_field": 1}, pack, region="atlantis")


WRONG: list[object] = [
    None,
    1,
    1.0,
    2.5,
    True,
    "yes",
    "none",
    "",
    [],
    ["none"],
    ["none", "none"],
    [["x"]],
    {},
    -1,
    10**30,
]


@pytest.mark.slow
def test_what_is_not_complete_and_plain_is_for_the_exact_engine(
    pack: Pack, complete: list[dict[str, Any]]
) -> None:
    """Any answer changed to something else, or left out: the same document, or none."""
    documents = PlainDocuments.of(pack)
    assert documents
    runner = complete[0]
    changed = [{**runner, name: value} for name in pack.questionnaire.fields for value in WRONG]
    fewer = [{name: value for name, value in runner.items() if name != left_out} for left_out in runner]
    compiled = 0
    for answers in (*changed, *fewer):
        try:
            document = documents(answers, None, DAY)
        except UnusualError:
            continue
        compiled += 1
        assert document == exact(answers, pack)
    assert 20 < compiled < len(changed) / 2
    for answers in fewer:
        with pytest.raises(UnusualError):
            documents(answers, None, DAY)


def test_true_is_not_1_and_text_is_no_list(pack: Pack, complete: list[dict[str, Any]]) -> None:
    documents = PlainDocuments.of(pack)
    assert documents
    runner = next(
        runner for runner in complete if runner["runs_per_week"] == 1 or runner["injuries_last_12m"] == 1
    )
    documents(runner, None, DAY)
    for name, value in runner.items():
        if value in (0, 1) and value is not True and value is not False:
            with pytest.raises(UnusualError):
                documents({**runner, name: bool(value)}, None, DAY)
        if isinstance(value, bool):
            with pytest.raises(UnusualError):
                documents({**runner, name: int(value)}, None, DAY)
        if isinstance(value, list):
            with pytest.raises(UnusualError):
                documents({**runner, name: value[0]}, None, DAY)


# --- shared parts -------------------------------------------------------------------------------------------


def test_nobody_can_change_what_documents_share(pack: Pack, complete: list[dict[str, Any]]) -> None:
    documents = PlainDocuments.of(pack)
    assert documents
    results = (documents(runner, None, DAY) for runner in complete)
    document = next(result for result in results if result.suggestions)
    answers = document.suggestions[0].reasons[0].answers
    before = document.model_dump_json()
    moves: list[Any] = [
        lambda: answers.update({"age_years": 1}),
        lambda: answers.__setitem__("age_years", 1),
        lambda: answers.pop("age_years", None),
        lambda: answers.setdefault("age_years", 1),
        answers.clear,
        answers.popitem,
    ]
    for move in moves:
        with pytest.raises(TypeError):
            move()
    with pytest.raises(TypeError):
        answers |= {"age_years": 1}
    assert document.model_dump_json() == before
    for twin in (
        copy.deepcopy(document),
        pickle.loads(pickle.dumps(document)),  # noqa: S301  (our own)
        document.model_copy(deep=True),
    ):
        assert twin == document
        twin.suggestions[0].reasons[0].answers["age_years"] = 1  # a copy is a dict like any other


def test_the_source_holds_no_text_of_the_pack_and_grows_with_it(pack: Pack) -> None:
    once = source_of(Layout(pack))
    twice = source_of(
        Layout(
            replace(pack, benefits=pack.benefits + tuple(replace(b, id=f"{b.id}_2") for b in pack.benefits))
        )
    )
    assert len(twice) < 2 * len(once)
    texts = {
        *pack.questionnaire.fields,
        *(benefit.id for benefit in pack.benefits),
        *(rule.id for rule in pack.safety),
    }
    assert not {text for text in texts if len(text) > 3 and text in once}


# --- random packs -------------------------------------------------------------------------------------------


@st.composite
def dressed(draw: st.DrawFn, pack: Pack) -> Pack:
    """A pack with further reasons, verdict notes, closing texts, and rules that look at answers as given."""
    questionnaire = pack.questionnaire

    def when() -> When:
        return _when(draw(conditions(questionnaire.domains)), pack)

    def parts() -> tuple[TextPart, ...]:
        return tuple(TextPart(when(), f"part {number}") for number in range(draw(st.integers(0, 2))))

    benefits = tuple(
        replace(
            benefit,
            notes=tuple(
                Note(when(), f"note {number}", "very_low") for number in range(draw(st.integers(0, 2)))
            ),
            rules=tuple(replace(rule, parts=parts()) for rule in benefit.rules),
        )
        for benefit in pack.benefits
    )
    steps = tuple(
        replace(step, rules=tuple(replace(rule, parts=parts()) for rule in step.rules)) for step in pack.steps
    )
    safety = tuple(replace(rule, parts=parts()) for rule in pack.safety)
    given_rules = tuple(_given_rules(pack)) if draw(st.booleans()) else ()
    closing = tuple(
        Closing(f"c{number}", f"closing {number}", (), ("urgent", "clear")[: draw(st.integers(0, 2))], when())
        for number in range(draw(st.integers(0, 2)))
    )
    return replace(pack, benefits=benefits, steps=steps, safety=safety + given_rules, closing=closing)


def _when(written: Condition, pack: Pack) -> When:
    return When(written, ground(written, pack.questionnaire.gates))


def _given_rules(pack: Pack) -> Iterator[SafetyRule]:
    """Notices about numbers and lists as given, and about a rule that is raised."""
    fields = pack.questionnaire.fields.values()
    numbers = [field.id for field in fields if field.kind == "number"]
    lists = [field.id for field in fields if field.kind == "multi_choice"]
    choices = [field.id for field in fields if field.kind == "choice"]
    written: list[Condition] = [Raised(rule.id, rule.when.written, negated=True) for rule in pack.safety[:1]]
    if len(numbers) > 1:
        written.append(Relation(numbers[0], numbers[1], "more_than", 1.5))
    if lists and choices:
        written.append(Relation(choices[0], lists[0], "not_among", negated=True))
    for number, condition in enumerate(written):
        yield SafetyRule(f"N{number}", None, _when(condition, pack), f"notice {number}", "", (), "crisis", "")


def _same_as_exact(pack: Pack, answers: dict[str, Value]) -> bool:
    """Whether the compiled pack takes the answers; then all three must agree."""
    documents, texts = PlainDocuments.of(pack), PlainTexts.of(pack)
    if not documents or not texts:
        return False
    try:
        document = documents(plain(answers), None, DAY)
    except UnusualError:
        return False
    expected = exact(plain(answers), pack)
    assert document == expected
    assert texts(plain(answers), None, DAY) == expected.model_dump_json()
    return True


@pytest.mark.slow
@given(screened_packs().flatmap(dressed), st.data())
@settings(max_examples=150)
def test_packs_that_screen(pack: Pack, data: st.DataObject) -> None:
    """Complete answers of a random pack: the document is the engine's, the outcome the reference's."""
    everyone = list(all_answers(pack, {}))
    for answers in data.draw(st.lists(st.sampled_from(everyone), min_size=1, max_size=4)):
        if _same_as_exact(pack, answers):
            result = assess(plain(answers), pack)
            assert result.safety.outcome == screened(pack, answers, answers).outcome
            assert result.settled.exact or result.safety.outcome == "emergency"


@pytest.mark.slow
@given(packs().flatmap(dressed), st.data())
@settings(max_examples=150)
def test_packs_with_ratios(pack: Pack, data: st.DataObject) -> None:
    """Ratios, ties, topics and negative points; the order and points are the reference's."""
    names = list(pack.questionnaire.fields)
    drawn = {
        name: data.draw(st.sampled_from(values(pack.questionnaire.fields[name].domain)), name)
        for name in names
    }
    applying = dict(check_answers(plain(drawn), pack.questionnaire).certain)
    answers = {name: drawn[name] for name in names if name in applying}
    if not _same_as_exact(pack, answers):
        return
    documents = PlainDocuments.of(pack)
    assert documents
    decided = documents.rows.flat(plain(answers))
    known = check_answers(plain(answers), pack.questionnaire).certain
    expected = {score.benefit.id: (score.applicable, score.points) for score in ranked(pack, known)}
    assert {benefit.id: own[:2] for benefit, own in zip(pack.benefits, decided[3], strict=True)} == expected


def test_a_ratio_is_found_out_once_for_two_numbers_and_not_kept_forever(pack: Pack) -> None:
    documents = PlainDocuments.of(pack)
    assert documents
    flat = documents.rows.flat
    table = RatioTable(flat.layout.looked["weekly_jump"], flat.asked)
    half_more, twice = table[30, 20], table[40, 20]
    assert half_more[0] == Fraction(3, 2)
    assert half_more is table[30, 20] is table[60, 40]
    assert twice != half_more
    assert len(table) == 3
    for divisor in range(1, KEPT + 2):
        assert table[divisor, divisor][0] == 1
        assert len(table) <= KEPT
    assert table[30, 20] == half_more
    for missing in ((None, 20), (30, None), (30, -1)):
        with pytest.raises(UnusualError):
            table[missing]


@pytest.mark.slow
@given(screened_packs().flatmap(dressed), st.data())
def test_any_answers_at_all(pack: Pack, data: st.DataObject) -> None:
    """Partial, wrong and superfluous answers: the engine's document, or none."""
    documents = PlainDocuments.of(pack)
    if not documents:
        return
    anything = st.sampled_from([*WRONG, "a", "b", ["x"], ["x", "y"], ("y",), ["y", "none"], 0, 2, 3.0, False])
    names = st.sampled_from([*pack.questionnaire.fields, "other"])
    answers = data.draw(st.dictionaries(names, anything))
    try:
        document = documents(answers, None, DAY)
    except UnusualError:
        return
    assert document == exact(answers, pack)
