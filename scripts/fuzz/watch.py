"""Runs one attempt and says how it ended: well, with a traceback, or too late. The errors that are promised
count as well.
"""

from __future__ import annotations

import signal
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fuzz.counts import Counts
from runner_intake import IntakeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 5
"""What takes longer counts as a hang: seconds of work, so that a busy machine makes no hangs."""


class _TooLate(BaseException):
    pass


def watched(name: str, attempt: Callable[[], Counts], seconds: float | None = None) -> Counts:
    """The counts of one attempt, with itself as one run. What goes wrong is printed with `name`, so that it
    can be run again. `seconds` of work are a hang, SECONDS by default.
    """
    try:
        with _alarm(seconds or SECONDS):
            return Counts(runs=1) + attempt()
    except IntakeError:
        return Counts(runs=1)
    except _TooLate:
        print(f"HANG {name}", file=sys.stderr)
        return Counts(runs=1, hangs=1)
    except Exception:  # noqa: BLE001  (this is what is looked for)
        print(f"TRACEBACK {name}", file=sys.stderr)
        traceback.print_exc()
        return Counts(runs=1, tracebacks=1)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise _TooLate

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
