"""Makes the notebook examples/build-your-own-front-end.ipynb from the how-to of that name, so that the two
cannot differ; a test holds it current and runs it.

    python scripts/notebook.py
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-to" / "build-your-own-front-end.md"
NOTEBOOK = ROOT / "examples" / "build-your-own-front-end.ipynb"
END = "## In any language"
"""What follows is for other languages than Python."""

_CODE = re.compile(r"^```python\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def notebook() -> str:
    """The notebook (nbformat 4.5): the texts of the page, its examples, and the result as the last cell."""
    text = PAGE.read_text(encoding="utf-8").split(END)[0]
    cells = [_cell(number, kind, source) for number, (kind, source) in enumerate(_parts(text))]
    cells.append(_cell(len(cells), "code", "report(interview.result())"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for number, part in enumerate(_CODE.split(text)):
        if part.strip():
            yield ("code" if number % 2 else "markdown"), part.strip()


def _cell(number: int, kind: str, source: str) -> dict[str, object]:
    cell: dict[str, object] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell


if __name__ == "__main__":
    NOTEBOOK.write_text(notebook(), encoding="utf-8")
