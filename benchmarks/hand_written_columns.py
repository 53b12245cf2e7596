"""The six scorecards as one would write them by hand over columns: the same text serves NumPy arrays and
Polars expressions. Only for benchmarks.

For complete answers, like `hand_written.py`, whose points it must give; then level and rank of every benefit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import polars as pl

from hand_written import SITES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack import Pack

Column = Any
"""A NumPy array or a Polars expression: both know the same signs."""

GATED = ("weeks_to_race", "pain_running_0_10", "pain_rest_0_10", "pain_weeks", "rehab_weeks")


class Columns(Protocol):
    """What the scorecards ask of a table."""

    def number(self, name: str) -> Column:
        """A number; 0 where the question does not apply."""

    def flag(self, name: str) -> Column:
        """A yes/no answer; false where the question does not apply."""

    def has(self, name: str, option: str) -> Column:
        """Whether a list holds an option; false where the question does not apply."""

    def one_of(self, name: str, *options: str) -> Column:
        """Whether a choice is one of some options; false where the question does not apply."""

    def has_answer(self, name: str) -> Column:
        """Whether a choice was made at all."""


def points(a: Columns) -> dict[str, Column]:
    """The points of every benefit."""
    energy = ~a.has("energy_signs", "none") | a.flag("low_libido")
    spike = _spike(a)
    return {
        "chronic_pain": _chronic_pain(a, energy),
        "injury_recovery": _injury_recovery(a, energy, spike),
        "race_stress": _race_stress(a),
        "muscle_balance": _muscle_balance(a, spike),
        "immunity": _immunity(a, energy),
        "injury_prevention": _injury_prevention(a, spike),
    }


def _spike(a: Columns) -> Column:
    last, prior = a.number("longest_run_last_7d_km"), a.number("longest_run_prior_30d_km")
    return ((prior > 0) & (last * 100 > prior * 110 + 1e-9)) | ((prior == 0) & (last > 0))


def _needling(a: Columns, values: Mapping[str, int]) -> Column:
    return sum(a.one_of("needling_history", option) * points for option, points in values.items())


def _site(a: Columns, *options: str) -> Column:
    """Whether the main site is one of these; where only one site is named, that one is."""
    given, is_one_of = a.has_answer("main_site"), a.one_of("main_site", *options)
    for option in options:
        is_one_of = is_one_of | (~given & a.has("pain_sites", option))
    return is_one_of


def _stiff(a: Columns) -> Column:
    return a.has("pain_signs", "morning_stiffness") & (a.number("pain_weeks") >= 13)


def _chronic_pain(a: Columns, energy: Column) -> Column:
    rehab, weeks, rest = a.number("rehab_weeks"), a.number("pain_weeks"), a.number("pain_rest_0_10")
    knee = _site(a, "knee_front", "knee_outer", "knee_other") & a.one_of("diagnosis", "knee_osteoarthritis")
    named = _site(a, "widespread") & ~a.one_of("diagnosis", "none")
    in_pain = (
        (rehab >= 6) * 2
        - (rehab < 2) * 4
        + (weeks >= 13) * 4
        + (weeks >= 52) * 1
        + (_site(a, "low_back", "neck_shoulder") | knee | named) * 6
        + (rest >= 4) * 1
        + (rest >= 2) * 1
        + a.one_of("running_limit", "cut_back", "cannot_run") * 1
        - a.one_of("diagnosis", "patellofemoral_pain", "iliotibial_band", "shin_stress") * 2
        - _stiff(a) * 6
    )
    return (
        _needling(a, {"helped": 1, "no_change": -5, "worse": -5})
        - energy * 6
        + in_pain * ~a.has("pain_sites", "none")
    )


def _injury_recovery(a: Columns, energy: Column, spike: Column) -> Column:
    rehab, weeks, pain = a.number("rehab_weeks"), a.number("pain_weeks"), a.number("pain_running_0_10")
    in_pain = (
        sum(_site(a, site) * worth for site, worth in SITES.items())
        + (_site(a, "heel") & a.one_of("diagnosis", "none", "plantar_heel_pain")) * 6
        + (pain >= 2) * 1
        + (pain >= 5) * 1
        - (pain >= 8) * 1
        - (weeks < 2) * 5
        + (weeks >= 6) * 2
        - (weeks >= 13) * 1
        + a.one_of("running_limit", "with_trouble", "cannot_run") * 1
        + a.one_of("running_limit", "cut_back") * 2
        + (rehab >= 6) * 2
        - ((rehab < 2) & (weeks >= 2)) * 3
        + ~a.one_of("diagnosis", "none") * 1
        - (spike & (weeks < 6)) * 2
        - (_site(a, "knee_front") | a.one_of("diagnosis", "patellofemoral_pain")) * 2
        - _stiff(a) * 3
    )
    return (
        _needling(a, {"helped": 1, "no_change": -3, "worse": -5})
        - energy * 4
        + in_pain * ~a.has("pain_sites", "none")
    )


def _muscle_balance(a: Columns, spike: Column) -> Column:
    side, sore = a.number("side_difference_0_10"), a.number("sore_days_per_week")
    strength = a.number("strength_sessions_per_week")
    return (
        _needling(a, {"helped": 1, "no_change": -2, "worse": -4})
        + (side >= 7) * 1
        + (side >= 4) * 2
        + (sore >= 4) * 1
        + (sore >= 2) * 1
        + (strength >= 2) * 1
        - (strength == 0) * 2
        - (spike | (a.number("rest_days_per_week") == 0)) * 2
        - (~a.has("pain_sites", "none") & (a.number("pain_running_0_10") >= 5)) * 2
        - (a.number("flat_form_weeks") >= 2) * 2
    )


def _race_stress(a: Columns) -> Column:
    worry, tension = a.number("race_worry_0_10"), a.number("race_body_tension_0_10")
    mental = a.flag("mental_skills_practice")
    return (
        (worry >= 7) * 1
        + (worry >= 5) * 1
        + (worry >= 3) * 1
        + (tension >= 7) * 1
        + (tension >= 5) * 2
        + sum(
            a.one_of("race_effect", option) * worth
            for option, worth in {"a_little": 1, "clearly_worse": 2, "skipped_or_stopped": 3}.items()
        )
        + (a.flag("race_planned") & (a.number("weeks_to_race") <= 8)) * 1
        + mental * 1
        - (~mental & (worry >= 5)) * 1
        - a.one_of("persistent_worry", "more_than_half", "nearly_every_day") * 6
        - a.one_of("needle_comfort", "strong_fear") * 4
        - a.one_of("needle_comfort", "nervous", "fainted_before") * 1
        - (a.number("sleep_hours") < 6) * 1
        - (a.number("flat_form_weeks") >= 2) * 3
    )


def _immunity(a: Columns, energy: Column) -> Column:
    colds, sleep = a.number("colds_last_12m"), a.number("sleep_hours")
    return (
        (colds >= 3) * 1
        + (colds >= 4) * 1
        + (colds >= 5) * 1
        + (a.number("sick_days_last_90d") >= 7) * 1
        + (a.number("life_stress_0_10") >= 7) * 1
        + ((a.number("runs_per_week") >= 6) & (a.number("typical_effort_0_10") >= 7)) * 1
        + a.flag("raced_last_2_weeks") * 1
        - (sleep < 6) * 1
        - (sleep < 7) * 2
        - energy * 3
        - (a.number("flat_form_weeks") >= 2) * 2
        - a.one_of("flu_vaccine", "no", "unsure") * 1
    )


def _injury_prevention(a: Columns, spike: Column) -> Column:
    injuries = a.number("injuries_last_12m")
    return (injuries >= 2) * 1 + (injuries >= 3) * 1 + (spike & a.has("pain_sites", "none")) * 1


# --- level and rank -----------------------------------------------------------------------------------------


def applies(a: Columns) -> dict[str, Column]:
    """Whether each benefit applies at all."""
    hurts = ~a.has("pain_sites", "none")
    running, resting = a.number("pain_running_0_10") >= 2, a.number("pain_rest_0_10") >= 2
    limb = _site(a, "heel", "foot_other", "ankle", "achilles_calf", "shin")
    no_feeling = a.has("health_conditions", "diabetes_numb") | a.has("needle_site_health", "lymphoedema")
    vessels_or_lump = a.has("pain_signs", "effort_numb_cold") | a.has("pain_signs", "lump_or_swelling")
    needles = ~(
        a.one_of("needling_history", "never") & a.flag("race_planned") & (a.number("weeks_to_race") <= 1)
    )
    pain = hurts & ~vessels_or_lump & ~(limb & no_feeling) & needles
    prevents = (a.number("injuries_last_12m") >= 2) | (_spike(a) & ~hurts)
    return {
        "chronic_pain": pain & (running | resting) & (a.number("pain_weeks") >= 13),
        "injury_recovery": pain & running,
        "race_stress": needles
        & ((a.number("race_worry_0_10") >= 3) | (a.number("race_body_tension_0_10") >= 5)),
        "muscle_balance": needles
        & ((a.number("side_difference_0_10") >= 4) | (a.number("sore_days_per_week") >= 2)),
        "immunity": needles & (a.number("colds_last_12m") >= 3),
        "injury_prevention": needles & prevents,
    }


def levels(scores: Mapping[str, Column], due: Mapping[str, Column], pack: Pack) -> dict[str, Column]:
    """0 not suggested, 1 possible, 2 worth discussing."""
    return {
        benefit.id: due[benefit.id] * _level(scores[benefit.id], benefit.evidence.factor, benefit.max, pack)
        for benefit in pack.benefits
    }


def ranks(scores: Mapping[str, Column], level: Mapping[str, Column], pack: Pack) -> dict[str, Column]:
    """The rank of every benefit that is shown, else 0. Two are on one topic: the lower is covered by the
    higher.
    """
    names = [benefit.id for benefit in pack.benefits]
    worth = {name: scores[name] * weight for name, weight in zip(names, pack.weights, strict=True)}
    chronic, injury = "chronic_pain", "injury_recovery"
    first = worth[chronic] >= worth[injury]
    shown = {name: level[name] > 0 for name in names}
    shown[injury], shown[chronic] = (
        shown[injury] & ~(shown[chronic] & first),
        shown[chronic] & (~shown[injury] | first),
    )
    return {
        name: shown[name]
        * (1 + sum((shown[other] & before) * 1 for other, before in _before(name, worth).items()))
        for name in names
    }


def _before(name: str, worth: Mapping[str, Column]) -> dict[str, Column]:
    """Where each other benefit stands before this one; ties as declared."""
    names = list(worth)
    own = names.index(name)
    return {
        other: worth[other] >= worth[name] if index < own else worth[other] > worth[name]
        for index, other in enumerate(names)
        if index != own
    }


def by_numpy(a: Arrays, pack: Pack) -> dict[str, Column]:
    """Points, level and rank of every benefit."""
    scores = points(a)
    level = levels(scores, applies(a), pack)
    return named(scores, level, ranks(scores, level, pack))


def by_polars(frame: pl.LazyFrame, pack: Pack) -> pl.LazyFrame:
    """The same in three stages, so that nothing is worked out twice."""
    a, names = Expressions(), [benefit.id for benefit in pack.benefits]
    scores, level = ({name: pl.col(f"{name}.{what}") for name in names} for what in ("points", "level"))
    due = {name: pl.col(f"{name}.due") for name in names}
    first = frame.select(
        *(column.alias(f"{name}.points") for name, column in points(a).items()),
        *(column.alias(f"{name}.due") for name, column in applies(a).items()),
    )
    second = first.with_columns(
        column.alias(f"{name}.level") for name, column in levels(scores, due, pack).items()
    )
    return second.select(**named(scores, level, ranks(scores, level, pack)))


def named(
    scores: Mapping[str, Column], level: Mapping[str, Column], rank: Mapping[str, Column]
) -> dict[str, Column]:
    """Columns by name."""
    kinds = {"points": scores, "level": level, "rank": rank}
    return {f"{name}.{kind}": column for kind, columns in kinds.items() for name, column in columns.items()}


def _level(score: Column, factor: int, highest: int, pack: Pack) -> Column:
    return sum(
        (score * factor >= pack.levels[level] * highest) * 1 for level in ("possible", "worth_discussing")
    )


# --- two kinds of tables ------------------------------------------------------------------------------------


class Arrays:
    """NumPy arrays, ready: numbers, one flag an option, and choices as whole numbers."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.columns = {name: _array(frame[name]) for name in frame.columns}
        self.options = {
            name: kind.categories.to_list()
            for name, kind in frame.schema.items()
            if isinstance(kind, pl.Enum)
        }

    def number(self, name: str) -> Column:
        return self.columns[name]

    def flag(self, name: str) -> Column:
        return self.columns[name]

    def has(self, name: str, option: str) -> Column:
        return self.columns[f"{name}.{option}"]

    def one_of(self, name: str, *options: str) -> Column:
        codes = [self.options[name].index(option) for option in options]
        return np.logical_or.reduce([self.columns[name] == code for code in codes])

    def has_answer(self, name: str) -> Column:
        return self.columns[name] >= 0


def _array(series: pl.Series) -> Column:
    if isinstance(series.dtype, pl.Enum):
        return series.to_physical().cast(pl.Int16).fill_null(-1).to_numpy()
    return series.fill_null(False if series.dtype == pl.Boolean else 0).to_numpy()


class Expressions:
    """Polars expressions over the same columns."""

    def number(self, name: str) -> Column:
        return pl.col(name).fill_null(0) if name in GATED else pl.col(name)

    def flag(self, name: str) -> Column:
        return pl.col(name).fill_null(value=False)

    def has(self, name: str, option: str) -> Column:
        return pl.col(f"{name}.{option}").fill_null(value=False)

    def has_answer(self, name: str) -> Column:
        return pl.col(name).is_not_null()

    def one_of(self, name: str, *options: str) -> Column:
        test = pl.col(name) == options[0] if len(options) == 1 else pl.col(name).is_in(list(options))
        return test.fill_null(value=False)
