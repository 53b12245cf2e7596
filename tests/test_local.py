"""What is kept on this computer: the draft, whole or not at all, and the choice of units."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from runner_intake import IntakeError
from runner_intake.local.drafts import DraftFile
from runner_intake.local.preferences import Preferences, read_preferences, write_preferences

if TYPE_CHECKING:
    from pathlib import Path


def test_a_draft_is_written_read_and_deleted(tmp_path: Path) -> None:
    draft = DraftFile(tmp_path / "new" / "folder")
    assert draft.read() is None
    draft.write({"answers": {"a": 1}})
    draft.write({"answers": {"a": 2}})
    assert draft.read() == {"answers": {"a": 2}}
    assert list(draft.files) == [draft.path]
    draft.delete()
    draft.delete()
    assert list(draft.files) == []


def test_a_draft_that_cannot_be_written_leaves_the_old_one_whole(tmp_path: Path) -> None:
    draft = DraftFile(tmp_path)
    draft.write({"a": 1})
    with pytest.raises(TypeError):
        draft.write({"a": object()})
    assert draft.read() == {"a": 1}
    assert draft.files == (draft.path,)


def test_setting_aside_never_overwrites(tmp_path: Path) -> None:
    draft = DraftFile(tmp_path)
    names = []
    for number in range(3):
        draft.write(number)
        names.append(draft.set_aside())
    assert [json.loads(name.read_text(encoding="utf-8")) for name in names] == [0, 1, 2]
    assert draft.files == tuple(names)


def test_only_one_window_holds_the_draft(tmp_path: Path) -> None:
    with DraftFile(tmp_path).alone() as first, DraftFile(tmp_path).alone() as second:
        assert (first, second) == (True, False)
    with DraftFile(tmp_path).alone() as again:
        assert again


def test_units_are_kept_and_missing_settings_have_defaults(tmp_path: Path) -> None:
    assert read_preferences(tmp_path) == Preferences("km", "")
    write_preferences(Preferences("mi"), tmp_path / "new")
    assert read_preferences(tmp_path / "new") == Preferences("mi", "")
    write_preferences(Preferences("mi", "pt-BR"), tmp_path / "new")
    assert read_preferences(tmp_path / "new") == Preferences("mi", "pt-BR")


@pytest.mark.parametrize("text", ["units = 'furlong'", "colour = 'red'", "units = ", "units = ['km']", "language = 'German'", "language = 3"])
def test_settings_that_cannot_be_used_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read_preferences(tmp_path)
    assert {problem.code for problem in caught.value.problems} == {"K01"}


# --- runner-intake data


def data(*arguments: str, state: Path, answer: str = "") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(state)}
    command = [sys.executable, "-m", "runner_intake", "data", *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=answer, env=env, check=False)


def test_saved_answers_can_be_found_copied_and_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "runner-intake"
    DraftFile(folder).write({"schema": "runner-intake/draft/1", "answers": {"data_consent": True, "flu_vaccine": "yes", "pain_sites": ["none"]}})
    assert json.loads(data("where", "--json", state=tmp_path).stdout)["files"] == [str(folder / "draft.json")]
    assert "draft.json" in data("where", state=tmp_path).stdout
    exported = tmp_path / "answers.yaml"
    exported.write_text(data("export", state=tmp_path).stdout, encoding="utf-8")
    assessed = subprocess.run([sys.executable, "-m", "runner_intake", "assess", str(exported), "--json"], capture_output=True, text=True, check=False)
    assert json.loads(assessed.stdout)["safety"]["outcome"] == "incomplete"
    assert json.loads(data("export", "--json", state=tmp_path).stdout)["flu_vaccine"] == "yes"
    assert data("delete", state=tmp_path, answer="n\n").returncode == 130
    assert (folder / "draft.json").is_file()
    assert data("delete", "--yes", state=tmp_path).returncode == 0
    assert DraftFile(folder).files == ()


def test_where_nothing_is_saved_that_is_said(tmp_path: Path) -> None:
    assert "No answers are saved" in data("where", state=tmp_path).stdout
    assert data("export", state=tmp_path).returncode == 2
    assert "No answers are saved" in data("delete", state=tmp_path).stderr


def test_damaged_answers_are_not_exported(tmp_path: Path) -> None:
    DraftFile(tmp_path / "runner-intake").write({"answers": 3})
    refused = data("export", state=tmp_path)
    assert (refused.returncode, refused.stdout) == (65, "")
