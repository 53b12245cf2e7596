"""Files are written whole or not at all, and nothing is left beside them."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner_intake.writing import whole, write_text

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_and_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    write_text(target, "one")
    write_text(target, "two\n")
    assert target.read_text(encoding="utf-8") == "two\n"
    assert names(tmp_path) == ["a.txt"]


@given(text=st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back(tmp_path: Path, text: str) -> None:
    write_text(tmp_path / "a.txt", text)
    assert (tmp_path / "a.txt").read_bytes().decode("utf-8") == text


def test_a_private_file_is_for_its_owner_and_another_keeps_its_rights(tmp_path: Path) -> None:
    write_text(tmp_path / "private", "x", private=True)
    write_text(tmp_path / "open", "x")
    (tmp_path / "open").chmod(0o640)
    write_text(tmp_path / "open", "y")
    assert (mode(tmp_path / "private"), mode(tmp_path / "open")) == (0o600, 0o640)


@pytest.mark.parametrize("something", ["file", "folder", "dangling link"])
def test_a_new_file_replaces_nothing(tmp_path: Path, something: str) -> None:
    target = tmp_path / "a"
    match something:
        case "file":
            target.write_text("mine", encoding="utf-8")
        case "folder":
            target.mkdir()
        case _:
            target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(OSError, match=r"exists|directory"):
        write_text(target, "theirs", private=True, new=True)
    assert names(tmp_path) == ["a"]
    assert not target.is_file() or target.read_text(encoding="utf-8") == "mine"


def test_a_link_is_followed_but_not_by_a_private_file(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old", encoding="utf-8")
    for name in ("link", "private"):
        (tmp_path / name).symlink_to(tmp_path / "real")
    write_text(tmp_path / "link", "new")
    write_text(tmp_path / "private", "secret", private=True)
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "private").is_symlink()) == (True, False)
    assert (tmp_path / "real").read_text(encoding="utf-8") == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[str] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    write_text(pipe, "through")
    reader.join()
    assert (received, pipe.is_fifo(), names(tmp_path)) == (["through"], True, ["pipe"])


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError])
def test_what_is_broken_off_leaves_the_old_file_and_no_part(
    tmp_path: Path, trouble: type[BaseException]
) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old", encoding="utf-8")

    def broken_off() -> None:
        with whole(target) as part:
            part.write_text("half", encoding="utf-8")
            raise trouble

    with pytest.raises(trouble):
        broken_off()
    assert (target.read_text(encoding="utf-8"), names(tmp_path)) == ("old", ["a.txt"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["rules", "docs", "OUT"],
        ["rules", "translate", "fr", "--write", "--pack", "PACK"],
        ["rules", "new", "NEW"],
    ],
)
def test_without_room_on_the_disk_the_old_files_stay_and_no_stumps_are_left(
    tmp_path: Path, command: list[str]
) -> None:
    pack, out = tmp_path / "pack", tmp_path / "out.md"
    subprocess.run(
        [sys.executable, "-m", "runner_intake", "rules", "new", str(pack)], check=True, capture_output=True
    )
    out.write_text("a good page", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    places = {"OUT": str(out), "PACK": str(pack), "NEW": str(tmp_path / "new")}
    done = subprocess.run(
        [sys.executable, "-c", _LITTLE_ROOM, *(places.get(part, part) for part in command)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (65, False)
    assert "File too large" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "new").exists()


_LITTLE_ROOM = f"""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, {resource.RLIM_INFINITY}))
from runner_intake.cli import main
main()
"""
