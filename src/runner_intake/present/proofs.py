"""An explanation in plain words: what proves a level, what sets two ranks apart, what would change the first.
Decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import answer_words, ask_words
from runner_intake.present.lines import Line, PageSection, bullet
from runner_intake.present.wording import level_words

MOST_EXAMPLES = 5
"""How many answers of an example are shown on screen; the JSON document has all."""

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.present.view import View
    from runner_intake.result.assessment import Answer
    from runner_intake.result.explanation import BenefitExplanation, Explanation, OpenWitness, WouldChange


def benefit_section(explained: BenefitExplanation, view: View) -> PageSection:
    """What proves a benefit's level, and how it compares with the next in rank."""
    title = view.words(
        "why_level",
        title=view.pack.benefit[explained.benefit].title,
        level=level_words(explained.level, view.words),
    )
    return PageSection(title, (*_proof(explained, view), *_versus(explained, view)), frame="under")


def _proof(explained: BenefitExplanation, view: View) -> Iterator[Line]:
    if explained.proof is None:
        yield Line(view.words("not_settled"))
    elif not explained.proof:
        yield Line(view.words("proof_none"))
    else:
        yield Line(view.words("proof"))
        yield from _answer_lines(explained.proof, view)


def _versus(explained: BenefitExplanation, view: View) -> Iterator[Line]:
    if explained.versus is None or not explained.versus.leads:
        return
    yield Line(view.words("compared", other=view.pack.benefit[explained.versus.benefit].title))
    for lead in explained.versus.leads:
        spoken = view.words("lead_for" if lead.lead > 0 else "lead_for_next", points=f"{abs(lead.lead):g}")
        yield Line(lead.because, mark=f"{lead.lead:+g}", spoken=spoken, depth=1)


def change_section(explanation: Explanation, view: View) -> PageSection:
    """What would put another benefit first."""
    title = view.words("change_title")
    if not explanation.assessment.settled.top:
        return PageSection(title, (Line(view.words("change_open")),))
    if explanation.would_change is None:
        return PageSection(title, (Line(view.words("change_none")),))
    return PageSection(title, tuple(_change(explanation.would_change, view)))


def _change(change: WouldChange, view: View) -> Iterator[Line]:
    if change.close_call:
        yield Line(view.words("close_call"), tone="strong")
    yield Line(
        view.words.count("would_come_first", len(change.answers), title=view.pack.benefit[change.first].title)
    )
    yield from _answer_lines(change.answers, view)


def open_section(explanation: Explanation, view: View) -> PageSection:
    """For each open fact two ways to answer that lead to different results; only the answers in which they
    differ.

    Facts that share them stand together.
    """
    shared: list[tuple[OpenWitness, list[str]]] = []
    for witness in explanation.open:
        same = next(
            (
                facts
                for other, facts in shared
                if (other.one_way, other.another_way) == (witness.one_way, witness.another_way)
            ),
            None,
        )
        if same is None:
            shared.append((witness, same := []))
        same.append(view.words(f"fact_{witness.fact}"))
    return PageSection(
        view.words("example_title"),
        tuple(line for witness, facts in shared for line in _example(witness, facts, view)),
    )


def _example(witness: OpenWitness, facts: list[str], view: View) -> Iterator[Line]:
    yield Line(view.words("example_one_way", facts=view.words.listed(facts)))
    differing = [
        name
        for name in (*witness.one_way, *witness.another_way)
        if witness.one_way.get(name) != witness.another_way.get(name)
    ]
    for way, head in ((witness.one_way, None), (witness.another_way, view.words("example_other_way"))):
        if head:
            yield Line(head)
        example = {name: way[name] for name in dict.fromkeys(differing) if name in way}
        yield from _answer_lines(dict(list(example.items())[:MOST_EXAMPLES]), view)
        if len(example) > MOST_EXAMPLES:
            yield Line(view.words("more", n=len(example) - MOST_EXAMPLES), depth=1)


def _answer_lines(answers: Mapping[str, Answer], view: View) -> Iterator[Line]:
    for name, value in answers.items():
        yield bullet(f"{ask_words(name, view)} {answer_words(name, value, view)}", depth=1)
