"""The result document as a contract: its schema is current, every field says what it means, and programs in
other languages can rely on it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from chromium import MODULES
from demo import ROOT
from drawing import partial_answers
from golden_pages import sample, samples
from runner_intake import assess, bundled_pack
from runner_intake.result.schema import document_schema, published_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA: dict[str, Any] = json.loads(published_schema())
REFERENCE = (ROOT / "docs" / "reference" / "document.md").read_text(encoding="utf-8")


def fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every field of the document: the part it belongs to, its name and its schema."""
    for part, schema in {"Assessment": SCHEMA, **SCHEMA["$defs"]}.items():
        for name, field in schema["properties"].items():
            yield part, name, field


def test_the_published_schema_is_current() -> None:
    assert document_schema() == SCHEMA, "run: runner-intake export result-schema"


@pytest.mark.slow
def test_the_command_prints_the_schema() -> None:
    printed = subprocess.check_output(
        [sys.executable, "-m", "runner_intake", "export", "result-schema"], text=True
    )
    assert printed == published_schema()


def test_the_schema_is_valid_and_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for schema in (SCHEMA, *SCHEMA["$defs"].values()):
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) == set(schema["properties"])


@pytest.mark.parametrize(
    ("part", "name", "field"), [pytest.param(*case, id=f"{case[0]}.{case[1]}") for case in fields()]
)
def test_every_field_says_what_it_means(part: str, name: str, field: dict[str, Any]) -> None:
    text = field.get("description", "")
    assert text.endswith("."), part
    if {"type": "null"} in field.get("anyOf", []) and name != "value":
        assert "null" in text
    if name in ("match", "factor") or part == "Bounds":
        assert "er cent" in text


@pytest.mark.parametrize("name", sorted({name for _, name, _ in fields()}))
def test_every_field_is_in_the_reference(name: str) -> None:
    assert re.search(rf"`(?:[a-z_]+\.)?{name}`", REFERENCE), name


@pytest.mark.slow
@pytest.mark.parametrize("name", samples())
def test_the_samples_keep_to_the_schema(name: str) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(sample(name).model_dump_json()))


@pytest.mark.slow
@given(partial_answers(bundled_pack().questionnaire))
def test_every_result_keeps_to_the_schema(raw: dict[str, Any]) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(assess(raw).model_dump_json()))


# --- TypeScript


def compiled(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    """A strict compilation of a program beside the types made from the schema."""
    (folder / "schema.json").write_text(published_schema(), encoding="utf-8")
    run: list[str | Path] = [
        MODULES / ".bin" / "json2ts",
        "-i",
        folder / "schema.json",
        "-o",
        folder / "document.d.ts",
    ]
    subprocess.run(run, check=True, capture_output=True)
    (folder / "program.ts").write_text(program, encoding="utf-8")
    return subprocess.run(
        [MODULES / ".bin" / "tsc", "--strict", "--noEmit", folder / "program.ts"],
        check=False,
        capture_output=True,
        text=True,
    )


READER = """
import type {{ Assessment }} from "./document";
const result: Assessment = {document};
export const first: string[] = result.first_steps.map((step) => step.title);
export const names: string[] = result.others.map((other) =>
  other.why === "withheld" ? other.title : `${{other.title}} ${{(other as {{ level: string }}).level}}`);
export const low: number | undefined = result.suggestions[0]?.points.low;
export const day: string | null = result.created;
"""


@pytest.mark.slow
@pytest.mark.interop
@pytest.mark.skipif(not MODULES.is_dir(), reason="the npm packages of tests/node are not installed")
@pytest.mark.parametrize("name", ["heel_pain", "urgent", "half_answered"])
def test_typescript_reads_the_document(name: str, tmp_path: Path) -> None:
    done = compiled(tmp_path, READER.format(document=sample(name).model_dump_json()))
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.interop
@pytest.mark.skipif(not MODULES.is_dir(), reason="the npm packages of tests/node are not installed")
def test_typescript_refuses_what_is_no_document(tmp_path: Path) -> None:
    wrong = json.loads(sample("heel_pain").model_dump_json())
    wrong["safety"]["outcome"] = "fine"
    wrong["suggestions"][0]["points"]["low"] = "15"
    del wrong["created"]
    done = compiled(tmp_path, READER.format(document=json.dumps(wrong)))
    assert done.returncode != 0
    assert "fine" in done.stdout
