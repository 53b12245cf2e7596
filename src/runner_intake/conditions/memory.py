"""What was found out about conditions, by the answers that each looks at: of use for other answers, too, that
are the same where the condition looks. Knows no logic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runner_intake.conditions.domains import Domain, Value
from runner_intake.conditions.nodes import AsGiven, Condition, Relation, atoms

MOST_KEPT = 50_000
"""Conditions and answers that are kept at most; then everything is forgotten, and found out again."""


@dataclass(slots=True)
class Remembered:
    """What is known of a condition under some answers: what is left of it, the fields that this looks at, and
    its truth where `is_decided` (None is a truth, too).
    """

    left: Condition | None = None
    looks_at: frozenset[str] | None = None
    truth: bool | None = None
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class _Looked:
    """A condition, held so that its id stays its own; the fields it looks at, those it looks at as given, and
    what was found by their answers.
    """

    condition: Condition
    fields: tuple[str, ...]
    as_given: tuple[str, ...]
    found: dict[tuple[object, ...], Remembered] = field(repr=False)


@dataclass(slots=True)
class Memory:
    """What was found out about the grounded conditions over one questionnaire. It lives as long as that, is
    bounded, is never part of a copy, and says nothing of who answered. Answers are not in its repr.
    """

    looked: dict[int, _Looked] = field(default_factory=dict, repr=False)
    kept: int = 0

    def __reduce__(self) -> tuple[type[Memory], tuple[()]]:
        return Memory, ()

    def about(
        self,
        condition: Condition,
        known: Mapping[str, Value],
        given: Mapping[str, Value],
        narrowed: Mapping[str, Domain],
    ) -> Remembered:
        """What was found out about a condition under answers that are the same where it looks; to be filled
        in. `narrowed` are the domains that differ from those of the questionnaire.
        """
        looked = self.looked.get(id(condition)) or self._look(condition)
        key: tuple[object, ...] = tuple([known.get(name) for name in looked.fields])
        if looked.as_given:
            key += tuple(map(given.get, looked.as_given))
        if narrowed:
            key += tuple(map(narrowed.get, looked.fields))
        found = looked.found.get(key)
        if found is None:
            self._count()
            found = looked.found[key] = Remembered()
        return found

    def _look(self, condition: Condition) -> _Looked:
        self._count()
        tests, as_given = dict[str, None](), dict[str, None]()
        for atom in atoms(condition):
            match atom:
                case Relation(name, other):
                    as_given.update({name: None, other: None})
                case AsGiven():
                    as_given[atom.field] = None
                case _:
                    tests[atom.field] = None  # type: ignore[union-attr]  # grounded: no other rule is left
        looked = self.looked[id(condition)] = _Looked(condition, tuple(tests), tuple(as_given), {})
        return looked

    def _count(self) -> None:
        self.kept += 1
        if self.kept > MOST_KEPT:
            self.looked.clear()
            self.kept = 1
