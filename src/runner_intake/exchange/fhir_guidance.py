"""What is suggested, and what comes before it, as FHIR decision support: a GuidanceResponse with a group of
proposals to talk about. Knows results only; a rank is no score, and a level is a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.exchange.naming import JsonObject, Names, Version
from runner_intake.text.catalogue import capital

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Assessment, Suggestion


def request(suggestion: Suggestion, version: Version, subject: JsonObject, answers: JsonObject) -> JsonObject:
    """A draft of a talk about one suggestion; nothing is ordered by it."""
    text = f"{suggestion.title}. {suggestion.evidence.verdict}"
    content: JsonObject = {"contentString": text}
    if version == "R5":
        content = {"contentCodeableConcept": {"text": text}}
    return {
        "resourceType": "CommunicationRequest",
        "status": "draft",
        **({"intent": "proposal"} if version == "R5" else {}),
        "subject": subject,
        "about": [answers],
        "payload": [content],
    }


def suggestions_group(
    result: Assessment, names: Names, version: Version, subject: JsonObject, requests: list[JsonObject]
) -> JsonObject:
    """One action a suggestion, in their order; what comes before any needling stands before them as notes."""
    steps = [{"text": f"{step.title}. {step.because}"} for step in result.first_steps]
    actions = [
        _action(suggestion, resource, names.pack, version)
        for suggestion, resource in zip(result.suggestions, requests, strict=True)
    ]
    return {
        "resourceType": "RequestOrchestration" if version == "R5" else "RequestGroup",
        "language": result.language,
        "instantiatesCanonical": [names.rules],
        "status": "draft",
        "intent": "proposal",
        "subject": subject,
        **({"authoredOn": result.created.isoformat()} if result.created else {}),
        **({"note": steps} if steps else {}),
        **({"action": actions} if actions else {}),
    }


def _action(suggestion: Suggestion, resource: JsonObject, pack: Pack, version: Version) -> JsonObject:
    """Rank, level and verdict of a suggestion, with its conditions, reasons and sources."""
    evidence = suggestion.evidence
    words = pack.words
    level, grade = words(f"level_{suggestion.level}"), words(f"evidence_{evidence.grade}")
    parts = [f"{capital(level)}; {grade}. {evidence.verdict}", *suggestion.conditions]
    reasons: list[JsonObject] = [
        {"type": "justification", "display": reason.because}
        for reason in suggestion.reasons
        if reason.points > 0
    ]
    return {
        "prefix": str(suggestion.rank),
        "title": suggestion.title,
        "description": " ".join(parts),
        "documentation": [*reasons, *_citations(suggestion, pack, version)],
        "resource": resource,
    }


def _citations(suggestion: Suggestion, pack: Pack, version: Version) -> list[JsonObject]:
    sources = [pack.sources[name] for name in suggestion.evidence.sources if name in pack.sources]
    return [
        {
            "type": "citation",
            "citation": source.cite,
            **(_linked(source.link, version) if source.link else {}),
        }
        for source in sources
    ]


def _linked(link: str, version: Version) -> JsonObject:
    return {"document": {"url": link}} if version == "R5" else {"url": link}


def guidance(  # noqa: PLR0913, PLR0917  (what a guidance has)
    result: Assessment,
    names: Names,
    version: Version,
    subject: JsonObject,
    group: JsonObject | None,
    measured: list[JsonObject],
) -> JsonObject:
    """The outcome of the rules: `data-required` where safety questions are open, with the questions; else
    `success`. Notices are its notes.
    """
    wanted = [_data_requirement(name, names) for name in _open_fields(result, names.pack)]
    reasons = [{"reference": reference} for reference in measured] if version == "R5" else measured
    outcome = names.pack.words(f"outcome_{result.safety.outcome}")
    lines = (f"{line.country}: {line.number}" for line in result.safety.help_lines)
    notes = [{"text": text} for text in (outcome, *result.notices, *lines)]
    results: JsonObject = {"result": [group] if version == "R5" else group} if group else {}
    return {
        "resourceType": "GuidanceResponse",
        "language": result.language,
        "moduleCanonical": names.rules,
        "status": "data-required" if result.safety.outcome == "incomplete" else "success",
        "subject": subject,
        **({"occurrenceDateTime": result.created.isoformat()} if result.created else {}),
        **(({"reason": reasons} if version == "R5" else {"reasonReference": reasons}) if measured else {}),
        "note": notes,
        **results,
        **({"dataRequirement": wanted} if wanted else {}),
    }


def _open_fields(result: Assessment, pack: Pack) -> tuple[str, ...]:
    """The fields that safety waits for; where there are none, those that can still change the result."""
    if result.safety.missing:
        return result.safety.missing
    questions = {name for fact in result.open for name in fact.questions}
    return tuple(
        field.id
        for question in pack.questionnaire.questions
        if question.id in questions
        for field in question.fields
        if field.id not in result.answers
    )


def _data_requirement(name: str, names: Names) -> JsonObject:
    """A question that is still open, by its linkId."""
    code = {"system": names.questionnaire, "code": name}
    return {"type": "QuestionnaireResponse", "codeFilter": [{"path": "item.linkId", "code": [code]}]}
