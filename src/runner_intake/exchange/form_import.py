"""The answers in the export of a form (Google, Microsoft, Kobo): one runner a row. Knows tables, columns and
cells; says what it recognised and what it could not, and never answers with silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runner_intake.errors import MOST_LISTED, IntakeError, Problem
from runner_intake.exchange.fhir_values import UnreadableError
from runner_intake.exchange.form_cells import answer_of, is_ticked
from runner_intake.exchange.form_columns import Column, Columns, columns_of
from runner_intake.questionnaire import check_answers

if TYPE_CHECKING:
    from runner_intake.exchange.table_file import Row, Table
    from runner_intake.pack import Pack

Answers = dict[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class Imported:
    """The runners of a form, one a row, and how its header was understood.

    `matched` gives the header of each field that was recognised, `lacking` the fields that no column asks.
    """

    runners: tuple[Answers, ...]
    columns: Columns
    matched: dict[str, str]
    lacking: tuple[str, ...]


def import_form(table: Table, pack: Pack) -> Imported:
    """The answers in a table, checked as any others; an empty cell is not known.

    IntakeError with every problem: B04 where no column is a question, X07 where two columns are the same one,
    X08 where options of a list have no column, X04 for a cell that cannot be read, A03 to A07 as for any
    answers.
    """
    columns = columns_of(table.header, pack)
    if not columns.used:
        near = ", ".join(f"{text!r} is nearly {name}" for text, name in columns.near.items())
        way_out = "Export it with the questions, or the ids of the fields, as the names of the columns."
        raise IntakeError(
            [Problem("B04", "No column is a question of the pack.", way_out, table.name, hint=near)]
        )
    problems = [*_columns_twice(columns, table), *_options_missing(columns, table)]
    runners = [_runner(row, number, table, columns, pack, problems) for number, row in table.rows]
    if problems:
        raise IntakeError.listing(problems)
    matched = {column.field.id: table.header[column.place] for column in reversed(columns.used)}
    lacking = tuple(name for name in pack.questionnaire.fields if name not in matched)
    return Imported(tuple(runners), columns, matched, lacking)


def _columns_twice(columns: Columns, table: Table) -> list[Problem]:
    return [
        Problem("X07", f"{len(headers)} columns ask the same.", "Keep one of them.", table.name, name)
        for name, headers in columns.twice.items()
    ]


def _options_missing(columns: Columns, table: Table) -> list[Problem]:
    """Lists with a column an option, but not for every one: what is not asked must not count as not there."""
    asked: dict[str, set[str]] = {}
    for column in columns.used:
        if column.option is not None:
            asked.setdefault(column.field.id, set()).add(column.option)
    fields = {column.field.id: column.field for column in columns.used}
    missing = {name: [code for code in fields[name].options if code not in asked[name]] for name in asked}
    way_out = "Add their columns, or export the list in one column."
    return [
        Problem("X08", f"These options have no column: {', '.join(codes)}.", way_out, table.name, name)
        for name, codes in missing.items()
        if codes
    ]


def _runner(  # noqa: PLR0913, PLR0917  (one row and all that it is read by)
    row: Row, number: int, table: Table, columns: Columns, pack: Pack, problems: list[Problem]
) -> Answers:
    """The answers of a row; what cannot be read is added to the problems."""
    place = f"{table.name}:{number}"
    answers: Answers = {}
    ticked: dict[str, list[tuple[str, bool | None]]] = {}
    for column in columns.used:
        try:
            if column.option is None:
                answer = answer_of(row[column.place], column.field, pack, table.decimal)
                if answer is not None:
                    answers[column.field.id] = answer
            else:
                option = (column.option, is_ticked(row[column.place]))
                ticked.setdefault(column.field.id, []).append(option)
        except UnreadableError as error:
            path = _path(column)
            problems.append(Problem("X04", error.what, error.way_out, place, path))
    for name, options in ticked.items():
        if any(is_there is not None for _, is_there in options):
            answers[name] = [option for option, is_there in options if is_there]
    if len(problems) < MOST_LISTED:
        try:
            check_answers(answers, pack.questionnaire, place)
        except IntakeError as error:
            problems += [replace(problem, place=place) for problem in error.problems]
    return answers


def _path(column: Column) -> str:
    return column.field.id if column.option is None else f"{column.field.id}.{column.option}"
