"""One sitting at the questions, put together from its pieces: what the runner chose (`choices`), the draft
(`saving`), going on with it (`resuming`), the front end (`fronts`), and the result (`results`).
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import InitVar, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from runner_intake.cli.from_files import TrainingFiles
from runner_intake.cli.inputs import today
from runner_intake.cli.interrupts import Interrupts
from runner_intake.cli.session.choices import Choices
from runner_intake.cli.session.fronts import Aside, drawn_front, plain_front
from runner_intake.cli.session.results import Results
from runner_intake.cli.session.resuming import Resuming
from runner_intake.cli.session.saving import Saving
from runner_intake.local.drafts import DraftFile, state_folder
from runner_intake.local.preferences import settings_folder
from runner_intake.terminal.conversation import Conversation
from runner_intake.terminal.tty import without_flow_control

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from runner_intake.interview import Interview
    from runner_intake.local.preferences import Preferences
    from runner_intake.pack import Pack
    from runner_intake.terminal.front import Front


class Style(NamedTuple):
    """How a sitting looks: `plain` lines or drawn screens, prompts with the `ids` of fields, the result
    `as_json`.
    """

    plain: bool = False
    ids: bool = False
    as_json: bool = False


class Clock(NamedTuple):
    """The moment, to tell how old a draft is, and the runner's own day, on which a result is made."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    today: Callable[[], date] = today


@dataclass(slots=True)
class Session:
    """A sitting. `saves` is whether answers are kept in the `draft`; `goal_is_chosen` whether the runner
    named a goal. The `front`, the `draft`, the folder of `settings` and the `clock` are by default those of
    this terminal, this computer and the present.
    """

    pack: Pack
    region: str | None
    preferences: Preferences
    style: Style
    saves: InitVar[bool]
    goal_is_chosen: bool = False
    front: Front | None = None
    draft: DraftFile = field(default_factory=lambda: DraftFile(state_folder()))
    settings: Path = field(default_factory=settings_folder)
    clock: Clock = field(default_factory=Clock)
    files: TrainingFiles = field(default_factory=TrainingFiles)
    interrupts: Interrupts = field(default_factory=Interrupts)
    say: Aside = field(init=False)
    choices: Choices = field(init=False)
    saving: Saving = field(init=False)
    results: Results = field(init=False)

    def __post_init__(self, saves: bool) -> None:
        style = self.style
        self.say = Aside(style.ids)
        self.choices = Choices(self.pack, self.preferences, self.region, self.settings, self.say)
        self.saving = Saving(self.draft, self.choices, self.say, saves)
        self.results = Results(self.choices, self.say, self.clock.today, style.plain, style.as_json)

    def alone(self) -> AbstractContextManager[None]:
        """Holds the draft for this window."""
        return self.saving.alone()

    def hold(self, started: Interview, *, new: bool) -> None:
        """Asks, shows the result, and deletes the draft when the runner is done."""
        with nullcontext() if self.style.plain else without_flow_control():
            self._hold(started, self.front or self._terminal(), new=new)

    def left_words(self) -> str:
        """What is said to a runner who leaves early."""
        return self.saving.left_words(partly=self.interrupts.forced)

    def _hold(self, started: Interview, front: Front, *, new: bool) -> None:
        self.say.front = front
        resuming = Resuming(self.saving, self.choices, front, self.goal_is_chosen)
        interview = resuming.resumed(started, self.clock.now(), new=new)
        self.choices.choose_region()
        interview = self._conversation(front).hold(interview)
        front.clear()
        if not self.results.on_stdout:
            self.results.print(interview)
        is_saved = self.saving.has_saved
        if self.saving.saves:
            self.saving.delete()
        if interview.step.name == "reached":
            self.say(self.choices.words("goodbye_deleted" if is_saved else "goodbye"))

    def _conversation(self, front: Front) -> Conversation:
        return Conversation(
            front,
            lambda: self.choices.view,
            self.saving.keep,
            self.results.show,
            self.results.explain,
            self.results.save,
            self.results.now,
            self.saving.saves,
            lambda interview: self._before(interview, front),
        )

    def _before(self, interview: Interview, front: Front) -> Interview:
        """What comes before the next question: the country, as soon as anything may be kept, and what the
        runner takes from training files.
        """
        if self.saving.saves and interview.may_be_stored and not self.style.ids:
            self.choices.ask_region(front)
        taken = self.files.before(interview, front, self.choices.view)
        if taken is not interview:
            self.saving.keep(taken)
        return taken

    def _terminal(self) -> Front:
        """The front end of this terminal."""
        if self.style.plain:
            return plain_front(self.choices, self.interrupts, self.say)
        return drawn_front(self.choices, self.interrupts, self.say, lambda: self.saving.has_saved)
