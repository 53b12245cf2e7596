"""`runner-intake rules schema [KIND]`: the JSON Schema of the files of a pack, for editors."""

from __future__ import annotations

import click

from runner_intake.cli.inputs import chosen_pack, pack_option
from runner_intake.cli.output import print_json
from runner_intake.pack.schema import FILE_KINDS, FileKind, schema, schema_of


@click.command("schema", short_help="The JSON Schema of the files, for editors.")
@click.argument("kind", required=False, metavar="[KIND]", type=click.Choice(FILE_KINDS))
@pack_option
def command(kind: FileKind | None, pack_folder: str | None) -> None:
    """The JSON Schema of the pack's files, so that an editor completes and checks them.

    KIND limits it to one kind of file: pack, questionnaire, safety, benefits, first_steps, sources or locale. Save the whole as
    pack.schema.json in the folder of the pack; the first line of every file there names it:

    # yaml-language-server: $schema=../pack.schema.json
    """
    pack = chosen_pack(pack_folder)
    print_json(schema_of(kind, pack) if kind else schema(pack))
