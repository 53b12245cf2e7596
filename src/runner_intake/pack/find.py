"""Finds the bundled rule pack: inside the installed package, or in the checkout the code runs from."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem
from runner_intake.pack.read import read_pack
from runner_intake.pack.texts import in_language
from runner_intake.package_files import package_file

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from runner_intake.pack.model import Pack


@lru_cache(maxsize=1)
def bundled_pack() -> Pack:
    """The rule pack that ships with the package. Read once, then kept."""
    return read_pack(bundled_rules())


def load_pack(path: str | Path, language: str | None = None) -> Pack:
    """The rule pack in a folder, with its texts in `language` (a tag such as de; by default the one it is
    written in).

    IntakeError with every problem found in its files, or if it is not there in that language.
    """
    pack = read_pack(Path(path))
    if language is not None and language not in pack.languages:
        raise IntakeError(
            [
                Problem(
                    "P07",
                    f"These rules are not there in `{language}`.",
                    f"Use one of: {', '.join(pack.languages)}.",
                    str(path),
                )
            ]
        )
    return in_language(pack, language or pack.language)


def bundled_rules() -> Traversable:
    """The folder of the bundled pack, inside a wheel, a zip file, an editable install or a checkout."""
    inside = package_file("rules")
    if (inside / "pack.yaml").is_file():
        return inside
    checkout = Path(__file__).parents[3] / "rules"
    if (checkout / "pack.yaml").is_file():
        return checkout
    raise IntakeError(
        [
            Problem(
                "P01",
                "The bundled rule pack is not installed.",
                "Install the package again, or name a pack with --pack DIR.",
            )
        ]
    )
