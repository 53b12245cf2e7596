"""The runner's choice of units, language and country, in a small file of its own. Holds no health answer.

The file is TOML in the platform's folder for settings, `units = "km"`, `language = "de"` and `region = "GB"`;
what is missing has its default.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from runner_intake.errors import IntakeError, Problem
from runner_intake.local.folders import check_home
from runner_intake.pack.translations import LANGUAGE
from runner_intake.reading import read_file
from runner_intake.text.catalogue import Units
from runner_intake.writing import write_text

if TYPE_CHECKING:
    from pathlib import Path


FILE, EMPTY = "config.toml", "F03"
ALL_REGIONS = "all"
REGION = r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Distances in kilometres or miles; the language of the texts (a tag such as de; empty for the one that
    the rules are written in); the region whose help lines are named (`all` for those of every region; empty
    where the runner has not said).
    """

    units: Units = "km"
    language: str = ""
    region: str = ""


def read_preferences(folder: Path) -> Preferences:
    """The choice kept in a folder, the defaults where there is none. IntakeError (K01) if the file cannot be
    used.
    """
    path = folder / FILE
    try:
        path.lstat()
        text = read_file(path, str(path))
    except FileNotFoundError:
        return Preferences()
    except OSError as error:
        raise IntakeError([_unusable(f"The settings cannot be read: {error.strerror}.", path)]) from error
    except IntakeError as error:
        if error.problems[0].code == EMPTY:
            return Preferences()
        raise IntakeError([_unusable(error.problems[0].what, path)]) from error
    import tomllib  # noqa: PLC0415  (a runner who has chosen nothing yet does without it)

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise IntakeError([_unusable("The settings cannot be read.", path)]) from error
    ways_out = {
        "units": f"Write one of: {', '.join(get_args(Units))}.",
        "language": "Write a tag such as en, de or pt-BR.",
        "region": f"Write a country code such as GB, or {ALL_REGIONS}.",
    }
    problems = [
        Problem(
            "K01",
            "This setting is not known.",
            ways_out.get(name, f"Known are: {', '.join(ways_out)}."),
            str(path),
            name,
        )
        for name, value in table.items()
        if not _fits(name, value)
    ]
    if problems:
        raise IntakeError(problems)
    return Preferences(**table)


def _unusable(what: str, path: Path) -> Problem:
    return Problem("K01", what, "Put it right, or delete it to have the defaults.", str(path))


def _fits(name: str, value: object) -> bool:
    match name:
        case "units":
            return value in get_args(Units)
        case "language":
            return isinstance(value, str) and re.fullmatch(LANGUAGE, value) is not None
        case "region":
            return isinstance(value, str) and re.fullmatch(REGION, value) is not None
    return False


def write_preferences(preferences: Preferences, folder: Path) -> None:
    """Keeps a choice in a folder. OSError where that is impossible."""
    check_home(folder)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {"units": preferences.units, "language": preferences.language, "region": preferences.region}
    write_text(folder / FILE, "".join(f'{name} = "{value}"\n' for name, value in chosen.items() if value))


def settings_folder() -> Path:
    """The folder for settings: the platform's place for an application's configuration."""
    from platformdirs import user_config_path  # noqa: PLC0415  (only what is used is loaded)

    return user_config_path("runner-intake", appauthor=False)
