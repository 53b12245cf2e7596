"""What the checker can find: a catalogue of kinds, one finding, and the report of a pack. Knows no rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from runner_intake.result.assessment import Answer, DocumentPart

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding: how bad it is, what it is, why it matters and the way out."""

    severity: Severity
    what: str
    why: str
    way_out: str


KINDS: dict[str, FindingKind] = {
    # conditions
    "V01": FindingKind(
        "error",
        "a rule that is never true",
        "It stands in the pack and does nothing.",
        "Take it out, or fix its condition.",
    ),
    "V02": FindingKind(
        "warning",
        "a rule that is always true",
        "It says nothing about a runner.",
        "Fix its condition, or take it out.",
    ),
    "V03": FindingKind(
        "warning",
        "a part of a condition that changes nothing",
        "A reader believes that it matters.",
        "Take the part out, or fix it.",
    ),
    "V04": FindingKind(
        "warning",
        "two rules with the same condition",
        "One fact is counted or said twice.",
        "Keep one of them, or join them.",
    ),
    "V05": FindingKind(
        "warning",
        "bands with a gap between them",
        "A number in the gap counts as nothing.",
        "Let the bands touch.",
    ),
    "V06": FindingKind(
        "note",
        "a safety rule that is implied by another one",
        "It never decides the outcome.",
        "Keep it for its message, or take it out.",
    ),
    # scores
    "V10": FindingKind(
        "error",
        "a wrong `max`",
        "Match and priority are shares of it.",
        "Write the best score that any answers reach.",
    ),
    "V11": FindingKind(
        "error",
        "a declared monotone field that is not",
        "More of it can lower the score (or raise it).",
        "Fix the rules, or drop the promise.",
    ),
    "V12": FindingKind(
        "note",
        "a level that nobody can reach",
        "The benefit is weaker than its scorecard looks.",
        "Check that this is meant.",
    ),
    "V13": FindingKind(
        "warning",
        "a level that everybody has",
        "The questions decide nothing.",
        "Fix the scorecard or its `requires`.",
    ),
    "V14": FindingKind(
        "warning",
        "a benefit that can never be first",
        "It always stands behind another one.",
        "Check that this is meant.",
    ),
    # promises
    "V15": FindingKind(
        "error",
        "a level above what is promised",
        "Whoever relies on `never_above` believes it cannot be.",
        "Fix the points, or drop the promise.",
    ),
    "V16": FindingKind(
        "error",
        "worth discussing on very low evidence",
        "Runners would hear more than is known.",
        "Fix the points or the factor, or promise less with `never_above`.",
    ),
    "V17": FindingKind(
        "error",
        "a suggestion that a finding rules out",
        "One part of the page says no, another says yes.",
        "Let `requires` of the benefit leave these runners out, or fix `rules_out`.",
    ),
    "V18": FindingKind(
        "error",
        "advice to load beside a finding that forbids it",
        "Whoever follows it may be hurt.",
        "Leave these runners out of the step, or fix `loading` and `no_loading`.",
    ),
    # questions and outcomes
    "V20": FindingKind(
        "note",
        "a question that no rule looks at",
        "The runner answers it for nothing.",
        "Use it, take it out, or say why it is asked.",
    ),
    "V21": FindingKind(
        "error", "a question that is never asked", "Its gate is true for nobody.", "Fix the gate."
    ),
    "V22": FindingKind(
        "warning",
        "a safety question that waits for an ordinary one",
        "It cannot be asked before the other one is answered, which then is asked of everyone too.",
        "Make the other question a safety question, or change the gate.",
    ),
    "V23": FindingKind(
        "warning",
        "an outcome that no answers give",
        "Its rules protect nobody.",
        "Fix the rules that lead to it, or the worse ones above it.",
    ),
    "V24": FindingKind(
        "warning",
        "a sign that leads to nothing",
        "Whoever ticks it hears nothing about it.",
        "Write a rule for it, or take the option out.",
    ),
    "V25": FindingKind(
        "warning",
        "a list of more than 11 options",
        "It does not fit on a small screen.",
        "Split the question, or set `may_scroll: true`.",
    ),
    # sources and texts
    "V30": FindingKind(
        "note",
        "a source that was not read in the original",
        "It may say something else.",
        "Read it, and set `checked: true`.",
    ),
    "V31": FindingKind(
        "warning",
        "evidence that is due for review",
        "Newer trials may say something else.",
        "Review it, and change `reviewed`.",
    ),
    "V32": FindingKind(
        "note",
        "a source that nothing names",
        "Nobody sees it.",
        "Name it as the basis of a rule, or take it out.",
    ),
    "V33": FindingKind(
        "warning",
        "a text with a word that promises too much",
        "Runners would believe more than is known.",
        "Say what was found, and how sure that is.",
    ),
    "V34": FindingKind(
        "warning",
        "a text that is hard to read",
        "Many runners would not follow it.",
        "Write shorter sentences and shorter words.",
    ),
    # translations
    "V35": FindingKind(
        "warning",
        "a text without a translation",
        "Runners would read it in another language.",
        "Write the text that stands for it.",
    ),
    "V36": FindingKind(
        "warning",
        "a translation of a text that is not there",
        "The text was changed, and its translation was not.",
        "Translate the new text, or take this one out.",
    ),
    # the checker itself
    "V40": FindingKind(
        "warning",
        "a waiver that fits nothing",
        "What it allowed is gone, or has another name.",
        "Take the waiver out.",
    ),
    "V41": FindingKind(
        "note",
        "something that was not checked",
        "It was too large to look at every combination of answers.",
        "Make it simpler, or check it by hand.",
    ),
}
"""Every kind of finding by its code. What already keeps a pack from loading has a code P01 to P18
(`docs/reference/errors.md`).
"""


class CheckFinding(DocumentPart):
    """One thing found: its kind, where (`where` is the id of a rule, question, benefit or source; `place` is
    file:line:column), and what.

    `witness` is a set of answers that shows it, `beside` a second one where it takes two; None where there is
    nothing to show.
    """

    code: str
    severity: Severity
    where: str
    place: str
    what: str
    why: str
    way_out: str
    witness: Mapping[str, Answer] | None = None
    beside: Mapping[str, Answer] | None = None
    waived: str | None = None


class Range(DocumentPart):
    """The lowest and the highest score of a benefit over all answers of runners to whom it applies; `exact`
    is False where it is only a bound.
    """

    low: int
    high: int
    max: int
    exact: bool


class CheckReport(DocumentPart):
    """What the checker found in a pack: errors, warnings and notes, worst first; waived ones carry their
    reason.
    """

    pack: str
    version: str
    today: str
    findings: tuple[CheckFinding, ...]
    ranges: Mapping[str, Range]

    @property
    def open(self) -> tuple[CheckFinding, ...]:
        """The errors and warnings that are not waived."""
        return tuple(
            finding for finding in self.findings if finding.severity != "note" and not finding.waived
        )


ShownBy = Mapping[str, Answer] | None


def found(
    code: str, at: tuple[str, str], what: str, witness: ShownBy = None, beside: ShownBy = None
) -> CheckFinding:
    """A finding of a kind; `at` is where and in which place of which file."""
    kind, (where, place) = KINDS[code], at
    return CheckFinding(
        code=code,
        severity=kind.severity,
        where=where,
        place=place,
        what=what,
        why=kind.why,
        way_out=kind.way_out,
        witness=witness,
        beside=beside,
    )
