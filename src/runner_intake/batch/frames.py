"""Frames in, frames out: any kind that speaks Arrow, and the same kind back. Knows no file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

import polars as pl
from pyarrow import ArrowException

from runner_intake.batch.bad_answers import BadAnswers
from runner_intake.batch.columns import FrameColumns, OnBadRows, with_lists
from runner_intake.batch.complete import COMPLETE, complete_plan
from runner_intake.batch.plan import PARTS, OutputPart, Plan, plan_for
from runner_intake.errors import IntakeError, Problem, did_you_mean
from runner_intake.pack import bundled_pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.pack import Pack

_FEW = 50_000
"""Rows whose helper columns take little memory."""


def assess_frame(  # noqa: PLR0913  (one parameter an option)
    frame: Any,  # noqa: ANN401  (any kind of frame that speaks Arrow)
    *,
    pack: Pack | None = None,
    parts: Sequence[OutputPart] = PARTS,
    on_bad_rows: OnBadRows = "raise",
    strict: bool = False,
    keep: Sequence[str] | None = None,
) -> Any:  # noqa: ANN401  (the same kind comes back)
    """The results for a frame of runners: one row for each row, in the same order, as the same kind of frame.

    `frame` is a Polars frame (also lazy), a pandas or PyArrow table, a DuckDB relation, or anything else with
    an Arrow stream. Its columns bear the ids of fields: numbers in the units of the questions, texts for
    choices, true and false (or the words yes and no) for yes/no questions. For multi-choice questions they
    hold lists of texts (or texts such as `shin; low_back`), or there is one flag column an option
    (`pain_sites.shin`; a null in any flag makes the answer unknown). A null, or a column that is not there,
    is unknown. Other columns, such as an id, come back in front; `keep` limits them to those it names. A
    pandas index stays.

    `parts` limits what is computed. `on_bad_rows` says what becomes of an answer that cannot be used: `raise`
    an IntakeError, `null` makes it unknown, `keep` does so too and names its fields in the column `error`.
    Options that are surely ticked count all the same: a list with `chest_pain` and a slip is an emergency. A
    column that seems to be a field with a slip in its name is an error, with `strict` every column that is no
    field and not in `keep`, and always a frame without any field.

    Columns of the result: see `docs/reference/batch-columns.md`. Raises IntakeError with every problem found
    (A02, B01, B02, B04).

    >>> import polars as pl
    >>> from runner_intake import assess_frame
    >>> assess_frame(pl.DataFrame({"id": [1], "data_consent": [False]}))["outcome"][0]
    'consent_needed'
    """
    rules, options = pack or bundled_pack(), Options(parts, on_bad_rows, strict=strict, keep=keep)
    if isinstance(frame, pl.LazyFrame):
        return _by_bounds(_checked(frame, rules, options), rules, options)
    return as_kind(results_now(as_lazy(frame).collect(), rules, options), frame)


@dataclass(frozen=True)
class Options:
    """What is computed of a frame, and what becomes of it, as `assess_frame` has it."""

    parts: Sequence[OutputPart] = PARTS
    on_bad_rows: OnBadRows = "raise"
    strict: bool = False
    keep: Sequence[str] | None = None


def results_now(frame: pl.DataFrame, pack: Pack, options: Options) -> pl.DataFrame:
    """The results for a frame that is there: rows with complete answers take the short way, all others the
    lazy plan.
    """
    checked = _checked(frame.lazy(), pack, options)
    plain = checked.columns.with_truths(checked.frame)
    plan = complete_plan(pack, tuple(plain.collect_schema().items()), tuple(options.parts))
    if plan is None:
        return _collected(_by_bounds(checked, pack, options), frame.height)
    seen, kept = plan.seen(plain), checked.kept
    if options.on_bad_rows == "keep":
        seen, kept = seen.with_columns(pl.lit(None, pl.String).alias("error")), [*kept, "error"]
    complete = seen[COMPLETE]
    if complete.all():
        return plan.apply(seen, kept)
    done = plan.apply(seen.filter(complete), kept)
    open_ = _Checked(checked.columns, checked.frame.filter(~complete), checked.kept)
    rest = _collected(_by_bounds(open_, pack, options), frame.height - done.height)
    order = pl.concat([complete.arg_true(), (~complete).arg_true()]).arg_sort()
    return pl.concat([done, rest])[order]


def _collected(results: pl.LazyFrame, rows: int) -> pl.DataFrame:
    """Results of so many rows: few are computed as one, which takes less time and memory to plan."""
    return results.collect(engine="in-memory" if rows <= _FEW else "streaming")


@dataclass(frozen=True)
class _Checked:
    """A frame whose columns can be used, with lists as lists, and which of them come back."""

    columns: FrameColumns
    frame: pl.LazyFrame
    kept: list[str]


def _checked(frame: pl.LazyFrame, pack: Pack, options: Options) -> _Checked:
    check_options(options.parts, options.on_bad_rows, options.keep)
    frame = with_lists(frame, pack.questionnaire)
    columns = FrameColumns(pack.questionnaire, frame.collect_schema())
    columns.check_kinds(strict=options.strict, known_others=frozenset(options.keep or ()))
    kept = _kept(columns, options.keep, pack, options.parts)
    if options.on_bad_rows == "raise":
        bad = BadAnswers(columns)
        bad.count(frame)
        if problems := bad.problems():
            raise IntakeError(problems)
    return _Checked(columns, frame, kept)


def _by_bounds(checked: _Checked, pack: Pack, options: Options) -> pl.LazyFrame:
    """The results of any answers, with bounds where some are unknown."""
    columns, frame, names_errors = checked.columns, checked.frame, options.on_bad_rows == "keep"
    if options.on_bad_rows != "raise":
        frame = columns.cleaned(frame, name_errors=names_errors)
    plan = plan_for(pack, frozenset(columns.used), tuple(options.parts))
    return plan.apply(columns.with_truths(frame), [*checked.kept, *(["error"] if names_errors else [])])


def check_options(parts: Sequence[str], on_bad_rows: str, keep: Sequence[str] | None = None) -> None:
    """IntakeError (B01) for a part or a way with bad rows that there is not, and for a column to keep that is
    named twice.
    """
    wrong = [] if not isinstance(parts, str) and set(parts) <= set(PARTS) else [("parts", "some of", PARTS)]
    wrong += [] if on_bad_rows in get_args(OnBadRows) else [("on_bad_rows", "one of", get_args(OnBadRows))]
    problems = [
        Problem("B01", "This is not among the choices.", f"Give {how}: {', '.join(known)}.", path=name)
        for name, how, known in wrong
    ]
    if isinstance(keep, str) or not all(isinstance(name, str) for name in keep or ()):
        problems.append(
            Problem(
                "B01", "This is no list of columns.", "Give a list of names, such as ['id'].", path="keep"
            )
        )
    elif len(set(keep or ())) < len(keep or ()):
        problems.append(
            Problem("B01", "A column appears twice in this list.", "Name each column once.", path="keep")
        )
    if problems:
        raise IntakeError(problems)


def _kept(
    columns: FrameColumns, keep: Sequence[str] | None, pack: Pack, parts: Sequence[OutputPart]
) -> list[str]:
    """The columns that come back in front; IntakeError if one is an answer, is not there, or bears the name
    of a result.
    """
    wanted = columns.others if keep is None else list(keep)
    results = frozenset(result_names(pack, parts)) | {"error"} if wanted else frozenset()
    problems = []
    for name in wanted:
        if name in columns.used:
            problems.append(
                Problem(
                    "B01",
                    "A column of answers does not come back.",
                    "Keep ids, and join the answers yourself.",
                    path=name,
                )
            )
        elif name not in columns.schema:
            near = did_you_mean(name, columns.others)
            problems.append(
                Problem(
                    "B01",
                    "There is no such column to keep.",
                    "Check the name.",
                    path="keep",
                    hint=f"It is {name!r}. {near}".strip(),
                )
            )
        elif name in results:
            problems.append(
                Problem("B01", "This column bears the name of a result.", "Rename it.", path=name)
            )
    if problems:
        raise IntakeError(problems)
    return wanted


def result_names(pack: Pack, parts: Sequence[OutputPart] = PARTS) -> list[str]:
    """The names of the result columns, in their order."""
    return list(_result_names(pack, tuple(parts)))


@lru_cache(maxsize=16)
def _result_names(pack: Pack, parts: tuple[OutputPart, ...]) -> tuple[str, ...]:
    return tuple(expr.meta.output_name() for expr in Plan(pack, frozenset(), parts).results())


def as_lazy(frame: Any) -> pl.LazyFrame:  # noqa: ANN401  (any kind of frame)
    """A frame of any kind as a lazy Polars frame; IntakeError (B01) for what is none."""
    if isinstance(frame, pl.LazyFrame):
        return frame
    if isinstance(frame, pl.DataFrame):
        return frame.lazy()
    try:
        return _read(frame).lazy()
    except (ArrowException, ValueError, TypeError, OverflowError, pl.exceptions.PolarsError):
        way_out = "Give every column one kind that Arrow knows, and a name of its own."
        raise IntakeError(
            [Problem("B01", f"This {_kind(frame)} cannot be read as columns.", way_out)]
        ) from None


def _read(frame: Any) -> pl.DataFrame:  # noqa: ANN401  (any kind of frame)
    """A frame of another library, without a pandas index; IntakeError (B01) for what is no frame, and for
    columns with one name.
    """
    module = _library(frame)
    names = frame.columns if module in ("pandas", "duckdb") else getattr(frame, "column_names", ())
    twice = sum(count > 1 for count in Counter(map(str, names)).values())
    if twice:
        what = f"{twice} of the names of columns {'stands' if twice == 1 else 'stand'} twice."
        raise IntakeError([Problem("B01", what, "Give every column a name of its own.")])
    if module == "pandas":
        return pl.from_pandas(frame, nan_to_null=True)
    if module == "duckdb":
        return pl.DataFrame(frame.to_arrow_table() if hasattr(frame, "to_arrow_table") else frame.arrow())
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame)
    raise IntakeError(
        [
            Problem(
                "B01",
                f"A {_kind(frame)} is no frame.",
                "Give a Polars, pandas or PyArrow table, or a DuckDB relation.",
            )
        ]
    )


def _library(frame: object) -> str:
    return type(frame).__module__.partition(".")[0].lstrip("_")


def _kind(frame: object) -> str:
    return type(frame).__name__


def as_kind(results: pl.DataFrame, frame: Any) -> Any:  # noqa: ANN401  (any kind of frame)
    """The results as the same kind as a frame: Polars, pandas, DuckDB, else PyArrow."""
    module = _library(frame)
    if module == "polars":
        return results
    if module == "pandas":
        return results.to_pandas().set_axis(frame.index)
    table = results.to_arrow()
    if module == "duckdb":
        import duckdb  # noqa: PLC0415  (only where such a relation came in)

        return duckdb.from_arrow(table)
    return table
