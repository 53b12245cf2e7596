"""How far an interview is: questions passed, questions left, and an honest "about". Knows no screen.

The total counts the safety questions that are left, plus half of the other questions that can still matter
and half of what may still come to apply, so it can shrink and grow a little. Half is what is asked of them on
average, of the made-up runners of the bundled pack (benchmarks/interview_length.py). For the goal "complete",
all are asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.interview.steps import Progress

if TYPE_CHECKING:
    from collections.abc import Collection

    from runner_intake.engine.analysis import Analysis
    from runner_intake.vocabulary import Goal


SECONDS = 20
"""How long one question takes: some 57 words at 230 words a minute, and a moment to answer."""


def progress(
    analysis: Analysis, goal: Goal, left: Collection[str], current: str, trail: tuple[str, ...]
) -> Progress:
    """The place of the `current` question after the questions of a `trail`; `left` are all that are still to
    be asked.
    """
    questions = {question.id: question for question in analysis.pack.questionnaire.questions}
    sections = {name: question.section for name, question in questions.items()}
    here = sections[current]
    passed = [name for name in trail if name != current]
    others = [name for name in left if name != current]
    waiting = _may_apply(analysis)
    uncertain = [] if goal == "complete" else [name for name in others if questions[name].safety is None]
    total = len(passed) + 1 + len(others) - len(uncertain) + _half([*uncertain, *waiting])
    passed_here, others_here, waiting_here = (
        len([name for name in names if sections[name] == here]) for names in (passed, others, waiting)
    )
    about = goal != "complete"
    return Progress(
        len(passed) + 1,
        total,
        about=bool(waiting) or (about and bool(others)),
        section_position=passed_here + 1,
        section_total=passed_here + 1 + others_here + _half([here] * waiting_here),
        section_about=waiting_here > 0 or (about and others_here > 0),
        minutes=-(-(total - len(passed)) * SECONDS // 60),
    )


def _half(waiting: list[str]) -> int:
    return -(-len(waiting) // 2)


def _may_apply(analysis: Analysis) -> list[str]:
    """The questions whose gate is open: an answer still to come decides whether they are asked."""
    applicable = analysis.answers.applicable
    return [
        question.id
        for question in analysis.pack.questionnaire.questions
        if applicable.get(question.fields[0].id, True) is None
        and question.fields[0].id not in analysis.asked
        and (question.safety != "needling" or analysis.needles.count)
    ]
