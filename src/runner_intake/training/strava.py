"""Reads activities.csv of a Strava export: times in UTC, columns that differ from year to year, everything in
the user's language.

Columns are found by name where the language is known, else by position: the first 18 have kept their order.
Keeps no name and no note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from statistics import median
from typing import TYPE_CHECKING

from runner_intake.training.activity import Recording
from runner_intake.training.columns import METRES, Unit, column_named, say_undated, sports, unit_by_speed
from runner_intake.training.dates import day_order, read_day
from runner_intake.training.numbers import decimal_mark, number
from runner_intake.training.sports import is_indoor
from runner_intake.training.zones import is_real

if TYPE_CHECKING:
    from runner_intake.training.issues import IssueLog
    from runner_intake.training.table import TextTable

_DATE = (
    "activity date|aktivitatsdatum|date de l'activite|fecha de la actividad|data attivita|data da atividade"
)
_KIND = "activity type|aktivitatsart|aktivitatstyp|type d'activite|tipo de actividad|tipo de atividade"
_ELAPSED = "elapsed time|verstrichene zeit|temps ecoule|tiempo transcurrido|tempo trascorso|tempo decorrido"
_FILE = "filename|dateiname|nom du fichier|nombre de archivo|nome file|nome do arquivo"
_MOVING = (
    "moving time|bewegungszeit|zeit in bewegung|duree de deplacement|tiempo en movimiento|tempo in movimento"
)
_NAMES: Mapping[str, tuple[str, int]] = {
    "id": ("activity id|aktivitats id|id de l'activite|id de actividad|id attivita|id da atividade", 0),
    "date": (_DATE, 0),
    "type": (f"{_KIND}|tipo attivita", 0),
    "elapsed": (_ELAPSED, 0),
    "distance": ("distance|distanz|distancia|distanza|afstand", 0),
    "file": (_FILE, 0),
    "moving": (_MOVING, 0),
    "metres": ("distance|distanz|distancia|distanza|afstand", 1),
    "rpe": ("perceived exertion|gefuhlte anstrengung", 0),
    "upload": ("from upload|von upload", 0),
}
"""The names of columns, and which of several with one name is meant."""

_POSITIONS = {
    "id": 0,
    "date": 1,
    "type": 3,
    "elapsed": 5,
    "distance": 6,
    "file": 12,
    "moving": 16,
    "metres": 17,
    "rpe": 43,
    "upload": 52,
}
_NEEDED = ("id", "date", "type", "distance")
_FEWEST_FOR_POSITIONS = 18
_ID_DIGITS = 5
_MOST_RPE = 10


@dataclass(frozen=True, slots=True, repr=False)
class StravaFile:
    """The activities in activities.csv, each with the name of its own file in the export ("" where there is
    none).
    """

    recordings: list[Recording]
    files: list[str]


def strava_columns(table: TextTable) -> dict[str, int] | None:
    """The columns of activities.csv by what they hold; None if the table is no such file."""
    header = table.rows[0]
    if not header:
        return None
    columns = {
        what: column
        for what, (names, hit) in _NAMES.items()
        if (column := column_named(header, names, hit)) is not None
    }
    if all(what in columns for what in _NEEDED):
        return columns
    rows = [row for row in table.rows[1:20] if len(row) > 1]
    looks_right = rows and all(
        len(row[0]) >= _ID_DIGITS and row[0].isdecimal() and _has_date(row[1]) for row in rows
    )
    if not looks_right or len(header) < _FEWEST_FOR_POSITIONS:
        return None
    return {what: position for what, position in _POSITIONS.items() if position < len(header)}


def _has_date(text: str) -> bool:
    return read_day(text, "day") is not None or read_day(text, "month") is not None


def read_strava(table: TextTable, columns: Mapping[str, int], report: IssueLog) -> StravaFile:
    """The activities of activities.csv."""
    texts = {what: table.column(columns.get(what), 1) for what in _NAMES}
    kinds = sports(texts["type"])
    order = day_order(texts["date"])
    numbers = {
        what: _numbers(texts[what]) for what in ("elapsed", "distance", "moving", "metres", "rpe", "upload")
    }
    elapsed, moving = numbers["elapsed"], numbers["moving"]
    metres = _metres(
        numbers["distance"], numbers["metres"], [a or b for a, b in zip(moving, elapsed, strict=True)]
    )
    recordings = []
    for row, text in enumerate(texts["date"]):
        recording = Recording(
            "strava", sport=kinds[row], distance_m=metres[row], moving_s=moving[row], elapsed_s=elapsed[row]
        )
        day = read_day(text, order)
        if day and day.time and is_real(day.time.replace(tzinfo=UTC)):
            recording.start = day.time.replace(tzinfo=UTC)
        recording.moving_s = elapsed[row] if moving[row] is None else moving[row]
        effort = numbers["rpe"][row]
        recording.rpe = effort if effort is not None and 0 < effort <= _MOST_RPE else None
        recording.indoor = is_indoor(texts["type"][row])
        recording.manual = _is_manual(numbers["upload"][row], texts["file"][row], columns)
        recordings.append(recording)
    say_undated(texts["date"], [recording.start is not None for recording in recordings], report)
    return StravaFile(recordings, texts["file"])


def _numbers(texts: Sequence[str]) -> list[float | None]:
    """A column of numbers; what is no number, or below 0, is not known."""
    mark = decimal_mark(texts)
    values = [number(text, mark) for text in texts]
    return [value if value is not None and value >= 0 else None for value in values]


def _metres(
    shown: Sequence[float | None], exact: Sequence[float | None], seconds: Sequence[float | None]
) -> list[float | None]:
    """Distances in metres. There are up to two columns, and their ratio shows the unit of the first: the
    second is in metres.
    """
    pairs = [(a, b) for a, b in zip(shown, exact, strict=True) if a and b]
    unit, exact_unit = _units(pairs, [(a, s) for a, s in zip(shown, seconds, strict=True) if a and s])
    metres: list[float | None] = []
    for first, second in zip(shown, exact, strict=True):
        if second is not None and (second or not first):
            metres.append(second * METRES[exact_unit])
        else:
            metres.append(None if first is None else first * METRES[unit])
    return metres


def _units(pairs: Sequence[tuple[float, float]], speeds: Sequence[tuple[float, float]]) -> tuple[Unit, Unit]:
    """The units of the first and of the second column."""
    ratio = median(second / first for first, second in pairs) if pairs else 1.0
    for unit in ("km", "mi"):
        if abs(ratio / METRES[unit] - 1) < 0.02:  # noqa: PLR2004  (the first is rounded)
            return unit, "m"
    unit = unit_by_speed(speeds) or "km"
    return unit, unit


def _is_manual(upload: float | None, file: str, columns: Mapping[str, int]) -> bool | None:
    if upload in (0, 1):
        return upload == 0
    return not file.strip() if "file" in columns else None
