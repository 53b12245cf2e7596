"""Finds answers that make a condition true, or proves that none do. Exact over the cells of the condition; gives up after so many tries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.conditions import ALWAYS, NEVER, All, Condition, Domain, Facts, Includes, OneOf, Value, Within, atoms, cells, residual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

TRIES = 20_000
Test = Within | OneOf | Includes


class TooLargeError(Exception):
    """The condition was not decided within the tries allowed."""


@dataclass(slots=True)
class Solver:
    """A search over the cells of fields. `first` names the fields to try first; `backwards` tries their cells in the other order."""

    domain_of: Callable[[str], Domain]
    first: frozenset[str] = frozenset()
    backwards: bool = False
    tries: int = TRIES

    def solve(self, condition: Condition) -> dict[str, Value] | None:
        """Answers that make a condition true whatever else is answered; None where none do. TooLargeError past the tries."""
        found: dict[str, Value] = {}
        for part in _components(condition):
            solution = self._branch(part)
            if solution is None:
                return None
            found |= solution
        return found

    def _branch(self, condition: Condition) -> dict[str, Value] | None:
        if condition is ALWAYS or condition is NEVER:
            return {} if condition is ALWAYS else None
        name = self._choose(condition)
        tests = tuple(dict.fromkeys(atom for atom in _tests(condition) if atom.field == name))
        values: Sequence[Value] = cells(self.domain_of(name), tests)
        for value in reversed(values) if self.backwards else values:
            self.tries -= 1
            if self.tries < 0:
                raise TooLargeError
            rest = self.solve(residual(condition, Facts({name: value}, {}, {})))
            if rest is not None:
                return {name: value, **rest}
        return None

    def _choose(self, condition: Condition) -> str:
        places = Counter(test.field for test in _tests(condition))
        return min(places, key=lambda name: (name not in self.first, -places[name], name))


def _tests(condition: Condition) -> Iterator[Test]:
    for atom in atoms(condition):
        assert isinstance(atom, Test)
        yield atom


def _components(condition: Condition) -> list[Condition]:
    """The parts of a conjunction in groups that share no field; anything else as it is."""
    if not isinstance(condition, All):
        return [condition]
    groups: list[tuple[set[str], list[Condition]]] = []
    for part in condition.parts:
        fields = {test.field for test in _tests(part)}
        joined, apart = [part], []
        for group in groups:
            if group[0] & fields:
                fields |= group[0]
                joined = group[1] + joined
            else:
                apart.append(group)
        groups = [*apart, (fields, joined)]
    return [members[0] if len(members) == 1 else All(tuple(members)) for _, members in groups]


def simplified(condition: Condition, domains: Mapping[str, Domain]) -> Condition:
    """The condition without what is certain for every answer; ALWAYS or NEVER itself where nothing is left."""
    return residual(condition, Facts({}, {}, domains))
