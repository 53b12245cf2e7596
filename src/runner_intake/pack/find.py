"""Finds the bundled rule pack: inside the installed package, or in the checkout the code runs from."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem
from runner_intake.pack.read import read_pack

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from runner_intake.pack.model import Pack


@lru_cache(maxsize=1)
def bundled_pack() -> Pack:
    """The rule pack that ships with the package. Read once, then kept."""
    return read_pack(bundled_rules())


def load_pack(path: str | Path) -> Pack:
    """The rule pack in a folder; IntakeError with every problem found in its files."""
    return read_pack(Path(path))


def bundled_rules() -> Traversable:
    """The folder of the bundled pack, inside a wheel, a zip file, an editable install or a checkout."""
    inside = files("runner_intake") / "rules"
    if (inside / "pack.yaml").is_file():
        return inside
    checkout = Path(__file__).parents[3] / "rules"
    if (checkout / "pack.yaml").is_file():
        return checkout
    raise IntakeError([Problem("P01", "The bundled rule pack is not installed.", "Install the package again, or name a pack with --pack DIR.")])
