"""What the validator of another program, Medplum, says of our resources. It knows R4 only."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from chromium import MODULES
from fhir_results import TODAY, bundle_of
from runner_intake import assess, bundled_pack
from runner_intake.exchange.fhir_questionnaire import questionnaire_resource
from some_runners import fifty_runners

PACK = bundled_pack()

pytestmark = [
    pytest.mark.interop,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (MODULES / "@medplum").is_dir(),
        reason="the npm packages of tests/node are not installed",
    ),
]


def found_in(resources: list[Any]) -> list[Any]:
    """What Medplum finds, resource by resource; those of a Bundle one by one."""
    done = subprocess.run(
        ["node", MODULES.parent / "validate_fhir.mjs"],  # noqa: S607  (node is where the person has it)
        input=json.dumps(resources),
        capture_output=True,
        text=True,
        check=True,
    )
    issues: list[Any] = json.loads(done.stdout)
    return issues


def test_it_takes_the_questionnaire_and_every_resource_of_50_runners() -> None:
    results = [assess(raw, today=TODAY) for raw in fifty_runners()]
    assert len({result.safety.outcome for result in results}) > 3
    assert any(result.suggestions for result in results)
    bundles = [bundle_of(result, patient="Patient/7") for result in results]
    issues = found_in([questionnaire_resource(PACK), *bundles])
    assert len(issues) > 200
    assert [issue for issue in issues if issue] == []


def test_it_would_find_an_error() -> None:
    broken = {"resourceType": "Questionnaire", "status": "draft", "item": [{"linkId": "a", "typo": 1}]}
    assert found_in([broken])[0]
