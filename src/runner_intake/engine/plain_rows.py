"""Complete answers decided by the compiled pack, put in the order that a document has them: which rules are
findings, which benefits are suggested and which not, and why.

The same for models and for JSON text. Knows decisions; nothing of how a part looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.compiled import Decided, Flat, UnusualError
from runner_intake.vocabulary import UNSCORED

if TYPE_CHECKING:
    from collections.abc import Hashable

    from runner_intake.compiled import AnswerEntry, ScoredBenefit
    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.questionnaire import Answers
    from runner_intake.vocabulary import Why


RankedRow = tuple[int, "Why | None", "int | None"]
"""A benefit in its order: its index in the pack, why it is not suggested (None where it is), and the one that
covers it.
"""

RaisedRule = tuple["SafetyRule", "Hashable"]
"""A safety rule to report, and a key for what it says."""


class Rows:
    """The order of what one compiled pack decides."""

    def __init__(self, pack: Pack, flat: Flat) -> None:
        self.pack, self.flat = pack, flat
        layout = flat.layout
        self._fields = [
            tuple(layout.numbers[name] for name in layout.fields_of(rule)) for rule in pack.safety
        ]
        self._least = [layout.least(benefit) for benefit in pack.benefits]
        self._weights = pack.weights
        self._ratios = [(name, layout.numbers[name]) for name in pack.questionnaire.derived]
        self._topics = [benefit.same_topic for benefit in pack.benefits]

    def decided(self, answers: dict[str, object]) -> Decided:
        """What the answers come to; UnusualError where that is for the exact engine, as it is without
        consent.
        """
        decided = self.flat(answers)
        if decided[0] == "consent_needed":
            raise UnusualError
        return decided

    def answers(self, decided: Decided) -> Answers:
        """The answers in normal form, for a part that is made for the first time."""
        return self.flat.answers_of(decided[6])

    def raised(self, decided: Decided) -> list[RaisedRule]:
        """The safety rules to report, in the order of the pack, each with a key for what it says: those that
        hold, at an outcome without scores only those of it (and notices).
        """
        outcome, safety, entries = decided[0], decided[1], decided[6]
        rules: list[RaisedRule] = []
        while safety:
            index = (safety & -safety).bit_length() - 1
            safety &= safety - 1
            rule = self.pack.safety[index]
            if outcome not in UNSCORED or rule.outcome in (None, outcome):
                rules.append((rule, (index, *[entries[number][4] for number in self._fields[index]])))
        return rules

    def description(self, entries: tuple[AnswerEntry, ...]) -> dict[str, object]:
        """The ratios that are known, by name."""
        return {name: entries[number][2] for name, number in self._ratios if entries[number][0] is not None}

    def benefits(self, scored: tuple[ScoredBenefit, ...]) -> list[RankedRow]:
        """Every benefit, highest priority first, what does not apply last: its index in the pack, why it is
        not suggested, and the one that covers it.
        """
        order = [
            (not own[0], -own[1] * weight, index)
            for index, (own, weight) in enumerate(zip(scored, self._weights, strict=True))
        ]
        order.sort()
        rows: list[RankedRow] = []
        covers: dict[str, int] = {}
        for hidden, _, index in order:
            topic = self._topics[index]
            if hidden:
                rows.append((index, "not_applicable", None))
            elif scored[index][1] < self._least[index]:
                rows.append((index, "below_threshold", None))
            elif topic and topic in covers:
                rows.append((index, "covered_by", covers[topic]))
            else:
                covers[topic] = index
                rows.append((index, None, None))
        return rows


def findings_first(raised: list[RaisedRule]) -> tuple[SafetyRule, ...]:
    """The rules that ask for numbers to call, findings before notices."""
    asking = [rule for rule, _ in raised if rule.lines]
    return tuple(sorted(asking, key=lambda rule: rule.outcome is None))
