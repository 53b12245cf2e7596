"""Hypothesis strategies for runners' answers to a questionnaire: raw answers as a file would hold them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from base_runner import BASE
from runner_intake.conditions import NONE_OPTION, ChoiceDomain, ManyDomain, NumberDomain
from runner_intake.pack import bundled_pack
from runner_intake.questionnaire import Answers, Field, Questionnaire, check_answers

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Raw = dict[str, Any]


def answer(field: Field) -> SearchStrategy[Any]:
    """A valid answer to one field."""
    match field.domain:
        case ChoiceDomain(options):
            return st.sampled_from(options)
        case ManyDomain(options):
            signs = st.lists(
                st.sampled_from([code for code in options if code != NONE_OPTION]),
                min_size=1,
                max_size=3,
                unique=True,
            )
            return st.one_of(st.just([NONE_OPTION]), signs)
        case NumberDomain(low, high, step):
            steps = round((high - low) / step)
            few = st.integers(0, min(steps, 15))
            return st.one_of(few, st.integers(0, steps)).map(lambda k: round(low + k * step, 3))


@st.composite
def partial_answers(draw: st.DrawFn, questionnaire: Questionnaire, *, healthy: bool = False) -> Raw:
    """Some fields answered, some null, some left out; `healthy` answers every safety question with no
    sign, leaves open what hurts, and gives no answer to the private question, which then does not apply.
    """
    raw: Raw = {}
    for field in questionnaire.fields.values():
        kind = draw(st.sampled_from(["answer", "answer", "null", "absent"]))
        if kind != "absent":
            raw[field.id] = draw(answer(field)) if kind == "answer" else None
    return {**{name: raw[name] for name in raw if name != PRIVATE}, **NO_SIGN} if healthy else raw


PACK = bundled_pack()
PRIVATE = "crisis_thoughts"
"""A yes to it is an emergency wherever it stands."""

HEALTHY: Raw = {
    question: BASE[question]
    for question in PACK.questionnaire.fields
    if question in BASE and PACK.questionnaire.question_of[question].safety is not None
}
"""Every safety question of the bundled pack that applies without pain, answered with no sign."""

NO_SIGN: Raw = {
    **{name: value for name, value in HEALTHY.items() if name != "pain_sites"},
    "bone_signs": ["none"],
    "pain_signs": ["none"],
}
"""No sign in any safety question, wherever it hurts and however much: that is left to be drawn."""


@st.composite
def completed(draw: st.DrawFn, raw: Raw, questionnaire: Questionnaire) -> Raw:
    """The same answers with every open question that applies answered, in the order of asking; never
    contradicting what is given.
    """
    full = dict(raw)
    for field in questionnaire.fields.values():
        answers = check_answers(full, questionnaire)
        if field.id in answers.known or answers.applicable.get(field.id, True) is not True:
            continue
        full[field.id] = draw(answer(_narrowed(field, answers)))
    return full


def _narrowed(field: Field, answers: Answers) -> Field:

    return replace(field, domain=answers.domains[field.id])


@st.composite
def complete_answers(draw: st.DrawFn, questionnaire: Questionnaire, *, healthy: bool = False) -> Raw:
    """Every question that applies answered."""
    return draw(completed(NO_SIGN if healthy else {}, questionnaire))
