"""Where the made-up runners of the bundled pack come out, and how many questions of each kind they are asked.

An intake that sends everyone to a doctor is worthless too. So this counts the outcomes of runners who tick a
sign of a red-flag question, and of those who tick none. The runners are those of rules/population.yaml, which
claims nothing about real runners.

    python benchmarks/outcomes.py [--runners N] [--interviews N]
"""

from __future__ import annotations

import argparse
from collections import Counter
from statistics import mean
from typing import TYPE_CHECKING, Any

from runner_intake import Interview, assess, bundled_pack
from runner_intake.conditions import NONE_OPTION
from runner_intake.interview import Ask
from runner_intake.pack.made_up import runners
from runner_intake.vocabulary import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.questionnaire import Question
    from runner_intake.vocabulary import Goal

PACK = bundled_pack()
KINDS = {"always": "red flags", "needling": "needling", None: "ordinary"}


def ticks_a_sign(runner: Mapping[str, Any]) -> bool:
    """Whether a runner ticks anything but "none" in a list of red flags."""
    return any(
        field.kind == "multi_choice" and set(runner.get(field.id) or ()) - {NONE_OPTION}
        for question in PACK.questionnaire.questions
        if question.safety == "always"
        for field in question.fields
    )


def kind(question: Question) -> str:
    """What a question is asked for."""
    return KINDS[question.safety]


def asked(runner: Mapping[str, Any], goal: Goal) -> Counter[str]:
    """The questions of each kind that a runner is asked until the goal is reached."""
    interview, count = Interview.start(goal=goal), Counter[str]()
    while isinstance(step := interview.step, Ask):
        count[kind(step.question)] += 1
        answers = {field.id: runner.get(field.id) for field in step.question.fields}
        interview = interview.answer(step.name, answers)
    return count


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runners", type=int, default=2000, help="how many runners are assessed")
    parser.add_argument("--interviews", type=int, default=60, help="how many of them are interviewed")
    options = parser.parse_args()
    people = list(runners(options.runners, PACK))
    groups = {"all": people, "with a sign": [], "without any sign": []}
    for person in people:
        groups["with a sign" if ticks_a_sign(person) else "without any sign"].append(person)
    print(f"pack {PACK.version}, {len(people)} runners")
    print(f"{'outcome':16}" + "".join(f"{name:>18}" for name in groups))
    counts = {name: Counter(assess(one).safety.outcome for one in group) for name, group in groups.items()}
    for outcome in OUTCOMES:
        shares = (counts[name][outcome] / max(len(group), 1) for name, group in groups.items())
        print(f"{outcome:16}" + "".join(f"{share:18.1%}" for share in shares))
    print(f"{'runners':16}" + "".join(f"{len(group):18}" for group in groups.values()))
    goals: tuple[Goal, ...] = ("quick", "normal")
    for goal in goals:
        lengths = [asked(one, goal) for one in people[: options.interviews]]
        parts = ", ".join(f"{name} {mean(one[name] for one in lengths):.1f}" for name in KINDS.values())
        print(f"{goal}: {mean(one.total() for one in lengths):.1f} questions on average ({parts})")


if __name__ == "__main__":
    main()
