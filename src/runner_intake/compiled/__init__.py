"""A pack as one flat Python function for complete, plain answers: what holds, with no search and no
traversal.

Made from typed condition nodes, never from a text of the pack. Whatever is partial or unusual raises
UnusualError and is for the exact engine. Knows which rules hold and what they add up to; the caller says what
a reason or a first step looks like.
"""

from runner_intake.compiled.flat import Decided, Flat, ScoredBenefit, flat_of
from runner_intake.compiled.tables import AnswerEntry, Parts, UnusualError

__all__ = ["AnswerEntry", "Decided", "Flat", "Parts", "ScoredBenefit", "UnusualError", "flat_of"]
