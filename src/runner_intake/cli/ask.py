"""`runner-intake ask`: the questions in the terminal, then the result."""

from __future__ import annotations

import shutil
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
from runner_intake.errors import IntakeError, Problem
from runner_intake.pack import in_language, in_units
from runner_intake.questionnaire import Saved, check_answers
from runner_intake.words import ENGLISH

if TYPE_CHECKING:
    from runner_intake.cli.session import Session
    from runner_intake.engine.open_facts import Goal
    from runner_intake.interview import Interview
    from runner_intake.local.preferences import Preferences
    from runner_intake.pack import Pack
    from runner_intake.words import Units

FEW_ROWS = 10
"""A terminal with fewer rows than this has no room for a screen a question."""


@click.command("ask")
@click.option("--goal", type=click.Choice(["quick", "normal", "complete"]), default="normal", show_default=True, help="How much is to be settled.")
@click.option("--answers", "file", metavar="FILE", help="Go on from the answers in this file (YAML or JSON; - is not possible here).")
@click.option("--set", "settings", metavar="FIELD=VALUE", multiple=True, help="Answer one field beforehand; may be given several times.")
@click.option("--no-input", is_flag=True, help="Ask nothing: print the result, or list what is missing and exit with 2.")
@click.option("--new", is_flag=True, help="Start anew; answers saved before are deleted.")
@click.option("--no-save", is_flag=True, help="Save nothing on this computer.")
@click.option("--units", type=click.Choice(["km", "mi"]), help="Distances in kilometres or miles; remembered for the next time.")
@click.option("--ids", is_flag=True, help="Plain lines, every prompt beginning with the id of its field in brackets (for scripts).")
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
    """Answer the questions here, then read the result.

    Once you agree and have told your age, your answers are saved on this computer after each question (the one about thoughts of self-harm
    never), so you can leave with Ctrl-C and go on later. The draft is deleted when you finish. The questions appear on standard error, so
    `runner-intake ask > result.txt` works.
    """
    if not no_input and not is_interactive():
        raise click.UsageError("Questions need a terminal. Write the answers to a file and use: runner-intake assess FILE")
    from runner_intake.interview import Interview  # noqa: PLC0415  (after the check: refusing must be quick)

    pack = chosen_pack(pack_folder, language)
    wanted = _preferences(units, language)
    if language is None and wanted.language in pack.languages:
        pack = in_language(pack, wanted.language)
    pack = in_units(pack, wanted.units)
    lines = chosen_region(region, pack)
    started = Interview.start(_answers(file, settings, pack), pack=pack, goal=goal, file=file or "")
    if no_input:
        _print_or_list(started, lines, as_json=as_json, plain=plain)
        return
    from runner_intake.cli.session import Session  # noqa: PLC0415  (only what is used is loaded)

    chosen = click.get_current_context().get_parameter_source("goal") is ParameterSource.COMMANDLINE
    plain = plain or ids or is_simple_terminal() or shutil.get_terminal_size().lines < FEW_ROWS
    session = Session(pack, lines, wanted, plain=plain, ids=ids, as_json=as_json, saves=not no_save, goal_is_chosen=chosen)
    _hold(session, started, new=new)


def _hold(session: Session, started: Interview, *, new: bool) -> None:
    """The whole conversation; leaving early is told as such."""
    try:
        with session.alone():
            session.hold(started, new=new)
    except (KeyboardInterrupt, EOFError):
        session.say(session.left_words())
        click.get_current_context().exit(LEFT)


def _answers(file: str | None, settings: tuple[str, ...], pack: Pack) -> dict[str, object] | Saved:
    """The answers of --answers, overridden by those of --set."""
    chosen = {name: value for setting in settings for name, value in _setting(setting).items()}
    if file == "-":
        raise click.UsageError("--answers needs a file: standard input is where the runner types.")
    if file is None:
        return chosen
    found, name = read_answers(file, pack)
    if isinstance(found, Saved):
        taken = check_answers(found, pack.questionnaire, name)
        return Saved({**taken.given, **chosen}, is_earlier=False, ticked=taken.ticked) if chosen else found
    if not isinstance(found, dict):
        raise IntakeError([Problem("A01", "The answers are not a mapping of fields to values.", "Write `field: value` lines, or {}.", name)])
    return {**found, **chosen} if chosen else found


def _setting(setting: str) -> dict[str, object]:
    """One FIELD=VALUE, its value read like one in an answers file."""
    from runner_intake.reading import parse_yaml  # noqa: PLC0415  (only what is used is loaded)

    name, equals, value = setting.partition("=")
    way_out = "--set takes FIELD=VALUE, such as --set age_years=35 or --set pain_sites=[shin]."
    if not equals or not name.strip():
        raise click.UsageError(way_out)
    found = parse_yaml(f"{name.strip()}: {value}", f"--set {name.strip()}")
    if not isinstance(found, dict) or list(found) != [name.strip()]:
        raise click.UsageError(way_out)
    return found


def _preferences(units: Units | None, language: str | None) -> Preferences:
    """The runner's choice of units and language; a choice on the command line is kept."""
    from runner_intake.local.preferences import Preferences, read_preferences, settings_folder, write_preferences  # noqa: PLC0415  (as above)

    kept = read_preferences(settings_folder())
    chosen = Preferences(units or kept.units, language or kept.language)
    if chosen == kept:
        return kept
    try:
        write_preferences(chosen, settings_folder())
    except OSError as error:
        click.echo(ENGLISH("settings_not_kept", why=error.strerror), err=True)
    return chosen


def _print_or_list(interview: Interview, region: str | None, *, as_json: bool, plain: bool) -> None:
    """The result, if no question is left for the goal; else the questions that are."""
    if not interview.situation.scored or not interview.remaining:
        from runner_intake.cli.output import print_result  # noqa: PLC0415  (only what is used is loaded)

        print_result(interview.result(region, today=today()), interview.pack, as_json=as_json, plain=plain)
        return
    questions = {question.id: question for question in interview.pack.questionnaire.questions}
    say = interview.pack.words
    click.echo(say("missing_answers"), err=True)
    for name in interview.remaining:
        for field in questions[name].fields:
            click.echo(f"  {field.id}: {field.ask}", err=True)
    click.echo(say("missing_give"), err=True)
    click.get_current_context().exit(USAGE)
