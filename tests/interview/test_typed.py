"""What people type, read as they meant it or asked back; never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner_intake import StepError, bundled_pack, parse_answer
from runner_intake.conditions import NumberDomain
from runner_intake.questionnaire.numbers import KM_PER_MILE
from runner_intake.text.catalogue import ENGLISH

if TYPE_CHECKING:
    from runner_intake.questionnaire import Field

FIELDS = bundled_pack().questionnaire.fields
NUMBERS = [field for field in FIELDS.values() if field.kind in ("number", "scale")]


@pytest.mark.parametrize(
    ("name", "typed", "answer"),
    [
        ("pain_weeks", "3 months", 13),
        ("pain_weeks", "a year", 52),
        ("pain_weeks", "2 years", 104),
        ("pain_weeks", "half a year", 26),
        ("pain_weeks", "~40", 40),
        ("pain_weeks", "about 6 weeks", 6),
        ("pain_weeks", "10 days", 1),
        ("pain_weeks", "3 days", 0),
        ("sick_days_last_90d", "2 weeks", 14),
        ("shoe_distance_km", "1 234", 1234),
        ("shoe_distance_km", "1\u202f234 km", 1234),
        ("shoe_distance_km", "1'234", 1234),
        ("shoe_distance_km", "25 mi", 40.2),
        ("shoe_distance_km", "12,5", 12.5),
        ("sleep_hours", "7h30", 7.5),
        ("sleep_hours", "7½", 7.5),
        ("age_years", "35 years", 35),
        ("data_consent", "Yes", True),
        ("data_consent", "n", False),
        ("running_limit", "with_trouble", "with_trouble"),
        ("urgent_body", "None of these", ("none",)),
        ("urgent_body", "dark_urine; hot_swollen_joint", ("hot_swollen_joint", "dark_urine")),
    ],
)
def test_what_people_type_is_understood(name: str, typed: str, answer: object) -> None:
    assert parse_answer(FIELDS[name], typed) == answer


@pytest.mark.parametrize(
    ("name", "typed", "code", "says"),
    [
        ("pain_weeks", "40-50", "A03", "Please type one number, between 40 and 50."),
        ("pain_weeks", "40 to 50 weeks", "A03", "Please type one number, between 40 and 50."),
        ("shoe_distance_km", "1,234", "A03", "Did you mean 1234 or 1.2?"),
        ("shoe_distance_km", "25 m", "A03", "Please write km or mi."),
        ("age_years", "3 months", "A03", "Please type a number, such as 13."),
        ("age_years", "12", "A05", "from 13 to 99 years"),
        ("pain_weeks", "1.5", "A06", "Whole numbers, please."),
        ("pain_weeks", " ", "S02", "or say that you don"),
        ("data_consent", "perhaps", "A03", "Please choose yes or no."),
        ("diagnosis", "gout", "A04", "one of the answers that are listed"),
        ("urgent_body", "none, dark_urine", "A08", "cannot be combined"),
    ],
)
def test_what_cannot_be_used_is_asked_back(name: str, typed: str, code: str, says: str) -> None:
    with pytest.raises(StepError) as caught:
        parse_answer(FIELDS[name], typed)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == (code, name)
    assert says in problem.way_out


def test_a_bare_distance_is_in_the_units_of_the_words() -> None:
    assert parse_answer(FIELDS["shoe_distance_km"], "25", ENGLISH.measured_in("mi")) == 40.2


@given(st.sampled_from(NUMBERS), st.data())
def test_every_number_that_a_field_takes_is_read_as_itself(field: Field, data: st.DataObject) -> None:
    domain = field.domain
    assert isinstance(domain, NumberDomain)
    number = domain.at(
        data.draw(st.integers(round(domain.minimum / domain.step), round(domain.maximum / domain.step)))
    )
    if f"{number:f}".partition(".")[2].rstrip("0").__len__() < 3:
        assert parse_answer(field, f"{number:.10g}") == number


@given(st.floats(0, 100))
def test_miles_become_kilometres_on_the_step_of_the_field(miles: float) -> None:
    typed = f"{miles:.1f}"
    read = parse_answer(FIELDS["shoe_distance_km"], f"{typed} mi")
    assert abs(float(read) - float(typed) * KM_PER_MILE) <= 0.05 + 1e-9  # type: ignore[arg-type]


@given(st.sampled_from(list(FIELDS.values())), st.text(max_size=12))
def test_any_text_is_an_answer_the_field_takes_or_is_refused(field: Field, typed: str) -> None:
    try:
        parse_answer(field, typed)
    except StepError as error:
        codes = {problem.code for problem in error.problems}
    else:
        codes = set()
    assert codes <= {"S02", "A03", "A04", "A05", "A06", "A08"}
