"""What a clinic gets of a finished intake: the document and the page for a clinician, under a visit code.
Nothing that rests on a private answer, and nothing without consent.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.reports.report import report

if TYPE_CHECKING:
    from runner_intake.reports.report import Report
    from runner_intake.web.site import Site
    from runner_intake.web.sitting import Sitting

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for one another."""

CODE_LENGTH = 6
TRIES = 20


def shareable_report(sitting: Sitting, site: Site, *, for_clinician: bool = False) -> Report | None:
    """The page that may leave the screen; None where its outcome rests on a private answer."""
    result = sitting.interview.shareable_result(today=site.today())
    if result is None:
        return None
    return report(result, "clinician" if for_clinician else "runner", sitting.pack, units=sitting.units)


def handed_in(sitting: Sitting, site: Site) -> str:
    """The visit code of the files that were written for the clinic, which only their owner can read; empty
    where there is no outbox, or nothing that may be handed in. OSError where they cannot be written.
    """
    if not site.settings.outbox or not sitting.interview.may_be_stored:
        return ""
    page = shareable_report(sitting, site, for_clinician=True)
    if page is None:
        return ""
    for _ in range(TRIES):
        code = "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))
        target = _target(code, site)
        try:
            page.save(target)
        except FileExistsError:
            continue
        try:
            page.save(target.with_suffix(".html"))
        except OSError:
            target.unlink(missing_ok=True)
            raise
        return code
    raise FileExistsError(site.settings.outbox)


def withdrawn(code: str, site: Site) -> None:
    """Takes back what was handed in under a code, where another page of the same person was quicker."""
    if code:
        _target(code, site).unlink(missing_ok=True)
        _target(code, site).with_suffix(".html").unlink(missing_ok=True)


def _target(code: str, site: Site) -> Path:
    return Path(site.settings.outbox) / f"{site.today():%Y-%m-%d}-{code}.json"
