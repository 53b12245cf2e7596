"""The format of a pack's files as a JSON Schema, so that an editor completes fields, options and operators
and shows help.

Made from the files of one pack that can be read: its fields, options, thresholds and sources are in it. Knows
the form of a file, not its meaning: that ids are unique, gates look back, bands do not overlap and listed
files exist is for the reader (`load_pack`) to find.
"""

from runner_intake.authoring.schema.fields import Schema
from runner_intake.authoring.schema.outline import PackOutline, read_outline
from runner_intake.authoring.schema.whole import FILE_KINDS, FileKind, reference_to, schema_of, schema_text

__all__ = [
    "FILE_KINDS",
    "FileKind",
    "PackOutline",
    "Schema",
    "read_outline",
    "reference_to",
    "schema_of",
    "schema_text",
]
