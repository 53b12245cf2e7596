"""A synthetic population of runners, to compare packs and to measure the interview. Written down before the first run; not fitted to any result.

Each runner has five latent traits (age, training, injury, stress, illness), and the answers follow from them with noise, so that answers
are correlated as in life: somebody in pain runs less and has more often done rehab; a stressed runner sleeps worse, worries more before
races and catches more colds. The shares are our own rough judgement of who fills in such an intake (a clinic or club, not the general
public) and claim nothing about real runners. In a fiftieth of the ordinary answers the runner says "don't know".
"""

from __future__ import annotations

import math
import random
from typing import Any

from runner_intake.questionnaire import Questionnaire, check_answers

DONT_KNOW_SHARE = 0.02
PAIN_SHARE = 0.55
SITES = {
    "heel_foot": 16,
    "achilles_calf": 16,
    "shin": 10,
    "knee_front": 14,
    "knee_outer": 9,
    "knee_other": 7,
    "hip_groin": 4,
    "hip_outer": 6,
    "hamstring_buttock": 8,
    "low_back": 14,
    "neck_shoulder": 5,
    "widespread": 1,
}
DIAGNOSES = {
    "heel_foot": "plantar_heel_pain",
    "achilles_calf": "achilles_tendinopathy",
    "shin": "shin_stress",
    "knee_front": "patellofemoral_pain",
    "knee_outer": "iliotibial_band",
    "knee_other": "knee_osteoarthritis",
    "hamstring_buttock": "hamstring",
    "low_back": "low_back_pain",
}
NEEDLING_FLAGS = [
    "blood_thinner",
    "immune_low",
    "pacemaker_icd",
    "epilepsy",
    "diabetes_numb",
    "metal_allergy",
    "skin_infection_site",
    "recent_surgery",
]
ENERGY_SIGNS = ["restricting", "weight_drop", "periods_missed_3m", "low_libido", "recurrent_bone_stress"]
CHANGES = ["new_shoes", "new_surface", "new_form", "more_hills_or_speed"]

Answers = dict[str, Any]


def runners(count: int, questionnaire: Questionnaire, seed: int = 20261125) -> list[Answers]:
    """Complete answers of `count` runners: every question that applies is answered (None is "don't know"), no other."""
    rng = random.Random(seed)  # noqa: S311  (a simulation)
    return [_only_applicable(draw(rng), questionnaire) for _ in range(count)]


def _only_applicable(answers: Answers, questionnaire: Questionnaire) -> Answers:
    ignored = check_answers(answers, questionnaire).ignored
    return {name: value for name, value in answers.items() if name not in ignored}


def draw(rng: random.Random) -> Answers:
    """One runner, with answers to every question of the bundled pack, whether it applies or not."""
    age = _clip(round(rng.gauss(41, 12)), 16, 78)
    training, stress, illness = rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(0, 1)
    in_pain = rng.random() < PAIN_SHARE
    answers = {**_safety(rng, in_pain=in_pain), "age_years": age, "guardian_consent": True}
    answers |= _running(rng, training, in_pain=in_pain)
    answers |= _pain(rng, in_pain=in_pain)
    answers |= _body(rng, training, in_pain=in_pain)
    answers |= _stress(rng, stress)
    answers |= _illness(rng, illness, stress, training)
    for name in list(answers):
        if name not in SAFETY and rng.random() < DONT_KNOW_SHARE:
            answers[name] = None
    return answers


SAFETY = (
    "data_consent",
    "age_years",
    "urgent_signs",
    "crisis_thoughts",
    "fever_now",
    "warning_signs",
    "bone_signs",
    "needling_health",
    "infection_signs",
    "needle_comfort",
)


def _safety(rng: random.Random, *, in_pain: bool) -> Answers:
    return {
        "data_consent": True,
        "urgent_signs": ["none"],
        "crisis_thoughts": "no",
        "fever_now": False,
        "warning_signs": _rarely(rng, 0.04, ["night_sweats", "steroids_osteoporosis", "recent_trauma", "cancer_history"]),
        "bone_signs": _rarely(rng, 0.08 if in_pain else 0.02, ["point_tender_bone", "worse_each_run", "past_stress_fracture"]),
        "needling_health": _rarely(rng, 0.15, NEEDLING_FLAGS),
        "infection_signs": _rarely(rng, 0.03, ["antibiotics_3plus", "lasting_over_3wk"]),
        "needle_comfort": _weighted(rng, {"fine": 62, "nervous": 24, "fainted_before": 4, "strong_fear": 5, "no_needles": 5}),
    }


def _running(rng: random.Random, training: float, *, in_pain: bool) -> Answers:
    usual = round(_clip(30 * math.exp(0.5 * training + 0.2 * rng.gauss(0, 1)), 4, 160), 1)
    last = round(usual * _clip(rng.gauss(0.8 if in_pain else 1.0, 0.2), 0.1, 1.6), 1)
    prior = round(_clip(0.4 * usual + rng.gauss(2, 2), 2, 42), 1)
    spike = _clip(rng.gauss(0.95, 0.2), 0.1, 2.5)
    race = rng.random() < (0.4 if in_pain else 0.6)
    return {
        "weekly_distance_km": usual,
        "last_week_distance_km": last,
        "longest_run_prior_30d_km": prior,
        "longest_run_last_7d_km": round(min(prior * spike, last), 1),
        "runs_per_week": _clip(round(usual / 10 + rng.gauss(0, 0.8)), 1, 12),
        "rest_days_per_week": _clip(round(4 - training + rng.gauss(0, 0.8)), 0, 6),
        "typical_effort_0_10": _clip(round(rng.gauss(5.5, 1.4)), 0, 10),
        "years_running": _weighted(rng, {"under_1": 12, "1_to_2": 20, "3_to_10": 42, "over_10": 26}),
        "shoe_distance_km": float(_clip(round(rng.gauss(420, 260)), 0, 2000)),
        "recent_changes": _rarely(rng, 0.3, CHANGES),
        "race_planned": race,
        "weeks_to_race": _clip(round(rng.expovariate(1 / 9)), 0, 52),
        "raced_last_2_weeks": rng.random() < 0.15,
    }


def _pain(rng: random.Random, *, in_pain: bool) -> Answers:
    if not in_pain:
        return {"pain_sites": ["none"]}
    main = _weighted(rng, SITES)
    other = _weighted(rng, SITES)
    running = _clip(round(rng.gauss(4.3, 2)), 0, 10)
    weeks = _clip(round(math.exp(rng.gauss(2.2, 1.3))), 0, 500)
    named = rng.random() < 0.3 + 0.3 * (weeks > 6)
    return {
        "pain_sites": sorted({main, other}) if rng.random() < 0.25 else [main],
        "main_site": main,
        "pain_running_0_10": running,
        "pain_rest_0_10": _clip(round(0.6 * running + rng.gauss(-0.5, 1.3)), 0, 10),
        "pain_weeks": weeks,
        "running_limit": _weighted(rng, {"none": max(1, 6 - running), "with_trouble": 5, "cut_back": 2 + running, "cannot_run": max(1, running - 4)}),
        "diagnosis": DIAGNOSES.get(main, "other") if named else "none",
    }


def _body(rng: random.Random, training: float, *, in_pain: bool) -> Answers:
    rehab = rng.random() < (0.5 if in_pain else 0.35)
    return {
        "injuries_last_12m": _clip(round(rng.expovariate(1 / 0.9)), 0, 9),
        "rehab_weeks": _clip(round(rng.expovariate(1 / 9)), 1, 104) if rehab else 0,
        "needling_history": _weighted(rng, {"never": 64, "helped": 19, "no_change": 14, "worse": 3}),
        "sore_days_per_week": _clip(round(1.5 + 0.5 * training + rng.gauss(0, 1.2)), 0, 7),
        "side_difference_0_10": _clip(round(rng.gauss(3.2 if in_pain else 2, 2)), 0, 10),
    }


def _stress(rng: random.Random, stress: float) -> Answers:
    worry = _clip(round(3 + 2 * stress + rng.gauss(0, 1.3)), 0, 10)
    return {
        "race_worry_0_10": worry,
        "race_body_tension_0_10": _clip(round(0.8 * worry + rng.gauss(0, 1.3)), 0, 10),
        "race_effect": _weighted(rng, {"none": max(1, 9 - worry), "a_little": 4, "clearly_worse": 1 + worry // 3, "skipped_or_stopped": 1}),
        "life_stress_0_10": _clip(round(4.3 + 1.7 * stress + rng.gauss(0, 1.2)), 0, 10),
        "persistent_worry": _weighted(
            rng,
            {
                "no_days": 50,
                "several_days": 25 + round(8 * max(0.0, stress)),
                "more_than_half": 2 + round(5 * max(0.0, stress)),
                "nearly_every_day": 1,
            },
        ),
        "mental_skills_practice": rng.random() < 0.15,
    }


def _illness(rng: random.Random, illness: float, stress: float, training: float) -> Answers:
    colds = _clip(round(rng.gauss(1.9 + 0.8 * illness + 0.2 * stress, 0.8)), 0, 12)
    return {
        "colds_last_12m": colds,
        "sick_days_last_90d": _clip(round(rng.expovariate(1 / (1 + 1.2 * colds))), 0, 60),
        "flu_vaccine": _weighted(rng, {"yes": 38, "no": 55, "unsure": 7}),
        "sleep_hours": _clip(round(2 * rng.gauss(7.2 - 0.35 * stress, 0.8)) / 2, 4, 10),
        "sleep_quality_0_10": _clip(round(6.3 - 1.1 * stress + rng.gauss(0, 1.4)), 0, 10),
        "flat_form_weeks": _clip(round(rng.expovariate(1 / 3)), 0, 30) if rng.random() < 0.1 + 0.05 * (training > 1) else 0,
        "energy_signs": _rarely(rng, 0.07, ENERGY_SIGNS),
    }


def _rarely(rng: random.Random, share: float, options: list[str]) -> list[str]:
    return [rng.choice(options)] if rng.random() < share else ["none"]


def _weighted(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _clip(number: Any, low: float, high: float) -> Any:  # noqa: ANN401  (int stays int)
    return max(low, min(high, number))
