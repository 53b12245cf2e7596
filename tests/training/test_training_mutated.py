"""Broken files give a log or listed issues, and never an error (`scripts/fuzz_training.py` breaks more)."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

import mutated_files
import training_files as write
from runner_intake import read_training
from runner_intake.training import ISSUES
from runner_intake.training.exports import UNFORESEEN

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 22)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_broken_files_never_give_an_error(seed: int, tmp_path: Path) -> None:
    chance, whole = random.Random(seed), mutated_files.whole_files()  # noqa: S311  (chance, not secrecy)
    for _ in range(50):
        name, data = mutated_files.mutated(whole, chance)
        log = read_training(
            [write.put(tmp_path, name, data)], chance.choice([None, mutated_files.ZONE]), TODAY
        )
        assert log.activities or log.issues
        assert {issue.code for issue in log.issues} <= set(ISSUES)
        assert UNFORESEEN not in {issue.message for issue in log.issues}
        json.dumps(log.to_document(), allow_nan=False)


def test_no_name_no_note_and_no_place_comes_out_of_a_file(tmp_path: Path) -> None:
    chance, whole = random.Random(0), mutated_files.whole_files()  # noqa: S311  (chance, not secrecy)
    paths = [write.put(tmp_path, f"whole/{name}", data) for name, data in whole.items()]
    for number in range(200):
        name, data = mutated_files.mutated(whole, chance)
        paths.append(write.put(tmp_path, f"{number}/{name}", data))
    log = read_training(paths, None, TODAY)
    text = (
        json.dumps(log.to_document())
        + repr(log)
        + repr(log.issues)
        + repr(log.activities)
        + repr(log.proposals())
        + repr(log.measures)
    )
    assert log.activities
    for word in (write.NAME, write.NOTE, *write.NAME.split(), "123456789", "lat", "HKDevice"):
        assert not re.search(rf"\b{word}\b", text), word


def test_what_is_printed_of_objects_says_nothing_about_health(tmp_path: Path) -> None:
    log = read_training(
        [write.put(tmp_path, "activities.csv", write.strava(*write.every_day(date(2026, 9, 1), 82)))],
        "Europe/London",
        TODAY,
    )
    assert repr(log) == "<TrainingLog: 82 activities, 0 issues>"
    assert repr(log.activities[0]) == "<Activity: a run from strava>"
    assert repr(log.measures["weekly_distance_km"]) == "<Measure: weekly_distance_km, known>"
    assert repr(log.proposals()["weekly_distance_km"]) == "<Proposal for weekly_distance_km>"
    assert "70.0" not in repr((log.calendar, log.weeks()))
