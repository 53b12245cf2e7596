"""An intake questionnaire and recommender for runners: safety first, then what comes before needling, then
benefits by match and evidence.
"""

from __future__ import annotations

TYPE_CHECKING = False  # True for type checkers; importing typing takes longer than all the rest here
if TYPE_CHECKING:
    from runner_intake.answers import RunnerAnswers
    from runner_intake.batch.frames import assess_frame
    from runner_intake.batch.long_tables import evidence_frame, reasons_frame, summarise
    from runner_intake.batch.spark import assess_spark
    from runner_intake.engine.assess import assess, assess_json
    from runner_intake.errors import IntakeError, Problem, StepError
    from runner_intake.interview import Ask, Interview, Progress, Reviewed, Stop
    from runner_intake.pack import Pack, bundled_pack, load_pack
    from runner_intake.questionnaire import Field, Question, Section
    from runner_intake.questionnaire.typed import parse_answer
    from runner_intake.reports.report import report
    from runner_intake.result.assessment import Assessment
    from runner_intake.result.documents import EarlierAssessment, read_document
    from runner_intake.terminal.ask import ask, ask_async
    from runner_intake.training import TrainingLog, read_training

__all__ = [
    "Ask",
    "Assessment",
    "EarlierAssessment",
    "Field",
    "IntakeError",
    "Interview",
    "Pack",
    "Problem",
    "Progress",
    "Question",
    "Reviewed",
    "RunnerAnswers",
    "Section",
    "StepError",
    "Stop",
    "TrainingLog",
    "ask",
    "ask_async",
    "assess",
    "assess_frame",
    "assess_json",
    "assess_spark",
    "bundled_pack",
    "evidence_frame",
    "load_pack",
    "parse_answer",
    "read_document",
    "read_training",
    "reasons_frame",
    "report",
    "summarise",
]

_HOMES = {
    "Ask": "interview",
    "Assessment": "result.assessment",
    "EarlierAssessment": "result.documents",
    "Field": "questionnaire",
    "IntakeError": "errors",
    "Interview": "interview",
    "Pack": "pack",
    "Problem": "errors",
    "Progress": "interview",
    "Question": "questionnaire",
    "Reviewed": "interview",
    "RunnerAnswers": "answers",
    "Section": "questionnaire",
    "StepError": "errors",
    "Stop": "interview",
    "TrainingLog": "training",
    "ask": "terminal.ask",
    "ask_async": "terminal.ask",
    "assess": "engine.assess",
    "assess_frame": "batch.frames",
    "assess_json": "engine.assess",
    "assess_spark": "batch.spark",
    "bundled_pack": "pack",
    "evidence_frame": "batch.long_tables",
    "load_pack": "pack",
    "parse_answer": "questionnaire.typed",
    "read_document": "result.documents",
    "read_training": "training",
    "reasons_frame": "batch.long_tables",
    "report": "reports.report",
    "summarise": "batch.long_tables",
}

_EXTRAS = {
    "assess_frame": "batch",
    "assess_spark": "spark",
    "evidence_frame": "batch",
    "reasons_frame": "batch",
    "summarise": "batch",
}
"""The names that need more than the core, and the extra that brings it."""


def __getattr__(name: str) -> object:
    """The public names load their modules on first use, so that importing the package stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  (of no use to who only imports the package)

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
