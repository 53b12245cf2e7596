"""Training load from the runner's own files: what was read, measures over calendar days, and answers proposed
from them.
"""

from runner_intake.training.activity import Activity
from runner_intake.training.figures import Measure
from runner_intake.training.issues import ISSUES, Issue
from runner_intake.training.limits import Limits
from runner_intake.training.log import TrainingLog
from runner_intake.training.proposals import Proposal
from runner_intake.training.read import read_training
from runner_intake.training.weeks import Week, bars

__all__ = [
    "ISSUES",
    "Activity",
    "Issue",
    "Limits",
    "Measure",
    "Proposal",
    "TrainingLog",
    "Week",
    "bars",
    "read_training",
]
