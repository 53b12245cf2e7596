"""Reads the CSV of Garmin Connect: local times without a zone, distances in a unit that it does not state.
Keeps no title.

The unit is proved by steps times their length where the watch counted them; a unit in the header or the
user's word also counts. Else kilometres are assumed, and an issue says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

from runner_intake.training.activity import Recording, Sport
from runner_intake.training.columns import (
    FASTEST_M_S,
    METRES,
    Unit,
    column_named,
    say_undated,
    sports,
    unit_in,
)
from runner_intake.training.dates import day_order, read_day
from runner_intake.training.moments import clock
from runner_intake.training.numbers import decimal_mark, number
from runner_intake.training.sports import is_indoor
from runner_intake.training.zones import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from runner_intake.training.issues import IssueLog
    from runner_intake.training.table import TextTable

_KIND = "activity type|aktivitatstyp|aktivitatsart|type d'activite|tipo de actividad|tipo de atividade"
_ELAPSED = "elapsed time|verstrichene zeit|temps ecoule|tiempo transcurrido|tempo trascorso|tempo decorrido"
_NAMES = {
    "type": f"{_KIND}|tipo attivita|tipo di attivita|activiteittype|activiteitstype|aktivitetstyp",
    "date": "date|datum|fecha|data|dato|start|beginn|startzeit|begin timestamp|debut|inicio",
    "distance": "distance|distanz|distancia|distanza|afstand|distans|strecke|matka",
    "time": "time|activity time|zeit|temps|tiempo|tempo|tijd|tid|dauer|duration|duree|duracion",
    "elapsed": _ELAPSED,
    "cadence": "avg run cadence|ø schrittfrequenz|o schrittfrequenz|durchschnittliche schrittfrequenz",
    "stride": "avg stride length|ø schrittlange|o schrittlange|durchschnittliche schrittlange",
}
_POSITIONS = {"type": 0, "date": 1, "distance": 4, "time": 6}
_TITLE_LINES = 12
_FEWEST = 5
_UNIT_SPREAD = 0.2


def garmin_columns(table: TextTable) -> tuple[int, dict[str, int]] | None:
    """The row of the header and the columns by what they hold; None if the table is no export of Garmin
    Connect.
    """
    for row, header in enumerate(table.rows[:_TITLE_LINES]):
        columns = {
            what: column
            for what, names in _NAMES.items()
            if (column := column_named(header, names)) is not None
        }
        if "type" in columns and "date" in columns and ("distance" in columns or "time" in columns):
            return row, columns
    rows = [row for row in table.rows[1:20] if len(row) > _FEWEST]
    by_position = rows and all(
        (day := read_day(row[1])) and day.time and row[2].strip().casefold() in ("true", "false")
        for row in rows
    )
    return (0, dict(_POSITIONS)) if by_position else None


def read_garmin_table(
    table: TextTable, start: int, columns: Mapping[str, int], report: IssueLog, stated: Unit | None
) -> list[Recording]:
    """The activities below the header in row `start`; `stated` is the unit that the user named."""
    texts = {what: table.column(columns.get(what), start + 1) for what in _NAMES}
    kinds = sports(texts["type"])
    order = day_order(texts["date"])
    seconds = [_seconds(text) for text in texts["time"]]
    distances = _numbers(texts["distance"])
    unit = (
        unit_in(table.rows[start][columns["distance"]])
        if "distance" in columns and columns["distance"] < len(table.rows[start])
        else None
    )
    unit = (
        unit
        or stated
        or _unit_by_steps(kinds, distances, seconds, _numbers(texts["cadence"]), _numbers(texts["stride"]))
    )
    if unit is None and any(distances):
        report(
            "T10",
            "Kilometres or miles? The file does not say; kilometres were assumed (--distance-unit mi).",
        )
    recordings = []
    for row, sport in enumerate(kinds):
        recording = Recording(
            "garmin", sport=sport, moving_s=seconds[row], elapsed_s=_seconds(texts["elapsed"][row])
        )
        day = read_day(texts["date"][row], order)
        if day and FIRST_YEAR <= day.day.year < LAST_YEAR:
            recording.local, recording.day = day.time, day.day if day.time is None else None
        recording.distance_m = _metres(distances[row], seconds[row], sport, unit or "km")
        recording.indoor = is_indoor(texts["type"][row])
        recordings.append(recording)
    dated = [recording.local is not None or recording.day is not None for recording in recordings]
    say_undated(texts["date"], dated, report)
    return recordings


def _metres(distance: float | None, seconds: float | None, sport: Sport, unit: Unit) -> float | None:
    """Metres of a session. Swims and runs on a track are listed in metres: what would be faster than anybody
    runs is taken so.
    """
    if distance is None:
        return None
    too_fast = bool(seconds) and seconds is not None and distance * METRES[unit] / seconds > FASTEST_M_S
    in_metres = too_fast and sport in ("run", "swim", "walk", "hike")
    return distance if in_metres else distance * METRES[unit]


def _unit_by_steps(
    kinds: Sequence[Sport],
    distances: Sequence[float | None],
    seconds: Sequence[float | None],
    cadences: Sequence[float | None],
    strides: Sequence[float | None],
) -> Unit | None:
    """The unit in which distances agree with steps a minute, times minutes, times metres a step; None where
    none agrees.
    """
    ratios = [
        cadence * time / 60 * stride / distance
        for kind, distance, time, cadence, stride in zip(
            kinds, distances, seconds, cadences, strides, strict=True
        )
        if kind == "run" and distance and time and cadence and stride
    ]
    if not ratios:
        return None
    metres = median(ratios)
    units: tuple[Unit, ...] = ("km", "mi")
    near = [unit for unit in units if abs(metres / METRES[unit] - 1) < _UNIT_SPREAD]
    return near[0] if len(near) == 1 else None


def _numbers(texts: Sequence[str]) -> list[float | None]:
    mark = decimal_mark(texts)
    values = [number(text, mark) for text in texts]
    return [value if value is not None and value >= 0 else None for value in values]


def _seconds(text: str) -> float | None:
    return clock(text) if ":" in text else None
