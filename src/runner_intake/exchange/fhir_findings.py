"""What safety found, and the ratios that describe the training, as FHIR resources. Knows results only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.exchange.naming import UCUM, JsonObject, Names, Version
from runner_intake.vocabulary import SUGGESTING, Outcome

if TYPE_CHECKING:
    from runner_intake.result.assessment import Assessment, Finding

_MILD: tuple[Outcome, ...] = ("adapt",)


def detected_issue(  # noqa: PLR0913, PLR0917  (what an issue has)
    finding: Finding,
    result: Assessment,
    names: Names,
    version: Version,
    subject: JsonObject,
    answers: JsonObject,
) -> JsonObject:
    """A safety finding: `high` where it withholds suggestions, `low` where it only adapts how needling is
    done, else `moderate`.
    """
    severity = "low" if finding.outcome in _MILD else "moderate" if finding.outcome in SUGGESTING else "high"
    links = [names.pack.sources[name].link for name in finding.sources if name in names.pack.sources]
    coding = {"system": names.codes("safety-rules"), "code": finding.rule, "display": finding.outcome}
    return {
        "resourceType": "DetectedIssue",
        "language": result.language,
        "status": "final",
        "code": {"coding": [coding]},
        "severity": severity,
        ("subject" if version == "R5" else "patient"): subject,
        **({"identifiedDateTime": result.created.isoformat()} if result.created else {}),
        "evidence": [{"detail": [answers]}],
        "detail": finding.message,
        **({"reference": link} if (link := next(filter(None, links), "")) else {}),
    }


def observation(  # noqa: PLR0913, PLR0917  (what an observation has)
    name: str,
    value: float | str,
    result: Assessment,
    names: Names,
    subject: JsonObject,
    answers: JsonObject,
) -> JsonObject:
    """A ratio of two answers. It describes the training and is no finding."""
    title = names.pack.questionnaire.derived[name].title
    coding = {"system": names.codes("derived"), "code": name, "display": title}
    ratio = {"value": value, "unit": "ratio", "system": UCUM, "code": "{ratio}"}
    return {
        "resourceType": "Observation",
        "language": result.language,
        "status": "final",
        "code": {"coding": [coding], "text": title},
        "subject": subject,
        **({"effectiveDateTime": result.created.isoformat()} if result.created else {}),
        **({"valueString": value} if isinstance(value, str) else {"valueQuantity": ratio}),
        "derivedFrom": [answers],
    }
