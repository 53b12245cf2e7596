"""The answers of the bundled pack as a typed model. Generated from rules/ by scripts/generate_answers.py: do not edit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class RunnerAnswers(BaseModel):
    """A runner's answers. Every field may be left out or None, which means "not known", never "no".

    Wrong kinds, unknown options and values out of range raise pydantic's ValidationError, without repeating the answer. `assess`
    checks the rest (steps, answers to questions that do not apply). The printed form shows no answers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, use_attribute_docstrings=True)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """How many fields are answered, not how."""
        return [("answered", len(self.model_dump(exclude_none=True)))]

    data_consent: bool | None = None
    """May we use your health answers to write this summary for you? (True or False.)"""

    age_years: Annotated[int, Field(ge=13, le=99)] | None = None
    """How old are you? (13 to 99 years, step 1.)"""

    guardian_consent: bool | None = None
    """Does a parent or guardian know about this intake and agree to it? (True or False.)"""

    urgent_signs: (
        Annotated[
            tuple[
                Literal[
                    "chest_pain",
                    "collapse_on_exertion",
                    "sudden_breathlessness",
                    "swollen_calf",
                    "saddle_numbness_or_bladder",
                    "leg_weakness",
                    "dark_urine",
                    "confusion_after_run",
                    "tense_numb_leg",
                    "hot_swollen_joint",
                    "cannot_bear_weight",
                    "tendon_pop",
                    "stroke_signs",
                    "throat_swelling",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do you have any of these now, or did you in the last day? (At least one option; none stands alone.)"""

    crisis_thoughts: Literal["no", "yes", "prefer_not_to_say"] | None = None
    """Lately, have you had thoughts of harming yourself or of ending your life? (One option.)"""

    fever_now: bool | None = None
    """Do you feel feverish or ill all over today? (True or False.)"""

    warning_signs: (
        Annotated[
            tuple[
                Literal[
                    "weight_loss",
                    "cancer_history",
                    "night_sweats",
                    "night_pain_unrelieved",
                    "steroids_osteoporosis",
                    "recent_trauma",
                    "past_chest_or_faint_unchecked",
                    "numb_spreading",
                    "joint_locks_gives",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do any of these fit you, now or in recent months? (At least one option; none stands alone.)"""

    bone_signs: (
        Annotated[
            tuple[
                Literal[
                    "point_tender_bone",
                    "worse_each_run",
                    "night_rest_bone_ache",
                    "groin_weightbearing",
                    "hop_pain",
                    "past_stress_fracture",
                    "current_stress_fracture",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do any of these fit you? They can be signs of a bone that gets more load than it can take. (At least one option; none stands alone.)"""

    needling_health: (
        Annotated[
            tuple[
                Literal[
                    "pregnant_maybe",
                    "blood_thinner",
                    "bleeding_disorder",
                    "immune_low",
                    "chemo_now",
                    "pacemaker_icd",
                    "heart_valve",
                    "epilepsy",
                    "diabetes_numb",
                    "lymphoedema",
                    "metal_allergy",
                    "skin_infection_site",
                    "implant_site",
                    "recent_surgery",
                    "bad_reaction_before",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Which of these fit you? They matter to anyone who puts needles in your skin. (At least one option; none stands alone.)"""

    infection_signs: (
        Annotated[
            tuple[
                Literal[
                    "pneumonia_12m",
                    "antibiotics_3plus",
                    "unusual_or_deep",
                    "lasting_over_3wk",
                    "chest_symptoms",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do any of these fit you, now or in the last 12 months? (At least one option; none stands alone.)"""

    needle_comfort: (
        Literal[
            "fine",
            "nervous",
            "fainted_before",
            "strong_fear",
            "no_needles",
        ]
        | None
    ) = None
    """How do you feel about needles? (One option.)"""

    weekly_distance_km: Annotated[float, Field(ge=0, le=300)] | None = None
    """In the 4 weeks before the last 7 days, how far did you run in an average week? (0 to 300 km, step 0.001.)"""

    last_week_distance_km: Annotated[float, Field(ge=0, le=300)] | None = None
    """How far did you run in the last 7 days, all runs together? (0 to 300 km, step 0.001.)"""

    longest_run_prior_30d_km: Annotated[float, Field(ge=0, le=170)] | None = None
    """In the 30 days before the last 7 days, how far was your longest single run? (0 to 170 km, step 0.001.)"""

    longest_run_last_7d_km: Annotated[float, Field(ge=0, le=170)] | None = None
    """In the last 7 days, how far was your longest single run? (0 to 170 km, step 0.001.)"""

    runs_per_week: Annotated[int, Field(ge=0, le=14)] | None = None
    """How many times do you run in a usual week? (0 to 14 runs, step 1.)"""

    rest_days_per_week: Annotated[int, Field(ge=0, le=7)] | None = None
    """On how many days of a usual week do you not train at all? (0 to 7 days, step 1.)"""

    typical_effort_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """How hard does a usual training session feel? (Whole number, 0 = no effort at all to 10 = as hard as you can go.)"""

    years_running: Literal["under_1", "1_to_2", "3_to_10", "over_10"] | None = None
    """For how long have you been running regularly? (One option.)"""

    shoe_distance_km: Annotated[float, Field(ge=0, le=3000)] | None = None
    """How far have you run in the shoes you use most? (0 to 3000 km, step 0.1.)"""

    recent_changes: (
        Annotated[
            tuple[
                Literal[
                    "new_shoes",
                    "new_surface",
                    "new_form",
                    "more_hills_or_speed",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """What has changed in your running in the last 6 weeks? (At least one option; none stands alone.)"""

    race_planned: bool | None = None
    """Is there a race ahead that matters to you? (True or False.)"""

    weeks_to_race: Annotated[int, Field(ge=0, le=52)] | None = None
    """How many weeks is it until that race? (0 to 52 weeks, step 1.)"""

    raced_last_2_weeks: bool | None = None
    """Have you run a race in the last 2 weeks? (True or False.)"""

    pain_sites: (
        Annotated[
            tuple[
                Literal[
                    "heel_foot",
                    "achilles_calf",
                    "shin",
                    "knee_front",
                    "knee_outer",
                    "knee_other",
                    "hip_groin",
                    "hip_outer",
                    "hamstring_buttock",
                    "low_back",
                    "neck_shoulder",
                    "widespread",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Where does it hurt? (At least one option; none stands alone.)"""

    main_site: (
        Literal[
            "heel_foot",
            "achilles_calf",
            "shin",
            "knee_front",
            "knee_outer",
            "knee_other",
            "hip_groin",
            "hip_outer",
            "hamstring_buttock",
            "low_back",
            "neck_shoulder",
            "widespread",
        ]
        | None
    ) = None
    """Which of these bothers your running most? (One option.)"""

    pain_running_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """In the last 7 days, how bad was the pain at its worst while you ran? (Whole number, 0 = no pain to 10 = the worst pain you can think of.)"""

    pain_rest_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """In the last 7 days, how bad was the pain usually when you were not running? (Whole number, 0 = no pain to 10 = the worst pain you can think
    of.)
    """

    pain_weeks: Annotated[int, Field(ge=0, le=1040)] | None = None
    """For how many weeks have you had this pain? (0 to 1040 weeks, step 1.)"""

    running_limit: Literal["none", "with_trouble", "cut_back", "cannot_run"] | None = None
    """What does this pain do to your running right now? (One option.)"""

    diagnosis: (
        Literal[
            "none",
            "plantar_heel_pain",
            "achilles_tendinopathy",
            "patellofemoral_pain",
            "iliotibial_band",
            "shin_stress",
            "hamstring",
            "low_back_pain",
            "knee_osteoarthritis",
            "other",
        ]
        | None
    ) = None
    """Has a clinician given this pain a name? (One option.)"""

    injuries_last_12m: Annotated[int, Field(ge=0, le=9)] | None = None
    """In the last 12 months, how many earlier injuries kept you from running for a week or more? (0 to 9 injuries, step 1.)"""

    rehab_weeks: Annotated[int, Field(ge=0, le=104)] | None = None
    """For how many weeks, up to now, have you done strength or rehab exercises regularly? (0 to 104 weeks, step 1.)"""

    needling_history: Literal["never", "helped", "no_change", "worse"] | None = None
    """Have you had acupuncture or dry needling before, and what did it do? (One option.)"""

    sore_days_per_week: Annotated[int, Field(ge=0, le=7)] | None = None
    """On how many days of a usual week are you sore all over? (0 to 7 days, step 1.)"""

    side_difference_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """How much tighter or weaker does one side of your body feel than the other? (Whole number, 0 = both sides feel the same to 10 = a very big
    difference.)
    """

    race_worry_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """In race week, how strong does your worry get at its worst? (Whole number, 0 = no worry to 10 = as worried as you can be.)"""

    race_body_tension_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """Around a race, how strongly does your body show nerves at its worst? (Whole number, 0 = nothing at all to 10 = as strong as can be.)"""

    race_effect: Literal["none", "a_little", "clearly_worse", "skipped_or_stopped"] | None = None
    """What do nerves do to your racing? (One option.)"""

    life_stress_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """Over the last month, how much stress has there been in your life, all in all? (Whole number, 0 = no stress to 10 = more than you can carry.)"""

    persistent_worry: (
        Literal[
            "no_days",
            "several_days",
            "more_than_half",
            "nearly_every_day",
        ]
        | None
    ) = None
    """In the last 2 weeks, on how many days did you worry and find it hard to stop? (One option.)"""

    mental_skills_practice: bool | None = None
    """Have you practised mental skills for 4 weeks or more, or been coached in them? (True or False.)"""

    colds_last_12m: Annotated[int, Field(ge=0, le=20)] | None = None
    """How many colds or chest infections have you had in the last 12 months? (0 to 20 illnesses, step 1.)"""

    sick_days_last_90d: Annotated[int, Field(ge=0, le=90)] | None = None
    """In the last 3 months, on how many days could you not train because you were ill? (0 to 90 days, step 1.)"""

    flu_vaccine: Literal["yes", "no", "unsure"] | None = None
    """Have you had this season's flu vaccine? (One option.)"""

    sleep_hours: Annotated[float, Field(ge=3, le=12)] | None = None
    """How many hours do you usually sleep in a night? (3 to 12 hours, step 0.5.)"""

    sleep_quality_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """How refreshing is your sleep? (Whole number, 0 = not refreshing to 10 = very refreshing.)"""

    flat_form_weeks: Annotated[int, Field(ge=0, le=52)] | None = None
    """For how many weeks has your form been poor without a clear reason, although you rested? (0 to 52 weeks, step 1.)"""

    energy_signs: (
        Annotated[
            tuple[
                Literal[
                    "restricting",
                    "weight_drop",
                    "periods_missed_3m",
                    "low_libido",
                    "recurrent_bone_stress",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do any of these fit you? They can mean that your body gets too little energy for your training. (At least one option; none stands alone.)"""
