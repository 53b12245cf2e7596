"""What an answer would change, told from what is known already, is what is found when the answer is given; so
"most useful first" is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import partial_answers
from plain_gain import plain_gain
from random_packs import packs
from runner_intake import Pack, assess, bundled_pack
from runner_intake.circuit import NODE_CAP, compile_pack
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.next_question import most_useful_first, relevant_questions
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.engine.touched import Gains, OpenQuantities
from runner_intake.questionnaire import Answers, check_answers

if TYPE_CHECKING:
    from runner_intake.vocabulary import Fact

pytestmark = pytest.mark.slow

BUNDLED = bundled_pack()


@st.composite
def cases(draw: st.DrawFn) -> tuple[Pack, Answers]:
    """A random pack and partial answers to it."""
    pack = draw(packs())
    return pack, check_answers(draw(partial_answers(pack.questionnaire)), pack.questionnaire)


@settings(max_examples=150)
@given(cases(), st.data())
def test_other_cells_for_some_fields_give_what_a_new_evaluation_gives(
    case: tuple[Pack, Answers], data: st.DataObject
) -> None:
    pack, answers = case
    circuit = compile_pack(pack)
    allowed = circuit.allowed(answers)
    evaluation = circuit.evaluate(allowed)
    if data.draw(st.booleans()):
        assert len(list(evaluation.root)) == circuit.scale.size  # what is known already is used
    names = data.draw(st.lists(st.sampled_from(sorted(allowed)), unique=True, max_size=3)) if allowed else []
    other = {name: data.draw(st.sampled_from([(cell,) for cell in allowed[name]])) for name in names}
    assert list(evaluation.root_with(other)) == list(circuit.evaluate({**allowed, **other}).root)
    assert list(evaluation.root) == list(circuit.evaluate(allowed).root)


@settings(max_examples=40)
@given(partial_answers(BUNDLED.questionnaire, healthy=True), st.data())
def test_on_the_bundled_pack_too(raw: dict[str, Any], data: st.DataObject) -> None:
    circuit = Analysis(check_answers({}, BUNDLED.questionnaire), BUNDLED).circuit
    allowed = circuit.allowed(check_answers(raw, BUNDLED.questionnaire))
    evaluation = circuit.evaluate(allowed)
    assert any(evaluation.root)
    name = data.draw(st.sampled_from(sorted(allowed)))
    for cell in allowed[name]:
        other = {name: (cell,)}
        assert list(evaluation.root_with(other)) == list(circuit.evaluate({**allowed, **other}).root)


@settings(max_examples=30)
@given(partial_answers(BUNDLED.questionnaire, healthy=True))
def test_open_questions_are_in_the_order_of_what_they_gain(raw: dict[str, Any]) -> None:
    analysis = Analysis(check_answers(raw, BUNDLED.questionnaire), BUNDLED)
    result = assess(raw)
    facts = [fact.fact for fact in result.open]
    relevant = relevant_questions(analysis, facts)  # type: ignore[arg-type]  # facts of a document
    if not relevant:
        return
    gains = most_useful_first(analysis, relevant)
    authored = [question.id for question in BUNDLED.questionnaire.questions]
    assert list(gains) == sorted(gains, key=lambda name: (-gains[name], authored.index(name)))
    for fact in result.open:
        ranked = [(-gains[name], authored.index(name)) for name in fact.questions]
        assert ranked == sorted(ranked)


# --- what an answer takes away of the burden ----------------------------------------------------------------


@settings(max_examples=150)
@given(cases(), st.data())
def test_what_an_answer_takes_away_is_what_all_bounds_put_together_anew_tell(
    case: tuple[Pack, Answers], data: st.DataObject
) -> None:
    pack, answers = case
    circuit = compile_pack(pack, node_cap=data.draw(st.sampled_from([NODE_CAP, NODE_CAP, 8])))
    analysis = Analysis(answers, pack)
    analysis.scores.__dict__["circuit"] = circuit
    facts: list[Fact] = data.draw(st.lists(st.sampled_from(["top", "list", "levels", "full"]), unique=True))
    quantities = OpenQuantities(analysis, {fact: OpenFacts(analysis).quantities(fact) for fact in facts})
    for name in circuit.cells:
        if name not in answers.known:
            values = [{name: value} for value in circuit.cells[name].samples]
            allowed = analysis.evaluation.allowed[name]
            values = [value for value in values if circuit.cell_of(name, value[name]) in allowed]
            assert Gains(quantities).of(values) == plain_gain(analysis, quantities, values)
