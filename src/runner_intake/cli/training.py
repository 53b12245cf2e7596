"""`runner-intake training PATH...`: the training in a runner's own files, and what answers it proposes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from runner_intake.cli.inputs import chosen_pack, json_option, pack_option
from runner_intake.cli.output import print_json, text_width
from runner_intake.cli.saving import checked_target, save
from runner_intake.cli.streams import echo
from runner_intake.errors import IntakeError
from runner_intake.present.training import training_lines
from runner_intake.training import read_training
from runner_intake.training.zones import users_zone

if TYPE_CHECKING:
    from runner_intake.training.activity import Sport
    from runner_intake.training.columns import Unit
    from runner_intake.training.read import ProgressCallback

_PATIENCE_S = 0.5
"""A few files that are read sooner need no bar."""

_MANY_FILES = 50

_TICK_S = 0.1
_BAR = 30


class _Day(click.ParamType[date]):
    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A day written YYYY-MM-DD."""
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007  (a day of the calendar has no zone)
        except ValueError:
            self.fail("This is not a day. Write it as 2026-11-25.", param, ctx)


class _Zone(click.ParamType[str]):
    name = "zone"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of a time zone."""
        try:
            users_zone(str(value))
        except IntakeError as error:
            problem = error.problems[0]
            self.fail(f"{problem.what} {problem.way_out} {problem.hint}".strip(), param, ctx)
        return str(value)


@click.command("training")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--timezone",
    type=_Zone(),
    metavar="ZONE",
    help="Your time zone, such as Europe/London, for files that do not say.",
)
@click.option(
    "--as-of",
    type=_Day(),
    metavar="DATE",
    help="The day the figures are about, such as 2026-11-25 (today by default).",
)
@click.option("--since", type=_Day(), metavar="DATE", help="Leave out what is older than this day.")
@click.option(
    "--sport",
    type=click.Choice(["run", "ride", "swim", "walk", "hike", "other"]),
    help="The sport of files that do not say.",
)
@click.option(
    "--distance-unit",
    type=click.Choice(["km", "mi"]),
    help="The unit of distances in tables that do not say.",
)
@click.option(
    "-o",
    "--output",
    "output",
    metavar="OUT",
    help="Write a page with the weeks as bars: .html, .md, .txt, .pdf or .json. A folder gets a name with "
    "day and time.",
)
@json_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    paths: tuple[str, ...],
    timezone: str | None,
    as_of: date | None,
    since: date | None,
    sport: Sport | None,
    distance_unit: Unit | None,
    output: str | None,
    as_json: bool,
    pack_folder: str | None,
) -> None:
    """What your watch or app has recorded: week by week, with the figures that the questions ask for.

    PATH is an export of Strava, Garmin, Apple Health or intervals.icu (as it was downloaded, zip or CSV), a
    FIT, TCX or GPX file, or a folder. Nothing is sent anywhere and nothing is unpacked to disk; names, notes
    and places are not kept. What a file leaves open is never guessed: it is listed, with a way to answer it.
    """
    target = checked_target(output) if output else None
    pack = chosen_pack(pack_folder)
    with _progress_bar() as progress:
        log = read_training(
            paths,
            timezone=timezone,
            as_of=as_of,
            since=since,
            sport=sport,
            distance_unit=distance_unit,
            progress=progress,
        )
    if target is not None:
        from runner_intake.reports.training_page import training_report  # noqa: PLC0415  (only where a page is made)

        save(training_report(log, pack), target, "training")
    elif as_json:
        print_json(log.to_document(pack))
    else:
        for line in training_lines(log, text_width()):
            echo(line)


@contextmanager
def _progress_bar() -> Iterator[ProgressCallback | None]:
    """A bar on standard error, for people only, once the work has taken a while."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    yield bar.show
    bar.clear()


class _Bar:
    def __init__(self) -> None:
        self.start, self.shown = time.monotonic(), 0.0
        self.width = 0

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        is_soon_done = total < _MANY_FILES and now - self.start < _PATIENCE_S
        if is_soon_done or now - self.shown < _TICK_S:
            return
        filled = _BAR * done // max(total, 1)
        line = f"{'█' * filled}{'░' * (_BAR - filled)} {done} of {total} files"
        echo(f"\r{line:<{self.width}}", aside=True, end="")
        self.shown, self.width = now, len(line)

    def clear(self) -> None:
        if self.width:
            echo(f"\r{'':<{self.width}}", aside=True, end="")
            echo("\r", aside=True, end="")
