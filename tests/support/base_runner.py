"""The runners that the pack's own cases start from: `BASE` answers every question that applies and has no
sign; `HEEL` has pain in the heel besides.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from demo import ROOT
from runner_intake.reading import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = ROOT / "rules" / "cases" / "base.yaml"


def _runners() -> Mapping[str, Any]:
    """What the file holds, as plain lists and mappings."""
    text = FILE.read_text(encoding="utf-8")
    return cast("Mapping[str, Any]", json.loads(json.dumps(parse_yaml(text, FILE.name))))


_RUNNERS = _runners()
BASE: dict[str, Any] = _RUNNERS["base"]
HEEL: dict[str, Any] = {**BASE, **_RUNNERS["runners"]["heel_pain"]}
