"""What the hand-written assessment takes from the pack: texts, options, ranges, evidence. Data, no rule."""

from __future__ import annotations

from typing import Any

from runner_intake.conditions import NumberDomain
from runner_intake.engine.notices import rules_used
from runner_intake.pack import bundled_pack

Answers = dict[str, Any]
Part = dict[str, Any]

PACK = bundled_pack()
FIELDS = PACK.questionnaire.fields
REF = {"id": PACK.id, "version": PACK.version, "sha256": PACK.sha256, "reviewed_by": PACK.reviewed_by}
LANGUAGE = PACK.language

OPTIONS = {name: list(field.options) for name, field in FIELDS.items() if field.kind == "multi_choice"}
CHOICES = {name: set(field.options) for name, field in FIELDS.items() if field.kind == "choice"}
RANGES = {
    name: (field.domain.minimum, field.domain.maximum, field.domain.step)
    for name, field in FIELDS.items()
    if isinstance(field.domain, NumberDomain)
}

SAFETY = {
    rule.id: (rule.outcome, rule.message.strip(), [name for name in rule.basis if name != "expert-opinion"])
    for rule in PACK.safety
}
CONDITIONS = {rule.id: rule.condition for rule in PACK.safety if rule.condition}
STEPS = {
    rule.id: (step.id, step.title, rule.because.strip(), rule.priority)
    for step in PACK.steps
    for rule in step.rules
}
STEP_PARTS = {
    rule.id: [part.text.strip() for part in rule.parts] for step in PACK.steps for rule in step.rules
}
BECAUSE = {rule.id: rule.because.strip() for benefit in PACK.benefits for rule in benefit.rules}
BECAUSE_PARTS = {
    rule.id: [part.text.strip() for part in rule.parts] for benefit in PACK.benefits for rule in benefit.rules
}
EVIDENCE = {
    benefit.id: (
        benefit.evidence.grade,
        benefit.evidence.support,
        benefit.evidence.factor,
        benefit.verdict,
        benefit.evidence.sources,
    )
    for benefit in PACK.benefits
}
TITLES = {benefit.id: benefit.title for benefit in PACK.benefits}
NOTES = {
    benefit.id: [(note.text, note.grade, list(note.sources)) for note in benefit.notes]
    for benefit in PACK.benefits
}
FACTORS = {benefit.id: benefit.evidence.factor for benefit in PACK.benefits}
HIGHEST = {benefit.id: benefit.max for benefit in PACK.benefits}
CLOSING = {closing.id: closing.text for closing in PACK.closing}
RULES_USED = rules_used(PACK)
HELP_LINES = {
    kind: [(region.code, region.name, getattr(region, kind)) for region in PACK.regions]
    for kind in ("emergency", "crisis")
}
