"""The questionnaire: what is asked, and how answers are checked and brought into normal form."""

from runner_intake.questionnaire.answers import Answers, RawAnswers, check_answers, normalise
from runner_intake.questionnaire.earlier import Saved
from runner_intake.questionnaire.model import (
    Derived,
    Field,
    FieldKind,
    Question,
    Questionnaire,
    Renamed,
    SafetyKind,
    Section,
)
from runner_intake.questionnaire.parse import parse_questionnaire
from runner_intake.questionnaire.renamed import parse_renamed
from runner_intake.questionnaire.sure import sure_choice, sure_ticks

__all__ = [
    "Answers",
    "Derived",
    "Field",
    "FieldKind",
    "Question",
    "Questionnaire",
    "RawAnswers",
    "Renamed",
    "SafetyKind",
    "Saved",
    "Section",
    "check_answers",
    "normalise",
    "parse_questionnaire",
    "parse_renamed",
    "sure_choice",
    "sure_ticks",
]
