"""Writes src/runner_intake/answers.py, the typed model of the bundled pack's answers, from rules/.

Run `python scripts/generate_answers.py` after changing a question; a test holds the file current.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from runner_intake.conditions import NumberDomain
from runner_intake.pack import Pack, bundled_pack
from runner_intake.questionnaire import Field

TARGET = Path(__file__).parents[1] / "src" / "runner_intake" / "answers.py"

HEAD = '''"""The answers of the bundled pack as a typed model.

Generated from rules/ by scripts/generate_answers.py: do not edit.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class RunnerAnswers(BaseModel):
    """A runner's answers. Every field may be left out or None, which means "not known", never "no".

    Wrong kinds, unknown options and values out of range raise pydantic's ValidationError, without repeating
    the answer. `assess` checks the rest (steps, answers to questions that do not apply). The printed form
    shows no answers.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """How many fields are answered, not how."""
        return [("answered", len(self.model_dump(exclude_none=True)))]
'''


def source(pack: Pack) -> str:
    """The Python source of the model."""
    return HEAD + "\n" + "\n".join(_field(field) for field in pack.questionnaire.fields.values())


def _field(field: Field) -> str:
    lines = [f"    {field.id}: {_type(field)} | None = None"]
    doc = f"{field.ask} {_meaning(field)}"
    wrapped = textwrap.wrap(doc, 140)
    if len(wrapped) == 1:
        lines.append(f'    """{wrapped[0]}"""')
    else:
        lines += [f'    """{wrapped[0]}', *(f"    {line}" for line in wrapped[1:]), '    """']
    return "\n".join(lines) + "\n"


def _type(field: Field) -> str:
    match field.kind:
        case "yes_no":
            return "bool"
        case "choice":
            return _literal(field)
        case "multi_choice":
            return f"Annotated[tuple[{_literal(field)}, ...], Field(strict=False, min_length=1)]"
        case "number" | "scale":
            domain = field.domain
            assert isinstance(domain, NumberDomain)
            kind = "int" if float(domain.step).is_integer() else "float"
            return f"Annotated[{kind}, Field(ge={domain.minimum}, le={domain.maximum})]"


def _literal(field: Field) -> str:
    inline = ", ".join(f'"{code}"' for code in field.options)
    if len(inline) < 60:
        return f"Literal[{inline}]"
    return "Literal[\n" + "".join(f'        "{code}",\n' for code in field.options) + "    ]"


def _meaning(field: Field) -> str:
    domain = field.domain
    match field.kind:
        case "yes_no":
            return "(True or False.)"
        case "choice":
            return "(One option.)"
        case "multi_choice":
            return "(At least one option; none stands alone.)"
        case "scale":
            return f"(Whole number, 0 = {field.low} to 10 = {field.high}.)"
        case "number":
            assert isinstance(domain, NumberDomain)
            unit = f" {field.unit}" if field.unit else ""
            return f"({domain.minimum} to {domain.maximum}{unit}, step {domain.step}.)"


def formatted(text: str) -> str:
    """The source in the project's format."""
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(TARGET), "-"]
    return subprocess.run(ruff, input=text, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    TARGET.write_text(formatted(source(bundled_pack())), encoding="utf-8")
    print(f"wrote {TARGET.name}")
