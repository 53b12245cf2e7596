"""An explanation in plain words: what proves a level, what sets two ranks apart, what would change the first.
Decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import answer_words, ask_words
from runner_intake.present.lines import Line, Section, bullet
from runner_intake.present.wording import level_words

MOST_EXAMPLES = 5
"""How many answers of an example are shown on screen; the JSON document has all."""

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Answer
    from runner_intake.result.explanation import BenefitExplanation, Explanation, OpenWitness, WouldChange


def benefit_section(explained: BenefitExplanation, pack: Pack) -> Section:
    """What proves a benefit's level, and how it compares with the next in rank."""
    title = pack.words(
        "why_level",
        title=pack.benefit[explained.benefit].title,
        level=level_words(explained.level, pack.words),
    )
    return Section(title, (*_proof(explained, pack), *_versus(explained, pack)), frame="under")


def _proof(explained: BenefitExplanation, pack: Pack) -> Iterator[Line]:
    if explained.proof is None:
        yield Line(pack.words("not_settled"))
    elif not explained.proof:
        yield Line(pack.words("proof_none"))
    else:
        yield Line(pack.words("proof"))
        yield from _answer_lines(explained.proof, pack)


def _versus(explained: BenefitExplanation, pack: Pack) -> Iterator[Line]:
    if explained.versus is None or not explained.versus.leads:
        return
    yield Line(pack.words("compared", other=pack.benefit[explained.versus.benefit].title))
    for lead in explained.versus.leads:
        spoken = pack.words("lead_for" if lead.lead > 0 else "lead_for_next", points=f"{abs(lead.lead):g}")
        yield Line(lead.because, mark=f"{lead.lead:+g}", spoken=spoken, depth=1)


def change_section(explanation: Explanation, pack: Pack) -> Section:
    """What would put another benefit first."""
    title = pack.words("change_title")
    if not explanation.assessment.settled.top:
        return Section(title, (Line(pack.words("change_open")),))
    if explanation.would_change is None:
        return Section(title, (Line(pack.words("change_none")),))
    return Section(title, tuple(_change(explanation.would_change, pack)))


def _change(change: WouldChange, pack: Pack) -> Iterator[Line]:
    if change.close_call:
        yield Line(pack.words("close_call"), tone="strong")
    yield Line(
        pack.words.count("would_come_first", len(change.answers), title=pack.benefit[change.first].title)
    )
    yield from _answer_lines(change.answers, pack)


def open_section(explanation: Explanation, pack: Pack) -> Section:
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
        same.append(pack.words(f"fact_{witness.fact}"))
    return Section(
        pack.words("example_title"),
        tuple(line for witness, facts in shared for line in _example(witness, facts, pack)),
    )


def _example(witness: OpenWitness, facts: list[str], pack: Pack) -> Iterator[Line]:
    yield Line(pack.words("example_one_way", facts=pack.words.listed(facts)))
    differing = [
        name
        for name in (*witness.one_way, *witness.another_way)
        if witness.one_way.get(name) != witness.another_way.get(name)
    ]
    for way, head in ((witness.one_way, None), (witness.another_way, pack.words("example_other_way"))):
        if head:
            yield Line(head)
        told = {name: way[name] for name in dict.fromkeys(differing) if name in way}
        yield from _answer_lines(dict(list(told.items())[:MOST_EXAMPLES]), pack)
        if len(told) > MOST_EXAMPLES:
            yield Line(pack.words("more", n=len(told) - MOST_EXAMPLES), depth=1)


def _answer_lines(answers: Mapping[str, Answer], pack: Pack) -> Iterator[Line]:
    for name, value in answers.items():
        yield bullet(f"{ask_words(name, pack)} {answer_words(name, value, pack)}", depth=1)
