"""What comes before any needling, the most urgent first."""

from __future__ import annotations

from hand_written_whole.safety import BODY_NOW, NEAR_BONE
from hand_written_whole.texts import STEP_PARTS, STEPS, Answers, Part

OVERLOADED = (
    "point_tender_bone",
    "worse_each_run",
    "night_rest_bone_ache",
    "groin_weightbearing",
    "hop_pain",
    "current_stress_fracture",
)
OFTEN = ("more_than_half", "nearly_every_day")


def step(rule: str, parts: list[int] | None = None) -> Part:
    """A step with the reason that is true, and the further ones that hold."""
    name, title, because, priority = STEPS[rule]
    if parts:
        because = " ".join([because, *(STEP_PARTS[rule][part] for part in parts)])
    return {"id": name, "title": title, "because": because, "priority": priority}


def first_steps(a: Answers, outcome: str, *, spike: bool, jump: bool) -> list[Part]:
    """The steps that are due."""
    hurts = a["pain_sites"] != ["none"]
    if outcome == "emergency":
        return _at_emergency(a)
    if outcome == "urgent":
        return [step("medical_assessment.urgent"), step("rest.urgent")]
    if outcome == "guardian_needed":
        steps = [step("guardian_consent.guardian")]
        return [*steps, step("exercise_therapy.guardian")] if hurts else steps
    if outcome == "clarify":
        return [step("clarify_answers.clarify")]
    steps = _ordinary(a, hurts=hurts, spike=spike, jump=jump)
    steps.sort(key=lambda own: -own["priority"])
    return steps


def _at_emergency(a: Answers) -> list[Part]:
    steps = []
    weak = "chemo_now" in a["warning_signs"] or "immune_low" in a["warning_signs"]
    if (
        a["urgent_head_chest"] != ["none"]
        or any(sign in a["urgent_body"] for sign in BODY_NOW)
        or (weak and "fever_today" in a["infection_signs"])
    ):
        steps.append(step("emergency_care.emergency"))
    if a.get("crisis_thoughts") == "yes":
        steps.append(step("crisis_support.crisis"))
    return steps


def _ordinary(a: Answers, *, hurts: bool, spike: bool, jump: bool) -> list[Part]:
    steps = []
    running = a["pain_running_0_10"] if hurts else -1
    weeks = a["pain_weeks"] if hurts else -1
    sore, flat, sleep = a["sore_days_per_week"], a["flat_form_weeks"], a["sleep_hours"]
    colds, stress, worry = a["colds_last_12m"], a["life_stress_0_10"], a["race_worry_0_10"]
    stiff = hurts and "morning_stiffness" in a["pain_signs"]
    if a["energy_signs"] != ["none"] or a.get("low_libido"):
        steps.append(step("fuelling_and_medical_review.energy"))
    if flat >= 2:
        steps.append(step("medical_review.flat_form"))
    elif colds >= 5:
        steps.append(step("medical_review.colds"))
    elif stiff and weeks >= 13:
        steps.append(step("medical_review.stiffness"))
    if a.get("crash_after_effort"):
        steps.append(step("pacing.crash"))
    if a["persistent_worry"] in OFTEN:
        steps.append(step("mental_health_assessment.worry"))
    elif a["low_mood"] in OFTEN:
        steps.append(step("mental_health_assessment.low_mood"))
    first_year = jump and a["years_running"] == "under_1"
    if spike or first_year:
        parts = [number for number, holds in enumerate((spike, first_year)) if holds]
        sore_body = running >= 2 or sore >= 3
        steps.append(step("ease_training_load.load" if sore_body else "ease_training_load.no_pain", parts))
    elif running >= 2:
        steps.append(step("ease_training_load.pain"))
    if hurts:
        to_examine = _to_examine(a, stiff=stiff)
        if to_examine:
            steps.append(step(f"injury_assessment.{to_examine}"))
    exercise = _exercise(a) if hurts else None
    if exercise:
        steps.append(step(f"exercise_therapy.{exercise}"))
    elif a["side_difference_0_10"] >= 4 and a["strength_sessions_per_week"] < 2 and running < 2:
        steps.append(step("exercise_therapy.side"))
    if running >= 2 and weeks < 2:
        steps.append(step("wait_and_ease.early"))
    if sleep < 7:
        parts = [n for n, holds in enumerate((weeks >= 13, flat >= 2, worry >= 5)) if holds]
        if colds >= 3:
            steps.append(step("sleep.colds"))
        elif parts:
            steps.append(step("sleep.other", parts))
        elif sleep < 6:
            steps.append(step("sleep.short"))
    if worry >= 5:
        steps.append(step("mental_skills.worry"))
    elif a["race_body_tension_0_10"] >= 5:
        steps.append(step("mental_skills.tension"))
    if a["rest_days_per_week"] == 0 and sore >= 3:
        steps.append(step("rest_day.sore"))
    if colds >= 3:
        not_vaccinated = a["flu_vaccine"] != "yes"
        steps.append(step(f"vaccine_and_hygiene.{'not_vaccinated' if not_vaccinated else 'colds'}"))
    if weeks >= 13:
        parts = [n for n, holds in enumerate((stress >= 7, a["sleep_quality_0_10"] <= 4)) if holds]
        if parts:
            steps.append(step("pain_coping_skills.long_pain", parts))
    if running >= 2:
        changes = a["recent_changes"]
        signs = ("new_shoes", "new_surface", "new_form", "more_hills_or_speed")
        parts = [number for number, sign in enumerate(signs) if sign in changes]
        if a["shoe_distance_km"] > 800:
            parts.append(4)
        if parts:
            steps.append(step("check_shoes_and_form.change", parts))
    if a["injuries_last_12m"] >= 3:
        steps.append(step("injury_history_review.many"))
    if stress >= 7:
        steps.append(step("stress_management.stress"))
    return steps


def _to_examine(a: Answers, *, stiff: bool) -> str | None:
    """Why somebody should examine the injury first; the first reason that holds."""
    sites, signs, weeks = a["pain_sites"], a["pain_signs"], a["pain_weeks"]
    if "hip_groin" in sites:
        return "groin"
    if a["pain_running_0_10"] >= 8:
        return "strong"
    if a["running_limit"] == "cannot_run":
        return "cannot_run"
    if a["pain_rest_0_10"] >= 5:
        return "rest"
    if "widespread" in sites:
        return "widespread"
    if "lump_or_swelling" in signs:
        return "lump"
    if "effort_numb_cold" in signs:
        return "effort"
    if stiff:
        return "stiffness"
    if a["age_years"] < 18 and weeks >= 2:
        return "young"
    if "foot_other" in sites or "mid_back_ribs" in sites or "other_place" in sites:
        return "place"
    return "unnamed" if weeks >= 6 and a["diagnosis"] == "none" else None


def _exercise(a: Answers) -> str | None:
    """Which exercise comes first; None where loading has to wait, or is not for this pain."""
    sites, diagnosis = a["pain_sites"], a["diagnosis"]
    if (a["pain_running_0_10"] < 2 and a["pain_rest_0_10"] < 2) or a["pain_weeks"] < 2:
        return None
    if any(sign in OVERLOADED for sign in a["bone_signs"]) or a.get("crash_after_effort"):
        return None
    if diagnosis == "none":
        energy = a["energy_signs"] != ["none"] or a.get("low_libido")
        if "hip_groin" in sites or (energy and any(place in NEAR_BONE for place in sites)):
            return None
    tendon = diagnosis in ("achilles_tendinopathy", "outer_hip") or (
        a["main_site"] == "achilles_calf" and diagnosis == "none"
    )
    if a["rehab_weeks"] >= 6:
        return "keep_tendon" if tendon else "keep"
    return "tendon" if tendon else "pain"
