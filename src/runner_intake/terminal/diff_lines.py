"""A comparison of two packs as lines of text, safety first. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.terminal.check_lines import answers_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.verify.diff.report import Diff, People, Safety, ScoreChange


def diff_lines(report: Diff) -> Iterator[str]:
    """The whole comparison."""
    yield f"From {report.old} to {report.new}"
    yield ""
    if report.identical:
        yield "Proved: no answers tell the two apart. Outcomes, points, levels, first steps and their order are the same for everybody."
    yield from _safety(report.safety)
    yield from _scores(report)
    yield from _steps(report)
    yield from _people(report.people, report)
    yield from _texts(report)


def _safety(safety: Safety) -> Iterator[str]:
    yield "Safety"
    for change in safety.less_severe:
        yield f"  LESS SEVERE: where {change.rule} decided, {change.before} becomes {change.after}."
        yield f"    Seen with: {answers_line(change.witness)}"
    for change in safety.more_severe:
        yield f"  More severe: where {change.rule} decides now, {change.before} becomes {change.after}."
        yield f"    Seen with: {answers_line(change.witness)}"
    if safety.no_longer_asked:
        yield f"  LESS SEVERE: these safety questions are no longer asked: {', '.join(safety.no_longer_asked)}."
    if safety.unchecked:
        yield f"  Not checked, because they look at answers as given or join too many of them: {', '.join(safety.unchecked)}."
    if safety.proved and not safety.less_severe and not safety.no_longer_asked:
        yield "  Proved: no outcome becomes less severe, whatever is answered."
    yield ""


def _scores(report: Diff) -> Iterator[str]:
    yield "Points"
    for score in report.scores:
        yield f"  {score.benefit}: {_score(score)}"
        shown = (("lowest", score.witness_lowest), ("highest", score.witness_highest), ("applies to others", score.witness_applies))
        yield from (f"    Seen ({what}) with: {answers_line(answers)}" for what, answers in shown if answers is not None)
    yield ""


def _score(score: ScoreChange) -> str:
    if score.same:
        return "proved the same for everybody"
    words = []
    if score.lowest == score.highest == 0:
        words.append("points proved the same" if score.exact else "points may differ (not checked)")
    else:
        words.append(f"points change by {score.lowest:+d} to {score.highest:+d}{'' if score.exact else ' at most (only bounds)'}")
    if not score.applies:
        words.append("it applies to other runners" if score.witness_applies is not None else "whether it applies to the same runners was not checked")
    if score.scale_changed:
        words.append("max, factor, topic or levels differ, so priorities change")
    return "; ".join(words)


def _steps(report: Diff) -> Iterator[str]:
    yield "First steps"
    for step in report.steps:
        yield f"  {step.step}: {'was' if step.before else 'was not'} due with this priority, and now {'is' if step.after else 'is not'}."
        yield f"    Seen with: {answers_line(step.witness)}"
    if report.steps_unchecked:
        yield f"  Not checked, because they join too many answers: {', '.join(report.steps_unchecked)}."
    if not report.steps and not report.steps_unchecked:
        yield "  Proved the same for everybody."
    yield ""


def _people(people: People, report: Diff) -> Iterator[str]:
    yield f"{people.runners} {'invented runners (they stand for no real population)' if people.invented else 'runners'}"
    yield f"  another outcome: {people.outcome}; other first steps: {people.first_steps}; another first suggestion: {people.first_suggestion};"
    yield f"  other suggestions or levels: {people.suggestions}; answers that one of the packs does not take: {people.not_in_both}"
    for top in report.tops:
        yield f"  First suggestion {top.before or 'none'} becomes {top.after or 'none'}."
        yield f"    Seen with: {answers_line(top.witness)}"
    if not all(score.same for score in report.scores):
        yield "  First suggestions were looked for among these runners and the ones named above; there may be more changes."
    yield ""


def _texts(report: Diff) -> Iterator[str]:
    yield "What stands differently"
    for change in report.texts:
        parts = f" ({', '.join(change.parts)})" if change.parts else ""
        yield f"  {change.kind} {change.id}: {change.change}{parts}"
    if report.only_in_one:
        yield f"  Fields that only one pack has, or of which it takes other answers: {', '.join(report.only_in_one)}."
    if not report.texts:
        yield "  Nothing."
