"""Hidden signs: refused in packs with their place, made visible wherever the program writes, and an output
without a sign gets a readable one.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands import run
from demo import ROOT
from keystrokes import CTRL_C
from runner_intake import IntakeError, load_pack
from runner_intake.text.signs import hidden_sign, is_right_to_left, visible
from runner_intake.text.substitutes import escaped_for, substituted
from runner_intake.text.wrapping import wrapped
from runner_intake.verify.cases.read import read_cases
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

STEERING = [
    "\x1b[2J",
    "\x9b2J",
    "\x1b]8;;http://x\x07y",
    "\x08",
    "\x7f",
    "\x85",
    "\u2028",
    "\r",
    "\u202e",
    "\u2066",
    "\u200f",
    "\udcff",
]
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u206f\ud800-\udfff]")
HEBREW = "שלום"


# --- one function


@pytest.mark.parametrize("sign", STEERING)
def test_every_hidden_sign_is_written_out(sign: str) -> None:
    shown = visible(f"All {sign} fine\n\ttwo")
    assert not HIDDEN.search(shown)
    assert json.loads(f'"{shown.splitlines()[0]}"') == f"All {sign} fine"
    assert shown.endswith(" fine\n\ttwo")


@given(st.text())
def test_nothing_hidden_is_left_and_what_is_seen_stays(text: str) -> None:
    shown = visible(text)
    turning = [
        line
        for line in shown.split("\n")
        if re.search("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U0001efff]", line)
    ]
    assert turning or not HIDDEN.search(shown)
    assert visible(shown) == shown
    assert HIDDEN.search(text) or shown == text


def test_marks_of_direction_stay_where_they_are_needed_and_balanced() -> None:
    for text in (f"{HEBREW} \u2066km\u2069 \u200f5", f"{HEBREW} \u202akm\u202c"):
        assert visible(text) == text
    for text in (
        f"{HEBREW} \u2066km",
        f"{HEBREW} km\u2069",
        f"{HEBREW} \u202akm\u2069",
        f"{HEBREW}\u202ekm\u202c",
        "km \u2066km\u2069",
    ):
        assert not HIDDEN.search(visible(text))


def test_languages_written_from_right_to_left_are_known() -> None:
    assert all(map(is_right_to_left, ["he", "ar-EG", "fa", "ku-Arab", "HE-il", "pa-arab-PK"]))
    assert not any(map(is_right_to_left, ["en", "de", "ku", "pt-BR", "", "ar-Latn", "zh-Hant"]))


def test_wrapped_lines_of_a_drawn_screen_show_hidden_signs() -> None:
    assert wrapped("All fine\x1b[2J \u202enow", 80) == ["All fine\\u001b[2J \\u202enow"]


# --- packs


def pack_with(folder: Path, file: str, find: str, put: str) -> Path:
    shutil.copytree(ROOT / "rules", folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, put, 1), encoding="utf-8")
    return folder


def problems_of(folder: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(IntakeError) as caught:
        load_pack(folder)
    return [(problem.code, problem.place, problem.path) for problem in caught.value.problems]


@pytest.mark.slow
@pytest.mark.parametrize("sign", [r"\e[2J", r"\x9b2J", r"\u202e", r"\r", r"\N", r"\u200f"])
def test_a_pack_that_writes_a_hidden_sign_is_refused_with_its_place(tmp_path: Path, sign: str) -> None:
    folder = pack_with(tmp_path / "pack", "pack.yaml", "\ntitle: ", f'\ntitle: "All fine {sign}"\n# ')
    assert problems_of(folder) == [("P19", "pack.yaml:5:8", "title")]


@pytest.mark.slow
@pytest.mark.parametrize("sign", ["\u202e", "\u2066x\u2069", "\u2028", "\x85"])
def test_hidden_signs_that_stand_in_a_file_are_refused_in_comments_too(tmp_path: Path, sign: str) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "pack")
    file = tmp_path / "pack" / "safety" / "adapt.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}# see {sign}\n", encoding="utf-8")
    assert problems_of(tmp_path / "pack") == [("P19", f"safety/adapt.yaml:{text.count(chr(10)) + 1}:7", "")]


def test_a_key_with_a_hidden_sign_is_refused(tmp_path: Path) -> None:
    folder = pack_with(tmp_path / "pack", "sources.yaml", "\nsources:\n", '\n"a\\e": 1\nsources:\n')
    assert {code for code, _, _ in problems_of(folder)} == {"P03", "P19"}


def test_windows_line_ends_are_no_hidden_signs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "pack")
    for file in (tmp_path / "pack").rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack(tmp_path / "pack").sha256 == load_pack(ROOT / "rules").sha256


@pytest.mark.slow
@pytest.mark.parametrize("name", ["x\x1b[2J.yaml", "x\u202e.yaml", os.fsdecode(b"x\xff.yaml")])
def test_a_file_whose_name_hides_a_sign_is_refused(tmp_path: Path, name: str) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "pack")
    file = tmp_path / "pack" / "locale" / "gb.yaml"
    (file if file.exists() else next((tmp_path / "pack" / "locale").iterdir())).rename(
        tmp_path / "pack" / "locale" / name
    )
    assert problems_of(tmp_path / "pack") == [("P19", f"locale/{name}", "")]
    done = run("check", tmp_path / "pack")
    assert (done.returncode, HIDDEN.search(done.stderr.replace("\n", ""))) == (65, None)


@pytest.mark.slow
def test_a_name_with_colons_and_strange_digits_is_no_bug(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "pack")
    (tmp_path / "pack" / "safety" / "x:²:y.yaml").write_text("outcome: hold\n", encoding="utf-8")
    assert ("P02", "safety/x:²:y.yaml:1:1", "") in problems_of(tmp_path / "pack")
    done = run("check", tmp_path / "pack")
    assert (done.returncode, "x:²:y.yaml:1:1" in done.stderr) == (65, True)


def translation(folder: Path, language: str, to: str) -> Path:
    shutil.copytree(ROOT / "rules", folder)
    text = load_pack(folder).title
    folder.joinpath("translations").mkdir()
    folder.joinpath("translations", "x.yaml").write_text(
        f"language: {language}\nname: x\ntexts:\n"
        f"  - from: {json.dumps(text)}\n    to: {json.dumps(to, ensure_ascii=False)}\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.slow
def test_balanced_marks_are_allowed_in_a_language_written_from_right_to_left_only(tmp_path: Path) -> None:
    balanced, open_ended = f"{HEBREW} \u2066km\u2069 \u200f.", f"{HEBREW} \u2066km"
    assert load_pack(translation(tmp_path / "a", "he", balanced), "he").title == balanced
    assert problems_of(translation(tmp_path / "b", "he", open_ended))[0][0] == "P19"
    assert problems_of(translation(tmp_path / "c", "fr", balanced))[0][0] == "P19"
    assert problems_of(translation(tmp_path / "d", "he", f"{HEBREW} \u202ekm\u202c"))[0][0] == "P19"


def test_a_case_with_a_hidden_sign_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.yaml").write_text(
        'base: {}\ncases:\n  - {id: "a\\e[2J", title: a, expect: {never: []}}\n', encoding="utf-8"
    )
    with pytest.raises(IntakeError) as caught:
        read_cases(tmp_path)
    assert ("P19", "cases/a.yaml:3:10") in {
        (problem.code, problem.place) for problem in caught.value.problems
    }


@given(st.text())
def test_a_text_without_hidden_signs_is_shown_as_it_is(text: str) -> None:
    if hidden_sign(text, right_to_left=False) is None:
        assert visible(text) == text


# --- everything else that is written


ATTACK = "\x1b]0;x\x07\u202eenif llA\x9b2J"


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", f"{ATTACK}.yaml"],
        ["assess", os.fsdecode(b"\xff.yaml")],
        ["assess", "-", "--region", ATTACK],
        ["assess", "-", "--language", ATTACK],
        ["explain", "-", ATTACK],
        ["next", "-", "--section", ATTACK],
        ["next", "-", "--goal", ATTACK],
        ["check", ATTACK],
        ["diff", ATTACK, "bundled"],
        ["rules", "show", ATTACK],
        ["rules", "translate", ATTACK],
        ["rules", "docs", f"nowhere/{ATTACK}"],
        [ATTACK],
        ["ask", "--no-input", "--set", f"{ATTACK}=3"],
    ],
)
def test_arguments_with_hidden_signs_reach_no_terminal(arguments: list[str]) -> None:
    done = run(*arguments, text="{}")
    assert done.returncode in (2, 65)
    assert not HIDDEN.search(done.stdout + done.stderr)
    assert "bug" not in done.stderr


@pytest.mark.slow
def test_keys_with_hidden_signs_are_named_visibly() -> None:
    done = run("assess", "-", text=json.dumps({f"age{ATTACK}": 3, "pain_sites": [ATTACK]}))
    assert done.returncode == 65
    assert repr(f"age{ATTACK}") in done.stderr
    assert not HIDDEN.search(done.stderr)


@pytest.mark.slow
def test_names_of_folders_and_settings_are_shown_visibly(tmp_path: Path) -> None:
    state = tmp_path / ATTACK
    folder = state / "runner-intake"
    folder.mkdir(parents=True)
    (folder / f"draft-{ATTACK}.json").write_text("{}", encoding="utf-8")
    (folder / "config.toml").write_text('"a\\u001b" = 3', encoding="utf-8")
    for arguments in (["data", "where"], ["data", "where", "--json"], ["ask", "--no-input"]):
        done = run(*arguments, state=state)
        assert not HIDDEN.search(done.stdout + done.stderr)
    assert json.loads(run("data", "where", "--json", state=state).stdout)["folder"] == str(folder)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [[], ["--plain"]])
def test_a_draft_with_hidden_signs_in_its_names_reaches_no_screen(tmp_path: Path, mode: list[str]) -> None:
    folder = tmp_path / "runner-intake"
    folder.mkdir()
    pack = load_pack(ROOT / "rules")
    draft: dict[str, Any] = {
        "schema": "runner-intake/draft/1",
        "pack": {"id": pack.id},
        "goal": "normal",
        "trail": [],
        "skipped": [],
        "aside": {},
    }
    draft["answers"] = {"data_consent": True, f"a{ATTACK}": 1}
    (folder / "draft.json").write_text(json.dumps(draft), encoding="utf-8")
    terminal = (
        Terminal("ask", *mode, state=tmp_path, columns=120)
        .wait_for("\\u202eenif llA")
        .wait_for("Continue where you left off")
    )
    terminal.type("q\n" if mode else CTRL_C).end()
    assert "\x1b]0;" not in terminal.raw
    assert "\x9b" not in terminal.raw
    assert "\u202e" not in terminal.raw


# --- outputs that cannot hold a sign


EXAMPLE = ROOT / "examples" / "heel-pain.yaml"


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp437", "ascii", "utf-8"])
def test_a_result_is_complete_on_any_output(encoding: str) -> None:
    command = [sys.executable, "-m", "runner_intake"]
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    texts = {}
    for name, arguments in {
        "plain": ["assess", str(EXAMPLE)],
        "json": ["assess", str(EXAMPLE), "--json"],
    }.items():
        done = subprocess.run([*command, *arguments], capture_output=True, check=False, env=env)
        assert (done.returncode, done.stderr) == (0, b"")
        texts[name] = done.stdout.decode(encoding)
    whole = run("assess", EXAMPLE, "--json").stdout
    assert json.loads(texts["json"]) == json.loads(whole)
    assert texts["plain"] == substituted(run("assess", EXAMPLE).stdout, encoding)
    assert "?" not in texts["plain"] or "?" in run("assess", EXAMPLE).stdout


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp437"])
@pytest.mark.parametrize("mode", [[], ["--plain"]])
def test_questions_and_results_appear_on_a_terminal_without_unicode(
    tmp_path: Path, encoding: str, mode: list[str]
) -> None:
    terminal = Terminal(
        *("ask", "--region", "GB"),
        *mode,
        state=tmp_path,
        encoding=encoding,
        PYTHONUTF8="0",
        PYTHONIOENCODING=encoding,
        LC_ALL="C.UTF-8",
    )
    terminal.wait_for("They stay on this computer.").type("2" + "\n" * len(mode)).wait_for(
        "What would you like to do now?"
    ).wait_for("Finish")
    assert terminal.type("1" + "\n" * len(mode)).end() == 0
    assert "bug" not in terminal.raw


def test_substitutes_can_be_read() -> None:
    assert (
        substituted("“Ja” — über 5 ≥ 3 … ✓ Łódź שלום", "ascii")
        == '"Ja" - uber 5 >= 3 ... * Lodz \\u05e9\\u05dc\\u05d5\\u05dd'
    )
    assert substituted("über “5”", "iso-8859-1") == 'über "5"'


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["ascii", "iso-8859-1", "cp437"]),
)
def test_any_text_can_be_written_and_a_document_keeps_its_meaning(text: str, encoding: str) -> None:
    substituted(text, encoding).encode(encoding)
    document = escaped_for(json.dumps(text, ensure_ascii=False), encoding)
    document.encode(encoding)
    assert json.loads(document) == text
