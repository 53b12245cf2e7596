"""Copies of the bundled pack with a few texts replaced, as a clinic would edit it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from demo import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RULES = ROOT / "rules"
Edit = tuple[str, str, str]
"""File, text and the text in its place."""


def copied(folder: Path, *edits: Edit) -> Path:
    """A copy of the bundled pack in a new folder, edited; each text has to stand there once."""
    shutil.copytree(RULES, folder)
    for file, old, new in edits:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old, text.count(old))
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder
