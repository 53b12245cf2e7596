"""The stop is true: what the screen promises, what the page shows and what the document calls open agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base_runner import HEEL
from conversations import conversation
from drawing import HEALTHY, NO_SIGN, answer
from runner_intake import Ask, Interview, Stop, bundled_pack
from runner_intake.present.answers import ask_words
from runner_intake.present.runner_page import page
from runner_intake.present.view import View
from runner_intake.present.wording import MOST_NAMED
from runner_intake.result.assessment import open_on_page
from runner_intake.vocabulary import PAGE_FACTS, SUGGESTING

if TYPE_CHECKING:
    from runner_intake.result.assessment import Assessment
    from runner_intake.terminal.front import Menu

PACK = bundled_pack()
DRAWN = settings(max_examples=40)


@st.composite
def stops(draw: st.DrawFn, *, open_too: bool) -> Interview:
    """An interview at its stop; with `open_too` some questions are skipped or not known."""
    interview = Interview(PACK)
    calm = draw(st.booleans())
    while isinstance(interview.step, Ask):
        step = interview.step
        values = {field.id: draw(answer(field)) for field in step.question.fields}
        values |= {name: options[0] for name, options in step.options.items() if values[name] not in options}
        if calm or step.name in ("data_consent", "urgent_head_chest", "urgent_body"):
            values |= {name: NO_SIGN[name] for name in values if name in NO_SIGN}
        move = (
            draw(st.sampled_from(["answer", "answer", "answer", "unknown", "skip"])) if open_too else "answer"
        )
        if step.required or move == "answer":
            interview = interview.answer(step.name, values)
        else:
            interview = interview.skip(step.name) if move == "skip" else interview.dont_know(step.name)
    return interview


def said(interview: Interview) -> str:
    """What the review says above the answers."""

    class Reader:
        """Keeps the first menu and leaves."""

        def choose(self, menu: Menu) -> str:
            self.menu = menu
            raise KeyboardInterrupt

    reader: Any = Reader()
    with pytest.raises(KeyboardInterrupt):
        conversation(reader, PACK).hold(interview)
    return " ".join(reader.menu.lines)


def page_text(result: Assessment) -> str:
    return "\n".join(line.text for section in page(result, View.of(PACK)) for line in section.lines)


def shown(result: Assessment) -> object:
    """What a page shows: safety, first steps, and suggestions with their levels."""
    conditions = [finding.rule for finding in result.safety.findings]
    return (
        result.safety.outcome,
        conditions if result.safety.outcome in SUGGESTING else None,
        [step.id for step in result.first_steps],
        [(suggestion.benefit, suggestion.level) for suggestion in result.suggestions],
    )


@pytest.mark.slow
@DRAWN
@given(stops(open_too=True))
def test_screen_page_and_document_name_the_same_open_questions(interview: Interview) -> None:
    result = interview.result()
    assert interview.open == (open_on_page(result) if interview.analysis.scored else ())
    if interview.step.name != "reached":
        return
    promised = PACK.words("review_reached") in said(interview)
    assert promised is not bool(interview.open)
    on_page = [line for line in page_text(result).splitlines() if line.startswith("These answers could")]
    assert bool(on_page) is bool(interview.open)
    for text in (said(interview), *on_page):
        for name in interview.open[:MOST_NAMED]:
            assert ask_words(name, View.of(PACK)) in text


@pytest.mark.slow
@DRAWN
@given(stops(open_too=False), st.data())
def test_where_nothing_is_left_open_no_further_answer_changes_what_is_seen(
    interview: Interview, data: st.DataObject
) -> None:
    assert interview.open == ()
    before = shown(interview.result())
    if interview.step.name != "reached":
        return
    further = interview.with_goal("complete")
    while isinstance(further.step, Ask):
        step = further.step
        values = {field.id: data.draw(answer(field)) for field in step.question.fields}
        values |= {name: options[0] for name, options in step.options.items() if values[name] not in options}
        further = further.answer(step.name, values)
        if further.result().safety.outcome == "clarify":
            return  # a contradiction is asked again; it is no completion
        assert shown(further.result()) == before


SIGNS: dict[str, dict[str, Any]] = {
    "clear": {},
    "urgent": {"urgent_body": ["tendon_pop"]},
    "hold": {"warning_signs": ["chemo_now"]},
    "guardian_needed": {**HEEL, "age_years": 17, "guardian_consent": False},
    "declined": {**HEEL, "needle_comfort": "no_needles"},
}


@pytest.mark.slow
@pytest.mark.parametrize("outcome", SIGNS)
def test_at_every_outcome_the_red_flags_were_asked_first(outcome: str) -> None:
    interview = Interview(PACK)
    known = {**NO_SIGN, "pain_sites": ["none"], **SIGNS[outcome]}
    while isinstance(interview.step, Ask):
        step = interview.step
        values = {field.id: known.get(field.id) for field in step.question.fields}
        values |= {name: options[0] for name, options in step.options.items() if values[name] is None}
        interview = interview.answer(step.name, values)
    assert isinstance(interview.step, Stop)
    assert interview.result().safety.outcome == outcome
    applicable = interview.analysis.answers.applicable
    flags = [
        question.id
        for question in PACK.questionnaire.questions
        if question.safety == "always" and applicable.get(question.fields[0].id, True) is True
    ]
    assert set(flags) <= set(interview.trail)
    assert "energy_signs" in interview.trail


def test_what_a_page_shows_is_what_the_usual_goal_settles() -> None:
    result = Interview.start(HEALTHY, pack=PACK).result()
    assert {fact.fact for fact in result.open} & set(PAGE_FACTS)
