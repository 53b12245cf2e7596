"""The runner's page: what to do tomorrow, on about a screen and a half.

In this order: who it is about, safety, do this first, what could be talked about as an extra (evidence before
match), what is not shown to work, what is not suggested, what is still open, when to look again, when to see
a doctor, what this page is. Points, numbers and sources are in the details. What is only possible is never
printed as a fact.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION
from runner_intake.present.answers import ask_words
from runner_intake.present.details import SAFETY_FRAMES, help_sections, help_words
from runner_intake.present.lines import Line, PageSection, bullet
from runner_intake.present.summary import about_words
from runner_intake.present.wording import (
    MOST_NAMED,
    asks_words,
    because_words,
    missing_words,
    outcome_words,
    strength_words,
)
from runner_intake.result.assessment import Other, Withheld, open_on_page
from runner_intake.text.catalogue import capital
from runner_intake.vocabulary import SUGGESTING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from runner_intake.present.view import View
    from runner_intake.present.wording import Scored
    from runner_intake.result.assessment import Answer, Assessment, FirstStep, Suggestion
    from runner_intake.text.catalogue import Words
    from runner_intake.vocabulary import ClosingRole

FIRST_THINGS = 3
"""How many first steps are shown with their reasons; of the others only the names are said."""


def page(result: Assessment, view: View) -> tuple[PageSection, ...]:
    """The page in the order of reading; sections with nothing to say are left out."""
    if result.safety.outcome == "emergency":
        sections: tuple[PageSection, ...] = (_emergency_section(result, view),)
    elif result.safety.outcome == "consent_needed":
        sections = (_plain_section(result, view),)
    else:
        sections = (
            _about_section(result, view),
            _safety_section(result, view),
            *help_sections(result, view),
            _steps_section(result, view.words),
            *_extra_sections(result, view),
            _not_shown_section(result, view.words),
            _not_suggested_section(result, view),
            _open_section(result, view),
            _ending_section(result, view),
        )
    return tuple(section for section in sections if section.lines)


def _emergency_section(result: Assessment, view: View) -> PageSection:
    """Whom to call, then what to do about each sign, then the signs that have no message here."""
    lines = [Line(text, tone="strong") for text in help_words(result, view.words)]
    lines += [bullet(finding.message) for finding in result.safety.findings]
    named = {
        (because.field, because.value) for finding in result.safety.findings for because in finding.because
    }
    if others := _ticked(result, view, besides=named):
        lines.append(Line(view.words("ticked_besides", signs="; ".join(others))))
    return PageSection(outcome_words("emergency", view.words), tuple(lines), "alert")


def _plain_section(result: Assessment, view: View) -> PageSection:
    """A no to the use of the answers needs two sentences, no more."""
    return PageSection(
        view.words("result_title"), tuple(Line(finding.message) for finding in result.safety.findings), "calm"
    )


def _about_section(result: Assessment, view: View) -> PageSection:
    count = {name: answer for name, answer in result.answers.items() if name not in result.ignored_answers}
    about, say = about_words(count, view), view.words
    title = (
        say("result_title_dated", day=result.created.isoformat()) if result.created else say("result_title")
    )
    return PageSection(title, (Line(about),) if about else ())


def _safety_section(result: Assessment, view: View) -> PageSection:
    """The outcome and what was found. Messages name their signs, so the answers are repeated only where they
    contradict each other, and at urgent, where a doctor needs every sign.
    """
    safety, say = result.safety, view.words
    lines = [Line(outcome_words(safety.outcome, say), tone="strong")]
    for finding in safety.findings:
        lines.append(bullet(finding.message))
        if finding.outcome == "clarify":
            lines += [Line(text, depth=1, tone="quiet") for text in because_words(finding.because, view)]
    if safety.outcome == "urgent" and (signs := _ticked(result, view)):
        lines.append(Line(say("ticked", signs="; ".join(signs))))
    if safety.missing:
        lines.append(Line(missing_words(safety.outcome, say), tone="strong"))
        lines += _missing_lines(safety.missing, view)
    return PageSection(say("safety_title"), tuple(lines), SAFETY_FRAMES.get(safety.outcome, "care"))


def _ticked(
    result: Assessment, view: View, *, besides: Collection[tuple[str, Answer]] = ()
) -> tuple[str, ...]:
    """Every red flag that was ticked, also those that no finding names, but for those of `besides`. Places of
    pain are no red flags.
    """
    return tuple(
        field.options[code]
        for name, field in view.pack.questionnaire.fields.items()
        if view.pack.questionnaire.question_of[name].safety == "always" and not field.places
        for code in _codes(result.answers.get(name))
        if code != NONE_OPTION and (name, code) not in besides
    )


def _codes(value: Answer) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _missing_lines(names: Sequence[str], view: View) -> Iterator[Line]:
    """The questions that are open, each below the name of its section."""
    section_of = {
        question.id: section for section in view.pack.questionnaire.sections for question in section.questions
    }
    for section, members in groupby(
        names, lambda name: section_of[view.pack.questionnaire.question_of[name].id]
    ):
        yield Line(section.title)
        yield from (bullet(ask_words(name, view), depth=1) for name in members)


# --- what comes first


def _steps_section(result: Assessment, say: Words) -> PageSection:
    """At most three certain steps with their reasons, the names of the others, and apart what may be
    added.
    """
    due, named, possible = (
        result.first_steps[:FIRST_THINGS],
        result.first_steps[FIRST_THINGS:],
        result.possible_first_steps,
    )
    lines = [
        Line(f"{step.title}. {step.because}", f"{number}.", f"{number}.")
        for number, step in enumerate(due, 1)
    ]
    if named:
        lines.append(Line(say("steps_also", steps=_titles(named))))
    if not lines and result.safety.outcome in SUGGESTING:
        lines.append(Line(say("steps_none_surely" if possible else "steps_none")))
    if possible:
        lines.append(Line(say("steps_maybe", steps=_titles(possible)), tone="quiet"))
    return PageSection(say("steps_title"), tuple(lines))


def _titles(steps: Sequence[FirstStep]) -> str:
    return "; ".join(step.title for step in steps)


# --- needling, as an extra


def _extra_sections(result: Assessment, view: View) -> Iterator[PageSection]:
    """What could be talked about: evidence first, then how well it matches, and the risks once."""
    say = view.words
    if result.safety.outcome not in SUGGESTING:
        return
    worth = [suggestion for suggestion in result.suggestions if suggestion.evidence.support != "not_shown"]
    if not result.suggestions:
        yield PageSection(say("extra_title"), (Line(_nothing_words(result, view)),))
    if not worth:
        return
    lines = [line for suggestion in worth for line in _extra_lines(suggestion, say)]
    conditions = dict.fromkeys(text for suggestion in worth for text in suggestion.conditions)
    if conditions:
        lines += [Line(say("conditions")), *map(bullet, conditions)]
    lines += [Line(text) for text in closings(result, view, "risks")]
    yield PageSection(say("extra_title"), tuple(lines))


def _nothing_words(result: Assessment, view: View) -> str:
    """That nothing is suggested, as an answer of its own."""
    say = view.words
    if not result.settled.list:
        return say("nothing_so_far_all")
    apply = [other for other in result.others if isinstance(other, Other) and other.why != "not_applicable"]
    checked = say.listed([short_title(other.benefit, view) for other in result.others])
    return say("nothing_fits" if apply else "nothing_applies", checked=checked)


def short_title(benefit: str, view: View) -> str:
    """A benefit's name in a few words."""
    known = view.pack.benefit[benefit]
    return known.short or known.title


def _extra_lines(suggestion: Suggestion, say: Words) -> Iterator[Line]:
    evidence, points = suggestion.evidence, suggestion.points
    yield Line(
        say("extra_name", title=suggestion.title, level=say(f"level_{suggestion.level}")), tone="strong"
    )
    yield Line(
        say("extra_strength", evidence=say(f"strength_{evidence.grade}"), match=strength_words(points, say)),
        depth=1,
        figure=evidence.grade,
    )
    yield Line(evidence.verdict, depth=1)


def _not_shown_section(result: Assessment, say: Words) -> PageSection:
    """What was asked about and is not shown to work: a line each."""
    names = [suggestion for suggestion in result.suggestions if suggestion.evidence.support == "not_shown"]
    lines = [
        bullet(say("not_shown_line", title=suggestion.title, verdict=suggestion.evidence.verdict))
        for suggestion in names
    ]
    return PageSection(say("not_shown_title"), tuple(lines))


def _not_suggested_section(result: Assessment, view: View) -> PageSection:
    """The other benefits in a few lines, those with one reason together; of withheld ones the names only."""
    say = view.words
    withheld = [other.title for other in result.others if isinstance(other, Withheld)]
    if withheld:
        return PageSection("", ())
    others = [other for other in result.others if isinstance(other, Other)]
    if not result.suggestions and all(other.why == "not_applicable" for other in others):
        return PageSection("", ())
    groups: dict[str, list[Scored]] = {}
    for other in others:
        is_open = other.why != "not_applicable" and not other.settled
        groups.setdefault("undecided" if is_open else other.why, []).append(other)
    lines = []
    for why, members in groups.items():
        titles = capital(say.listed([short_title(member.benefit, view) for member in members]))
        lines.append(bullet(say(f"group_{why}", titles=titles)))
    return PageSection(say("others_title"), tuple(lines))


# --- what is open, and how it ends


def _open_section(result: Assessment, view: View) -> PageSection:
    """The questions whose answers could still change what is shown, in one line."""
    say, names = view.words, open_on_page(result)
    return PageSection(
        say("open_title"), (Line(say("open_line", asks=asks_words(names, view))),) if names else ()
    )


def _ending_section(result: Assessment, view: View) -> PageSection:
    """When to look again, when to see a doctor, when to call; what this page is, and by which rules."""
    say, shown = view.words, set()
    lines = []
    for role in ("look_again", "seek_care", "emergency"):
        for text in closings(result, view, role):
            shown.add(text)
            lines.append(Line(text))
    known = shown | {closing.text for closing in view.pack.closing}
    lines += [
        Line(notice) for notice in result.notices if notice not in known and notice != result.notices[-1]
    ]
    about = " ".join((*closings(result, view, "about"), *result.notices[-1:]))
    lines.append(Line(about, tone="quiet"))
    if result.ignored_answers:
        lines.append(
            Line(
                say(
                    "unused_line",
                    asks=say.listed([ask_words(name, view) for name in result.ignored_answers[:MOST_NAMED]]),
                )
            )
        )
    return PageSection(say("ending_title"), tuple(lines))


def closings(result: Assessment, view: View, role: ClosingRole) -> Iterator[str]:
    """The closing texts of one kind that this result has."""
    yield from (
        closing.text
        for closing in view.pack.closing
        if closing.role == role and closing.text in result.notices
    )
