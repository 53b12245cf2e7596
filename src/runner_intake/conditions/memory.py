"""What was found out about conditions, by what their tests say of the answers: of use for other answers, too,
of which they say the same. Knows no logic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from runner_intake.conditions.alike import Alike, Codes, as_given, looked_at
from runner_intake.conditions.domains import Domain, Value
from runner_intake.conditions.nodes import Condition, Test, tests_of

MOST_KEPT = 50_000
"""Conditions and answers that are kept at most; then everything is forgotten, and found out again."""
OFTEN = 3
"""How many times conditions are asked together before they are put into groups, which a single result would
not repay.
"""


@dataclass(slots=True)
class Remembered:
    """What is known of a condition under some answers: what is left of it, the fields that this looks at, and
    its truth where `is_decided` (None is a truth, too), which took some `steps` of work. The condition is
    held, so that its id stays its own.
    """

    condition: Condition
    left: Condition | None = None
    looks_at: frozenset[str] | None = None
    truth: bool | None = None
    is_decided: bool = False
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the conditions that are asked together: the places where they stand, and the truths of all of
    them by the answers.
    """

    places: tuple[int, ...]
    alike: Alike[tuple[bool | None, ...]]


@dataclass(slots=True)
class _Together:
    """Conditions that are asked together, how many times they were, and their groups from then on."""

    conditions: tuple[Condition, ...]
    times: int = 0
    groups: tuple[Group, ...] = ()


@dataclass(slots=True)
class Memory:
    """What was found out about the grounded conditions over one questionnaire. It lives as long as that, is
    bounded, is never part of a copy, and says nothing of who answered. Answers are not in its repr.

    `narrowed` are the domains that differ from those of the questionnaire.
    """

    looked: dict[int, Alike[Remembered]] = field(default_factory=dict, repr=False)
    together: dict[int, _Together] = field(default_factory=dict, repr=False)
    codes: dict[tuple[Test, ...], Codes] = field(default_factory=dict, repr=False)
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
            alike = self.looked[id(condition)] = self._alike((condition,))
        key = alike.key(known, given, narrowed)
        remembered = alike.found.get(key)
        if remembered is None:
            self._count()
            remembered = alike.found[key] = Remembered(condition)
        return remembered

    def knows(self, conditions: Iterable[Condition]) -> bool:
        """Whether all of these very conditions were asked for before."""
        return all(id(condition) in self.looked for condition in conditions)

    def groups(self, conditions: tuple[Condition, ...]) -> tuple[Group, ...]:
        """Conditions that are asked together, in groups that need to be looked up only once; none before they
        were asked several times.
        """
        together = self.together.get(id(conditions))
        if together is None:
            self._count()
            together = self.together[id(conditions)] = _Together(conditions)
        together.times += 1
        if together.times == OFTEN:
            together.groups = self._grouped(conditions)
        return together.groups

    def _grouped(self, conditions: tuple[Condition, ...]) -> tuple[Group, ...]:
        """In each group one condition looks at all the fields that any of them looks at."""
        places = defaultdict[frozenset[object], list[int]](list)
        for place, condition in enumerate(conditions):
            places[looked_at(condition)].append(place)
        for fields in sorted(places, key=len):
            larger = [others for others in places if fields < others]
            if larger:
                places[min(larger, key=len)] += places.pop(fields)
        return tuple(
            Group(tuple(same), self._alike(tuple(conditions[place] for place in same)))
            for same in places.values()
        )

    def keep(self, group: Group, key: tuple[object, ...], truths: tuple[bool | None, ...]) -> None:
        """Keeps the truths of a group."""
        self._count()
        group.alike.found[key] = truths

    def _alike(self, conditions: tuple[Condition, ...]) -> Alike[Any]:
        tested = {name: self._codes(tests) for name, tests in tests_of(conditions).items()}
        given = dict.fromkeys(test for condition in conditions for test in as_given(condition))
        return Alike(conditions, frozenset(tested), tuple(tested.items()), tuple(given))

    def _codes(self, tests: tuple[Test, ...]) -> Codes:
        if tests not in self.codes:
            self.codes[tests] = Codes(tests)
        return self.codes[tests]

    def _count(self) -> None:
        self.kept += 1
        if self.kept > MOST_KEPT:
            self.looked.clear()
            self.together.clear()
            self.codes.clear()
            self.kept = 1
