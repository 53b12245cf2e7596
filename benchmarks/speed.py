"""How fast the engine is on the bundled pack, in pure Python and one warm process; medians and percentiles,
and ratios to plain Python.

Run `python benchmarks/speed.py`. First it checks that the hand-written scorecards of hand_written.py give the
same points as the rules for 500 complete runners of the population. Then it times single calls, with Python's
garbage collector on, as users have it (`--without-collector` switches it off while a call is timed). Last it
times, interleaved, the same scoring three ways: by hand, by the plain reference (`runner_intake.score`), and
as a whole assessment with safety, first steps, bounds, reasons and the document.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import hand_written
from larger_packs import larger, repeated
from runner_intake.circuit import compile_pack, compiled
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.assess import assess
from runner_intake.engine.next_question import next_question
from runner_intake.pack import Pack, bundled_pack, made_up
from runner_intake.questionnaire import RawAnswers, check_answers
from runner_intake.score import Score, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from runner_intake.conditions import Value
    from runner_intake.vocabulary import Goal

    Time = Callable[[Callable[[], object]], float]

COMPLETE = 500
INTERVIEWS = 200
TIMES, FEW = 10, 5
"""How large the larger pack is, and of how many interviews with it questions are timed."""
WARM_UP = 5
GOALS: tuple[Goal, ...] = ("quick", "normal")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--without-collector",
        action="store_true",
        help="switch the garbage collector off while a call is timed",
    )
    collector = not parser.parse_args().without_collector
    time_of = seconds if collector else seconds_without_collector
    pack = bundled_pack()
    everyone = made_up.runners(2 * COMPLETE, pack)
    complete = list(islice((runner for runner in everyone if None not in runner.values()), COMPLETE))
    check_equal(complete, pack)
    print(f"{len(complete)} complete runners: the hand-written scorecards give the same points as the rules")
    print(made_up.described(pack))
    print(f"garbage collector {'on' if collector else 'off'}, {INTERVIEWS} interviews for each goal\n")
    print(f"{'milliseconds':28}  calls  median    99 %     max   asked")
    row("compile the circuit", [time_of(partial(compile_pack, pack)) for _ in range(50)], "at most 50")
    row("bounds of partial answers", list(times_of_bounds(everyone, pack, time_of)), "at most 1")
    for goal in GOALS:
        row(
            f"next question, goal {goal}",
            list(times_of_questions(everyone, pack, goal, time_of)),
            "at most 3 (99 %)",
        )
    own = [repeated(runner, TIMES) for runner in everyone[: WARM_UP + FEW]]
    row(
        f"the same, pack {TIMES} times over",
        list(times_of_questions(own, larger(pack, TIMES), "normal", time_of)),
        "at most 60 (99 %)",
    )
    row(
        "assess complete answers",
        [time_of(partial(assess, runner, pack)) for runner in complete],
        "at most 2",
    )
    print_ratios(complete, pack, time_of)


def check_equal(runners: list[RawAnswers], pack: Pack) -> None:
    """Stops if there are too few runners, or if the hand-written scorecards disagree with the rules
    anywhere.
    """
    if len(runners) < COMPLETE:
        raise SystemExit(f"Only {len(runners)} complete runners; nothing was timed.")
    for runner in runners:
        certain = check_answers(runner, pack.questionnaire).certain
        by_rules = {score.benefit.id: score.points for score in all_scores(certain, pack)}
        if hand_written.points(runner) != by_rules:
            raise SystemExit("hand_written.py and the rules disagree; nothing was timed.")


def all_scores(certain: Mapping[str, Value], pack: Pack) -> list[Score]:
    """The plain reference for every benefit."""
    return [score(benefit, certain) for benefit in pack.benefits]


def times_of_bounds(runners: list[RawAnswers], pack: Pack, time_of: Time) -> Iterator[float]:
    """The time of the bounds before every question of the interviews for the goal `normal`."""
    circuit = compiled(pack)
    for runner in runners[:INTERVIEWS]:
        for analysis, _ in steps(runner, pack, "normal"):
            yield time_of(partial(circuit.bounds, analysis.answers))


def times_of_questions(runners: list[RawAnswers], pack: Pack, goal: Goal, time_of: Time) -> Iterator[float]:
    """The time of every choice of a question; nothing is carried over from one choice to the next."""
    for number, runner in enumerate(runners[: WARM_UP + INTERVIEWS]):
        for analysis, section in steps(runner, pack, goal):
            taken = time_of(partial(next_question, analysis, goal, section))
            if number >= WARM_UP:
                yield taken


def steps(runner: RawAnswers, pack: Pack, goal: Goal) -> Iterator[tuple[Analysis, str | None]]:
    """The situation before every question of one interview and once the goal is reached, each fresh, with the
    section of the last question.
    """
    questions = {question.id: question for question in pack.questionnaire.questions}
    given: RawAnswers = {}
    section = None
    while True:
        yield situation_of(given, pack), section
        following = next_question(situation_of(given, pack), goal, section)
        if following.question is None:
            return
        question = questions[following.question]
        section = question.section
        given.update({field.id: runner.get(field.id) for field in question.fields})


def situation_of(given: RawAnswers, pack: Pack) -> Analysis:
    """The situation after some answers; None was asked and not answered."""
    asked = frozenset(name for name, value in given.items() if value is None)
    return Analysis(check_answers(given, pack.questionnaire), pack, asked)


def print_ratios(runners: list[RawAnswers], pack: Pack, time_of: Time) -> None:
    """Times by hand, plain reference and whole assessment in turn, and prints the medians and the medians of
    the ratios.
    """
    by_hand, plain, whole = [], [], []
    for runner in runners:
        certain = check_answers(runner, pack.questionnaire).certain
        by_hand.append(time_of(partial(hand_written.points, runner)))
        plain.append(time_of(partial(all_scores, certain, pack)))
        whole.append(time_of(partial(assess, runner, pack)))
    print("\nscoring of one complete runner  median us   by hand = 1")
    print(f"{'by hand':30} {statistics.median(by_hand) * 1e6:10.1f}")
    print(f"{'plain reference':30} {statistics.median(plain) * 1e6:10.1f} {ratio(plain, by_hand):13.0f}")
    print(f"{'whole assessment':30} {statistics.median(whole) * 1e6:10.1f} {ratio(whole, by_hand):13.0f}")


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def seconds_without_collector(action: Callable[[], object]) -> float:
    """How long one call takes while the garbage collector is off, as `timeit` does it."""
    gc.disable()
    taken = seconds(action)
    gc.enable()
    return taken


def row(name: str, times: list[float], asked: str) -> None:
    """One line of the table."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    milliseconds = [1000 * duration for duration in (statistics.median(ordered), high, ordered[-1])]
    print(
        f"{name:28} {len(ordered):6} "
        f"{milliseconds[0]:7.2f} {milliseconds[1]:7.2f} {milliseconds[2]:7.2f}   {asked}"
    )


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios of pairs."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


if __name__ == "__main__":
    main()
