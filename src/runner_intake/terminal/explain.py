"""Why a result is what it is: every rule of a scorecard, whether it holds, what it counts and where it comes from. Decides nothing.

Rules that are not among the document's reasons do not hold. Where suggestions are withheld, only the safety part is explained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.assessment import Other
from runner_intake.conditions import ALWAYS
from runner_intake.terminal import answer_wording, plain_results, why, wording
from runner_intake.terminal.benefit_lines import why_words
from runner_intake.terminal.lines import Line, Section, bullet
from runner_intake.terminal.runner_conditions import condition_words
from runner_intake.vocabulary import EXPERT_OPINION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from runner_intake.assessment import Assessment, Reason
    from runner_intake.engine.explanation import Explanation
    from runner_intake.pack import Pack, PointRule
    from runner_intake.terminal.lines import Tone
    from runner_intake.terminal.wording import Scored
    from runner_intake.vocabulary import State


_HEADS: dict[State, str] = {
    "true": "Rules that hold for your answers",
    "unknown": "Rules that may hold, depending on open answers",
    "false": "Rules that do not hold, and so count nothing",
}


_MARKS: dict[State, str] = {"true": "{}", "unknown": "({})", "false": "{}"}


_SPOKEN: dict[State, str] = {"true": "Counts {}:", "unknown": "May count {}:", "false": "Would count {}:"}


def show(explanation: Explanation, pack: Pack, benefit: str | None, write: Callable[[str], None]) -> None:
    """Writes the explanation line by line, of one benefit of the pack or of all."""
    plain_results.write_sections(page(explanation, pack, benefit), write)


def page(explanation: Explanation, pack: Pack, benefit: str | None = None) -> tuple[Section, ...]:
    """The explanation as sections, which any front end can draw."""
    result = explanation.assessment
    explained = {each.benefit: each for each in explanation.benefits}
    scored = wording.scored_benefits(result)
    if not scored:
        until = wording.until_words(result.safety.outcome)
        nothing = Line(f"Nothing is said about the benefits {until}, so there is nothing to explain.")
        return *_safety(result, pack), Section("Benefits", (nothing,))
    chosen = [each for each in scored if benefit in (None, each.benefit)]
    benefits = [section for each in chosen for section in (*_benefit(each, result, pack), why.benefit_section(explained[each.benefit], pack))]
    return *_safety(result, pack), *benefits, why.change_section(explanation, pack), why.open_section(explanation, pack)


def _safety(result: Assessment, pack: Pack) -> Iterator[Section]:
    """The outcome, and every finding with its rule, answers and sources."""
    safety, rules = result.safety, {rule.id: rule for rule in pack.safety}
    cited = _Cited(pack)
    lines = [Line(wording.outcome_words(safety.outcome), tone="strong")]
    for finding in safety.findings:
        basis = rules[finding.rule].basis if finding.rule in rules else finding.sources
        lines.append(bullet(finding.message))
        lines += [Line(text, depth=1) for text in wording.because_words(finding.because, pack)]
        lines.append(Line(f"Rule {finding.rule} ({finding.outcome}), {cited.words(basis)}.", depth=1, tone="quiet"))
    if safety.missing:
        lines.append(Line(wording.missing_words(safety.outcome), tone="strong"))
        lines += [bullet(answer_wording.ask_words(name, pack)) for name in safety.missing]
    yield Section("Safety first", tuple(lines))
    yield from cited.section()


def _benefit(scored: Scored, result: Assessment, pack: Pack) -> Iterator[Section]:
    """A scorecard: claim, evidence, score, every rule by its state, sources."""
    benefit = pack.benefit[scored.benefit]
    cited = _Cited(pack)
    reasons = {reason.rule: reason for reason in scored.reasons}
    lines = [Line(f"The claim: {benefit.claim}"), Line(f"What is known: {scored.evidence.verdict}")]
    if benefit.requires.written != ALWAYS:
        lines.append(Line(f"It applies only where: {condition_words(benefit.requires.written, pack)}."))
    if isinstance(scored, Other):
        lines += [Line(text) for text in why_words(scored, result, pack)]
    lines += [Line(text) for text in score_words(scored, pack)]
    for state, head in _HEADS.items():
        rules = [rule for rule in benefit.rules if (reasons[rule.id].state if rule.id in reasons else "false") == state]
        lines += [Line(head, tone="strong")] if rules else []
        lines += [line for rule in rules for line in _rule_lines(rule, reasons.get(rule.id), cited, pack)]
    cited.words(scored.evidence.sources)
    yield Section(f"{scored.title}: {wording.level_words(scored.level)}", tuple(lines))
    yield from cited.section()


def score_words(scored: Scored, pack: Pack) -> Iterator[str]:
    """How points, match, priority and level hang together."""
    points, factor = scored.points, scored.evidence.factor
    match, priority = wording.range_words(scored.match.low, scored.match.high), wording.range_words(scored.priority.low, scored.priority.high)
    yield f"Points: {wording.range_words(points.low, points.high)}. The highest score is {points.max}."
    yield f"Match: {match}. That is points divided by {points.max}, times 100, and never below 0."
    yield f"Priority: {priority}. That is the match times {factor} / 100 ({wording.grade_words(scored.evidence.grade)})."
    yield "Priority decides the order and the level. Numbers here are rounded; the rules use the exact ones."
    for level in ("worth_discussing", "possible"):
        needed = wording.points_needed(scored.benefit, level, pack)
        takes = f"takes {needed} points or more" if needed <= points.max else "cannot be reached, because the evidence is too weak"
        yield f"From a priority of {pack.levels[level]} a benefit is {wording.level_words(level)}. Here that {takes}."


def _rule_lines(rule: PointRule, reason: Reason | None, cited: _Cited, pack: Pack) -> Iterator[Line]:
    """A rule that holds says why; one that does not, or may, says first where it would."""
    state: State = reason.state if reason else "false"
    tone: Tone = "quiet" if state == "false" else "plain"
    points = wording.signed(rule.points)
    where = condition_words(rule.when.written, pack)
    yield Line(rule.because if state == "true" else f"where {where}", _MARKS[state].format(points), _SPOKEN[state].format(points), tone=tone)
    if state != "true":
        yield Line(f"It would say: “{rule.because}”", depth=1, tone=tone)
    if reason and reason.answers:
        told = "; ".join(
            f"{answer_wording.ask_words(name, pack)} {answer_wording.answer_words(name, value, pack)}" for name, value in reason.answers.items()
        )
        yield Line(f"It looked at: {told}", depth=1)
    yield Line(f"Rule {rule.id}, {cited.words(rule.basis)}.", depth=1, tone="quiet")


class _Cited:
    """The sources of a section, numbered as they come up."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._numbers: dict[str, int] = {}

    def words(self, basis: Sequence[str]) -> str:
        """Where a rule comes from, sources by number."""
        names = [self._name(name) for name in basis if name != EXPERT_OPINION]
        return f"from {wording.listed([*names, *(['expert opinion'] if EXPERT_OPINION in basis else [])])}"

    def _name(self, source: str) -> str:
        return f"[{self._numbers.setdefault(source, len(self._numbers) + 1)}]"

    def section(self) -> Iterator[Section]:
        """The list of sources, each with its number; nothing where there are none."""
        marks = {source: f"[{number}]" for source, number in self._numbers.items()}
        if marks:
            yield Section("Sources", tuple(Line(_cite(source, self._pack), mark, mark, tone="quiet") for source, mark in marks.items()), "under")


def _cite(name: str, pack: Pack) -> str:
    source = pack.sources.get(name)
    if source is None:
        return name
    return source.cite if source.checked else f"{source.cite} (not yet read in the original)"
