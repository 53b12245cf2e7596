"""The search for answers that make a condition true: which answers it gives, and how many steps it takes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from runner_intake.conditions import (
    ALWAYS,
    YES_NO,
    All,
    AnyOf,
    AtLeast,
    ChoiceDomain,
    Condition,
    Facts,
    Includes,
    ManyDomain,
    NumberDomain,
    OneOf,
    TooMuchWorkError,
    Within,
    Work,
    negate,
)
from runner_intake.conditions.solve import MOST_COMPARED, MOST_SORTED, Search, Solver, solve

if TYPE_CHECKING:
    from runner_intake.conditions import Domain

DOMAINS: dict[str, Domain] = {
    "pain": YES_NO,
    "site": ChoiceDomain(("heel", "knee", "back")),
    "weeks": NumberDomain(0, 100, 1),
    "sleep": NumberDomain(3, 12, 0.5),
    "signs": ManyDomain(("fever", "sweats", "loss", "none")),
}
PAIN, HEEL, KNEE = OneOf("pain", (True,)), OneOf("site", ("heel",)), OneOf("site", ("knee",))
EARLY, LATE, SHORT = Within("weeks", high=2), Within("weeks", low=90), Within("sleep", high=5.5)
LONG = Within("sleep", low=8)
FEVER, NO_SIGN = Includes("signs", 1, ("fever",)), Includes("signs", 1, ("none",))
TWO_OF_THREE = AtLeast(2, (EARLY, LATE, SHORT))


def answers_to(
    condition: Condition, domains: dict[str, Domain] = DOMAINS, **others: Any
) -> dict[str, Any] | None:
    return Search(domains.__getitem__, **others).satisfy(condition)


def steps_for(condition: Condition, domains: dict[str, Domain]) -> int:
    """The steps it takes to tell that a condition can be true."""
    search = Search(domains.__getitem__, Work(1000))
    assert search.possible(condition)
    return 1000 - search.work.left


def test_answers_are_the_first_of_their_cells_and_backwards_the_last() -> None:
    assert answers_to(TWO_OF_THREE) == {"weeks": 0, "sleep": 3}
    assert answers_to(TWO_OF_THREE, backwards=True) == {"weeks": 90, "sleep": 3}


def test_the_field_that_joins_most_parts_is_answered_first_unless_others_are_to_be() -> None:
    assert list(answers_to(TWO_OF_THREE) or ()) == ["weeks", "sleep"]
    assert list(answers_to(TWO_OF_THREE, first=frozenset({"sleep"})) or ()) == ["sleep", "weeks"]


@pytest.mark.parametrize(("count", "first"), [(2, "weeks"), (3, "signs"), (4, "signs")])
def test_of_fields_that_join_as_many_parts_the_one_with_fewer_cells_is_answered_first(
    count: int, first: str
) -> None:
    thresholds = tuple(Within("weeks", low=low) for low in (6, 13, 20, 27)[:count])
    either = All(tuple(AnyOf((FEVER, threshold)) for threshold in thresholds))  # four selections matter
    assert next(iter(answers_to(either) or ())) == first


def test_parts_without_a_common_field_are_answered_each_on_its_own() -> None:
    long_or_fever, late_or_heel = AnyOf((LONG, FEVER)), AnyOf((LATE, HEEL))
    assert answers_to(All((long_or_fever, EARLY))) == {"sleep": 8, "weeks": 0}
    assert answers_to(All((long_or_fever, late_or_heel, PAIN))) == {"sleep": 8, "weeks": 90, "pain": True}
    assert answers_to(All((long_or_fever, HEEL, KNEE))) is None


def test_a_sign_is_found_where_any_other_sign_than_some_is_asked_for() -> None:
    assert answers_to(All((negate(NO_SIGN), negate(FEVER)))) == {"signs": {"sweats"}}


def test_options_that_are_known_to_be_chosen_are_in_the_answer() -> None:
    domains = {"signs": ManyDomain(("fever", "sweats", "loss", "none"), frozenset({"sweats"}))}
    two = Includes("signs", 2, ("sweats", "fever"))
    assert solve(All((two, FEVER)), Facts({}, {}, domains)) == {"signs": frozenset({"fever", "sweats"})}


def lists_of(count: int) -> tuple[dict[str, Domain], tuple[str, ...]]:
    """A list of so many signs, and the signs."""
    signs = tuple(f"sign_{number}" for number in range(count))
    return {"signs": ManyDomain((*signs, "none"))}, signs


def test_a_list_with_too_many_cells_to_compare_is_searched_selection_by_selection() -> None:
    domains, signs = lists_of(9)
    assert 2 ** len(signs) > MOST_COMPARED
    has = [Includes("signs", 1, (sign,)) for sign in signs]
    differ = [AnyOf((All((one, negate(other))), All((negate(one), other)))) for one, other in pairwise(has)]
    alternate = All(tuple(differ))
    assert answers_to(alternate, domains) == {"signs": set(signs[1::2])}
    assert answers_to(All((*differ, has[0])), domains) == {"signs": set(signs[::2])}


def test_small_selections_come_first_where_all_can_be_put_in_order() -> None:
    domains, signs = lists_of(12)
    assert 2 ** len(signs) == MOST_SORTED
    has = [Includes("signs", 1, (sign,)) for sign in signs]
    one_or_two = AtLeast(1, (has[0], All((has[-2], has[-1])), All(tuple(has))))
    assert answers_to(one_or_two, domains) == {"signs": {signs[0]}}


# --- steps --------------------------------------------------------------------------------------------------


def test_what_is_best_for_every_part_is_put_in_at_one_step_a_test() -> None:
    thresholds = tuple(Within("weeks", low=low) for low in (6, 13, 20))
    assert steps_for(AtLeast(3, (*thresholds, SHORT, FEVER)), DOMAINS) == 5


@pytest.mark.parametrize("negated", [False, True])
def test_of_signs_of_which_more_or_fewer_are_always_better_one_selection_is_tried(*, negated: bool) -> None:
    domains, signs = lists_of(28)
    groups = [signs[start : start + 3] for start in range(0, 27, 3)]
    assert 2 ** len(groups) > MOST_COMPARED
    tests = [Includes("signs", 3, group, negated) for group in groups]
    opposite = Includes("signs", 1, signs[27:], not negated)
    assert steps_for(All((*tests, opposite)), domains) == len(groups) + 1


def test_a_solver_answers_while_steps_are_left() -> None:
    solver = Solver(DOMAINS, left=4)
    assert solver.possible(AtLeast(2, (HEEL, SHORT, PAIN))) is True
    assert solver.left == 1
    assert solver.possible(FEVER) is True
    assert solver.left == 0
    with pytest.raises(TooMuchWorkError):
        solver.possible(ALWAYS)
    with pytest.raises(TooMuchWorkError):
        Solver(DOMAINS, left=2).possible(AtLeast(2, (HEEL, SHORT, FEVER)))


def test_a_solver_gives_an_answer_that_it_gave_before_without_a_step() -> None:
    solver = Solver(DOMAINS)
    assert solver.satisfy(All((HEEL, SHORT))) == {"site": "heel", "sleep": 3}
    assert solver.satisfy(All((HEEL, KNEE))) is None
    solver.left = 0
    assert solver.satisfy(All((HEEL, SHORT))) == {"site": "heel", "sleep": 3}
    assert solver.satisfy(All((HEEL, KNEE))) is None


def test_a_condition_implies_another_where_every_case_of_it_does() -> None:
    solver = Solver(DOMAINS)
    either = AnyOf((HEEL, KNEE))
    assert solver.implies(HEEL, either)
    assert not solver.implies(either, HEEL)
    assert not solver.implies(KNEE, HEEL)
    assert solver.implies(either, OneOf("site", ("back",), negated=True))
    assert not solver.same(HEEL, either)
    assert solver.same(either, OneOf("site", ("heel", "knee")))


def test_a_known_example_may_show_without_a_step_that_a_condition_does_not_imply_another() -> None:
    solver = Solver(DOMAINS)
    solver.satisfy(HEEL)
    solver.left = 0
    assert not solver.implies(HEEL, All((KNEE, SHORT)))
    with pytest.raises(TooMuchWorkError):
        solver.implies(HEEL, SHORT)
