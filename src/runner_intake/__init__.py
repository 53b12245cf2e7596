"""An intake questionnaire and recommender for runners: safety first, then what comes before needling, then
benefits by match and evidence.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError, Problem

if TYPE_CHECKING:
    from runner_intake.answers import RunnerAnswers
    from runner_intake.batch.frames import assess_frame
    from runner_intake.batch.spark import assess_spark
    from runner_intake.engine.assess import assess
    from runner_intake.interview import Interview
    from runner_intake.pack import Pack, bundled_pack, load_pack
    from runner_intake.reports.report import report
    from runner_intake.reports.report import report
    from runner_intake.result.assessment import Assessment
    from runner_intake.result.documents import EarlierAssessment, read_document
    from runner_intake.training import TrainingLog, read_training

__all__ = [
    "Assessment",
    "EarlierAssessment",
    "IntakeError",
    "Interview",
    "Pack",
    "Problem",
    "RunnerAnswers",
    "TrainingLog",
    "assess",
    "assess_frame",
    "assess_spark",
    "bundled_pack",
    "load_pack",
    "read_document",
    "read_training",
    "report",
]

_HOMES = {
    "Assessment": "result.assessment",
    "EarlierAssessment": "result.documents",
    "Interview": "interview",
    "Pack": "pack",
    "RunnerAnswers": "answers",
    "TrainingLog": "training",
    "assess": "engine.assess",
    "assess_frame": "batch.frames",
    "assess_spark": "batch.spark",
    "bundled_pack": "pack",
    "load_pack": "pack",
    "read_document": "result.documents",
    "read_training": "training",
    "report": "reports.report",
}

_EXTRAS = {"assess_frame": "batch", "assess_spark": "spark"}
"""The names that need more than the core, and the extra that brings it."""


def __getattr__(name: str) -> object:
    """The public names load their modules on first use, so that importing the package stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        if name not in _EXTRAS:
            raise
        raise ImportError(
            f"{name} needs {error.name}. Install it with: pip install 'runner-intake[{_EXTRAS[name]}]'"
        ) from error


def __dir__() -> list[str]:
    return sorted(__all__)
