"""Pages that become files: what they are called, and what is said where they cannot be written."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner_intake.cli.streams import echo
from runner_intake.errors import IntakeError, Problem
from runner_intake.reports.report import SUFFIXES

if TYPE_CHECKING:
    from runner_intake.reports.report import Report


def dated_name(kind: str = "result") -> str:
    """A name with day and time, so that a second page does not meet the first."""
    return f"runner-intake-{kind}-{datetime.now():%Y-%m-%d-%H%M%S}.html"  # noqa: DTZ005  (the runner's own clock)


def checked_target(output: str) -> Path:
    """Where a page goes; UsageError for a name that says nothing of how to write it."""
    target = Path(output)
    if not target.is_dir() and target.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"OUT has to end in one of: {', '.join(SUFFIXES)}.")
    return target


def private_outcome(name: str) -> IntakeError:
    """The error where a page would give away a private answer (D05); `name` is that of the answers."""
    what = "This page would rest on an answer that is never written down."
    return IntakeError([Problem("D05", what, "Read the result with `runner-intake assess`.", name)])


def save(page: Report, target: Path, kind: str) -> None:
    """Writes a page, in a folder under a name with day and time. UsageError where there is such a file, or
    where a package is missing.
    """
    path = target / dated_name(kind) if target.is_dir() else target
    try:
        page.save(path)
    except FileExistsError:
        what = f"{path} already exists, and nothing is overwritten. Choose another name."
        raise click.UsageError(what) from None
    except ImportError as error:
        raise click.UsageError(str(error)) from None
    echo(f"Written: {path}", aside=True)
