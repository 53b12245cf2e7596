"""Domains and their cells: the answers next to a threshold, one answer from every cell, and how many there
are.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner_intake.conditions import (
    RATIO,
    ChoiceDomain,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    Within,
    cell_count,
    cells,
    in_one_cell,
    many_cells,
)
from runner_intake.conditions.cells import alike

WEEKS = NumberDomain(0, 100, 1)
SLEEP = NumberDomain(3, 12, 0.5)
SIGNS = ManyDomain(("fever", "sweats", "loss", "none"))
FEVER, ANY_SIGN = Includes("signs", 1, ("fever",)), Includes("signs", 1, ("fever", "sweats", "loss"))


# --- numbers ------------------------------------------------------------------------------------------------


def test_a_step_is_reached_by_its_number() -> None:
    assert [NumberDomain(0, 10, 2).at(steps) for steps in (0, 1, 5)] == [0, 2, 10]
    assert [SLEEP.at(steps) for steps in (6, 7)] == [3, 3.5]
    assert [SLEEP.steps(number) for number in (3, 3.5, 3.25)] == [6, 7, None]
    assert [NumberDomain(0, 10, 2).steps(number) for number in (0, 4, 5)] == [0, 2, None]
    assert [WEEKS.steps(number) for number in (0, 7, 7.0, 7.5)] == [0, 7, 7, None]


def test_a_number_may_be_off_its_step_by_a_millionth_of_it_and_no_more() -> None:
    domain = NumberDomain(0, 10**6, 5**6)  # of this step a millionth is exactly 1/64, which a float can hold
    assert domain.steps(5**6 + 1 / 64) == 1
    assert domain.steps(5**6 + 1 / 32) is None


@pytest.mark.parametrize(
    ("domain", "threshold", "near"),
    [
        (WEEKS, 6, (5, 6, 7, 8)),
        (SLEEP, 6.1, (5.5, 6, 6.5, 7)),
        (WEEKS, 0, (0, 1, 2)),
        (WEEKS, 99, (98, 99, 100)),
        (RATIO, 1.1, (Fraction(11, 10), Fraction(1101, 1000), Fraction(1099, 1000))),
        (RATIO, Fraction(1, 3), (Fraction(1, 3), Fraction(1003, 3000), Fraction(997, 3000))),
        (RATIO, 0, (0, Fraction(1, 1000))),
    ],
)
def test_the_answers_next_to_a_threshold_are_inside_the_range_and_exact(
    domain: NumberDomain, threshold: float | Fraction, near: tuple[float | Fraction, ...]
) -> None:
    assert domain.near(threshold) == near


@given(st.integers(6, 24), st.integers(1, 499))
def test_every_threshold_has_an_answer_next_to_it_on_either_side(steps: int, past: int) -> None:
    on, off = SLEEP.at(steps), SLEEP.at(steps) + past / 1000
    grid = [SLEEP.at(number) for number in range(6, 25)]
    for threshold in (on, off):
        near = SLEEP.near(threshold)
        assert set(near) <= set(grid)
        assert max((answer for answer in grid if answer < threshold), default=3) in near
        assert min((answer for answer in grid if answer > threshold), default=12) in near
    assert on in SLEEP.near(on)


# --- cells --------------------------------------------------------------------------------------------------


def test_of_numbers_the_first_of_every_cell_is_taken() -> None:
    some_weeks = Within("weeks", low=6, high=13, high_open=True)
    assert cells(WEEKS, (some_weeks, Within("weeks", low=52, low_open=True))) == (0, 6, 53)
    assert cells(WEEKS, ()) == (0,)
    assert cells(RATIO, (Within("jump", high=1),)) == (0, Fraction(1001, 1000))


def test_as_many_answers_are_tried_as_cells_are_counted_where_the_bounds_lie_apart() -> None:
    for bounds in ([], [(10, 20)], [(10, 20), (40, 60)]):
        tests = [Within("weeks", low=low, high=high) for low, high in bounds]
        tried = {0, 100}.union(*(WEEKS.near(bound) for pair in bounds for bound in pair))
        assert cell_count(WEEKS, tests) == len(tried)


def test_options_that_no_test_tells_apart_are_alike_and_as_many_of_them_matter_as_are_asked_for() -> None:
    assert alike(SIGNS, ()) == [(["fever", "sweats", "loss"], range(2))]
    assert alike(SIGNS, (FEVER,)) == [(["fever"], range(2)), (["sweats", "loss"], range(2))]
    two = Includes("signs", 2, ("fever", "sweats", "loss"))
    assert alike(SIGNS, (two,)) == [(["fever", "sweats", "loss"], range(3))]
    held = ManyDomain(SIGNS.options, frozenset({"sweats"}))
    assert alike(held, (two,)) == [(["sweats", "fever", "loss"], range(1, 3))]


@given(
    st.lists(
        st.builds(
            Includes,
            st.just("signs"),
            st.integers(1, 3),
            st.lists(st.sampled_from(SIGNS.options), min_size=1, unique=True).map(tuple),
            st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    st.frozensets(st.sampled_from(SIGNS.options[:-1])),
)
def test_every_cell_of_a_list_has_the_options_that_are_held_and_no_more_are_there_than_counted(
    tests: tuple[Includes, ...], held: frozenset[str]
) -> None:
    samples = cells(ManyDomain(SIGNS.options, held), tests)
    assert all(held <= sample and sample for sample in samples)  # type: ignore[operator]  # a list
    assert len(samples) <= cell_count(SIGNS, tests)


def test_few_cells_are_counted_where_many_options_are_alike() -> None:
    options = tuple(f"option_{number}" for number in range(20))
    domain = ManyDomain((*options, "none"))
    assert cell_count(domain, ()) == 1
    assert cell_count(domain, (Includes("signs", 1, options[:10]),)) == 2 * 2
    assert (
        cell_count(domain, (Includes("signs", 1, options[:10]), Includes("signs", 3, options[:10]))) == 4 * 4
    )
    assert cell_count(ChoiceDomain(("heel", "knee")), (OneOf("site", ("heel",)),)) == 2


def test_answers_are_in_one_cell_where_every_test_says_the_same_of_them() -> None:
    both = (Within("weeks", low=6), Within("weeks", low=13))
    assert in_one_cell(7, 12, both)
    assert in_one_cell(1, 2, both)
    assert not in_one_cell(7, 13, both)
    assert not in_one_cell(1, 13, both)


def test_only_a_list_can_have_many_cells() -> None:
    assert cell_count(SIGNS, (FEVER,)) == 4
    assert many_cells(SIGNS, (FEVER,), 3)
    assert not many_cells(SIGNS, (FEVER,), 4)
    assert not many_cells(WEEKS, (Within("weeks", low=6),), 1)
