"""The program's own words for runners: one catalogue, `english`. Knows no question, rule or text of a pack.

A translation gives other texts under the same keys, with the same names in braces (`differing_names`). What
it leaves out stays in English.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


Units = Literal["km", "mi"]
"""Kilometres or miles."""


class Words:
    """Texts by key: `words("key", name=value)` is the text under a key, with values put in for names in
    braces.

    `own` are the texts that differ from the English catalogue; distances are shown in `units`.
    """

    def __init__(self, own: Mapping[str, str] | None = None, units: Units = "km") -> None:
        self.own = dict(own or {})
        self.units: Units = units

    def measured_in(self, units: Units) -> Words:
        """The same words, with distances in other units."""
        return self if units == self.units else Words(self.own, units)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Every text by its key."""
        from runner_intake.text.english import TEXTS  # noqa: PLC0415  (only where something is said)

        return {**TEXTS, **self.own}

    def __call__(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """The text for a number of things: `key_one` for one, else `key_many`, with the number as `n`."""
        return self(f"{key}_one" if number == 1 else f"{key}_many", n=number, **values)

    def listed(self, parts: Sequence[str], last: Literal["and", "or"] = "and") -> str:
        """Parts in a row: a, b and c."""
        return (
            self(f"list_{last}", first=", ".join(parts[:-1]), last=parts[-1])
            if len(parts) > 1
            else "".join(parts)
        )

    def unit(self, unit: str, number: float = 2) -> str:
        """The word behind a number for a unit that the program knows; others as they are."""
        many = self.texts.get(f"unit_{unit}", unit)
        return self.texts.get(f"unit_{unit}_one", many) if number == 1 else many


ENGLISH = Words()


def differing_names(text: str, other: str) -> set[str]:
    """The names in braces that only one of two texts has; a brace that stands alone counts as a name."""
    return _names(text) ^ _names(other)


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{[^{}]*\}|[{}]", text))


def capital(text: str) -> str:
    """A text with a capital letter at its start."""
    return text[:1].upper() + text[1:]
