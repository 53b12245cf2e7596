"""Reads files, YAML and JSON into plain values that remember where they stood; tells every problem with its
place.
"""

from runner_intake.reading.files import decode, read_file, read_text, readable
from runner_intake.reading.json_text import parse_json
from runner_intake.reading.node import Node, node, split_place
from runner_intake.reading.numbers import as_float, plain_scalar, whole_number
from runner_intake.reading.values import MAX_BYTES, MAX_DEPTH, AmbiguousText, YamlList, YamlMap
from runner_intake.reading.yaml_text import parse_yaml

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "AmbiguousText",
    "Node",
    "YamlList",
    "YamlMap",
    "as_float",
    "decode",
    "node",
    "parse_json",
    "parse_yaml",
    "plain_scalar",
    "read_file",
    "read_text",
    "readable",
    "split_place",
    "whole_number",
]
