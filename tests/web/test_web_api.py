"""The JSON API: the same documents as everywhere, every problem at once, and no answer that comes back in an
error.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from base_runner import HEEL
from drawing import partial_answers
from runner_intake import Ask, Interview, assess, report
from web_visitor import PACK, app_of

if TYPE_CHECKING:
    from httpx2 import Response

TODAY = date(2026, 11, 26)
PATHS = ("/api/next", "/api/assess", "/api/report")


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(app_of(day=TODAY), base_url="http://localhost")


def posted(client: TestClient, path: str, answers: Any, **more: Any) -> Response:
    return client.post(f"/api/{path}", json={"answers": answers, **more})


def test_the_questions_are_those_of_the_pack(client: TestClient) -> None:
    assert client.get("/api/questionnaire").json() == json.loads(json.dumps(PACK.questionnaire_document()))


@pytest.mark.slow
@settings(max_examples=20)
@given(partial_answers(PACK.questionnaire))
def test_the_result_is_that_of_assess(raw: dict[str, Any]) -> None:
    client = TestClient(app_of(day=TODAY), base_url="http://localhost")
    result = posted(client, "assess", raw, region="GB")
    assert result.json() == json.loads(assess(raw, region="GB", today=TODAY).model_dump_json())


def test_the_page_is_the_report(client: TestClient) -> None:
    for audience in ("runner", "clinician"):
        page = posted(client, "report", HEEL, audience=audience).text
        assert page == report(assess(HEEL, today=TODAY), audience).to_html()


@pytest.mark.slow
def test_asking_what_is_next_leads_to_the_end(client: TestClient) -> None:
    answers: dict[str, Any] = {}
    while (following := posted(client, "next", answers, goal="quick").json())["question"]:
        step = Interview.start(answers, pack=PACK, goal="quick").step
        assert isinstance(step, Ask)
        assert (following["question"], following["required"]) == (step.name, step.required)
        assert following["options"] == {name: list(codes) for name, codes in step.options.items()}
        answers |= {name: HEEL.get(name) for name in following["fields"]}
    assert following["step"] == "reached"
    assert posted(client, "assess", answers).json()["settled"]["top"]


def test_every_problem_is_named_and_no_answer(client: TestClient) -> None:
    response = posted(client, "assess", {"age_years": 1234, "pain_sites": ["my knee"], "my secret": 1})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == 422
    assert sorted(problem["code"] for problem in document["problems"]) == ["A02", "A04", "A05"]
    assert not re.search("1234|my knee|my secret", response.text)


def test_a_certain_emergency_comes_with_the_problems(client: TestClient) -> None:
    flag = next(code for code in PACK.questionnaire.fields["urgent_head_chest"].options if code != "none")
    document = posted(client, "assess", {"urgent_head_chest": [flag], "age_years": "x"}, region="GB").json()
    assert document["red_flags"][0]["message"]
    assert "999" in document["red_flags"][0]["help_lines"]


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"answers": 1}',
        b'{"answers": {"age_years": NaN}}',
        b'{"answers": {"age_years": 1e999}}',
        b'{"answers": {"age_years": ' + b"9" * 5000 + b"}}",
        b'{"answers": {"pain_sites": ["\\ud800"]}}',
        b'{"answers": {"\\ud800": 1}}',
        b'{"answers": {"age_years": {"a": {"b": []}}}}',
        b'{"answers": {}, "secret": 1}',
        b'{"answers": {}, "language": "\\ud800"}',
        b'{"answers": {}, "region": "\\ud800"}',
        b'{"answers": ' + b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=range(16),
)
def test_what_is_no_request_is_a_problem_document(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text


def test_no_other_site_may_use_it(client: TestClient) -> None:
    from_elsewhere = {"Origin": "http://evil.example"}
    assert client.post("/api/next", json={"answers": {}}, headers=from_elsewhere).status_code == 403
    asked = client.options("/api/next", headers={**from_elsewhere, "Access-Control-Request-Method": "POST"})
    assert not [name for name in asked.headers if name.startswith("access-control")]


def test_the_description_is_valid_and_its_examples_work(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for body in ("AssessRequest", "NextRequest", "ReportRequest"):
        (example,) = document["components"]["schemas"][body]["examples"]
        schema = {**document["components"]["schemas"][body], "components": document["components"]}
        Draft202012Validator(schema).validate(example)
    for path in PATHS:
        assert client.post(path, json=example).status_code == 200
        assert "application/problem+json" in document["paths"][path]["post"]["responses"]["422"]["content"]


def test_the_results_keep_to_the_description(client: TestClient) -> None:
    schemas = client.get("/api/openapi.json").json()["components"]
    for path, name in (("next", "NextQuestion"), ("assess", "Assessment")):
        schema = {"$ref": f"#/components/schemas/{name}", "components": schemas}
        Draft202012Validator(schema).validate(posted(client, path, HEEL).json())
    wrong = {"$ref": "#/components/schemas/ProblemDocument", "components": schemas}
    Draft202012Validator(wrong).validate(posted(client, "assess", {"age_years": 0}).json())


@pytest.mark.slow
def test_nothing_that_the_description_allows_breaks_it() -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.checks.status_code_conformance,
        schemathesis.checks.content_type_conformance,
        schemathesis.checks.response_schema_conformance,
    ]
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app_of(day=TODAY, hosts=("testserver",)))

    seen = 0
    for operation in (result.ok() for result in schema.get_all_operations()):
        seen += 1

        @settings(max_examples=20, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def holds(case: Any) -> None:
            case.call_and_validate(checks=checks)

        holds()
    assert seen == len(PATHS) + 1
