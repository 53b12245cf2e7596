"""The interview: a pure machine over a pack, without input or output. Every front end asks through it."""

from runner_intake.interview.machine import Interview
from runner_intake.interview.steps import Ask, Progress, Reviewed, Step, Stop

__all__ = ["Ask", "Interview", "Progress", "Reviewed", "Step", "Stop"]
