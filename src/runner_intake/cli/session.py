"""One sitting at the questions: the draft, the front end, the result, and what is said around them."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from runner_intake.cli.from_files import TrainingFiles
from runner_intake.cli.inputs import today
from runner_intake.cli.interrupts import Interrupts
from runner_intake.cli.streams import drawn, echo
from runner_intake.errors import IntakeError
from runner_intake.interview import Interview
from runner_intake.local.drafts import DraftFile, DraftsDeletedError, state_folder
from runner_intake.local.folders import reason
from runner_intake.present.view import View
from runner_intake.terminal.conversation import Conversation
from runner_intake.terminal.front import Menu
from runner_intake.terminal.tty import without_flow_control
from runner_intake.text.wrapping import wrapped_plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.local.preferences import Preferences
    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Assessment
    from runner_intake.terminal.front import Front
    from runner_intake.text.catalogue import Units, Words

MINUTE, HOUR, DAY = 60, 3600, 86400
MOST_URGENT = 2
"""How many messages are repeated below the page in an emergency."""


@dataclass(slots=True)
class Session:
    """A sitting. `saves` is whether the draft is this sitting's to write and to delete; `failed` whether the
    last answers could not be written.
    """

    pack: Pack
    region: str | None
    preferences: Preferences
    plain: bool
    ids: bool
    as_json: bool
    saves: bool
    goal_is_chosen: bool = False
    failed: bool = False
    front: Front | None = None
    files: TrainingFiles = field(default_factory=TrainingFiles)
    interrupts: Interrupts = field(default_factory=Interrupts)
    draft: DraftFile = field(default_factory=lambda: DraftFile(state_folder()))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds the draft for this window; where another one has it, nothing is saved here."""
        with ExitStack() as stack:
            if not self.saves:
                self.say(self.words("not_saving"))
            else:
                self._hold_draft(stack)
            yield

    def _hold_draft(self, stack: ExitStack) -> None:
        try:
            alone = stack.enter_context(self.draft.alone())
        except OSError as error:
            self.saves = False
            self.say(self.words("starts_unsaved", why=reason(error)))
            return
        if not alone:
            self.say(self.words("busy"))
            self.saves = False

    def hold(self, started: Interview, *, new: bool) -> None:
        """Asks, shows the result, and deletes the draft when the runner is done."""
        with nullcontext() if self.plain else without_flow_control():
            self._hold(started, new=new)

    def _hold(self, started: Interview, *, new: bool) -> None:
        front = self.front = self._front()
        interview = self._resumed(started, front, new=new)
        self._choose_region(front)
        conversation = Conversation(
            front,
            lambda: self.view,
            self.keep,
            self._show,
            self._explain,
            self._report,
            self._now,
            self.saves,
            self._from_files,
        )
        interview = conversation.hold(interview)
        front.clear()
        if not self._shows_on_stdout:
            self._print(interview)
        is_saved = self._has_saved()
        if self.saves:
            self._delete()
        if interview.step.name == "reached":
            self.say(self.words("goodbye_deleted" if is_saved else "goodbye"))

    def _delete(self) -> None:
        try:
            self.draft.delete()
        except OSError as error:
            self.say(self.words("not_deleted", why=error.strerror or "?", path=self.draft.path))

    def left_words(self) -> str:
        """What is said to a runner who leaves early."""
        saved = "left_partly" if self.failed or self.interrupts.forced else "left_saved"
        return self.words(saved if self._has_saved() else "left_unsaved")

    def _has_saved(self) -> bool:
        try:
            return self.saves and self.draft.is_there
        except OSError:
            return False

    def say(self, text: str) -> None:
        """A sentence beside the result; wrapped between words, unless plain lines are wanted."""
        if self.front is not None:
            self.front.clear()
        (_write if self.ids else _write_wrapped)(text)

    @property
    def view(self) -> View:
        """The pack as the runner reads it now, in the units of their choice."""
        return View.of(self.pack, self.preferences.units)

    @property
    def words(self) -> Words:
        return self.view.words

    def _from_files(self, interview: Interview) -> Interview:
        """The interview with what the runner takes from training files before the next question."""
        if self.front is None:
            return interview
        taken = self.files.before(interview, self.front, self.view)
        if taken is not interview:
            self.keep(taken)
        return taken

    # --- the draft

    def keep(self, interview: Interview) -> None:
        """Saves the answers once consent is given; without it nothing may stay. What could not be saved is
        tried again with the next answer.
        """
        if not self.saves:
            return
        try:
            if interview.may_be_stored:
                self.draft.write(interview.to_state())
            elif not interview.may_stay_stored:
                self.draft.delete()
            self.failed = False
        except DraftsDeletedError:
            self.saves = False
            self.say(self.words("deleted_elsewhere"))
        except OSError as error:
            if not self.failed:
                self._cannot_save(error)
            self.failed = True

    def _cannot_save(self, error: OSError) -> None:
        self.say(self.words("cannot_save", why=reason(error)))

    def _resumed(self, started: Interview, front: Front, *, new: bool) -> Interview:
        """The interview to go on with: the draft's if there is one and the runner wants it."""
        if not self._has_saved():
            return started
        if new:
            self._delete()
            return started
        if started.given:
            if (path := self._set_aside()) is not None:
                front.say(self.words("draft_kept", path=path))
            return started
        try:
            document = self.draft.read()
            interview = Interview.from_state(document, pack=self.pack)
        except IntakeError as error:
            problem = error.problems[0]
            why = (
                problem.what
                if problem.code == "D03"
                else self.words("draft_foreign" if problem.code == "D02" else "draft_damaged")
            )
            if (path := self._set_aside()) is not None:
                front.say(self.words("draft_aside", why=why, path=path))
            return started
        known = document.get("again", ()) if isinstance(document, dict) else ()
        lost = tuple(name for name in interview.again if name not in known)
        return self._offered(interview, lost, started, front)

    def _set_aside(self) -> Path | None:
        """Moves the draft out of the way; where that is impossible, it stays, and nothing is saved."""
        try:
            return self.draft.set_aside()
        except OSError as error:
            self.saves = False
            self.say(self.words("starts_unsaved", why=reason(error)))
            return None

    def _offered(
        self, interview: Interview, lost: tuple[str, ...], started: Interview, front: Front
    ) -> Interview:
        lines = [self.words.count("resume", len(interview.given), age=self._age())]
        if any(question_field.private for question_field in self.pack.questionnaire.fields.values()):
            lines.append(self.words("private_again"))
        if lost:
            lines.append(self.words("lost_answers", names=", ".join(lost)))
        options = {key: self.words(f"resume_{key}") for key in ("go_on", "anew", "leave")}
        match front.choose(Menu("resume", self.words("resume_title"), tuple(lines), options, start="go_on")):
            case "go_on":
                return interview.with_goal(started.goal) if self.goal_is_chosen else interview
            case "anew":
                self._delete()
                return started
        raise KeyboardInterrupt

    def _age(self) -> str:
        saved = self.draft.saved()
        if saved is None:
            return self.words("age_unknown")
        seconds = (datetime.now(UTC) - saved).total_seconds()
        for unit, length in (("days", DAY), ("hours", HOUR), ("minutes", MINUTE)):
            if seconds >= length:
                return self.words.count(f"age_{unit}", int(seconds // length))
        return self.words("age_now")

    # --- the front end

    def _front(self) -> Front:
        if self.plain:
            from runner_intake.terminal.plain_front import PlainFront  # noqa: PLC0415  (only what is used is loaded)

            return PlainFront(self._typed, _write if self.ids else _write_wrapped, self.words, self.ids)
        from prompt_toolkit.output import create_output  # noqa: PLC0415  (as above)

        from runner_intake.terminal.screen import wake  # noqa: PLC0415  (as above)
        from runner_intake.terminal.screen_front import DrawnFront  # noqa: PLC0415  (as above)

        output = create_output(stdout=drawn(sys.stderr))
        if hasattr(output, "enable_cpr"):
            output.enable_cpr = False
        self.interrupts.wake = wake
        return DrawnFront(
            output, self.words, self.say, self._choose_units, self._has_saved, self.interrupts.leaving
        )

    def _choose_units(self, units: Units) -> None:
        self._keep_preferences(replace(self.preferences, units=units))

    def _keep_preferences(self, preferences: Preferences) -> None:
        from runner_intake.local.preferences import settings_folder, write_preferences  # noqa: PLC0415  (as above)

        self.preferences = preferences
        try:
            write_preferences(self.preferences, settings_folder())
        except OSError as error:
            self.say(self.words("settings_not_kept", why=reason(error)))

    def _choose_region(self, front: Front) -> None:
        """The region whose help lines are named: where neither an option nor the computer tells it, the one
        that the runner chose once. Scripts, and who wants nothing saved, are not asked.
        """
        from runner_intake.local.preferences import ALL_REGIONS  # noqa: PLC0415  (as above)

        codes = {region.code: region.name for region in self.pack.regions}
        if self.region is None and not self.preferences.region and self.saves and not self.ids and codes:
            options = {**codes, ALL_REGIONS: self.words("region_all")}
            lines = (self.words("region_how"),)
            chosen = front.choose(Menu("region", self.words("region_title"), lines, options))
            self._keep_preferences(replace(self.preferences, region=chosen))
        if self.region is None and self.preferences.region in codes:
            self.region = self.preferences.region

    def _typed(self, prompt: str) -> str:
        """A line from the terminal; EOFError at its end."""
        echo(prompt, aside=True, end="")
        line = self.interrupts.read(sys.stdin.readline)
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    # --- the result

    @property
    def _shows_on_stdout(self) -> bool:
        """Whether the result is read on standard output at once; else it is shown beside it, and printed
        there at the end.
        """
        return sys.stdout.isatty() and not self.as_json

    def _show(self, interview: Interview) -> None:
        from runner_intake.cli.output import print_sections  # noqa: PLC0415  (as above)
        from runner_intake.present.runner_page import page  # noqa: PLC0415  (as above)

        sections = page(self._result(interview), self.view)
        echo(aside=True)
        print_sections(sections, plain=self.plain, aside=not self._shows_on_stdout)
        echo(aside=True)
        self.say(self.words("result_above", first=sections[0].title))

    def _now(self, interview: Interview) -> tuple[str, ...]:
        """What to do at once, below the page, so that it is in sight on a small screen too: whom to call,
        and the first messages.
        """
        from runner_intake.present.details import help_words  # noqa: PLC0415  (as above)

        result = self._result(interview)
        return (
            *help_words(result, self.words),
            *(finding.message for finding in result.safety.findings[:MOST_URGENT]),
        )

    def _result(self, interview: Interview) -> Assessment:
        return interview.result(self.region, today=today())

    def _print(self, interview: Interview) -> None:
        from runner_intake.cli.output import print_result  # noqa: PLC0415  (as above)

        print_result(self._result(interview), self.view, as_json=self.as_json, plain=self.plain)

    def _explain(self, interview: Interview) -> None:
        from runner_intake.cli.output import page_through, print_sections  # noqa: PLC0415  (as above)
        from runner_intake.reports.report import explanation_report  # noqa: PLC0415  (as above)

        page = explanation_report(interview.explanation(self.region, today=today()), self.view)
        if self._shows_on_stdout and not self.plain:
            page_through(page)
        else:
            print_sections(page.sections, plain=self.plain, aside=not self._shows_on_stdout)

    def _report(self, interview: Interview, front: Front) -> None:
        from runner_intake.cli.saving import dated_name  # noqa: PLC0415  (as above)
        from runner_intake.engine.sharing import shareable  # noqa: PLC0415  (as above)
        from runner_intake.reports.report import report  # noqa: PLC0415  (as above)

        day = today()
        result = shareable(
            interview.analysis.answers,
            interview.pack,
            region=self.region,
            today=day,
            origins=interview.origins,
        )
        if result is None:
            front.say(self.words("report_private"))
            return
        page = report(result, pack=self.pack, units=self.preferences.units)
        default, folder = dated_name(), Path.cwd()
        while (name := front.line(self.words("report_where", name=default, folder=folder))) is not None:
            path = Path(name.strip() or default)
            try:
                path = path.expanduser()
                page.save(path if path.suffix else path.with_name(f"{path.name}.html"))
            except FileExistsError:
                front.say(self.words("report_exists", path=path))
            except ImportError:
                front.say(self.words("report_failed", why=self.words("report_extra")))
            except (OSError, RuntimeError, ValueError) as error:  # no such home, a sign that no name may have
                front.say(
                    self.words(
                        "report_failed",
                        why=reason(error) if isinstance(error, OSError) else self.words("report_name"),
                    )
                )
            else:
                front.say(self.words("report_saved", path=path.resolve()))
                return


def _write(text: str) -> None:
    echo(text, aside=True)


def _write_wrapped(text: str) -> None:
    """A plain line, broken between words where the terminal would break it anywhere."""
    for line in wrapped_plain(text, shutil.get_terminal_size().columns - 1):
        _write(line)
