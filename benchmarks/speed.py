"""How fast the engine is on the bundled pack, in pure Python and one warm process; medians and percentiles, and ratios to plain Python.

Run `python benchmarks/speed.py`. First it checks that the hand-written scorecards of hand_written.py give the same points as the rules for
every complete runner of the population; then it times, interleaved, the same scoring three ways: by hand, by the plain reference
(`runner_intake.score`), and as a whole assessment with safety, first steps, bounds, reasons and the document.
"""

from __future__ import annotations

import gc
import statistics
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import hand_written
import population
from runner_intake.circuit import compile_pack, compiled
from runner_intake.engine import assess
from runner_intake.engine.next_question import next_question
from runner_intake.engine.situation import Situation
from runner_intake.pack import Pack, bundled_pack
from runner_intake.questionnaire import check_answers
from runner_intake.score import Score, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from runner_intake.conditions import Value
    from runner_intake.engine.open_facts import Goal

RUNNERS = 500
INTERVIEWS = 60
GOALS: tuple[Goal, ...] = ("quick", "normal")


def main() -> None:
    """Prints the table."""
    pack = bundled_pack()
    runners = [runner for runner in population.runners(RUNNERS, pack.questionnaire) if None not in runner.values()]
    check_equal(runners, pack)
    print(f"{len(runners)} complete runners: the hand-written scorecards give the same points as the rules")
    print(f"{'milliseconds':34}  median    99 %     max   asked")
    row("compile the circuit", [seconds(partial(compile_pack, pack)) for _ in range(50)], "at most 50")
    partials = [situation for runner in runners[:INTERVIEWS] for situation in situations(runner, pack, "normal")]
    circuit = compiled(pack)
    row("bounds of partial answers", [seconds(partial(circuit.bounds, s.answers)) for s in partials], "at most 1")
    for goal in GOALS:
        fresh = [situation for runner in runners[:INTERVIEWS] for situation in situations(runner, pack, goal)]
        row(f"next question, goal {goal}", [seconds(partial(next_question, s, goal)) for s in fresh], "at most 10 (99 %)")
    row("assess complete answers", [seconds(partial(assess, runner, pack)) for runner in runners], "at most 2")
    by_hand, plain, whole = [], [], []
    for runner in runners:
        certain = check_answers(runner, pack.questionnaire).certain
        by_hand.append(seconds(partial(hand_written.points, runner)))
        plain.append(seconds(partial(all_scores, certain, pack)))
        whole.append(seconds(partial(assess, runner, pack)))
    print(
        f"\nplain reference / by hand: {ratio(plain, by_hand):.0f}    whole assessment / by hand: {ratio(whole, by_hand):.0f}   (medians of ratios)"
    )


def check_equal(runners: list[population.Answers], pack: Pack) -> None:
    """Stops if the hand-written scorecards disagree with the rules anywhere."""
    for runner in runners:
        certain = check_answers(runner, pack.questionnaire).certain
        by_rules = {benefit.id: score(benefit, certain).points for benefit in pack.benefits}
        if hand_written.points(runner) != by_rules:
            raise SystemExit("hand_written.py and the rules disagree; nothing was timed.")


def all_scores(certain: Mapping[str, Value], pack: Pack) -> list[Score]:
    """The plain reference for every benefit."""
    return [score(benefit, certain) for benefit in pack.benefits]


def situations(runner: population.Answers, pack: Pack, goal: Goal) -> Iterator[Situation]:
    """The situation before every question of one interview, each fresh."""
    questions = {question.id: question for question in pack.questionnaire.questions}
    given: dict[str, Any] = {}
    while True:
        found = next_question(Situation(check_answers(given, pack.questionnaire), pack), goal)
        if found.question is None:
            return
        yield Situation(check_answers(given, pack.questionnaire), pack)
        given.update({field.id: runner.get(field.id) for field in questions[found.question].fields})


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    gc.disable()  # as timeit does: a collection of the benchmark's own objects is not the engine's time
    start = time.perf_counter()
    action()
    taken = time.perf_counter() - start
    gc.enable()
    return taken


def row(name: str, times: list[float], asked: str) -> None:
    """One line of the table."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(f"{name:34} {statistics.median(ordered) * 1000:7.2f} {high * 1000:7.2f} {ordered[-1] * 1000:7.2f}   {asked}")


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios of pairs."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


if __name__ == "__main__":
    main()
