"""A result as one FHIR transaction for a record: the answers, what safety found, what is suggested and why,
and which rules say so. Knows results, and computes nothing.

No score leaves as a probability: points, match and priority are left out, and rank, level and grade of
evidence are words. What is withheld or only possible is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from runner_intake.exchange.fhir_findings import detected_issue, observation
from runner_intake.exchange.fhir_guidance import guidance, request, suggestions_group
from runner_intake.exchange.fhir_response import response_resource
from runner_intake.exchange.naming import BASE, JsonObject, Names, Version

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Assessment

_NOBODY: JsonObject = {"display": "The person who gave these answers"}


def transaction_bundle(  # noqa: PLR0913  (what a record wants to know)
    result: Assessment,
    pack: Pack,
    *,
    recorded: datetime,
    name: UUID,
    version: Version = "R4",
    base: str = BASE,
    patient: str = "",
    program: str = "runner-intake",
) -> JsonObject:
    """The Bundle, ready for JSON, to be sent to the root of a FHIR server.

    `recorded` is when it is made (with its time zone), `name` what the addresses inside it are made from: a
    new one for each Bundle. `patient` is a reference to the person, such as `Patient/123`; without it the
    resources name nobody. `program` is the program and its version, as Provenance names it.
    """
    subject: JsonObject = {"reference": patient} if patient else _NOBODY
    writing = _Writing(result, Names(pack, base), version, subject, name)
    entries = list(writing.entries())
    targets: list[JsonObject] = [{"reference": entry["fullUrl"]} for entry in entries]
    about: JsonObject = {"reference": writing.url("QuestionnaireResponse")}
    entries.append(
        writing.entry(_provenance(result, writing.names, targets, about, recorded, program), "Provenance")
    )
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


@dataclass(frozen=True, slots=True)
class _Writing:
    """One Bundle under way."""

    result: Assessment
    names: Names
    version: Version
    subject: JsonObject
    name: UUID

    def url(self, path: str) -> str:
        """The address of a resource inside the Bundle."""
        return f"urn:uuid:{uuid5(self.name, path)}"

    def entry(self, resource: JsonObject, path: str) -> JsonObject:
        return {
            "fullUrl": self.url(path),
            "resource": resource,
            "request": {"method": "POST", "url": resource["resourceType"]},
        }

    def entries(self) -> Iterator[JsonObject]:
        """The resources about the answers, in the order of reading."""
        result, names = self.result, self.names
        answers: JsonObject = {"reference": self.url("QuestionnaireResponse")}
        response = response_resource(result, names.pack, base=names.base, subject=self.subject)
        yield self.entry(response, "QuestionnaireResponse")
        for name, value in result.description.items():
            path = f"Observation/{name}"
            yield self.entry(observation(name, value, result, names, self.subject, answers), path)
        for finding in result.safety.findings:
            path = f"DetectedIssue/{finding.rule}"
            yield self.entry(
                detected_issue(finding, result, names, self.version, self.subject, answers), path
            )
        requests: list[JsonObject] = []
        for suggestion in result.suggestions:
            path = f"CommunicationRequest/{suggestion.benefit}"
            requests.append({"reference": self.url(path)})
            yield self.entry(request(suggestion, self.version, self.subject, answers), path)
        group: JsonObject | None = None
        if result.suggestions or result.first_steps:
            group = {"reference": self.url("group")}
            yield self.entry(suggestions_group(result, names, self.version, self.subject, requests), "group")
        measured: list[JsonObject] = [
            {"reference": self.url(f"Observation/{name}")} for name in result.description
        ]
        yield self.entry(guidance(result, names, self.version, self.subject, group, measured), "guidance")


def _provenance(  # noqa: PLR0913, PLR0917  (what a Provenance has)
    result: Assessment,
    names: Names,
    targets: list[JsonObject],
    answers: JsonObject,
    recorded: datetime,
    program: str,
) -> JsonObject:
    """Which program made all of it, from which answers, by which rules (their hash)."""
    rules = {
        "identifier": {"system": names.codes("pack-sha256"), "value": result.pack.sha256},
        "display": f"Rule pack {result.pack.id} {result.pack.version}, sha256 {result.pack.sha256}",
    }
    assembler = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
    return {
        "resourceType": "Provenance",
        "target": targets,
        "recorded": recorded.isoformat(timespec="seconds"),
        "agent": [
            {"type": {"coding": [{"system": assembler, "code": "assembler"}]}, "who": {"display": program}}
        ],
        "entity": [{"role": "source", "what": answers}, {"role": "source", "what": rules}],
    }
