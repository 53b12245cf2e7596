"""The questions as an XLSForm: pyxform makes a form of it, and that form shows what applies and takes what we
take.
"""

from __future__ import annotations

import io
import json
import re
from random import Random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from lxml import etree
from pyxform.xls2xform import convert

from editing import copied
from made_up_language import made_up, write_made_up
from runner_intake import bundled_pack, load_pack
from runner_intake.cli import cli
from runner_intake.conditions import ManyDomain, NumberDomain
from runner_intake.exchange.gates import shown_when
from runner_intake.exchange.xlsform import relevance, xlsform
from runner_intake.questionnaire import check_answers
from runner_intake.workbook import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from runner_intake import Pack

PACK = bundled_pack()
H, XF = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2002/xforms}"
ASKED = [name for name, field in PACK.questionnaire.fields.items() if not field.private]


class Form:
    """What pyxform made of our workbook, evaluated by the XPath of lxml and two functions that ODK adds."""

    def __init__(self, pack: Pack) -> None:
        made = convert(io.BytesIO(workbook_bytes(xlsform(pack))), file_type=".xlsx")
        self.warnings = made.warnings
        root = etree.fromstring(made.xform.encode())
        model = root.find(f"{H}head/{XF}model")
        assert model is not None
        (instance,) = (instance for instance in model.findall(f"{XF}instance") if instance.get("id") is None)
        data = etree.fromstring(etree.tostring(instance[0]))
        for element in data.iter():
            element.tag = etree.QName(element).localname
        self.binds = {str(bind.get("nodeset")): bind for bind in model.findall(f"{XF}bind")}
        self.tree = etree.ElementTree(data)
        self.paths = {self._name(path): path for path in self.binds}

    @staticmethod
    def _name(path: str) -> str:
        return path.rsplit("/", 1)[1]

    def fill(self, answers: dict[str, Any]) -> None:
        for name in ASKED:
            self.tree.xpath(self.paths[name])[0].text = _written(answers.get(name))

    def says(self, expression: str, path: str) -> bool:
        """An expression at a node."""
        functions: dict[tuple[None, str], Callable[..., Any]] = {
            (None, "selected"): lambda _, nodes, code: code in _text(nodes).split(),
            (None, "count-selected"): lambda _, nodes: len(_text(nodes).split()),
        }
        node = self.tree.xpath(path)[0]
        return bool(etree.XPathElementEvaluator(node, extensions=functions)(f"boolean({expression})"))

    def shown(self) -> set[str]:
        """The questions that are shown: those of which no bind on the way says otherwise."""
        return {name for name in ASKED if all(self._is_open(path) for path in self._way(self.paths[name]))}

    def _way(self, path: str) -> list[str]:
        parts = path.split("/")
        return ["/".join(parts[:count]) for count in range(2, len(parts) + 1)]

    def _is_open(self, path: str) -> bool:
        bind = self.binds.get(path)
        relevant = None if bind is None else bind.get("relevant")
        return relevant is None or self.says(relevant, path)

    def takes(self, name: str) -> bool:
        """Whether the constraint of a question lets its answer through."""
        constraint = self.binds[self.paths[name]].get("constraint")
        return constraint is None or self.says(constraint, self.paths[name])


def _written(value: Any) -> str:
    """An answer as a form holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _text(nodes: Any) -> str:
    return str(nodes[0].text or "") if nodes else ""


@pytest.fixture(scope="module")
def form() -> Form:
    return Form(PACK)


def random_answers(random: Random) -> dict[str, Any]:
    """Answers to most questions; the others are left open."""
    raw: dict[str, Any] = {}
    for name in ASKED:
        field = PACK.questionnaire.fields[name]
        if random.random() < 0.15:
            continue
        match field.domain:
            case NumberDomain(low, high, step):
                raw[name] = round(low + random.randint(0, min(20, round((high - low) / step))) * step, 3)
            case ManyDomain(options):
                signs = [code for code in options if code != "none"]
                raw[name] = ["none"] if random.random() < 0.4 else random.sample(signs, random.choice([1, 2]))
            case _:
                raw[name] = random.choice([True, False] if field.kind == "yes_no" else list(field.options))
    return raw


def test_pyxform_takes_it_without_a_warning(form: Form) -> None:
    assert form.warnings == []
    assert set(ASKED) <= set(form.paths)


@pytest.mark.slow
def test_its_relevance_agrees_with_our_gates_on_500_random_answers(form: Form) -> None:
    random = Random(19)  # noqa: S311  (no secret)
    for _ in range(500):
        raw = random_answers(random)
        form.fill(raw)
        applicable = check_answers(raw, PACK.questionnaire).applicable
        assert form.shown() == {name for name in ASKED if applicable.get(name, True) is True}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("age_years", 13, 12),
        ("sleep_hours", 7.5, 7.3),
        ("weekly_distance_km", 12.345, 301),
        ("urgent_body", ["dark_urine", "leg_weakness"], ["none", "dark_urine"]),
        ("pain_rest_0_10", 10, 11),
    ],
)
def test_a_constraint_refuses_what_we_refuse(name: str, good: Any, bad: Any, form: Form) -> None:
    form.fill({name: good})
    assert form.takes(name)
    form.fill({name: bad})
    assert not form.takes(name)


@pytest.mark.slow
def test_texts_are_in_every_language(tmp_path: Path) -> None:
    folder = copied(tmp_path / "pack")
    write_made_up(load_pack(folder), folder)
    pack = load_pack(folder)
    survey = {row.get("name"): row for row in xlsform(pack)["survey"]}
    english = survey["data_consent"]["label::English (en)"]
    assert survey["data_consent"]["label::Жжж (xx)"] == made_up(english)
    (warning,) = Form(pack).warnings
    assert "Жжж (xx)" in warning  # that language is made up


def test_every_gate_names_questions_of_the_form() -> None:
    for question in PACK.questionnaire.questions:
        gate = relevance(shown_when(question, PACK.questionnaire), PACK.questionnaire)
        assert set(re.findall(r"\$\{(\w+)\}", gate)) <= set(ASKED)


def test_a_text_is_never_a_formula() -> None:
    written = workbook_bytes({"a": [{"text": '=HYPERLINK("http://x")', "b": "+1"}]})
    book = openpyxl.load_workbook(io.BytesIO(written))
    cells = {cell.coordinate: (cell.data_type, cell.value) for row in book["a"].iter_rows() for cell in row}
    assert cells["A2"] == ("s", '=HYPERLINK("http://x")')
    assert cells["B2"] == ("s", "+1")


def test_the_command_writes_it_and_overwrites_nothing(tmp_path: Path) -> None:
    target = tmp_path / "intake.xlsx"
    written = CliRunner().invoke(cli, ["export", "xlsform", str(target)], catch_exceptions=False)
    assert written.exit_code == 0
    assert openpyxl.load_workbook(target).sheetnames == ["survey", "choices", "settings"]
    assert CliRunner().invoke(cli, ["export", "xlsform", str(target)]).exit_code == 2
    assert CliRunner().invoke(cli, ["export", "xlsform", str(tmp_path / "intake.csv")]).exit_code == 2
    assert "crisis_thoughts" not in json.dumps(xlsform(PACK))
