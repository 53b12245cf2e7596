"""The numbers of a batch as lines of text. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner_intake.review.conditions import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def summary_lines(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Rows, outcomes, first suggestions, levels, what is settled, and which missing answers cost most."""
    rows = numbers["rows"]
    yield counted(rows, "runner")
    yield from _counts("Outcomes", numbers["outcomes"], rows)
    if numbers["first_suggestions"]:
        yield from _counts("First suggestions", numbers["first_suggestions"], rows)
    for benefit, levels in numbers["levels"].items():
        yield from _counts(f"Levels of {benefit}", levels, rows)
    for name, words in (
        ("settled_top", "first suggestion settled"),
        ("settled_list", "list settled"),
        ("exact", "computed exactly"),
    ):
        if name in numbers:
            yield f"{words}: {_share(numbers[name], rows)}"
    if numbers["missing"]:
        yield from _counts("Safety answers that are missing", numbers["missing"], rows)


def _counts(title: str, counts: Mapping[str, int], rows: int) -> Iterator[str]:
    yield f"{title}:"
    yield from (f"  {name}: {_share(count, rows)}" for name, count in counts.items())


def _share(count: int, rows: int) -> str:
    return f"{count} ({count / rows:.1%})" if rows else f"{count}"
