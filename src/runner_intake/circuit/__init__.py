"""Exact bounds over all completions of partial answers.

A pack's scored rules are a finite function over cells. They are compiled once into an AND/OR circuit:
independent parts are added (AND), a field that joins rules is tried cell by cell (OR, elementwise minimum).
Everything asked of it (the difference of every ordered pair of benefits, both ends of every score, with
`requires` folded in) is one vector of integers, so one pass gives all.

Where the circuit would grow past its cap, the cheapest rules over several fields are left out of it and
bounded one by one: sound, but later (`exact` is False while such a rule is undecided).
"""

from runner_intake.circuit.compile import NODE_CAP, compile_items, compile_pack, compiled
from runner_intake.circuit.evaluate import Circuit, Evaluation
from runner_intake.circuit.nodes import Item, Sum
from runner_intake.circuit.scale import Bounds, Scale, Vector

__all__ = [
    "NODE_CAP",
    "Bounds",
    "Circuit",
    "Evaluation",
    "Item",
    "Scale",
    "Sum",
    "Vector",
    "compile_items",
    "compile_pack",
    "compiled",
]
