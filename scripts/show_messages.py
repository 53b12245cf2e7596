"""Puts what the program really prints into the how-to about changing the rules.

On the page, `<!-- edit: FILE -->` is followed by two YAML blocks: what stands in that file of the pack, and
what is put in its place (an empty first block means: at its end, or a new file). Under `<!-- shown: COMMAND
-->` the block that follows is replaced by what the command prints on a fresh copy of the bundled pack with
the last edit before it. Run `python scripts/show_messages.py`; a test fails where the page is behind the
program.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from runner_intake.authoring.starter import write_pack

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "change-the-rules.md"
PACK = "my-pack"
PARTS = re.compile(
    r"<!-- edit: (?P<file>\S+) -->\n```yaml\n(?P<find>.*?)```\n.*?```yaml\n(?P<put>.*?)```"
    r"|(?P<head><!-- shown: (?P<command>[^>]+) -->\n```text\n)(?P<printed>.*?)```",
    re.DOTALL,
)


def main() -> None:
    """Writes the page with fresh messages."""
    PAGE.write_text(with_messages(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def with_messages(text: str) -> str:
    """The page with its blocks replaced."""
    edit: tuple[str, str, str] | None = None

    def replaced(match: re.Match[str]) -> str:
        nonlocal edit
        if match["file"]:
            edit = (match["file"], match["find"], match["put"])
            return match[0]
        return f"{match['head']}{printed(match['command'], edit)}```"

    return PARTS.sub(replaced, text)


def printed(command: str, edit: tuple[str, str, str] | None) -> str:
    """What a command prints, on both streams, in a folder that holds a fresh copy of the pack with an
    edit.
    """
    with tempfile.TemporaryDirectory() as folder:
        write_pack(Path(folder) / PACK, "bundled")
        if edit:
            _apply(Path(folder) / PACK, *edit)
        words = shlex.split(command)
        run = subprocess.run(
            [sys.executable, "-m", "runner_intake", *words[1:]],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    return run.stdout


def _apply(pack: Path, file: str, find: str, put: str) -> None:
    (pack / file).parent.mkdir(exist_ok=True)
    text = (pack / file).read_text(encoding="utf-8") if (pack / file).exists() else ""
    if find and find not in text:
        raise ValueError(f"{file} does not hold {find!r}")
    (pack / file).write_text(text.replace(find, put, 1) if find else text + put, encoding="utf-8")


if __name__ == "__main__":
    main()
