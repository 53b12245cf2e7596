"""Results as other programs get them: Bundles with a time and names that are always the same."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from runner_intake.exchange.fhir_bundle import transaction_bundle
from runner_intake.pack import bundled_pack

if TYPE_CHECKING:
    from runner_intake import Assessment

PACK = bundled_pack()
TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
NAME = UUID(int=1)


def bundle_of(result: Assessment, **how: Any) -> dict[str, Any]:
    """The Bundle of a result, as another program reads it."""
    bundle = transaction_bundle(result, PACK, recorded=NOW, name=NAME, **how)
    document: dict[str, Any] = json.loads(json.dumps(bundle))
    return document
