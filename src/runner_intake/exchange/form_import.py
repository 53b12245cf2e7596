"""The answers in the export of a form (Google, Microsoft, Kobo): one runner a row. Knows tables, columns and
cells; says what it recognised and what it could not, and never answers with silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runner_intake.engine.red_flags import certain_red_flags
from runner_intake.errors import MOST_LISTED, IntakeError, Problem, RedFlag
from runner_intake.exchange.fhir_values import UnreadableError
from runner_intake.exchange.form_cells import answer_of, is_ticked, surely_named
from runner_intake.exchange.form_columns import Column, FormColumns, columns_of
from runner_intake.questionnaire import RawAnswers, check_answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.exchange.table_file import Table, TableRow
    from runner_intake.pack import Pack


@dataclass(frozen=True, slots=True, repr=False)
class Imported:
    """The runners of a form, one a row, and how its header was understood.

    `matched` gives the header of each field that was recognised, `lacking` the fields that no column asks.
    """

    runners: tuple[RawAnswers, ...]
    columns: FormColumns
    matched: dict[str, str]
    lacking: tuple[str, ...]


def import_form(table: Table, pack: Pack) -> Imported:
    """The answers in a table, checked as any others; an empty cell is not known.

    IntakeError with every problem: B04 where no column is a question, X07 where two columns are the same one,
    X08 where options of a list have no column, X04 for a cell that cannot be read, A03 to A07 as for any
    answers. Its `red_flags` are the emergencies that are certain all the same, each with its row.
    """
    columns = columns_of(table.header, pack)
    if not columns.used:
        near = ", ".join(f"{text!r} is nearly {name}" for text, name in columns.near.items())
        way_out = "Export it with the questions, or the ids of the fields, as the names of the columns."
        raise IntakeError(
            [Problem("B04", "No column is a question of the pack.", way_out, table.name, hint=near)]
        )
    problems = [*_columns_twice(columns, table), *_options_missing(columns, table)]
    rows = [_runner(row, number, table, columns, pack, problems) for number, row in table.rows]
    if problems:
        listed = IntakeError.listing(problems)
        raise IntakeError(listed.problems, listed.more, _red_flags(rows, table, pack))
    matched = {column.field.id: table.header[column.index] for column in reversed(columns.used)}
    lacking = tuple(name for name in pack.questionnaire.fields if name not in matched)
    return Imported(tuple(row.answers for row in rows), columns, matched, lacking)


@dataclass(slots=True, repr=False)
class _Row:
    """The answers in a row, and the lists and columns of which something cannot be used, by field: with the
    options that are ticked all the same.
    """

    answers: RawAnswers = field(default_factory=dict)
    unsure: dict[str, list[object]] = field(default_factory=dict)

    def take(self, name: str, answer: object) -> None:
        """Adds an answer; one of a question that has two columns is not sure unless they say the same."""
        earlier = self.answers.setdefault(name, answer)
        if earlier != answer:
            self.unsure.setdefault(name, []).extend([*_ticks(earlier), *_ticks(answer)])

    def sure(self) -> RawAnswers:
        """The row as far as it is sure; a list that is not known as a whole is no list of options."""
        lists = {name: [*ticks, _UNREAD] for name, ticks in self.unsure.items() if ticks}
        return {name: value for name, value in self.answers.items() if name not in self.unsure} | lists


_UNREAD = "?"
"""What stands for the rest of a list that cannot be read; no option is called so."""


def _red_flags(rows: Sequence[_Row], table: Table, pack: Pack) -> Iterator[RedFlag]:
    """The emergencies that are certain in any row, each with its place: none of the rows comes out."""
    for (number, _), row in zip(table.rows, rows, strict=True):
        for flag in certain_red_flags(row.sure(), pack):
            yield replace(flag, message=f"{table.name}:{number}: {flag.message}")


def _columns_twice(columns: FormColumns, table: Table) -> list[Problem]:
    return [
        Problem("X07", f"{len(headers)} columns ask the same.", "Keep one of them.", table.name, name)
        for name, headers in columns.twice.items()
    ]


def _options_missing(columns: FormColumns, table: Table) -> list[Problem]:
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
    row: TableRow, number: int, table: Table, columns: FormColumns, pack: Pack, problems: list[Problem]
) -> _Row:
    """What a row holds; what cannot be read is added to the problems."""
    place = f"{table.name}:{number}"
    read = _Row()
    answers = read.answers
    ticked: dict[str, list[tuple[str, bool | None]]] = {}
    for column in columns.used:
        name = column.field.id
        try:
            if column.option is None:
                answer = answer_of(row[column.index], column.field, pack, table.decimal)
                if answer is not None:
                    read.take(name, answer)
            else:
                option = (column.option, is_ticked(row[column.index]))
                ticked.setdefault(name, []).append(option)
        except UnreadableError as error:
            path = _path(column)
            problems.append(Problem("X04", error.what, error.way_out, place, path))
            is_list = column.option is None and column.field.kind == "multi_choice"
            named = surely_named(row[column.index], column.field, pack) if is_list else []
            read.unsure.setdefault(name, []).extend(named)
    for name, options in ticked.items():
        if any(is_there is not None for _, is_there in options):
            answers[name] = [option for option, is_there in options if is_there]
            if name in read.unsure or len(options) < len(pack.questionnaire.fields[name].options):
                read.unsure.setdefault(name, []).extend(_ticks(answers[name]))
    if len(problems) < MOST_LISTED:
        try:
            check_answers(answers, pack.questionnaire, place)
        except IntakeError as error:
            problems += [replace(problem, place=place) for problem in error.problems]
    return read


def _ticks(answer: object) -> list[object]:
    return list(answer) if isinstance(answer, list) else []


def _path(column: Column) -> str:
    return column.field.id if column.option is None else f"{column.field.id}.{column.option}"
