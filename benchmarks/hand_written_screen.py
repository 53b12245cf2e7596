"""Safety, first steps and the summary of a result as one would write them by hand over columns: plain Polars
expressions for complete answers. Only for benchmarks.

Points, levels and ranks are those of `hand_written_columns.py`. `batch_speed.py` holds all of it against the
batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from hand_written_columns import Column, Expressions, applies, levels, named, points, ranks
from hand_written_whole.first_steps import OVERLOADED
from hand_written_whole.safety import ABOVE_THE_KNEE, NEAR_BONE, NOT_THE_KNEE, ONE_PLACE, SLIPPED_HIP
from runner_intake.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack import Pack

SERIOUS = ("emergency", "urgent", "guardian_needed", "clarify")
SUSPICIOUS = {
    "warning_signs": (
        "weight_loss",
        "cancer_history",
        "night_sweats",
        "past_chest_or_faint_unchecked",
        "numb_spreading",
        "joint_locks_gives",
    ),
    "pain_signs": ("night_pain_unrelieved", "steroids_osteoporosis", "trauma_start"),
}
BONE_SIGNS = (*OVERLOADED, "past_stress_fracture")


class Answers(Expressions):
    """Expressions over complete answers, with what several rules look at."""

    def any_of(self, name: str, *options: str) -> Column:
        return pl.any_horizontal([self.has(name, option) for option in options])

    @property
    def hurts(self) -> Column:
        return ~self.has("pain_sites", "none")

    @property
    def low_energy(self) -> Column:
        return ~self.has("energy_signs", "none") | self.flag("low_libido")

    @property
    def unnamed(self) -> Column:
        return self.one_of("diagnosis", "none")

    @property
    def minor(self) -> Column:
        return self.number("age_years") < 18

    def ratio(self, dividend: str, divisor: str, percent: int) -> Column:
        above, below = self.number(dividend), self.number(divisor)
        return ((below > 0) & (above * 100 > below * percent + 1e-9)) | ((below == 0) & (above > 0))


def emergency(a: Answers) -> Column:
    """What cannot wait."""
    body = (
        "saddle_numbness_or_bladder",
        "tense_numb_leg",
        "cold_pale_foot",
        "hot_swollen_joint",
        "dark_urine",
    )
    fever = a.has("infection_signs", "fever_today") & a.any_of("warning_signs", "chemo_now", "immune_low")
    return (
        ~a.has("urgent_head_chest", "none")
        | a.any_of("urgent_body", *body)
        | fever
        | a.one_of("crisis_thoughts", "yes")
    )


def urgent(a: Answers) -> Column:
    """What a doctor should see soon."""
    body = ("swollen_calf", "leg_weakness", "cannot_bear_weight", "tendon_pop", "blood_gut")
    warnings = (
        "past_chest_or_faint_unchecked",
        "numb_spreading",
        "unsteady_clumsy",
        "joint_locks_gives",
        "weight_loss",
    )
    infections = ("fever_today", "chest_symptoms", "pneumonia_repeat", "unusual_or_deep")
    antibiotics = a.has("infection_signs", "antibiotics_3plus") & a.has("infection_signs", "lasting_over_3wk")
    return (
        a.any_of("urgent_body", *body)
        | ~a.has("recent_events", "none")
        | a.any_of("warning_signs", *warnings)
        | a.any_of("infection_signs", *infections)
        | antibiotics
        | (a.hurts & (_bones(a) | _pain(a)))
    )


def _bones(a: Answers) -> Column:
    single = ("groin_weightbearing", "current_stress_fracture", "hop_pain", "night_rest_bone_ache")
    tender = a.has("bone_signs", "point_tender_bone") & (a.any_of("pain_sites", *NOT_THE_KNEE) | a.low_energy)
    two = pl.sum_horizontal([a.has("bone_signs", sign) for sign in BONE_SIGNS]) >= 2
    near = a.unnamed & a.any_of("pain_sites", *NEAR_BONE)
    worse = near & a.has("bone_signs", "worse_each_run")
    past = near & a.has("bone_signs", "past_stress_fracture") & a.low_energy
    groin, hard = a.has("pain_sites", "hip_groin"), a.one_of("running_limit", "cannot_run")
    hard = hard | (a.number("pain_running_0_10") >= 2) | (a.number("pain_rest_0_10") >= 2)
    new = a.unnamed & (a.number("pain_weeks") < 13) & hard
    return (
        a.any_of("bone_signs", *single)
        | tender
        | two
        | worse
        | past
        | (groin & (~a.has("energy_signs", "none") | new))
    )


def _pain(a: Answers) -> Column:
    rest, weeks = a.number("pain_rest_0_10"), a.number("pain_weeks")
    night, lump = a.has("pain_signs", "night_pain_unrelieved"), a.has("pain_signs", "lump_or_swelling")
    cancer = a.any_of("warning_signs", "cancer_history", "night_sweats")
    at_rest = (rest >= 4) | ((rest >= 2) & a.any_of("pain_sites", *ABOVE_THE_KNEE))
    several = (
        pl.sum_horizontal([a.has(name, sign) for name, signs in SUSPICIOUS.items() for sign in signs]) >= 2
    )
    back = a.any_of("pain_sites", "low_back", "mid_back_ribs")
    thin = back | a.any_of("pain_sites", "hip_groin", "neck_shoulder")
    fallen = (weeks < 6) & a.has("pain_signs", "trauma_start") & a.any_of("pain_sites", *ONE_PLACE)
    bad = (rest >= 4) | a.one_of("running_limit", "cannot_run") | a.has("pain_signs", "limp")
    calf = a.has("pain_sites", "achilles_calf") & a.has("pain_signs", "calf_pain_at_rest")
    return (
        (night & (rest >= 2))
        | ((cancer | a.has("warning_signs", "chemo_now")) & at_rest)
        | (several & (cancer | night))
        | (a.has("pain_signs", "steroids_osteoporosis") & thin & (weeks < 13))
        | (fallen & bad)
        | (a.has("warning_signs", "immune_low") & back & (rest >= 4))
        | (rest >= 7)
        | (calf & (rest >= 4) & (weeks < 4))
        | a.has("pain_signs", "tendon_drug")
        | (lump & (night | a.has("bone_signs", "night_rest_bone_ache") | a.minor))
        | (a.has("pain_signs", "limp") & a.minor & a.any_of("pain_sites", *SLIPPED_HIP))
    )


def contradiction(a: Answers) -> Column:
    """Answers that cannot all be right."""
    week = a.number("last_week_distance_km")
    sites = ("heel", *(place for place in ONE_PLACE if place != "heel"), "widespread")
    elsewhere = pl.any_horizontal(
        [a.one_of("main_site", site) & ~a.has("pain_sites", site) for site in sites]
    )
    return (
        (a.number("longest_run_last_7d_km") > week * 1.02 + 1e-9)
        | elsewhere
        | ((a.number("rest_days_per_week") == 7) & (a.number("runs_per_week") >= 1))
        | (a.one_of("running_limit", "cannot_run") & (week >= 10))
    )


def to_discuss(a: Answers, needles: Column) -> Column:
    """What the practitioner has to know."""
    health = ("pregnant_maybe", "blood_thinner", "heart_valve", "epilepsy", "diabetes_numb")
    skin = ("bad_reaction_before", "recent_surgery", "numb_skin_other", "recent_injection")
    signs = ("effort_numb_cold", "lump_or_swelling", *SUSPICIOUS["pain_signs"])
    warnings = ("immune_low", "heart_risk", "cancer_history", "night_sweats")
    infections = ("fever_2w", "antibiotics_3plus", "lasting_over_3wk")
    about_needles = (
        a.any_of("health_conditions", *health, "lung_collapse_before")
        | a.any_of("needle_site_health", *skin)
        | a.one_of("needle_comfort", "strong_fear", "fainted_before")
    )
    return (
        (needles & about_needles)
        | a.any_of("warning_signs", *warnings)
        | a.minor
        | a.one_of("needling_history", "worse")
        | (a.hurts & a.unnamed & a.low_energy & a.any_of("pain_sites", *NEAR_BONE))
        | a.any_of("infection_signs", *infections)
        | (a.hurts & ~a.has("bone_signs", "none"))
        | (a.hurts & a.any_of("pain_signs", *signs))
    )


def to_adapt(a: Answers, needles: Column) -> Column:
    """How needling has to be done."""
    skin = ("pacemaker_icd", "lymphoedema", "metal_allergy", "latex_antiseptic", "implant_site")
    return (
        (needles & a.any_of("needle_site_health", *skin))
        | a.any_of("pain_sites", "neck_shoulder", "mid_back_ribs")
        | (a.flag("race_planned") & (a.number("weeks_to_race") <= 1))
    )


def steps(a: Answers) -> dict[str, list[tuple[int, Column]]]:
    """The ordinary first steps: for each its priorities, the highest first, and where they are due."""
    running, rest, weeks = (a.number(f"pain_{name}") for name in ("running_0_10", "rest_0_10", "weeks"))
    sore, flat, sleep = (a.number(name) for name in ("sore_days_per_week", "flat_form_weeks", "sleep_hours"))
    colds, worry, stress = (
        a.number(name) for name in ("colds_last_12m", "race_worry_0_10", "life_stress_0_10")
    )
    often = ("more_than_half", "nearly_every_day")
    spike = a.ratio("longest_run_last_7d_km", "longest_run_prior_30d_km", 110)
    jump = a.ratio("last_week_distance_km", "weekly_distance_km", 130) & a.one_of("years_running", "under_1")
    stiff = a.has("pain_signs", "morning_stiffness")
    signs = a.any_of("pain_signs", "lump_or_swelling", "effort_numb_cold", "morning_stiffness")
    places = ("hip_groin", "widespread", "foot_other", "mid_back_ribs", "other_place")
    assess = (
        a.any_of("pain_sites", *places)
        | (running >= 8)
        | a.one_of("running_limit", "cannot_run")
        | (rest >= 5)
        | signs
        | (a.minor & (weeks >= 2))
        | ((weeks >= 6) & a.unnamed)
    )
    bone = a.unnamed & (
        a.has("pain_sites", "hip_groin") | (a.low_energy & a.any_of("pain_sites", *NEAR_BONE))
    )
    exercise = (
        ((running >= 2) | (rest >= 2))
        & (weeks >= 2)
        & ~a.any_of("bone_signs", *OVERLOADED)
        & ~bone
        & ~a.flag("crash_after_effort")
    )
    side = (
        (a.number("side_difference_0_10") >= 4) & (a.number("strength_sessions_per_week") < 2) & (running < 2)
    )
    changes = a.any_of("recent_changes", "new_shoes", "new_surface", "new_form", "more_hills_or_speed")
    return {
        "fuelling_and_medical_review": [(100, a.low_energy)],
        "medical_review": [(95, flat >= 2), (80, (colds >= 5) | (stiff & (weeks >= 13)))],
        "pacing": [(94, a.flag("crash_after_effort"))],
        "mental_health_assessment": [
            (92, a.one_of("persistent_worry", *often) | a.one_of("low_mood", *often))
        ],
        "ease_training_load": [
            (90, (spike | jump) & ((running >= 2) | (sore >= 3))),
            (60, spike | jump),
            (50, running >= 2),
        ],
        "injury_assessment": [(87, assess)],
        "exercise_therapy": [(86, exercise), (68, side)],
        "wait_and_ease": [(85, (running >= 2) & (weeks < 2))],
        "sleep": [
            (84, (sleep < 7) & (colds >= 3)),
            (70, ((sleep < 7) & ((weeks >= 13) | (flat >= 2) | (worry >= 5))) | (sleep < 6)),
        ],
        "mental_skills": [(82, (worry >= 5) | (a.number("race_body_tension_0_10") >= 5))],
        "rest_day": [(75, (a.number("rest_days_per_week") == 0) & (sore >= 3))],
        "vaccine_and_hygiene": [
            (72, (colds >= 3) & a.one_of("flu_vaccine", "no", "unsure")),
            (60, colds >= 3),
        ],
        "pain_coping_skills": [(66, (weeks >= 13) & ((stress >= 7) | (a.number("sleep_quality_0_10") <= 4)))],
        "check_shoes_and_form": [(64, (running >= 2) & (changes | (a.number("shoe_distance_km") > 800)))],
        "injury_history_review": [(62, a.number("injuries_last_12m") >= 3)],
        "stress_management": [(58, stress >= 7)],
    }


SPECIAL = {
    "urgent": {"medical_assessment": 100, "rest": 99},
    "guardian_needed": {"guardian_consent": 100, "exercise_therapy": 86},
    "clarify": {"clarify_answers": 100},
}
"""The steps of outcomes that have some of their own; those about pain only where something hurts."""

OUTCOME = pl.Enum(list(OUTCOMES))


def whole_by_polars(frame: pl.LazyFrame, pack: Pack) -> pl.LazyFrame:
    """Outcome, first steps, the first of each, and points, level and rank of every benefit, in stages."""
    a, names = Answers(), [benefit.id for benefit in pack.benefits]
    scores, level, due = (
        {name: pl.col(f"{name}.{what}") for name in names} for what in ("points", "level", "due")
    )
    stages = [
        {
            **{f"{name}.points": column for name, column in points(a).items()},
            **{f"{name}.due": column for name, column in applies(a).items()},
            "emergency": emergency(a),
            "urgent": urgent(a),
            "guardian_needed": a.minor & ~a.flag("guardian_consent"),
            "clarify": contradiction(a),
        },
        {f"{name}.level": column for name, column in levels(scores, due, pack).items()},
        {"needles": _needles(a, scores, level, pack)},
        {"outcome": _outcome(a)},
        {**_steps(a), **named(scores, level, ranks(scores, level, pack))},
    ]
    for stage in stages:
        frame = frame.with_columns(**stage)
    shown = pl.col("outcome").is_in(["discuss", "adapt", "clear"])
    return frame.select(
        "outcome",
        *_step_names(),
        _first_step(),
        pl.when(shown).then(_top(names)).alias("top"),
        *(pl.when(shown).then(f"{name}.{what}") for name in names for what in ("points", "level", "rank")),
    )


def _needles(a: Answers, scores: Mapping[str, Column], level: Mapping[str, Column], pack: Pack) -> Column:
    """Whether the questions about needles count: some answers to them make a suggestion possible."""
    withheld = pl.any_horizontal(*SERIOUS, a.has("warning_signs", "chemo_now"))
    worry, tension = a.number("race_worry_0_10"), a.number("race_body_tension_0_10")
    start = ~(
        a.one_of("needling_history", "never") & a.flag("race_planned") & (a.number("weeks_to_race") <= 1)
    )
    running, weeks = a.number("pain_running_0_10") >= 2, a.number("pain_weeks")
    pain = a.hurts & start & ~a.any_of("pain_signs", "effort_numb_cold", "lump_or_swelling")
    fear = a.one_of("needle_comfort", "strong_fear") * 4 + a.one_of(
        "needle_comfort", "nervous", "fainted_before"
    )
    best = {
        "chronic_pain": (pain & (weeks >= 13) & (running | (a.number("pain_rest_0_10") >= 2)), 0),
        "injury_recovery": (pain & running, 0),
        "race_stress": (start & ((worry >= 3) | (tension >= 5)), fear),
    }
    may = [
        due & (scores[name] + more >= pack.points_needed(pack.benefit[name], "possible"))
        for name, (due, more) in best.items()
    ]
    return ~withheld & pl.any_horizontal(*may, *(own > 0 for own in level.values()))


def _outcome(a: Answers) -> Column:
    needles = pl.col("needles")
    hold = (
        a.has("warning_signs", "chemo_now")
        | (needles & a.has("health_conditions", "bleeding_disorder"))
        | (needles & a.has("needle_site_health", "skin_infection_site"))
        | (
            needles
            & a.has("health_conditions", "pregnant_maybe")
            & a.has("health_conditions", "blood_thinner")
        )
    )
    ordered = {
        **{name: pl.col(name) for name in SERIOUS},
        "declined": needles & a.one_of("needle_comfort", "no_needles"),
        "hold": hold,
        "discuss": to_discuss(a, needles),
        "adapt": to_adapt(a, needles),
    }
    outcome = pl.lit("clear", OUTCOME)
    for name, where in reversed(ordered.items()):
        outcome = pl.when(where).then(pl.lit(name, OUTCOME)).otherwise(outcome)
    return outcome


def _step_names() -> list[str]:
    ordinary = list(steps(Answers()))
    own = [name for special in SPECIAL.values() for name in special if name not in ordinary]
    return [f"step.{name}" for name in (*ordinary, *own)]


def _steps(a: Answers) -> dict[str, Column]:
    """The priority of each step; null where it is not due."""
    outcome = pl.col("outcome")
    ordinary = ~outcome.is_in(["emergency", *SPECIAL])
    none = pl.lit(None, pl.Int8)
    priorities = {}
    for name, rows in steps(a).items():
        chain = none
        for priority, due in reversed(rows):
            chain = pl.when(due).then(pl.lit(priority, pl.Int8)).otherwise(chain)
        priorities[name] = pl.when(ordinary).then(chain).otherwise(none)
    for special, own in SPECIAL.items():
        for name, priority in own.items():
            due = (outcome == special) & a.hurts if name == "exercise_therapy" else outcome == special
            priorities[name] = (
                pl.when(due).then(pl.lit(priority, pl.Int8)).otherwise(priorities.get(name, none))
            )
    return {f"step.{name}": column for name, column in priorities.items()}


def _first_step() -> Column:
    """The step of the highest priority; of equal ones the first."""
    names = [name.removeprefix("step.") for name in _step_names()]
    highest = pl.max_horizontal(*_step_names())
    first = pl.lit(None, pl.Enum(names))
    for name in reversed(names):
        is_first = pl.col(f"step.{name}") == highest
        first = pl.when(is_first).then(pl.lit(name, pl.Enum(names))).otherwise(first)
    return first.alias("first_step")


def _top(names: list[str]) -> Column:
    """The suggestion with the first rank."""
    top = pl.lit(None, pl.Enum(names))
    for name in names:
        top = pl.when(pl.col(f"{name}.rank") == 1).then(pl.lit(name, pl.Enum(names))).otherwise(top)
    return top
