"""The engine: from answers to the result document."""

from runner_intake.engine.assess import assess, assess_checked
from runner_intake.engine.explanation import explain

__all__ = ["assess", "assess_checked", "explain"]
