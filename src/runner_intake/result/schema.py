"""The contract of the result document as JSON Schema: every field with its meaning, unit, range, and what
missing means. Knows the form, and no result.
"""

from __future__ import annotations

from runner_intake.package_files import package_file
from runner_intake.result.assessment import Assessment

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE = "assessment-2.schema.json"
"""The name of the published schema, in the folder `schema` of this package."""


def document_schema() -> dict[str, object]:
    """The JSON Schema of `runner-intake/assessment/2`, made from the models. Every field is always there."""
    schema = Assessment.model_json_schema(by_alias=True, mode="serialization")
    for part in (schema, *schema["$defs"].values()):
        for field in part.get("properties", {}).values():
            field.pop("title", None)  # made from its name, it says nothing, and generators take it for a type
    return {"$schema": DIALECT, "$id": f"runner-intake/{FILE}", **schema}


def published_schema() -> str:
    """The text of the schema as it was published with this package; `document_schema` is the same."""
    return package_file(f"result/schema/{FILE}").read_text(encoding="utf-8")
