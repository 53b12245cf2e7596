"""A result as something to read, to print and to hand over: text, Markdown, HTML or PDF.

Gets a document and the words of the pack that made it; computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from runner_intake.errors import IntakeError, Problem
from runner_intake.pack import bundled_pack
from runner_intake.present.clinician_page import clinician_page
from runner_intake.present.details import details
from runner_intake.present.runner_page import page
from runner_intake.reports.html import Picture, html
from runner_intake.reports.markdown import markdown
from runner_intake.reports.plain_text import write_sections
from runner_intake.writing import write_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from runner_intake.pack import Pack
    from runner_intake.present.lines import Section
    from runner_intake.result.assessment import Assessment

Audience = Literal["runner", "clinician"]
SUFFIXES = (".html", ".md", ".txt", ".pdf", ".json")
"""What a report can be saved as."""

WIDTH = 80


@dataclass(frozen=True, repr=False)
class Report:
    """A page about a result, for the runner or for a clinician. Its `repr` shows no answer."""

    result: Assessment
    audience: Audience
    pack: Pack

    def __repr__(self) -> str:
        return f"Report(audience={self.audience!r}, pack={self.pack.id!r}, version={self.pack.version!r})"

    @property
    def title(self) -> str:
        """The heading of the page."""
        if self.audience == "clinician":
            return self.pack.words("clinician_title")
        first = self.sections[0].title if self.sections else ""
        is_named = first and self.result.safety.outcome not in ("emergency", "consent_needed")
        return first if is_named else self.pack.words("result_title")

    @property
    def sections(self) -> tuple[Section, ...]:
        """The page in the order of reading."""
        return (
            clinician_page(self.result, self.pack)
            if self.audience == "clinician"
            else page(self.result, self.pack)
        )

    def to_text(self, width: int = WIDTH) -> str:
        """Plain lines, broken between words at `width` columns."""
        lines: list[str] = [self.title, ""] if self.audience == "clinician" else []
        write_sections(self.sections, lines.append, width)
        return "\n".join(lines) + "\n"

    def to_markdown(self) -> str:
        """Markdown, with everything that came from outside escaped."""
        return markdown(self.title, self.sections)

    def to_html(self) -> str:
        """One self-contained HTML file: no script, no request to anywhere; it prints on A4 and Letter."""
        for_runner = self.audience == "runner" and self.result.safety.outcome != "emergency"
        more = details(self.result, self.pack) if for_runner else ()
        return html(
            self.title,
            self.sections,
            language=self.pack.language,
            audience=self.audience,
            pictures=self._pictures(),
            details=more,
            details_title=self.pack.words("details_title") if more else "",
            detail_pictures=self._detail_pictures(more),
        )

    def save(self, path: str | Path) -> Path:
        """Writes the page to a new file that only its owner can read; the ending says as what.

        FileExistsError where there is such a file (nothing is overwritten), ValueError for another ending,
        ImportError with the way out where a PDF needs the extra `pdf`, OSError where it cannot be written.
        """
        target = Path(path)
        match target.suffix.lower():
            case ".html":
                write_text(target, self.to_html(), private=True, new=True)
            case ".md":
                write_text(target, self.to_markdown(), private=True, new=True)
            case ".txt":
                write_text(target, self.to_text(), private=True, new=True)
            case ".json":
                write_text(target, self.result.model_dump_json(indent=2) + "\n", private=True, new=True)
            case ".pdf":
                from runner_intake.reports.pdf import pdf  # noqa: PLC0415  (an extra)

                write_bytes(target, pdf(self.to_html()), private=True, new=True)
            case _:
                raise ValueError(f"A report ends in one of: {', '.join(SUFFIXES)}.")
        return target

    def _repr_html_(self) -> str:
        return self.to_html()

    def __rich__(self) -> RenderableType:
        from runner_intake.reports.rich_text import rich_text  # noqa: PLC0415  (only where rich is used)

        return rich_text(self.sections)

    def _pictures(self) -> Iterator[Picture]:
        from runner_intake.reports.pictures.choose import body_picture  # noqa: PLC0415  (only where a page is made)

        if self.result.safety.outcome not in ("emergency", "consent_needed") and (
            svg := body_picture(self.result, self.pack)
        ):
            yield Picture(0, svg)

    def _detail_pictures(self, sections: tuple[Section, ...]) -> Iterator[Picture]:
        from runner_intake.reports.pictures.choose import waterfalls  # noqa: PLC0415  (as above)

        for title, svg in waterfalls(self.result, self.pack):
            index = next((number for number, section in enumerate(sections) if title in section.title), None)
            if index is not None:
                yield Picture(index, svg)


def report(result: Assessment, audience: Audience = "runner", pack: Pack | None = None) -> Report:
    """The report of a result, for the runner or for a clinician.

    `pack` is the rule pack that made it, which holds the words of its questions (the bundled one by default).
    IntakeError (D02) where the result is of another pack or version.

    >>> from runner_intake import assess, report
    >>> report(assess({})).to_text().splitlines()[0]
    'Safety'
    """
    rules = pack or bundled_pack()
    if (result.pack.id, result.pack.version) != (rules.id, rules.version):
        made = f"{result.pack.id} {result.pack.version}"
        raise IntakeError(
            [Problem("D02", f"This result was made with other rules: {made}.", "Pass the pack that made it.")]
        )
    return Report(result, audience, rules)
