"""Findings about rules that look at answers as given, before gates: tried on every combination of the answers
that they can tell apart.

Where the combinations are too many, or not known to be all, only what was found counts; what was not found is
"not checked", never "never".
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, islice, permutations
from typing import TYPE_CHECKING

from runner_intake.conditions import NEVER, All, Truth, ground, truth
from runner_intake.questionnaire import normalise
from runner_intake.verify.answers_for import looked_at
from runner_intake.verify.condition_checks import may_imply, without_a_part
from runner_intake.verify.findings import CheckFinding, finding
from runner_intake.verify.given_answers import combinations_as_given, exhaustive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from runner_intake.conditions import Condition, Value
    from runner_intake.pack import Pack
    from runner_intake.verify.owned_conditions import OwnedCondition

MOST = 1_000
"""Combinations tried for one question."""

STARTS = 3
"""Answers that make a rule hold and are tried first on the rules that it may imply."""

Pair = tuple[Truth, Truth]


def surely_true(condition: Condition, pack: Pack) -> Callable[[Mapping[str, Value]], bool]:
    """Whether answers make a grounded condition surely true, asked of many answers."""
    state = truth_of(condition, pack)
    return lambda answers: state(answers) is True


@lru_cache(maxsize=1024)
def truth_of(condition: Condition, pack: Pack) -> Callable[[Mapping[str, Value]], Truth]:
    """What a grounded condition comes to, asked of many answers: it is kept by the answers that are looked
    at.
    """
    questionnaire = pack.questionnaire
    known: dict[tuple[Value | None, ...], Truth] = {}
    names = looked_at(condition, pack)

    def state(answers: Mapping[str, Value]) -> Truth:
        values = tuple(map(answers.get, names))
        if values not in known:
            own = {name: answers[name] for name in names if name in answers}
            known[values] = truth(condition, normalise(own, questionnaire).facts)
        return known[values]

    return state


def given_findings(conditions: Sequence[OwnedCondition], pack: Pack) -> Iterator[CheckFinding]:
    """Everything about such rules: never or always true, parts that change nothing, duplicates, rules that
    are implied.
    """
    whole = []
    for owned in (owned for owned in conditions if owned.as_given):
        constant = _constant(owned, pack)
        if constant is not None:
            yield constant
        else:
            whole.append(owned)
            yield from _parts(owned, pack)
    yield from _same(whole, pack)
    yield from _implied(
        [rule for rule in conditions if rule.role == "safety" and rule.group != "notice"], pack
    )


def _constant(owned: OwnedCondition, pack: Pack) -> CheckFinding | None:
    """A finding where no answers were found to tell the condition from one that is always the same."""
    seen, complete = _tried((owned.when.grounded, NEVER), pack, lambda seen: len(seen) > 1)
    if len(seen) > 1:
        return None
    if not complete:
        return finding("V41", owned.location, "It looks at too many answers as given to be checked.")
    if seen == {(False, False)}:
        return finding("V01", owned.location, "No answers make its condition true.")
    return finding("V02", owned.location, "Its condition is true whatever is answered.")


def _parts(owned: OwnedCondition, pack: Pack) -> Iterator[CheckFinding]:
    """A part that can be left out without any answers telling the difference: it neither makes the rule hold
    nor leaves it open.
    """
    for cut in without_a_part(owned.when.written):
        same = same_as_given(owned.when.grounded, ground(cut.condition, pack.questionnaire.gates), pack)
        if same is None:
            part = cut.what[0].lower() + cut.what[1:]
            what = f"Whether {part} changes anything takes too many answers as given."
            yield finding("V41", owned.location, what)
        elif same:
            what = f"{cut.what} can be left out without changing when it is true."
            yield finding("V03", owned.location, what)
            return


def _same(rules: Sequence[OwnedCondition], pack: Pack) -> Iterator[CheckFinding]:
    for a, b in combinations(rules, 2):
        if a.group != b.group or a.fields != b.fields:
            continue
        same = same_as_given(a.when.grounded, b.when.grounded, pack)
        if same is None:
            what = f"It was not compared with {b.where}: together they look at too many answers as given."
            yield finding("V41", a.location, what)
        elif same:
            yield finding("V04", b.location, f"The safety rule {a.where} has the same condition.")


def _implied(rules: Sequence[OwnedCondition], pack: Pack) -> Iterator[CheckFinding]:
    """A rule on answers as given that holds only where a safety rule at least as severe holds too."""
    alone = {
        rule.where: list(islice(solutions_as_given(rule.when.grounded, pack), STARTS))
        for rule in rules
        if rule.as_given
    }
    for weaker, worse in permutations(rules, 2):
        if not weaker.as_given or not may_imply(worse, weaker):
            continue
        if not all(map(surely_true(worse.when.grounded, pack), alone[weaker.where])):
            continue  # with one of them only the first holds
        equally_severe = worse.group == weaker.group
        seen, complete = _tried(
            (weaker.when.grounded, worse.when.grounded),
            pack,
            lambda seen: (True, False) in seen,
            both_ways=equally_severe,
        )
        shown = {(True, True), (False, True)} if equally_severe else {(True, True)}
        if (True, False) in seen or not shown <= seen:
            continue
        if complete:
            what = f"Wherever it holds, {worse.where} ({worse.group}) holds too."
            yield finding("V06", weaker.location, what)
        else:
            what = f"Whether {worse.where} implies it takes too many answers as given."
            yield finding("V41", weaker.location, what)


def same_as_given(a: Condition, b: Condition, pack: Pack) -> bool | None:
    """Whether two conditions are true of the same answers, and open on the same; None where none told them
    apart, but not all were tried.
    """
    seen, complete = _tried((a, b), pack, _apart, state=truth_of)
    return False if _apart(seen) else (True if complete else None)


def _apart(seen: set[Pair]) -> bool:
    return any(one is not other for one, other in seen)


def _tried(
    pair: tuple[Condition, Condition],
    pack: Pack,
    decided: Callable[[set[Pair]], bool],
    *,
    both_ways: bool = True,
    state: Callable[[Condition, Pack], Callable[[Mapping[str, Value]], Truth]] = surely_true,
) -> tuple[set[Pair], bool]:
    """Which mixes of states (surely true or not, if nothing else is said) two conditions show, until they
    decide; and whether nothing that could decide otherwise was left untried. Where the second alone does not
    matter (`both_ways` is False) it counts as not true without the first.
    """
    both = All(pair)
    seen: set[Pair] = set()
    answers_in_turn = combinations_as_given(both, pack)
    first, second = (state(condition, pack) for condition in pair)
    for answers in islice(answers_in_turn, MOST):
        true = first(answers)
        seen.add((true, (true or both_ways) and second(answers)))
        if decided(seen):
            return seen, True
    return seen, next(answers_in_turn, None) is None and exhaustive(both, pack)


def solutions_as_given(condition: Condition, pack: Pack) -> Iterator[dict[str, Value]]:
    """Answers, of those that are tried, that make a condition over given answers surely true."""
    return filter(surely_true(condition, pack), islice(combinations_as_given(condition, pack), MOST))
