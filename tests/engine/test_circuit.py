"""Exact bounds and settled claims, against the plain reference on every completion of random packs."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import completed, partial_answers
from larger_packs import larger, repeated
from random_packs import Outcome, assert_exact, completions, outcome, packs
from runner_intake import Pack, bundled_pack
from runner_intake.circuit import compile_pack, compiled
from runner_intake.engine.guarantees import Guarantees
from runner_intake.questionnaire import Answers, check_answers
from runner_intake.score import in_order, ranked, score


@st.composite
def cases(draw: st.DrawFn) -> tuple[Pack, Answers]:
    """A random pack and partial answers to it."""
    pack = draw(packs())
    return pack, check_answers(draw(partial_answers(pack.questionnaire)), pack.questionnaire)


def brute_force(pack: Pack, answers: Answers) -> list[Outcome]:
    return [outcome(pack, completion) for completion in completions(pack, answers.known)]


@pytest.mark.slow
@settings(max_examples=300)
@given(cases())
def test_bounds_are_sound_and_tight(case: tuple[Pack, Answers]) -> None:
    pack, answers = case
    bounds = compile_pack(pack).bounds(answers)
    assert_exact(bounds, pack, brute_force(pack, answers))


@pytest.mark.slow
@settings(max_examples=300)
@given(cases())
def test_settled_means_that_all_completions_agree(case: tuple[Pack, Answers]) -> None:
    pack, answers = case
    results = brute_force(pack, answers)
    guarantees = Guarantees(pack, compile_pack(pack).bounds(answers))
    agree = len({result.shown for result in results}) == 1
    levels = agree and len({result.levels for result in results}) == 1
    may_apply = {score.benefit.id for result in results for score in result.scores if score.applicable}
    orders = {tuple(benefit for benefit in result.order if benefit in may_apply) for result in results}
    assert guarantees.top == (len({result.shown[:1] for result in results}) == 1)
    assert guarantees.shown_list == agree
    assert guarantees.levels == levels
    assert guarantees.full == (levels and len(orders) == 1)
    for index, benefit in enumerate(pack.benefits):
        assert guarantees.surely_shown(index) == all(benefit.id in result.shown for result in results)
        assert guarantees.level_fixed(index) == (len({result.levels[index] for result in results}) == 1)


@pytest.mark.slow
@settings(max_examples=150)
@given(cases(), st.integers(2, 12))
def test_relaxed_bounds_contain_the_exact_ones_and_never_claim_more(
    case: tuple[Pack, Answers], cap: int
) -> None:
    pack, answers = case
    exact = compile_pack(pack).bounds(answers)
    relaxed = compile_pack(pack, node_cap=cap).bounds(answers)
    assert all(r <= e for r, e in zip(relaxed.low, exact.low, strict=True))
    assert all(r >= e for r, e in zip(relaxed.high, exact.high, strict=True))
    assert all(relaxed.differences[pair] <= exact.differences[pair] for pair in exact.differences)
    assert all(r is None or r == e for r, e in zip(relaxed.applies, exact.applies, strict=True))
    guarantees, sound = Guarantees(pack, exact), Guarantees(pack, relaxed)
    assert sound.top <= guarantees.top
    assert sound.shown_list <= guarantees.shown_list
    assert sound.full <= guarantees.full


# --- the bundled pack ---------------------------------------------------------------------------------------

BUNDLED = bundled_pack()


def test_the_bundled_pack_compiles_exactly_into_a_small_circuit() -> None:
    circuit = compiled(BUNDLED)
    assert not circuit.relaxed
    assert len(circuit.nodes) < 500
    answers = check_answers({"pain_sites": ["heel"]}, BUNDLED.questionnaire)
    assert pickle.loads(pickle.dumps(circuit)).bounds(answers) == circuit.bounds(answers)  # noqa: S301  (our own)


def test_a_pack_three_times_over_has_three_times_the_nodes_and_the_same_bounds() -> None:
    """The number of pairs of benefits multiplies no node: a component has places only for what it touches."""
    once, thrice = compiled(BUNDLED), compiled(larger(BUNDLED, 3))
    assert len(thrice.nodes) == 3 * len(once.nodes)
    widths = [max(component.packing.count for component in circuit.components) for circuit in (once, thrice)]
    assert widths[1] <= widths[0] + 2 * len(BUNDLED.benefits)  # one more each way to all that is elsewhere
    raw = {"pain_sites": ["heel"], "pain_weeks": 10}
    one = once.bounds(check_answers(raw, BUNDLED.questionnaire))
    three = thrice.bounds(check_answers(repeated(raw, 3), larger(BUNDLED, 3).questionnaire))
    assert list(three.low) == 3 * list(one.low)
    assert list(three.high) == 3 * list(one.high)
    assert list(three.applies) == 3 * list(one.applies)
    for a, b in one.differences:
        assert three.surely_before(a, b) == one.surely_before(a, b)


@pytest.mark.slow
def test_many_threads_share_one_circuit() -> None:
    raws = [{"pain_sites": ["heel"], "pain_weeks": weeks, "rehab_weeks": weeks} for weeks in range(40)]
    answers = [check_answers(raw, BUNDLED.questionnaire) for raw in raws]
    alone = [compile_pack(BUNDLED).bounds(runner) for runner in answers]
    shared = compile_pack(BUNDLED)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.bounds, answers)) == alone


@st.composite
def bundled_cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Partial answers to the bundled pack, and one completion of them."""
    partial = draw(partial_answers(BUNDLED.questionnaire, healthy=True))
    return partial, draw(completed(partial, BUNDLED.questionnaire))


@pytest.mark.slow
@given(bundled_cases())
def test_on_complete_answers_circuit_and_reference_agree_to_the_integer(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    answers = check_answers(case[1], BUNDLED.questionnaire)
    bounds = compiled(BUNDLED).bounds(answers)
    scores = [score(benefit, answers.certain) for benefit in BUNDLED.benefits]
    assert bounds.low == bounds.high == tuple(score.points for score in scores)
    assert bounds.applies == tuple(score.applicable for score in scores)
    assert Guarantees(BUNDLED, bounds).full
    index_of = {benefit.id: index for index, benefit in enumerate(BUNDLED.benefits)}
    order = [index_of[score.benefit.id] for score in ranked(BUNDLED, answers.certain)]
    assert order == [index_of[score.benefit.id] for score in in_order(scores)]
    assert all(bounds.surely_before(a, b) for number, a in enumerate(order) for b in order[number + 1 :])


@pytest.mark.slow
@given(bundled_cases())
def test_answering_never_widens_a_bound(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    partial, full = (compiled(BUNDLED).bounds(check_answers(raw, BUNDLED.questionnaire)) for raw in case)
    assert all(p <= f for p, f in zip(partial.low, full.low, strict=True))
    assert all(p >= f for p, f in zip(partial.high, full.high, strict=True))
    assert all(partial.differences[pair] <= full.differences[pair] for pair in full.differences)
