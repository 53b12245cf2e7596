"""The plain reference of scores on packs small enough to read: points, order, and whether anything can be
suggested.
"""

from __future__ import annotations

from dataclasses import replace

from runner_intake.score import in_order, may_suggest, ranked, score
from small_packs import question, small_pack, yes

FIVE = [question(name) for name in "abcde"]
PACK = small_pack(
    FIVE,
    {"one": {"a": 6, "b": -2}, "two": {"a": 4, "c": 2}, "three": {"d": 10}},
    requires={"three": yes("e")},
)


def order(**answers: bool) -> list[str]:
    return [own.benefit.id for own in ranked(PACK, answers)]


def test_points_are_those_of_the_rules_that_hold() -> None:
    points = {own.benefit.id: own.points for own in ranked(PACK, {"a": True, "b": True, "c": True})}
    assert points == {"one": 4, "two": 6, "three": 0}
    assert not score(PACK.benefits[2], {"d": True, "e": False}).applicable
    assert score(PACK.benefits[2], {"d": True, "e": True}).applicable


def test_the_highest_priority_comes_first_ties_as_written_and_what_does_not_apply_last() -> None:
    assert order(a=True) == ["one", "two", "three"]
    assert order(a=True, b=True, c=True) == ["two", "one", "three"]
    assert order(a=True, b=True) == ["one", "two", "three"]
    assert order(a=True, d=True) == ["one", "two", "three"]
    assert order(a=True, d=True, e=True) == ["three", "one", "two"]
    assert order(e=True) == ["one", "two", "three"]
    scores = [score(benefit, {"a": True, "d": True}) for benefit in PACK.benefits]
    assert [own.benefit.id for own in in_order(scores[::-1])] == ["one", "two", "three"]


def test_points_count_by_what_the_evidence_is_worth() -> None:
    one, two, three = PACK.benefits
    weak = replace(one, evidence=replace(one.evidence, factor=50))
    scores = [score(benefit, {"a": True}) for benefit in (weak, two, three)]
    assert [own.benefit.id for own in in_order(scores)] == ["two", "one", "three"]


def test_something_may_be_suggested_where_one_benefit_applies_and_reaches_a_level() -> None:
    assert may_suggest(PACK, {"a": True, "d": False, "e": False})
    assert not may_suggest(PACK, {"a": False, "d": True, "e": False})
    assert may_suggest(PACK, {"a": False, "d": True, "e": True})
    assert not may_suggest(PACK, {"a": False, "c": False, "d": False, "e": True})
    assert may_suggest(PACK, {"a": False, "c": True})  # two points are enough


def test_what_was_said_about_needles_makes_no_difference_to_that() -> None:
    pack = small_pack([question("fear", safety="needling"), *FIVE], {"calm": {"fear": 10}, "rest": {"a": 1}})
    assert may_suggest(pack, {"fear": False})
    assert may_suggest(pack, {"fear": True})
    gated = small_pack(
        [question("fear", safety="needling"), question("a", when=yes("fear"))], {"calm": {"a": 10}}
    )
    assert may_suggest(gated, {"fear": False})
    assert may_suggest(gated, {"fear": True})
    assert not may_suggest(gated, {"fear": True, "a": False})
