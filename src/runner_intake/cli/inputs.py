"""What several commands take: a pack, a file of answers, and where the result goes."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from runner_intake.errors import IntakeError, Problem
from runner_intake.pack import bundled_pack, in_language, load_pack, region_of, region_of_locale
from runner_intake.reading import MAX_BYTES, YamlList, decode, parse_json, parse_yaml, read_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.pack import Pack

Command = TypeVar("Command", bound="Callable[..., object]")

STANDARD_INPUT = "-"


def today() -> date:
    """The day where the person is."""
    return date.today()  # noqa: DTZ011  (their own day, not that of another zone)


def pack_option(command: Command) -> Command:
    """--pack DIR."""
    return click.option(
        "--pack",
        "pack_folder",
        metavar="DIR",
        help="Use the rule pack in this folder instead of the bundled one.",
    )(command)


def region_option(command: Command) -> Command:
    """--region CODE."""
    help_text = (
        "Country code of the help lines to name, such as GB (by default that of LC_ALL or LANG, else all)."
    )
    return click.option("--region", metavar="CODE", help=help_text)(command)


def json_option(command: Command) -> Command:
    """--json."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def plain_option(command: Command) -> Command:
    """--plain."""
    return click.option(
        "--plain", is_flag=True, help="Plain lines: no boxes, no colour, good for screen readers."
    )(command)


def language_option(command: Command) -> Command:
    """--language TAG."""
    return click.option(
        "--language",
        metavar="TAG",
        help="Language of the texts, such as de, if the rule pack is there in it.",
    )(command)


def chosen_pack(folder: str | None, language: str | None = None) -> Pack:
    """The pack named by --pack, or the bundled one, in the language named by --language, or the one it is
    written in.
    """
    pack = load_pack(folder) if folder else bundled_pack()
    if language is not None and language not in pack.languages:
        raise click.UsageError(
            f"These rules are not there in {language!r}. They are there in: {', '.join(pack.languages)}."
        )
    return in_language(pack, language or pack.language)


def read_answers(file: str, pack: Pack) -> tuple[object, str]:
    """The answers that a file holds, also of a draft, a result or a FHIR response, and its name for messages.

    It is read as JSON or YAML by its suffix; where that does not tell, as JSON if that is possible, else as
    YAML.
    """
    name, text = _text_of(file)
    answers = (
        parse_json(text, name) if file.endswith(".json") or _is_json(file, text) else parse_yaml(text, name)
    )
    if answers is None:
        raise IntakeError(
            [Problem("F03", "This file holds no answers.", "Write {} if there is nothing to say yet.", name)]
        )
    if isinstance(answers, dict) and "resourceType" in answers:
        from runner_intake.exchange.fhir_reader import read_response  # noqa: PLC0415  (only where FHIR is given)

        return read_response(answers, pack, name), name
    if not isinstance(answers, dict) or "schema" not in answers:
        return answers, name
    from runner_intake.interview.state import answers_in  # noqa: PLC0415  (only where a draft or a result is given)

    return answers_in(answers, pack, name), name


def read_runners(file: str) -> list[tuple[str, object]]:
    """The runners in a file, each with its place: one a line in NDJSON, else a list in YAML or JSON."""
    name, text = _text_of(file)
    if file.endswith((".ndjson", ".jsonl")) or _is_one_a_line(text):
        lines = enumerate(text.splitlines(), 1)
        return [
            (f"{name}:{number}", parse_json(line, f"{name}:{number}"))
            for number, line in lines
            if line.strip()
        ]
    everyone = parse_json(text, name) if file.endswith(".json") else parse_yaml(text, name)
    if not isinstance(everyone, YamlList):
        way_out = "Write a list, one `- ` for each runner, or NDJSON with one runner a line."
        raise IntakeError([Problem("A01", "This is not a list of runners.", way_out, name)])
    return [(f"{name}:{line}", answers) for answers, (line, _) in zip(everyone, everyone.places, strict=True)]


def _is_one_a_line(text: str) -> bool:
    """Whether every line that says something is a mapping of its own."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return all(line.startswith("{") and line.endswith("}") for line in lines)


def _text_of(file: str) -> tuple[str, str]:
    """The name of a file for messages, and its text."""
    if file == STANDARD_INPUT:
        return "standard input", decode(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input")
    return file, read_text(Path(file))


def _is_json(file: str, text: str) -> bool:
    """Whether a text without a telling suffix can be read as JSON; YAML may start with a brace too."""
    if file.endswith((".yaml", ".yml")) or not text.lstrip().startswith("{"):
        return False
    try:
        parse_json(text, file)
    except IntakeError as error:
        return error.problems[0].code != "F05"
    return True


def chosen_region(code: str | None, pack: Pack) -> str | None:
    """The region named by --region, in the pack's spelling; without it the one that LC_ALL or LANG names,
    None where they name none.
    """
    try:
        region = region_of(code, pack) or region_of_locale(os.environ, pack)
    except IntakeError as error:
        problem = error.problems[0]
        raise click.UsageError(
            f"There are no help lines for the region {code!r}. {problem.way_out} {problem.hint}".strip()
        ) from None
    return region.code if region else None
