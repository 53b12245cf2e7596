"""The draft of one sitting: saved after every answer, as far as consent allows, and deleted at the end. Says
what could not be done; knows no question and no screen.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.local.drafts import DraftsDeletedError
from runner_intake.local.folders import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from runner_intake.cli.session.choices import Choices
    from runner_intake.interview import Interview
    from runner_intake.local.drafts import DraftFile


@dataclass(slots=True)
class Saving:
    """A draft in use. `saves` is whether the draft is this sitting's to write and to delete; `failed` whether
    the last answers could not be written.
    """

    draft: DraftFile
    choices: Choices
    say: Callable[[str], None]
    saves: bool = True
    failed: bool = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds the draft for this window; where another one has it, nothing is saved here."""
        with ExitStack() as stack:
            if not self.saves:
                self._tell("not_saving")
            else:
                self._hold(stack)
            yield

    def _hold(self, stack: ExitStack) -> None:
        try:
            alone = stack.enter_context(self.draft.alone())
        except OSError as error:
            self.saves = False
            self._tell("starts_unsaved", why=reason(error))
            return
        if not alone:
            self._tell("busy")
            self.saves = False

    @property
    def has_saved(self) -> bool:
        """Whether there is a draft, and it is this sitting's."""
        try:
            return self.saves and self.draft.is_there
        except OSError:
            return False

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
            self._tell("deleted_elsewhere")
        except OSError as error:
            if not self.failed:
                self._tell("cannot_save", why=reason(error))
            self.failed = True

    def delete(self) -> None:
        """Deletes the draft; where that is impossible, the runner is told where it is."""
        try:
            self.draft.delete()
        except OSError as error:
            self._tell("not_deleted", why=error.strerror or "?", path=self.draft.path)

    def set_aside(self) -> Path | None:
        """Moves the draft out of the way; where that is impossible, it stays, and nothing is saved."""
        try:
            return self.draft.set_aside()
        except OSError as error:
            self.saves = False
            self._tell("starts_unsaved", why=reason(error))
            return None

    def left_words(self, *, partly: bool) -> str:
        """What is said to a runner who leaves early; `partly` where the last answer may not be saved."""
        saved = "left_partly" if self.failed or partly else "left_saved"
        return self.choices.words(saved if self.has_saved else "left_unsaved")

    def _tell(self, key: str, **values: object) -> None:
        self.say(self.choices.words(key, **values))
