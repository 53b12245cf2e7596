"""The six scorecards: reasons with their points, whether each benefit applies, and its evidence."""

from __future__ import annotations

from typing import Any

from hand_written_whole.texts import (
    BECAUSE,
    BECAUSE_PARTS,
    EVIDENCE,
    FACTORS,
    HIGHEST,
    NOTES,
    Answers,
    Part,
)

LEG = ("heel", "foot_other", "ankle", "achilles_calf", "shin")
KNEE = ("knee_front", "knee_outer", "knee_other")
FAR_FROM_TRIALS = (
    *LEG,
    "hip_groin",
    "hip_outer",
    "thigh_front",
    "hamstring_buttock",
    "mid_back_ribs",
    "other_place",
)
HARDLY_TESTED = ("hip_groin", "thigh_front", "ankle", "foot_other", "mid_back_ribs", "other_place")
SITE_POINTS = {
    "low_back": 2,
    "neck_shoulder": 2,
    "knee_other": 2,
    "achilles_calf": 1,
    "hip_outer": 1,
    "hamstring_buttock": 1,
    "knee_front": 1,
    "knee_outer": 1,
}
POSSIBLE, WORTH_DISCUSSING = 20, 60
GRADES = ("high", "moderate", "low", "very_low")


class Card:
    """A benefit: its reasons in the pack's order, their points, and whether it applies, and would with other
    answers about needles, which may cost it points.
    """

    def __init__(
        self, benefit: str, reasons: list[Part], *, applies: bool, may_apply: bool, cost_of_needles: int = 0
    ) -> None:
        self.benefit, self.reasons, self.applies = benefit, reasons, applies
        self.points = sum([reason["points"] for reason in reasons])
        self.priority = self.points * FACTORS[benefit] / HIGHEST[benefit]
        best = (self.points + cost_of_needles) * FACTORS[benefit]
        self.may_be_suggested = may_apply and best >= POSSIBLE * HIGHEST[benefit]

    def level(self) -> str:
        """The level of its points, if it applies."""
        highest, priority = HIGHEST[self.benefit], self.points * FACTORS[self.benefit]
        if not self.applies or priority < POSSIBLE * highest:
            return "not_suggested"
        return "possible" if priority < WORTH_DISCUSSING * highest else "worth_discussing"


def reason(rule: str, points: int, **answers: Any) -> Part:
    """A rule that counts, with the answers that made it true."""
    return {"rule": rule, "points": points, "because": BECAUSE[rule], "answers": answers}


def cards(a: Answers, *, spike: bool, shown_spike: object) -> list[Card]:
    """The cards of all benefits, in the pack's order."""
    energy: Part = {}
    if a["energy_signs"] != ["none"]:
        energy["energy_signs"] = a["energy_signs"]
    if a.get("low_libido"):
        energy["low_libido"] = True
    may_start = a["needling_history"] != "never" or not a["race_planned"] or a["weeks_to_race"] > 1
    hurts = a["pain_sites"] != ["none"]
    return [
        _chronic_pain(a, energy, hurts=hurts, may_start=may_start),
        _injury_recovery(a, energy, shown_spike if spike else None, hurts=hurts, may_start=may_start),
        _race_stress(a, may_start=may_start),
        _muscle_balance(a, shown_spike if spike else None, hurts=hurts, may_start=may_start),
        _immunity(a, energy, may_start=may_start),
        _injury_prevention(a, shown_spike if spike else None, hurts=hurts, may_start=may_start),
    ]


def _pain_may_be_needled(a: Answers) -> bool:
    signs = a["pain_signs"]
    return "effort_numb_cold" not in signs and "lump_or_swelling" not in signs


def _leg_feels(a: Answers) -> bool:
    return a["main_site"] not in LEG or (
        "diabetes_numb" not in a["health_conditions"] and "lymphoedema" not in a["needle_site_health"]
    )


def _stiff(a: Answers) -> bool:
    return a["pain_weeks"] >= 13 and "morning_stiffness" in a["pain_signs"]


def _chronic_pain(a: Answers, energy: Part, *, hurts: bool, may_start: bool) -> Card:
    reasons = []
    history = a["needling_history"]
    if not hurts:
        if history != "never":
            points = 1 if history == "helped" else -5
            reasons.append(reason(f"chronic_pain.needling.{history}", points, needling_history=history))
        if energy:
            reasons.append(reason("chronic_pain.energy", -6, **energy))
        return Card("chronic_pain", reasons, applies=False, may_apply=False)
    weeks, site, diagnosis, rest = a["pain_weeks"], a["main_site"], a["diagnosis"], a["pain_rest_0_10"]
    if weeks >= 13:
        reasons.append(reason("chronic_pain.three_months", 4, pain_weeks=weeks))
    if weeks >= 52:
        reasons.append(reason("chronic_pain.one_year", 1, pain_weeks=weeks))
    if site in ("low_back", "neck_shoulder"):
        reasons.append(reason("chronic_pain.site", 6, main_site=site))
    elif site == "widespread" and diagnosis != "none":
        reasons.append(reason("chronic_pain.site", 6, main_site=site, diagnosis=diagnosis))
    elif site in KNEE and diagnosis == "knee_osteoarthritis":
        reasons.append(reason("chronic_pain.site", 6, diagnosis=diagnosis, main_site=site))
    if rest >= 4:
        reasons.append(reason("chronic_pain.rest_pain.4-10", 2, pain_rest_0_10=rest))
    elif rest >= 2:
        reasons.append(reason("chronic_pain.rest_pain.2-3", 1, pain_rest_0_10=rest))
    limit, rehab = a["running_limit"], a["rehab_weeks"]
    if limit in ("cut_back", "cannot_run"):
        reasons.append(reason(f"chronic_pain.limit.{limit}", 1, running_limit=limit))
    if rehab >= 6:
        reasons.append(reason("chronic_pain.rehab_done", 2, rehab_weeks=rehab))
    elif rehab < 2:
        reasons.append(reason("chronic_pain.rehab_missing", -4, rehab_weeks=rehab))
    if history != "never":
        points = 1 if history == "helped" else -5
        reasons.append(reason(f"chronic_pain.needling.{history}", points, needling_history=history))
    if diagnosis in ("patellofemoral_pain", "iliotibial_band", "shin_stress"):
        reasons.append(reason(f"chronic_pain.other_diagnosis.{diagnosis}", -2, diagnosis=diagnosis))
    if energy:
        reasons.append(reason("chronic_pain.energy", -6, **energy))
    if _stiff(a):
        reasons.append(reason("chronic_pain.stiffness", -6, pain_signs=a["pain_signs"], pain_weeks=weeks))
    may = may_start and weeks >= 13 and (rest >= 2 or a["pain_running_0_10"] >= 2) and _pain_may_be_needled(a)
    return Card("chronic_pain", reasons, applies=may and _leg_feels(a), may_apply=may)


def _injury_recovery(a: Answers, energy: Part, spike: object, *, hurts: bool, may_start: bool) -> Card:
    reasons = []
    history = a["needling_history"]
    if not hurts:
        if history != "never":
            points = {"helped": 1, "no_change": -3, "worse": -5}[history]
            reasons.append(reason(f"injury_recovery.needling.{history}", points, needling_history=history))
        if energy:
            reasons.append(reason("injury_recovery.energy", -4, **energy))
        return Card("injury_recovery", reasons, applies=False, may_apply=False)
    weeks, site, diagnosis, pain = a["pain_weeks"], a["main_site"], a["diagnosis"], a["pain_running_0_10"]
    if site == "heel":
        if diagnosis in ("none", "plantar_heel_pain"):
            reasons.append(reason("injury_recovery.heel", 6, main_site=site, diagnosis=diagnosis))
    elif site in SITE_POINTS:
        reasons.append(reason(f"injury_recovery.site.{site}", SITE_POINTS[site], main_site=site))
    if pain >= 8:
        reasons.append(reason("injury_recovery.pain.8-10", 1, pain_running_0_10=pain))
    elif pain >= 5:
        reasons.append(reason("injury_recovery.pain.5-7", 2, pain_running_0_10=pain))
    elif pain >= 2:
        reasons.append(reason("injury_recovery.pain.2-4", 1, pain_running_0_10=pain))
    if weeks < 2:
        reasons.append(reason("injury_recovery.weeks.<2", -5, pain_weeks=weeks))
    elif weeks >= 13:
        reasons.append(reason("injury_recovery.weeks.13+", 1, pain_weeks=weeks))
    elif weeks >= 6:
        reasons.append(reason("injury_recovery.weeks.6-12", 2, pain_weeks=weeks))
    limit, rehab = a["running_limit"], a["rehab_weeks"]
    if limit != "none":
        points = 2 if limit == "cut_back" else 1
        reasons.append(reason(f"injury_recovery.limit.{limit}", points, running_limit=limit))
    if rehab >= 6:
        reasons.append(reason("injury_recovery.rehab_done", 2, rehab_weeks=rehab))
    elif rehab < 2 and weeks >= 2:
        reasons.append(reason("injury_recovery.rehab_missing", -3, rehab_weeks=rehab, pain_weeks=weeks))
    if diagnosis != "none":
        reasons.append(reason("injury_recovery.diagnosed", 1, diagnosis=diagnosis))
    if history != "never":
        points = {"helped": 1, "no_change": -3, "worse": -5}[history]
        reasons.append(reason(f"injury_recovery.needling.{history}", points, needling_history=history))
    if spike is not None and weeks < 6:
        reasons.append(reason("injury_recovery.load_spike", -2, long_run_spike=spike, pain_weeks=weeks))
    kneecap: Part = {}
    if site == "knee_front":
        kneecap["main_site"] = site
    if diagnosis == "patellofemoral_pain":
        kneecap["diagnosis"] = diagnosis
    if kneecap:
        reasons.append(reason("injury_recovery.kneecap", -2, **kneecap))
    if energy:
        reasons.append(reason("injury_recovery.energy", -4, **energy))
    if _stiff(a):
        reasons.append(reason("injury_recovery.stiffness", -3, pain_signs=a["pain_signs"], pain_weeks=weeks))
    may = may_start and pain >= 2 and _pain_may_be_needled(a)
    return Card("injury_recovery", reasons, applies=may and _leg_feels(a), may_apply=may)


def _race_stress(a: Answers, *, may_start: bool) -> Card:
    reasons, cost = [], 0
    worry, tension, effect = a["race_worry_0_10"], a["race_body_tension_0_10"], a["race_effect"]
    if worry >= 7:
        reasons.append(reason("race_stress.worry.7-10", 3, race_worry_0_10=worry))
    elif worry >= 5:
        reasons.append(reason("race_stress.worry.5-6", 2, race_worry_0_10=worry))
    elif worry >= 3:
        reasons.append(reason("race_stress.worry.3-4", 1, race_worry_0_10=worry))
    if tension >= 7:
        reasons.append(reason("race_stress.tension.7-10", 3, race_body_tension_0_10=tension))
    elif tension >= 5:
        reasons.append(reason("race_stress.tension.5-6", 2, race_body_tension_0_10=tension))
    if effect != "none":
        points = {"a_little": 1, "clearly_worse": 2, "skipped_or_stopped": 3}[effect]
        reasons.append(reason(f"race_stress.effect.{effect}", points, race_effect=effect))
    if a["race_planned"] and a["weeks_to_race"] <= 8:
        reasons.append(reason("race_stress.race_near", 1, weeks_to_race=a["weeks_to_race"]))
    if a["mental_skills_practice"]:
        reasons.append(reason("race_stress.mental_skills", 1, mental_skills_practice=True))
    elif worry >= 5:
        reasons.append(
            reason("race_stress.no_mental_skills", -1, mental_skills_practice=False, race_worry_0_10=worry)
        )
    if a["persistent_worry"] in ("more_than_half", "nearly_every_day"):
        reasons.append(reason("race_stress.persistent_worry", -6, persistent_worry=a["persistent_worry"]))
    comfort = a["needle_comfort"]
    if comfort in ("strong_fear", "nervous", "fainted_before"):
        cost = 4 if comfort == "strong_fear" else 1
        reasons.append(reason(f"race_stress.needle_comfort.{comfort}", -cost, needle_comfort=comfort))
    if a["sleep_hours"] < 6:
        reasons.append(reason("race_stress.short_sleep", -1, sleep_hours=a["sleep_hours"]))
    if a["flat_form_weeks"] >= 2:
        reasons.append(reason("race_stress.flat_form", -3, flat_form_weeks=a["flat_form_weeks"]))
    applies = may_start and (worry >= 3 or tension >= 5)
    return Card("race_stress", reasons, applies=applies, may_apply=applies, cost_of_needles=cost)


def _muscle_balance(a: Answers, spike: object, *, hurts: bool, may_start: bool) -> Card:
    reasons = []
    side, sore = a["side_difference_0_10"], a["sore_days_per_week"]
    strength, history = a["strength_sessions_per_week"], a["needling_history"]
    if side >= 7:
        reasons.append(reason("muscle_balance.side.7-10", 3, side_difference_0_10=side))
    elif side >= 4:
        reasons.append(reason("muscle_balance.side.4-6", 2, side_difference_0_10=side))
    if sore >= 4:
        reasons.append(reason("muscle_balance.sore.4-7", 2, sore_days_per_week=sore))
    elif sore >= 2:
        reasons.append(reason("muscle_balance.sore.2-3", 1, sore_days_per_week=sore))
    if strength >= 2:
        reasons.append(reason("muscle_balance.strength_done", 1, strength_sessions_per_week=strength))
    elif strength == 0:
        reasons.append(reason("muscle_balance.strength_missing", -2, strength_sessions_per_week=strength))
    load, texts, parts = {}, [BECAUSE["muscle_balance.load"]], BECAUSE_PARTS["muscle_balance.load"]
    if spike is not None:
        load["long_run_spike"] = spike
        texts.append(parts[0])
    if a["rest_days_per_week"] == 0:
        load["rest_days_per_week"] = 0
        texts.append(parts[1])
    if load:
        reasons.append(
            {"rule": "muscle_balance.load", "points": -2, "because": " ".join(texts), "answers": load}
        )
    if hurts and a["pain_running_0_10"] >= 5:
        reasons.append(reason("muscle_balance.pain", -2, pain_running_0_10=a["pain_running_0_10"]))
    if a["flat_form_weeks"] >= 2:
        reasons.append(reason("muscle_balance.flat_form", -2, flat_form_weeks=a["flat_form_weeks"]))
    if history != "never":
        points = {"helped": 1, "no_change": -2, "worse": -4}[history]
        reasons.append(reason(f"muscle_balance.needling.{history}", points, needling_history=history))
    applies = may_start and (side >= 4 or sore >= 2)
    return Card("muscle_balance", reasons, applies=applies, may_apply=applies)


def _immunity(a: Answers, energy: Part, *, may_start: bool) -> Card:
    reasons = []
    colds, sleep = a["colds_last_12m"], a["sleep_hours"]
    if colds >= 5:
        reasons.append(reason("immunity.colds.5+", 3, colds_last_12m=colds))
    elif colds >= 3:
        reasons.append(reason(f"immunity.colds.{colds}", colds - 2, colds_last_12m=colds))
    if a["sick_days_last_90d"] >= 7:
        reasons.append(reason("immunity.sick_days", 1, sick_days_last_90d=a["sick_days_last_90d"]))
    if a["life_stress_0_10"] >= 7:
        reasons.append(reason("immunity.life_stress", 1, life_stress_0_10=a["life_stress_0_10"]))
    runs, effort = a["runs_per_week"], a["typical_effort_0_10"]
    if runs >= 6 and effort >= 7:
        reasons.append(reason("immunity.heavy_training", 1, runs_per_week=runs, typical_effort_0_10=effort))
    if a["raced_last_2_weeks"]:
        reasons.append(reason("immunity.raced", 1, raced_last_2_weeks=True))
    if sleep < 6:
        reasons.append(reason("immunity.sleep.<6", -3, sleep_hours=sleep))
    elif sleep < 7:
        reasons.append(reason("immunity.sleep.6-6.5", -2, sleep_hours=sleep))
    if energy:
        reasons.append(reason("immunity.energy", -3, **energy))
    if a["flat_form_weeks"] >= 2:
        reasons.append(reason("immunity.flat_form", -2, flat_form_weeks=a["flat_form_weeks"]))
    if a["flu_vaccine"] != "yes":
        reasons.append(reason("immunity.flu_vaccine", -1, flu_vaccine=a["flu_vaccine"]))
    applies = may_start and colds >= 3
    return Card("immunity", reasons, applies=applies, may_apply=applies)


def _injury_prevention(a: Answers, spike: object, *, hurts: bool, may_start: bool) -> Card:
    reasons, injuries = [], a["injuries_last_12m"]
    if injuries >= 3:
        reasons.append(reason("injury_prevention.injuries.3-9", 2, injuries_last_12m=injuries))
    elif injuries == 2:
        reasons.append(reason("injury_prevention.injuries.2", 1, injuries_last_12m=injuries))
    grown = spike is not None and not hurts
    if grown:
        reasons.append(reason("injury_prevention.spike", 1, long_run_spike=spike, pain_sites=a["pain_sites"]))
    applies = may_start and (injuries >= 2 or grown)
    return Card("injury_prevention", reasons, applies=applies, may_apply=applies)


# --- evidence -----------------------------------------------------------------------------------------------


def evidence(benefit: str, a: Answers) -> Part:
    """How good the evidence is for this runner: that of the notes that hold, of several the lowest grade."""
    grade, support, factor, verdict, sources = EVIDENCE[benefit]
    noted: str | None = None
    named: list[str] = []
    if NOTES[benefit] and a["pain_sites"] != ["none"]:
        notes = _chronic_notes(a) if benefit == "chronic_pain" else _injury_notes(a)
        for number in notes:
            text, grade_of_note, sources_of_note = NOTES[benefit][number]
            verdict += f" {text}"
            if grade_of_note is None:
                continue
            if noted is None or GRADES.index(grade_of_note) > GRADES.index(noted):
                noted, named = grade_of_note, list(sources_of_note)
            elif grade_of_note == noted:
                named += [name for name in sources_of_note if name not in named]
    return {
        "grade": noted or grade,
        "support": support,
        "factor": factor,
        "verdict": verdict,
        "sources": named if noted else list(sources),
    }


def _chronic_notes(a: Answers) -> list[int]:
    site, diagnosis, notes = a["main_site"], a["diagnosis"], []
    if site == "low_back" or diagnosis == "low_back_pain":
        notes.append(0)
    if diagnosis == "knee_osteoarthritis":
        notes.append(1)
    if site == "widespread":
        notes.append(2)
    elif site == "neck_shoulder":
        notes.append(3)
    elif site in FAR_FROM_TRIALS:
        notes.append(4)
    elif site in KNEE and diagnosis != "knee_osteoarthritis":
        notes.append(5)
    return notes


def _injury_notes(a: Answers) -> list[int]:
    site, diagnosis, notes = a["main_site"], a["diagnosis"], []
    if site == "achilles_calf" or diagnosis == "achilles_tendinopathy":
        notes.append(0)
    if site == "shin" or diagnosis == "shin_stress":
        notes.append(1)
    if diagnosis == "iliotibial_band" or (site == "knee_outer" and diagnosis != "knee_osteoarthritis"):
        notes.append(2)
    if site == "knee_front" or diagnosis == "patellofemoral_pain":
        notes.append(3)
    if site == "hip_outer" or diagnosis == "outer_hip":
        notes.append(4)
    if site == "hamstring_buttock" or diagnosis == "hamstring":
        notes.append(5)
    if site in HARDLY_TESTED:
        notes.append(6)
    return notes
