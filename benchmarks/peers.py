"""One runner at a time: our compiled pack and plain reference, a hand-written function, and two rule engines
for rows (datalogic-py for JSONLogic, zen-engine).

Run `python benchmarks/peers.py` after `pip install -e '.[dev,peers]'`. All do the same job: which rules of
the six scorecards hold for a runner with complete answers, and what they add up to (the hand-written
function gives only the sums). Answers are in memory in the form each engine wants; results are checked to be
equal before anything is timed; the ways are timed in turn, in processor time. The form of the compiled pack
holds what each answer brings alone, so a row shows it from the answers as they were given as well: from those
that the scorecards look at, as all the others do. The last two rows do more: they decide all of a result, or
write its document.
"""

from __future__ import annotations

import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import datalogic_py
import zen

import hand_written
from compiled_points import points_from_answers, points_with_reasons, scorecards_alone
from runner_intake.compiled import flat_of
from runner_intake.conditions import All, AnyOf, AtLeast, Condition, Includes, OneOf, Within
from runner_intake.engine.plain_document import PlainDocuments
from runner_intake.engine.plain_parts import Models
from runner_intake.pack import Pack, bundled_pack
from runner_intake.pack.made_up import runners
from runner_intake.questionnaire import check_answers
from runner_intake.score import score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RUNNERS = 200
ROUNDS = 7


def main() -> None:
    """Checks that all agree, then prints medians and ratios."""
    pack = bundled_pack()
    rows = [row for row in runners(3 * RUNNERS, pack) if None not in row.values()][:RUNNERS]
    certain = [check_answers(row, pack.questionnaire).certain for row in rows]
    flat = [_flat(answers, pack) for answers in certain]
    compiled, documents = flat_of(pack, Models()), PlainDocuments.of(pack)
    cards = scorecards_alone(pack)
    scored = flat_of(cards, Models())
    assert compiled
    assert documents
    assert scored
    looked_at = [{name: row[name] for name in cards.questionnaire.fields if name in row} for row in rows]
    for row in looked_at:
        scored(row)
    entries = [compiled(row)[6] for row in rows]
    points, from_answers = points_with_reasons(compiled), points_from_answers(scored)
    ways: dict[str, tuple[Callable[[Any], list[int]], list[Any]]] = {
        "hand-written function": (lambda row: list(hand_written.points(row).values()), rows),
        "compiled pack": (lambda row: [own for own, _ in points(row)], entries),
        "compiled, answers as given": (lambda row: [own for own, _ in from_answers(row)], looked_at),
        "plain reference": (partial(_reference, pack), certain),
        "datalogic-py": (_datalogic(pack), flat),
        "zen-engine": (_zen(pack), flat),
    }
    _agree(ways)
    more: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
        "compiled, all decisions": (compiled, rows),
        "compiled, document": (lambda row: documents(row, None, None), rows),
    }
    times: dict[str, list[float]] = {name: [] for name in (*ways, *more)}
    for number in range(ROUNDS + 1):  # the first is not counted
        for name, (way, data) in {**ways, **more}.items():
            begin = time.process_time()
            for own in data:
                way(own)
            if number:
                times[name].append(time.process_time() - begin)
    base = times["hand-written function"]
    print(f"{len(rows)} complete runners, one at a time; microseconds a runner")
    for name, seconds in times.items():
        ratio = statistics.median(own / by_hand for own, by_hand in zip(seconds, base, strict=True))
        print(
            f"  {name:26} median {statistics.median(seconds) / len(rows) * 1e6:7.1f}   {ratio:6.1f} x by hand"
        )


def _agree(ways: Mapping[str, tuple[Callable[[Any], list[int]], list[Any]]]) -> None:
    results = {name: [way(own) for own in data] for name, (way, data) in ways.items()}
    wanted = results.pop("plain reference")
    for name, result in results.items():
        assert result == wanted, name


def _flat(certain: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    """Answers as plain JSON; what does not apply is there as null, false or an empty list."""
    empty: dict[str, Any] = {"multi_choice": [], "choice": "", "yes_no": False}
    flat = {name: empty.get(field.kind, -1) for name, field in pack.questionnaire.fields.items()}
    flat |= {
        name: sorted(value) if isinstance(value, frozenset) else value for name, value in certain.items()
    }
    return flat | {name: min(float(certain.get(name, 0)), 1e9) for name in pack.questionnaire.derived}


# --- ours ---------------------------------------------------------------------------------------------------


def _reference(pack: Pack, certain: Mapping[str, Any]) -> list[int]:
    return [score(benefit, certain).points for benefit in pack.benefits]


# --- JSONLogic ----------------------------------------------------------------------------------------------


def _datalogic(pack: Pack) -> Callable[[Mapping[str, Any]], list[int]]:
    """A list of points for every rule of every scorecard, by one JSONLogic rule each card."""
    engine = datalogic_py.Engine()
    session = engine.session()
    cards = [
        engine.compile([{"if": [_logic(rule.when.grounded), rule.points, 0]} for rule in benefit.rules])
        for benefit in pack.benefits
    ]

    def points(answers: Mapping[str, Any]) -> list[int]:
        return [sum(map(int, session.evaluate(card, answers))) for card in cards]

    return points


def _logic(condition: Condition) -> Any:
    match condition:
        case All(parts):
            return {"and": [_logic(part) for part in parts]}
        case AnyOf(parts):
            return {"or": [_logic(part) for part in parts]}
        case AtLeast(count, parts):
            return {">=": [{"+": [{"if": [_logic(part), 1, 0]} for part in parts]}, count]}
        case Includes(name, count, codes, negated):
            true: Any = {
                ">=": [{"+": [{"if": [{"in": [code, {"var": name}]}, 1, 0]} for code in codes]}, count]
            }
        case OneOf(name, options, negated):
            true = {"in": [{"var": name}, list(options)]}
        case Within(name, low, low_open, high, high_open, negated):
            bounds = [{">" if low_open else ">=": [{"var": name}, float(low)]}] if low is not None else []
            bounds += [{"<" if high_open else "<=": [{"var": name}, float(high)]}] if high is not None else []
            true = {"and": bounds}
        case _:
            raise TypeError(condition)
    return {"!": [true]} if negated else true


# --- zen ----------------------------------------------------------------------------------------------------


def _zen(pack: Pack) -> Callable[[Mapping[str, Any]], list[int]]:
    """A list of points for every rule of every scorecard, by one compiled expression each card."""
    cards = [
        zen.compile_expression(
            "["
            + ", ".join(f"({_words(rule.when.grounded)}) ? {rule.points} : 0" for rule in benefit.rules)
            + "]"
        )
        for benefit in pack.benefits
    ]

    def points(answers: Mapping[str, Any]) -> list[int]:
        return [sum(int(rule_points) for rule_points in card.evaluate(dict(answers))) for card in cards]

    return points


def _words(condition: Condition) -> str:
    match condition:
        case All(parts):
            return f"({' and '.join(map(_words, parts))})"
        case AnyOf(parts):
            return f"({' or '.join(map(_words, parts))})"
        case AtLeast(count, parts):
            return f"(({' + '.join(f'({_words(part)} ? 1 : 0)' for part in parts)}) >= {count})"
        case Includes(name, count, codes, negated):
            parts_ = " + ".join(f'(contains({name}, "{code}") ? 1 : 0)' for code in codes)
            true = f"(({parts_}) >= {count})"
        case OneOf(name, options, negated):
            true = f"({' or '.join(f'{name} == {_value(option)}' for option in options)})"
        case Within(name, low, low_open, high, high_open, negated):
            bounds = [f"{name} {'>' if low_open else '>='} {float(low)}"] if low is not None else []
            bounds += [f"{name} {'<' if high_open else '<='} {float(high)}"] if high is not None else []
            true = f"({' and '.join(bounds)})"
        case _:
            raise TypeError(condition)
    return f"not({true})" if negated else true


def _value(option: object) -> str:
    return str(option).lower() if isinstance(option, bool) else f'"{option}"'


if __name__ == "__main__":
    main()
