"""Writes a pack to start from: a copy of the bundled one, or the small one beside this file. Never
overwrites.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from runner_intake.authoring.schema import FILE_KINDS, read_outline, reference_to, schema_of, schema_text
from runner_intake.errors import IntakeError, Problem
from runner_intake.pack.find import bundled_rules, load_pack
from runner_intake.package_files import package_file
from runner_intake.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from runner_intake.pack.model import Pack

SCHEMA_FOLDER = "schema"


def write_pack(target: Path, start: Literal["bundled", "small"]) -> tuple[Path, ...]:
    """Writes a pack into a folder that does not exist or is empty, with the schemas for editors; the files
    written.

    IntakeError (F01) if the folder holds something or cannot be written.
    """
    source = bundled_rules() if start == "bundled" else package_file("authoring/small_pack")
    with _writing(target):
        is_there = os.path.lexists(target)
        if is_there and (not target.is_dir() or any(target.iterdir())):
            raise IntakeError(
                [
                    Problem(
                        "F01",
                        "This folder is not empty.",
                        "Name a new folder: nothing is ever overwritten.",
                        str(target),
                    )
                ]
            )
        try:
            written = _copy(source, target)
            return (*written, *write_schemas(target), *write_answer_schemas(target, load_pack(target)))
        except BaseException:
            _take_away(target, with_folder=not is_there)
            raise


def _take_away(folder: Path, *, with_folder: bool) -> None:
    """Removes what was written into a folder that was empty or not there: half a pack is of no use to
    anybody.
    """
    for path in (folder,) if with_folder else tuple(folder.iterdir()):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        way_out = "Name a folder that you may write to."
        raise IntakeError(
            [Problem("F01", f"This cannot be written: {error.strerror}.", way_out, str(folder))]
        ) from None


def _copy(source: Traversable, target: Path) -> list[Path]:
    """Every file that belongs to a pack; the schemas are made anew."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != SCHEMA_FOLDER:
            written += _copy(entry, target / entry.name)
        elif entry.name.endswith((".yaml", ".yml", ".md")):
            write_text(target / entry.name, entry.read_text(encoding="utf-8"))
            written.append(target / entry.name)
    return written


def write_schemas(folder: Path) -> list[Path]:
    """Writes the JSON Schema of the files of the pack in a folder, with a reference to it for each kind of
    file: made of what can be read, so the pack need not load yet. The files written.

    IntakeError (F01) where they cannot be written, (P01) where there is no pack.yaml.
    """
    outline = read_outline(folder)
    schemas = {"pack": schema_of("pack", outline)}
    schemas |= {kind: reference_to(kind) for kind in FILE_KINDS if kind != "pack"}
    texts = {f"{kind}.schema.json": schema_text(schema) for kind, schema in schemas.items()}
    return _write_into(folder / SCHEMA_FOLDER, texts)


def write_answer_schemas(folder: Path, pack: Pack) -> list[Path]:
    """Writes the JSON Schema of answers to a pack, and its questions as a document, into the folder of the
    pack. The files written.

    IntakeError (F01) where they cannot be written.
    """
    documents = {
        "answers.schema.json": pack.answers_schema(),
        "questionnaire.json": pack.questionnaire_document(),
    }
    return _write_into(
        folder / SCHEMA_FOLDER, {name: _json(document) for name, document in documents.items()}
    )


def _json(document: object) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _write_into(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    with _writing(folder):
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            write_text(folder / name, text)
    return [folder / name for name in texts]
