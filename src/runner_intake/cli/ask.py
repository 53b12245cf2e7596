"""`runner-intake ask`: the questions in the terminal, then the result."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from runner_intake.cli import LEFT, USAGE, is_interactive, is_simple_terminal
from runner_intake.cli.inputs import (
    chosen_pack,
    chosen_region,
    json_option,
    language_option,
    pack_option,
    plain_option,
    read_answers,
    region_option,
    today,
)
from runner_intake.cli.interrupts import Terminated
from runner_intake.cli.streams import echo
from runner_intake.errors import IntakeError, Problem
from runner_intake.pack import in_language
from runner_intake.present.view import View
from runner_intake.questionnaire import Saved, check_answers
from runner_intake.text.catalogue import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.cli.session import Session
    from runner_intake.interview import Interview
    from runner_intake.local.preferences import Preferences
    from runner_intake.pack import Pack
    from runner_intake.text.catalogue import Units
    from runner_intake.vocabulary import Goal

FEW_ROWS = 10
"""A terminal with fewer rows than this has no room for a screen a question."""


_HELP = """Answer the questions here, then read the result.

Once you agree and have given your age, your answers are saved on this computer after each question (the one
about thoughts of self-harm never), so you can leave with Ctrl-C and go on later. The draft is deleted when
you finish. The questions appear on standard error, so `runner-intake ask > result.txt` works.
"""


@click.command("ask", help=_HELP)
@click.option(
    "--goal",
    type=click.Choice(["quick", "normal", "complete"]),
    default="normal",
    show_default=True,
    help="How much is to be settled.",
)
@click.option(
    "--answers",
    "file",
    metavar="FILE",
    help="Go on from the answers in this file (YAML or JSON; - is not possible here).",
)
@click.option(
    "--set",
    "settings",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Answer one field beforehand; may be given several times. Others on this computer can see it "
    "while the program runs: see --set-file.",
)
@click.option(
    "--set-file", "setting_file", metavar="FILE", help="As --set, but from a file: one FIELD=VALUE a line."
)
@click.option(
    "--from",
    "paths",
    metavar="PATH",
    multiple=True,
    help="Propose numbers about your training from an export of your watch or app (file, zip or folder). "
    "Without it you are asked for one when those numbers come up.",
)
@click.option("--timezone", metavar="ZONE", help="With --from: your time zone, such as Europe/London.")
@click.option(
    "--no-input", is_flag=True, help="Ask nothing: print the result, or list what is missing and exit with 2."
)
@click.option("--new", is_flag=True, help="Start anew; answers saved before are deleted.")
@click.option("--no-save", is_flag=True, help="Save nothing on this computer.")
@click.option(
    "--units",
    type=click.Choice(["km", "mi"]),
    help="Distances in kilometres or miles; remembered for the next time.",
)
@click.option(
    "--ids",
    is_flag=True,
    help="Plain lines, every prompt beginning with the id of its field in brackets (for scripts).",
)
@plain_option
@json_option
@region_option
@language_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    goal: Goal = "normal",
    file: str | None = None,
    settings: tuple[str, ...] = (),
    setting_file: str | None = None,
    paths: tuple[str, ...] = (),
    timezone: str | None = None,
    no_input: bool = False,
    new: bool = False,
    no_save: bool = False,
    units: Units | None = None,
    ids: bool = False,
    plain: bool = False,
    as_json: bool = False,
    region: str | None = None,
    language: str | None = None,
    pack_folder: str | None = None,
) -> None:
    """`runner-intake ask`."""
    if not no_input and not is_interactive():
        raise click.UsageError(
            "Questions need a terminal. Write the answers to a file and use: runner-intake assess FILE"
        )
    from runner_intake.interview import Interview  # noqa: PLC0415  (after the check: refusing must be quick)

    pack = chosen_pack(pack_folder, language)
    wanted = _preferences(units, language)
    if language is None and wanted.language in pack.languages:
        pack = in_language(pack, wanted.language)
    lines = chosen_region(region, pack)
    started = Interview.start(
        _answers(file, setting_file, settings, pack), pack=pack, goal=goal, file=file or ""
    )
    if no_input:
        _print_or_list(started, View.of(pack, wanted.units), lines, as_json=as_json, plain=plain)
        return
    from runner_intake.cli.session import Session, Style  # noqa: PLC0415  (only what is used is loaded)

    chosen = click.get_current_context().get_parameter_source("goal") is ParameterSource.COMMANDLINE
    plain = plain or ids or is_simple_terminal() or shutil.get_terminal_size().lines < FEW_ROWS
    session = Session(
        pack, lines, wanted, Style(plain, ids, as_json), saves=not no_save, goal_is_chosen=chosen
    )
    if paths:
        from runner_intake.cli.from_files import read  # noqa: PLC0415  (as above)

        session.files.log = read(paths, timezone)
    session.files.asks = not ids
    _hold(session, started, new=new)


def _hold(session: Session, started: Interview, *, new: bool) -> None:
    """The whole conversation; leaving early is reported as such."""
    try:
        with session.interrupts.deferred(), session.alone():
            session.hold(started, new=new)
    except (KeyboardInterrupt, EOFError):
        session.say(session.left_words())
        click.get_current_context().exit(LEFT)
    except Terminated:
        session.say(session.left_words())
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(
            os.getpid(), signal.SIGTERM
        )  # the screen is as it was before; now the signal does what it does


def _answers(
    file: str | None, setting_file: str | None, settings: tuple[str, ...], pack: Pack
) -> dict[str, object] | Saved:
    """The answers of --answers, overridden by those of --set-file, and these by those of --set."""
    if file == "-":
        raise click.UsageError("--answers needs a file: standard input is where the runner types.")
    chosen: dict[str, object] = {}
    if setting_file is not None:
        for place, setting in _lines(setting_file):
            chosen.update(_setting(setting, place))
    if settings:
        echo(ENGLISH("set_is_seen"), aside=True)
    for setting in settings:
        chosen.update(_setting(setting, "--set"))
    if file is None:
        return chosen
    answers, name = read_answers(file, pack)
    if isinstance(answers, Saved):
        taken = check_answers(answers, pack.questionnaire, name)
        if not chosen:
            return answers
        origins = {name: origin for name, origin in answers.origins.items() if name not in chosen}
        return Saved({**taken.given, **chosen}, is_earlier=False, ticked=taken.ticked, origins=origins)
    if not isinstance(answers, dict):
        raise IntakeError(
            [
                Problem(
                    "A01",
                    "The answers are not a mapping of fields to values.",
                    "Write `field: value` lines, or {}.",
                    name,
                )
            ]
        )
    return {**answers, **chosen} if chosen else answers


def _lines(file: str) -> Iterator[tuple[str, str]]:
    """The lines of a file that say something, each with its place; what follows a # at the start of a line is
    a comment.
    """
    from runner_intake.reading import read_text  # noqa: PLC0415  (only what is used is loaded)

    if file == "-":
        raise click.UsageError("--set-file needs a file: standard input is where the runner types.")
    for number, line in enumerate(read_text(Path(file)).splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield f"{file}:{number}", line.strip()


def _setting(setting: str, place: str) -> dict[str, object]:
    """One FIELD=VALUE, its value read like one in an answers file. `place` names where it was given."""
    from runner_intake.reading import parse_yaml  # noqa: PLC0415  (only what is used is loaded)

    name, equals, value = setting.partition("=")
    example = "FIELD=VALUE, such as age_years=35 or pain_sites=[shin]."
    way_out = f"--set takes {example}" if place == "--set" else f"{place}: This line is not {example}"
    if not equals or not name.strip():
        raise click.UsageError(way_out)
    pair = parse_yaml(f"{name.strip()}: {value}", f"{place} {name.strip()}")
    if not isinstance(pair, dict) or list(pair) != [name.strip()]:
        raise click.UsageError(way_out)
    return pair


def _preferences(units: Units | None, language: str | None) -> Preferences:
    """The runner's choice of units, language and country; a choice of the first two on the command line is
    kept.
    """
    from runner_intake.local.folders import reason  # noqa: PLC0415  (as above)
    from runner_intake.local.preferences import (  # noqa: PLC0415  (as above)
        ALL_REGIONS,
        Preferences,
        read_preferences,
        settings_folder,
        write_preferences,
    )

    try:
        kept = read_preferences(settings_folder())
    except IntakeError as error:  # no reason not to ask
        for problem in error.problems:
            echo(str(problem), aside=True)
        echo(ENGLISH("settings_default"), aside=True)
        return Preferences(units or "km", language or "", ALL_REGIONS)
    chosen = Preferences(units or kept.units, language or kept.language, kept.region)
    if chosen == kept:
        return kept
    try:
        write_preferences(chosen, settings_folder())
    except OSError as error:
        echo(ENGLISH("settings_not_kept", why=reason(error)), aside=True)
    return chosen


def _print_or_list(
    interview: Interview, view: View, region: str | None, *, as_json: bool, plain: bool
) -> None:
    """The result, if no question is left for the goal; else the questions that are."""
    if not interview.analysis.scored or not interview.remaining:
        from runner_intake.cli.output import print_result  # noqa: PLC0415  (only what is used is loaded)

        print_result(interview.result(region, today=today()), view, as_json=as_json, plain=plain)
        return
    questions = {question.id: question for question in interview.pack.questionnaire.questions}
    say = view.words
    echo(say("missing_answers"), aside=True)
    for name in interview.remaining:
        for field in questions[name].fields:
            echo(f"  {field.id}: {field.ask}", aside=True)
    echo(say("missing_give"), aside=True)
    click.get_current_context().exit(USAGE)
