"""One answer of a FHIR response as a value for a field: codes, labels, numbers with units. Reads leniently
what can mean one thing only. Knows no rule, and does not check ranges.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from runner_intake.conditions import NumberDomain
from runner_intake.exchange.naming import unit_code
from runner_intake.pack.texts import in_language, text_key
from runner_intake.questionnaire.numbers import KM_PER_MILE
from runner_intake.reading import as_float

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Field

_CODED = {"y": "yes", "n": "no", "true": "yes", "false": "no"}
"""What forms call yes and no in codes."""

_IN_KM = {
    "km": Fraction(1),
    "m": Fraction(1, 1000),
    "mi": Fraction(str(KM_PER_MILE)),
    "[mi_i]": Fraction(str(KM_PER_MILE)),
    "[mi_us]": Fraction(str(KM_PER_MILE)),
    "miles": Fraction(str(KM_PER_MILE)),
    "mile": Fraction(str(KM_PER_MILE)),
}


class UnreadableError(Exception):
    """An answer that cannot be read; it repeats no answer."""

    def __init__(self, what: str, way_out: str) -> None:
        super().__init__(what)
        self.what, self.way_out = what, way_out


def value_of(answer: object, field: Field | None, pack: Pack) -> list[object]:
    """The value of an entry of `answer`, none where it is empty; `field` None reads one of an earlier
    version.

    UnreadableError where it has several types, one that the question does not take, or a unit or code system
    of another kind. Codes and ranges are left to the check of answers.
    """
    if not isinstance(answer, Mapping):
        raise UnreadableError("This is no answer.", "Send the response as the form made it.")
    kinds = [key for key in answer if isinstance(key, str) and key.startswith("value")]
    if not kinds or (len(kinds) == 1 and answer[kinds[0]] is None):
        return []
    if len(kinds) > 1:
        raise UnreadableError("This answer has several types.", "Keep one of them.")
    kind, value = kinds[0], answer[kinds[0]]
    match kind:
        case "valueCoding":
            return [_code(value, field, pack)]
        case "valueQuantity":
            return [_quantity(value, field)]
        case "valueBoolean" | "valueInteger" | "valueDecimal" | "valueString":
            if isinstance(value, list | Mapping):
                raise UnreadableError("This is no single value.", f"Write it as {kind} has it.")
            return [_labelled(value, field, pack) if isinstance(value, str) else value]
        case _:
            takes = "valueCoding, valueBoolean, valueInteger, valueDecimal, valueQuantity or valueString"
            raise UnreadableError("No question takes an answer of this type.", f"Use {takes}.")


def _code(value: object, field: Field | None, pack: Pack) -> object:
    if not isinstance(value, Mapping):
        raise UnreadableError("This is no coding.", "Write system and code.")
    system, code, display = value.get("system"), value.get("code"), value.get("display")
    if isinstance(code, str) and code:
        if field is None:
            return code
        if field.kind == "yes_no":
            return _CODED.get(code.lower(), code)
        if isinstance(system, str) and system and system.replace(":", "/").rsplit("/", 1)[-1] != field.id:
            way_out = f"Use the code system of the question: it ends with {field.id}."
            raise UnreadableError("This code is of another code system.", way_out)
        return code
    if isinstance(display, str) and display and field is not None:
        return _labelled(display, field, pack)
    raise UnreadableError("This coding has no code.", "Write system and code.")


def _labelled(text: str, field: Field | None, pack: Pack) -> object:
    """The option of a label, in any language of the pack; other texts as they are."""
    if field is None or field.kind not in ("choice", "multi_choice", "yes_no"):
        return text
    return labels_of(field, pack).get(plain_label(text), text)


def plain_label(text: str) -> str:
    """A label as it is compared: without capitals and without the blanks that programs add or leave out."""
    return text_key(text).casefold()


def labels_of(field: Field, pack: Pack) -> Mapping[str, str]:
    """The options of a choice, or yes and no, by their labels in every language of the pack; a label that two
    options have is left out.
    """
    return _labels(field.id, pack)


@lru_cache(maxsize=512)
def _labels(name: str, pack: Pack) -> Mapping[str, str]:
    labels: dict[str, set[str]] = {}
    for translated in in_all_languages(pack):
        field = translated.questionnaire.fields[name]
        yes_no = {"yes": translated.words("option_yes"), "no": translated.words("option_no")}
        for code, label in (yes_no if field.kind == "yes_no" else field.options).items():
            labels.setdefault(plain_label(label), set()).add(code)
    return {label: next(iter(codes)) for label, codes in labels.items() if len(codes) == 1}


@lru_cache(maxsize=4)
def in_all_languages(pack: Pack) -> tuple[Pack, ...]:
    """The pack in each of its languages."""
    return tuple(in_language(pack, language) for language in pack.languages)


def _quantity(value: object, field: Field | None) -> object:
    if not isinstance(value, Mapping):
        raise UnreadableError("This is no quantity.", "Write value and unit.")
    number = as_float(value.get("value"))
    if number is None or not math.isfinite(number):
        raise UnreadableError("This quantity has no value.", "Write its value as a number.")
    if value.get("comparator"):
        raise UnreadableError("This says less or more than a number.", "Write one number, or no answer.")
    units = {unit for key in ("code", "unit") if isinstance(unit := value.get(key), str) and unit}
    if field is None or not units or not isinstance(field.domain, NumberDomain):
        return value.get("value")
    if units & {field.unit, unit_code(field.unit)}:
        return value.get("value")
    known = [_IN_KM[unit] for unit in units if unit in _IN_KM]
    if field.unit != "km" or not known:
        raise UnreadableError("This unit is not that of the question.", f"Use {field.unit or 'no unit'}.")
    step = Fraction(str(field.domain.step))
    return field.domain.at(round(Fraction(str(number)) * known[0] / step))
