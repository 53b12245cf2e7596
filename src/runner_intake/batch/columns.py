"""Checks a frame's columns and values against the questionnaire before anything is computed. Knows fields,
not rules.

Kinds of columns are checked at once and all together. Values are counted by column, with the first rows; what
becomes of them is the caller's choice. No message repeats a value, or the name of a column that is no field:
a table on its side has answers there. Only the hint does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Literal

import polars as pl

from runner_intake.batch.answer_columns import MARK, any_of
from runner_intake.conditions import ChoiceDomain, ManyDomain, NumberDomain
from runner_intake.errors import IntakeError, Problem, nearest
from runner_intake.questionnaire import sure_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.questionnaire import Field, Questionnaire

OnBadRows = Literal["raise", "null", "keep"]
"""What becomes of a value that cannot be used: an error, an unknown answer, or an unknown answer with its
columns named in `error`.
"""

TOLERANCE = 1e-6
"""What a number may be off its step by, in steps."""
_TEXT = (pl.String, pl.Categorical, pl.Enum, pl.Null)


LIST_MARK = ";"
"""What stands between the options of a list that is written as text."""

YES_NO = {"yes": True, "no": False, "true": True, "false": False}
"""The words of a yes/no column of texts."""
FLAGS = {**YES_NO, "1": True, "0": False}
"""The words of a flag column of texts."""

ALIKE = 0.85
"""How like the name of an answer a name must be to be taken for a slip of the pen (1: the same)."""

MOST_NAMED = 100
"""How many unknown columns are listed; of the others only the number is given."""


def _words(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.String).str.strip_chars().str.to_lowercase()


def _truth(name: str, words: Mapping[str, bool]) -> pl.Expr:
    return _words(pl.col(name)).replace_strict(dict(words), default=None, return_dtype=pl.Boolean)


def with_lists(frame: pl.LazyFrame, questionnaire: Questionnaire) -> pl.LazyFrame:
    """The frame with lists that are written as text (`shin; low_back`) as lists."""
    schema = frame.collect_schema()
    texts = [
        name
        for name, field in questionnaire.fields.items()
        if field.kind == "multi_choice" and schema.get(name) in _TEXT
    ]
    split = (
        pl.col(name)
        .cast(pl.String)
        .str.split(LIST_MARK)
        .list.eval(pl.element().str.strip_chars())
        .alias(name)
        for name in texts
    )
    return frame.with_columns(split)


def names_of_answers(questionnaire: Questionnaire) -> list[str]:
    """The names of all columns of answers that there can be: of fields, and of flags."""
    flags = (
        f"{field.id}.{code}"
        for field in questionnaire.fields.values()
        if isinstance(field.domain, ManyDomain)
        for code in field.options
    )
    return [*questionnaire.fields, *flags]


@dataclass(frozen=True)
class FrameColumns:
    """The columns of a frame, by kind: those of fields, their flags, and all others (ids and whatever else
    is kept).
    """

    questionnaire: Questionnaire
    schema: pl.Schema

    @cached_property
    def used(self) -> frozenset[str]:
        """The columns that hold answers."""
        return frozenset(self._names).intersection(self.schema)

    @cached_property
    def others(self) -> list[str]:
        """The columns that hold no answers, in their order."""
        return [name for name in self.schema if name not in self.used]

    def _flags(self, field: Field) -> list[str]:
        """The names of the flag columns of a field, there or not."""
        return (
            [f"{field.id}.{code}" for code in field.options] if isinstance(field.domain, ManyDomain) else []
        )

    def _lists(self) -> Iterator[Field]:
        return (field for field in self.questionnaire.fields.values() if isinstance(field.domain, ManyDomain))

    # --- kinds of columns

    def check_kinds(self, *, strict: bool, known_others: frozenset[str] = frozenset()) -> None:
        """IntakeError with every column that cannot be used, and every one that seems to be an answer with a
        slip in its name.

        With `strict` also for columns that are neither answers nor `known_others`. A frame without any answer
        is an error too (B04): it is another table, or it is separated by another sign.
        """
        problems = [problem for name in self.schema for problem in self._kind_problems(name)]
        problems += [problem for field in self._lists() for problem in self._flag_problems(field)]
        clash = [name for name in self.schema if name.startswith(MARK)]
        problems += [
            Problem(
                "B01",
                "This name is taken by the program.",
                f"Names may not begin with {MARK}",
                path=self._place(name),
                hint=_called(name),
            )
            for name in clash
        ]
        unknown = (name for name in self.others if name not in known_others)
        slips = self._unknown(name for name in unknown if strict or self._meant(name))
        problems += slips
        if not self.used and not slips:
            way_out = "Name the columns by the ids of the questions: `runner-intake rules list questions`."
            problems.append(Problem("B04", "None of the columns is a question.", way_out))
        if problems:
            raise IntakeError(problems)

    def _unknown(self, names: Iterator[str]) -> list[Problem]:
        """One problem for each unknown column, up to a limit, and one for all others."""
        problems = []
        for name in islice(names, MOST_NAMED):
            meant = self._meant(name)
            way_out = (
                f"Is it {meant}? Rename it, take it out, or keep it by its name."
                if meant
                else "Rename it, take it out, or leave strict out."
            )
            path, hint = (name, "") if meant else (self._place(name), _called(name))
            problems.append(
                Problem(
                    "A02", "This column is not a field of the questionnaire.", way_out, path=path, hint=hint
                )
            )
        more = sum(1 for _ in names)
        if more:
            problems.append(
                Problem(
                    "A02",
                    f"{more} more columns are not fields of the questionnaire.",
                    "Put those above right first.",
                )
            )
        return problems

    def _place(self, name: str) -> str:
        """A column by its number, counted from 1."""
        return f"column {self.schema.names().index(name) + 1}"

    @cached_property
    def _names(self) -> list[str]:
        return names_of_answers(self.questionnaire)

    def _meant(self, name: str) -> str | None:
        """The answer that a column seems to hold although its name is another; None for ids and the like."""
        plain = re.sub(r"[\s-]+", "_", name.strip().casefold())
        field, dot, _ = plain.partition(".")
        if dot and field in self.questionnaire.fields:
            return field
        return nearest(plain, [known for known in self._names if _may_be_alike(plain, known)], ALIKE)

    def _kind_problems(self, name: str) -> Iterator[Problem]:
        field = self.questionnaire.fields.get(name)
        kind = self.schema[name]
        if field is None or kind == pl.Null:
            return
        match field.domain:
            case NumberDomain():
                fits, due = kind.is_numeric(), "a column of numbers"
            case ManyDomain():
                fits, due = (
                    isinstance(kind, pl.List) and kind.inner in _TEXT,
                    (
                        "a column of lists of texts, of texts such as `shin; low_back`, or one flag column "
                        "an option"
                    ),
                )
            case ChoiceDomain() if field.kind == "yes_no":
                fits, due = (
                    kind == pl.Boolean or kind in _TEXT,
                    "a column of true and false, or of yes and no",
                )
            case _:
                fits, due = kind in _TEXT, "a column of texts"
        if not fits:
            yield Problem("B01", f"This column holds {_kind(kind)}.", f"Make it {due}.", path=name)

    def _flag_problems(self, field: Field) -> Iterator[Problem]:
        flags = self._flags(field)
        there = [name for name in flags if name in self.schema]
        if there and field.id in self.schema:
            yield Problem(
                "B01",
                "This question has a column of lists and flag columns too.",
                "Keep one of the two.",
                path=field.id,
            )
        elif there and len(there) < len(flags):
            left = ", ".join(name for name in flags if name not in there)
            yield Problem(
                "B01", "Some flag columns of this question are missing.", f"Add {left}.", path=field.id
            )
        for name in there:
            if self.schema[name] not in (pl.Boolean, *_TEXT):
                way_out = "Make it a column of true and false, of yes and no, or of the texts 1 and 0."
                yield Problem(
                    "B01", f"This flag column holds {_kind(self.schema[name])}.", way_out, path=name
                )

    # --- values

    def bad(self) -> dict[str, pl.Expr]:
        """For each field where its answer cannot be used: not an option, out of range, off its step, or an
        empty list.
        """
        wrong_by_field = {}
        for field in self.questionnaire.fields.values():
            if field.id in self.schema and self.schema[field.id] != pl.Null:
                wrong_by_field[field.id] = self._bad(field).fill_null(value=False)
            elif (flags := self._flags(field)) and flags[0] in self.schema:
                none_holds = ~any_of(self._flag(name).fill_null(value=True) for name in flags)
                wrong = [
                    ~_words(pl.col(name)).is_in(list(FLAGS)).fill_null(value=True)
                    for name in flags
                    if self.schema[name] in _TEXT
                ]
                wrong_by_field[field.id] = none_holds | any_of(wrong)
        return wrong_by_field

    def _flag(self, name: str) -> pl.Expr:
        """A flag column as true and false; null where it is neither."""
        return pl.col(name) if self.schema[name] == pl.Boolean else _truth(name, FLAGS)

    def _bad(self, field: Field) -> pl.Expr:
        value = pl.col(field.id)
        match field.domain:
            case NumberDomain(low, high, step):
                steps = value.cast(pl.Float64) / step
                return (
                    ~value.cast(pl.Float64).is_between(low, high)
                    | ((steps - steps.round()).abs() > TOLERANCE)
                    | value.cast(pl.Float64).is_nan()
                )
            case ManyDomain(options):
                inside = value.list.eval(
                    pl.element().cast(pl.String).is_in(list(options)) & pl.element().is_not_null()
                ).list.all()
                return (value.list.len() == 0) | ~inside
            case ChoiceDomain(options) if field.kind != "yes_no":
                return ~value.cast(pl.String).is_in(list(map(str, options)))
        return (
            pl.lit(value=False) if self.schema[field.id] == pl.Boolean else ~_words(value).is_in(list(YES_NO))
        )

    def way_out(self, name: str) -> str:
        """How to put the answers of a field right."""
        field = self.questionnaire.fields[name]
        match field.domain:
            case NumberDomain(low, high, step):
                return f"It runs from {low:g} to {high:g} in steps of {step:g}; leave it empty for not known."
            case ManyDomain(options):
                some = ", ".join(options)
                return f"A list holds at least one of: {some}; leave it empty (null) for not known."
            case _ if field.kind == "yes_no":
                return f"Write one of: {', '.join(YES_NO)}; leave it empty for not known."
            case _:
                return f"Options are: {', '.join(field.options)}; leave it empty for not known."

    def with_truths(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with yes/no answers and flags in words turned into true and false."""
        words = [
            name
            for name, field in self.questionnaire.fields.items()
            if field.kind == "yes_no" and self.schema.get(name) in _TEXT
        ]
        flags = [
            name for field in self._lists() for name in self._flags(field) if self.schema.get(name) in _TEXT
        ]
        return frame.with_columns(
            *(_truth(name, YES_NO) for name in words), *(_truth(name, FLAGS) for name in flags)
        )

    def cleaned(self, frame: pl.LazyFrame, *, name_errors: bool) -> pl.LazyFrame:
        """The frame with unusable answers made unknown; with `name_errors` a column `error` names their
        fields (null where there is none).

        Of a list the options that are surely ticked stay, beside a null for the rest of it: a red flag counts
        whatever else its list holds.
        """
        bad = self.bad()
        marks = [expr.alias(f"{MARK}bad.{name}") for name, expr in bad.items()]
        frame = frame.with_columns(marks)
        frame = frame.with_columns(
            [column for name in bad for column in self._sure(self.questionnaire.fields[name])]
        )
        if name_errors:
            named = [
                pl.when(pl.col(f"{MARK}bad.{name}")).then(pl.lit(name)).otherwise(pl.lit(None, pl.String))
                for name in bad
            ]
            joined = pl.concat_str(named, separator=", ", ignore_nulls=True) if named else pl.lit("")
            frame = frame.with_columns(pl.when(joined.str.len_bytes() > 0).then(joined).alias("error"))
        return frame

    def _sure(self, field: Field) -> Iterator[pl.Expr]:
        """The columns of a field, with what is sure of the answers that cannot be used."""
        bad = pl.col(f"{MARK}bad.{field.id}")
        if field.id not in self.schema:
            for name in self._flags(field):
                yield pl.when(~bad | self._flag(name)).then(self._flag(name)).alias(name)
        elif isinstance(field.domain, ManyDomain):
            sure = partial(_sure_lists, field=field, safety=field.id in self.questionnaire.safety_fields)
            both = pl.struct(pl.col(field.id).cast(pl.List(pl.String)).alias("given"), bad.alias("bad"))
            yield both.map_batches(sure, return_dtype=pl.List(pl.String), is_elementwise=True).alias(field.id)
        else:
            yield pl.when(~bad).then(pl.col(field.id)).alias(field.id)


def _sure_lists(rows: pl.Series, field: Field, *, safety: bool) -> pl.Series:
    """Lists of options; of those that cannot be used the options that are surely ticked and a null for the
    rest, or nothing.
    """
    lists, bad = rows.struct.field("given"), rows.struct.field("bad")
    if not bad.any():
        return lists
    ticks = (sure_ticks(items.to_list(), field, safety=safety) for items in lists.filter(bad))
    sure = pl.Series([[*sorted(codes), None] if codes else None for codes in ticks], dtype=pl.List(pl.String))
    indices = pl.select(
        pl.when(bad).then(pl.lit(lists.len()) + bad.cum_sum() - 1).otherwise(pl.int_range(lists.len()))
    ).to_series()
    return pl.concat([lists, sure]).gather(indices)


def _may_be_alike(name: str, known: str) -> bool:
    """Whether two names can be alike at all: each letter that only one of them has, and each that one has
    more, counts against it. (Quick to see.)
    """
    unlike = max(len(frozenset(name) ^ frozenset(known)), abs(len(name) - len(known)))
    return unlike <= (1 - ALIKE) * (len(name) + len(known))


def _called(name: str) -> str:
    return f"It is called {name!r}."


def _kind(kind: pl.DataType) -> str:
    """What a column holds, in words; never its categories, which are answers."""
    kinds = {
        "lists": kind.is_nested(),
        "numbers": kind.is_numeric(),
        "dates or times": kind.is_temporal(),
        "true and false": kind == pl.Boolean,
    }
    return next(
        (words for words, fits in kinds.items() if fits), "texts" if kind in _TEXT else "something else"
    )
