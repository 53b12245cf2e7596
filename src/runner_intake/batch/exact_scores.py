"""Where bounds of scores are exact.

Groups of rules are bounded apart and added up. Two of them may wait for the same answer: the sum is reached
all the same where some answer gives each of them its least at once. Where none does, no more than one of them
may be open.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import polars as pl

from runner_intake.batch.answer_columns import FALSE, all_of, sum_of
from runner_intake.batch.exactness import MOST_CELLS
from runner_intake.conditions import cells, many_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from runner_intake.batch.quantities import LinearQuantity
    from runner_intake.batch.rule_groups import GatedFields, MultiFieldRule
    from runner_intake.batch.scores import Scores

    Group = GatedFields | MultiFieldRule


@dataclass(frozen=True)
class ExactScores:
    """Where the bounds of some scores are exact."""

    scores: Scores

    def of(self, benefit: int) -> pl.Expr:
        """Where everything about one benefit alone is exact."""
        return self._where((benefit,), lambda _: self.scores.ends_of(benefit))

    def of_pairs(self) -> pl.Expr:
        """Where every benefit, and every difference of two, is exact; nowhere if there are too many pairs."""
        if not self.scores.looks_at_pairs:
            return FALSE
        return self._where(range(len(self.scores.pack.benefits)), self._everything_about)

    def _everything_about(self, groups: Sequence[Group]) -> Iterable[LinearQuantity]:
        benefits = sorted({benefit for group in groups for benefit in group.benefits})
        for benefit in benefits:
            yield from self.scores.ends_of(benefit)
        for a, b in permutations(benefits, 2):
            yield self.scores.difference(a, b)

    def _where(
        self, benefits: Collection[int], wanted: Callable[[Sequence[Group]], Iterable[LinearQuantity]]
    ) -> pl.Expr:
        groups = self.scores.about(benefits)
        waiting: dict[str, list[tuple[Group, pl.Expr]]] = defaultdict(list)
        for group in groups:
            for name, expr in group.touches(benefits).items():
                waiting[name].append((group, expr))
        alone = (
            sum_of(expr.cast(pl.Int32) for _, expr in pairs) <= 1
            for name, pairs in waiting.items()
            if len(pairs) > 1 and not self._at_once(name, [group for group, _ in pairs], wanted)
        )
        return all_of([*alone, *(group.exact(benefits) for group in groups)])

    def _at_once(
        self,
        name: str,
        groups: Sequence[Group],
        wanted: Callable[[Sequence[Group]], Iterable[LinearQuantity]],
    ) -> bool:
        """Whether for each quantity some answer to a field gives all groups their least."""
        questionnaire = self.scores.pack.questionnaire
        domain, field = questionnaire.domains[name], questionnaire.fields.get(name)
        tests = tuple(dict.fromkeys(test for group in groups for test in group.tests_of(name)))
        if (field is not None and field.options_from) or many_cells(domain, tests, MOST_CELLS):
            return False
        values = cells(domain, tests)
        every = (1 << len(values)) - 1
        wishes = [group.wish(name, values) for group in groups]
        for quantity in wanted(groups):
            common = every
            for wish in wishes:
                common &= wish(quantity)
            if not common:
                return False
        return True
