"""The command in a process of its own, as scripts and people run it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def run(
    *arguments: object, text: str = "", state: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs it with `text` as its input. Drafts and settings are kept in `state`, if there is one;
    `environment` is added to that of the tests.
    """
    if state is not None:
        environment = {"XDG_STATE_HOME": str(state), "XDG_CONFIG_HOME": str(state), **environment}
    return subprocess.run(
        [sys.executable, "-m", "runner_intake", *map(str, arguments)],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=100,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )
