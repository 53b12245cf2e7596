"""The conversation: asks what the interview asks, through any front end, until there is a result and the
runner is done.

Decides the order of screens, and nothing about questions or rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from runner_intake.errors import StepError
from runner_intake.interview import Ask, Interview, Stop
from runner_intake.present.answers import answer_words
from runner_intake.present.summary import short_words
from runner_intake.present.wording import asks_words
from runner_intake.terminal.front import Answered, Front, Menu

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runner_intake.interview import Reviewed
    from runner_intake.present.view import View
    from runner_intake.questionnaire import Field
    from runner_intake.terminal.front import Reply
    from runner_intake.text.catalogue import Words

AFTER_KEYS = {"p": "report", "w": "explain"}
"""The letters of the menu after the result: print or save, and why."""

PAST = 1
"""How many of the last answers stay in sight: the one just given. The review has all of them."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a conversation needs besides the interview: a front end, how the runner reads the pack, and what
    to do at some moments.

    `view` gives it as it is now: the runner may choose other units on the way. `keep` is called after
    every move, `show` to show the result, `explain` and `report` when the runner asks for them; `now` gives
    what to do at once in an emergency, in few lines; `saves` tells whether answers are kept in a draft.
    `before` is called before every step.
    """

    front: Front
    view: Callable[[], View]
    keep: Callable[[Interview], None]
    show: Callable[[Interview], None]
    explain: Callable[[Interview], None]
    report: Callable[[Interview, Front], None]
    now: Callable[[Interview], tuple[str, ...]]
    saves: bool = True
    before: Callable[[Interview], Interview] = lambda interview: interview

    @property
    def say(self) -> Words:
        return self.view().words

    def hold(self, interview: Interview) -> Interview:
        """The interview when the runner is done with it. KeyboardInterrupt when the runner leaves before."""
        while True:
            interview = self.before(interview)
            step = interview.step
            if isinstance(step, Ask):
                interview = replied(self.front, interview, step, past_answers(interview, self.view()))
            elif step.reason == "reached":
                interview, wants_result = self._reviewed(interview, step)
                if wants_result:
                    after = self._result(interview)
                    if after is None:
                        return interview
                    interview = after
            else:
                self.front.clear()
                self.show(interview)
                if self._stopped(step.reason, interview) == "finish":
                    return interview
                interview = interview.back(step.name)
            self.keep(interview)

    # --- the stop

    def _reviewed(self, interview: Interview, step: Stop) -> tuple[Interview, bool]:
        """The review: what the runner wants next, and whether that is the result."""
        review = interview.review
        left = interview.open
        lines = [
            self.say("review_open", asks=asks_words(left, self.view()))
            if left
            else self.say("review_reached")
        ]
        if any(reviewed.doubtful for reviewed in review):
            lines.append(self.say("review_doubtful", mark=self.say("mark_doubtful")))
        if any(reviewed.needed for reviewed in review):
            lines.append(self.say("review_needed", mark=self.say("mark_needed")))
        options = {"result": self.say("show_result")}
        if step.skipped:
            options["skipped"] = self.say.count("answer_skipped", len(step.skipped))
        if step.further:
            options["further"] = self.say.count("further", step.further[1])
        options |= {f"change:{reviewed.question.id}": self._line(reviewed) for reviewed in review}
        menu = Menu(
            "review",
            self.say("review_title"),
            tuple(lines),
            options,
            start="result",
            can_go_back=interview.can_go_back,
            headings=_headings(review, self.view()),
        )
        match self.front.choose(menu).split(":"):
            case ["result"]:
                return interview, True
            case ["skipped"]:
                return interview.take_up_skipped(), False
            case ["further"]:
                assert step.further is not None
                return interview.with_goal(step.further[0]), False
            case ["change", name]:
                return interview.change(name), False
            case _:
                return interview.back(step.name), False

    def _line(self, reviewed: Reviewed) -> str:
        marks = [self.say(f"mark_{mark}") for mark in ("doubtful", "needed") if getattr(reviewed, mark)]
        return f"{reviewed_words(reviewed, self.view())}{''.join(f' ({mark})' for mark in marks)}"

    # --- the result

    def _result(self, interview: Interview) -> Interview | None:
        """Shows the result, then does what the runner asks for; None when that is all."""
        self.front.clear()
        self.show(interview)
        step = interview.step
        assert isinstance(step, Stop)
        while True:
            options = {
                "finish": self.say("finish" if self.saves else "finish_unsaved"),
                "report": f"{self.say('save_report')} (p)",
                "explain": f"{self.say('explain')} (w)",
            }
            if step.further:
                options["further"] = self.say.count("further", step.further[1])
            options["review"] = self.say("to_review")
            menu = Menu("after", self.say("after_title"), (), options, can_go_back=True, letters=AFTER_KEYS)
            match self.front.choose(menu):
                case "finish":
                    return None
                case "report":
                    self.front.clear()
                    self.report(interview, self.front)
                case "explain":
                    self.front.clear()
                    self.explain(interview)
                case "further" if step.further:
                    return interview.with_goal(step.further[0])
                case _:
                    return interview

    def _stopped(self, reason: Literal["emergency", "consent_needed"], interview: Interview) -> str:
        """Where help is needed now, or consent was refused: the end, or back to the last answer."""
        back = self.say("mistake" if reason == "emergency" else "consent_back")
        finish = self.say("finish" if self.saves and reason == "emergency" else "finish_unsaved")
        options = {"finish": finish} | ({"back": back} if interview.can_go_back else {})
        lines = self.now(interview) if reason == "emergency" else ()
        return self.front.choose(
            Menu("stopped", self.say("after_title"), lines, options, can_go_back=interview.can_go_back)
        )


def _headings(review: Sequence[Reviewed], view: View) -> dict[str, str]:
    """The title of a section above the first of its answers."""
    titles = {section.id: section.title for section in view.pack.questionnaire.sections}
    firsts = {reviewed.question.section: reviewed.question.id for reviewed in reversed(review)}
    return {f"change:{name}": titles[section] for section, name in firsts.items()}


# --- a question


def replied(front: Front, interview: Interview, step: Ask, past: tuple[str, ...]) -> Interview:
    """The interview after a reply to its question; one that cannot be used is asked for again."""
    problem = ""
    while True:
        reply = front.ask(step, past, problem)
        try:
            return moved(interview, step.name, reply)
        except StepError as error:
            problem = " ".join(problem.in_words for problem in error.problems)


def past_answers(interview: Interview, view: View) -> tuple[str, ...]:
    """The last answers in words, as far as they may be shown."""
    known = {reviewed.question.id: reviewed for reviewed in interview.review}
    last = [known[name] for name in interview.trail if name in known]
    return tuple(reviewed_words(reviewed, view) for reviewed in last[-PAST:])


def reviewed_words(reviewed: Reviewed, view: View) -> str:
    """An answer in few words; with its question where that says more."""
    ask = reviewed.question.ask
    if reviewed.skipped:
        return f"{ask} {view.words('skipped')}"
    if any(field.private for field in reviewed.question.fields):
        return f"{ask} {view.words('kept_private')}"
    return ", ".join(_answer(field, reviewed, view) for field in reviewed.question.fields)


def _answer(field: Field, reviewed: Reviewed, view: View) -> str:
    value = reviewed.given.get(field.id)
    if value is None:
        return f"{field.ask} {view.words('dont_know')}"
    answer = tuple(code for code in field.options if code in value) if isinstance(value, frozenset) else value
    assert not isinstance(answer, Fraction)  # no field is answered with a fraction
    if short := short_words(field.id, answer, view):
        return short
    words = answer_words(field.id, answer, view)
    return words if field.kind == "multi_choice" else f"{field.ask} {words}"


def moved(interview: Interview, question: str, reply: Reply) -> Interview:
    """The interview after a reply to a question. StepError if it cannot be used."""
    match reply:
        case Answered(values):
            return interview.answer(question, values)
        case "back":
            return interview.back(question)
        case "skip":
            return interview.skip(question)
