"""A whole pack as one page of Markdown, for reviewers: everything with an anchor, scorecards as tables,
sources linked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.conditions import ALWAYS
from runner_intake.present.wording import signed
from runner_intake.review.conditions import condition_words
from runner_intake.review.entries import answer_words
from runner_intake.vocabulary import EXPERT_OPINION, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner_intake.conditions import Condition
    from runner_intake.pack import Benefit, FirstStepRules, Note, Pack, PointRule, SafetyRule, StepRule
    from runner_intake.questionnaire import Question


def catalogue(pack: Pack) -> str:
    """The page: questions, safety rules, benefits, first steps, sources."""
    return "\n".join(_lines(pack)).rstrip() + "\n"


def _lines(pack: Pack) -> Iterator[str]:
    reviewed = (
        f"Reviewed by {pack.reviewed_by}." if pack.reviewed_by else "**Not yet reviewed by a clinician.**"
    )
    yield from (f"# The rules of {pack.id} {pack.version}", "")
    yield from (f"Made from the rule files ({pack.date}) by `runner-intake rules docs`. {reviewed}", "")
    yield from (
        (
            "A test on a question that is not asked is false, and so is its opposite. Something not known is "
            'never "no".'
        ),
        "",
    )
    yield from (
        (
            "[Questions](#questions) · [Safety](#safety) · [Benefits](#benefits) · [First "
            "steps](#first-steps) · [Sources](#sources)"
        ),
        "",
    )
    yield from ("## Questions", "")
    for section in pack.questionnaire.sections:
        yield from (f"### {section.title}", "", section.intro.strip(), "")
        for question in section.questions:
            yield from _question(question, pack)
    yield from ("## Safety", "", "Worst outcome first.", "")
    for outcome in (*OUTCOMES, None):
        rules = [rule for rule in pack.safety if rule.outcome == outcome]
        if rules:
            yield from (f"### Outcome {outcome}" if outcome else "### Notices", "")
            for rule in rules:
                yield from _safety(rule, pack)
    yield from ("## Benefits", "")
    for benefit in pack.benefits:
        yield from _benefit(benefit, pack)
    yield from ("## First steps", "")
    for step in pack.steps:
        yield from _step(step, pack)
    yield from ("## Sources", "")
    yield from _sources(pack)


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


def _question(question: Question, pack: Pack) -> Iterator[str]:
    yield from (f"{_anchor(question.id)}**`{question.id}`** {question.ask}", "")
    if question.help:
        yield f"- Help: {question.help.strip()}"
    yield f"- Why we ask: {question.why.strip()}"
    if question.safety:
        yield "- Safety question: everybody is asked, and nothing is suggested while it is open."
    if question.when != ALWAYS:
        yield f"- Asked if {_words(question.when, pack)}."
    for field in question.fields:
        name = "" if field.id == question.id else f"{_anchor(field.id)}`{field.id}` {field.ask} "
        private = " Never saved, shown or passed on." if field.private else ""
        yield f"- {name}Answer: {answer_words(field)}.{private}"
        yield from (f"  - `{code}`: {label}" for code, label in field.options.items())
    for derived in question.derived:
        ratio = f"`{derived.dividend}` divided by `{derived.divisor}`"
        yield f"- {_anchor(derived.id)}`{derived.id}`: {derived.title}, {ratio}"
    yield ""


def _safety(rule: SafetyRule, pack: Pack) -> Iterator[str]:
    yield from (f"{_anchor(rule.id)}**{rule.id}** if {_words(rule.when.written, pack)}", "")
    yield f"- Says: {rule.message.strip()}"
    yield from (f"- Adds where {_words(part.when.written, pack)}: {part.text.strip()}" for part in rule.parts)
    if rule.condition:
        yield f"- Every suggestion carries: {rule.condition.strip()}"
    if rule.lines:
        yield f"- Names the {rule.lines} lines."
    yield from (f"- Basis: {_basis(rule.basis)}", "")


def _benefit(benefit: Benefit, pack: Pack) -> Iterator[str]:
    evidence = benefit.evidence
    yield from (f"{_anchor(benefit.id)}", "", f"### {benefit.title}", "")
    yield f"- Claim: {benefit.claim.strip()}"
    yield f"- What is known: {benefit.verdict.strip()}"
    yield from (
        f"- Added where {_words(note.when.written, pack)}: {note.text.strip()}{_own_evidence(note)}"
        for note in benefit.notes
    )
    grade, support = evidence.grade.replace("_", " "), evidence.support.replace("_", " ")
    yield (
        f"- Evidence: {grade}, {support}, factor {evidence.factor} per cent, reviewed {evidence.reviewed}: "
        f"{_basis(evidence.sources)}"
    )
    yield (
        f"- Applies if {_words(benefit.requires.written, pack)}."
        if benefit.requires.written != ALWAYS
        else "- Applies to everybody."
    )
    yield f"- Best score: {benefit.max}."
    yield from (
        f"- More of `{name}` never {'lowers' if way == 'up' else 'raises'} the score."
        for name, way in benefit.monotone.items()
    )
    yield from ("", "| rule | if | points | because | basis |", "|---|---|---|---|---|")
    for rule in benefit.rules:
        cells = (
            f"{_anchor(rule.id)}`{rule.id}`",
            _words(rule.when.written, pack),
            signed(rule.points),
            _because(rule, pack),
            _basis(rule.basis),
        )
        yield _row(cells)
    yield ""


def _own_evidence(note: Note) -> str:
    """The grade and sources that take the place of the benefit's."""
    grade = [note.grade.replace("_", " ")] if note.grade else []
    details = [*grade, *([_basis(note.sources)] if note.sources else [])]
    return f" (Evidence there: {': '.join(details)}.)" if details else ""


def _because(rule: PointRule | StepRule, pack: Pack) -> str:
    """The reason, and what is added where one of several holds."""
    parts = (f"Where {_words(part.when.written, pack)}: {part.text.strip()}" for part in rule.parts)
    return " ".join((rule.because.strip(), *parts))


def _step(step: FirstStepRules, pack: Pack) -> Iterator[str]:
    yield from (
        f"{_anchor(step.id)}",
        "",
        f"### {step.title}",
        "",
        "| rule | if | priority | because | basis |",
        "|---|---|---|---|---|",
    )
    for rule in step.rules:
        condition = _words(rule.when.written, pack) if rule.when.written != ALWAYS else "always"
        when = f"at the outcome {rule.outcome}: {condition}" if rule.outcome else condition
        yield _row(
            (
                f"{_anchor(rule.id)}`{rule.id}`",
                when,
                str(rule.priority),
                _because(rule, pack),
                _basis(rule.basis),
            )
        )
    yield ""


def _sources(pack: Pack) -> Iterator[str]:
    yield from (
        "| source | what it is | what it found | direction | read in the original |",
        "|---|---|---|---|---|",
    )
    for source in pack.sources.values():
        links = ", ".join(
            f"{name} {value}"
            for name, value in (("doi", source.doi), ("pmid", source.pmid), ("pmc", source.pmc))
            if value
        )
        what = f"{source.cite}{f' ({links})' if links else ''}; {source.design}; {source.population}"
        yield _row(
            (
                f"{_anchor(source.id)}`{source.id}`",
                what,
                f"{source.finding} ({source.figure})",
                source.direction,
                "yes" if source.checked else "no",
            )
        )


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/').replace(chr(10), ' ') for cell in cells)} |"


def _words(condition: Condition, pack: Pack) -> str:
    return condition_words(condition, pack.questionnaire)


def _basis(names: Sequence[str]) -> str:
    return ", ".join("expert opinion" if name == EXPERT_OPINION else f"[{name}](#{name})" for name in names)
