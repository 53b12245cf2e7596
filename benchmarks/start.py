"""How much processor time it takes until something is on the screen, as a multiple of a process that defines
one pydantic model. `import` does not count the start of Python itself.

Run `python benchmarks/start.py`. Every round runs all of them in turn, after one that does not count (it
leaves compiled modules behind, as any first run does); medians of the rounds' ratios are printed. A question
counts as shown when its text has arrived at a pseudo-terminal; then the process is killed.
"""

from __future__ import annotations

import json
import os
import pty
import signal
import statistics
import sys
import tempfile
from pathlib import Path

from runner_intake.pack import bundled_pack
from runner_intake.pack.made_up import runners

ROUNDS = 15
COLUMNS, ROWS = 100, 40
FIRST_WORDS = b"May we use"

MODEL = ["-c", "import pydantic\nclass Runner(pydantic.BaseModel):\n    age_years: int"]
HELP = ["-m", "runner_intake", "--help"]
PLAIN = ["-m", "runner_intake", "ask", "--plain"]
DRAWN = ["-m", "runner_intake", "ask"]

EMPTY = ["-c", "pass"]
IMPORT = ["-c", "import runner_intake"]
ASSESS = ["-m", "runner_intake", "assess"]

ASKED = {"--help": 0.5, "first plain question": 1.5, "first drawn question": 2.5, "assess FILE --json": 2.2}


def main() -> None:
    """Measures all four, interleaved, and prints medians and ratios."""
    with tempfile.TemporaryDirectory() as state:
        os.environ |= {
            "XDG_STATE_HOME": state,
            "XDG_CONFIG_HOME": state,
            "TERM": "xterm",
            "COLUMNS": str(COLUMNS),
            "LINES": str(ROWS),
        }
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        answers = Path(state, "answers.json")
        complete = (runner for runner in runners(50, bundled_pack()) if None not in runner.values())
        answers.write_text(json.dumps(next(complete)), encoding="utf-8")
        _round(str(answers))
        rounds = [_round(str(answers)) for _ in range(ROUNDS)]
    base = [times["model"] for times in rounds]
    print(f"one pydantic model: median {statistics.median(base) * 1000:.0f} ms of processor time")
    imported = statistics.median(times["import"] - times["python"] for times in rounds)
    print(f"import runner_intake   median {imported * 1000:4.1f} ms (asked: at most 15)")
    for name, most in ASKED.items():
        seconds = statistics.median(times[name] for times in rounds)
        ratio = statistics.median(times[name] / times["model"] for times in rounds)
        print(f"{name:22} median {seconds * 1000:4.0f} ms   ratio {ratio:.2f} (asked: at most {most})")


def _round(answers: str) -> dict[str, float]:
    return {
        "python": _cpu(EMPTY, None),
        "import": _cpu(IMPORT, None),
        "assess FILE --json": _cpu([*ASSESS, answers, "--json"], None),
        "model": _cpu(MODEL, None),
        "--help": _cpu(HELP, None),
        "first plain question": _cpu(PLAIN, FIRST_WORDS),
        "first drawn question": _cpu(DRAWN, FIRST_WORDS),
    }


def _cpu(arguments: list[str], wait_for: bytes | None) -> float:
    """Processor seconds (user and system) of a process in a pseudo-terminal, to its end or until some text
    has arrived.
    """
    process, terminal = pty.fork()
    if process == 0:
        os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606  (our own program, no shell)
    seen = b""
    while not wait_for or wait_for not in seen:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    if wait_for:
        os.kill(process, signal.SIGKILL)
    _, _, usage = os.wait4(process, 0)
    os.close(terminal)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
