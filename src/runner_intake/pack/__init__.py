"""Rule packs: the model, the reader and the bundled pack."""

from runner_intake.pack.find import bundled_pack, bundled_rules, load_pack
from runner_intake.pack.model import (
    Benefit,
    Closing,
    Evidence,
    FirstStepRules,
    Note,
    Pack,
    PointRule,
    Region,
    SafetyRule,
    Source,
    StepRule,
    TextPart,
    Translation,
    When,
)
from runner_intake.pack.regions import find_region, region_of, region_of_locale
from runner_intake.pack.texts import in_language

__all__ = [
    "Benefit",
    "Closing",
    "Evidence",
    "FirstStepRules",
    "Note",
    "Pack",
    "PointRule",
    "Region",
    "SafetyRule",
    "Source",
    "StepRule",
    "TextPart",
    "Translation",
    "When",
    "bundled_pack",
    "bundled_rules",
    "find_region",
    "in_language",
    "load_pack",
    "region_of",
    "region_of_locale",
]
