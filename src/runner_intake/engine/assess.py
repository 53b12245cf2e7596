"""Answers in, result document out: safety first, then first steps, then benefits with exact bounds and what
is still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args

from runner_intake.conditions import evidence, fields_used
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.benefits import suggestions_and_others, withheld
from runner_intake.engine.next_question import most_useful_first, relevant_questions
from runner_intake.engine.notices import help_lines, notices
from runner_intake.engine.open_facts import Fact
from runner_intake.engine.red_flags import checked
from runner_intake.engine.shown import ratio, shown, told
from runner_intake.engine.steps import first_steps, possible_first_steps
from runner_intake.pack import bundled_pack, region_of
from runner_intake.questionnaire import Saved
from runner_intake.result.assessment import Assessment, Because, Finding, OpenFact, PackRef, Safety, Settled
from runner_intake.result.origins import read_origins
from runner_intake.vocabulary import EXPERT_OPINION, SUGGESTING

if TYPE_CHECKING:
    from datetime import date

    from runner_intake.pack import Pack, SafetyRule
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import Answer, Origin

_NOTHING_SETTLED = Settled(
    safety=False, first_steps=False, top=False, list=False, levels=False, full=False, exact=False
)
REPORTED: tuple[Fact, ...] = tuple(fact for fact in get_args(Fact) if fact != "leading_steps")
"""The facts that a document calls settled or open."""


def assess(
    answers: object,
    pack: Pack | None = None,
    *,
    region: str | None = None,
    today: date | None = None,
    file: str = "",
) -> Assessment:
    """The result of an intake.

    `answers` maps field to value, or is a RunnerAnswers; a missing field or None means not known, never "no".
    `pack` is the rule pack (the bundled one by default), `region` the code of the country or region whose
    help lines are named (all by default), `today` the day that the document says it was made on (none by
    default: there is no clock inside), `file` the name of the source in error messages. Raises IntakeError
    with every problem if answers cannot be used (its `red_flags` are the emergencies that are certain all the
    same), and L01 for a region that the pack does not know.

    >>> from runner_intake import assess
    >>> assess({}).safety.outcome
    'incomplete'
    """
    rules = pack or bundled_pack()
    return assess_checked(
        checked(as_mapping(answers), rules, region=region, file=file),
        rules,
        region=region,
        today=today,
        origins=read_origins(answers.origins) if isinstance(answers, Saved) else None,
    )


def as_mapping(answers: object) -> object:
    """A RunnerAnswers as a mapping of the fields that were set; anything else as it is."""
    dump = getattr(answers, "model_dump", None)
    return dump(exclude_none=True) if callable(dump) and not isinstance(answers, Mapping) else answers


def assess_checked(
    answers: Answers,
    pack: Pack,
    *,
    region: str | None = None,
    today: date | None = None,
    origins: Mapping[str, Origin] | None = None,
) -> Assessment:
    """The result of answers that are in normal form already; `region` and `today` as in `assess`. `origins`
    says of some answers that they come from the runner's files.
    """
    lines = region_of(region, pack)
    analysis = Analysis(answers, pack)
    screening = analysis.screening
    if screening.outcome in SUGGESTING:
        conditions = tuple(rule.condition for rule in screening.findings if rule.condition)
        suggestions, others = suggestions_and_others(analysis.guarantees, answers, conditions)
    else:
        suggestions, others = (), withheld(pack.benefits)
    settled = _settled(analysis)
    recorded = _recorded(analysis)
    return Assessment(
        created=today,
        language=pack.language,
        region=lines.code if lines else None,
        pack=PackRef(id=pack.id, version=pack.version, sha256=pack.sha256, reviewed_by=pack.reviewed_by),
        answers=recorded,
        origins={name: origin for name, origin in (origins or {}).items() if name in recorded},
        safety=Safety(
            outcome=screening.outcome,
            findings=tuple(_finding(rule, answers) for rule in screening.findings),
            missing=screening.missing,
            help_lines=tuple(help_lines(screening, pack, lines)),
        ),
        first_steps=first_steps(analysis.steps, answers.facts),
        possible_first_steps=possible_first_steps(analysis.steps, answers.facts),
        suggestions=suggestions,
        others=others,
        settled=settled,
        open=_open(analysis, settled),
        ignored_answers=answers.ignored,
        description={
            name: ratio(answers.known[name])
            for name in pack.questionnaire.derived
            if name in answers.known and analysis.scored
        },
        notices=tuple(notices(screening, answers, pack)),
    )


def _recorded(analysis: Analysis) -> dict[str, Answer]:
    """The answers as given, in normal form and in the order of asking, without private ones; without consent
    none but that.
    """
    answers, questionnaire = analysis.answers, analysis.pack.questionnaire
    names = [
        name for name in questionnaire.fields if name in answers.given and not questionnaire.is_private(name)
    ]
    if analysis.outcome == "consent_needed":
        refused = frozenset[str]().union(
            *(fields_used(rule.when.written) for rule in analysis.screening.findings)
        )
        names = [name for name in names if name in refused]
    return {name: shown(name, answers.given[name], answers) for name in names}


def _finding(rule: SafetyRule, answers: Answers) -> Finding:
    because = [
        Because(field=name, value=shown(name, value, answers))
        for name, value in evidence(rule.when.written, answers.seen, answers.given)
        if not answers.questionnaire.is_private(name)
    ]
    assert rule.outcome is not None
    sources = tuple(name for name in rule.basis if name != EXPERT_OPINION)
    return Finding(
        rule=rule.id,
        outcome=rule.outcome,
        message=told(rule.message, rule.parts, answers.facts),
        because=tuple(because),
        sources=sources,
    )


def _settled(analysis: Analysis) -> Settled:
    """What no further answer can change. A contradiction is asked again, not completed, so it does not count
    as a completion.
    """
    if not analysis.scored:
        return _NOTHING_SETTLED
    complete = analysis.outcome != "incomplete"
    guarantees = analysis.guarantees
    return Settled(
        safety=complete and not analysis.open_safety and not analysis.safety_hangs_on,
        first_steps=complete
        and not analysis.open_steps
        and not analysis.open_special
        and not analysis.steps_hang_on,
        top=guarantees.top,
        list=guarantees.shown_list,
        levels=guarantees.levels,
        full=guarantees.full,
        exact=analysis.bounds.exact and not analysis.answers.work.exceeded,
    )


def _open(analysis: Analysis, settled: Settled) -> tuple[OpenFact, ...]:
    """The facts that are not settled, each with the questions that can be asked now and can still change it,
    most useful first.
    """
    if not analysis.scored:
        return ()
    guarantees = settled.model_dump()
    relevant = relevant_questions(analysis, [fact for fact in REPORTED if not guarantees[fact]])
    order = list(most_useful_first(analysis, relevant)) if relevant else []
    return tuple(
        OpenFact(fact=fact, questions=tuple(sorted(questions, key=order.index)))
        for fact, questions in relevant.items()
    )
