"""Why a result is what it is: the rules of each scorecard, whether they hold, what they count and where they
come from. Decides nothing.

Rules that are not among the document's reasons do not hold. Where suggestions are withheld, only the safety
part is explained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import ALWAYS
from runner_intake.present import answers as answer_wording
from runner_intake.present import proofs as why
from runner_intake.present import wording
from runner_intake.present.benefits import why_words
from runner_intake.present.conditions import condition_words
from runner_intake.present.lines import Line, PageSection, bullet
from runner_intake.result.assessment import Other
from runner_intake.text.catalogue import capital
from runner_intake.vocabulary import EXPERT_OPINION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner_intake.pack import PointRule
    from runner_intake.present.lines import Tone
    from runner_intake.present.view import View
    from runner_intake.present.wording import Scored
    from runner_intake.result.assessment import Assessment, Reason
    from runner_intake.result.explanation import Explanation
    from runner_intake.vocabulary import State


_MARKS: dict[State, str] = {"true": "{}", "unknown": "({})", "false": "{}"}


def page(
    explanation: Explanation, view: View, benefit: str | None = None, *, all_rules: bool = False
) -> tuple[PageSection, ...]:
    """The explanation as sections, which any front end can draw; those with nothing to say are left out.

    Of the rules of a scorecard those are listed that hold or may hold; with `all_rules` the others too.
    """
    result = explanation.assessment
    explained = {benefit.benefit: benefit for benefit in explanation.benefits}
    scored = wording.scored_benefits(result)
    if not scored:
        nothing = Line(
            view.words("nothing_to_explain", until=wording.until_words(result.safety.outcome, view.words))
        )
        return *_safety(result, view), PageSection(view.words("benefits_title"), (nothing,))
    chosen = [scored_benefit for scored_benefit in scored if benefit in (None, scored_benefit.benefit)]
    benefits: list[PageSection] = []
    for shown in chosen:
        if isinstance(shown, Other) and shown.why == "not_applicable" and not (all_rules or benefit):
            benefits.append(_not_for_you(shown, result, view))
        else:
            benefits += _benefit(shown, result, view, all_rules=all_rules)
            benefits.append(why.benefit_section(explained[shown.benefit], view))
    sections = (
        *_safety(result, view),
        *benefits,
        why.change_section(explanation, view),
        why.open_section(explanation, view),
    )
    return tuple(section for section in sections if section.lines)


def _safety(result: Assessment, view: View) -> Iterator[PageSection]:
    """The outcome, and every finding with its rule, answers and sources."""
    safety, rules = result.safety, {rule.id: rule for rule in view.pack.safety}
    cited, say = _Cited(view), view.words
    lines = [Line(wording.outcome_words(safety.outcome, say), tone="strong")]
    for finding in safety.findings:
        basis = rules[finding.rule].basis if finding.rule in rules else finding.sources
        lines.append(bullet(finding.message))
        lines += [Line(text, depth=1) for text in wording.because_words(finding.because, view)]
        lines.append(
            Line(
                say("finding_from", rule=finding.rule, outcome=finding.outcome, basis=cited.words(basis)),
                depth=1,
                tone="quiet",
            )
        )
    if safety.missing:
        lines.append(Line(wording.missing_words(safety.outcome, say), tone="strong"))
        lines += [bullet(answer_wording.ask_words(name, view)) for name in safety.missing]
    yield PageSection(say("safety_title"), tuple(lines))
    yield from cited.section()


def _not_for_you(scored: Other, result: Assessment, view: View) -> PageSection:
    """A benefit that the answers do not call for, in short."""
    applies = condition_words(view.pack.benefit[scored.benefit].requires.written, view)
    lines = (*why_words(scored, result, view), view.words("applies_where", condition=applies))
    return PageSection(_headline(scored, view), tuple(Line(text) for text in lines))


def _headline(scored: Scored, view: View) -> str:
    level = wording.level_words(scored.level, view.words)
    return view.words("scorecard", title=scored.title, level=level)


def _benefit(scored: Scored, result: Assessment, view: View, *, all_rules: bool) -> Iterator[PageSection]:
    """A scorecard: claim, evidence, score, the rules by their state, sources."""
    benefit = view.pack.benefit[scored.benefit]
    cited, say = _Cited(view), view.words
    holding, waiting = (
        {reason.rule: reason for reason in reasons} for reasons in (scored.reasons, scored.open_reasons)
    )
    lines = [
        Line(say("the_claim", claim=benefit.claim)),
        Line(say("what_is_known", verdict=scored.evidence.verdict)),
    ]
    if benefit.requires.written != ALWAYS:
        lines.append(Line(say("applies_where", condition=condition_words(benefit.requires.written, view))))
    if isinstance(scored, Other):
        lines += [Line(text) for text in why_words(scored, result, view)]
    lines += [Line(text) for text in score_words(scored, view)]
    for state in _MARKS:
        rules = [rule for rule in benefit.rules if _state(rule.id, holding, waiting) == state]
        if rules and state == "false" and not all_rules:
            lines.append(Line(say.count("rules_left_out", len(rules)), tone="quiet"))
            continue
        lines += [Line(say(f"rules_{state}"), tone="strong")] if rules else []
        lines += [
            line
            for rule in rules
            for line in _rule_lines(rule, state, {**holding, **waiting}.get(rule.id), cited, view)
        ]
    cited.words(scored.evidence.sources)
    yield PageSection(_headline(scored, view), tuple(lines))
    yield from cited.section()


def score_words(scored: Scored, view: View) -> Iterator[str]:
    """How points, match, priority and level hang together."""
    points, evidence, say = scored.points, scored.evidence, view.words
    reached, match, priority = (
        wording.range_words(bounds.low, bounds.high, say)
        for bounds in (points, scored.match, scored.priority)
    )
    yield say("score_points", points=reached, max=points.max)
    yield say("score_match", match=match, max=points.max)
    yield say(
        "score_priority",
        priority=priority,
        factor=evidence.factor,
        evidence=wording.grade_words(evidence.grade, say),
    )
    yield say("score_rounded")
    for level in ("worth_discussing", "possible"):
        needed = view.pack.points_needed(view.pack.benefit[scored.benefit], level)
        key = "level_takes" if needed <= points.max else "level_out_of_reach"
        yield say(key, priority=view.pack.levels[level], level=wording.level_words(level, say), n=needed)


def _state(rule: str, holding: Mapping[str, Reason], waiting: Mapping[str, Reason]) -> State:
    return "true" if rule in holding else "unknown" if rule in waiting else "false"


def _rule_lines(
    rule: PointRule, state: State, reason: Reason | None, cited: _Cited, view: View
) -> Iterator[Line]:
    """A rule that holds says why; one that does not, or may, says first where it would."""
    tone: Tone = "quiet" if state == "false" else "plain"
    points, say = wording.signed(rule.points), view.words
    head = (
        reason.because
        if reason and state == "true"
        else say("rule_where", condition=condition_words(rule.when.written, view))
    )
    yield Line(head, _MARKS[state].format(points), say(f"counts_{state}", points=points), tone=tone)
    if state != "true":
        yield Line(say("rule_would_say", because=rule.because), depth=1, tone=tone)
    if reason and reason.answers:
        answers = "; ".join(
            f"{answer_wording.ask_words(name, view)} {answer_wording.answer_words(name, value, view)}"
            for name, value in reason.answers.items()
        )
        yield Line(say("rule_looked_at", answers=answers), depth=1)
    yield Line(say("rule_from", rule=rule.id, basis=cited.words(rule.basis)), depth=1, tone="quiet")


class _Cited:
    """The sources of a section, numbered as they come up."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._numbers: dict[str, int] = {}

    def words(self, basis: Sequence[str]) -> str:
        """Where a rule comes from, sources by number."""
        names = [self._name(name) for name in basis if name != EXPERT_OPINION]
        return self._view.words.listed(
            [*names, *([self._view.words("expert_opinion")] if EXPERT_OPINION in basis else [])]
        )

    def _name(self, source: str) -> str:
        return f"[{self._numbers.setdefault(source, len(self._numbers) + 1)}]"

    def section(self) -> Iterator[PageSection]:
        """The list of sources, each with its number; nothing where there are none."""
        marks = {source: f"[{number}]" for source, number in self._numbers.items()}
        if marks:
            yield PageSection(
                self._view.words("sources_title"),
                tuple(
                    Line(_cite(source, self._view), mark, mark, tone="quiet")
                    for source, mark in marks.items()
                ),
                "under",
            )


def _cite(name: str, view: View) -> str:
    source = view.pack.sources.get(name)
    if source is None:
        return name
    key = "source" if source.checked else "source_unread"
    design = "" if source.design.startswith("not stated") else f" {capital(source.design)}."
    return f"{view.words(key, cite=source.cite)}{design} {source.link}".rstrip()
