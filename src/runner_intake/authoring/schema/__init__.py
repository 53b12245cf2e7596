"""The format of a pack's files as a JSON Schema, so that an editor completes fields, options and operators
and shows help.

Generated from one pack: its fields, options, thresholds and sources stand in it. Knows the form of a file,
not its meaning: that ids are unique, gates look back, bands do not overlap and listed files exist is for the
reader (`load_pack`) to find.
"""

from runner_intake.authoring.schema.parts import Schema
from runner_intake.authoring.schema.whole import FILE_KINDS, FileKind, schema, schema_of

__all__ = ["FILE_KINDS", "FileKind", "Schema", "schema", "schema_of"]
