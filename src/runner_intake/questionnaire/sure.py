"""What an answer ticks for sure although it cannot be used as a whole: a red flag beside a slip still counts.
Knows fields, not rules.

Only whole option codes count, never a likeness: `chest_pain` beside `typo` is ticked, `chest_pian` and `no
chest_pain` are not. What is not ticked for sure stays unknown; it is never taken for a no.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION

if TYPE_CHECKING:
    from runner_intake.questionnaire.model import Field

_LEVELS = 4
"""How deep lists in lists are looked into."""

_EDGES = " \t\r\n\"'"
"""What may stand around a code: spaces and quotes."""

_SEPARATORS = re.compile(r"[,|/\r\n\t]")
"""What people write between options besides `;`."""

_TICKS = ("yes", "true", "1")
"""The words that tick an option in a mapping such as `{chest_pain: yes}`."""


def sure_ticks(value: object, field: Field, *, safety: bool) -> frozenset[str]:
    """The options of a multi-choice field that `value` ticks for sure, without `none`; empty where it ticks
    none.

    `value` is anything that was given: a list with items that are no options, a text, a mapping from options
    to yes. Capital letters and spaces around a code do not matter. Beside `none` a sign counts in a `safety`
    question only; elsewhere the two contradict each other.
    """
    named = frozenset(_named(value, field, _LEVELS))
    return named - {NONE_OPTION} if safety or NONE_OPTION not in named else frozenset()


def sure_choice(value: object, field: Field) -> str | None:
    """The option of a choice that `value` names for sure (capital letters and spaces do not matter), or
    None.
    """
    word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    code = word.strip(_EDGES).casefold() if isinstance(word, str) else None
    return code if code in field.options else None


def _named(value: object, field: Field, levels: int) -> Iterator[str]:
    if isinstance(value, str):
        yield from _in_text(value, field, levels)
    elif levels and isinstance(value, Mapping):
        yield from (
            code for name, tick in value.items() if _is_tick(tick) for code in _in_text(str(name), field, 0)
        )
    elif levels and isinstance(value, list | tuple | set | frozenset):
        yield from (code for item in value for code in _named(item, field, levels - 1))


def _is_tick(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip(_EDGES).casefold() in _TICKS)


def _in_text(text: str, field: Field, levels: int) -> Iterator[str]:
    """The codes in a text: one, or several between `;`; between other separators only where each part is one
    word (not `no shin, heel`).
    """
    stripped = text.strip()
    if levels and stripped[:1] in ("[", "{"):
        try:
            yield from _named(json.loads(stripped), field, levels - 1)
        except (ValueError, RecursionError):
            pass
        else:
            return
    for item in stripped.split(";"):
        words = [word.strip(_EDGES).casefold() for word in _SEPARATORS.split(item)]
        if len(words) == 1 or not any(re.search(r"\s", word) for word in words):
            yield from (word for word in words if word in field.options)
