"""The result page: sections in the order of reading, safety first.

Knows the document and the pack, and no screen; of withheld benefits the titles only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from runner_intake.engine.notices import help_lines
from runner_intake.terminal.answer_wording import ask_words, ratio_words
from runner_intake.terminal.benefit_lines import others_section, suggestions_sections
from runner_intake.terminal.lines import BULLET, Line, Section, bullet
from runner_intake.terminal.wording import MOST_NAMED, because_words, listed, missing_words, outcome_words, scored_benefits
from runner_intake.vocabulary import SUGGESTING, Lines

if TYPE_CHECKING:
    from runner_intake.assessment import Assessment, FirstStep
    from runner_intake.pack import Pack
    from runner_intake.terminal.lines import Frame
    from runner_intake.vocabulary import Outcome


def page(result: Assessment, pack: Pack) -> tuple[Section, ...]:
    """The whole result in the order of reading; sections with nothing to say are left out."""
    help_first = result.safety.outcome == "emergency"
    sections = (
        *(_help_sections(result, pack) if help_first else ()),
        safety_section(result, pack),
        _steps_section(result),
        *suggestions_sections(result, pack),
        others_section(result, pack),
        _open_section(result, pack),
        _unused_section(result, pack),
        _numbers_section(result, pack),
        _notices_section(result, pack, with_help=not help_first),
    )
    return tuple(section for section in sections if section.lines)


_FRAMES: dict[Outcome, Frame] = {"emergency": "alert", "urgent": "alert", "consent_needed": "calm", "declined": "calm", "clear": "calm"}


def safety_section(result: Assessment, pack: Pack) -> Section:
    """The outcome, what was found in which answers, and what is still to be asked."""
    safety = result.safety
    lines = [Line(outcome_words(safety.outcome), tone="strong")]
    for finding in safety.findings:
        lines.append(bullet(finding.message))
        lines += [Line(text, depth=1, tone="quiet") for text in because_words(finding.because, pack)]
    if safety.missing:
        lines.append(Line(missing_words(safety.outcome), tone="strong"))
        lines += [bullet(ask_words(name, pack)) for name in safety.missing]
    return Section("Safety first", tuple(lines), _FRAMES.get(safety.outcome, "care"))


def _steps_section(result: Assessment) -> Section:
    """The certain steps with their reasons, then the possible ones; of many possible ones only the names, or the page gets too long."""
    certain = [step for step in result.first_steps if step.certain]
    possible = [step for step in result.first_steps if not step.certain]
    lines = [line for number, step in enumerate(certain, 1) for line in _step_lines(step, f"{number}.")]
    if not lines and result.safety.outcome in SUGGESTING:
        lines.append(Line("By these rules nothing else surely has to come first." if possible else "By these rules nothing else has to come first."))
    if possible:
        lines.append(Line("Perhaps, depending on what is still open", tone="strong"))
        named = [_step_lines(step, BULLET) for step in possible]
        lines += [line for each in named for line in (each if len(named) <= MOST_NAMED else each[:1])]
    return Section("First steps", tuple(lines))


def _step_lines(step: FirstStep, mark: str) -> tuple[Line, Line]:
    because = step.because if step.certain else f"In that case: {step.because}"
    return Line(step.title, mark, mark.replace(BULLET, "-"), tone="strong"), Line(because, depth=1)


def _open_section(result: Assessment, pack: Pack) -> Section:
    """What is settled and what is not, wherever the ordinary first steps are shown."""
    title = "What is still open"
    if result.safety.outcome in pack.special_outcomes or not _anything_open(result):
        return Section(title, ())
    claims = _claims(result)
    changing, fixed = ([name for name, is_fixed in claims.items() if is_fixed == wanted] for wanted in (False, True))
    if not changing:
        return Section(title, (Line(f"Some questions are open, but by these rules no answer can change {listed(fixed, 'or')}."),))
    lines = [Line(f"Open answers can still change {listed(changing)}.")]
    if fixed:
        lines.append(Line(f"Settled by these rules, whatever the open answers are: {listed(fixed)}."))
    if not result.settled.exact:
        lines.append(Line("More may be settled than is said here, because there were too many open answers to look at all of them."))
    return Section(title, (*lines, *_question_lines(result, pack)))


def _claims(result: Assessment) -> dict[str, bool]:
    """What can be settled, in words, and whether it is. Nothing about benefits that are withheld."""
    settled = result.settled
    claims = {"what the safety check found": settled.safety, "the first steps": settled.first_steps}
    if result.safety.outcome not in SUGGESTING:
        return claims
    first = "which benefit comes first" if result.suggestions else "whether anything is suggested"
    return claims | {first: settled.top, "the list of suggestions": settled.list, "how strongly each benefit is suggested": settled.levels}


def _anything_open(result: Assessment) -> bool:
    waiting = any(reason.state == "unknown" for scored in scored_benefits(result) for reason in scored.reasons)
    return bool(result.open) or waiting or not all(_claims(result).values())


def _question_lines(result: Assessment, pack: Pack) -> list[Line]:
    """The open questions that the document names, most useful first."""
    names = tuple(dict.fromkeys(name for fact in result.open for name in fact.questions))
    shown = [bullet(ask_words(name, pack)) for name in names[: 2 * MOST_NAMED]]
    more = [Line(f"and {len(names) - len(shown)} more")] if len(names) > len(shown) else []
    return [Line("These questions can change it, the most useful first:"), *shown, *more] if shown else []


def _unused_section(result: Assessment, pack: Pack) -> Section:
    asks = [bullet(ask_words(name, pack)) for name in result.ignored_answers]
    head = Line("Because of your other answers these questions do not apply to you, so what was answered to them does not count:")
    return Section("Answers that were not used", (head, *asks) if asks else ())


def _numbers_section(result: Assessment, pack: Pack) -> Section:
    numbers = [
        bullet(f"{pack.questionnaire.derived[name].title}: {ratio_words(value)}")
        for name, value in result.description.items()
        if name in pack.questionnaire.derived
    ]
    return Section("Your training in numbers", (*numbers, Line("These numbers only describe how you train.")) if numbers else ())


def _help_sections(result: Assessment, pack: Pack) -> list[Section]:
    """The numbers to call, each kind under its own heading."""
    found = [(_help_kind(notice, pack), notice) for notice in result.notices]
    return [Section(_help_head(kind, pack), _help_numbers(notice, kind, pack), "alert") for kind, notice in found if kind]


def _notices_section(result: Assessment, pack: Pack, *, with_help: bool) -> Section:
    lines: list[Line] = []
    for notice in result.notices:
        kind = _help_kind(notice, pack)
        if kind is None:
            lines.append(bullet(notice))
        elif with_help:
            numbers = _help_numbers(notice, kind, pack)
            lines += [bullet(f"{_help_head(kind, pack)}:"), *(replace(number, depth=1) for number in numbers)]
    return Section("Please note", tuple(lines))


def _help_kind(notice: str, pack: Pack) -> Lines | None:
    kinds: tuple[Lines, ...] = get_args(Lines)
    return next((kind for kind in kinds if notice.startswith(f"{_help_head(kind, pack)}:")), None)


def _help_head(kind: Lines, pack: Pack) -> str:
    return help_lines(kind, pack, None).partition(":")[0]


def _help_numbers(notice: str, kind: Lines, pack: Pack) -> tuple[Line, ...]:
    """One line a country, as far as the notice names it; the notice as it is where none can be told."""
    named = [f"{region.name}: {region.emergency if kind == 'emergency' else region.crisis}" for region in pack.regions]
    return tuple(bullet(each) for each in named if each in notice) or (Line(notice),)
