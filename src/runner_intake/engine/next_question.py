"""Which question to ask next for a goal, and whether the goal is reached. Pure: no input, no output.

Sections are finished one after the other, in the pack's order. Inside a section every safety question that
applies is asked, in order; then the question that, on average over its answers, leaves the open facts closest
to proof. Questions that the author keeps together stay together. An ordinary question on which no open fact
depends is never asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from runner_intake.conditions import (
    ALWAYS,
    Condition,
    Facts,
    GivenAs,
    Value,
    atoms,
    cells,
    fields_used,
    many_cells,
    residual,
)
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.cuts import tests_by_field
from runner_intake.engine.guarantees import Guarantees
from runner_intake.engine.open_facts import GOAL_FACTS, Fact, Goal, OpenFacts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Question


@dataclass(frozen=True, slots=True)
class Next:
    """The question to ask next, or None where the goal is reached; the open facts it can change; all that
    could still be asked for it.
    """

    question: str | None
    facts: tuple[Fact, ...] = ()
    remaining: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether no unasked question can change an open fact of the goal."""
        return self.question is None


def next_question(analysis: Analysis, goal: Goal, section: str | None = None) -> Next:
    """The next question for a goal. `section` is the section that the last question was in; it is finished
    before another one begins.
    """
    left = questions_left(analysis, goal)
    if not left:
        return Next(None)
    sections = {question.id: question.section for question in analysis.pack.questionnaire.questions}
    here = section if any(sections[name] == section for name in left) else sections[next(iter(left))]
    chosen = _choose([name for name in left if sections[name] == here], left, analysis)
    return Next(chosen, left[chosen], tuple(left))


def questions_left(analysis: Analysis, goal: Goal) -> dict[str, tuple[Fact, ...]]:
    """Every question that is still to be asked for a goal, as things stand, in the order of asking, with the
    open facts that it can change.

    A safety question is named for the fact of safety alone; the goal `complete` names every other question
    that applies for `full`.
    """
    if not analysis.scored:
        return {}
    questions = [
        question for question in analysis.pack.questionnaire.questions if can_ask(question, analysis)
    ]
    safety = {question.id for question in questions if _is_safety(question, analysis)}
    if goal == "complete":
        return {question.id: ("safety",) if question.id in safety else ("full",) for question in questions}
    found: dict[str, tuple[Fact, ...]] = dict.fromkeys(safety, ("safety",))
    for fact, names in relevant_questions(analysis, open_facts_of(analysis, goal)).items():
        found.update({name: (*found.get(name, ()), fact) for name in names if name not in safety})
    return {question.id: found[question.id] for question in questions if question.id in found}


def open_facts_of(analysis: Analysis, goal: Goal) -> tuple[Fact, ...]:
    """The facts a goal is about; nothing about suggestions once they are surely withheld."""
    facts = GOAL_FACTS[goal]
    return tuple(
        fact
        for fact in facts
        if fact in ("safety", "first_steps", "leading_steps") or not analysis.surely_withheld
    )


def relevant_questions(analysis: Analysis, facts: Iterable[Fact]) -> dict[Fact, tuple[str, ...]]:
    """For each open fact the questions that can be asked now and on which it depends, in the order of
    asking.
    """
    open_facts = OpenFacts(analysis)
    questions = analysis.pack.questionnaire.questions
    askable = [question for question in questions if can_ask(question, analysis)]
    found: dict[Fact, tuple[str, ...]] = {}
    for fact in facts:
        fields = open_facts.fields(fact)
        named = tuple(question.id for question in askable if not fields.isdisjoint(question.names))
        if named:
            found[fact] = named
    return found


def can_ask(question: Question, analysis: Analysis) -> bool:
    """Whether a question surely applies, has a field without an answer, and was not asked before; one about
    needles, while these count.
    """
    answers = analysis.answers
    if question.safety == "needling" and not analysis.needles.count:
        return False
    if answers.applicable.get(question.fields[0].id, True) is not True:
        return False
    return any(
        field.id not in answers.known and field.id not in analysis.asked and not _given(field.id, analysis)
        for field in question.fields
    )


def _given(name: str, analysis: Analysis) -> bool:
    """Whether an answer was given that does not count (none beside other options): it is asked again as a
    contradiction, not here.
    """
    return name in analysis.answers.given


def _is_safety(question: Question, analysis: Analysis) -> bool:
    """A safety question, one that a guardian rule waits for, or one that decides an urgent rule for this
    runner.
    """
    named = {field.id for field in question.fields}
    return (
        question.safety is not None
        or not named.isdisjoint(_guardian_fields(analysis.pack))
        or not named.isdisjoint(analysis.screening.missing)
    )


@lru_cache(maxsize=16)
def _guardian_fields(pack: Pack) -> frozenset[str]:
    rules = (rule for rule in pack.safety if rule.outcome == "guardian_needed")
    return frozenset(
        atom.field for rule in rules for atom in atoms(rule.when.written) if isinstance(atom, GivenAs)
    )


# --- the choice ---------------------------------------------------------------------------------------------


def most_useful_first(analysis: Analysis, relevant: Mapping[Fact, Sequence[str]]) -> dict[str, float]:
    """Questions by how much they bring the open facts towards proof, the most useful first; ties in the order
    of asking.
    """
    gains = _gains(analysis, relevant, {name for questions in relevant.values() for name in questions})
    return dict(sorted(gains.items(), key=lambda pair: -pair[1]))


def _choose(names: Sequence[str], left: Mapping[str, tuple[Fact, ...]], analysis: Analysis) -> str:
    """Of some questions of one section the one to ask: first what belongs to one just asked, then safety,
    then the most useful.
    """
    units = [
        (unit, [question.id for question in unit if question.id in names])
        for unit in _kept_together(analysis.pack.questionnaire.questions)
    ]
    waiting = [(unit, wanted) for unit, wanted in units if wanted]
    for unit, wanted in waiting:
        if any(_was_asked(question, analysis) for question in unit):
            return wanted[0]
    for _, wanted in waiting:
        if any(left[name] == ("safety",) for name in wanted):
            return wanted[0]
    if any("full" in facts for facts in left.values()):
        return waiting[0][1][0]
    gains = _gains(analysis, _by_fact(left), names)
    return max((wanted for _, wanted in waiting), key=lambda wanted: max(gains[name] for name in wanted))[0]


def _kept_together(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions in the order of asking, each with those that the author keeps directly after it."""
    units: list[list[Question]] = []
    for question in questions:
        if question.with_previous:
            units[-1].append(question)
        else:
            units.append([question])
    return units


def _was_asked(question: Question, analysis: Analysis) -> bool:
    return any(field.id in analysis.answers.known or field.id in analysis.asked for field in question.fields)


def _by_fact(left: Mapping[str, tuple[Fact, ...]]) -> dict[Fact, list[str]]:
    """The questions that can change each fact."""
    found: dict[Fact, list[str]] = {}
    for name, facts in left.items():
        for fact in facts:
            found.setdefault(fact, []).append(name)
    return found


def _gains(
    analysis: Analysis, relevant: Mapping[Fact, Sequence[str]], names: Collection[str]
) -> dict[str, float]:
    """For each of some questions how much of the burden of the open facts its answer takes away on average,
    in the order of asking.
    """
    burden = _Uncertainty(analysis, tuple(relevant))
    before = burden.now
    return {
        question.id: before - burden.after(question)
        for question in analysis.pack.questionnaire.questions
        if question.id in names
    }


MOST_CELLS = 5_000
"""A list that the rules cut into more cells than this counts as if it told nothing, so it is asked late."""


class _Uncertainty:
    """How far the open facts are from proof: 0 to 1 for each open quantity or condition; 0 for a fact once it
    is settled.
    """

    def __init__(self, analysis: Analysis, facts: Sequence[Fact]) -> None:
        self.analysis = analysis
        open_facts = OpenFacts(analysis)
        self.quantities = {
            fact: {each: each.distance_to_proof(analysis.bounds) for each in open_facts.quantities(fact)}
            for fact in facts
        }
        conditions = [
            *(
                condition
                for fact in facts
                if fact != "leading_steps"
                for condition in open_facts.conditions(fact).values()
            )
        ]
        self.conditions = [_Open.of(condition, analysis) for condition in dict.fromkeys(conditions)]
        self.leading: list[tuple[int, list[tuple[int, _Open]]]] = []
        if "leading_steps" in facts:
            self.conditions += [_Open.of(condition, analysis) for condition in analysis.open_special.values()]
            self.leading = [
                (
                    state.leading.priority if state.due else -1,
                    [
                        (rule.priority, _Open.of(rule.when.grounded, analysis))
                        for rule, true in state.rules
                        if true is None
                    ],
                )
                for state in analysis.steps_ahead
                if state.due is not False
            ]

    @property
    def now(self) -> float:
        return self._burden({})

    def after(self, question: Question) -> float:
        """The mean burden over the cells of a question's answers."""
        analyses = list(self._cells(question))
        return sum(self._burden(values) for values in analyses) / len(analyses)

    def _burden(self, values: Mapping[str, Value]) -> float:
        facts = Facts(values, {}, self.analysis.answers.domains)
        return (
            self._of_quantities(values)
            + sum(each.share(each.after(facts)) for each in self.conditions)
            + self._of_leading(facts)
        )

    def _of_quantities(self, values: Mapping[str, Value]) -> float:
        circuit = self.analysis.circuit
        scored = {
            name: (circuit.cells[name].of(value),) for name, value in values.items() if name in circuit.cells
        }
        if not scored or not any(self.quantities.values()):
            return sum(map(len, self.quantities.values()))
        bounds = circuit.bounds_of(self.analysis.evaluation.root_with(scored), self.analysis.answers.facts)
        guarantees = Guarantees(self.analysis.pack, bounds)
        total = 0.0
        for fact, quantities in self.quantities.items():
            settled = guarantees.top if fact == "top" else guarantees.shown_list if fact == "list" else False
            if quantities and not settled:
                total += sum(
                    quantity.distance_to_proof(bounds) / whole for quantity, whole in quantities.items()
                )
        return total

    def _of_leading(self, facts: Facts) -> float:
        """The open rules that could still lift a step to the first two, once the answers have made others
        certain.
        """
        certain: list[int] = []
        rivals: list[tuple[int, float]] = []
        for sure, rules in self.leading:
            after = [(priority, each, each.after(facts)) for priority, each in rules]
            now_sure = max([sure, *(priority for priority, _, left in after if left is ALWAYS)])
            if now_sure >= 0:
                certain.append(now_sure)
            rivals += [(priority, each.share(left)) for priority, each, left in after if priority > now_sure]
        second = sorted(certain, reverse=True)[1] if len(certain) > 1 else 0
        return sum(share for priority, share in rivals if priority >= second)

    def _cells(self, question: Question) -> Iterator[dict[str, Value]]:
        """One answer from every cell of a question; a page gives the cells of its unknown numbers and
        ratios.
        """
        known = self.analysis.answers.known
        tests = tests_by_field(self.analysis.pack)
        names = [name for name in question.names if name in tests and name not in known]
        domains = self.analysis.answers.domains
        few = [name for name in names if not many_cells(domains[name], tests[name], MOST_CELLS)]
        for values in product(*(cells(domains[name], tests[name]) for name in few)):
            yield dict(zip(few, values, strict=True))


@dataclass(frozen=True, slots=True)
class _Open:
    """A condition that is open as things stand: what is left of it, the fields it looks at, and how far it is
    from being decided.
    """

    left: Condition
    looks_at: frozenset[str]
    whole: float

    @classmethod
    def of(cls, condition: Condition, analysis: Analysis) -> _Open:
        left = residual(condition, analysis.answers.facts)
        looks_at = fields_used(left)
        return cls(left, looks_at, _share(len(looks_at)))

    def after(self, facts: Facts) -> Condition:
        """What is left of it after further answers."""
        return self.left if self.looks_at.isdisjoint(facts.known) else residual(self.left, facts)

    def share(self, left: Condition) -> float:
        """The burden of what is left: 0 where it is decided."""
        return self.whole if left is self.left else _share(len(fields_used(left)))


def _share(fields: int) -> float:
    """0 for a decided condition, more the more fields it still looks at, always below 1."""
    return fields / (fields + 1)
