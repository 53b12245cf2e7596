"""What answers take away of the burden of open facts, told the long way."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from runner_intake.engine.guarantees import Guarantees

if TYPE_CHECKING:
    from runner_intake.conditions import Value
    from runner_intake.engine.analysis import Analysis
    from runner_intake.engine.touched import OpenQuantities


def plain_gain(analysis: Analysis, quantities: OpenQuantities, answers: list[dict[str, Value]]) -> Fraction:
    """The same with all bounds put together anew for each answer, and every fact judged as a whole."""
    circuit, taken = analysis.circuit, Fraction(0)
    for values in answers:
        cells = {
            name: (circuit.cell_of(name, value),) for name, value in values.items() if name in circuit.cells
        }
        evaluation = circuit.evaluate({**analysis.evaluation.allowed, **cells})
        bounds = circuit.bounds_of(evaluation.root, analysis.answers.facts)
        guarantees = Guarantees(analysis.pack, bounds)
        settled = {"top": guarantees.top, "list": guarantees.shown_list}
        for fact, open_quantities in quantities.by_fact.items():
            for quantity in open_quantities:
                left = Fraction(
                    quantity.distance_to_proof(bounds), quantity.distance_to_proof(analysis.bounds)
                )
                taken += 1 if settled.get(fact) else 1 - left
    return taken
