"""What was found out about conditions, by what their tests say of the answers: of use for other answers, too,
of which they say the same. Knows no logic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from runner_intake.conditions.domains import Domain, Value
from runner_intake.conditions.nodes import AsGiven, Condition, Relation, Test, atoms, tests_of

MOST_KEPT = 50_000
"""Conditions and answers that are kept at most; then everything is forgotten, and found out again."""
MOST_CODES = 2_000
"""Answers to one field whose codes are kept."""


@dataclass(slots=True)
class Remembered:
    """What is known of a condition under some answers: what is left of it, the fields that this looks at, and
    its truth where `is_decided` (None is a truth, too), which took some `steps` of work.
    """

    left: Condition | None = None
    looks_at: frozenset[str] | None = None
    truth: bool | None = None
    is_decided: bool = False
    steps: int = 0


class _Codes(dict["Value | None", int]):
    """By the answer to a field what some tests say of it: a bit for each that holds; -1 where there is no
    answer. Answers with one code are alike to a condition that has no other tests.
    """

    __slots__ = ("tests",)

    def __init__(self, tests: tuple[Test, ...]) -> None:
        super().__init__()
        self.tests = tests

    def __missing__(self, value: Value | None) -> int:
        if len(self) >= MOST_CODES:
            self.clear()
        code = -1
        if value is not None:
            code = sum(test.holds_for(value) << bit for bit, test in enumerate(self.tests))
        self[value] = code
        return code


Known = TypeVar("Known")


@dataclass(frozen=True, slots=True)
class _Alike(Generic[Known]):
    """Conditions that look at the same, held so that their ids stay their own: the fields they test, each
    with the codes of its tests; the fields they look at as given; and what was found by the answers to both.
    """

    conditions: tuple[Condition, ...]
    names: frozenset[str]
    tested: tuple[tuple[str, _Codes], ...] = field(repr=False)
    as_given: tuple[str, ...]
    found: dict[tuple[object, ...], Known] = field(default_factory=dict, repr=False)

    def key(
        self, known: Mapping[str, Value], given: Mapping[str, Value], narrowed: Mapping[str, Domain]
    ) -> tuple[object, ...]:
        """What the conditions see of some answers: those with one key are alike to them."""
        answer = known.get
        key: tuple[object, ...] = tuple([codes[answer(name)] for name, codes in self.tested])
        if self.as_given:
            key += tuple(map(given.get, self.as_given))
        if narrowed and not self.names.isdisjoint(narrowed):
            key += tuple([narrowed.get(name) for name, _ in self.tested])
        return key


@dataclass(frozen=True, slots=True)
class Group:
    """Of conditions that are asked together those that look at the same fields; the places where they stand;
    and the truths of all of them by the answers.
    """

    places: tuple[int, ...]
    alike: _Alike[tuple[bool | None, ...]]


@dataclass(slots=True)
class Memory:
    """What was found out about the grounded conditions over one questionnaire. It lives as long as that, is
    bounded, is never part of a copy, and says nothing of who answered. Answers are not in its repr.

    `narrowed` are the domains that differ from those of the questionnaire.
    """

    looked: dict[int, _Alike[Remembered]] = field(default_factory=dict, repr=False)
    together: dict[int, tuple[tuple[Condition, ...], tuple[Group, ...]]] = field(
        default_factory=dict, repr=False
    )
    codes: dict[tuple[Test, ...], _Codes] = field(default_factory=dict, repr=False)
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
        """What was found out about a condition under answers that are alike to it; to be filled in."""
        alike = self.looked.get(id(condition))
        if alike is None:
            self._count()
            alike = self.looked[id(condition)] = _Alike((condition,), *self._looks_at((condition,)))
        key = alike.key(known, given, narrowed)
        remembered = alike.found.get(key)
        if remembered is None:
            self._count()
            remembered = alike.found[key] = Remembered()
        return remembered

    def knows(self, conditions: Iterable[Condition]) -> bool:
        """Whether all of these very conditions were asked for before."""
        return all(id(condition) in self.looked for condition in conditions)

    def groups(self, conditions: tuple[Condition, ...]) -> tuple[Group, ...]:
        """Conditions that are asked together again and again, in groups that look at the same fields: each
        group needs to be looked up only once.
        """
        known = self.together.get(id(conditions))
        if known is not None:
            return known[1]
        places = defaultdict[tuple[frozenset[str], frozenset[str]], list[int]](list)
        for place, condition in enumerate(conditions):
            names, _, as_given = self._looks_at((condition,))
            places[names, frozenset(as_given)].append(place)
        groups = []
        for same in places.values():
            self._count()
            alike = tuple(conditions[place] for place in same)
            groups.append(Group(tuple(same), _Alike(alike, *self._looks_at(alike))))
        made = self.together[id(conditions)] = conditions, tuple(groups)
        return made[1]

    def keep(self, group: Group, key: tuple[object, ...], truths: tuple[bool | None, ...]) -> None:
        """Keeps the truths of a group."""
        self._count()
        group.alike.found[key] = truths

    def _looks_at(
        self, conditions: tuple[Condition, ...]
    ) -> tuple[frozenset[str], tuple[tuple[str, _Codes], ...], tuple[str, ...]]:
        as_given = dict[str, None]()
        for condition in conditions:
            for atom in atoms(condition):
                if isinstance(atom, Relation):
                    as_given.update({atom.field: None, atom.other: None})
                elif isinstance(atom, AsGiven):
                    as_given[atom.field] = None
        tested = {name: self._codes(tests) for name, tests in tests_of(conditions).items()}
        return frozenset(tested), tuple(tested.items()), tuple(as_given)

    def _codes(self, tests: tuple[Test, ...]) -> _Codes:
        if tests not in self.codes:
            self.codes[tests] = _Codes(tests)
        return self.codes[tests]

    def _count(self) -> None:
        self.kept += 1
        if self.kept > MOST_KEPT:
            self.looked.clear()
            self.together.clear()
            self.codes.clear()
            self.kept = 1
