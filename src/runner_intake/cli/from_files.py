"""Numbers from the runner's own training files: those that the command named, or an export that the runner
has when the first of those numbers comes up. One screen shows them; nothing is used unconfirmed.

Asks and reads. What the files hold is for `training` to say, which field gets what for the pack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.cli.inputs import today
from runner_intake.errors import IntakeError
from runner_intake.interview import Ask
from runner_intake.terminal.front import Menu

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner_intake.interview import Interview
    from runner_intake.present.view import View
    from runner_intake.result.assessment import Origin
    from runner_intake.terminal.front import Front
    from runner_intake.text.catalogue import Words
    from runner_intake.training import TrainingLog

NO_ZONE = "T06"
"""The issue of sessions whose time zone is not known."""

_QUOTES = "'\""


@dataclass(slots=True)
class TrainingFiles:
    """The files of one sitting: those named by the command, read already as `log`, or those asked for if
    `asks`. Each sitting shows what they propose once.
    """

    log: TrainingLog | None = None
    asks: bool = True
    done: bool = False

    def before(self, interview: Interview, front: Front, view: View) -> Interview:
        """The interview with what the runner took from the files, before its next question; as it was where
        there is nothing to take, and while consent is missing.
        """
        step = interview.step
        if self.done or not isinstance(step, Ask) or step.required or step.changing:
            return interview
        if self.log is None and not (self.asks and _is_first_number(step, interview)):
            return interview
        self.done = True
        log = self.log or _asked_for(front, view.words)
        return interview if log is None else _taken(interview, log, front, view)


def _is_first_number(step: Ask, interview: Interview) -> bool:
    """Whether the question is the first of those that files can answer, and is not shown again."""
    measures = interview.pack.measures
    asked = any(field.id in measures for field in step.question.fields)
    return asked and interview.at is None and not any(name in interview.given for name in measures)


def _taken(interview: Interview, log: TrainingLog, front: Front, view: View) -> Interview:
    """The interview with the numbers that the runner confirmed, each with where it comes from."""
    from runner_intake.present.training import about_files, proposal_words  # noqa: PLC0415  (only what is used is loaded)
    from runner_intake.terminal.proposed import Proposed, confirmed  # noqa: PLC0415  (as above)

    proposals = log.proposals(view.pack)
    if not proposals:
        front.say(view.words("proposed_nothing"))
        return interview
    proposed = Proposed(
        {name: proposal.value for name, proposal in proposals.items()},
        {name: proposal_words(proposal) for name, proposal in proposals.items()},
        about_files(log),
    )
    values = confirmed(front, proposed, view)
    origins: dict[str, Origin] = {
        name: proposals[name].record for name, value in values.items() if value == proposals[name].value
    }
    return interview.take_over(values, origins)


def _asked_for(front: Front, say: Words) -> TrainingLog | None:
    """The runner's export, if there is one; a path that cannot be read is asked for again."""
    options = {"yes": say("export_yes"), "no": say("export_no")}
    menu = Menu("export", say("export_title"), (say("export_how"),), options, start="no")
    if front.choose(menu) != "yes":
        return None
    while path := typed_path(front.line(say("export_path")) or ""):
        try:
            log = read([path])
            if any(issue.code == NO_ZONE for issue in log.issues):
                log = _with_zone(path, log, front, say)
        except IntakeError as error:
            front.say(" ".join(problem.in_words for problem in error.problems))
        else:
            return log
    return None


def _with_zone(path: Path, log: TrainingLog, front: Front, say: Words) -> TrainingLog:
    """The log in the zone that the runner names; as it is where the runner names none."""
    while zone := (front.line(say("export_zone")) or "").strip():
        try:
            return read([path], zone)
        except IntakeError as error:
            front.say(" ".join(problem.in_words for problem in error.problems))
    return log


def read(paths: Iterable[str | Path], timezone: str | None = None) -> TrainingLog:
    """The training in some files as of today. IntakeError for a path that is not there, or no zone."""
    from runner_intake.training import read_training  # noqa: PLC0415  (only what is used is loaded)

    return read_training(list(paths), timezone=timezone, as_of=today())


def typed_path(text: str) -> Path | None:
    r"""A path as somebody types it, or as a terminal writes a file that is dropped on it: in quotes, or with
    a backslash before each blank. None where nothing was typed.

    >>> typed_path("'/home/me/my export.zip' ") == typed_path(r"/home/me/my\ export.zip")
    True
    """
    typed = text.strip()
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in _QUOTES:
        typed = typed[1:-1]
    elif not Path(typed).exists():
        typed = re.sub(r"\\([ '()&])", r"\1", typed)
    try:
        return Path(typed).expanduser() if typed else None
    except RuntimeError:  # no such home
        return Path(typed)
