"""Whether the first suggestion, and the list of suggestions, is the same whatever is still answered, in
columns. False where nothing is scored, or that is not sure.

A benefit surely stands before another where the least difference of the two says so. Where no group of rules
is about both, that is where its lowest place is above the other's highest: then a pair costs next to nothing,
and a pack may have many benefits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final

import polars as pl

from runner_intake.batch.answer_columns import MARK, all_of, any_of
from runner_intake.batch.levels import HIDDEN, Levels

if TYPE_CHECKING:
    from collections.abc import Iterator

_FACTS: Final = ("settled.top", "settled.list")


@dataclass(frozen=True)
class Settled:
    """What is settled, as seen in a frame."""

    levels: Levels

    @property
    def _all(self) -> range:
        return self.levels.all

    @cached_property
    def _apart(self) -> dict[int, tuple[int, ...]]:
        """For each benefit those that no group is about as well."""
        joined = self.levels.scores.joined
        return {
            index: tuple(other for other in self._all if other != index and (index, other) not in joined)
            for index in self._all
        }

    @cached_property
    def _rivals(self) -> dict[tuple[int, ...], int]:
        """A number for each set of benefits that some other one is compared with by places."""
        return {others: number for number, others in enumerate(dict.fromkeys(self._apart.values())) if others}

    def stages(self) -> Iterator[list[pl.Expr]]:
        """The helper columns: the lowest and highest place of each benefit, what is surely shown, the places
        of what is (others are out of the way of all), and the two facts.
        """
        alone = [index for index, others in self._apart.items() if others]
        lowest, highest = self.levels.lowest_place, self.levels.highest_place
        yield [
            *(lowest(index).alias(f"{MARK}lowest.{index}") for index in alone),
            *(highest(index).alias(f"{MARK}highest.{index}") for index in alone),
        ]
        yield [self._is_surely_shown(index).alias(f"{MARK}surely_shown.{index}") for index in self._all]
        yield [
            *(
                pl.max_horizontal(map(self._highest, others)).alias(f"{MARK}rivals.{number}")
                for others, number in self._rivals.items()
            ),
            *(
                pl.when(self._surely_shown(index))
                .then(self._lowest(index))
                .otherwise(self.levels.standings.end)
                .alias(f"{MARK}from.{index}")
                for index in alone
            ),
            *(
                pl.when(self._surely_shown(index))
                .then(self._highest(index))
                .otherwise(HIDDEN)
                .alias(f"{MARK}to.{index}")
                for index in alone
            ),
        ]
        scored = self.levels.screen.surely_scored
        facts = (self._top_is_settled(), self._list_is_settled())
        yield [(scored & fact).alias(f"{MARK}{name}") for fact, name in zip(facts, _FACTS, strict=True)]

    def columns(self) -> Iterator[pl.Expr]:
        """What comes out."""
        return (pl.col(f"{MARK}{name}").alias(name) for name in _FACTS)

    @property
    def completely(self) -> pl.Expr:
        """Whether both are settled."""
        return all_of(pl.col(f"{MARK}{name}") for name in _FACTS)

    # --- pairs

    @staticmethod
    def _lowest(index: int) -> pl.Expr:
        return pl.col(f"{MARK}lowest.{index}")

    @staticmethod
    def _highest(index: int) -> pl.Expr:
        return pl.col(f"{MARK}highest.{index}")

    def _surely_before(self, a: int, b: int) -> pl.Expr:
        if b in self._apart[a]:
            return self._lowest(a) > self._highest(b)
        return self.levels.scores.before(a, b)

    def _before_all_others(self, index: int) -> pl.Expr:
        apart = self._apart[index]
        joined = (other for other in self._all if other != index and other not in apart)
        others = [self._surely_before(index, other) for other in joined]
        if apart:
            others.append(self._lowest(index) > pl.col(f"{MARK}rivals.{self._rivals[apart]}"))
        return all_of(others)

    def _are_in_order(self, a: int, b: int) -> pl.Expr:
        """Whether one of two surely stands before the other, or one of them is not surely shown."""
        if b in self._apart[a]:
            start, end = f"{MARK}from.", f"{MARK}to."
            return (pl.col(f"{start}{a}") > pl.col(f"{end}{b}")) | (
                pl.col(f"{start}{b}") > pl.col(f"{end}{a}")
            )
        both = self._surely_shown(a) & self._surely_shown(b)
        return ~both | self._surely_before(a, b) | self._surely_before(b, a)

    # --- facts

    def _is_surely_shown(self, index: int) -> pl.Expr:
        topic = (self._surely_before(index, other) for other in self.levels.on_topic(index))
        return all_of([self.levels.suggested(index), *topic])

    def _surely_shown(self, index: int) -> pl.Expr:
        return pl.col(f"{MARK}surely_shown.{index}")

    def _surely_hidden(self, index: int) -> pl.Expr:
        return ~self.levels.may_be_suggested(index) | any_of(
            self._surely_shown(other) for other in self.levels.on_topic(index)
        )

    def _top_is_settled(self) -> pl.Expr:
        nobody = all_of(~self.levels.may_be_suggested(index) for index in self._all)
        one = any_of(self.levels.suggested(index) & self._before_all_others(index) for index in self._all)
        return nobody | one

    def _list_is_settled(self) -> pl.Expr:
        fixed = all_of(self._surely_shown(index) | self._surely_hidden(index) for index in self._all)
        return fixed & all_of(self._are_in_order(a, b) for a, b in combinations(self._all, 2))
