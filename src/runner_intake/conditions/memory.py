"""What was found out about conditions, by what their tests say of the answers: of use for other answers, too,
of which they say the same. Knows no logic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class _Looked:
    """A condition, held so that its id stays its own; the fields it tests, each with the codes of its tests;
    the fields it looks at as given; and what was found by the answers to both.
    """

    condition: Condition
    names: frozenset[str]
    tested: tuple[tuple[str, _Codes], ...] = field(repr=False)
    as_given: tuple[str, ...]
    found: dict[tuple[object, ...], Remembered] = field(repr=False)


@dataclass(slots=True)
class Memory:
    """What was found out about the grounded conditions over one questionnaire. It lives as long as that, is
    bounded, is never part of a copy, and says nothing of who answered. Answers are not in its repr.
    """

    looked: dict[int, _Looked] = field(default_factory=dict, repr=False)
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
        """What was found out about a condition under answers that are alike to it; to be filled in.
        `narrowed` are the domains that differ from those of the questionnaire.
        """
        looked = self.looked.get(id(condition)) or self._look(condition)
        answer = known.get
        key: tuple[object, ...] = tuple([codes[answer(name)] for name, codes in looked.tested])
        if looked.as_given:
            key += tuple(map(given.get, looked.as_given))
        if narrowed and not looked.names.isdisjoint(narrowed):
            key += tuple([narrowed.get(name) for name, _ in looked.tested])
        remembered = looked.found.get(key)
        if remembered is None:
            self._count()
            remembered = looked.found[key] = Remembered()
        return remembered

    def _look(self, condition: Condition) -> _Looked:
        self._count()
        as_given = dict[str, None]()
        for atom in atoms(condition):
            if isinstance(atom, Relation):
                as_given.update({atom.field: None, atom.other: None})
            elif isinstance(atom, AsGiven):
                as_given[atom.field] = None
        tested = {name: self._codes(tests) for name, tests in tests_of((condition,)).items()}
        looked = _Looked(condition, frozenset(tested), tuple(tested.items()), tuple(as_given), {})
        self.looked[id(condition)] = looked
        return looked

    def _codes(self, tests: tuple[Test, ...]) -> _Codes:
        if tests not in self.codes:
            self.codes[tests] = _Codes(tests)
        return self.codes[tests]

    def _count(self) -> None:
        self.kept += 1
        if self.kept > MOST_KEPT:
            self.looked.clear()
            self.codes.clear()
            self.kept = 1
