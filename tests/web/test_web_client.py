"""The example of a client in TypeScript: it compiles strictly, and a program built on it holds a whole
interview.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from base_runner import HEEL
from chromium import MODULES
from demo import ROOT
from runner_intake import assess
from runner_intake.result.schema import published_schema
from served import served

PROGRAM = """
import { Intake, IntakeProblem } from "./client";
declare const process: { argv: string[] };
const known = JSON.parse(process.argv[3]!);
const intake = new Intake(process.argv[2]!);
const result = await intake.interview(async (question) =>
  Object.fromEntries(question.fields.map((name) => [name, known[name] ?? null])));
const problem = await intake.next({ age_years: 900 }).catch((error) => error as IntakeProblem);
console.log(JSON.stringify([result, problem instanceof IntakeProblem && problem.document.problems[0]!.code]));
"""

pytestmark = [
    pytest.mark.interop,
    pytest.mark.slow,
    pytest.mark.skipif(not MODULES.is_dir(), reason="the npm packages of tests/node are not installed"),
]


def compiled(folder: Path) -> Path:
    """The program as JavaScript; an error of the compiler fails the test."""
    shutil.copy(ROOT / "examples" / "client.ts", folder)
    (folder / "program.ts").write_text(PROGRAM, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "schema.json").write_text(published_schema(), encoding="utf-8")
    types, schema = folder / "document.d.ts", folder / "schema.json"
    run: list[str | Path] = [MODULES / ".bin" / "json2ts", "-i", schema, "-o", types]
    subprocess.run(run, check=True, capture_output=True)
    options = ["--strict", "--target", "es2022", "--module", "preserve", "--lib", "es2022,dom"]
    run = [MODULES / ".bin" / "tsc", *options, "--outDir", folder / "out", folder / "program.ts"]
    done = subprocess.run(run, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    made = folder / "out" / "program.js"
    made.write_text(made.read_text(encoding="utf-8").replace('"./client"', '"./client.js"'), encoding="utf-8")
    return made


def test_a_program_in_typescript_holds_a_whole_interview(tmp_path: Path) -> None:
    program = compiled(tmp_path)
    with served() as (address, _):
        run: list[str | Path] = ["node", program, address, json.dumps(HEEL)]
        result, code = json.loads(subprocess.check_output(run, text=True))
    assert code == "A05"
    made = assess(result["answers"]).model_dump(mode="json")
    assert {**result, "created": None} == json.loads(json.dumps(made))
    assert result["settled"]["top"]


def test_the_client_is_short() -> None:
    text = (ROOT / "examples" / "client.ts").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 70
