"""What a runner can do with the result: read it, see why, save or print it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.cli.streams import echo
from runner_intake.local.folders import reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from runner_intake.cli.session.choices import Choices
    from runner_intake.interview import Interview
    from runner_intake.reports.report import Report
    from runner_intake.result.assessment import Assessment
    from runner_intake.terminal.front import Front

MOST_URGENT = 2
"""How many messages are repeated below the page in an emergency."""


@dataclass(frozen=True, slots=True)
class Results:
    """The result of an interview, on the screen and in files. `today` gives the day that a result is made on;
    `plain` and `as_json` are how it is printed.
    """

    choices: Choices
    say: Callable[[str], None]
    today: Callable[[], date]
    plain: bool
    as_json: bool

    @property
    def on_stdout(self) -> bool:
        """Whether the result is read on standard output at once; else it is shown beside it, and printed
        there at the end.
        """
        return sys.stdout.isatty() and not self.as_json

    def result(self, interview: Interview) -> Assessment:
        """The result of the answers so far."""
        return interview.result(self.choices.region, today=self.today())

    def show(self, interview: Interview) -> None:
        """Shows the page."""
        from runner_intake.cli.output import print_sections  # noqa: PLC0415  (only what is used is loaded)
        from runner_intake.present.runner_page import page  # noqa: PLC0415  (as above)

        sections = page(self.result(interview), self.choices.view)
        echo(aside=True)
        print_sections(sections, plain=self.plain, aside=not self.on_stdout)
        echo(aside=True)
        self.say(self.choices.words("result_above", first=sections[0].title))

    def now(self, interview: Interview) -> tuple[str, ...]:
        """What to do at once, below the page, so that it is in sight on a small screen too: whom to call,
        and the first messages.
        """
        from runner_intake.present.details import help_words  # noqa: PLC0415  (as above)

        result = self.result(interview)
        return (
            *help_words(result, self.choices.words),
            *(finding.message for finding in result.safety.findings[:MOST_URGENT]),
        )

    def print(self, interview: Interview) -> None:
        """Prints the result to standard output."""
        from runner_intake.cli.output import print_result  # noqa: PLC0415  (as above)

        print_result(self.result(interview), self.choices.view, as_json=self.as_json, plain=self.plain)

    def explain(self, interview: Interview) -> None:
        """Shows why the result is what it is."""
        from runner_intake.cli.output import page_through, print_sections  # noqa: PLC0415  (as above)
        from runner_intake.reports.report import explanation_report  # noqa: PLC0415  (as above)

        explanation = interview.explanation(self.choices.region, today=self.today())
        page = explanation_report(explanation, self.choices.view)
        if self.on_stdout and not self.plain:
            page_through(page)
        else:
            print_sections(page.sections, plain=self.plain, aside=not self.on_stdout)

    def save(self, interview: Interview, front: Front) -> None:
        """Saves the page where the runner says; asks again for a name that cannot be used."""
        from runner_intake.cli.saving import dated_name  # noqa: PLC0415  (as above)
        from runner_intake.engine.sharing import shareable  # noqa: PLC0415  (as above)
        from runner_intake.reports.report import report  # noqa: PLC0415  (as above)

        choices, say = self.choices, self.choices.words
        result = shareable(
            interview.analysis.answers,
            interview.pack,
            region=choices.region,
            today=self.today(),
            origins=interview.origins,
        )
        if result is None:
            front.say(say("report_private"))
            return
        page = report(result, pack=choices.pack, units=choices.preferences.units)
        default, folder = dated_name(), Path.cwd()
        while (name := front.line(say("report_where", name=default, folder=folder))) is not None:
            path = Path(name.strip() or default)
            if (problem := self._not_saved(page, path)) is None:
                front.say(say("report_saved", path=_ending(path.expanduser()).resolve()))
                return
            front.say(problem)

    def _not_saved(self, page: Report, path: Path) -> str | None:
        """Saves a page; why not, where it cannot be."""
        say = self.choices.words
        try:
            path = _ending(path.expanduser())
            page.save(path)
        except FileExistsError:
            return say("report_exists", path=path)
        except ImportError:
            return say("report_failed", why=say("report_extra"))
        except OSError as error:
            return say("report_failed", why=reason(error))
        except (RuntimeError, ValueError):  # no such home, a sign that no name may have
            return say("report_failed", why=say("report_name"))
        return None


def _ending(path: Path) -> Path:
    """The file that a name means: a page in HTML, where it has no ending."""
    return path if path.suffix else path.with_name(f"{path.name}.html")
