"""One cell of a form's export as an answer: codes, labels in any language of the pack, several of them in one
cell, numbers as people type them. Reads what can mean one thing only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from runner_intake.errors import StepError
from runner_intake.exchange.fhir_values import (
    UnreadableError,
    in_all_languages,
    labels_of,
    plain_label,
)
from runner_intake.questionnaire.typed import parse_answer

if TYPE_CHECKING:
    from runner_intake.exchange.table_file import Cell
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Field

_TICKED = {"1": True, "1.0": True, "true": True, "yes": True, "x": True}
_UNTICKED = {"0": False, "0.0": False, "false": False, "no": False}
_PLAIN_NUMBER = {".": re.compile(r"\d+(\.\d+)?"), ",": re.compile(r"\d+(,(\d{1,2}|\d{4,}))?")}
_SIGNS = " ,;\n\t|"
"""What may stand between the options in one cell."""


def answer_of(cell: Cell, field: Field, pack: Pack, decimal: Literal[".", ","]) -> object:
    """The answer in a cell, None where it is empty or says "I don't know".

    `decimal` is the decimal sign of the file. UnreadableError where it cannot be read; ranges are left to the
    check of answers.
    """
    text = str(cell).strip()
    if not text or plain_label(text) in _not_known(pack):
        return None
    match field.kind:
        case "number" | "scale":
            return _number(cell, text, field, pack, decimal)
        case "yes_no":
            return _yes_or_no(text, field, pack)
        case "choice":
            return _choice(text, field, pack)
        case "multi_choice":
            return _several(text, field, pack)


def surely_named(cell: Cell, field: Field, pack: Pack) -> list[str]:
    """The options that a cell names for sure although it cannot be read as a whole: those that stand alone
    between commas, semicolons or lines, beside a text of the runner's own.
    """
    text = re.sub(r"[ \t]+", " ", str(cell)).casefold()
    known = {**{plain_label(code): code for code in field.options}, **labels_of(field, pack)}
    alone = (rf"(?:^|[,;\n|])\s*{re.escape(label)}\s*(?:$|[,;\n|])" for label in known)
    return [code for label, code in zip(alone, known.values(), strict=True) if re.search(label, text)]


def is_ticked(cell: Cell) -> bool | None:
    """Whether the column of an option says that it was ticked; None where it is empty."""
    text = str(cell).strip().casefold()
    if not text:
        return None
    known = {**_TICKED, **_UNTICKED}
    if text not in known:
        raise UnreadableError("The column of an option takes 1 or 0.", "Write 1 where it was ticked, else 0.")
    return known[text]


def _not_known(pack: Pack) -> set[str]:
    """What says "I don't know", in every language."""
    texts = {translated.words("dont_know") for translated in in_all_languages(pack)}
    return {plain_label(form) for text in texts for form in (text, text.replace("\u2019", "'"))}


def _number(cell: Cell, text: str, field: Field, pack: Pack, decimal: Literal[".", ","]) -> object:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    if _PLAIN_NUMBER[decimal].fullmatch(text):
        return float(text.replace(",", "."))
    for translated in in_all_languages(pack):
        try:
            return parse_answer(field, text, translated.words)
        except StepError as error:
            problem = error.problems[0]
            if problem.code in ("A05", "A06"):
                raise UnreadableError(problem.what, problem.way_out) from None
    unit = f" It is in {field.unit}." if field.unit else ""
    raise UnreadableError("This number cannot be read, or in two ways.", f"Write it in digits.{unit}")


def _yes_or_no(text: str, field: Field, pack: Pack) -> object:
    word = labels_of(field, pack).get(plain_label(text), text.casefold())
    ticked = {**_TICKED, **_UNTICKED}.get(str(word))
    if ticked is None:
        raise UnreadableError("This takes yes or no.", "Write yes or no; leave it empty for don't know.")
    return ticked


def _choice(text: str, field: Field, pack: Pack) -> object:
    code = text if text in field.options else labels_of(field, pack).get(plain_label(text))
    if code is None:
        raise UnreadableError("This is not one of the options.", "Use the text or the code of an option.")
    return code


def _several(text: str, field: Field, pack: Pack) -> list[str]:
    """The options in one cell, whatever stands between them; a label may hold commas itself."""
    known = {**{plain_label(code): code for code in field.options}, **labels_of(field, pack)}
    readings = _readings(re.sub(r"[ \t\n]+", " ", text).casefold(), known)
    if len(readings) != 1:
        raise UnreadableError(
            "This is not a list of the options.",
            "Use their texts or codes, with a comma, a semicolon or a blank between them.",
        )
    return sorted(next(iter(readings)), key=list(field.options).index)


def _readings(text: str, known: dict[str, str]) -> set[frozenset[str]]:
    """Every way to read a text as options, from its end to its beginning; two at most."""
    ways: dict[int, set[frozenset[str]]] = {len(text): {frozenset()}}
    for start in range(len(text) - 1, -1, -1):
        if start and text[start - 1] not in _SIGNS:
            continue
        here: set[frozenset[str]] = set()
        for label, code in known.items():
            if not text.startswith(label, start):
                continue
            end = start + len(label)
            after = end + len(text[end:]) - len(text[end:].lstrip(_SIGNS))
            if after == end and end < len(text):
                continue
            here |= {rest | {code} for rest in ways.get(after, set())}
        ways[start] = set(sorted(here, key=len)[:2])
    first = len(text) - len(text.lstrip(_SIGNS))
    return ways.get(first, set())
