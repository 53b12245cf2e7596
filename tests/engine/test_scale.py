"""The numbers of the quantities, what points and applying add to them, and the bounds that their smallest
amounts stand for; each amount is put together when it is first asked for.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner_intake.circuit import Component, Item, Packing, Scale
from runner_intake.circuit.amounts import Amounts, Changed, Relaxed
from runner_intake.circuit.ends import Ends
from runner_intake.circuit.scale import Differences, Lazy, bounds_from
from runner_intake.conditions import OneOf

SCALE = Scale(3, weights=(1, 2, 5), big=100)


def test_every_difference_and_every_quantity_of_a_benefit_alone_has_its_own_number() -> None:
    assert SCALE.pairs == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
    differences = [SCALE.difference(a, b) for a, b in SCALE.pairs]
    alone = [quantity for benefit in range(3) for quantity in SCALE.alone(benefit)]
    assert differences + alone == list(range(SCALE.size))
    assert [SCALE.points(benefit) for benefit in range(3)] == [6, 11, 16]


def test_a_point_counts_for_the_differences_by_weight_and_for_the_benefit_alone_as_it_is() -> None:
    lowest, highest, highest_where_applicable, *_ = SCALE.alone(1)
    assert SCALE.of_point(1) == {
        **{SCALE.difference(1, other): 2 for other in (0, 2)},
        **{SCALE.difference(other, 1): -2 for other in (0, 2)},
        lowest: 1,
        highest: -1,
        highest_where_applicable: -1,
    }


def test_applying_counts_for_more_than_any_points() -> None:
    _, _, highest_where_applicable, surely, maybe = SCALE.alone(1)
    assert SCALE.applying(1) == surely
    assert SCALE.of_applying(1) == {
        **{SCALE.difference(1, other): 100 for other in (0, 2)},
        **{SCALE.difference(other, 1): -100 for other in (0, 2)},
        highest_where_applicable: -100,
        surely: 1,
        maybe: -1,
    }


@pytest.mark.parametrize(
    ("amounts", "bounds"),
    [
        ((3, -7, -106, 1, -1), (3, 6, True)),
        ((3, -7, -106, 0, -1), (3, 6, None)),
        ((3, -7, -6, 0, 0), (3, 6, False)),
    ],
)
def test_the_highest_points_count_where_the_benefit_applies_if_it_may(
    amounts: tuple[int, ...], bounds: tuple[int, int, bool | None]
) -> None:
    assert SCALE.bounds_alone(amounts) == bounds


def test_bounds_are_read_from_the_smallest_amounts() -> None:
    differences = [5, 0, -3, 1, 0, -1]
    alone = [(3, -7, -106, 1, -1), (0, -2, -102, 0, -1), (-1, -1, -1, 0, 0)]
    amounts = (*differences, *(amount for own in alone for amount in own))
    bounds = bounds_from(amounts, SCALE, exact=True)
    assert list(bounds.low) == [3, 0, -1]
    assert list(bounds.high) == [7, 2, 1]
    assert list(bounds.high_where_applicable) == [6, 2, 1]
    assert list(bounds.applies) == [True, None, False]
    assert bounds.differences == dict(zip(SCALE.pairs, differences, strict=True))
    assert len(bounds.differences) == 6
    assert bounds.amounts == amounts
    assert bounds.exact
    assert not bounds_from(amounts, SCALE, exact=False).exact


def test_of_equal_scores_the_one_declared_first_stands_before_the_other() -> None:
    bounds = bounds_from([0] * SCALE.size, SCALE, exact=True)
    assert bounds.surely_before(0, 1)
    assert not bounds.surely_before(1, 0)
    assert (bounds.behind(0, 1), bounds.behind(1, 0)) == (0, 1)


@pytest.mark.parametrize(
    ("difference", "surely"), [(-1, (False, False)), (0, (True, False)), (1, (True, True))]
)
def test_what_is_missing_until_a_benefit_surely_stands_before_another(
    difference: int, surely: tuple[bool, bool]
) -> None:
    same = [difference] * SCALE.size
    bounds = replace(bounds_from(same, SCALE, exact=True), differences=Differences(SCALE, same))
    assert (bounds.surely_before(0, 2), bounds.surely_before(2, 0)) == surely
    assert (bounds.behind(0, 2), bounds.behind(2, 0)) == (-difference, 1 - difference)


# --- when it is first asked for -----------------------------------------------------------------------------


def test_values_by_number_are_computed_once_and_only_those_asked_for() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return 10 * number

    values = Lazy(3, make)
    assert len(values) == 3
    assert (values[2], values[2], made) == (20, 20, [2])
    assert (values[:2], values[-1:]) == ((0, 10), (20,))
    assert sorted(made) == [0, 1, 2]
    assert values == [0, 10, 20]
    assert values != [0, 10, 21]
    assert values != 3
    assert hash(values) == hash((0, 10, 20))


@pytest.mark.parametrize("number", [-1, 3])
def test_there_is_no_value_outside(number: int) -> None:
    with pytest.raises(IndexError):
        Lazy(3, str)[number]
    with pytest.raises(IndexError):
        Changed((1, 2, 3), ())[number]


class AskedFor(dict[int, Any]):
    """States of components by number, with their amounts; remembers which were asked for."""

    def __init__(self, *amounts: tuple[int, ...]) -> None:
        super().__init__({number: SimpleNamespace(amounts=own) for number, own in enumerate(amounts)})
        self.asked: list[int] = []

    def __getitem__(self, number: int) -> Any:
        self.asked.append(number)
        return super().__getitem__(number)


def test_an_amount_is_what_holds_for_everybody_and_a_lane_of_every_component_that_touches_it() -> None:
    states = AskedFor((5, -2), (30,))
    terms = {0: [(0, 1), (1, 0)], 2: [(0, 0)]}
    ends = {number: 10 * number for number in range(6, 21)}
    amounts = Amounts(SCALE, {0: 100, 1: 7}, terms, states, lambda: ends)
    assert len(amounts) == 21
    assert (amounts[1], states.asked) == (7, [])
    assert (amounts[0], amounts[0], states.asked) == (128, 128, [0, 1])
    assert (amounts[6], amounts[20], states.asked) == (60, 200, [0, 1])
    assert amounts[1:4] == (7, 5, 0)
    assert list(amounts) == [128, 7, 5, 0, 0, 0, *ends.values()]


@given(
    st.lists(st.dictionaries(st.integers(6, 20), st.integers(-9, 9)), max_size=4),
    st.dictionaries(st.integers(0, 20), st.integers(-9, 9)),
)
def test_the_ends_of_all_benefits_are_added_up_over_the_components(
    added: list[dict[int, int]], constant: dict[int, int]
) -> None:
    """Each component adds something to some ends; its first lane is about the difference of two benefits."""
    lanes = [{0: 0, **{end: lane for lane, end in enumerate(own, 1)}} for own in added]
    components = [
        Component(root, frozenset(), own, Packing(len(own), 200), ()) for root, own in enumerate(lanes)
    ]
    terms = {end: [(number, own[end]) for number, own in enumerate(lanes) if end in own] for end in range(21)}
    ends = Ends(SCALE, components, constant, terms)
    vectors = [
        ends.vector(component, (77, *own.values())) for component, own in zip(components, added, strict=True)
    ]
    assert ends.amounts(vectors) == {
        end: constant.get(end, 0) + sum(own.get(end, 0) for own in added) for end in range(6, 21)
    }


def test_what_is_added_to_vectors_changes_the_amounts_of_their_lanes() -> None:
    changed = Changed((10, 20, 30), [({0: 1, 2: 0}, (-1, 5)), ({0: 0}, (-1,))])
    assert list(changed) == [14, 20, 29]


def test_a_rule_left_out_adds_what_it_surely_adds_or_may_take_away() -> None:
    condition = OneOf("a", (True,))
    amounts = {0: 1, 1: -1}
    surely, maybe = Item(condition, amounts, 2), Item(condition, amounts, 5)
    assert list(Relaxed((10, 10, 10), [(surely, True)])) == [12, 8, 10]
    assert list(Relaxed((10, 10, 10), [(maybe, False)])) == [10, 5, 10]
    assert list(Relaxed((10, 10, 10), [(surely, True), (maybe, False)])) == [12, 3, 10]
