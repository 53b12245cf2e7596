"""Records a whole session of the program, so that a visitor sees it before installing: docs/session.cast (for
asciinema) and docs/session.svg, the same as a picture that moves without any script, for the README.

    PYTHONPATH=tests/support python scripts/record_session.py

It plays sample runner b in a terminal. The times are made up: a moment to read for every screen.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

from seven_runners import keys, steps
from terminals import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyte.screens import Char

DOCS = Path(__file__).parents[1] / "docs"
CAST, PICTURE = DOCS / "session.cast", DOCS / "session.svg"
COLUMNS, ROWS = 84, 34
RUNNER = "b"
READING_S, TICKING_S, LAST_S = 1.6, 0.5, 8.0
CELL, LINE, EDGE, SIZE = 8.4, 18, 14, 14
COLOURS = {
    "red": "#f28b82",
    "green": "#81c995",
    "brown": "#fdd663",
    "blue": "#8ab4f8",
    "magenta": "#d7aefb",
    "cyan": "#78d9ec",
}
TITLE = "A session of runner-intake: somebody to whom nothing hurts answers the questions and gets the result"


@dataclass(frozen=True)
class Moment:
    """What was written until a moment, in seconds from the start."""

    time: float
    written: str


def main() -> None:
    """Writes both files."""
    moments = list(session())
    CAST.write_text(cast(moments), encoding="utf-8")
    PICTURE.write_text(picture(moments), encoding="utf-8")


def session() -> Iterator[Moment]:
    """The session in a terminal, a moment for every screen."""
    with tempfile.TemporaryDirectory() as folder:
        options = ("ask", "--region", "GB", "--no-save")
        terminal = Terminal(*options, state=Path(folder), columns=COLUMNS, rows=ROWS)
        time, seen, asked = 0.0, 0, False
        for step, values in steps(RUNNER):
            if step.name in ("distances", "runs_per_week") and not asked:
                asked = True
                terminal.wait_for("Do you have an export of your watch or app?").type("2")
            terminal.wait_for(step.question.fields[0].ask).wait_for("Ctrl-C")
            yield Moment(time, terminal.raw[seen:])
            seen, time = len(terminal.raw), time + READING_S
            for key in keys(RUNNER, step, values):
                terminal.type(key)
        terminal.wait_for("Show my result").wait_for("Ctrl-C")
        yield Moment(time, terminal.raw[seen:])
        seen = len(terminal.raw)
        terminal.type("1").wait_for("What would you like to do now?").wait_for("Ctrl-C")
        yield Moment(time + READING_S, terminal.raw[seen:])
        terminal.type("\x03").end()


def cast(moments: Iterable[Moment]) -> str:
    """The session as an asciicast (version 2)."""
    head = {"version": 2, "width": COLUMNS, "height": ROWS, "title": TITLE}
    rows: list[object] = [head, *([round(moment.time, 2), "o", moment.written] for moment in moments)]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"


def read_cast(text: str) -> list[Moment]:
    """The moments of an asciicast."""
    return [Moment(time, written) for time, _, written in map(json.loads, text.splitlines()[1:])]


def screens(moments: Iterable[Moment]) -> Iterator[tuple[float, list[list[Char]]]]:
    """The screen at every moment."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    for moment in moments:
        stream.feed(moment.written)
        yield moment.time, [[screen.buffer[y][x] for x in range(COLUMNS)] for y in range(ROWS)]


def picture(moments: list[Moment]) -> str:
    """The session as an SVG: the screens side by side, moved one by one by its style sheet. Where motion is
    not wanted, the last one stays.
    """
    shown = list(screens(moments))
    width, height = COLUMNS * CELL + 2 * EDGE, ROWS * LINE + 2 * EDGE
    total = shown[-1][0] + LAST_S
    stops = "".join(
        f"{time / total:.4%}{{transform:translateX({-width * number:g}px)}}"
        for number, (time, _) in enumerate(shown)
    )
    last = -width * (len(shown) - 1)
    style = (
        f"text{{font:{SIZE}px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#e8eaed;white-space:pre}}"
        f".b{{font-weight:bold}}#film{{transform:translateX({last:g}px)}}"
        "@media (prefers-reduced-motion:no-preference)"
        f"{{#film{{animation:film {total:g}s steps(1,end) infinite}}}}"
        f"@keyframes film{{{stops}100%{{transform:translateX({last:g}px)}}}}"
    )
    frames = "".join(
        f'<g transform="translate({number * width:g} 0)">{"".join(_lines(rows))}</g>'
        for number, (_, rows) in enumerate(shown)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img">'
        f"<title>{escape(TITLE)}</title><style>{style}</style>"
        f'<rect width="100%" height="100%" rx="8" fill="#202124"/><g id="film">{frames}</g></svg>\n'
    )


def _lines(rows: list[list[Char]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        x = 0
        for (colour, bold), run in groupby(row, key=lambda char: (COLOURS.get(char.fg, ""), char.bold)):
            text = "".join(char.data for char in run)
            if text.strip():
                kind = ' class="b"' if bold else ""
                fill = f' style="fill:{colour}"' if colour else ""
                left = EDGE + (x + len(text) - len(text.lstrip())) * CELL
                room = f' textLength="{len(text.strip()) * CELL:g}"'
                y = EDGE + (number + 0.8) * LINE
                yield f'<text x="{left:g}" y="{y:g}"{room}{kind}{fill}>{escape(text.strip())}</text>'
            x += len(text)


if __name__ == "__main__":
    main()
