"""Conditions as Python expressions over bits: every part that looks at one field is a bit of its entry, and
what joins fields is `and`, `or` and counting.

Knows conditions and the names of local variables; no text of a pack ever gets into the source.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runner_intake.compiled.tables import Looked
from runner_intake.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Raised,
    Relation,
    exact,
    fields_used,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(slots=True)
class Expressions:
    """Writes conditions over fields that are numbered: `e3` is the entry of the fourth, `x3` its bits.

    `lines` gets what has to be said before (a raised rule that looks at several fields is computed once), and
    `constants` the objects that the source names.
    """

    numbers: Mapping[str, int]
    looked: Mapping[str, Looked]
    constants: dict[str, object] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    raised: dict[Condition, str] = field(default_factory=dict)

    def written(self, condition: Condition) -> str:
        """The condition as an expression; its truth value counts."""
        names = fields_used(condition)
        if len(names) == 1:
            return self._bit(condition, next(iter(names)))
        match condition:
            case All(parts):
                return f"({' and '.join(self._parts(parts, All))})" if parts else "True"
            case AnyOf(parts):
                return f"({' or '.join(self._parts(parts, AnyOf))})" if parts else "False"
            case AtLeast(count, parts):
                counted = "+".join(f"(1 if {self.written(part)} else 0)" for part in parts)
                return f"({counted or '0'} >= {count})"
            case Raised(_, inner, negated):
                name = self._once(inner)
                return f"(not {name})" if negated else name
            case Relation(_, _, "more_than"):
                return self._more_than(condition)
            case Relation(name, other):
                constant = f"G{len(self.constants)}"
                self.constants[constant] = condition.holds_between
                return f"{constant}(e{self.numbers[name]}[0], e{self.numbers[other]}[0])"
            case _:
                raise TypeError(condition)

    def _bit(self, part: Condition, name: str) -> str:
        return f"x{self.numbers[name]} & {self.looked[name].bit(part)}"

    def _parts(self, parts: Iterable[Condition], join: type[All | AnyOf]) -> list[str]:
        """The parts, those on one field taken together."""
        groups: dict[object, list[Condition]] = {}
        for number, part in enumerate(parts):
            names = fields_used(part)
            groups.setdefault(next(iter(names)) if len(names) == 1 else number, []).append(part)
        return [
            self.written(group[0] if len(group) == 1 else join(tuple(group))) for group in groups.values()
        ]

    def _once(self, inner: Condition) -> str:
        if inner not in self.raised:
            expression = self.written(inner)
            self.raised[inner] = name = f"c{len(self.raised)}"
            self.lines.append(f"{name} = {expression}")
        return self.raised[inner]

    def _more_than(self, atom: Relation) -> str:
        own, other = f"e{self.numbers[atom.field]}[5]", f"e{self.numbers[atom.other]}[5]"
        times = exact(atom.times)
        more = f"{own} * {times.denominator} > {times.numerator} * {other}"
        true = f"({own} is not None and {other} is not None and {more})"
        return f"(not {true})" if atom.negated else true

    def apart(self) -> Expressions:
        """The same for another function: with lines and raised rules of its own."""
        return replace(self, lines=[], raised={})
