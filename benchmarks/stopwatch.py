"""The clock of the benchmarks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds_of(action: Callable[[], object]) -> float:
    """How long one call takes by the clock on the wall, in seconds."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
