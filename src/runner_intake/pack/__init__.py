"""Rule packs: the model, the reader and the bundled pack."""

from runner_intake.pack.find import bundled_pack, bundled_rules, load_pack
from runner_intake.pack.model import (
    Benefit,
    Closing,
    Evidence,
    Note,
    Pack,
    PointRule,
    Region,
    SafetyRule,
    Source,
    Step,
    StepRule,
    When,
)

__all__ = [
    "Benefit",
    "Closing",
    "Evidence",
    "Note",
    "Pack",
    "PointRule",
    "Region",
    "SafetyRule",
    "Source",
    "Step",
    "StepRule",
    "When",
    "bundled_pack",
    "bundled_rules",
    "load_pack",
]
