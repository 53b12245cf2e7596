"""The answers of the bundled pack as a typed model.

Generated from rules/ by scripts/generate_answers.py: do not edit.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class RunnerAnswers(BaseModel):
    """A runner's answers. Every field may be left out or None, which means "not known", never "no".

    Wrong kinds, unknown options and values out of range raise pydantic's ValidationError, without repeating
    the answer. `assess` checks the rest (steps, answers to questions that do not apply). The printed form
    shows no answers.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """How many fields are answered, not how."""
        return [("answered", len(self.model_dump(exclude_none=True)))]

    data_consent: bool | None = None
    """May we use your answers about your health to write a summary for you? (True or False.)"""

    age_years: Annotated[int, Field(ge=13, le=99)] | None = None
    """How old are you? (13 to 99 years, step 1.)"""

    guardian_consent: bool | None = None
    """Does a parent or guardian know you are answering these questions, and is that OK with them? (True or False.)"""

    urgent_head_chest: (
        Annotated[
            tuple[
                Literal[
                    "chest_pain",
                    "collapse_on_exertion",
                    "sudden_breathlessness",
                    "heart_racing_faint",
                    "stroke_signs",
                    "confusion_after_run",
                    "headache_vomiting",
                    "seizure",
                    "throat_swelling",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do you have any of these now, or have you had any in the last 24 hours? (At least one option; none stands alone.)"""

    urgent_body: (
        Annotated[
            tuple[
                Literal[
                    "saddle_numbness_or_bladder",
                    "leg_weakness",
                    "swollen_calf",
                    "tense_numb_leg",
                    "cold_pale_foot",
                    "cannot_bear_weight",
                    "tendon_pop",
                    "hot_swollen_joint",
                    "dark_urine",
                    "blood_gut",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """And any of these, now or in the last 24 hours? (At least one option; none stands alone.)"""

    pain_sites: (
        Annotated[
            tuple[
                Literal[
                    "none",
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
                    "widespread",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Does anything hurt? If so, where? (At least one option; none stands alone.)"""

    main_site: (
        Literal[
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
            "widespread",
        ]
        | None
    ) = None
    """Which of these affects your running most? (One option.)"""

    pain_running_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """In the last 7 days, how bad was the pain at its worst while you ran? (Whole number, 0 = no pain to 10 = the worst pain you can think of.)"""

    pain_rest_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """In the last 7 days, how bad was the pain most of the time when you were not running? (Whole number, 0 = no pain to 10 = the worst pain you
    can think of.)
    """

    pain_weeks: Annotated[int, Field(ge=0, le=1040)] | None = None
    """How long have you had this pain? (0 to 1040 weeks, step 1.)"""

    running_limit: Literal["none", "with_trouble", "cut_back", "cannot_run"] | None = None
    """How does this pain affect your running right now? (One option.)"""

    diagnosis: (
        Literal[
            "none",
            "plantar_heel_pain",
            "achilles_tendinopathy",
            "ankle_sprain",
            "shin_stress",
            "patellofemoral_pain",
            "iliotibial_band",
            "knee_osteoarthritis",
            "hamstring",
            "outer_hip",
            "low_back_pain",
            "other",
        ]
        | None
    ) = None
    """Has a doctor or physiotherapist told you what this pain is? (One option.)"""

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
    """Do any of these apply to you? They can be signs of an overloaded bone. (At least one option; none stands alone.)"""

    pain_signs: (
        Annotated[
            tuple[
                Literal[
                    "lump_or_swelling",
                    "limp",
                    "morning_stiffness",
                    "effort_numb_cold",
                    "calf_pain_at_rest",
                    "tendon_drug",
                    "trauma_start",
                    "night_pain_unrelieved",
                    "steroids_osteoporosis",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """And do any of these go with the pain? (At least one option; none stands alone.)"""

    rehab_weeks: Annotated[int, Field(ge=0, le=104)] | None = None
    """How many weeks in a row have you been doing exercises for this problem? (0 to 104 weeks, step 1.)"""

    injuries_last_12m: Annotated[int, Field(ge=0, le=9)] | None = None
    """In the last 12 months, how many earlier injuries kept you from running for a week or more? (0 to 9 injuries, step 1.)"""

    needling_history: Literal["never", "helped", "no_change", "worse"] | None = None
    """Have you ever had acupuncture or dry needling? If so, did it help? (One option.)"""

    sore_days_per_week: Annotated[int, Field(ge=0, le=7)] | None = None
    """How many days a week are you usually sore all over? (0 to 7 days, step 1.)"""

    side_difference_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """How much tighter or weaker does one side of your body feel than the other? (Whole number, 0 = both sides feel the same to 10 = a very big
    difference.)
    """

    recent_events: (
        Annotated[
            tuple[
                Literal[
                    "fainted_or_chest_pain",
                    "heart_pounding",
                    "breathless_on_effort",
                    "coughing_blood",
                    "passed_stroke_signs",
                    "heat_illness",
                    "head_injury",
                    "tearing_bruise",
                    "hives_on_exercise",
                    "worse_after_needling",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """In the last 4 weeks, has any of these happened that no doctor has checked since? (At least one option; none stands alone.)"""

    warning_signs: (
        Annotated[
            tuple[
                Literal[
                    "weight_loss",
                    "cancer_history",
                    "night_sweats",
                    "past_chest_or_faint_unchecked",
                    "heart_risk",
                    "numb_spreading",
                    "unsteady_clumsy",
                    "joint_locks_gives",
                    "immune_low",
                    "chemo_now",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do any of these apply to you, now or in the last 6 months? (At least one option; none stands alone.)"""

    infection_signs: (
        Annotated[
            tuple[
                Literal[
                    "fever_today",
                    "fever_2w",
                    "chest_symptoms",
                    "pneumonia_repeat",
                    "antibiotics_3plus",
                    "unusual_or_deep",
                    "lasting_over_3wk",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do any of these apply to you? They are about infections. (At least one option; none stands alone.)"""

    energy_signs: (
        Annotated[
            tuple[
                Literal[
                    "restricting",
                    "purging",
                    "weight_drop",
                    "periods_missed_3m",
                    "recurrent_bone_stress",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do any of these apply to you? They can mean that you are not eating enough for the training you do. (At least one option; none stands
    alone.)
    """

    low_mood: (
        Literal[
            "no_days",
            "several_days",
            "more_than_half",
            "nearly_every_day",
        ]
        | None
    ) = None
    """On how many days did you feel low or hopeless, or have little interest in things? (One option.)"""

    persistent_worry: (
        Literal[
            "no_days",
            "several_days",
            "more_than_half",
            "nearly_every_day",
        ]
        | None
    ) = None
    """On how many days did you worry and find it hard to stop? (One option.)"""

    crisis_thoughts: Literal["yes", "no", "prefer_not_to_say"] | None = None
    """Have you recently had thoughts of harming yourself or ending your life? (One option.)"""

    weekly_distance_km: Annotated[float, Field(ge=0, le=300)] | None = None
    """Leave out the last 7 days. In the 4 weeks before that, how far did you run in a typical week? (0 to 300 km, step 0.001.)"""

    last_week_distance_km: Annotated[float, Field(ge=0, le=300)] | None = None
    """How far did you run in the last 7 days, all runs together? (0 to 300 km, step 0.001.)"""

    longest_run_prior_30d_km: Annotated[float, Field(ge=0, le=170)] | None = None
    """Leave out the last 7 days. In the 30 days before that, how long was your longest run? (0 to 170 km, step 0.001.)"""

    longest_run_last_7d_km: Annotated[float, Field(ge=0, le=170)] | None = None
    """In the last 7 days, how long was your longest run? (0 to 170 km, step 0.001.)"""

    runs_per_week: Annotated[int, Field(ge=0, le=14)] | None = None
    """How many times a week do you usually run? (0 to 14 runs, step 1.)"""

    rest_days_per_week: Annotated[int, Field(ge=0, le=7)] | None = None
    """How many days a week do you usually take off completely? (0 to 7 days, step 1.)"""

    typical_effort_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """How hard does a usual training session feel? (Whole number, 0 = no effort at all to 10 = as hard as you can go.)"""

    years_running: Literal["under_1", "1_to_2", "3_to_10", "over_10"] | None = None
    """How long have you been running regularly? (One option.)"""

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

    strength_sessions_per_week: Annotated[int, Field(ge=0, le=14)] | None = None
    """How many times a week do you do strength exercises? (0 to 14 sessions, step 1.)"""

    race_planned: bool | None = None
    """Do you have a race coming up that matters to you? (True or False.)"""

    weeks_to_race: Annotated[int, Field(ge=0, le=52)] | None = None
    """How many weeks until that race? (0 to 52 weeks, step 1.)"""

    raced_last_2_weeks: bool | None = None
    """Have you run a race in the last 2 weeks? (True or False.)"""

    race_worry_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """In race week, how worried do you get at your worst? (Whole number, 0 = no worry to 10 = as worried as I can be.)"""

    race_body_tension_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """Around a race, how strongly do you feel nerves in your body, at their worst? (Whole number, 0 = nothing at all to 10 = as strong as can be.)"""

    race_effect: Literal["none", "a_little", "clearly_worse", "skipped_or_stopped"] | None = None
    """How do nerves affect your racing? (One option.)"""

    life_stress_0_10: Annotated[int, Field(ge=0, le=10)] | None = None
    """Over the last month, how much stress have you had in your life, all in all? (Whole number, 0 = no stress to 10 = more than I can cope with.)"""

    mental_skills_practice: bool | None = None
    """Have you practised mental skills for 4 weeks or more, or had coaching in them? (True or False.)"""

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
    """How many weeks have you been running worse than usual for no clear reason, even though you rested? (0 to 52 weeks, step 1.)"""

    crash_after_effort: bool | None = None
    """After ordinary effort, do you feel much worse for a day or more? (True or False.)"""

    low_libido: bool | None = None
    """Have you become much less interested in sex than is usual for you? (True or False.)"""

    health_conditions: (
        Annotated[
            tuple[
                Literal[
                    "pregnant_maybe",
                    "blood_thinner",
                    "bleeding_disorder",
                    "heart_valve",
                    "epilepsy",
                    "diabetes_numb",
                    "lung_collapse_before",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """Do any of these apply to you? (At least one option; none stands alone.)"""

    needle_site_health: (
        Annotated[
            tuple[
                Literal[
                    "pacemaker_icd",
                    "lymphoedema",
                    "skin_infection_site",
                    "implant_site",
                    "recent_surgery",
                    "recent_injection",
                    "numb_skin_other",
                    "metal_allergy",
                    "latex_antiseptic",
                    "bad_reaction_before",
                    "none",
                ],
                ...,
            ],
            Field(strict=False, min_length=1),
        ]
        | None
    ) = None
    """And any of these, where a needle might go or from needling before? (At least one option; none stands alone.)"""

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
