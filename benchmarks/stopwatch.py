"""The clocks of the benchmarks."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds_of(action: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """How long one call takes, in seconds: of the processor, or by another clock."""
    start = clock()
    action()
    return clock() - start
