"""Made-up runners as a pack describes them (population.yaml): how often each answer is given, and what it
depends on.

Read here and checked against the questions; drawn elsewhere. They serve to compare packs and to measure the
interview. No result depends on them, so they are no part of a pack's hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from runner_intake.conditions import (
    ALWAYS,
    NEVER,
    NONE_OPTION,
    ManyDomain,
    NumberDomain,
    Scope,
    fields_used,
    ground,
    parse_condition,
)
from runner_intake.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.conditions import Condition
    from runner_intake.questionnaire import Field, Questionnaire
    from runner_intake.reading import Node

Curve = Literal["bell", "skewed", "decaying"]
CURVES: tuple[Curve, ...] = get_args(Curve)
BOUNDS = ("at_least", "at_most")


class YesNoDraw(NamedTuple):
    """A yes from this share of runners (0 to 1)."""

    share: float


class ChoiceDraw(NamedTuple):
    """One option, each as often as its weight says."""

    weights: Mapping[str, float]


class ListDraw(NamedTuple):
    """This share of runners ticks an option by its weight, the others `none`; of those who tick, the share
    `more` ticks a second one.
    """

    share: float
    weights: Mapping[str, float]
    more: float


class NumberDraw(NamedTuple):
    """A number from a curve, in the unit of its field.

    `bell`: `middle` is the mean and `spread` the standard deviation. `skewed`: `middle` is the median, and
    about two thirds lie between middle / spread and middle x spread. `decaying`: `middle` is the mean, and
    small numbers are the most frequent. `plus` adds so many times an earlier number to `middle`; `times` is
    an earlier number that the whole is multiplied by. The share `zero` gets 0 instead. `at_least` and
    `at_most` bound it by a number or by an earlier field; the field's own range and step hold anyway.
    """

    curve: Curve
    middle: float
    spread: float
    plus: Mapping[str, float]
    times: str
    zero: float
    at_least: float | str | None
    at_most: float | str | None


Draw = YesNoDraw | ChoiceDraw | ListDraw | NumberDraw


class ConditionalDraw(NamedTuple):
    """How an answer is drawn where a condition on earlier answers holds."""

    when: Condition
    draw: Draw


class Population(NamedTuple):
    """How the answers of made-up runners are drawn.

    `answers` has for each field its branches, in the order of drawing; the first that holds counts, and the
    last always does. Fields that it lacks get any answer. `dont_know` is the share of "don't know" among the
    answers that no safety question asks for (0 to 1).
    """

    dont_know: float
    answers: Mapping[str, tuple[ConditionalDraw, ...]]


def read_population(node: Node, questionnaire: Questionnaire) -> Population:
    """The population of a pack; problems are recorded at their places."""
    return _Reader(questionnaire).population(node)


class _Reader:
    """Reads fields in order; each may look only at those above it."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.above: list[str] = []

    def population(self, node: Node) -> Population:
        node.only_keys(("dont_know", "answers"))
        share = node.get("dont_know")
        answers: dict[str, tuple[ConditionalDraw, ...]] = {}
        for name, entry in node.require("answers").entries("a mapping of fields to how they are answered"):
            field = self.questionnaire.fields.get(name)
            if field is None:
                hint = did_you_mean(name, self.questionnaire.fields)
                entry.report("P07", f"There is no field `{name}`.", "Use the id of a question.", hint)
                continue
            self._looks_back(entry, self.questionnaire.gates.get(name, ALWAYS), f"`{name}` is asked only if")
            if field.options_from:
                self._is_above(entry, field.options_from, f"The options of `{name}` come from")
            answers[name] = tuple(self._branches(entry, field))
            self.above.append(name)
        return Population(_share(share) if share else 0, answers)

    def _branches(self, node: Node, field: Field) -> Iterator[ConditionalDraw]:
        if node.is_table():
            yield ConditionalDraw(ALWAYS, self._draw(node, field))
            return
        rows = node.rows("how the answer is drawn, or a list of that with `when`")
        for row in rows[:-1]:
            yield ConditionalDraw(self._when(row.require("when")), self._draw(row, field, "when"))
        for row in rows[-1:]:
            if when := row.get("when"):
                when.report(
                    "P02",
                    "Nothing is said about all other runners.",
                    "End the list with a row without `when`.",
                )
            yield ConditionalDraw(ALWAYS, self._draw(row, field, "when"))
        if node.value == []:
            node.report("P02", "This list is empty.", "Say how the answer is drawn.")

    def _when(self, node: Node) -> Condition:
        written = parse_condition(node, Scope(self.questionnaire.domains)) if node.is_table() else NEVER
        if not node.is_table():
            node.report("P04", "Expected a condition here.", "Write {field: test}.")
        self._looks_back(node, ground(written, self.questionnaire.gates), "This condition looks at")
        return written

    def _looks_back(self, node: Node, grounded: Condition, who: str) -> None:
        """Whether a condition looks only at fields that are drawn above."""
        for name in self.questionnaire.in_order(frozenset(fields_used(grounded))):
            self._is_above(node, name, who)

    def _is_above(self, node: Node, name: str, who: str) -> None:
        if name not in self.above:
            node.report("P13", f"{who} `{name}`, which is not above it.", f"Move `{name}` up.")

    # --- one draw

    def _draw(self, node: Node, field: Field, *also: str) -> Draw:
        match field.kind:
            case "yes_no":
                node.only_keys(("share", *also))
                return YesNoDraw(_share(node.require("share")))
            case "choice":
                node.only_keys(("weights", *also))
                return ChoiceDraw(_weights(node, list(field.options)))
            case "multi_choice":
                return self._list_draw(node, field, also)
            case "number" | "scale":
                return self._number_draw(node, field, also)

    def _list_draw(self, node: Node, field: Field, also: Sequence[str]) -> ListDraw:
        node.only_keys(("share", "weights", "more", *also))
        assert isinstance(field.domain, ManyDomain)
        signs = [option for option in field.domain.options if option != NONE_OPTION]
        more = node.get("more")
        return ListDraw(_share(node.require("share")), _weights(node, signs), _share(more) if more else 0)

    def _number_draw(self, node: Node, field: Field, also: Sequence[str]) -> NumberDraw:
        node.only_keys((*CURVES, "spread", "plus", "times", "zero", *BOUNDS, *also))
        named = [curve for curve in CURVES if node.get(curve)]
        if len(named) != 1:
            node.report(
                "P02", "A number is drawn from exactly one curve.", f"Keep one of: {', '.join(CURVES)}."
            )
        curve: Curve = named[0] if named else "bell"
        middle, zero, plus, times = (node.get(key) for key in (curve, "zero", "plus", "times"))
        assert isinstance(field.domain, NumberDomain)
        if zero and not field.domain.minimum <= 0 <= field.domain.maximum:
            zero.report("P17", f"`{field.id}` is never 0.", "Leave `zero` out.")
        lower, upper = (node.get(key) for key in BOUNDS)
        return NumberDraw(
            curve,
            middle.number() if middle else 0,
            self._spread(node, curve),
            {name: entry.number() for name, entry in plus.entries() if self._number(entry, name)}
            if plus
            else {},
            times.text() if times and self._number(times, str(times.value)) else "",
            _share(zero) if zero else 0,
            self._bound(lower) if lower else None,
            self._bound(upper) if upper else None,
        )

    def _spread(self, node: Node, curve: Curve) -> float:
        """The spread of a curve: bell 0 or more, skewed 1 or more (a factor), none for decaying."""
        if curve == "decaying":
            if extra := node.get("spread"):
                extra.report("P03", "A decaying curve has no spread of its own.", "Leave it out.")
            return 0
        written = node.require("spread")
        spread, lowest = written.number(), 1 if curve == "skewed" else 0
        if spread < lowest:
            written.report("P17", f"The spread of this curve is below {lowest}.", f"Use {lowest} or more.")
        return spread

    def _bound(self, node: Node) -> float | str:
        if isinstance(node.value, int | float):
            return node.number()
        return node.text() if self._number(node, str(node.value)) else 0

    def _number(self, node: Node, name: str) -> bool:
        """Whether this is the name of a number above."""
        numbers = [
            other for other in self.above if isinstance(self.questionnaire.fields[other].domain, NumberDomain)
        ]
        if name not in numbers:
            node.report(
                "P07",
                f"There is no number `{name}` above this.",
                "Use the id of one that is.",
                did_you_mean(name, numbers),
            )
        return name in numbers


def _share(node: Node) -> float:
    share = node.number()
    if not 0 <= share <= 1:
        node.report("P17", "A share is outside 0 to 1.", "Write half of all as 0.5.")
    return share


def _weights(node: Node, options: Sequence[str]) -> Mapping[str, float]:
    """The weights of some options; those left out have none. Without `weights` all weigh the same."""
    table = node.get("weights")
    if table is None:
        return dict.fromkeys(options, 1)
    weights: dict[str, float] = {}
    for option, entry in table.entries("a mapping of options to weights"):
        weights[option] = entry.number()
        if option not in options:
            entry.report(
                "P09",
                f"`{option}` is not one of the options.",
                f"Use some of: {', '.join(options)}.",
                did_you_mean(option, options),
            )
        if weights[option] < 0:
            entry.report("P17", "A weight is below 0.", "Use 0 or more.")
    if table.is_table() and not sum(weights.values()) > 0:
        table.report("P17", "No option has a weight above 0.", "Give one to each answer that occurs.")
    return weights
