"""Where saved answers come from that were taken from files, read back. Knows no file and no question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.result.assessment import Origin


def read_origins(written: Mapping[str, object]) -> dict[str, Origin]:
    """The origins in a result or a draft, by field. IntakeError D04 if they are none."""
    if not written:
        return {}
    from pydantic import ValidationError  # noqa: PLC0415  (most answers come from no file)

    from runner_intake.result.assessment import Origin  # noqa: PLC0415  (as above)

    try:
        return {name: Origin.model_validate_json(json.dumps(origin)) for name, origin in written.items()}
    except (ValidationError, TypeError, ValueError):
        what, way_out = "This part of the result is not as it should be.", "Leave it out."
        raise IntakeError([Problem("D04", what, way_out, path="origins")]) from None
