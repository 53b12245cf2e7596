"""Reads the rules of a pack: safety rules, scorecards, first steps. Every condition goes through the one
algebra.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from runner_intake.conditions import AnyOf, Condition, NumberDomain, Scope, ground, parse_condition
from runner_intake.errors import did_you_mean
from runner_intake.pack.model import (
    Benefit,
    Ceiling,
    Evidence,
    FirstStepRules,
    Note,
    PointRule,
    SafetyRule,
    Source,
    StepRule,
    TextPart,
    When,
)
from runner_intake.pack.point_tables import table_rows
from runner_intake.vocabulary import EXPERT_OPINION, OUTCOMES, Grade, HelpLineKind, Outcome, Support

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.questionnaire import Questionnaire
    from runner_intake.reading import Node

NOTICE = "notice"
MAX_PER_CENT = 100

GIVEN_OUTCOMES = ("clarify", "guardian_needed", "emergency")
"""The outcomes whose rules may look at answers as given, before gates."""
CONDITION_OUTCOMES = ("discuss", "adapt")
CEILINGS = ("possible", "not_suggested")
"""The levels above which a scorecard may promise never to come."""
_BENEFIT_KEYS = (
    "short",
    "id",
    "title",
    "claim",
    "verdict",
    "verdict_notes",
    "evidence",
    "max",
    "same_topic",
    "requires",
    "monotone",
    "never_above",
    "points",
)


class RuleReader:
    """Reads rules against one questionnaire and its sources; problems go to the place that was read."""

    def __init__(
        self, questionnaire: Questionnaire, sources: Mapping[str, Source], benefits: Sequence[str] = ()
    ) -> None:
        self.questionnaire = questionnaire
        self.sources = sources
        self.benefits = benefits
        self.names: dict[str, Node] = {}
        pages = {name: question.id for name, question in questionnaire.question_of.items()}
        self.scope = Scope(questionnaire.domains, pages)

    # --- shared parts

    def when(self, node: Node, scope: Scope | None = None) -> When:
        written = parse_condition(node, scope or self.scope)
        return self.grounded(written)

    def grounded(self, written: Condition) -> When:
        return When(written, ground(written, self.questionnaire.gates))

    def basis(self, node: Node) -> tuple[str, ...]:
        names = node.texts()
        for name in names:
            if name != EXPERT_OPINION and name not in self.sources:
                node.report(
                    "P14",
                    f"There is no source `{name}`.",
                    f"Add it to sources.yaml, or use {EXPERT_OPINION}.",
                    did_you_mean(name, self.sources),
                )
        if node.value == []:
            node.report("P02", "No basis is named.", f"Name a source, or {EXPERT_OPINION}.")
        return names

    def text_and_parts(self, node: Node, written: Condition) -> tuple[str, tuple[TextPart, ...]]:
        """What a rule says: a text, or `{text, parts}` where its condition is an `any` at the top, with one
        text a part in its order.
        """
        if not node.is_table():
            return node.text(), ()
        node.only_keys(("text", "parts"))
        text, parts_spot = node.require("text").text(), node.require("parts")
        texts = [row.text() for row in parts_spot.rows("a list of texts")]
        reasons = written.parts if isinstance(written, AnyOf) else ()
        if texts and len(texts) != len(reasons):
            parts_spot.report(
                "P02",
                f"There are {len(texts)} texts for {len(reasons)} conditions of an `any` at the top of "
                f"`when`.",
                "Write one text for each condition, in their order, or a single text.",
            )
        return text, tuple(
            TextPart(self.grounded(reason), part) for reason, part in zip(reasons, texts, strict=False)
        )

    def name(self, node: Node, prefix: str = "") -> str:
        id_at = node.require("id")
        name = id_at.text()
        if name in self.names:
            id_at.report(
                "P06", f"The name `{name}` appears twice.", f"The other one is at {self.names[name].place}."
            )
        elif name and prefix and not name.startswith(prefix):
            id_at.report(
                "P16",
                f"The name `{name}` does not start with `{prefix}`.",
                f"Call it {prefix}{name.rpartition('.')[2]}.",
            )
        self.names.setdefault(name, id_at)
        return name

    # --- safety

    def safety(self, files: Sequence[Node]) -> tuple[SafetyRule, ...]:
        """Every safety rule, worst outcome first; `raised` may name rules that come earlier."""
        order = (*OUTCOMES, NOTICE)
        rules: list[SafetyRule] = []
        known: dict[str, Condition] = {}
        for file, outcome in sorted(
            ((file, self._outcome(file)) for file in files), key=lambda pair: order.index(pair[1])
        ):
            for row in file.require("rules").rows("a list of rules"):
                rule = self._safety_rule(row, outcome, known)
                known[rule.id] = rule.when.written
                rules.append(rule)
        return tuple(rules)

    def _outcome(self, node: Node) -> str:
        node.only_keys(("outcome", "rules"))
        outcome_at = node.require("outcome")
        outcome = outcome_at.text()
        allowed = [*(outcome for outcome in OUTCOMES if outcome not in ("incomplete", "clear")), NOTICE]
        if outcome and outcome not in allowed:
            outcome_at.report(
                "P07",
                f"`{outcome}` is not an outcome that rules can lead to.",
                f"Use one of: {', '.join(allowed)}.",
            )
        return outcome if outcome in allowed else NOTICE

    def _safety_rule(self, node: Node, outcome: Any, known: Mapping[str, Condition]) -> SafetyRule:  # noqa: ANN401
        node.only_keys(("id", "when", "message", "condition", "basis", "lines", "rules_out", "no_loading"))
        scope = Scope(
            self.scope.fields, self.scope.page_of, given=outcome in GIVEN_OUTCOMES, rules=dict(known)
        )
        condition, lines, no_loading = node.get("condition"), node.get("lines"), node.get("no_loading")
        if outcome in CONDITION_OUTCOMES:
            condition = node.require("condition")
        elif condition:
            condition.report(
                "P03", f"`condition` does not belong to a rule of outcome {outcome}.", "Say it in `message`."
            )
        when = self.when(node.require("when"), scope)
        message, parts = self.text_and_parts(node.require("message"), when.written)
        return SafetyRule(
            id=self.name(node),
            outcome=None if outcome == NOTICE else outcome,
            when=when,
            message=message,
            condition=condition.text() if condition else "",
            basis=self.basis(node.require("basis")),
            lines=one_of(lines, get_args(HelpLineKind)) if lines else None,
            place=node.place,
            rules_out=self._rules_out(node),
            no_loading=no_loading.boolean() if no_loading else False,
            parts=parts,
        )

    def _rules_out(self, parent: Node) -> tuple[str, ...]:
        node = parent.get("rules_out")
        for row in node.rows("a list of benefits") if node else []:
            name = row.text()
            if name and name not in self.benefits:
                row.report(
                    "P07",
                    f"There is no benefit `{name}`.",
                    "Use the id of a scorecard.",
                    did_you_mean(name, self.benefits),
                )
        return node.texts() if node else ()

    # --- scorecards

    def benefit(self, node: Node) -> Benefit:
        """One scorecard file."""
        node.only_keys(_BENEFIT_KEYS)
        name = node.require("id").text()
        notes, requires, topic, short = (
            node.get(key) for key in ("verdict_notes", "requires", "same_topic", "short")
        )
        highest_at = node.require("max")
        highest = highest_at.integer()
        if isinstance(highest_at.value, int) and highest < 1:
            highest_at.report(
                "P17", "The best score is below 1.", "Let it be the best score that any answers reach."
            )
        return Benefit(
            id=name,
            title=node.require("title").text(),
            short=short.text() if short else "",
            claim=node.require("claim").text(),
            verdict=node.require("verdict").text(),
            notes=tuple(self._note(row) for row in notes.rows()) if notes else (),
            evidence=self._evidence(node.require("evidence")),
            max=max(highest, 1),
            same_topic=topic.text() if topic else "",
            requires=self.when(requires) if requires else When(),
            monotone=self._monotone(node),
            rules=tuple(
                rule
                for row in node.require("points").rows("a list of point rules")
                for rule in self._point_rules(row, name)
            ),
            place=node.place,
            never_above=self._ceilings(node),
        )

    def _ceilings(self, node: Node) -> tuple[Ceiling, ...]:
        ceilings = node.get("never_above")
        return tuple(self._ceiling(row) for row in ceilings.rows("a list of promises")) if ceilings else ()

    def _ceiling(self, node: Node) -> Ceiling:
        node.only_keys(("when", "level"))
        return Ceiling(self.when(node.require("when")), one_of(node.require("level"), CEILINGS), node.place)

    def _note(self, node: Node) -> Note:
        node.only_keys(("when", "text", "grade", "sources"))
        grade, sources = node.get("grade"), node.get("sources")
        return Note(
            when=self.when(node.require("when")),
            text=node.require("text").text(),
            grade=one_of(grade, get_args(Grade)) if grade else None,
            sources=self.basis(sources) if sources else (),
        )

    def _evidence(self, node: Node) -> Evidence:
        node.only_keys(("grade", "support", "factor", "sources", "reviewed"))
        factor_at = node.require("factor")
        factor = factor_at.integer()
        if isinstance(factor_at.value, int) and not 1 <= factor <= MAX_PER_CENT:
            factor_at.report(
                "P17", "The evidence factor is outside 1 to 100 per cent.", "Choose one in that range."
            )
        return Evidence(
            grade=one_of(node.require("grade"), get_args(Grade)),
            support=one_of(node.require("support"), get_args(Support)),
            factor=factor,
            sources=self.basis(node.require("sources")),
            reviewed=day(node.require("reviewed")),
        )

    def _monotone(self, benefit: Node) -> dict[str, Any]:
        directions = benefit.get("monotone")
        promises: dict[str, Any] = {}
        for field, node in directions.entries() if directions else []:
            if not isinstance(self.questionnaire.domains.get(field), NumberDomain):
                node.report(
                    "P08",
                    f"There is no number `{field}`.",
                    "Name a number or scale.",
                    did_you_mean(field, self.questionnaire.domains),
                )
            promises[field] = one_of(node, ("up", "down"))
        return promises

    def _point_rules(self, rule: Node, benefit: str) -> Iterator[PointRule]:
        rule.only_keys(("id", "when", "bands", "choices", "points", "because", "basis"))
        name = self.name(rule, f"{benefit}.")
        basis = self.basis(rule.require("basis"))
        shapes = [key for key in ("when", "bands", "choices") if rule.get(key)]
        if len(shapes) != 1:
            rule.report("P02", "A point rule has exactly one of `when`, `bands` and `choices`.", "Keep one.")
            return
        if shapes == ["when"]:
            when = self.when(rule.require("when"))
            because, parts = self.text_and_parts(rule.require("because"), when.written)
            yield PointRule(
                name, name, when, _points(rule.require("points")), because, basis, rule.place, parts
            )
            return
        rows = list(table_rows(rule.require(shapes[0]), self.scope))
        texts = _reasons(rule.require("because"), [row for row, *_ in rows])
        for row, written, node in rows:
            row_when, points = self.grounded(written), _points(node)
            yield PointRule(f"{name}.{row}", name, row_when, points, texts[row], basis, node.place)

    # --- first steps

    def steps(self, node: Node) -> tuple[FirstStepRules, ...]:
        """Every first step."""
        node.only_keys(("steps",))
        return tuple(self._step(row) for row in node.require("steps").rows("a list of steps"))

    def _step(self, node: Node) -> FirstStepRules:
        node.only_keys(("id", "title", "rules"))
        name = self.name(node)
        return FirstStepRules(
            name,
            node.require("title").text(),
            tuple(self._step_rule(row, name) for row in node.require("rules").rows("a list of rules")),
        )

    def _step_rule(self, node: Node, step: str) -> StepRule:
        node.only_keys(("id", "outcome", "when", "priority", "because", "basis", "loading"))
        outcome, when, loading = node.get("outcome"), node.get("when"), node.get("loading")
        if not outcome:
            when = node.require("when")
        priority_at = node.require("priority")
        priority = priority_at.integer()
        if not 0 <= priority <= MAX_PER_CENT:
            priority_at.report("P17", "The priority is outside 0 to 100.", "Choose one in that range.")
        given = outcome is not None and outcome.value in GIVEN_OUTCOMES
        scope = Scope(self.scope.fields, self.scope.page_of, given=given)
        condition = self.when(when, scope) if when else When()
        because, parts = self.text_and_parts(node.require("because"), condition.written)
        return StepRule(
            id=self.name(node, f"{step}."),
            outcome=one_of(outcome, get_args(Outcome)) if outcome else None,
            when=condition,
            priority=priority,
            because=because,
            basis=self.basis(node.require("basis")),
            place=node.place,
            loading=loading.boolean() if loading else False,
            parts=parts,
        )


def day(node: Node) -> date:
    """A calendar day, YYYY-MM-DD."""
    try:
        return date.fromisoformat(node.value)
    except (TypeError, ValueError):
        node.report("P04", "Expected a day here.", "Write it as 2026-01-31.")
        return date.min


def one_of(node: Node, allowed: tuple[str, ...]) -> Any:  # noqa: ANN401  (the caller names the closed set)
    """The word there; reported where it is none of the allowed ones."""
    word = node.text()
    if word and word not in allowed:
        node.report(
            "P07",
            f"`{word}` is not known here.",
            f"Use one of: {', '.join(allowed)}.",
            did_you_mean(word, allowed),
        )
    return word


def _points(node: Node) -> int:
    points = node.integer()
    if node.value == 0:
        node.report("P17", "A rule of 0 points changes nothing.", "Give it points, or take it out.")
    return points


def _reasons(node: Node, rows: list[str]) -> dict[str, str]:
    """The reason of each row: one text for all, or one a row."""
    if not node.is_table():
        return dict.fromkeys(rows, node.text())
    node.only_keys(rows)
    return {row: node.require(row).text() for row in rows}
