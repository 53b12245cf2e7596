"""How fast training files are read: 5 000 activities of a Strava export, and a year of FIT files beside other
readers.

Run `python benchmarks/training.py`. Times are processor time. fitparse and the SDK of Garmin are timed where
they are installed (`pip install fitparse garmin-fit-sdk`); all readers must find the same sessions before
anything is timed.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fitdecode

from runner_intake import read_training
from runner_intake.training import Limits
from runner_intake.training.fit import read_fit
from runner_intake.training.issues import IssueLog
from runner_intake.training.limits import Deadline

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import training_files as write

ACTIVITIES, COLUMNS = 5_000, 87
FIT_FILES, SECONDS = 200, 3_600
ROUNDS = 5
TODAY = date(2026, 11, 22)
_Essence = tuple[int, float, float]


def main() -> None:
    """Prints both tables."""
    with tempfile.TemporaryDirectory() as name:
        _strava(Path(name))
        _year_of_fit(Path(name))
    _one_fit()


def processor_seconds(action: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    action()
    return time.process_time() - start


def _strava(folder: Path) -> None:
    sessions = write.every_day(date(2013, 3, 15), ACTIVITIES)
    rows = write.strava(*sessions, files=[f"activities/{number}.fit.gz" for number in range(ACTIVITIES)])
    padding = "," * (COLUMNS - len(write.STRAVA_HEAD))
    wide = rows.replace("\r\n", f"{padding}\r\n")
    export = write.archive(folder, "export.zip", {"activities.csv": wide})
    log = read_training([export], "Europe/London", TODAY)
    if len(log.activities) != ACTIVITIES or log.issues:
        raise SystemExit("Not all activities were read; nothing was timed.")
    read = [
        processor_seconds(lambda: read_training([export], "Europe/London", TODAY).to_document())
        for _ in range(ROUNDS)
    ]
    what = f"{ACTIVITIES} activities of a Strava export ({COLUMNS} columns), to the document"
    print(f"{what}: median {statistics.median(read):.2f} s (asked: at most 1.5)")


def _year_of_fit(folder: Path) -> None:
    sessions = write.every_day(date(2026, 5, 1), FIT_FILES)
    for number, one in enumerate(sessions):
        write.put(
            folder / "year", f"{number}.fit", write.fit(one, offset=timedelta(hours=1), records=SECONDS)
        )
    took = processor_seconds(lambda: read_training([folder / "year"], None, TODAY))
    print(f"{FIT_FILES} FIT files of an hour each, a message a second: {took:.1f} s")


def _one_fit() -> None:
    session = write.session("2026-11-18T06:30:00", 10, 60)
    data = write.fit(session, offset=timedelta(hours=1), records=SECONDS)
    readers: dict[str, Callable[[bytes], _Essence]] = {"read_fit": _ours, "fitdecode, everything": _fitdecode}
    if find_spec("fitparse"):
        readers["fitparse"] = _fitparse
    if find_spec("garmin_fit_sdk"):
        readers["Garmin SDK"] = _garmin
    expected = _ours(data)
    for name, reader in readers.items():
        if reader(data) != expected:
            raise SystemExit(f"{name} found another session; nothing was timed.")
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(ROUNDS):
        for name, reader in readers.items():
            times[name].append(processor_seconds(lambda reader=reader: reader(data)))  # type: ignore[misc]
    print(f"one FIT file of {SECONDS} messages ({len(data) / 1024:.0f} KiB)")
    for name, taken in times.items():
        ratio = statistics.median(
            theirs / ours for theirs, ours in zip(taken, times["read_fit"], strict=True)
        )
        print(f"  {name:22} median {statistics.median(taken) * 1000:7.1f} ms   {ratio:5.1f} x read_fit")


def _ours(data: bytes) -> _Essence:
    (session,) = read_fit(data, IssueLog("run.fit"), Deadline(60), Limits())
    assert session.start is not None
    return int(session.start.timestamp()), session.distance_m or 0.0, session.moving_s or 0.0


def _fitdecode(data: bytes) -> _Essence:
    with fitdecode.FitReader(io.BytesIO(data)) as frames:
        (session,) = [f for f in frames if f.frame_type == fitdecode.FIT_FRAME_DATA and f.name == "session"]
    return _essence(
        {name: session.get_value(name) for name in ("start_time", "total_distance", "total_timer_time")}
    )


def _fitparse(data: bytes) -> _Essence:
    import fitparse  # noqa: PLC0415  (where it is installed)

    (session,) = fitparse.FitFile(io.BytesIO(data)).get_messages("session")
    return _essence(session.get_values())


def _garmin(data: bytes) -> _Essence:
    from garmin_fit_sdk import Decoder, Stream  # noqa: PLC0415  (where it is installed)

    messages, _ = Decoder(Stream.from_byte_array(bytearray(data))).read()
    (session,) = messages["session_mesgs"]
    return _essence(session)


def _essence(values: Any) -> _Essence:
    start = values["start_time"]
    with suppress(AttributeError):
        start = start if start.tzinfo else start.replace(tzinfo=write.FIT_EPOCH.tzinfo)
    return int(start.timestamp()), float(values["total_distance"]), float(values["total_timer_time"])


if __name__ == "__main__":
    main()
