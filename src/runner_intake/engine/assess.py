"""Answers in, result document out: safety first, then first steps, then benefits with exact bounds and what
is still open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, get_args

from runner_intake.conditions import fields_used
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.benefits import suggestions_and_others, withheld
from runner_intake.engine.findings import finding_of
from runner_intake.engine.next_question import most_useful_first, relevant_questions
from runner_intake.engine.notices import help_lines, notices
from runner_intake.engine.plain import plain_assessment, plain_text
from runner_intake.engine.red_flags import checked
from runner_intake.engine.settled import settled_of
from runner_intake.engine.shown import ratio, shown
from runner_intake.engine.steps import first_steps, possible_first_steps
from runner_intake.pack import bundled_pack, region_of
from runner_intake.questionnaire import Saved
from runner_intake.result.assessment import Assessment, OpenFact, PackRef, Safety
from runner_intake.result.later import Later
from runner_intake.result.origins import read_origins
from runner_intake.result.shared import made
from runner_intake.vocabulary import SUGGESTING, Fact

if TYPE_CHECKING:
    from datetime import date

    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Answers
    from runner_intake.result.assessment import Answer, Origin, Settled

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
    raw = as_mapping(answers)
    return plain_assessment(raw, rules, region, today) or assess_checked(
        checked(raw, rules, region=region, file=file),
        rules,
        region=region,
        today=today,
        origins=read_origins(answers.origins) if isinstance(answers, Saved) else None,
    )


def assess_json(
    answers: object,
    pack: Pack | None = None,
    *,
    region: str | None = None,
    today: date | None = None,
    file: str = "",
) -> str:
    """The result of an intake as JSON text, byte for byte what `assess(...).model_dump_json()` gives, and
    several times as fast where many runners are assessed. Arguments and errors as for `assess`.

    >>> from runner_intake import assess, assess_json
    >>> assess_json({"age_years": 30}) == assess({"age_years": 30}).model_dump_json()
    True
    """
    rules = pack or bundled_pack()
    raw = as_mapping(answers)
    text = plain_text(raw, rules, region, today)
    return text or assess(raw, rules, region=region, today=today, file=file).model_dump_json()


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
    settled = settled_of(analysis)
    recorded = _recorded(analysis)
    values = {
        "schema_": "runner-intake/assessment/2",
        "created": today,
        "language": pack.language,
        "region": lines.code if lines else None,
        "pack": PackRef(id=pack.id, version=pack.version, sha256=pack.sha256, reviewed_by=pack.reviewed_by),
        "answers": recorded,
        "origins": {name: origin for name, origin in (origins or {}).items() if name in recorded},
        "safety": Safety(
            outcome=screening.outcome,
            findings=tuple(finding_of(rule, answers) for rule in screening.findings),
            missing=screening.missing,
            help_lines=tuple(help_lines((*screening.findings, *screening.notices), pack, lines)),
        ),
        "first_steps": first_steps(analysis.steps, answers.facts, pack.words),
        "possible_first_steps": possible_first_steps(analysis.steps, answers.facts),
        "suggestions": suggestions,
        "others": others,
        "settled": settled,
        "open": _open(analysis, settled),
        "ignored_answers": tuple(name for name in answers.ignored if not pack.questionnaire.is_private(name)),
        "description": {
            name: ratio(answers.known[name])
            for name in pack.questionnaire.derived
            if name in answers.known and analysis.scored
        },
        "notices": tuple(notices(screening, answers, pack)),
    }
    return made(Assessment, values)


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


def _open(analysis: Analysis, settled: Settled) -> Sequence[OpenFact]:
    """The facts that are not settled, each with the questions that can be asked now and can still change it,
    most useful first.
    """
    unsettled = [fact for fact in REPORTED if not getattr(settled, fact)]
    return Later(partial(_with_questions, analysis, unsettled)) if analysis.scored and unsettled else ()


def _with_questions(analysis: Analysis, facts: Sequence[Fact]) -> tuple[OpenFact, ...]:
    """These facts with their questions, where they have any."""
    relevant = relevant_questions(analysis, facts)
    order = list(most_useful_first(analysis, relevant)) if relevant else []
    return tuple(
        OpenFact(fact=fact, questions=tuple(sorted(questions, key=order.index)))
        for fact, questions in relevant.items()
    )
