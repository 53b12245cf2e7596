"""Normalising answers: kinds, ranges, gates, ratios, contradictions. No message repeats an answer."""

from __future__ import annotations

import math
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from base_runner import HEEL
from demo import ROOT
from drawing import partial_answers
from runner_intake import IntakeError, Pack, RunnerAnswers, assess, bundled_pack
from runner_intake.conditions import NumberDomain, OneOf, truth
from runner_intake.questionnaire import check_answers, normalise
from runner_intake.reading import parse_json, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTIONS = bundled_pack().questionnaire


def code(answers: Any) -> str:
    with pytest.raises(IntakeError) as caught:
        check_answers(answers, QUESTIONS)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0].code


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], "A01"),
        ("heel", "A01"),
        (None, "A01"),
        ({"age_year": 30}, "A02"),
        ({3: 30}, "A02"),
        ({"age_years": "30"}, "A03"),
        ({"age_years": True}, "A03"),
        ({"age_years": [30]}, "A03"),
        ({"race_planned": "maybe"}, "A03"),
        ({"race_planned": 1}, "A03"),
        ({"running_limit": ["none"]}, "A03"),
        ({"flu_vaccine": True}, "A03"),
        ({"pain_sites": "heel"}, "A03"),
        ({"pain_sites": {"heel": True}}, "A03"),
        ({"pain_sites": ["heel", 3]}, "A03"),
        ({"running_limit": "cutback"}, "A04"),
        ({"pain_sites": ["heels"]}, "A04"),
        ({"age_years": 12}, "A05"),
        ({"age_years": 100}, "A05"),
        ({"sleep_hours": math.nan}, "A05"),
        ({"sleep_hours": math.inf}, "A05"),
        ({"weekly_distance_km": 300.1}, "A05"),
        ({"age_years": 30.5}, "A06"),
        ({"sleep_hours": 7.25}, "A06"),
        ({"weekly_distance_km": 40.0005}, "A06"),
        ({"pain_sites": []}, "A07"),
    ],
)
def test_an_answer_that_cannot_be_used_is_named_by_its_kind_of_mistake(answers: Any, expected: str) -> None:
    assert code(answers) == expected


def test_all_problems_are_told_at_once_and_none_repeats_an_answer() -> None:
    secret = {
        "age_years": 4711,
        "pain_sites": ["achiles_calf"],
        "raced_last_2_weeks": "sweaty",
        "crisis_thoughts": "ye",
        "sleep_hours": "seven-ish",
    }
    with pytest.raises(IntakeError) as caught:
        check_answers(secret, QUESTIONS)
    assert [problem.code for problem in caught.value.problems] == ["A05", "A04", "A03", "A04", "A03"]
    logged = str(caught.value) + repr(caught.value) + repr(caught.value.problems)
    assert not any(word in logged for word in ("4711", "achiles_calf", "sweaty", "seven-ish"))
    assert "Did you mean" not in logged
    assert "Did you mean achilles_calf?" in caught.value.problems[1].for_screen()
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems  # noqa: S301  (our own)


def test_a_key_of_no_question_is_named_only_where_it_is_a_slip_and_else_counted() -> None:
    with pytest.raises(IntakeError) as caught:
        check_answers({"age_years": 30, "i_fainted": 1, 3: 4, "age_year": 5, "sleep_hours": "7"}, QUESTIONS)
    assert [problem.path for problem in caught.value.problems] == [
        "key 2",
        "key 3",
        "age_year",
        "sleep_hours",
    ]
    hints = ["Did you mean" in problem.way_out for problem in caught.value.problems]
    assert hints == [False, False, True, False]


def test_a_problem_has_the_place_of_the_answer_or_of_its_key_where_that_is_lines_above() -> None:
    written = parse_yaml("age_years: 4711\npain_sites:\n  - heels\nage_year: 3\n", "mine.yaml")
    with pytest.raises(IntakeError) as caught:
        check_answers(written, QUESTIONS, "mine.yaml")
    assert [problem.place for problem in caught.value.problems] == [
        "mine.yaml:1:12",
        "mine.yaml:2:1",
        "mine.yaml:4:11",
    ]
    with pytest.raises(IntakeError) as unplaced:
        check_answers({"age_years": 4711}, QUESTIONS, "mine.json")
    assert unplaced.value.problems[0].place == "mine.json"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"age_years": "30"}, "This takes a number. It is written as text."),
        ({"age_years": [30]}, "This takes a number. Write"),
        ({"age_years": 12}, "It runs from 13 to 99 years."),
        ({"weekly_distance_km": 0.0005}, "Use steps of 0.001 km."),
        ({"race_worry_0_10": 11}, "It runs from 0 to 10."),
        ({"race_worry_0_10": 0.5}, "Use steps of 1."),
    ],
)
def test_a_number_that_cannot_be_used_is_refused_with_what_the_question_takes(
    answers: Any, words: str
) -> None:
    with pytest.raises(IntakeError) as caught:
        check_answers(answers, QUESTIONS)
    assert words in caught.value.problems[0].in_words


@pytest.mark.parametrize(
    ("word", "value"), [("yes", True), ("no", False), ("No", False), (True, True), (False, False)]
)
def test_the_words_yes_and_no_are_taken_for_yes_no_questions(*, word: object, value: bool) -> None:
    assert check_answers({"race_planned": word}, QUESTIONS).known["race_planned"] is value


@pytest.mark.parametrize(("number", "normal"), [(40, 40), (40.0, 40), (0.1 * 3, 0.3), (12.5, 12.5)])
def test_numbers_are_put_on_their_step(number: float, normal: float) -> None:
    distance = check_answers({"weekly_distance_km": number}, QUESTIONS).known["weekly_distance_km"]
    assert distance == normal
    assert isinstance(distance, int) == float(normal).is_integer()


def test_printed_answers_give_nothing_away() -> None:
    answers = check_answers({"age_years": 47, "pain_sites": ["heel"]}, QUESTIONS)
    assert repr(answers) == "Answers(2 given)"
    assert "heel" not in repr(answers.facts)


def test_null_and_absent_are_the_same() -> None:
    assert check_answers({"pain_weeks": None}, QUESTIONS).known == check_answers({}, QUESTIONS).known


def test_the_gate_wins_and_the_ignored_answers_are_named() -> None:
    answers = check_answers(
        {"pain_sites": ["none"], "main_site": "shin", "pain_weeks": 3, "weeks_to_race": 2}, QUESTIONS
    )
    assert answers.ignored == ("main_site", "pain_weeks")
    assert "main_site" not in answers.known
    assert answers.given["main_site"] == "shin"
    assert answers.known["weeks_to_race"] == 2
    assert "weeks_to_race" not in answers.certain


def test_an_answer_is_certain_and_its_question_not_open_where_it_surely_applies() -> None:
    answers = check_answers({"race_planned": True, "weeks_to_race": 2}, QUESTIONS)
    assert answers.certain == {"race_planned": True, "weeks_to_race": 2}
    assert not {"race_planned", "weeks_to_race"} & set(answers.open)
    assert "pain_weeks" in answers.open
    assert "pain_weeks" not in check_answers({"pain_sites": ["none"]}, QUESTIONS).open


def test_what_was_found_out_with_some_options_left_is_not_said_of_others() -> None:
    heel = OneOf("main_site", ("heel",))
    for other, expected in (("shin", False), ("heel", None), ("ankle", False)):
        assert truth(heel, check_answers({"pain_sites": ["low_back", other]}, QUESTIONS).facts) is expected


def test_one_pain_site_is_the_main_site_and_several_narrow_it() -> None:
    assert check_answers({"pain_sites": ["shin"]}, QUESTIONS).known["main_site"] == "shin"
    several = check_answers({"pain_sites": ["shin", "low_back"]}, QUESTIONS)
    assert "main_site" not in several.known
    assert several.domains["main_site"].options == ("shin", "low_back")  # type: ignore[union-attr]


def test_none_beside_another_option_is_dropped_on_safety_questions_and_unknown_on_others() -> None:
    answers = check_answers(
        {"urgent_head_chest": ["none", "chest_pain"], "recent_changes": ["none", "new_shoes"]}, QUESTIONS
    )
    assert answers.known["urgent_head_chest"] == {"chest_pain"}
    assert answers.dropped_none == ("urgent_head_chest",)
    assert "recent_changes" not in answers.known


def test_an_answer_to_a_list_counts_before_the_options_that_are_known_of_it() -> None:
    ticked = {"urgent_head_chest": frozenset({"chest_pain"})}
    is_open = normalise({"age_years": 30}, QUESTIONS, ticked=ticked)
    assert "urgent_head_chest" in is_open.open
    assert is_open.seen == {"age_years": 30, **ticked}
    answered = normalise({"urgent_head_chest": frozenset({"none"})}, QUESTIONS, ticked=ticked)
    assert answered.seen == answered.known == {"urgent_head_chest": {"none"}}
    assert not answered.ticked


@pytest.mark.parametrize(
    ("last", "prior", "ratio"),
    [
        (22, 20, Fraction(11, 10)),
        (22.1, 20, Fraction(221, 200)),
        (3.3, 3, Fraction(11, 10)),
        (5, 0, math.inf),
        (0, 0, 1),
        (0, 10, 0),
    ],
)
def test_ratios_are_exact(last: float, prior: float, ratio: float | Fraction) -> None:
    known = check_answers(
        {"longest_run_last_7d_km": last, "longest_run_prior_30d_km": prior}, QUESTIONS
    ).known
    assert known["long_run_spike"] == ratio


def test_a_ratio_is_unknown_until_both_numbers_are_known() -> None:
    assert "long_run_spike" not in check_answers({"longest_run_last_7d_km": 0}, QUESTIONS).known


@pytest.mark.slow
@given(partial_answers(QUESTIONS))
def test_valid_answers_are_accepted_in_any_order(raw: dict[str, Any]) -> None:
    answers = check_answers(raw, QUESTIONS)
    again = check_answers(dict(reversed(raw.items())), QUESTIONS)
    assert (answers.known, answers.given, answers.ignored, answers.open) == (
        again.known,
        again.given,
        again.ignored,
        again.open,
    )


junk = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=3)
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.slow
@given(
    st.dictionaries(
        st.one_of(st.sampled_from(list(QUESTIONS.fields)), st.text(max_size=8), st.integers()),
        junk,
        max_size=6,
    )
)
def test_any_mapping_gives_a_result_or_a_listed_problem(raw: dict[Any, Any]) -> None:
    try:
        assess(raw)
    except IntakeError as error:
        assert all(problem.code.startswith("A") and problem.way_out for problem in error.problems)  # noqa: PT017  (either way is fine)


# --- the typed model ----------------------------------------------------------------------------------------


def test_the_typed_model_is_current_with_the_rules(pack: Pack) -> None:
    import generate_answers  # noqa: PLC0415  (a script, found through pythonpath)

    written = (ROOT / "src" / "runner_intake" / "answers.py").read_text(encoding="utf-8")
    assert generate_answers.formatted(generate_answers.source(pack)) == written, (
        "run python scripts/generate_answers.py"
    )


def test_a_typed_model_gives_the_same_result_as_a_mapping() -> None:
    raw = HEEL
    assert assess(RunnerAnswers(**raw)) == assess(raw)


def test_the_typed_model_refuses_without_repeating_the_answer() -> None:
    with pytest.raises(ValidationError) as caught:
        RunnerAnswers(age_years=4711)
    assert "4711" not in str(caught.value)
    assert repr(RunnerAnswers(age_years=47)) == "RunnerAnswers(answered=1)"
    assert "47" not in str(RunnerAnswers(age_years=47))


# --- numbers of every kind ----------------------------------------------------------------------------------

HUGE = 10**400


@pytest.mark.parametrize(
    "value",
    [
        HUGE,
        -HUGE,
        Fraction(HUGE),
        Fraction(-HUGE, 3),
        Decimal("1e400"),
        Decimal("NaN"),
        Decimal("sNaN"),
        -math.inf,
    ],
)
def test_a_number_that_no_float_can_hold_is_outside_the_range(value: Any) -> None:
    assert code({"sleep_hours": value}) == "A05"
    assert code({"age_years": value}) == "A05"


@pytest.mark.parametrize(
    "value",
    [7, 7.0, Decimal(7), Decimal("7.0"), Fraction(7), np.int64(7), np.float32(7), np.uint8(7), np.array(7)],
)
def test_a_number_of_any_library_is_taken_as_the_number_it_is(value: Any) -> None:
    known = check_answers({"sleep_hours": value}, QUESTIONS).known["sleep_hours"]
    assert (known, type(known)) == (7, int)


@pytest.mark.parametrize("value", [-0.0, Decimal("-0.0"), np.float64(-0.0)])
def test_minus_zero_is_zero(value: Any) -> None:
    known = check_answers({"weekly_distance_km": value}, QUESTIONS).known["weekly_distance_km"]
    assert math.copysign(1, known) == 1  # type: ignore[arg-type]  # a number


@pytest.mark.parametrize(
    "value", [np.array([7, 8]), np.datetime64("2026-01-01"), np.bool_(True), 7 + 0j, b"7", object()]
)
def test_what_is_no_single_number_is_refused(value: Any) -> None:
    assert code({"sleep_hours": value}) == "A03"


def test_yes_and_no_of_an_array_library_are_taken() -> None:
    assert check_answers({"race_planned": np.bool_(True)}, QUESTIONS).known["race_planned"] is True
    assert check_answers({"race_planned": np.array(False)}, QUESTIONS).known["race_planned"] is False


NUMBERS = st.one_of(
    st.integers(),
    st.decimals(),
    st.fractions(),
    st.floats(),
    st.integers(0, 500).map(lambda zeros: 10**zeros),
)


@given(st.sampled_from(sorted(QUESTIONS.fields)), NUMBERS)
def test_no_number_ends_in_anything_but_an_answer_or_a_problem(name: str, value: Any) -> None:
    try:
        known = check_answers({name: value}, QUESTIONS).given[name]
    except IntakeError:
        return
    domain = QUESTIONS.domains[name]
    assert isinstance(domain, NumberDomain)
    assert domain.minimum <= known <= domain.maximum  # type: ignore[operator]  # a number
    assert abs(Fraction(value) - Fraction(known)) < Fraction(1, 1000)  # type: ignore[arg-type]  # a number


def test_a_huge_number_in_json_is_a_problem_of_its_field() -> None:
    for digits in (400, 4000):
        with pytest.raises(IntakeError) as caught:
            assess(parse_json('{"age_years": 1' + "0" * digits + "}", "answers.json"))
        assert [problem.code for problem in caught.value.problems] == ["A05"]
    with pytest.raises(IntakeError):
        parse_json('{"age_years": 1' + "0" * 5000 + "}", "answers.json")


@pytest.mark.slow
def test_of_very_many_problems_the_first_hundred_are_listed_and_the_rest_counted() -> None:
    with pytest.raises(IntakeError) as caught:
        check_answers({f"age_year{number}": number for number in range(80_000)}, QUESTIONS)
    assert (len(caught.value.problems), caught.value.more) == (100, 79_900)
    assert str(caught.value).endswith("\nAnd 79900 more.")
    assert "Did you mean age_years?" in caught.value.problems[99].for_screen()
    assert pickle.loads(pickle.dumps(caught.value)).more == 79_900  # noqa: S301  (our own)
    with pytest.raises(IntakeError) as few:
        check_answers({f"age_year{number}": number for number in range(100)}, QUESTIONS)
    assert (len(few.value.problems), few.value.more) == (100, 0)


@pytest.mark.parametrize("parse", [parse_json, parse_yaml])
def test_very_many_doubled_keys_are_counted_too(parse: Callable[[str, str], object]) -> None:
    text = "{" + ", ".join('"age_years": 1' for _ in range(1000)) + "}"
    with pytest.raises(IntakeError) as caught:
        parse(text, "answers")
    assert (len(caught.value.problems), caught.value.more) == (100, 899)
