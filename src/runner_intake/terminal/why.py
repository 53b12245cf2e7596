"""An explanation in plain words: what proves a level, what sets two ranks apart, what would change the first. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.terminal.answer_wording import answer_words, ask_words
from runner_intake.terminal.lines import Line, Section, bullet
from runner_intake.terminal.next_words import FACT_WORDS
from runner_intake.terminal.wording import level_words

MOST_EXAMPLES = 5
"""How many answers of an example are told on screen; the JSON document has all."""

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.assessment import Answer
    from runner_intake.engine.explanation import BenefitExplanation, Explanation, OpenWitness, WouldChange
    from runner_intake.pack import Pack


def benefit_section(explained: BenefitExplanation, pack: Pack) -> Section:
    """What proves a benefit's level, and how it compares with the next in rank."""
    title = f"Why {pack.benefit[explained.benefit].title} is {level_words(explained.level)}"
    return Section(title, (*_proof(explained, pack), *_versus(explained, pack)), frame="under")


def _proof(explained: BenefitExplanation, pack: Pack) -> Iterator[Line]:
    if explained.proof is None:
        yield Line("This is not settled: open answers can still change it.")
    elif not explained.proof:
        yield Line("By these rules no answers at all can change this.")
    else:
        yield Line("These answers alone settle it, whatever the others are; none of them can be left out:")
        yield from _answer_lines(explained.proof, pack)


def _versus(explained: BenefitExplanation, pack: Pack) -> Iterator[Line]:
    if explained.versus is None or not explained.versus.leads:
        return
    yield Line(f"Compared with “{pack.benefit[explained.versus.benefit].title}”, the next in order, in points of priority:")
    for lead in explained.versus.leads:
        sign = "+" if lead.lead > 0 else "-"
        side = "for it" if lead.lead > 0 else "for the next"
        yield Line(lead.because, mark=f"{sign}{abs(lead.lead):g}", spoken=f"{abs(lead.lead):g} {side}:", depth=1)


def change_section(explanation: Explanation, pack: Pack) -> Section:
    """What would put another benefit first."""
    title = "What would change the first"
    if not explanation.assessment.settled.top:
        return Section(title, (Line("Which benefit comes first is still open, so there is nothing yet to change."),))
    if explanation.would_change is None:
        return Section(title, (Line("By these rules no change of one or two of your answers would put another benefit first."),))
    return Section(title, tuple(_change(explanation.would_change, pack)))


def _change(change: WouldChange, pack: Pack) -> Iterator[Line]:
    benefit = pack.benefit[change.first].title
    if change.close_call:
        yield Line("This is a close call: one step of one answer is enough.", tone="strong")
    few = "one answer" if len(change.answers) == 1 else f"{len(change.answers)} answers"
    yield Line(f"“{benefit}” would come first if {few} had been different, and with no fewer changed:")
    yield from _answer_lines(change.answers, pack)


def open_section(explanation: Explanation, pack: Pack) -> Section:
    """For each open fact two ways to answer that lead to different results; only the answers in which they differ."""
    return Section("What is open, by example", tuple(line for witness in explanation.open for line in _example(witness, pack)))


def _example(witness: OpenWitness, pack: Pack) -> Iterator[Line]:
    yield Line(f"{FACT_WORDS[witness.fact].capitalize()} would be one thing with these answers:")
    differing = [name for name in (*witness.one_way, *witness.another_way) if witness.one_way.get(name) != witness.another_way.get(name)]
    for way, head in ((witness.one_way, None), (witness.another_way, "and another with these:")):
        if head:
            yield Line(head)
        told = {name: way[name] for name in dict.fromkeys(differing) if name in way}
        yield from _answer_lines(dict(list(told.items())[:MOST_EXAMPLES]), pack)
        if len(told) > MOST_EXAMPLES:
            yield Line(f"and {len(told) - MOST_EXAMPLES} more", depth=1)


def _answer_lines(answers: Mapping[str, Answer], pack: Pack) -> Iterator[Line]:
    for name, value in answers.items():
        yield bullet(f"{ask_words(name, pack)} {answer_words(name, value, pack)}", depth=1)
