"""How many questions the adaptive interview asks, for each goal, over the made-up runners of the pack's
population.yaml.

Run `python benchmarks/interview_length.py [--runners N] [--sample N]`; `--sample 0` leaves out the bounds for
somebody clairvoyant, which take longest. Counted are ordinary questions: those that apply, without what
safety needs for that runner, which is counted apart: the safety questions, and those on which the outcome or
the conditions of what is shown still depend (such as the weeks to the race). A last row counts only the
safety questions apart. Compared are
- everything: every ordinary question that applies;
- fixed order: the questions in their written order, until the goal is reached;
- adaptive: the questions that `next_question` chooses, section after section;
- free order: safety first, then whatever is most useful of all that is left, and about needles last; no
  section is finished and nothing is kept together. What lies between this and adaptive is what the author's
  order costs; two rows with all questions, safety included, tell it too;
- clairvoyant (on a sample without "don't know"): for somebody who knew the answers beforehand. `needed`
  counts the questions without whose answer the goal cannot be reached at all: no interview can ask fewer.
  `enough` is a set that suffices and of which none can be left out.
Runners whose safety outcome withholds suggestions and first steps are left out of the means, because for them
the interview ends at once.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from functools import partial

from runner_intake.engine.analysis import Analysis
from runner_intake.engine.next_question import (
    most_useful_first,
    next_question,
    open_facts_of,
    questions_left,
    relevant_questions,
)
from runner_intake.engine.open_facts import OpenFacts
from runner_intake.pack import Pack, bundled_pack, made_up
from runner_intake.questionnaire import Question, RawAnswers, check_answers
from runner_intake.vocabulary import SUGGESTING, Fact, Goal

GOALS: tuple[Goal, ...] = ("quick", "normal")
Choose = Callable[[Analysis, Goal, "str | None"], "str | None"]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runners", type=int, default=400)
    parser.add_argument(
        "--sample", type=int, default=40, help="runners for the clairvoyant bounds (at least 2; 0: no bounds)"
    )
    chosen = parser.parse_args()
    pack = bundled_pack()
    everyone = made_up.runners(chosen.runners, pack)
    runners = [runner for runner in everyone if outcome(runner, pack) in (*SUGGESTING, "hold", "declined")]
    apart = [frozenset(interview(runner, pack, "quick", safety_choice)) for runner in runners]
    print(
        f"{len(everyone)} runners, {len(runners)} of them with first steps or suggestions to settle; "
        f"pack {pack.version}"
    )
    print(made_up.described(pack))
    print(f"asked for safety, counted apart: mean {statistics.mean(map(len, apart)):.1f}")
    everything = [
        len(set(applicable(runner, pack)) - needed) for runner, needed in zip(runners, apart, strict=True)
    ]
    line("everything", everything, everything)
    signs = frozenset(question.id for question in pack.questionnaire.questions if question.safety)
    for goal in GOALS:
        print(f"\ngoal {goal}")
        adaptive = [interview(runner, pack, goal, adaptive_choice) for runner in runners]
        fixed = [interview(runner, pack, goal, fixed_choice) for runner in runners]
        free = [interview(runner, pack, goal, free_choice) for runner in runners]
        line("fixed order", ordinary(fixed, apart), everything)
        line("free order", ordinary(free, apart), everything)
        line("adaptive", ordinary(adaptive, apart), everything)
        line("  all: free order", [len(asked) for asked in free], [len(asked) for asked in fixed])
        line("  all: adaptive", [len(asked) for asked in adaptive], [len(asked) for asked in fixed])
        if chosen.sample:
            bounds(runners, adaptive, apart, pack, goal, chosen.sample)
        line(
            "  only signs apart: adaptive",
            ordinary(adaptive, [signs] * len(runners)),
            [len(applicable(runner, pack)) for runner in runners],
        )


def bounds(  # noqa: PLR0913, PLR0917  (one parameter a thing known of every runner)
    runners: list[RawAnswers],
    adaptive: list[list[str]],
    apart: list[frozenset[str]],
    pack: Pack,
    goal: Goal,
    sample: int,
) -> None:
    """The rows of the runners who know everything, as many as are wanted."""
    knowing = [number for number, runner in enumerate(runners) if None not in runner.values()][:sample]
    counts = [clairvoyant(runners[number], pack, goal, adaptive[number], apart[number]) for number in knowing]
    some = [len(set(applicable(runners[number], pack)) - apart[number]) for number in knowing]
    line(
        "  on the sample: adaptive",
        [len(set(adaptive[number]) - apart[number]) for number in knowing],
        some,
    )
    line("  clairvoyant, enough", [enough for _, enough in counts], some)
    line("  clairvoyant, needed", [needed for needed, _ in counts], some)


def ordinary(interviews: list[list[str]], apart: list[frozenset[str]]) -> list[int]:
    """How many questions of each interview are not counted apart."""
    return [len(set(asked) - needed) for asked, needed in zip(interviews, apart, strict=True)]


def line(name: str, counts: list[int], everything: list[int]) -> None:
    """One row: mean, median, 90th percentile, and how many fewer than everything."""
    ninth = statistics.quantiles(counts, n=10)[-1]
    fewer = 100 * (1 - statistics.mean(counts) / statistics.mean(everything))
    print(
        f"{name:28} mean {statistics.mean(counts):5.1f}  median {statistics.median(counts):4.0f}  90 % "
        f"{ninth:4.0f}  fewer {fewer:3.0f} %"
    )


def outcome(runner: RawAnswers, pack: Pack) -> str:
    """The outcome of a runner's full answers."""
    return Analysis(check_answers(runner, pack.questionnaire), pack).outcome


def applicable(runner: RawAnswers, pack: Pack) -> list[str]:
    """The ordinary questions that apply to a runner; a choice with one possible option is no question."""
    names = []
    for question in pack.questionnaire.questions:
        asked = question.fields[0].id in runner and not question.safety
        filled_in = (
            question.fields[0].options_from and len(runner[question.fields[0].options_from] or ()) == 1
        )
        if asked and not filled_in:
            names.append(question.id)
    return names


def interview(runner: RawAnswers, pack: Pack, goal: Goal, choose: Choose) -> list[str]:
    """The questions that one runner is asked until the goal is reached."""
    questions = {question.id: question for question in pack.questionnaire.questions}
    given: RawAnswers = {}
    asked: list[str] = []
    section = None
    while (name := choose(situation_of(given, pack), goal, section)) is not None:
        asked.append(name)
        section = questions[name].section
        given.update(answer(questions[name], runner))
    return asked


def situation_of(given: RawAnswers, pack: Pack) -> Analysis:
    """The situation after some answers; None was asked and not answered."""
    asked = frozenset(name for name, value in given.items() if value is None)
    return Analysis(check_answers(given, pack.questionnaire), pack, asked)


def answer(question: Question, runner: RawAnswers) -> RawAnswers:
    """What the runner says to a question."""
    return {field.id: runner.get(field.id) for field in question.fields}


def adaptive_choice(analysis: Analysis, goal: Goal, section: str | None) -> str | None:
    """The interview's own choice."""
    return next_question(analysis, goal, section).question


def free_choice(analysis: Analysis, goal: Goal, _section: str | None) -> str | None:
    """The first question of safety, else the most useful of all that are left, else one about needles."""
    left = questions_left(analysis, goal)
    needles = {
        question.id for question in analysis.pack.questionnaire.questions if question.safety == "needling"
    }
    signs = [name for name, facts in left.items() if facts == ("safety",)]
    if first := [name for name in signs if name not in needles] or (signs if len(signs) == len(left) else []):
        return first[0]
    relevant: dict[Fact, list[str]] = {}
    for name, facts in left.items():
        for fact in facts if name not in needles else ():
            relevant.setdefault(fact, []).append(name)
    return next(iter(most_useful_first(analysis, relevant)), None)


def safety_choice(analysis: Analysis, goal: Goal, section: str | None) -> str | None:
    """The next question that safety needs, and no other."""
    first = next_question(analysis, goal, section)
    if first.question is None or first.facts == ("safety",):
        return first.question
    return next(iter(relevant_questions(analysis, ["safety"]).get("safety", ())), None)


def fixed_choice(analysis: Analysis, goal: Goal, section: str | None) -> str | None:
    """The next question in written order, as long as the goal is not reached."""
    if next_question(analysis, goal, section).reached:
        return None
    return next_question(analysis, "complete").question


def clairvoyant(
    runner: RawAnswers, pack: Pack, goal: Goal, asked: list[str], apart: frozenset[str]
) -> tuple[int, int]:
    """(ordinary questions that every interview must ask, size of a set that suffices and of which none can be
    left out).
    """
    settles = partial(is_settled, pack=pack, goal=goal)
    names = [name for name in applicable(runner, pack) if name not in apart]
    needed = [name for name in names if not settles(without(runner, [name], pack))]
    left_out = [name for name in names if name not in asked]
    for name in reversed([name for name in names if name in asked and name not in needed]):
        if settles(without(runner, [*left_out, name], pack)):
            left_out.append(name)
    return len(needed), len(names) - len(left_out)


def without(runner: RawAnswers, names: list[str], pack: Pack) -> RawAnswers:
    """The answers without some questions."""
    gone = {
        field.id
        for question in pack.questionnaire.questions
        if question.id in names
        for field in question.fields
    }
    return {name: value for name, value in runner.items() if name not in gone}


def is_settled(given: RawAnswers, *, pack: Pack, goal: Goal) -> bool:
    """Whether no open answer can change a fact of the goal."""
    analysis = situation_of(given, pack)
    facts = open_facts_of(analysis, goal)
    return not relevant_questions(analysis, facts) and not any(
        OpenFacts(analysis).fields(fact) for fact in facts
    )


if __name__ == "__main__":
    main()
