"""A page as one self-contained HTML file: no script, no request to anywhere, light and dark, readable on
paper.

Jinja2 escapes everything that is put in; only our own pictures go in as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from runner_intake.package_files import package_file
from runner_intake.present.lines import BULLET
from runner_intake.result.assessment import Points
from runner_intake.text.signs import is_right_to_left, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinja2 import Template
    from markupsafe import Markup

    from runner_intake.present.lines import Line, PageSection


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG text, and the number of the section that it belongs to."""

    section: int
    svg: str


def html(  # noqa: PLR0913  (what a whole file is made of, by keyword)
    title: str,
    sections: Sequence[PageSection],
    *,
    language: str = "en",
    audience: str = "runner",
    pictures: Iterable[Picture] = (),
    details: Sequence[PageSection] = (),
    details_title: str = "",
    detail_pictures: Iterable[Picture] = (),
    whole: bool = True,
) -> str:
    """The whole file, or without `whole` what is inside its `main`, for a page of another program that has
    the style of `style()`. `details` are folded below the page, under `details_title`.
    """
    return _template("page.html.j2" if whole else "main.html.j2").render(
        title=title,
        language=language,
        direction="rtl" if is_right_to_left(language) else "ltr",
        audience=audience,
        style=style(),
        sections=_views(sections, pictures, "part"),
        details=_views(details, detail_pictures, "more"),
        details_title=details_title,
    )


def _views(
    sections: Sequence[PageSection], pictures: Iterable[Picture], prefix: str
) -> list[Mapping[str, object]]:
    """What the template needs of each section."""
    from markupsafe import Markup  # noqa: PLC0415  (loaded only where a page is made)

    titles = [section.title for section in sections]  # a landmark needs a name of its own
    by_section: dict[int, list[Markup]] = {}
    for picture in pictures:
        by_section.setdefault(picture.section, []).append(Markup(picture.svg))  # noqa: S704  (our own, its texts escaped)
    return [
        {
            "id": f"{prefix}-{index}",
            "title": section.title,
            "is_landmark": titles.count(section.title) == 1 and bool(section.title),
            "frame": section.frame,
            "rows": section.rows,
            "groups": _groups(section.lines),
            "pictures": by_section.get(index, []),
        }
        for index, section in enumerate(sections)
    ]


def _groups(lines: Iterable[Line]) -> list[Mapping[str, object]]:
    """Lines as paragraphs, bullets and numbered lists, in their order."""
    shown = (line for line in lines if not line.drawn)
    return [{"kind": kind, "lines": list(items)} for kind, items in groupby(shown, _kind)]


def _kind(line: Line) -> str:
    if not line.mark:
        return "text"
    return "numbers" if line.is_numbered else "bullets" if line.mark == BULLET else "marks"


def _figure(line: Line) -> Markup | str:
    """The picture beside a line: a ladder for evidence, dots for points. The line says the same, so that it
    needs no words of its own.
    """
    from markupsafe import Markup  # noqa: PLC0415  (as above)

    from runner_intake.reports.pictures.strength import MOST_DOTS, dots, ladder  # noqa: PLC0415  (as above)

    match line.figure:
        case None:
            return ""
        case Points(low=low, high=high, max=most):
            return Markup(dots(line.text, "", low, high, most)) if most <= MOST_DOTS else ""  # noqa: S704  (our own)
        case grade:
            return Markup(ladder(line.text, "", grade))  # noqa: S704  (our own)


def _shown(value: object) -> object:
    """What is put in: signs that steer a screen are written out."""
    return visible(value) if type(value) is str else value


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  (as above)

    loader = PackageLoader("runner_intake.reports")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals["figure"] = _figure
    return environment.get_template(name)


@cache
def style() -> Markup:
    """The style sheet of every page."""
    from markupsafe import Markup  # noqa: PLC0415  (as above)

    text = package_file("reports/templates/page.css").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  (our own file)
