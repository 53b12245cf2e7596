"""Which question to ask next for a goal, and whether the goal is reached. Pure: no input, no output.

Sections are finished one after the other, in the pack's order. Inside a section every safety question that
applies is asked, in order; then the question that, on average over its answers, leaves the open facts closest
to proof. Questions that the author keeps together stay together. An ordinary question on which no open fact
depends is never asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.engine.analysis import Analysis
from runner_intake.engine.open_facts import GOAL_FACTS, OpenFacts
from runner_intake.result.next_question import Next
from runner_intake.vocabulary import Fact, Goal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from fractions import Fraction

    from runner_intake.questionnaire import Question


def next_question(analysis: Analysis, goal: Goal, section: str | None = None) -> Next:
    """The next question for a goal. `section` is the section that the last question was in; it is finished
    before another one begins.
    """
    left = questions_left(analysis, goal)
    if not left:
        return Next(None)
    sections = {question.id: question.section for question in analysis.pack.questionnaire.questions}
    here = section if any(sections[name] == section for name in left) else sections[next(iter(left))]
    chosen = _choose([name for name in left if sections[name] == here], left, analysis)
    return Next(chosen, left[chosen], tuple(left))


def questions_left(analysis: Analysis, goal: Goal) -> dict[str, tuple[Fact, ...]]:
    """Every question that is still to be asked for a goal, as things stand, in the order of asking, with the
    open facts that it can change.

    A safety question is named for the fact of safety alone; the goal `complete` names every other question
    that applies for `full`.
    """
    if not analysis.scored:
        return {}
    questions = _askable(analysis)
    safety = {question.id for question in questions if _is_safety(question, analysis)}
    if goal == "complete":
        return {question.id: ("safety",) if question.id in safety else ("full",) for question in questions}
    left: dict[str, tuple[Fact, ...]] = dict.fromkeys(safety, ("safety",))
    for fact, names in relevant_questions(analysis, open_facts_of(analysis, goal), questions).items():
        left.update({name: (*left.get(name, ()), fact) for name in names if name not in safety})
    return {question.id: left[question.id] for question in questions if question.id in left}


def open_facts_of(analysis: Analysis, goal: Goal) -> tuple[Fact, ...]:
    """The facts a goal is about; nothing about suggestions once they are surely withheld."""
    facts = GOAL_FACTS[goal]
    return tuple(
        fact
        for fact in facts
        if fact in ("safety", "first_steps", "leading_steps") or not analysis.surely_withheld
    )


def relevant_questions(
    analysis: Analysis, facts: Iterable[Fact], askable: Sequence[Question] | None = None
) -> dict[Fact, tuple[str, ...]]:
    """For each open fact the questions that can be asked now (`askable`, where that is known) and on which it
    depends, in the order of asking.
    """
    question_of, open_facts = analysis.pack.questionnaire.question_of, OpenFacts(analysis)
    wanted = {fact: {question_of[field].id for field in open_facts.fields(fact)} for fact in facts}
    names = [question.id for question in (_askable(analysis) if askable is None else askable)]
    named = {fact: tuple(name for name in names if name in own) for fact, own in wanted.items()}
    return {fact: names for fact, names in named.items() if names}


def _askable(analysis: Analysis) -> list[Question]:
    """The questions that can be asked now, in the order of asking."""
    return [question for question in analysis.pack.questionnaire.questions if can_ask(question, analysis)]


def can_ask(question: Question, analysis: Analysis) -> bool:
    """Whether a question surely applies, has a field without an answer, and was not asked before; one about
    needles, while these count.

    An answer that was given and does not count (none beside other options) is asked again as a contradiction,
    not here.
    """
    answers, asked = analysis.answers, analysis.asked
    if question.safety == "needling" and not analysis.needles.count:
        return False
    if answers.applicable.get(question.fields[0].id, True) is not True:
        return False
    return any(
        field.id not in answers.known and field.id not in answers.given and field.id not in asked
        for field in question.fields
    )


def _is_safety(question: Question, analysis: Analysis) -> bool:
    """A safety question, one that a guardian rule waits for, or one that decides an urgent rule for this
    runner.
    """
    named = {field.id for field in question.fields}
    return (
        question.safety is not None
        or not named.isdisjoint(analysis.pack.guardian_fields)
        or not named.isdisjoint(analysis.screening.missing)
    )


# --- the choice ---------------------------------------------------------------------------------------------


def most_useful_first(analysis: Analysis, relevant: Mapping[Fact, Sequence[str]]) -> dict[str, Fraction]:
    """Questions by how much they bring the open facts towards proof, the most useful first; ties in the order
    of asking.
    """
    gains = _gains(analysis, relevant, {name for questions in relevant.values() for name in questions})
    return dict(sorted(gains.items(), key=lambda pair: -pair[1]))


def _choose(names: Sequence[str], left: Mapping[str, tuple[Fact, ...]], analysis: Analysis) -> str:
    """Of some questions of one section the one to ask: first what belongs to one just asked, then safety,
    then the most useful.
    """
    units = [
        (unit, [question.id for question in unit if question.id in names])
        for unit in _kept_together(analysis.pack.questionnaire.questions)
    ]
    waiting = [(unit, wanted) for unit, wanted in units if wanted]
    for unit, wanted in waiting:
        if any(_was_asked(question, analysis) for question in unit):
            return wanted[0]
    for _, wanted in waiting:
        if any(left[name] == ("safety",) for name in wanted):
            return wanted[0]
    if any("full" in facts for facts in left.values()):
        return waiting[0][1][0]
    gains = _gains(analysis, _by_fact(left), names)
    return max((wanted for _, wanted in waiting), key=lambda wanted: max(gains[name] for name in wanted))[0]


def _kept_together(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions in the order of asking, each with those that the author keeps directly after it."""
    units: list[list[Question]] = []
    for question in questions:
        if question.with_previous:
            units[-1].append(question)
        else:
            units.append([question])
    return units


def _was_asked(question: Question, analysis: Analysis) -> bool:
    return any(field.id in analysis.answers.known or field.id in analysis.asked for field in question.fields)


def _by_fact(left: Mapping[str, tuple[Fact, ...]]) -> dict[Fact, list[str]]:
    """The questions that can change each fact."""
    names_of: dict[Fact, list[str]] = {}
    for name, facts in left.items():
        for fact in facts:
            names_of.setdefault(fact, []).append(name)
    return names_of


def _gains(
    analysis: Analysis, relevant: Mapping[Fact, Sequence[str]], names: Collection[str]
) -> dict[str, Fraction]:
    """For each of some questions how much of the burden of the open facts its answer takes away on average,
    in the order of asking.
    """
    from runner_intake.engine.uncertainty import Uncertainty  # noqa: PLC0415  (safety questions do without it)

    uncertainty = Uncertainty(analysis, tuple(relevant))
    return {
        question.id: uncertainty.gain(question)
        for question in analysis.pack.questionnaire.questions
        if question.id in names
    }
