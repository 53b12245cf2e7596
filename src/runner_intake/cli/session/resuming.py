"""Going on with a draft: offered where there is one that can be used, else it is moved out of the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError
from runner_intake.interview import Interview
from runner_intake.terminal.front import Menu

if TYPE_CHECKING:
    from datetime import datetime

    from runner_intake.cli.session.choices import Choices
    from runner_intake.cli.session.saving import Saving
    from runner_intake.terminal.front import Front
    from runner_intake.text.catalogue import Words

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Resuming:
    """The offer to go on with what was saved. `goal_is_chosen`: the runner named a goal, which then holds for
    saved answers too.
    """

    saving: Saving
    choices: Choices
    front: Front
    goal_is_chosen: bool = False

    def resumed(self, started: Interview, now: datetime, *, new: bool) -> Interview:
        """The interview to go on with: the draft's if there is one and the runner wants it, else the
        `started` one. With `new` the draft is deleted. KeyboardInterrupt where the runner leaves.
        """
        if not self.saving.has_saved:
            return started
        if new:
            self.saving.delete()
            return started
        if started.given:
            self._set_aside("draft_kept")
            return started
        try:
            document = self.saving.draft.read()
            interview = Interview.from_state(document, pack=self.choices.pack)
        except IntakeError as error:
            self._set_aside("draft_aside", why=self._why_unusable(error))
            return started
        known = document.get("again", ()) if isinstance(document, dict) else ()
        lost = tuple(name for name in interview.again if name not in known)
        return self._offered(interview, lost, started, now)

    def _why_unusable(self, error: IntakeError) -> str:
        problem = error.problems[0]
        if problem.code == "D03":
            return problem.what
        return self.choices.words("draft_foreign" if problem.code == "D02" else "draft_damaged")

    def _set_aside(self, key: str, **values: object) -> None:
        """Moves the draft out of the way, and says where it is now."""
        if (path := self.saving.set_aside()) is not None:
            self.front.say(self.choices.words(key, **values, path=path))

    def _offered(
        self, interview: Interview, lost: tuple[str, ...], started: Interview, now: datetime
    ) -> Interview:
        say = self.choices.words
        lines = [
            say.count("resume", len(interview.given), age=age_words(self.saving.draft.saved(), now, say))
        ]
        if any(field.private for field in self.choices.pack.questionnaire.fields.values()):
            lines.append(say("private_again"))
        if lost:
            lines.append(say("lost_answers", names=", ".join(lost)))
        options = {key: say(f"resume_{key}") for key in ("go_on", "anew", "leave")}
        menu = Menu("resume", say("resume_title"), tuple(lines), options, start="go_on")
        match self.front.choose(menu):
            case "go_on":
                return interview.with_goal(started.goal) if self.goal_is_chosen else interview
            case "anew":
                self.saving.delete()
                return started
        raise KeyboardInterrupt


def age_words(saved: datetime | None, now: datetime, say: Words) -> str:
    """How long ago something was saved, in whole days, hours or minutes; None where nobody knows."""
    if saved is None:
        return say("age_unknown")
    seconds = (now - saved).total_seconds()
    for unit, length in (("days", DAY), ("hours", HOUR), ("minutes", MINUTE)):
        if seconds >= length:
            return say.count(f"age_{unit}", int(seconds // length))
    return say("age_now")
