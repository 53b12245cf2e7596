"""The files that travel inside the package: rules, texts, styles. Knows where they are, not what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def package_file(name: str) -> Traversable:
    """A file or folder by its path inside the package, whether or not it is there.

    The package is a folder nearly always. importlib.resources, which can also look into a zip file, takes
    several milliseconds to load.
    """
    package = Path(__file__).parent
    if package.is_dir():
        return package / name
    from importlib.resources import files  # noqa: PLC0415  (as said)

    return files("runner_intake").joinpath(name)
