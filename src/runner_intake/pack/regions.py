"""Which region's help lines are meant: by its code or an alias of it, or by the settings of the computer.
Knows codes, not places.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack.model import Pack, Region

_LOCALE = re.compile(r"[A-Za-z]{2,3}[_-](?P<country>[A-Za-z]{2}|[0-9]{3})\b")
"""A locale with a country, such as en_GB.UTF-8."""


def region_of(code: str | None, pack: Pack) -> Region | None:
    """The region with a code or alias, whatever its case; None for None. IntakeError (L01) where the pack has
    no such region.
    """
    if code is None:
        return None
    region = find_region(code, pack)
    if region is None:
        known = [region.code for region in pack.regions]
        way_out = (
            f"Known are: {', '.join(known)}." if known else "These rules have none: leave the region out."
        )
        names = {
            name.casefold(): region.code
            for region in pack.regions
            for name in (region.code, *region.aliases, region.name)
        }
        meant = nearest(code.strip().casefold(), names)
        hint = f"Did you mean {names[meant]}?" if meant else ""
        raise IntakeError(
            [Problem("L01", "There are no help lines for this region.", way_out, path="region", hint=hint)]
        )
    return region


def region_of_locale(environment: Mapping[str, str], pack: Pack) -> Region | None:
    """The region that LC_ALL, or else LANG, names; None where neither names one that the pack knows."""
    locale = environment.get("LC_ALL") or environment.get("LANG") or ""
    named = _LOCALE.match(locale)
    return find_region(named["country"], pack) if named else None


def find_region(code: str, pack: Pack) -> Region | None:
    """The region with a code or alias, whatever its case; None where the pack has none."""
    wanted = code.strip().casefold()
    return next(
        (
            region
            for region in pack.regions
            if wanted in (name.casefold() for name in (region.code, *region.aliases))
        ),
        None,
    )
