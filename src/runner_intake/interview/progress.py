"""How far an interview is: questions passed, questions left, and an honest "about". Knows no screen.

The total counts what applies and can still matter, plus half of what may still come to apply, so it can
shrink and grow a little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.interview.steps import Progress

if TYPE_CHECKING:
    from collections.abc import Collection

    from runner_intake.engine.analysis import Analysis
    from runner_intake.engine.open_facts import Goal


def progress(
    analysis: Analysis, goal: Goal, left: Collection[str], current: str, trail: tuple[str, ...]
) -> Progress:
    """The place of the `current` question after the questions of a `trail`; `left` are all that are still to
    be asked.
    """
    passed = len([name for name in trail if name != current])
    others = [name for name in left if name != current]
    waiting = _may_apply(analysis)
    total = passed + 1 + len(others) + -(-waiting // 2)
    return Progress(passed + 1, total, about=waiting > 0 or (goal != "complete" and bool(others)))


def _may_apply(analysis: Analysis) -> int:
    """The questions whose gate is open: an answer still to come decides whether they are asked."""
    applicable = analysis.answers.applicable
    return sum(
        applicable.get(question.fields[0].id, True) is None
        and question.fields[0].id not in analysis.asked
        and (question.safety != "needling" or analysis.needles.count)
        for question in analysis.pack.questionnaire.questions
    )
