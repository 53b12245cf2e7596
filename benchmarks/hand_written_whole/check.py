"""Checks complete answers and puts them in their normal form: options in their order, whole numbers whole."""

from __future__ import annotations

from hand_written_whole.texts import CHOICES, OPTIONS, RANGES, Answers

RIGHT_NOW = ("urgent_head_chest", "urgent_body", "pain_sites")
PAIN = (
    "main_site",
    "pain_running_0_10",
    "pain_rest_0_10",
    "pain_weeks",
    "running_limit",
    "diagnosis",
    "bone_signs",
    "pain_signs",
    "rehab_weeks",
)
HEALTH = (
    "injuries_last_12m",
    "needling_history",
    "sore_days_per_week",
    "side_difference_0_10",
    "recent_events",
    "warning_signs",
    "infection_signs",
    "energy_signs",
    "low_mood",
    "persistent_worry",
)
RUNNING = (
    "weekly_distance_km",
    "last_week_distance_km",
    "longest_run_prior_30d_km",
    "longest_run_last_7d_km",
    "runs_per_week",
    "rest_days_per_week",
    "typical_effort_0_10",
    "years_running",
    "shoe_distance_km",
    "recent_changes",
    "strength_sessions_per_week",
    "race_planned",
)
RACES = (
    "raced_last_2_weeks",
    "race_worry_0_10",
    "race_body_tension_0_10",
    "race_effect",
    "life_stress_0_10",
    "mental_skills_practice",
    "colds_last_12m",
    "sick_days_last_90d",
    "flu_vaccine",
    "sleep_hours",
    "sleep_quality_0_10",
    "flat_form_weeks",
)
NEEDLES = ("health_conditions", "needle_site_health", "needle_comfort")
OFTEN = ("more_than_half", "nearly_every_day")
NONE = ["none"]
ROUNDING = 1e-6
"""What a number divided by its step may be off by."""


def checked(given: Answers) -> Answers:
    """The answers in normal form and in the order of asking; ValueError where one is missing, does not apply
    or cannot be used.
    """
    asked = _asked(given)
    if len(asked) != len(given):
        raise ValueError("There are answers to questions that do not apply.")
    answers = {name: given[name] for name in asked}
    for name in asked:
        value = answers[name]
        if name in RANGES:
            low, high, step = RANGES[name]
            if value.__class__ is float:
                answers[name] = value = _normal(name, value, step)
            elif value.__class__ is not int:
                raise ValueError(name)
            if not low <= value <= high:
                raise ValueError(name)
        elif name in OPTIONS:
            if value != NONE:
                answers[name] = _ticked(name, value)
        elif name in CHOICES:
            if value not in CHOICES[name]:
                raise ValueError(name)
        elif value is not True and value is not False:
            raise ValueError(name)
    return answers


def _normal(name: str, value: float, step: float) -> float:
    """A number on its step: whole where it can be."""
    if value == int(value):
        return int(value)
    if abs(value / step - round(value / step)) > ROUNDING:
        raise ValueError(name)
    return round(value, 3)


def _ticked(name: str, value: list[str]) -> list[str]:
    """The signs of a list in their order; `none` stands alone."""
    signs = set(value)
    ticked = [option for option in OPTIONS[name] if option in signs]
    if not ticked or len(ticked) != len(signs) or "none" in signs:
        raise ValueError(name)
    return ticked


def _asked(a: Answers) -> list[str]:
    """The questions that apply, in the order of asking."""
    asked = ["data_consent", "age_years"]
    if a["age_years"] < 18:
        asked.append("guardian_consent")
    asked += RIGHT_NOW
    if "none" not in a["pain_sites"]:
        asked += PAIN
    asked += HEALTH
    if a["low_mood"] != "no_days" or a["persistent_worry"] in OFTEN:
        asked.append("crisis_thoughts")
    asked += RUNNING
    if a["race_planned"]:
        asked.append("weeks_to_race")
    asked += RACES
    if a["flat_form_weeks"] >= 2:
        asked.append("crash_after_effort")
    if a["age_years"] >= 18 and ("none" not in a["energy_signs"] or a["flat_form_weeks"] >= 2):
        asked.append("low_libido")
    asked += NEEDLES
    return asked
