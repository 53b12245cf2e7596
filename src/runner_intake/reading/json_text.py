"""Reads JSON text: no duplicate keys, no NaN, bounded depth."""

from __future__ import annotations

import json

from runner_intake.errors import IntakeError, Problem
from runner_intake.reading.values import MAX_DEPTH, duplicate, too_deep


def parse_json(text: str, name: str) -> object:
    """The value of JSON text; IntakeError (F05, F06, F08) with every duplicate key."""
    twice: list[str] = []

    def table(pairs: list[tuple[str, object]]) -> dict[str, object]:
        result = dict(pairs)
        if len(result) < len(pairs):
            seen: set[str] = set()
            twice.extend(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return result

    try:
        value: object = json.loads(text, object_pairs_hook=table, parse_constant=_no_constant)
    except _ConstantError:
        raise IntakeError(
            [
                Problem(
                    "F05", "NaN and Infinity are not JSON.", "Write a number, or null for don't know.", name
                )
            ]
        ) from None
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise IntakeError(
            [
                Problem(
                    "F05",
                    "This is not valid JSON from here on.",
                    "Look for a missing comma, quote or bracket.",
                    place,
                )
            ]
        ) from None
    except (RecursionError, ValueError):
        raise IntakeError([too_deep(name)]) from None
    if twice:
        raise IntakeError.listing([duplicate(name, key) for key in twice])
    if not _fits(value, MAX_DEPTH):
        raise IntakeError([too_deep(name)])
    return value


def _fits(value: object, levels: int) -> bool:
    """Whether lists and mappings are nested at most so many levels deep."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inside is None or (levels > 0 and all(_fits(item, levels - 1) for item in inside))


class _ConstantError(Exception):
    pass


def _no_constant(_: str) -> None:
    raise _ConstantError
