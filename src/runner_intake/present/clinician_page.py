"""The clinician's page: one side to read and file. Red flags and missing answers first, then every answer
with its exact value, then what was concluded by which rule, and what it was concluded with.

Private answers are left out, as everywhere. Decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import answer_words
from runner_intake.present.lines import Line, PageSection, bullet
from runner_intake.result.assessment import Other

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.present.view import View
    from runner_intake.result.assessment import Assessment, Origin
    from runner_intake.text.catalogue import Words


def clinician_page(result: Assessment, view: View) -> tuple[PageSection, ...]:
    """The page in the order of reading; sections with nothing to say are left out."""
    sections = (
        _flags_section(result, view),
        _answers_section(result, view),
        _conclusions_section(result, view),
        _record_section(result, view),
    )
    return tuple(section for section in sections if section.lines or section.rows)


def _flags_section(result: Assessment, view: View) -> PageSection:
    """The outcome, the findings with their rules and the answers behind them, and what is missing."""
    say, safety = view.words, result.safety
    lines = [Line(say("clinician_outcome", outcome=safety.outcome), tone="strong")]
    for finding in safety.findings:
        because = "; ".join(_because(answer.field, answer.value, view) for answer in finding.because)
        lines.append(
            bullet(say("clinician_finding", rule=finding.rule, outcome=finding.outcome, because=because))
        )
    if safety.missing:
        lines.append(Line(say("clinician_missing", names=", ".join(safety.missing))))
    frame = (
        "alert"
        if safety.outcome in ("emergency", "urgent")
        else "care"
        if safety.findings or safety.missing
        else "rule"
    )
    return PageSection(say("clinician_flags"), tuple(lines), frame)  # type: ignore[arg-type]  # one of three frames


def _because(name: str, value: object, view: View) -> str:
    shown = answer_words(name, value, view)  # type: ignore[arg-type]  # a value of a document
    return f"{name}: {shown}"


def _answers_section(result: Assessment, view: View) -> PageSection:
    """Every answer in the order of asking: the field, and the exact value in words with its unit. Lists
    without a sign stand together.
    """
    say = view.words
    rows, nothing = [], []
    for name in view.pack.questionnaire.fields:
        if name not in result.answers:
            continue
        value = result.answers[name]
        if value == ("none",):
            nothing.append(name)
        elif value is not None:
            rows.append((name, answer_words(name, value, view)))
    for name, ratio in result.description.items():
        rows.append((name, f"{ratio:g}" if isinstance(ratio, float | int) else str(ratio)))
    lines = [Line(say("clinician_nothing", names=", ".join(nothing)))] if nothing else []
    lines += _origin_lines(result, say)
    unknown = [name for name, value in result.answers.items() if value is None]
    if unknown:
        lines.append(Line(say("clinician_unknown", names=", ".join(unknown))))
    if result.ignored_answers:
        lines.append(Line(say("clinician_ignored", names=", ".join(result.ignored_answers))))
    return PageSection(say("clinician_answers"), tuple(lines), rows=tuple(rows))


def _origin_lines(result: Assessment, say: Words) -> Iterator[Line]:
    """Which answers come from the runner's files, those of the same days and runs together."""
    by_origin: dict[Origin, list[str]] = {}
    for name, origin in result.origins.items():
        by_origin.setdefault(origin, []).append(name)
    for origin, names in by_origin.items():
        runs = say.count("clinician_runs", origin.runs)
        merged = say.count("clinician_merged", origin.merged) if origin.merged else ""
        zone = f", {origin.timezone}" if origin.timezone else ""
        days = say("clinician_days", first=origin.first.isoformat(), last=origin.last.isoformat())
        yield Line(
            say("clinician_origin", names=", ".join(names), runs=f"{runs}{merged}", days=days, zone=zone)
        )


def _conclusions_section(result: Assessment, view: View) -> PageSection:
    """First steps and benefits with their points, ranges and rules."""
    return PageSection(view.words("clinician_conclusions"), tuple(_conclusions(result, view.words)))


def _conclusions(result: Assessment, say: Words) -> Iterator[Line]:
    for step in result.first_steps:
        yield bullet(say("clinician_step", step=step.id, priority=step.priority, title=step.title))
    if result.possible_first_steps:
        yield bullet(
            say("clinician_possible", steps=", ".join(step.id for step in result.possible_first_steps))
        )
    for suggestion in result.suggestions:
        rules = ", ".join(
            f"{reason.rule.partition('.')[2]} {reason.points:+d}" for reason in suggestion.reasons
        )
        yield bullet(
            say(
                "clinician_suggestion",
                rank=suggestion.rank,
                benefit=suggestion.benefit,
                level=say(f"level_{suggestion.level}"),
                low=suggestion.points.low,
                high=suggestion.points.high,
                max=suggestion.points.max,
                grade=suggestion.evidence.grade,
                support=suggestion.evidence.support,
                rules=rules,
            )
        )
        if suggestion.conditions:
            yield Line(say("clinician_conditions", conditions=" ".join(suggestion.conditions)), depth=1)
    others = [f"{other.benefit} ({other.why})" for other in result.others if isinstance(other, Other)]
    if others:
        yield bullet(say("clinician_others", others=", ".join(others)))


def _record_section(result: Assessment, view: View) -> PageSection:
    """Which rules, which review state, which day; and a line to sign."""
    say, made = view.words, result.pack
    review = (
        say("clinician_reviewed", reviewer=made.reviewed_by)
        if made.reviewed_by
        else say("clinician_unreviewed")
    )
    day = result.created.isoformat() if result.created else say("not_known")
    lines = (
        Line(
            say(
                "clinician_record",
                pack=made.id,
                version=made.version,
                hash=made.sha256[:12],
                review=review,
                day=day,
            )
        ),
        Line(say("clinician_limits")),
        Line(say("clinician_sign")),
    )
    return PageSection(say("clinician_record_title"), lines)
