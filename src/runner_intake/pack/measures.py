"""Reads which training measure may fill which field (`measures.yaml`). Knows the names and units of measures,
not how they are computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args

from runner_intake.errors import did_you_mean
from runner_intake.vocabulary import MEASURE_UNITS, MeasureName

if TYPE_CHECKING:
    from runner_intake.questionnaire import Questionnaire
    from runner_intake.reading import Node

MEASURES_FILE = "measures.yaml"

FILLING: tuple[MeasureName, ...] = tuple(
    name for name in get_args(MeasureName) if MEASURE_UNITS[name] in ("km", "runs", "days")
)
"""The measures that may fill a field; the others only describe."""


def read_measures(root: Node, questionnaire: Questionnaire) -> Mapping[str, MeasureName]:
    """The measure of each field that has one; problems are recorded at their places."""
    root.only_keys(("fields",))
    measures: dict[str, MeasureName] = {}
    for field, node in root.require("fields").entries("a mapping of fields to measures"):
        name = next((measure for measure in FILLING if measure == node.value), None)
        if name is None:
            node.report(
                "P07",
                "This is not a measure that fills a field.",
                f"Use one of: {', '.join(FILLING)}.",
                _hint(node),
            )
        elif field not in questionnaire.fields:
            node.report(
                "P07",
                f"There is no field `{field}`.",
                "Use the id of a field.",
                did_you_mean(field, questionnaire.fields),
            )
        elif questionnaire.fields[field].unit != MEASURE_UNITS[name]:
            node.report(
                "P04",
                f"The field `{field}` is not a number in {MEASURE_UNITS[name]}.",
                f"Choose a field whose unit is {MEASURE_UNITS[name]}.",
            )
        else:
            measures[field] = name
    return measures


def _hint(node: Node) -> str:
    return did_you_mean(node.value, FILLING) if isinstance(node.value, str) else ""
