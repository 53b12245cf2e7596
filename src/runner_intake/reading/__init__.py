"""Reads files, YAML and JSON into plain values that remember where they stood; tells every problem with its place."""

from runner_intake.reading.files import decode, read_file, read_text, readable
from runner_intake.reading.json_text import parse_json
from runner_intake.reading.numbers import as_float, plain_scalar, whole_number
from runner_intake.reading.spot import Spot, split_place, spot
from runner_intake.reading.values import MAX_BYTES, MAX_DEPTH, Rows, Table, Unclear
from runner_intake.reading.yaml_text import parse_yaml

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "Rows",
    "Spot",
    "Table",
    "Unclear",
    "as_float",
    "decode",
    "parse_json",
    "parse_yaml",
    "plain_scalar",
    "read_file",
    "read_text",
    "readable",
    "split_place",
    "spot",
    "whole_number",
]
