"""What is kept on this computer: the draft, whole or not at all, and the choice of units."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from commands import run
from runner_intake import IntakeError
from runner_intake.local.drafts import LOCK, DraftFile, DraftsDeletedError
from runner_intake.local.preferences import Preferences, read_preferences, write_preferences

if TYPE_CHECKING:
    from collections.abc import Callable


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


@pytest.mark.parametrize("name", [".draft.json.0123456789abcdef.part", "draft.x1y2.part"])
def test_what_a_kill_left_is_listed_removed_at_the_next_start_and_deleted(tmp_path: Path, name: str) -> None:
    draft, part = DraftFile(tmp_path), tmp_path / name
    draft.write({"a": 1})
    part.write_text('{"answers": ', encoding="utf-8")
    assert set(draft.files) == {draft.path, part}
    with draft.alone():
        assert draft.files == (draft.path,)
    part.write_text('{"answers": ', encoding="utf-8")
    with DraftFile(tmp_path).alone(), DraftFile(tmp_path).alone():
        part.write_text('{"answers": ', encoding="utf-8")
    assert part.exists(), "another window may be saving"
    assert draft.delete_all() == ()
    assert list(tmp_path.iterdir()) == []


def test_after_deleting_from_elsewhere_a_window_cannot_save_again(tmp_path: Path) -> None:
    draft = DraftFile(tmp_path)
    with draft.alone():
        draft.write({"a": 1})
        assert DraftFile(tmp_path).delete_all() == ()
        for _ in range(2):
            with pytest.raises(DraftsDeletedError):
                draft.write({"a": 2})
        with DraftFile(tmp_path).alone() as another:
            assert another
            with pytest.raises(DraftsDeletedError):
                draft.write({"a": 3})
        assert draft.files == ()


def test_deleting_in_the_middle_of_saving_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, fsync = DraftFile(tmp_path), os.fsync

    def deleting(number: int) -> None:
        DraftFile(tmp_path).delete_all()
        fsync(number)

    with draft.alone():
        monkeypatch.setattr(os, "fsync", deleting)
        with pytest.raises((DraftsDeletedError, FileNotFoundError)):
            draft.write({"a": 1})
    assert draft.files == ()


@pytest.mark.parametrize("something", ["pipe", "folder", "loop"])
def test_something_else_in_place_of_the_lock_is_refused_at_once(tmp_path: Path, something: str) -> None:
    lock = tmp_path / LOCK
    match something:
        case "pipe":
            os.mkfifo(lock)
        case "folder":
            lock.mkdir()
        case _:
            lock.symlink_to(lock)
    with pytest.raises(OSError, match=LOCK), DraftFile(tmp_path).alone():
        pass


@pytest.mark.parametrize("something", ["folder", "pipe", "dangling link", "loop"])
def test_something_else_in_place_of_the_draft_is_told_and_can_be_moved_aside(
    tmp_path: Path, something: str
) -> None:
    draft = DraftFile(tmp_path)
    match something:
        case "folder":
            draft.path.mkdir()
        case "pipe":
            os.mkfifo(draft.path)
        case _:
            draft.path.symlink_to(draft.path if something == "loop" else tmp_path / "nowhere")
    assert draft.is_there
    with pytest.raises(IntakeError) as caught:
        draft.read()
    assert [(problem.code, problem.place) for problem in caught.value.problems] == [("D03", str(draft.path))]
    aside = draft.set_aside()
    assert (draft.is_there, draft.files) == (False, (aside,))


@pytest.mark.parametrize("seconds", [2**38, -(2**40)])
def test_a_time_that_no_date_can_hold_is_not_known(tmp_path: Path, seconds: int) -> None:
    draft = DraftFile(tmp_path)
    draft.write({})
    try:
        os.utime(draft.path, (seconds, seconds))
    except (OSError, OverflowError):
        pytest.skip("this file system keeps no such time")
    if draft.path.stat().st_mtime == seconds:
        assert draft.saved() is None


def test_without_a_home_nothing_is_made_where_one_happens_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draft = DraftFile(Path("~/.local/state/runner-intake"))
    for refused in (
        lambda: draft.write({}),
        lambda: draft.files,
        lambda: write_preferences(Preferences("mi"), Path("~/x")),
    ):
        with pytest.raises(OSError, match="no home folder"):
            refused()
    assert list(tmp_path.iterdir()) == []


def test_units_are_kept_and_missing_settings_have_defaults(tmp_path: Path) -> None:
    assert read_preferences(tmp_path) == Preferences("km", "")
    write_preferences(Preferences("mi"), tmp_path / "new")
    assert read_preferences(tmp_path / "new") == Preferences("mi", "")
    write_preferences(Preferences("mi", "pt-BR"), tmp_path / "new")
    assert read_preferences(tmp_path / "new") == Preferences("mi", "pt-BR")
    write_preferences(Preferences(region="GB"), tmp_path / "new")
    assert read_preferences(tmp_path / "new") == Preferences("km", "", "GB")


@pytest.mark.parametrize(
    "text",
    [
        "units = 'furlong'",
        "colour = 'red'",
        "units = ",
        "units = ['km']",
        "language = 'German'",
        "language = 3",
        "region = 'Great Britain'",
        "region = 44",
    ],
)
def test_settings_that_cannot_be_used_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read_preferences(tmp_path)
    assert {problem.code for problem in caught.value.problems} == {"K01"}


# --- runner-intake data


@pytest.mark.slow
def test_saved_answers_can_be_found_copied_and_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "runner-intake"
    DraftFile(folder).write(
        {
            "schema": "runner-intake/draft/1",
            "answers": {"data_consent": True, "flu_vaccine": "yes", "pain_sites": ["none"]},
        }
    )
    listed = json.loads(run("data", "where", "--json", state=tmp_path).stdout)
    assert listed["files"] == [str(folder / "draft.json")]
    assert "draft.json" in run("data", "where", state=tmp_path).stdout
    exported = tmp_path / "answers.yaml"
    exported.write_text(run("data", "export", state=tmp_path).stdout, encoding="utf-8")
    assessed = subprocess.run(
        [sys.executable, "-m", "runner_intake", "assess", str(exported), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(assessed.stdout)["safety"]["outcome"] == "incomplete"
    assert json.loads(run("data", "export", "--json", state=tmp_path).stdout)["flu_vaccine"] == "yes"
    assert run("data", "delete", state=tmp_path, text="n\n").returncode == 130
    assert (folder / "draft.json").is_file()
    assert run("data", "delete", "--yes", state=tmp_path).returncode == 0
    assert DraftFile(folder).files == ()


@pytest.mark.slow
def test_the_file_with_the_country_is_named_and_deleted_on_request(tmp_path: Path) -> None:
    folder = tmp_path / "runner-intake"
    write_preferences(Preferences(region="GB"), folder)
    assert f"Settings: {folder / 'config.toml'}" in run("data", "where", state=tmp_path).stdout
    assert "No answers are saved" in run("data", "delete", "--yes", state=tmp_path).stderr
    assert (folder / "config.toml").is_file()
    assert run("data", "delete", "--settings", state=tmp_path).returncode == 0
    assert not (folder / "config.toml").exists()
    assert "none yet" in run("data", "where", state=tmp_path).stdout


@pytest.mark.slow
def test_where_nothing_is_saved_that_is_said(tmp_path: Path) -> None:
    assert "No answers are saved" in run("data", "where", state=tmp_path).stdout
    assert run("data", "export", state=tmp_path).returncode == 2
    assert "No answers are saved" in run("data", "delete", state=tmp_path).stderr


def others_folder(state: Path) -> None:
    (state / "runner-intake").mkdir(mode=0o700)


def others_draft(state: Path) -> None:
    DraftFile(state / "runner-intake").write({"answers": {}})
    (state / "runner-intake").chmod(0o755)


def file_in_its_place(state: Path) -> None:
    (state / "runner-intake").write_text("x", encoding="utf-8")


def loop(state: Path) -> None:
    (state / "runner-intake").symlink_to(state / "runner-intake")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights of files as Unix knows them")
@pytest.mark.parametrize("prepare", [others_folder, others_draft, file_in_its_place, loop])
@pytest.mark.parametrize("arguments", [["where"], ["export"], ["delete", "--yes"]])
def test_what_the_system_refuses_is_told_with_its_place(
    prepare: Callable[[Path], None], arguments: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        state = Path(name)
        state.chmod(0o755)
        prepare(state)
        done = as_nobody("data", *arguments, state=state)
        assert "bug" not in done.stderr
        assert "Traceback" not in done.stderr
        if prepare is others_draft and (arguments == ["where"] or os.getuid()):
            return  # the names can be seen, or everything is ours
        if prepare is others_folder and os.getuid():
            return
        assert done.returncode == 65
        assert "No answers are saved" not in done.stdout + done.stderr
        assert str(state / "runner-intake") in done.stderr
        assert "Make it yours" in done.stderr or "moved aside" in done.stderr


def as_nobody(*arguments: str, state: Path) -> subprocess.CompletedProcess[str]:
    """The program as a user without rights, where we may become one; else as ourselves."""
    become = "import os; os.setgroups([]); os.setgid(65534); os.setuid(65534); " if os.getuid() == 0 else ""
    load = (
        "import platformdirs, runner_intake.cli.data, runner_intake.text.catalogue; "
        "runner_intake.text.catalogue.ENGLISH('left'); from runner_intake.cli import main; "
    )
    env = {**os.environ, "XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(state), "HOME": str(state)}
    command = [sys.executable, "-c", f"{load}{become}main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("something", ["folder", "loop", "large", "nonsense"])
def test_settings_that_cannot_be_read_keep_nobody_from_the_questions(tmp_path: Path, something: str) -> None:
    file = tmp_path / "runner-intake" / "config.toml"
    file.parent.mkdir()
    match something:
        case "folder":
            file.mkdir()
        case "loop":
            file.symlink_to(file)
        case "large":
            file.write_text("#" * 2**21, encoding="utf-8")
        case _:
            file.write_text("units = 3", encoding="utf-8")
    env = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "runner_intake", "ask", "--no-input", "--units", "mi"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"K01 {file}")
    assert "default settings" in done.stderr
    assert "data_consent" in done.stderr


def test_damaged_answers_are_not_exported(tmp_path: Path) -> None:
    DraftFile(tmp_path / "runner-intake").write({"answers": 3})
    refused = run("data", "export", state=tmp_path)
    assert (refused.returncode, refused.stdout) == (65, "")
