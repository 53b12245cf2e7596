"""The closed sets of words that rules, results and reports share. See docs/glossary.md for what each
means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Outcome = Literal[
    "emergency",
    "consent_needed",
    "urgent",
    "incomplete",
    "guardian_needed",
    "clarify",
    "declined",
    "hold",
    "discuss",
    "adapt",
    "clear",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
"""Every outcome of the safety screen, worst first."""

SUGGESTING: tuple[Outcome, ...] = ("discuss", "adapt", "clear")
"""The outcomes at which suggestions are shown."""

WITHHOLDING: tuple[Outcome, ...] = tuple(
    outcome for outcome in OUTCOMES if outcome not in (*SUGGESTING, "incomplete")
)
"""The outcomes of rules that withhold suggestions."""

UNSCORED: tuple[Outcome, ...] = ("emergency", "consent_needed")
"""The outcomes at which nothing is scored at all."""

BLOCKING: tuple[Outcome, ...] = ("emergency", "urgent")
"""The outcomes whose rules must be ruled out, not only unproved, before anything is suggested."""

Grade = Literal["high", "moderate", "low", "very_low"]
GRADES: tuple[Grade, ...] = get_args(Grade)
"""The grades of evidence, highest first."""

Support = Literal["supported", "mixed", "not_shown"]
"""Whether studies back a claim: they do, they disagree, or they show nothing for it."""

Level = Literal["worth_discussing", "possible", "not_suggested"]
Why = Literal["withheld", "not_applicable", "undecided", "below_threshold", "covered_by"]
State = Literal["true", "false", "unknown"]
Fact = Literal["safety", "first_steps", "leading_steps", "top", "list", "levels", "full"]
"""What can be settled or open about a result; `leading_steps` are the first two first steps."""
Goal = Literal["quick", "normal", "complete"]
"""What an interview is to settle."""
ClosingRole = Literal["risks", "look_again", "seek_care", "emergency", "about"]
"""What a closing text is for: the risks of needling, when to look again, when to see a doctor, when to call
for help, what the page is."""

HelpLineKind = Literal["emergency", "crisis"]
EXPERT_OPINION = "expert-opinion"
"""The basis of a rule that no source backs."""

MeasureName = Literal[
    "weekly_distance_km",
    "last_week_distance_km",
    "longest_run_prior_30d_km",
    "longest_run_last_7d_km",
    "runs_per_week",
    "rest_days_per_week",
    "single_run_spike",
    "weekly_jump",
    "acute_chronic_ratio",
    "monotony",
]
MEASURE_UNITS: Mapping[MeasureName, str] = {
    "weekly_distance_km": "km",
    "last_week_distance_km": "km",
    "longest_run_prior_30d_km": "km",
    "longest_run_last_7d_km": "km",
    "runs_per_week": "runs",
    "rest_days_per_week": "days",
    "single_run_spike": "%",
    "weekly_jump": "ratio",
    "acute_chronic_ratio": "ratio",
    "monotony": "ratio",
}
"""Every measure of training files and its unit. A pack may let those in km, runs and days fill a field
(`measures.yaml`).
"""

PAGE_FACTS: tuple[Literal["safety", "first_steps", "levels"], ...] = ("safety", "first_steps", "levels")
"""The facts that a page shows: what safety comes to, what to do first, and what is suggested, in which order
and how strongly. The interview asks until they are settled, and says so only then.
"""

NONE_OPTION = "none"
"""The option of every multi-choice list that stands alone."""
