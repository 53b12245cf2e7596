"""Writes the pages of the sample answers in tests/golden, whose differences are to be read; a test holds them
current. With --words it prints how long each page is instead, as a table for docs/benchmarks.md.

    python scripts/golden_pages.py [--words]
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake import assess, report
from runner_intake.reading import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake import Assessment
    from runner_intake.reports.report import Report

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
TODAY = date(2026, 11, 25)


def samples() -> list[str]:
    """The names of the sample runners."""
    return sorted(path.parent.name for path in GOLDEN.glob("*/answers.yaml"))


def sample(name: str) -> Assessment:
    """The result of a sample runner in the United Kingdom, on one day."""
    path = GOLDEN / name / "answers.yaml"
    return assess(parse_yaml(path.read_text(encoding="utf-8"), path.name), region="GB", today=TODAY)


def pages(name: str) -> Iterator[tuple[Path, str]]:
    """The pages of a sample runner with their files. The style sheet, the same in all, is left out."""
    result = sample(name)
    for page, audience in ((report(result), "runner"), (report(result, "clinician"), "clinician")):
        yield GOLDEN / name / f"{audience}.txt", page.to_text()
        yield GOLDEN / name / f"{audience}.md", page.to_markdown()
        yield GOLDEN / name / f"{audience}.html", without_style(page)


def without_style(page: Report) -> str:
    """The HTML page without its style sheet."""
    return re.sub("<style>.*?</style>", "<style></style>", page.to_html(), flags=re.DOTALL)


def main() -> None:
    """Writes the pages, or prints their lengths."""
    if "--words" in sys.argv[1:]:
        print("| sample runner | words | lines of 80 columns |\n|---|---|---|")
        for name in samples():
            text = report(sample(name)).to_text()
            print(f"| {name.replace('_', ' ')} | {len(text.split())} | {text.count(chr(10))} |")
        return
    for name in samples():
        for path, text in pages(name):
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
