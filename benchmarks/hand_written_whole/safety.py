"""The safety screen: findings, worst first. Only complete answers in normal form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hand_written_whole.texts import SAFETY, Answers, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HEAD_CHEST = {
    "chest_pain": "E1",
    "collapse_on_exertion": "E2",
    "sudden_breathlessness": "E3",
    "heart_racing_faint": "E12",
    "stroke_signs": "E9",
    "confusion_after_run": "E6",
    "headache_vomiting": "E13",
    "seizure": "E14",
    "throat_swelling": "E10",
}
BODY_NOW = {
    "saddle_numbness_or_bladder": "E4",
    "tense_numb_leg": "E7",
    "cold_pale_foot": "E15",
    "hot_swollen_joint": "E8",
    "dark_urine": "E5",
}
BODY_SOON = {
    "swollen_calf": "U2",
    "leg_weakness": "U4",
    "cannot_bear_weight": "U3",
    "tendon_pop": "U20",
    "blood_gut": "U21",
}
EVENTS = {
    "fainted_or_chest_pain": "U30",
    "heart_pounding": "U31",
    "breathless_on_effort": "U32",
    "coughing_blood": "U33",
    "passed_stroke_signs": "U34",
    "heat_illness": "U35",
    "head_injury": "U36",
    "tearing_bruise": "U37",
    "hives_on_exercise": "U38",
    "worse_after_needling": "U39",
}
WARNINGS = {
    "past_chest_or_faint_unchecked": "U5",
    "numb_spreading": "U22",
    "unsteady_clumsy": "U23",
    "joint_locks_gives": "U10",
}
INFECTIONS = {
    "fever_today": "U8",
    "chest_symptoms": "U9",
    "pneumonia_repeat": "U24",
    "unusual_or_deep": "U25",
}
BONES = {
    "groin_weightbearing": "U1",
    "current_stress_fracture": "U11",
    "hop_pain": "U12",
    "night_rest_bone_ache": "U13",
}
NEAR_BONE = (
    "shin",
    "heel",
    "foot_other",
    "ankle",
    "thigh_front",
    "hip_groin",
    "hip_outer",
    "hamstring_buttock",
    "low_back",
)
NOT_THE_KNEE = (
    "heel",
    "foot_other",
    "ankle",
    "achilles_calf",
    "shin",
    "thigh_front",
    "hamstring_buttock",
    "hip_groin",
    "hip_outer",
    "low_back",
    "mid_back_ribs",
    "neck_shoulder",
    "other_place",
    "widespread",
)
ABOVE_THE_KNEE = (
    "thigh_front",
    "hamstring_buttock",
    "hip_groin",
    "hip_outer",
    "low_back",
    "mid_back_ribs",
    "neck_shoulder",
    "other_place",
    "widespread",
)
THIN_BONES = ("low_back", "mid_back_ribs", "hip_groin", "neck_shoulder")
ONE_PLACE = (
    "heel",
    "foot_other",
    "ankle",
    "achilles_calf",
    "shin",
    "knee_front",
    "knee_outer",
    "knee_other",
    "thigh_front",
    "hamstring_buttock",
    "hip_groin",
    "hip_outer",
    "low_back",
    "mid_back_ribs",
    "neck_shoulder",
    "other_place",
)
SLIPPED_HIP = ("hip_groin", "thigh_front", "knee_front", "knee_other")
SUSPICIOUS_WARNINGS = (
    "weight_loss",
    "cancer_history",
    "night_sweats",
    "past_chest_or_faint_unchecked",
    "numb_spreading",
    "joint_locks_gives",
)
SUSPICIOUS_PAIN = ("night_pain_unrelieved", "steroids_osteoporosis", "trauma_start")
TOLD_SIGNS = (
    "effort_numb_cold",
    "lump_or_swelling",
    "trauma_start",
    "night_pain_unrelieved",
    "steroids_osteoporosis",
)

Because = tuple[str, Any]


def finding(rule: str, *because: Because) -> Part:
    """A finding with the answers that made it true."""
    outcome, message, sources = SAFETY[rule]
    return {
        "rule": rule,
        "outcome": outcome,
        "message": message,
        "because": [{"field": field, "value": value} for field, value in because],
        "sources": list(sources),
    }


def ticked(a: Answers, name: str, options: Iterable[str]) -> list[Because]:
    """Those of some options that are ticked."""
    return [(name, option) for option in options if option in a[name]]


def all_ticked(a: Answers, name: str) -> list[Because]:
    """Every sign that is ticked, by name."""
    return [(name, option) for option in sorted(a[name]) if option != "none"]


def low_energy(a: Answers) -> list[Because]:
    """The signs of too little energy."""
    signs = all_ticked(a, "energy_signs")
    if a.get("low_libido"):
        signs.append(("low_libido", True))
    return signs


def _signs(a: Answers, name: str, rules: Mapping[str, str]) -> list[Part]:
    if a[name] == ["none"]:
        return []
    return [finding(rule, (name, sign)) for sign, rule in rules.items() if sign in a[name]]


def emergencies(a: Answers) -> list[Part]:
    """What cannot wait."""
    findings = _signs(a, "urgent_head_chest", HEAD_CHEST) + _signs(a, "urgent_body", BODY_NOW)
    weak = ticked(a, "warning_signs", ("chemo_now", "immune_low"))
    if weak and "fever_today" in a["infection_signs"]:
        findings.append(finding("E16", ("infection_signs", "fever_today"), *weak))
    if a.get("crisis_thoughts") == "yes":
        findings.append(finding("E11"))
    return findings


def urgent(a: Answers) -> list[Part]:
    """What a doctor should see soon."""
    findings = (
        _signs(a, "urgent_body", BODY_SOON)
        + _signs(a, "recent_events", EVENTS)
        + _signs(a, "warning_signs", WARNINGS)
        + _signs(a, "infection_signs", INFECTIONS)
    )
    infections = ticked(a, "infection_signs", ("antibiotics_3plus", "lasting_over_3wk"))
    if len(infections) == 2:
        findings.append(finding("U26", *infections))
    hurts = a["pain_sites"] != ["none"]
    if hurts:
        findings += _bones(a)
    if "weight_loss" in a["warning_signs"]:
        findings.append(finding("U6", ("warning_signs", "weight_loss")))
    if hurts:
        findings += _pain(a)
    return findings


def _bones(a: Answers) -> list[Part]:
    signs, unnamed, findings = a["bone_signs"], a["diagnosis"] == "none", []
    if signs != ["none"]:
        findings = _signs(a, "bone_signs", BONES)
        if "point_tender_bone" in signs:
            more = ticked(a, "pain_sites", NOT_THE_KNEE) + low_energy(a)
            if more:
                findings.append(finding("U14", ("bone_signs", "point_tender_bone"), *more))
        if len(signs) >= 2:
            findings.append(finding("U15", *(("bone_signs", sign) for sign in signs)))
        near = ticked(a, "pain_sites", NEAR_BONE)
        if unnamed and near:
            if "worse_each_run" in signs:
                because = [("bone_signs", "worse_each_run"), ("diagnosis", "none"), *near]
                findings.append(finding("U16", *because))
            if "past_stress_fracture" in signs and low_energy(a):
                because = [("bone_signs", "past_stress_fracture"), ("diagnosis", "none"), *near]
                findings.append(finding("U17", *because, *low_energy(a)))
    if "hip_groin" in a["pain_sites"]:
        groin = ("pain_sites", "hip_groin")
        energy = all_ticked(a, "energy_signs")
        if energy:
            findings.append(finding("U18", groin, *energy))
        hard = []
        if a["pain_running_0_10"] >= 2:
            hard.append(("pain_running_0_10", a["pain_running_0_10"]))
        if a["pain_rest_0_10"] >= 2:
            hard.append(("pain_rest_0_10", a["pain_rest_0_10"]))
        if a["running_limit"] == "cannot_run":
            hard.append(("running_limit", "cannot_run"))
        if hard and unnamed and a["pain_weeks"] < 13:
            findings.append(
                finding("U19", groin, ("diagnosis", "none"), ("pain_weeks", a["pain_weeks"]), *hard)
            )
    return findings


def _pain(a: Answers) -> list[Part]:
    findings = []
    signs, warnings, at_rest, weeks = (
        a["pain_signs"],
        a["warning_signs"],
        a["pain_rest_0_10"],
        a["pain_weeks"],
    )
    rest, since = ("pain_rest_0_10", at_rest), ("pain_weeks", weeks)
    if at_rest >= 2:
        if "night_pain_unrelieved" in signs:
            findings.append(finding("U40", ("pain_signs", "night_pain_unrelieved"), rest))
        cancer = ticked(a, "warning_signs", ("cancer_history", "night_sweats", "chemo_now"))
        if cancer:
            places = ticked(a, "pain_sites", ABOVE_THE_KNEE)
            if places or at_rest >= 4:
                findings.append(finding("U41", *cancer, rest, *places))
    if signs != ["none"] or warnings != ["none"]:
        several = ticked(a, "warning_signs", SUSPICIOUS_WARNINGS) + ticked(a, "pain_signs", SUSPICIOUS_PAIN)
        grave = "cancer_history" in warnings or "night_sweats" in warnings or "night_pain_unrelieved" in signs
        if grave and len(several) >= 2:
            findings.append(finding("U42", *several))
    if "steroids_osteoporosis" in signs and weeks < 13:
        places = ticked(a, "pain_sites", THIN_BONES)
        if places:
            findings.append(finding("U43", ("pain_signs", "steroids_osteoporosis"), *places, since))
    if "trauma_start" in signs and weeks < 6:
        places, bad = ticked(a, "pain_sites", ONE_PLACE), []
        if at_rest >= 4:
            bad.append(rest)
        if a["running_limit"] == "cannot_run":
            bad.append(("running_limit", "cannot_run"))
        if "limp" in signs:
            bad.append(("pain_signs", "limp"))
        if places and bad:
            findings.append(finding("U44", ("pain_signs", "trauma_start"), *places, since, *bad))
    if at_rest >= 4 and "immune_low" in warnings:
        places = ticked(a, "pain_sites", ("low_back", "mid_back_ribs"))
        if places:
            findings.append(finding("U45", ("warning_signs", "immune_low"), *places, rest))
    if at_rest >= 7:
        findings.append(finding("U46", rest))
    if signs != ["none"]:
        findings += _signs_with_pain(a)
    return findings


def _signs_with_pain(a: Answers) -> list[Part]:
    findings, signs, age = [], a["pain_signs"], ("age_years", a["age_years"])
    if "calf_pain_at_rest" in signs and "achilles_calf" in a["pain_sites"]:
        rest, since = ("pain_rest_0_10", a["pain_rest_0_10"]), ("pain_weeks", a["pain_weeks"])
        if rest[1] >= 4 and since[1] < 4:
            calf = [("pain_sites", "achilles_calf"), ("pain_signs", "calf_pain_at_rest")]
            findings.append(finding("U47", *calf, rest, since))
    if "tendon_drug" in signs:
        findings.append(finding("U48", ("pain_signs", "tendon_drug")))
    if "lump_or_swelling" in signs:
        lump = ("pain_signs", "lump_or_swelling")
        night = ticked(a, "pain_signs", ["night_pain_unrelieved"])
        night += ticked(a, "bone_signs", ["night_rest_bone_ache"])
        if night:
            findings.append(finding("U49", lump, *night))
        if age[1] < 18:
            findings.append(finding("U50", lump, age))
    if "limp" in signs and age[1] < 18:
        places = ticked(a, "pain_sites", SLIPPED_HIP)
        if places:
            findings.append(finding("U51", ("pain_signs", "limp"), age, *places))
    return findings


def guardian_or_contradiction(a: Answers) -> list[Part]:
    """What a guardian has to agree to, and answers that cannot all be right."""
    findings = []
    if a["age_years"] < 18 and not a["guardian_consent"]:
        findings.append(finding("G1", ("age_years", a["age_years"]), ("guardian_consent", False)))
    longest, week = a["longest_run_last_7d_km"], a["last_week_distance_km"]
    if round(longest * 1000) * 100 > round(week * 1000) * 102:
        findings.append(finding("C2", ("longest_run_last_7d_km", longest), ("last_week_distance_km", week)))
    hurts = a["pain_sites"] != ["none"]
    if hurts and a["main_site"] not in a["pain_sites"]:
        findings.append(finding("C3", ("main_site", a["main_site"]), ("pain_sites", a["pain_sites"])))
    if a["rest_days_per_week"] == 7 and a["runs_per_week"] >= 1:
        findings.append(finding("C4", ("rest_days_per_week", 7), ("runs_per_week", a["runs_per_week"])))
    if hurts and a["running_limit"] == "cannot_run" and week >= 10:
        findings.append(finding("C5", ("running_limit", "cannot_run"), ("last_week_distance_km", week)))
    return findings


def before_needles(a: Answers, raised: set[str], *, needles: bool) -> list[Part]:
    """What stands against needles, and what has to be told before them. `needles`: whether the questions
    about needles count.
    """
    findings = []
    health, skin = a["health_conditions"], a["needle_site_health"]
    needles_health, needles_skin = needles and health != ["none"], needles and skin != ["none"]
    comfort = a["needle_comfort"] if needles else ""
    warnings, infections = a["warning_signs"], a["infection_signs"]
    if comfort == "no_needles":
        findings.append(finding("P1", ("needle_comfort", "no_needles")))
    # --- hold
    if needles_health and "bleeding_disorder" in health:
        findings.append(finding("H1", ("health_conditions", "bleeding_disorder")))
    if "chemo_now" in warnings:
        findings.append(finding("H2", ("warning_signs", "chemo_now")))
    if needles_skin and "skin_infection_site" in skin:
        findings.append(finding("H3", ("needle_site_health", "skin_infection_site")))
    if needles_health and "pregnant_maybe" in health and "blood_thinner" in health:
        both = ("pregnant_maybe", "blood_thinner")
        findings.append(finding("H4", *(("health_conditions", condition) for condition in both)))
    # --- discuss
    if needles_health:
        findings += _signs(a, "health_conditions", {"pregnant_maybe": "D1", "blood_thinner": "D2"})
    if "immune_low" in warnings:
        findings.append(finding("D4", ("warning_signs", "immune_low")))
    if needles_health:
        rules = {"heart_valve": "D5", "epilepsy": "D6", "diabetes_numb": "D7"}
        findings += _signs(a, "health_conditions", rules)
    if a["age_years"] < 18:
        findings.append(finding("D8", ("age_years", a["age_years"])))
    if comfort == "strong_fear":
        findings.append(finding("D9", ("needle_comfort", comfort)))
    elif comfort == "fainted_before":
        findings.append(finding("D24", ("needle_comfort", comfort)))
    if needles_skin and "bad_reaction_before" in skin:
        findings.append(finding("D10", ("needle_site_health", "bad_reaction_before")))
    if a["needling_history"] == "worse":
        findings.append(finding("D17", ("needling_history", "worse")))
    if needles_skin and "recent_surgery" in skin:
        findings.append(finding("D11", ("needle_site_health", "recent_surgery")))
    if "heart_risk" in warnings:
        findings.append(finding("D13", ("warning_signs", "heart_risk")))
    if needles_health and "lung_collapse_before" in health:
        findings.append(finding("D14", ("health_conditions", "lung_collapse_before")))
    if needles_skin:
        findings += _signs(a, "needle_site_health", {"numb_skin_other": "D15", "recent_injection": "D16"})
    hurts = a["pain_sites"] != ["none"]
    if hurts and a["diagnosis"] == "none":
        energy = low_energy(a)
        near = ticked(a, "pain_sites", NEAR_BONE) if energy else []
        if near:
            findings.append(finding("D18", ("diagnosis", "none"), *near, *energy))
    if "fever_2w" in infections:
        fever = ("infection_signs", "fever_2w")
        findings.append(finding("D19", fever))
        if a["race_planned"] and a["weeks_to_race"] <= 2:
            findings.append(finding("D23", fever, ("weeks_to_race", a["weeks_to_race"])))
    findings += _signs_to_tell(a, raised)
    # --- adapt
    if needles_skin:
        rules = {
            "pacemaker_icd": "R1",
            "lymphoedema": "R2",
            "metal_allergy": "R3",
            "latex_antiseptic": "R8",
            "implant_site": "R5",
        }
        findings += _signs(a, "needle_site_health", rules)
    chest = ticked(a, "pain_sites", ("neck_shoulder", "mid_back_ribs"))
    if chest:
        findings.append(finding("R6", *chest))
    if a["race_planned"] and a["weeks_to_race"] <= 1:
        findings.append(finding("R7", ("weeks_to_race", a["weeks_to_race"])))
    return findings


BONE_RULES = {"U1", "U11", "U12", "U13", "U14", "U15", "U16", "U17", "U18", "U19", "U49"}
PAIN_RULES = {"U40", "U42", "U43", "U44", "U49", "U50"}


def _signs_to_tell(a: Answers, raised: set[str]) -> list[Part]:
    """Signs that raised nothing worse."""
    findings = []
    hurts = a["pain_sites"] != ["none"]
    if hurts and a["bone_signs"] != ["none"] and not raised & BONE_RULES:
        findings.append(finding("D12", *all_ticked(a, "bone_signs")))
    cancer = ticked(a, "warning_signs", ("cancer_history", "night_sweats"))
    if cancer and not raised & {"U41", "U42"}:
        findings.append(finding("D20", *cancer))
    infections = ticked(a, "infection_signs", ("antibiotics_3plus", "lasting_over_3wk"))
    if infections and "U26" not in raised:
        findings.append(finding("D21", *infections))
    if hurts and a["pain_signs"] != ["none"]:
        signs = ticked(a, "pain_signs", TOLD_SIGNS)
        if signs and not raised & PAIN_RULES:
            findings.append(finding("D22", *signs))
    return findings
