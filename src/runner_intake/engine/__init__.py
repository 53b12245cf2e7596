"""The engine: from answers to the result document."""

from runner_intake.engine.assess import assess, assess_checked

__all__ = ["assess", "assess_checked"]
