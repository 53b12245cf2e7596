"""The six scorecards as one would write them by hand in Python: plain ifs over a mapping of complete
answers. Only for benchmarks.
"""

from __future__ import annotations

from typing import Any

Answers = dict[str, Any]


def points(a: Answers) -> dict[str, int]:
    """The points of every benefit for complete answers (questions that do not apply are absent)."""
    return {
        "chronic_pain": _chronic_pain(a),
        "injury_recovery": _injury_recovery(a),
        "race_stress": _race_stress(a),
        "muscle_balance": _muscle_balance(a),
        "immunity": _immunity(a),
        "injury_prevention": _injury_prevention(a),
    }


def _spike(a: Answers) -> bool:
    last, prior = a["longest_run_last_7d_km"], a["longest_run_prior_30d_km"]
    return bool(last * 100 > prior * 110 + 1e-9) if prior else bool(last > 0)


def _energy(a: Answers) -> bool:
    return bool(a["energy_signs"] != ["none"] or a.get("low_libido"))


def _stiff(a: Answers) -> bool:
    return bool("morning_stiffness" in a["pain_signs"] and a["pain_weeks"] >= 13)


def _site(a: Answers) -> str:
    return str(a["main_site"] if "main_site" in a else a["pain_sites"][0])


def _chronic_pain(a: Answers) -> int:
    total = {"helped": 1, "no_change": -5, "worse": -5}.get(a["needling_history"], 0)
    total -= 6 if _energy(a) else 0
    if a["pain_sites"] == ["none"]:
        return total
    site, diagnosis, rest, rehab = _site(a), a["diagnosis"], a["pain_rest_0_10"], a["rehab_weeks"]
    total += 2 if rehab >= 6 else -4 if rehab < 2 else 0
    total += 4 if a["pain_weeks"] >= 13 else 0
    total += 1 if a["pain_weeks"] >= 52 else 0
    knee = site in ("knee_front", "knee_outer", "knee_other") and diagnosis == "knee_osteoarthritis"
    named = site == "widespread" and diagnosis != "none"
    total += 6 if site in ("low_back", "neck_shoulder") or knee or named else 0
    total += 2 if rest >= 4 else 1 if rest >= 2 else 0
    total += 1 if a["running_limit"] in ("cut_back", "cannot_run") else 0
    total -= 2 if diagnosis in ("patellofemoral_pain", "iliotibial_band", "shin_stress") else 0
    return total - (6 if _stiff(a) else 0)


SITES = {
    "low_back": 2,
    "neck_shoulder": 2,
    "knee_other": 2,
    "achilles_calf": 1,
    "hip_outer": 1,
    "hamstring_buttock": 1,
    "knee_front": 1,
    "knee_outer": 1,
}
"""The points of a place for injury_recovery, but for the heel, where the diagnosis counts too."""


def _injury_recovery(a: Answers) -> int:
    total = {"helped": 1, "no_change": -3, "worse": -5}.get(a["needling_history"], 0)
    total -= 4 if _energy(a) else 0
    if a["pain_sites"] == ["none"]:
        return total
    site, weeks, pain, diagnosis = _site(a), a["pain_weeks"], a["pain_running_0_10"], a["diagnosis"]
    total += 6 if site == "heel" and diagnosis in ("none", "plantar_heel_pain") else SITES.get(site, 0)
    total += 1 if pain >= 8 else 2 if pain >= 5 else 1 if pain >= 2 else 0
    total += -5 if weeks < 2 else 1 if weeks >= 13 else 2 if weeks >= 6 else 0
    total += {"with_trouble": 1, "cannot_run": 1, "cut_back": 2}.get(a["running_limit"], 0)
    total += 2 if a["rehab_weeks"] >= 6 else 0
    total -= 3 if a["rehab_weeks"] < 2 <= weeks else 0
    total += 1 if diagnosis != "none" else 0
    total -= 2 if _spike(a) and weeks < 6 else 0
    total -= 2 if site == "knee_front" or diagnosis == "patellofemoral_pain" else 0
    return total - (3 if _stiff(a) else 0)


def _muscle_balance(a: Answers) -> int:
    side, sore, strength = (
        a["side_difference_0_10"],
        a["sore_days_per_week"],
        a["strength_sessions_per_week"],
    )
    total = {"helped": 1, "no_change": -2, "worse": -4}.get(a["needling_history"], 0)
    total += 3 if side >= 7 else 2 if side >= 4 else 0
    total += 2 if sore >= 4 else 1 if sore >= 2 else 0
    total += 1 if strength >= 2 else -2 if strength == 0 else 0
    total -= 2 if _spike(a) or a["rest_days_per_week"] == 0 else 0
    total -= 2 if a["pain_sites"] != ["none"] and a["pain_running_0_10"] >= 5 else 0
    return total - (2 if a["flat_form_weeks"] >= 2 else 0)


def _race_stress(a: Answers) -> int:
    worry, tension = a["race_worry_0_10"], a["race_body_tension_0_10"]
    total = 3 if worry >= 7 else 2 if worry >= 5 else 1 if worry >= 3 else 0
    total += 3 if tension >= 7 else 2 if tension >= 5 else 0
    total += {"a_little": 1, "clearly_worse": 2, "skipped_or_stopped": 3}.get(a["race_effect"], 0)
    total += 1 if a["race_planned"] and a["weeks_to_race"] <= 8 else 0
    total += 1 if a["mental_skills_practice"] else -1 if worry >= 5 else 0
    total -= 6 if a["persistent_worry"] in ("more_than_half", "nearly_every_day") else 0
    total += {"strong_fear": -4, "nervous": -1, "fainted_before": -1}.get(a["needle_comfort"], 0)
    total -= 1 if a["sleep_hours"] < 6 else 0
    return total - (3 if a["flat_form_weeks"] >= 2 else 0)


def _immunity(a: Answers) -> int:
    colds, sleep = a["colds_last_12m"], a["sleep_hours"]
    total = 3 if colds >= 5 else 2 if colds == 4 else 1 if colds == 3 else 0
    total += 1 if a["sick_days_last_90d"] >= 7 else 0
    total += 1 if a["life_stress_0_10"] >= 7 else 0
    total += 1 if a["runs_per_week"] >= 6 and a["typical_effort_0_10"] >= 7 else 0
    total += 1 if a["raced_last_2_weeks"] else 0
    total -= 3 if sleep < 6 else 2 if sleep < 7 else 0
    total -= 3 if _energy(a) else 0
    total -= 2 if a["flat_form_weeks"] >= 2 else 0
    return total - (1 if a["flu_vaccine"] in ("no", "unsure") else 0)


def _injury_prevention(a: Answers) -> int:
    injuries = a["injuries_last_12m"]
    total = 2 if injuries >= 3 else 1 if injuries == 2 else 0
    return total + (1 if a["pain_sites"] == ["none"] and _spike(a) else 0)


def applies(a: Answers) -> dict[str, bool]:
    """Whether each benefit applies at all."""
    if a["needling_history"] == "never" and a["race_planned"] and a["weeks_to_race"] <= 1:
        return dict.fromkeys(points(a), False)
    hurts = a["pain_sites"] != ["none"]
    pain = hurts and _pain_applies(a)
    return {
        "chronic_pain": pain
        and (a["pain_running_0_10"] >= 2 or a["pain_rest_0_10"] >= 2)
        and a["pain_weeks"] >= 13,
        "injury_recovery": pain and a["pain_running_0_10"] >= 2,
        "race_stress": a["race_worry_0_10"] >= 3 or a["race_body_tension_0_10"] >= 5,
        "muscle_balance": a["side_difference_0_10"] >= 4 or a["sore_days_per_week"] >= 2,
        "immunity": a["colds_last_12m"] >= 3,
        "injury_prevention": a["injuries_last_12m"] >= 2 or (not hurts and _spike(a)),
    }


def _pain_applies(a: Answers) -> bool:
    """Whether nothing rules out needling for the pain."""
    if "effort_numb_cold" in a["pain_signs"] or "lump_or_swelling" in a["pain_signs"]:
        return False
    limb = _site(a) in ("heel", "foot_other", "ankle", "achilles_calf", "shin")
    no_feeling = "diabetes_numb" in a["health_conditions"] or "lymphoedema" in a["needle_site_health"]
    return not (limb and no_feeling)
