"""What a page shows of a step: a question with its fields, or the answers at the end. Plain values for the
templates.

A private answer is never shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from runner_intake.present.answers import answer_words
from runner_intake.questionnaire.numbers import bare, unit_words
from runner_intake.reports.pictures.choose import body_question, places_of
from runner_intake.vocabulary import NONE_OPTION
from runner_intake.web.forms import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner_intake.interview import Ask, Interview
    from runner_intake.present.view import View
    from runner_intake.questionnaire import Field
    from runner_intake.text.catalogue import Words


@dataclass(frozen=True, slots=True, repr=False)
class Option:
    """One thing to tick or to choose. `alone`: it cannot be combined with others; `place` is that of the body
    which it means.
    """

    code: str
    label: str
    chosen: bool
    alone: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class FieldView:
    """A field as it is drawn. `typed` is what stands in a text field, `unit` what stands behind it; `low` and
    `high` label the ends of a scale; `unknown` is whether "I don't know" is ticked; `error` what is wrong;
    `body` is the picture to answer on, where the options are places of the body.
    """

    id: str
    ask: str
    kind: str
    options: tuple[Option, ...]
    typed: str
    unit: str
    is_distance: bool
    low: str
    high: str
    unknown: bool
    error: str
    body: Markup

    @property
    def target(self) -> str:
        """The id of what the error summary leads to."""
        return f"{self.id}-0" if self.options else self.id


@dataclass(frozen=True, slots=True, repr=False)
class ReviewRow:
    """A question of the review and what was answered, line by line; `marks` say what needs a second look."""

    question: str
    section: str
    ask: str
    answers: tuple[str, ...]
    marks: tuple[str, ...]


def field_views(
    step: Ask,
    view: View,
    form: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """The fields of a question: filled as they were posted (`form`), else as they were answered before."""
    return tuple(
        _field_view(field, step, view, form, (errors or {}).get(field.id, ""))
        for field in step.question.fields
    )


def _field_view(
    field: Field, step: Ask, view: View, form: Mapping[str, Sequence[str]] | None, error: str
) -> FieldView:
    say = view.words
    filled = tuple(form.get(field.id, ())) if form is not None else _earlier(field, step, say)
    is_number = field.kind == "number"
    options = () if is_number else tuple(_options(field, step, view, filled))
    return FieldView(
        id=field.id,
        ask=field.ask,
        kind=field.kind,
        options=options,
        typed=next((text for text in filled if text != UNKNOWN), "") if is_number else "",
        unit=unit_words(field, say),
        is_distance=field.unit == "km",
        low=field.low,
        high=field.high,
        unknown=UNKNOWN in filled,
        error=error,
        body=_body(field.id, options, view),
    )


def _body(name: str, options: Sequence[Option], view: View) -> Markup:
    """The body on which a click chooses the first option that means a place."""
    controls: dict[str, str] = {}
    for index, option in enumerate(options):
        if option.place:
            controls.setdefault(option.place, f"{name}-{index}")
    return Markup(body_question(controls, view))  # noqa: S704  (our own, its texts escaped)


def _options(field: Field, step: Ask, view: View, filled: Sequence[str]) -> list[Option]:
    match field.kind:
        case "yes_no":
            return [Option(code, view.words(f"option_{code}"), code in filled) for code in ("yes", "no")]
        case "scale":
            return [Option(str(number), str(number), str(number) in filled) for number in range(11)]
        case _:
            codes = step.options.get(field.id, tuple(field.options))
            alone = NONE_OPTION if field.kind == "multi_choice" else ""
            places = places_of(field, view)
            return [
                Option(code, field.options[code], code in filled, code == alone, places.get(code, ""))
                for code in field.options
                if code in codes
            ]


def _earlier(field: Field, step: Ask, say: Words) -> tuple[str, ...]:
    """The answer given before, as a form would post it."""
    if field.private or field.id not in step.earlier:
        return ()
    match step.earlier[field.id]:
        case None:
            return (UNKNOWN,)
        case bool() as truth:
            return ("yes" if truth else "no",)
        case str() as code:
            return (code,)
        case frozenset() as codes:
            return tuple(code for code in field.options if code in codes)
        case number:
            return (bare(float(number), field, say.units),)


def place_line(step: Ask, say: Words) -> str:
    """Where one is, and how long the rest may take."""
    if step.changing:
        return f"{step.section.title} · {say('changing')}"
    progress = step.progress
    key = "progress_about" if progress.section_about else "progress"
    where = say(
        key, section=step.section.title, position=progress.section_position, total=progress.section_total
    )
    return f"{where} · {say.count('minutes_left', progress.minutes)}"


def review_rows(interview: Interview, view: View) -> tuple[ReviewRow, ...]:
    """Every question that was answered or skipped, in the order of asking."""
    titles = {section.id: section.title for section in view.pack.questionnaire.sections}
    say, shown = view.words, interview.answers

    def lines(fields: tuple[Field, ...]) -> tuple[str, ...]:
        said = [
            say("dont_know") if shown.get(field.id) is None else answer_words(field.id, shown[field.id], view)
            for field in fields
        ]
        return (
            tuple(said)
            if len(fields) == 1
            else tuple(f"{field.ask} {text}" for field, text in zip(fields, said, strict=True))
        )

    rows = []
    for reviewed in interview.review:
        question = reviewed.question
        if reviewed.skipped:
            answers: tuple[str, ...] = (say("skipped"),)
        elif any(field.private for field in question.fields):
            answers = (say("kept_private"),)
        else:
            answers = lines(question.fields)
        marks = tuple(say(f"mark_{mark}") for mark in ("doubtful", "needed") if getattr(reviewed, mark))
        rows.append(ReviewRow(question.id, titles[question.section], question.ask, answers, marks))
    return tuple(rows)
