"""Prints what the way to the result costs each of the seven sample runners, as a table for the documentation;
a test holds it current.

    PYTHONPATH=tests/support python scripts/interview_cost.py
"""

from __future__ import annotations

from seven_runners import RUNNERS, cost, words_around

WORDS = "words: safety + other questions + page"
HEAD = f"| runner | questions | keys | {WORDS} | around | minutes | lines | sections |"


def table() -> str:
    """The table: one row a runner."""
    return "\n".join([HEAD, "|---|---|---|---|---|---|---|---|", *map(_row, RUNNERS)])


def _row(name: str) -> str:
    it = cost(name)
    words = f"{it.safety_words} + {it.other_words} + {it.page_words}"
    cells = (
        name,
        it.questions,
        it.keys,
        words,
        words_around(name),
        f"{it.minutes:.1f}",
        it.page_lines,
        len(it.sections),
    )
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    print(table())
