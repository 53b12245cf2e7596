"""Vectors as single integers: the same sums, lowest amounts and single amounts as with a tuple for each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner_intake.circuit import Packing

MOST = (1, 127, 128, 2**31, 2**63 - 1, 2**63, 2**64, 2**90)


def test_three_amounts_lie_in_three_lanes() -> None:
    packing = Packing(3, 100)
    vector = packing.packed((5, -7, 0))
    assert packing.amounts(vector) == (5, -7, 0)
    assert [packing.amount(vector, lane) for lane in range(3)] == [5, -7, 0]
    assert packing.amounts(vector + packing.packed((1, 1, -1))) == (6, -6, -1)
    assert packing.amounts(packing.lowest(vector, packing.packed((4, -6, 0)))) == (4, -7, 0)
    assert packing.amounts(packing.above_zero(vector)) == (5, 0, 0)


def test_amounts_of_the_last_lanes_may_be_missing() -> None:
    packing = Packing(3, 100)
    assert packing.amounts(packing.packed((-5,))) == (-5, 0, 0)
    assert packing.amounts(packing.packed(())) == (0, 0, 0)


def test_one_amount_lies_in_its_lane_alone() -> None:
    packing = Packing(3, 100)
    vector = packing.in_lane(9, 1)
    assert packing.amounts(vector) == (0, 9, 0)
    assert [bool(vector & packing.lane(lane)) for lane in range(3)] == [False, True, False]
    assert packing.amounts(packing.lane(0) & packing.packed((3, 4, 5))) == (3, 0, 0)


@pytest.mark.parametrize("most", MOST)
def test_the_most_that_was_said_fits(most: int) -> None:
    packing = Packing(2, most)
    low, high = packing.packed((-most, most)), packing.packed((most, -most))
    assert packing.amounts(low) == (-most, most)
    assert packing.amounts(low + high) == (0, 0)
    assert packing.amounts(packing.lowest(low, packing.packed((0, 0)))) == (-most, 0)
    assert packing.amounts(packing.above_zero(high)) == (most, 0)
    assert packing.amount(high, 0) == most
    assert packing.amount(high, 1) == -most


@given(st.data(), st.sampled_from(MOST), st.integers(0, 5))
def test_vectors_are_what_tuples_would_be(data: st.DataObject, most: int, count: int) -> None:
    """Sums, differences and lowest amounts of vectors, up to half of the most, as differences must fit."""
    amounts = st.lists(st.integers(-most // 2 + 1, most // 2), min_size=count, max_size=count)
    one, other = data.draw(amounts), data.draw(amounts)
    packing = Packing(count, most)
    a, b = packing.packed(one), packing.packed(other)
    assert packing.amounts(a) == tuple(one)
    assert packing.amounts(a + b) == tuple(map(sum, zip(one, other, strict=True)))
    assert packing.amounts(a - b) == tuple(x - y for x, y in zip(one, other, strict=True))
    assert packing.amounts(packing.lowest(a, b)) == tuple(map(min, one, other))
    assert packing.amounts(packing.above_zero(a)) == tuple(max(0, x) for x in one)
    assert (a == b) == (one == other)
