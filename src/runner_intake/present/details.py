"""Everything that a result says, section by section: what the page leaves out for length is here.

Knows the document and the view, and no screen; of withheld benefits the titles only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import ask_words, ratio_words
from runner_intake.present.benefits import others_section, suggestions_sections
from runner_intake.present.lines import BULLET, Line, PageSection, bullet
from runner_intake.present.wording import (
    MOST_NAMED,
    because_words,
    missing_words,
    outcome_words,
    scored_benefits,
)
from runner_intake.result.assessment import open_on_page
from runner_intake.vocabulary import SUGGESTING

if TYPE_CHECKING:
    from runner_intake.present.lines import Frame
    from runner_intake.present.view import View
    from runner_intake.result.assessment import Assessment, FirstStep
    from runner_intake.text.catalogue import Words
    from runner_intake.vocabulary import HelpLineKind, Outcome


def details(result: Assessment, view: View) -> tuple[PageSection, ...]:
    """The whole result in the order of reading; sections with nothing to say are left out."""
    help_first = result.safety.outcome == "emergency"
    sections = (
        *(help_sections(result, view) if help_first else ()),
        safety_section(result, view),
        _steps_section(result, view.words),
        *suggestions_sections(result, view),
        others_section(result, view),
        _open_section(result, view),
        _unused_section(result, view),
        _numbers_section(result, view),
        _notices_section(result, view, with_help=not help_first),
    )
    return tuple(section for section in sections if section.lines)


SAFETY_FRAMES: dict[Outcome, Frame] = {
    "emergency": "alert",
    "urgent": "alert",
    "consent_needed": "calm",
    "declined": "calm",
    "clear": "rule",
}
"""How the safety part is set apart; every other outcome asks for care."""


def safety_section(result: Assessment, view: View) -> PageSection:
    """The outcome, what was found in which answers, and what is still to be asked."""
    safety, say = result.safety, view.words
    lines = [Line(outcome_words(safety.outcome, say), tone="strong")]
    for finding in safety.findings:
        lines.append(bullet(finding.message))
        lines += [Line(text, depth=1, tone="quiet") for text in because_words(finding.because, view)]
    if safety.missing:
        lines.append(Line(missing_words(safety.outcome, say), tone="strong"))
        lines += [bullet(ask_words(name, view)) for name in safety.missing]
    return PageSection(say("safety_title"), tuple(lines), SAFETY_FRAMES.get(safety.outcome, "care"))


def _steps_section(result: Assessment, say: Words) -> PageSection:
    """The certain steps with their reasons, then the possible ones; of many possible ones only the names, or
    the page gets too long.
    """
    possible = result.possible_first_steps
    lines = [
        line
        for number, step in enumerate(result.first_steps, 1)
        for line in _step_lines(step, f"{number}.", step.because)
    ]
    if not lines and result.safety.outcome in SUGGESTING:
        lines.append(Line(say("steps_none_surely" if possible else "steps_none")))
    if possible:
        lines.append(Line(say("steps_perhaps"), tone="strong"))
        named = [
            _step_lines(step, BULLET, say("step_in_that_case", because=step.because)) for step in possible
        ]
        lines += [text for texts in named for text in (texts if len(named) <= MOST_NAMED else texts[:1])]
    return PageSection(say("steps_title"), tuple(lines))


def _step_lines(step: FirstStep, mark: str, because: str) -> tuple[Line, Line]:
    return Line(step.title, mark, mark.replace(BULLET, "-"), tone="strong"), Line(because, depth=1)


def _open_section(result: Assessment, view: View) -> PageSection:
    """What is settled and what is not, wherever the ordinary first steps are shown."""
    say = view.words
    title = say("open_title")
    if result.safety.outcome in view.pack.special_outcomes or not _anything_open(result, say):
        return PageSection(title, ())
    claims = _claims(result, say)
    changing, fixed = (
        [name for name, is_fixed in claims.items() if is_fixed == wanted] for wanted in (False, True)
    )
    if not changing:
        return PageSection(title, (Line(say("open_changes_nothing", claims=say.listed(fixed, "or"))),))
    lines = [Line(say("open_can_change", claims=say.listed(changing)))]
    if fixed:
        lines.append(Line(say("open_settled", claims=say.listed(fixed))))
    if not result.settled.exact:
        lines.append(Line(say("open_more_settled")))
    return PageSection(title, (*lines, *_question_lines(result, view)))


def _claims(result: Assessment, say: Words) -> dict[str, bool]:
    """What can be settled, in words, and whether it is. Nothing about benefits that are withheld."""
    settled = result.settled
    claims = {say("claim_safety"): settled.safety, say("fact_first_steps"): settled.first_steps}
    if result.safety.outcome not in SUGGESTING:
        return claims
    first = say("fact_top" if result.suggestions else "claim_whether")
    return claims | {
        first: settled.top,
        say("fact_list"): settled.list,
        say("fact_levels"): settled.levels,
    }


def _anything_open(result: Assessment, say: Words) -> bool:
    waiting = any(scored.open_reasons for scored in scored_benefits(result))
    return bool(result.open) or waiting or not all(_claims(result, say).values())


def _question_lines(result: Assessment, view: View) -> list[Line]:
    """The open questions that the document names, most useful first."""
    names = open_on_page(result)
    shown = [bullet(ask_words(name, view)) for name in names[: 2 * MOST_NAMED]]
    more = [Line(view.words("more", n=len(names) - len(shown)))] if len(names) > len(shown) else []
    return [Line(view.words("open_questions")), *shown, *more] if shown else []


def _unused_section(result: Assessment, view: View) -> PageSection:
    asks = [bullet(ask_words(name, view)) for name in result.ignored_answers]
    return PageSection(view.words("unused_title"), (Line(view.words("unused")), *asks) if asks else ())


def _numbers_section(result: Assessment, view: View) -> PageSection:
    numbers = [
        bullet(f"{view.pack.questionnaire.derived[name].title}: {ratio_words(value, view.words)}")
        for name, value in result.description.items()
        if name in view.pack.questionnaire.derived
    ]
    return PageSection(
        view.words("numbers_title"), (*numbers, Line(view.words("numbers_only"))) if numbers else ()
    )


def help_sections(result: Assessment, view: View) -> list[PageSection]:
    """The numbers to call, each kind under its own heading."""
    return [
        PageSection(help_head(kind, view.words), tuple(_help_numbers(result, kind)), "alert")
        for kind in _help_kinds(result)
    ]


def _notices_section(result: Assessment, view: View, *, with_help: bool) -> PageSection:
    lines: list[Line] = []
    for kind in _help_kinds(result) if with_help else ():
        lines += [bullet(f"{help_head(kind, view.words)}:"), *_help_numbers(result, kind, depth=1)]
    return PageSection(view.words("notices_title"), (*lines, *(bullet(notice) for notice in result.notices)))


def help_words(result: Assessment, say: Words) -> list[str]:
    """The numbers to call as one sentence a kind."""
    return [
        f"{help_head(kind, say)}: {'; '.join(line.text for line in _help_numbers(result, kind))}."
        for kind in _help_kinds(result)
    ]


def help_head(kind: HelpLineKind, say: Words) -> str:
    """What the numbers of a kind are for."""
    return say(f"help_{kind}")


def _help_kinds(result: Assessment) -> tuple[HelpLineKind, ...]:
    return tuple(dict.fromkeys(line.kind for line in result.safety.help_lines))


def _help_numbers(result: Assessment, kind: HelpLineKind, depth: int = 0) -> list[Line]:
    """One line a country."""
    return [
        bullet(f"{line.country}: {line.number}", depth)
        for line in result.safety.help_lines
        if line.kind == kind
    ]
