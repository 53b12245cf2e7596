"""Exact bounds over all completions of partial answers.

A pack's scored rules are a finite function over cells. They are compiled once into an AND/OR circuit:
independent parts are added (AND), a field that joins rules is tried cell by cell (OR, elementwise minimum).
Rules that no field joins are components of their own. A component has a vector of integers: the ends of the
scores it touches and the differences among them, with `requires` folded in. What is asked of all components
together is put together when it is asked for, so the number of pairs does not multiply the work.

Where the circuit would grow past its cap, the cheapest rules over several fields are left out of it and
bounded one by one: sound, but later (`exact` is False while such a rule is undecided).
"""

from runner_intake.circuit.compile import NODE_CAP, compile_items, compile_pack, compiled
from runner_intake.circuit.evaluate import Circuit, Evaluation
from runner_intake.circuit.nodes import Branch, Component, Item, Sum
from runner_intake.circuit.packing import Packing, Vector
from runner_intake.circuit.scale import ENDS, Adds, Scale, ScoreBounds
from runner_intake.circuit.states import ComponentState

__all__ = [
    "ENDS",
    "NODE_CAP",
    "Adds",
    "Branch",
    "Circuit",
    "Component",
    "ComponentState",
    "Evaluation",
    "Item",
    "Packing",
    "Scale",
    "ScoreBounds",
    "Sum",
    "Vector",
    "compile_items",
    "compile_pack",
    "compiled",
]
