"""What differs between two packs: proved the same where it is, shown by real runners where it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from demo import ROOT
from editing import Edit, copied
from random_packs import benefits, completions, pack_of, packs
from runner_intake.conditions import Condition, Value, truth
from runner_intake.engine.analysis import Analysis
from runner_intake.errors import IntakeError
from runner_intake.pack import Pack, load_pack
from runner_intake.questionnaire import check_answers
from runner_intake.safety import screen
from runner_intake.score import in_order, may_suggest, score
from runner_intake.verify.diff.compare import Comparison, compare
from runner_intake.verify.diff.effects import SCORES
from runner_intake.verify.diff.meaning import step_priority
from runner_intake.verify.diff.pack_pair import PackPair
from runner_intake.verify.diff.people import FileRunner
from runner_intake.verify.diff.scores import score_effects
from runner_intake.verify.diff.tops import top_effects
from runner_intake.verify.diff.witness_builder import WitnessBuilder
from runner_intake.verify.owned_conditions import conditions_of
from runner_intake.vocabulary import OUTCOMES, WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from runner_intake.verify.diff.effects import Effect
    from runner_intake.verify.diff.pack_pair import Witness
    from runner_intake.verify.diff.tops import Top

pytestmark = [pytest.mark.slow, pytest.mark.long]


class Edited:
    """Compares the bundled pack with an edited copy."""

    def __init__(self, folder: Path, pack: Pack) -> None:
        self.folder, self.pack = folder, pack

    def __call__(self, *edits: Edit) -> Comparison:
        return compare(self.pack, load_pack(copied(self.folder / "new", *edits)), [])


@pytest.fixture
def edited(tmp_path: Path, pack: Pack) -> Edited:
    return Edited(tmp_path, pack)


ADULT: Edit = ("safety/discuss.yaml", "{age_years: {below: 18}}", "{age_years: {below: 17}}")
HEEL: Edit = (
    "benefits/injury_recovery.yaml",
    "plantar_heel_pain]}}\n    points: 6",
    "plantar_heel_pain]}}\n    points: 3",
)
COLDS: Edit = (
    "benefits/immunity.yaml",
    "    - {colds_last_12m: {at_least: 3}}",
    "    - {colds_last_12m: {at_least: 4}}",
)
FACTOR: Edit = ("benefits/immunity.yaml", "factor: 40", "factor: 75")
SLEEP: Edit = (
    "first_steps.yaml",
    "- {sleep_hours: {below: 7}}\n            - {colds_last_12m: {at_least: 3}}",
    "- {sleep_hours: {below: 7}}\n            - {colds_last_12m: {at_least: 2}}",
)


# --- what is proved -----------------------------------------------------------------------------------------


def test_a_pack_is_proved_the_same_as_itself(pack: Pack) -> None:
    assert compare(pack, pack, []).proved_same


@pytest.mark.slow
def test_a_refactoring_is_proved_the_same(edited: Edited) -> None:
    """Conditions in other words, a rule split in two, a list in another order."""
    comparison = edited(
        (
            "benefits/muscle_balance.yaml",
            (
                "    - any:\n        - {side_difference_0_10: {at_least: 4}}\n        - "
                "{sore_days_per_week: {at_least: 2}}\n"
            ),
            "    - {not: {side_difference_0_10: {below: 4}, sore_days_per_week: {at_most: 1}}}\n",
        ),
        (
            "benefits/immunity.yaml",
            "when: {runs_per_week: {at_least: 6}, typical_effort_0_10: {at_least: 7}}",
            "when: {not: {any: [{typical_effort_0_10: {at_most: 6}}, {runs_per_week: {below: 6}}]}}",
        ),
        ("safety/discuss.yaml", "{age_years: {below: 18}}", "{not: {age_years: {at_least: 18}}}"),
        (
            "first_steps.yaml",
            "- {sleep_hours: {below: 7}}\n            - {colds_last_12m: {at_least: 3}}",
            "- {sleep_hours: {at_most: 6.5}, colds_last_12m: {above: 2}}",
        ),
        ("benefits/muscle_balance.yaml", '        "4-6": 2\n', '        "4-5": 2\n        "6": 2\n'),
    )
    assert comparison.proved_same
    assert comparison.same_meaning == comparison.rewritten
    assert set(comparison.rewritten) >= {"sleep.colds", "muscle_balance.requires"}


def test_files_in_another_order_and_comments_are_no_difference(tmp_path: Path, pack: Pack) -> None:
    folder = copied(tmp_path / "new", ("safety/hold.yaml", "outcome: hold", "# a comment\noutcome: hold"))
    (folder / "safety" / "hold.yaml").rename(folder / "safety" / "zz.yaml")
    assert compare(pack, load_pack(folder), []).proved_same


def test_a_safety_rule_under_another_name_makes_nothing_less_severe(edited: Edited) -> None:
    assert edited(("safety/adapt.yaml", "id: R1\n", "id: R1b\n")).proved_same


def test_a_rule_that_a_worse_one_always_covers_may_go(edited: Edited) -> None:
    """Groin pain alone is urgent anyway; that one rule less is at work changes no outcome."""
    covered = (
        "    when: {bone_signs: {includes: groin_weightbearing}}\n    message: See a doctor.\n    "
        "condition: Go gently.\n"
    )
    rules = (
        "safety/adapt.yaml",
        "outcome: adapt\nrules:\n",
        f"outcome: adapt\nrules:\n  - id: R99\n{covered}    basis: [expert-opinion]\n\n",
    )
    assert edited(rules).of("less_severe", "more_severe") == ()


# --- what is shown ------------------------------------------------------------------------------------------


def test_a_safety_rule_that_holds_for_fewer_runners_is_shown_first_with_one_of_them(edited: Edited) -> None:
    (shift,) = edited(ADULT).less_severe
    assert (shift.about, shift.proof, shift.old, shift.new) == ("D8", "shown", "discuss", "clear")
    assert shift.witness is not None
    assert shift.witness["age_years"] == 17


MILDER: Edit = (
    "safety/urgent.yaml",
    "{includes_any: [low_back, mid_back_ribs, hip_groin, neck_shoulder]}",
    "{includes_any: [low_back, mid_back_ribs, hip_groin]}",
)


def test_what_a_milder_rule_still_catches_is_told(edited: Edited) -> None:
    """Without its urgent rule a sore neck after steroids is still something to discuss. That D22 holds only
    where the urgent rule does not makes it no change of its own.
    """
    (shift,) = edited(MILDER).less_severe
    assert (shift.about, shift.old, shift.new) == ("U43", "urgent", "discuss")
    assert shift.witness is not None
    assert shift.witness["pain_signs"] == frozenset({"steroids_osteoporosis"})
    assert "neck_shoulder" in shift.witness["pain_sites"]  # type: ignore[operator]  # a list


@pytest.mark.slow
def test_a_question_that_is_no_longer_a_safety_question_is_less_severe(edited: Edited) -> None:
    comparison = edited(LAST)
    assert [(shift.about, shift.proof, shift.old) for shift in comparison.less_severe] == [
        ("needle_comfort", "shown", "incomplete")
    ]


LAST: Edit = (
    "questionnaire/before_needles.yaml",
    "      no_needles: I do not want needles at all\n    safety: needling\n",
    "      no_needles: I do not want needles at all\n",
)


def test_what_an_answer_as_given_says_is_compared_too(edited: Edited) -> None:
    (shift,) = edited(
        (
            "safety/clarify.yaml",
            "{runs_per_week: {given_at_least: 1}}",
            "{runs_per_week: {given_at_least: 3}}",
        )
    ).less_severe
    assert (shift.about, shift.old) == ("C4", "clarify")


def test_every_rule_about_contradictions_is_missed_by_a_runner_who_contradicts_himself(pack: Pack) -> None:
    clarify = {rule.id for rule in pack.safety if rule.outcome == "clarify"}
    without = replace(pack, safety=tuple(rule for rule in pack.safety if rule.id not in clarify))
    shown = {effect.about for effect in compare(pack, without, []).less_severe if effect.proof == "shown"}
    assert shown == clarify


@pytest.mark.slow
def test_points_move_by_at_most_what_a_rule_gives_and_a_runner_shows_it(edited: Edited) -> None:
    (effect,) = edited(HEEL).of(*SCORES)
    assert (effect.kind, effect.about, effect.points) == ("loses_points", "injury_recovery", -3)
    assert effect.witness is not None
    assert effect.witness["main_site"] == "heel"


PREGNANT: Edit = ("safety/discuss.yaml", "includes: pregnant_maybe}", "includes: blood_thinner}")


@pytest.mark.parametrize("scores", [(), (HEEL,)], ids=["the same scores", "other scores"])
def test_rules_about_needles_are_compared_beside_the_same_suggestions(
    scores: tuple[Edit, ...], edited: Edited
) -> None:
    """They count only while something can be suggested. Whether that is so for the same runners, the scores
    tell; a rule that holds for other runners is shown all the same.
    """
    comparison = edited(PREGNANT, *scores)
    assert comparison.needles_follow_scores == bool(scores)
    (shift,) = comparison.less_severe
    assert (shift.about, shift.proof, shift.old, shift.new) == ("D1", "shown", "discuss", "clear")
    assert shift.witness is not None
    assert shift.witness["health_conditions"] == frozenset({"pregnant_maybe"})


def test_a_milder_rule_that_ends_all_suggestions_keeps_one_about_needles_from_counting(
    edited: Edited,
) -> None:
    """Declined is worse than on hold, and says nothing of a runner to whom nothing is suggested."""
    rule = (
        "  - id: H99\n    when: {race_planned: true, years_running: under_1}\n    message: Wait.\n"
        "    basis: [expert-opinion]\n"
    )
    comparison = edited(("safety/hold.yaml", "rules:\n", f"rules:\n{rule}"))
    assert [(shift.about, shift.proof) for shift in comparison.less_severe] == [("P1", "possible")]


@pytest.mark.slow
def test_a_benefit_that_loses_points_gives_way_and_takes_no_place(edited: Edited) -> None:
    tops = edited(HEEL).of("first_suggestion")
    assert {effect.old for effect in tops} == {"injury_recovery"}
    assert "chronic_pain" in {effect.new for effect in tops if effect.proof == "shown"}


@pytest.mark.slow
def test_answers_that_only_one_pack_takes_are_named(edited: Edited) -> None:
    comparison = edited(
        ("questionnaire/illness_recovery.yaml", "    maximum: 20\n", "    maximum: 15\n"),
        (
            "questionnaire/running.yaml",
            "      under_1:",
            "      under_half: Less than half a year\n      under_1:",
        ),
    )
    assert {
        (difference.pack, difference.field, difference.answers) for difference in comparison.pair.only_in_one
    } == {
        ("old", "colds_last_12m", ("above 15",)),
        ("new", "years_running", ("under_half",)),
    }
    assert not comparison.proved_same
    assert comparison.of("less_severe", "more_severe") == ()


def test_a_question_of_another_kind_shares_no_answers(tmp_path: Path) -> None:
    anchor = "  - id: injuries_last_12m\n"
    question = "  - id: socks\n    ask: How are your socks?\n    why: To try.\n"
    kinds = {
        "old": "    kind: number\n    unit: pairs\n    minimum: 0\n    maximum: 9\n",
        "new": "    kind: yes_no\n",
    }
    old, new = (
        load_pack(copied(tmp_path / name, ("questionnaire/aches.yaml", anchor, question + kind + anchor)))
        for name, kind in kinds.items()
    )
    comparison = compare(old, new, [])
    assert {
        (difference.pack, difference.field, difference.answers) for difference in comparison.pair.only_in_one
    } == {
        ("old", "socks", ("all",)),
        ("new", "socks", ("all",)),
    }
    assert set(comparison.same_scores) == set(comparison.pair.new.pack.benefit)


CHANGES: dict[str, tuple[Edit, ...]] = {
    "a threshold of a safety rule": (ADULT,),
    "an option of an urgent rule": (MILDER,),
    "points": (HEEL,),
    "where a benefit applies": (COLDS,),
    "what a point is worth": (FACTOR,),
    "a first step": (SLEEP,),
    "several at once": (ADULT, HEEL, COLDS, SLEEP),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_every_witness_is_real(name: str, edited: Edited) -> None:
    comparison = edited(*CHANGES[name])
    assert not comparison.proved_same
    for effect in comparison.effects:
        if effect.witness is None:
            assert effect.kind in ("counts_differently", "first_suggestion")
        else:
            assert_real(effect, comparison)


def assert_real(effect: Effect, comparison: Comparison) -> None:
    """The two results of the runner are those that the effect tells of."""
    assert effect.witness is not None
    (old, old_answers), (new, new_answers) = both(effect.witness, comparison)
    match effect.kind:
        case "less_severe" | "more_severe" as kind:
            outcomes = safety_outcome(raw(old_answers), old), safety_outcome(raw(new_answers), new)
            assert outcomes == (effect.old, effect.new)
            assert (OUTCOMES.index(outcomes[1]) > OUTCOMES.index(outcomes[0])) == (kind == "less_severe")
        case "loses_points" | "gains_points":
            before, after = points(effect.about, old, old_answers), points(effect.about, new, new_answers)
            assert (after[0] - before[0], before[1], after[1]) == (effect.points, True, True)
        case "starts_to_apply" | "stops_to_apply" as kind:
            applies = points(effect.about, old, old_answers)[1], points(effect.about, new, new_answers)[1]
            assert applies == ((False, True) if kind == "starts_to_apply" else (True, False))
        case "first_suggestion":
            assert (first(old, old_answers), first(new, new_answers)) == (effect.old, effect.new)
        case "first_step":
            priorities = {
                step_priority(effect.about, Analysis(check_answers(raw(answers), pack.questionnaire), pack))
                for pack, answers in ((old, old_answers), (new, new_answers))
            }
            assert len(priorities) == 2
        case "starts_to_hold" | "stops_to_hold" as kind:
            rules = (condition(effect.about, old), condition(effect.about, new))
            states = tuple(
                truth(rule, check_answers(raw(answers), pack.questionnaire).facts)
                for rule, (pack, answers) in zip(rules, both(effect.witness, comparison), strict=True)
            )
            assert states == ((False, True) if kind == "starts_to_hold" else (True, False))
        case _:
            raise AssertionError(effect.kind)


def condition(rule: str, pack: Pack) -> Condition:
    return next(owned.when.grounded for owned in conditions_of(pack) if owned.where == rule)


def safety_outcome(answers: dict[str, object], pack: Pack) -> str:
    """The outcome; rules about needles count only while a suggestion may come out."""
    checked = check_answers(answers, pack.questionnaire)
    without = screen(checked, pack, needles=False)
    withheld = any(rule.outcome in WITHHOLDING for rule in without.findings)
    return screen(checked, pack, needles=not withheld and may_suggest(pack, checked.certain)).outcome


def both(runner: Witness, comparison: Comparison) -> Iterator[tuple[Pack, Witness]]:
    yield from ((side.pack, side.given(runner)) for side in comparison.pair.sides)


def raw(answers: Mapping[str, Value]) -> dict[str, object]:
    """Answers as a file would hold them."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in answers.items()}


def points(benefit: str, pack: Pack, answers: Witness) -> tuple[int, bool]:
    result = score(pack.benefit[benefit], check_answers(raw(answers), pack.questionnaire).certain)
    return result.points, result.applicable


def first(pack: Pack, answers: Witness) -> Top:
    return top_of(pack, check_answers(raw(answers), pack.questionnaire).certain)


def top_of(pack: Pack, answers: Mapping[str, Value]) -> Top:
    best = in_order([score(benefit, answers) for benefit in pack.benefits])[0]
    return (
        best.benefit.id
        if best.applicable and pack.level(best.benefit, best.points) != "not_suggested"
        else None
    )


# --- held against every set of answers ----------------------------------------------------------------------


@st.composite
def versions(draw: st.DrawFn) -> tuple[Pack, Pack]:
    """Two packs with the same questions; a scorecard or two of the second are others."""
    old = draw(packs())
    kept = [draw(st.booleans()) for _ in old.benefits]
    new = [
        benefit if keep else draw(benefits(old.questionnaire, index))
        for index, (benefit, keep) in enumerate(zip(old.benefits, kept, strict=True))
    ]
    return old, pack_of(old.questionnaire, new)


@given(versions())
def test_scores_move_as_far_as_they_do_over_every_set_of_answers(pair: tuple[Pack, Pack]) -> None:
    old, new = pair
    effects = list(score_effects(WitnessBuilder(PackPair(old, new))))
    for benefit in new.benefits:
        own = {effect.kind: effect for effect in effects if effect.about == benefit.id}
        scored = [
            (score(old.benefit[benefit.id], answers), score(benefit, answers))
            for answers in completions(old, {})
        ]
        moves = [b.points - a.points for a, b in scored if a.applicable and b.applicable]
        ends = [own[kind].points if kind in own else 0 for kind in ("loses_points", "gains_points")]
        assert ends == [min([0, *moves]), max([0, *moves])]
        assert all(effect.witness for effect in own.values() if effect.points)
        assert ("starts_to_apply" in own) == any(b.applicable and not a.applicable for a, b in scored)
        assert ("stops_to_apply" in own) == any(a.applicable and not b.applicable for a, b in scored)


@given(versions())
def test_no_first_suggestion_changes_where_that_is_ruled_out(pair: tuple[Pack, Pack]) -> None:
    old, new = pair
    runners = WitnessBuilder(PackPair(old, new))
    tops = list(top_effects(runners, list(score_effects(runners))))
    real = {(top_of(old, answers), top_of(new, answers)) for answers in completions(old, {})}
    changes = {(a, b) for a, b in real if a != b}
    assert {(effect.old, effect.new) for effect in tops if effect.proof == "shown"} <= changes
    assert changes <= {(effect.old, effect.new) for effect in tops}


# --- on runners ---------------------------------------------------------------------------------------------


def test_runners_of_a_file_are_compared_one_by_one(pack: Pack, tmp_path: Path) -> None:
    new = load_pack(copied(tmp_path / "new", ADULT))
    people = compare(
        pack,
        new,
        [
            FileRunner("a", {"data_consent": False}),
            FileRunner("b", {"shoe_size": 1}),
            FileRunner("c", {}),
        ],
    ).people
    assert (people.synthetic, people.compared, people.changed) == (False, 2, 0)
    assert [problem.code for problem in people.unreadable] == [
        "A02",
    ]


NOTHING_SUGGESTED: Edit = (
    "pack.yaml",
    "  worth_discussing: 60\n  possible: 20\n",
    "  worth_discussing: 100\n  possible: 99\n",
)


def test_a_rule_about_needles_that_no_longer_counts_makes_no_result_less_severe(
    pack: Pack, tmp_path: Path
) -> None:
    """Where nothing is suggested any more, a blood thinner is nothing to discuss. To be 17 still is."""
    heel = yaml.safe_load((ROOT / "examples/heel-pain.yaml").read_text(encoding="utf-8"))
    heel |= {"health_conditions": ["blood_thinner"]}
    young = heel | {"age_years": 17, "guardian_consent": True}
    runners = [FileRunner("heel", heel), FileRunner("young", young)]
    for edits, milder in (((NOTHING_SUGGESTED,), 0), ((NOTHING_SUGGESTED, ADULT), 1)):
        new = load_pack(copied(tmp_path / str(milder), *edits))
        people = compare(pack, new, runners).people
        assert (people.changed, people.less_severe) == (2, milder)
        assert (people.outcomes[0].old, people.outcomes[0].new) == ("discuss", "clear")


@pytest.mark.slow
def test_made_up_runners_show_how_many_results_change(pack: Pack, tmp_path: Path) -> None:
    people = compare(pack, load_pack(copied(tmp_path / "new", HEEL))).people
    assert people.synthetic
    assert people.compared == 200
    assert 0 < people.changed < 100
    assert {move.old for move in people.tops} == {"injury_recovery"}


def test_a_pack_that_cannot_be_read_is_no_comparison(tmp_path: Path) -> None:
    with pytest.raises(IntakeError):
        load_pack(tmp_path)
