"""Answers as a person types them: "40", "12,5", "25 mi", "7h30", "3 months", "a year", "about 40", "1 234",
"yes", "1, 3". Knows no screen.

What can be read in two ways, such as "1,200" or "40-50", is never guessed: it is asked back.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION, NumberDomain
from runner_intake.errors import IntakeError, Problem, StepError
from runner_intake.questionnaire.answers import check_number
from runner_intake.questionnaire.numbers import KM_PER_MILE, bare, number_words
from runner_intake.text.catalogue import ENGLISH

if TYPE_CHECKING:
    from runner_intake.questionnaire.model import Field
    from runner_intake.text.catalogue import Words

DAYS = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
"""The length of what a time may be typed in; a month and a year are mean ones of the Julian calendar."""

MOST_NAMED = 4
"""How many answers an error names; where there are more, it points at the list."""

_PLAIN = r"\d{1,7}(?:[.,]\d{1,7})?"
_NUMBER = re.compile(rf"(?P<number>{_PLAIN})\s*(?P<unit>[^\W\d_]*)\Z")
_CLOCK = re.compile(r"(?P<hours>\d{1,2})\s*(?:h|:)\s*(?P<minutes>[0-5]\d)\s*(?:min|m)?\Z")
_HALF = re.compile(r"(?P<whole>\d{0,7})\s*(?:½|1/2)\s*(?P<unit>[^\W\d_]*)\Z")
_GROUPS = re.compile(r"(?P<whole>[1-9]\d{0,2}(?:[ '\u2019]\d{3})+)(?!\d)")
"""Thousands parted by a blank or an apostrophe: they can be nothing else."""

_THOUSANDS = re.compile(r"(?P<whole>[1-9]\d{0,2})[.,](?P<rest>\d{3})(?!\d)")
"""What may be a thousand and more, or a number with three places behind the point."""

_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f]+")


def parse_answer(
    field: Field, typed: str, words: Words = ENGLISH
) -> bool | int | float | str | tuple[str, ...]:
    """The answer that a typed text gives to a field, in the field's unit, ready for `Interview.answer`.

    Numbers may carry their unit ("25 mi", "3 months"; a distance without one is in the units of `words`).
    Times are cut to whole units of the field: 3 months are 13 weeks. A choice is named by its code or its
    label, a list by several of them, parted by commas or semicolons. StepError, in the language of `words`,
    where the text cannot be read or used: S02 (empty), A03-A06, A08.

    >>> from runner_intake import bundled_pack, parse_answer
    >>> fields = bundled_pack().questionnaire.fields
    >>> parse_answer(fields["pain_weeks"], "3 months"), parse_answer(fields["shoe_distance_km"], "25 mi")
    (13, 40.2)
    """
    if not typed.strip():
        raise StepError([Problem("S02", words("move_empty"), words("move_empty_way"), path=field.id)])
    match field.kind:
        case "number" | "scale":
            return _checked_number(field, typed, words)
        case "yes_no":
            code = _code(typed, {"yes": words("option_yes"), "no": words("option_no")}, words)
            if code is None:
                raise _refused("A03", field, words)
            return code == "yes"
        case "choice":
            code = _code(typed, field.options, words)
            if code is None:
                raise _refused("A04", field, words)
            return code
        case "multi_choice":
            return _several(field, typed, words)


def _several(field: Field, typed: str, words: Words) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[,;\n]", typed) if part.strip()]
    whole = _code(typed, field.options, words)
    codes = [whole] if whole else [_code(part, field.options, words) for part in parts]
    if not codes or None in codes:
        raise _refused("A04", field, words)
    if NONE_OPTION in codes and len(set(codes)) > 1:
        raise _refused("A08", field, words)
    return tuple(code for code in field.options if code in codes)


def _code(typed: str, options: object, words: Words) -> str | None:
    """The code of the option that a text names by its code, its label or its letter; None where it names
    none.
    """
    assert isinstance(options, dict)
    text = _flat(typed)
    letters = {words(f"letter_{code}"): code for code in ("yes", "no")}
    named = {_flat(label): code for code, label in options.items()} | {_flat(code): code for code in options}
    named_code = named.get(text) or letters.get(text)
    return named_code if named_code in options else None


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", text).strip().casefold()


def _checked_number(field: Field, typed: str, words: Words) -> int | float:
    number = parse_number(typed, field, words)
    if number is None:
        raise StepError([Problem("A03", words("wrong_A03"), _unreadable(typed, field, words), path=field.id)])
    try:
        return check_number(number, field)
    except IntakeError as error:
        raise _refused(error.problems[0].code, field, words) from None


def _refused(code: str, field: Field, words: Words) -> StepError:
    return StepError([refusal(code, field, words)])


def refusal(code: str, field: Field, words: Words) -> Problem:
    """What is wrong with an answer, by the code of its problem, in words for the person who gave it."""
    return Problem(code, words(f"wrong_{code}"), _way_out(code, field, words), path=field.id)


def _way_out(code: str, field: Field, words: Words) -> str:
    """What to do instead."""
    labels = {key: label for key, label in field.options.items() if key != NONE_OPTION}
    match code, field.domain:
        case "A05", NumberDomain(minimum=low, maximum=high):
            return words(
                "out_of_range", low=bare(low, field, words.units), high=number_words(high, field, words)
            )
        case "A06", NumberDomain(step=step):
            return (
                words("whole_number")
                if step == 1
                else words("wrong_step", step=number_words(step, field, words))
            )
        case "A03", NumberDomain(minimum=low, maximum=high):
            return words(
                "not_a_distance" if field.unit == "km" else "not_a_number", example=_example(low, high)
            )
        case "A08", _:
            return words("none_alone", none=field.options.get(NONE_OPTION, NONE_OPTION))
        case _ if field.kind == "yes_no":
            return words("choose_yes_or_no")
        case _ if field.kind == "multi_choice" and NONE_OPTION in field.options:
            return words("tick_some", none=field.options[NONE_OPTION])
        case _ if len(labels) > MOST_NAMED:
            return words("choose_shown")
        case _:
            return words("choose_of", labels=words.listed(list(labels.values()), "or"))


def _example(low: float, high: float) -> str:
    return f"{min(high, max(low, 3)):g}"


# --- numbers


def parse_number(typed: str, field: Field, say: Words) -> float | None:
    """The number in a typed text, in the field's unit, miles put on its step; None where it cannot be read,
    or in two ways.

    A distance without a unit is in the units of `say`.
    """
    text = _plain_text(typed, say)
    if _reads_two_ways(text, field):
        return None
    if field.unit == "hours" and (clock := _CLOCK.match(text)):
        return int(clock["hours"]) + int(clock["minutes"]) / 60
    half = _HALF.match(text)
    match = half or _NUMBER.match(text)
    if not match:
        return None
    number = int(half["whole"] or 0) + 0.5 if half else float(match["number"].replace(",", "."))
    return _in_field(number, match["unit"], field, say)


def _plain_text(typed: str, say: Words) -> str:
    """A typed text in small letters, without "about", thousands together, "a year" as 1 year."""
    text = _flat(typed)
    for word in _listed("about", say):
        text = text.removeprefix(word).strip() if not word.isalpha() or text.startswith(f"{word} ") else text
    for words, number in ((_listed("half", say), "½"), (_listed("one", say), "1")):
        start = next((word for word in words if text.startswith(f"{word} ")), None)
        text = f"{number} {text.removeprefix(start).strip()}" if start else text
    return _GROUPS.sub(lambda match: re.sub(r"\D", "", match["whole"]), text)


def _in_field(number: float, unit: str, field: Field, say: Words) -> float | None:
    """A number of some unit in the unit of the field; None where the one cannot be put into the other."""
    domain = field.domain
    assert isinstance(domain, NumberDomain)
    unit = unit or (say.units if field.unit == "km" else "")
    if field.unit == "km" and unit in _typed("mi", say):
        return domain.at(round(number * KM_PER_MILE / domain.step))
    if unit in ("", *_typed(field.unit, say)):
        return number
    if field.unit in ("days", "weeks"):
        length = next((days for name, days in DAYS.items() if unit in _typed(name, say)), None)
        return math.floor(number * length / DAYS[field.unit] + 1e-9) if length else None
    return None


def _reads_two_ways(text: str, field: Field) -> bool:
    """Whether a point or comma before three digits may also part thousands: only where the field takes
    numbers that large.
    """
    match = _THOUSANDS.match(text)
    if match is None or not isinstance(field.domain, NumberDomain):
        return False
    whole, rest = match["whole"], match["rest"]
    return (
        int(f"{whole}{rest}") <= field.domain.maximum or field.domain.steps(float(f"{whole}.{rest}")) is None
    )


def _typed(unit: str, say: Words) -> tuple[str, ...]:
    """What a runner may type for a unit."""
    return (unit.casefold(), *_listed(unit, say))


def _listed(name: str, say: Words) -> tuple[str, ...]:
    return tuple(word for word in say.texts.get(f"typed_{name}", "").split(", ") if word)


def number_problem(typed: str, field: Field, say: Words) -> str | None:
    """What to do about a typed number, in plain words; None where it can be used."""
    try:
        parse_answer(field, typed, say)
    except StepError as error:
        return error.problems[0].way_out
    return None


def _unreadable(typed: str, field: Field, say: Words) -> str:
    text = _plain_text(typed, say)
    two_ways = _THOUSANDS.match(text)
    if two_ways and _reads_two_ways(text, field):
        whole, rest = two_ways["whole"], two_ways["rest"]
        return say("ambiguous_point", number=f"{whole}{rest}", other=f"{whole}.{rest[0]}")
    between = "|".join(map(re.escape, _listed("range", say)))
    numbers = re.match(rf"(?P<low>{_PLAIN})\D*?\s*(?:{between})\s*(?P<high>{_PLAIN})", text)
    if numbers:
        return say("one_number", low=numbers["low"], high=numbers["high"])
    if field.unit == "km" and re.fullmatch(r"[\d.,\s]+m", text):
        return say("ambiguous_m")
    return _way_out("A03", field, say)
