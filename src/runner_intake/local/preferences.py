"""The runner's choice of units and language, in a small file of its own. Holds no health answer.

The file is TOML in the platform's folder for settings, `units = "km"` and `language = "en"`; what is missing has its default.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from runner_intake.errors import IntakeError, Problem

if TYPE_CHECKING:
    from pathlib import Path

Units = Literal["km", "mi"]
Language = Literal["en"]

FILE = "config.toml"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Distances in kilometres or miles, and the language of the program's own words."""

    units: Units = "km"
    language: Language = "en"


def read_preferences(folder: Path) -> Preferences:
    """The choice kept in a folder, the defaults where there is none. IntakeError (K01) if the file cannot be used."""
    path = folder / FILE
    if not path.is_file():
        return Preferences()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IntakeError([Problem("K01", "The settings cannot be read.", "Put it right, or delete it to have the defaults.", str(path))]) from error
    known = {"units": get_args(Units), "language": get_args(Language)}
    problems = [
        Problem("K01", "This setting is not known.", f"Write one of: {', '.join(known.get(name, known))}.", str(path), name)
        for name, value in found.items()
        if value not in known.get(name, ())
    ]
    if problems:
        raise IntakeError(problems)
    return Preferences(**found)


def write_preferences(preferences: Preferences, folder: Path) -> None:
    """Keeps a choice in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(f'units = "{preferences.units}"\nlanguage = "{preferences.language}"\n', encoding="utf-8")


def settings_folder() -> Path:
    """The folder for settings: the platform's place for an application's configuration."""
    from platformdirs import user_config_path  # noqa: PLC0415  (only what is used is loaded)

    return user_config_path("runner-intake", appauthor=False)
