"""The interview as a value: what was answered, what was shown, and from these the next step. Pure; every move
gives a new interview.

Knows no screen, no file and no clock. The position is computed from the answers and the trail, so going back,
changing an answer and resuming are no special cases. What an answer makes inapplicable is set aside: it no
longer counts, but is shown again if its question comes back. An emergency that was reported stays one until
its question is answered otherwise. Every move names the step it is made from, so that one sent twice, or from
an old page, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from runner_intake.conditions import ChoiceDomain, Value
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.next_question import next_question, questions_left
from runner_intake.engine.open_facts import GOAL_FACTS
from runner_intake.engine.red_flags import checked
from runner_intake.engine.shown import shown
from runner_intake.errors import Problem, StepError
from runner_intake.interview.accept import accepted
from runner_intake.interview.progress import progress
from runner_intake.interview.review import reviewed
from runner_intake.interview.state import read_state, state_of
from runner_intake.interview.steps import Ask, Reviewed, Step, Stop
from runner_intake.pack import Pack, bundled_pack, region_of
from runner_intake.questionnaire import Saved, normalise
from runner_intake.result.next_question import Next
from runner_intake.result.origins import read_origins
from runner_intake.safety import reports_emergency
from runner_intake.vocabulary import Goal

if TYPE_CHECKING:
    from datetime import date

    from runner_intake.questionnaire import Answers, Question, Section
    from runner_intake.result.assessment import Answer, Assessment, Origin
    from runner_intake.result.explanation import Explanation


@dataclass(frozen=True, repr=False)
class Interview:
    """An interview under way.

    `pack` holds the questions and rules, `goal` says what is to be settled (quick, normal, complete),
    `region` whose help lines the result names (all by default). Both are checked at once: StepError S07,
    IntakeError L01. `given` are the answers that count, None for "don't know"; `aside` answers given before
    that do not count now; `trail` the questions shown and passed, in that order; `skipped` those of them put
    off; `at` a question shown again, `changing` whether it was opened from the review. `ticked` and `again`
    are what is left of answers to an earlier version: options of lists that are asked again, and fields that
    could not be taken over. `origins` says which answers come from the runner's files. Start with
    `Interview()` or `Interview.start(...)`; `to_state` and `from_state` keep it.

    Every move names the step it is made from (`step.name`); StepError, worded for the person at the form,
    where it is another one, or where an answer is missing or cannot be used.

    >>> from runner_intake import Interview
    >>> interview = Interview().answer("data_consent", {"data_consent": True})
    >>> interview = interview.answer("age_years", {"age_years": 35})
    >>> interview.step
    Ask('urgent_head_chest')
    >>> interview.back("urgent_head_chest").step.earlier
    {'age_years': 35}
    """

    pack: Pack = field(default_factory=bundled_pack)
    goal: Goal = "normal"
    given: Mapping[str, Value | None] = field(default_factory=dict)
    aside: Mapping[str, Value | None] = field(default_factory=dict)
    trail: tuple[str, ...] = ()
    skipped: frozenset[str] = frozenset()
    at: str | None = None
    changing: bool = False
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    region: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        region_of(self.region, self.pack)
        if self.goal not in GOAL_FACTS:
            raise self._wrong("S07", "move_goal", goals=self.pack.words.listed(list(GOAL_FACTS), "or"))

    @classmethod
    def start(
        cls,
        answers: Mapping[str, object] | Saved | None = None,
        *,
        pack: Pack | None = None,
        goal: Goal = "normal",
        region: str | None = None,
        file: str = "",
    ) -> Interview:
        """An interview that goes on from some answers (field -> value, None for "don't know"); IntakeError if
        any cannot be used.

        `file` names the source of the answers in error messages.
        """
        rules = pack or bundled_pack()
        raw = answers.answers if isinstance(answers, Saved) else answers or {}
        known = checked(answers or {}, rules, file=file)
        unknown = {name: None for name in rules.questionnaire.fields if name in raw and raw[name] is None}
        return cls(
            rules,
            goal,
            {**unknown, **known.given},
            ticked=known.ticked,
            again=known.again,
            region=region,
            origins=read_origins(answers.origins) if isinstance(answers, Saved) else {},
        )

    @classmethod
    def from_state(cls, state: object, *, pack: Pack | None = None) -> Interview:
        """The interview that `to_state` gave. IntakeError D01 if it is no state, D02 if it is one of other
        questions.

        A state of another version of the pack is taken over as far as its answers mean the same; `again`
        lists the fields whose answers could not be used, and they are asked again.
        """
        rules = pack or bundled_pack()
        return cls(rules, **read_state(state, rules))

    def to_state(self, *, include_private: bool = False) -> dict[str, object]:
        """Everything that `from_state` needs to go on, ready for JSON: schema, id, version and hash of the
        pack, goal, region, position and answers.

        Private answers are left out, and asked again, unless `include_private` says so. Check `may_be_stored`
        before a state is kept.
        """
        return state_of(self, include_private=include_private)

    def __repr__(self) -> str:
        return f"Interview({len(self.given)} answers, goal {self.goal})"

    # --- where it stands

    @cached_property
    def step(self) -> Step:
        """The question to ask now, or the stop."""
        if self._current is not None:
            return self._ask(self._current)
        if not self.analysis.scored:
            return Stop("emergency" if self.analysis.outcome == "emergency" else "consent_needed", (), None)
        return Stop("reached", self._put_off, self._further)

    @cached_property
    def analysis(self) -> Analysis:
        """The answers that count, with everything computed from them."""
        asked = {name for name, value in self.given.items() if value is None}
        asked -= {name for question in self.pack.required_questions for name in self._names(question)}
        put_off = {
            field.id
            for question in self._questions
            if question.id in self.skipped
            for field in question.fields
        }
        return Analysis(self._settled, self.pack, frozenset(asked | put_off))

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """The answers that count, as an answers file holds them: in the order of asking, None for "don't
        know".
        """
        known = {**self._settled.given, **self.given}
        fields = self.pack.questionnaire.fields
        return {name: shown(name, known[name], self._settled) for name in fields if name in known}

    @cached_property
    def remaining(self) -> tuple[str, ...]:
        """The questions that can be asked now and matter for the goal, in the order of asking."""
        return self._next.remaining

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The questions without an answer that could still change what the page shows, also those that were
        skipped or not known, the most useful first. Empty: nothing can change what you see next.
        """
        if not self.analysis.scored:
            return ()
        from runner_intake.result.assessment import open_on_page  # noqa: PLC0415  (loaded when it is needed)

        return open_on_page(self.result())

    @property
    def can_go_back(self) -> bool:
        """Whether a question was shown before."""
        return self.changing or bool(self.trail)

    @cached_property
    def review(self) -> tuple[Reviewed, ...]:
        """Every question that was answered or skipped, in the order of asking."""
        return reviewed(self.analysis, self.given, self.skipped)

    @property
    def may_be_stored(self) -> bool:
        """Whether answers may be kept in a draft: consent is not refused, and all that the pack names in
        `save_after` is answered.

        An age below the youngest that is accepted can never be answered, so nothing is stored for a child.
        Where the pack names nothing, or has no consent rule, nothing is stored.
        """
        rules = [rule for rule in self.pack.safety if rule.outcome == "consent_needed"]
        if not rules or any(self.analysis.screening.truths.get(rule.id) is not False for rule in rules):
            return False
        answered = (
            name in self._settled.known or self._settled.applicable.get(name) is False
            for name in self.pack.save_after
        )
        return bool(self.pack.save_after) and all(answered)

    @property
    def may_stay_stored(self) -> bool:
        """Whether a draft written before may stay: consent and age were given, and are at most being shown
        again.
        """
        return replace(self, given={**self.aside, **self.given}, aside={}, at=None).may_be_stored

    def result(self, region: str | None = None, *, today: date | None = None) -> Assessment:
        """The result document of the answers so far; `region` and `today` as in `assess`, the region by
        default that of the interview.
        """
        from runner_intake.engine.assess import assess_checked  # noqa: PLC0415  (loaded when it is needed)

        return assess_checked(
            self._settled, self.pack, region=region or self.region, today=today, origins=self.origins
        )

    def shareable_result(self, region: str | None = None, *, today: date | None = None) -> Assessment | None:
        """The result as it may leave the screen, without what rests on a private answer; None where its
        outcome rests on one.
        """
        from runner_intake.engine.sharing import shareable  # noqa: PLC0415  (loaded when it is needed)

        return shareable(self._settled, self.pack, region=region or self.region, today=today)

    def explanation(self, region: str | None = None, *, today: date | None = None) -> Explanation:
        """Why the result of the answers so far is what it is, as `runner-intake explain` has it; `region` and
        `today` as in `result`. Takes up to about a second.
        """
        from runner_intake.engine.explanation import explain  # noqa: PLC0415  (loaded when it is needed)

        return explain(self._settled, self.pack, region=region or self.region, today=today)

    # --- moves

    def answer(self, question: str, values: Mapping[str, object]) -> Interview:
        """Answers a question: field -> value, None for "don't know", every field of the question.

        StepError S01-S03, S06 or A02-A08 where the question is not the one that is asked, or an answer is
        missing or cannot be used.
        """
        asked = self._asked(question)
        given = accepted(values, asked, self._settled, self.pack.words)
        if question in self.pack.required_questions and None in given.values():
            raise self._wrong("S06", "move_required")
        return self._pass(asked, given, skipped=False)

    def dont_know(self, question: str) -> Interview:
        """Answers a question with "don't know". StepError S01, S03 or S06."""
        asked = self._asked(question)
        if question in self.pack.required_questions:
            raise self._wrong("S06", "move_required")
        return self._pass(asked, {field.id: None for field in asked.fields}, skipped=False)

    def skip(self, question: str) -> Interview:
        """Puts a question off: it stays open, and the stop offers it again. StepError S01, S03 or S06."""
        asked = self._asked(question)
        if question in self.pack.required_questions:
            raise self._wrong("S06", "move_required")
        return self._pass(asked, {}, skipped=True)

    def back(self, name: str) -> Interview:
        """Shows the last question again, its answer as it was; from a changed question, back to the review
        with the answer kept.

        `name` is that of the step gone back from: the question that is asked, or the reason of the stop.
        StepError S01 where it is another one, S04 at the first question (`can_go_back`).
        """
        self._check_name(name)
        if self.changing:
            return replace(self, at=None, changing=False)
        if not self.trail:
            raise self._wrong("S04", "move_first")
        last = self.trail[-1]
        names = self._names(last)
        return replace(
            self,
            given={name: value for name, value in self.given.items() if name not in names},
            aside={**self.aside, **{name: self.given[name] for name in self.given if name in names}},
            trail=self.trail[:-1],
            skipped=self.skipped - {last},
            at=last,
        )

    def change(self, question: str) -> Interview:
        """Opens a question of the review again. StepError S05 if it is not part of the review."""
        if question not in {reviewed.question.id for reviewed in self.review}:
            raise self._wrong("S05", "move_not_answered")
        return replace(self, at=question, changing=True)

    def take_over(
        self, values: Mapping[str, object], origins: Mapping[str, Origin] | None = None
    ) -> Interview:
        """Answers questions that were not asked yet with what the runner has confirmed elsewhere, such as
        numbers from training files. A question with a field left is still asked. StepError A02-A08 where one
        cannot be used; what was answered already stays.

        `origins` says where they come from; the result repeats it until the runner changes the answer.
        """
        given, known = dict(self.given), dict(self.origins)
        for name, value in values.items():
            question = self.pack.questionnaire.question_of.get(name)
            if question is None or name not in self.pack.questionnaire.fields:
                say = self.pack.words
                raise StepError([Problem("A02", say("wrong_A02", asks="-"), say("wrong_A02_way", asks="-"))])
            if given.get(name) is None and question.id not in self.trail:
                rest = {field.id: None for field in question.fields if field.id != name}
                given[name] = accepted({**rest, name: value}, question, self._settled, self.pack.words)[name]
                known |= {name: origins[name]} if origins and name in origins else {}
        return replace(self, given=given, origins=known)

    def take_up_skipped(self) -> Interview:
        """Asks the questions that were put off after all."""
        return replace(
            self, trail=tuple(name for name in self.trail if name not in self.skipped), skipped=frozenset()
        )

    def with_goal(self, goal: Goal) -> Interview:
        """Goes on for another goal: `Stop.further` names one with something left to ask. StepError S07 where
        there is no such goal.
        """
        return replace(self, goal=goal)

    # --- how a move is made

    def _pass(self, question: Question, values: Mapping[str, Value | None], *, skipped: bool) -> Interview:
        """The interview after a question, what no longer applies set aside."""
        names = self._names(question.id)
        given = {name: value for name, value in self.given.items() if name not in names} | dict(values)
        aside = {name: value for name, value in self.aside.items() if name not in names}
        stale = self._stale(given)
        left = {name: value for name, value in given.items() if name not in stale}
        gone = {question.id for question in self._questions if not stale.isdisjoint(self._names(question.id))}
        return replace(
            self,
            given=left,
            aside={**aside, **{name: given[name] for name in stale}},
            trail=(*(name for name in self.trail if name != question.id and name not in gone), question.id),
            skipped=(self.skipped | {question.id} if skipped else self.skipped - {question.id}) - gone,
            at=None,
            changing=False,
            origins={
                name: origin
                for name, origin in self.origins.items()
                if name not in names or values.get(name) == self.given.get(name)
            },
        )

    def _stale(self, given: Mapping[str, Value | None]) -> set[str]:
        """The answers that this move makes inapplicable, or that are no longer among the options left; not
        those that were so before.
        """
        stale: set[str] = set()
        while True:
            settled = self._settle({name: value for name, value in given.items() if name not in stale})
            further = {
                name
                for name in given
                if name not in stale and name not in self._unfit and _does_not_fit(name, settled)
            }
            if not further:
                return stale
            stale |= further

    @cached_property
    def _unfit(self) -> frozenset[str]:
        """The answers that do not fit already: those of a file are kept, and the result tells of them."""
        return frozenset(name for name in self.given if _does_not_fit(name, self._settled))

    def _asked(self, name: str) -> Question:
        """The question that is asked, which is the one named."""
        self._check_name(name)
        step = self.step
        if not isinstance(step, Ask):
            raise self._wrong("S03", "move_no_question")
        return step.question

    def _check_name(self, name: str) -> None:
        """StepError S01 (S03 at a stop) where a move names another step than the one the interview is at."""
        step = self.step
        if name == step.name:
            return
        if not isinstance(step, Ask):
            raise self._wrong("S03", "move_no_question")
        known = any(question.id == name for question in self._questions)
        words = self.pack.words
        way_out = words("move_go_on", ask=words("quoted", text=step.question.ask))
        raise StepError([Problem("S01", words("move_stale" if known else "move_foreign"), way_out)])

    def _wrong(self, code: str, text: str, **values: object) -> StepError:
        words = self.pack.words
        return StepError([Problem(code, words(text), words(f"{text}_way", **values))])

    # --- what the step is made of

    @cached_property
    def _settled(self) -> Answers:
        return self._settle(self.given)

    def _settle(self, given: Mapping[str, Value | None]) -> Answers:
        """The answers that count, and those set aside that report an emergency which nothing has taken back:
        their question does not apply, so it cannot be answered otherwise.
        """
        values = {name: value for name, value in given.items() if value is not None}
        again = tuple(name for name in self.again if name not in values)
        settled = normalise(values, self.pack.questionnaire, ticked=self.ticked, again=again)
        signs = {
            name: value
            for name, value in self.aside.items()
            if value is not None
            and name not in given
            and settled.applicable.get(name) is False
            and reports_emergency(name, value, self.pack)
        }
        if not signs:
            return settled
        return normalise({**values, **signs}, self.pack.questionnaire, ticked=self.ticked, again=again)

    @property
    def _questions(self) -> tuple[Question, ...]:
        return self.pack.questionnaire.questions

    def _names(self, question: str) -> set[str]:
        return {field.id for field in self._question(question).fields}

    def _question(self, name: str) -> Question:
        return next(question for question in self._questions if question.id == name)

    def _section(self, question: str) -> Section:
        name = self._question(question).section
        return next(section for section in self.pack.questionnaire.sections if section.id == name)

    @cached_property
    def _next(self) -> Next:
        return next_question(
            self.analysis, self.goal, self._section(self.trail[-1]).id if self.trail else None
        )

    @property
    def _current(self) -> str | None:
        return self.at if self.at is not None else self._next.question

    @property
    def _put_off(self) -> tuple[str, ...]:
        return tuple(question.id for question in self._questions if question.id in self.skipped)

    @property
    def _further(self) -> tuple[Goal, int] | None:
        """The next goal with something left to ask."""
        goals = list(GOAL_FACTS)
        for goal in goals[goals.index(self.goal) + 1 :]:
            left = questions_left(self.analysis, goal)
            if left:
                return goal, len(left)
        return None

    def _ask(self, name: str) -> Ask:
        question = self._question(name)
        domains = self._settled.domains
        known = {**self.ticked, **self.aside, **self.given}
        choices = {field.id: domains[field.id] for field in question.fields if field.kind == "choice"}
        return Ask(
            question=question,
            section=self._section(name),
            options={
                name: tuple(map(str, domain.options))
                for name, domain in choices.items()
                if isinstance(domain, ChoiceDomain)
            },
            earlier={field.id: known[field.id] for field in question.fields if field.id in known},
            progress=progress(self.analysis, self.goal, self._next.remaining, name, self.trail),
            opens_section=not self.trail or self._section(self.trail[-1]) != self._section(name),
            changing=self.changing,
            can_go_back=self.can_go_back,
            required=name in self.pack.required_questions,
        )


def _does_not_fit(name: str, answers: Answers) -> bool:
    """Whether an answer stands to a question that does not apply, or is none of the options left."""
    domain = answers.domains[name]
    value = answers.given.get(name)
    return answers.applicable.get(name, True) is False or (
        isinstance(domain, ChoiceDomain) and value is not None and value not in domain.options
    )
