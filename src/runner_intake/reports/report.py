"""A page as something to read, to print and to hand over: text, Markdown, HTML or PDF.

Gets a document and the words of the pack that made it; computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from runner_intake.errors import IntakeError, Problem
from runner_intake.pack import bundled_pack
from runner_intake.present.clinician_page import clinician_page
from runner_intake.present.details import details
from runner_intake.present.explanation_page import page as explanation_page
from runner_intake.present.runner_page import page as runner_page
from runner_intake.present.view import View
from runner_intake.reports.html import Picture, html
from runner_intake.reports.markdown import markdown
from runner_intake.reports.plain_text import write_sections
from runner_intake.writing import write_bytes, write_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from runner_intake.pack import Pack
    from runner_intake.present.lines import PageSection
    from runner_intake.result.assessment import Assessment
    from runner_intake.result.explanation import Explanation
    from runner_intake.text.catalogue import Units

Audience = Literal["runner", "clinician"]
SUFFIXES = (".html", ".md", ".txt", ".pdf", ".json")
"""What a report can be saved as."""

WIDTH = 80


class PageData(Protocol):
    """The data behind a page."""

    def model_dump_json(self, *, indent: int | None = None) -> str:
        """As JSON."""


@dataclass(frozen=True, repr=False)
class Report:
    """A page that can leave the program. Its `repr` shows no answer.

    `sections` are the page in the order of reading, `details` what is folded below it in HTML, each with its
    pictures. `document` is the data behind it, which a file ending in .json gets. `is_private`: something on
    it rests on an answer that is never written down, so it can be shown but not saved.
    """

    title: str
    sections: tuple[PageSection, ...]
    document: PageData
    language: str
    audience: Audience = "runner"
    pictures: tuple[Picture, ...] = ()
    details_title: str = ""
    details: tuple[PageSection, ...] = ()
    detail_pictures: tuple[Picture, ...] = ()
    is_private: bool = False

    def __repr__(self) -> str:
        return f"Report(audience={self.audience!r}, language={self.language!r})"

    def to_text(self, width: int = WIDTH) -> str:
        """Plain lines, broken between words at `width` columns."""
        lines = [] if self._opens_with_title else [self.title, ""]
        write_sections(self.sections, lines.append, width)
        return "\n".join(lines) + "\n"

    def to_markdown(self) -> str:
        """Markdown, with everything that came from outside escaped."""
        return markdown(self.title, self.sections)

    def to_html(self, *, whole: bool = True) -> str:
        """One self-contained HTML file: no script, no request to anywhere; it prints on A4 and Letter.
        Without `whole` only its content, to put into the `main` of another page.
        """
        return html(
            self.title,
            self.sections,
            language=self.language,
            audience=self.audience,
            pictures=self.pictures,
            details=self.details,
            details_title=self.details_title,
            detail_pictures=self.detail_pictures,
            whole=whole,
        )

    def save(self, path: str | Path) -> Path:
        """Writes the page to a new file that only its owner can read; the ending says as what.

        FileExistsError where there is such a file (nothing is overwritten), ValueError for another ending,
        ImportError with the way out where a PDF needs the extra `pdf`, OSError where it cannot be written,
        IntakeError (D05) for a page that rests on a private answer.
        """
        if self.is_private:
            what = "This page would rest on an answer that is never written down."
            raise IntakeError([Problem("D05", what, "Read it here, or leave that answer out.")])
        target = Path(path)
        match target.suffix.lower():
            case ".html":
                write_text(target, self.to_html(), private=True, new=True)
            case ".md":
                write_text(target, self.to_markdown(), private=True, new=True)
            case ".txt":
                write_text(target, self.to_text(), private=True, new=True)
            case ".json":
                write_text(target, self.document.model_dump_json(indent=2) + "\n", private=True, new=True)
            case ".pdf":
                from runner_intake.reports.pdf import pdf  # noqa: PLC0415  (an extra)

                write_bytes(target, pdf(self.to_html()), private=True, new=True)
            case _:
                raise ValueError(f"A report ends in one of: {', '.join(SUFFIXES)}.")
        return target

    def _repr_html_(self) -> str:
        """The page in a frame of its own, so that it and the notebook leave each other's style alone."""
        page, title = escape(self.to_html()), escape(self.title)
        style = "width: 100%; height: 40rem; border: 0"
        return f'<iframe title="{title}" srcdoc="{page}" sandbox="" style="{style}"></iframe>'

    def __rich__(self) -> RenderableType:
        from runner_intake.reports.rich_text import rich_text  # noqa: PLC0415  (only where rich is used)

        return rich_text(self.sections, "" if self._opens_with_title else self.title)

    @property
    def _opens_with_title(self) -> bool:
        return bool(self.sections) and self.sections[0].title == self.title


def report(
    result: Assessment, audience: Audience = "runner", pack: Pack | None = None, *, units: Units = "km"
) -> Report:
    """The report of a result, for the runner or for a clinician.

    `pack` is the rule pack that made it, which holds the words of its questions (the bundled one by default).
    Distances are given in `units` (km or mi). IntakeError (D02) where the result is of another pack or
    version.

    >>> from runner_intake import assess, report
    >>> report(assess({})).to_text().splitlines()[0]
    'Your result'
    """
    rules = pack or bundled_pack()
    if (result.pack.id, result.pack.version) != (rules.id, rules.version):
        made = f"{result.pack.id} {result.pack.version}"
        raise IntakeError(
            [Problem("D02", f"This result was made with other rules: {made}.", "Pass the pack that made it.")]
        )
    view = View.of(rules, units)
    page = _clinicians(result, view) if audience == "clinician" else _runners(result, view)
    return replace(page, is_private=_rests_on_private(result, rules))


def _rests_on_private(result: Assessment, pack: Pack) -> bool:
    """Whether a finding looks at a private answer."""
    written = {rule.id: rule.when.written for rule in pack.safety}
    return any(
        pack.questionnaire.looks_at_private(written[finding.rule])
        for finding in result.safety.findings
        if finding.rule in written
    )


def explanation_report(
    explanation: Explanation, view: View, benefit: str | None = None, *, all_rules: bool = False
) -> Report:
    """The explanation of a result as a report, with the points of each benefit as a picture; `benefit` limits
    it to one, `all_rules` adds the rules that do not hold.
    """
    sections = explanation_page(explanation, view, benefit, all_rules=all_rules)
    pictures = _waterfalls(explanation.assessment, view, sections)
    return Report(
        view.words("explanation_title"), sections, explanation, view.pack.language, "runner", pictures
    )


def _clinicians(result: Assessment, view: View) -> Report:
    title = view.words("clinician_title")
    return Report(title, clinician_page(result, view), result, view.pack.language, "clinician")


def _runners(result: Assessment, view: View) -> Report:
    sections = runner_page(result, view)
    title = sections[0].title
    if result.safety.outcome in ("emergency", "consent_needed"):  # nothing else belongs on these pages
        return Report(title, sections, result, view.pack.language)
    more = details(result, view)
    return Report(
        title,
        sections,
        result,
        view.pack.language,
        pictures=_body_map(result, view),
        details_title=view.words("details_title"),
        details=more,
        detail_pictures=_waterfalls(result, view, more),
    )


def _body_map(result: Assessment, view: View) -> tuple[Picture, ...]:
    """The painful places, in the section that says who the page is about."""
    from runner_intake.reports.pictures.choose import body_picture  # noqa: PLC0415  (only where a page is made)

    svg = body_picture(result, view)
    return (Picture(0, svg),) if svg else ()


def _waterfalls(result: Assessment, view: View, sections: tuple[PageSection, ...]) -> tuple[Picture, ...]:
    """The points of each benefit, in the first section whose title names it."""
    from runner_intake.reports.pictures.choose import waterfalls  # noqa: PLC0415  (as above)

    return tuple(
        Picture(index, svg)
        for title, svg in waterfalls(result, view)
        for index in [number for number, section in enumerate(sections) if title in section.title][:1]
    )
