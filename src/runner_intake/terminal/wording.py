"""A result in plain words: sections of lines that every front end draws in its own way. Knows the document and the pack, and no screen.

Every sentence about a result stands here once. It says what these rules found in these answers; it never says what a runner has, or what
needling will do. Of withheld benefits it knows the titles only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, assert_never, get_args

from runner_intake.assessment import Other, Points, Suggestion, Withheld
from runner_intake.conditions import fields_used
from runner_intake.engine.notices import help_lines
from runner_intake.vocabulary import SUGGESTING, Grade, Level, Lines, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.assessment import Answer, Assessment, Because, FirstStep, Reason
    from runner_intake.pack import Pack

Tone = Literal["plain", "strong", "quiet"]
Frame = Literal["rule", "under", "calm", "care", "alert"]
Scored = Suggestion | Other

BULLET = "•"
MOST_NAMED = 3
"""How much that is still open is told in full before it is cut short."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thought. `mark` stands before it (a number, signed points), `spoken` is that mark in words, for those who listen.

    `figure` is what a front end that draws may show beside the text. A line with `drawn` explains such figures; others leave it out.
    """

    text: str
    mark: str = ""
    spoken: str = ""
    depth: int = 0
    tone: Tone = "plain"
    figure: Points | Grade | None = None
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines. `frame` says how they stand: as an ordinary part, under the part before, or set apart so that nobody misses them."""

    title: str
    lines: tuple[Line, ...]
    frame: Frame = "rule"


def page(result: Assessment, pack: Pack) -> tuple[Section, ...]:
    """The whole result in the order of reading; sections with nothing to say are left out."""
    help_first = result.safety.outcome == "emergency"
    sections = (
        *(_help_sections(result, pack) if help_first else ()),
        safety_section(result, pack),
        _steps_section(result),
        *_suggestions_sections(result, pack),
        _others_section(result, pack),
        _open_section(result, pack),
        _unused_section(result, pack),
        _numbers_section(result, pack),
        _notices_section(result, pack, with_help=not help_first),
    )
    return tuple(section for section in sections if section.lines)


def bullet(text: str, depth: int = 0, tone: Tone = "plain") -> Line:
    """A line of a list without an order."""
    return Line(text, BULLET, "-", depth, tone)


# --- safety -----------------------------------------------------------------------------------------------------------------

_OUTCOMES: dict[Outcome, str] = {
    "emergency": "Get help now. Everything else can wait.",
    "consent_needed": "You said no to the use of your answers, so nothing was worked out from them.",
    "urgent": "See a doctor before you run or have any needling.",
    "incomplete": "Some answers about safety are still missing, so nothing is suggested yet.",
    "guardian_needed": "A parent or guardian has to agree before anything with needles is suggested.",
    "clarify": "Some of your answers do not fit together. Please check them first.",
    "declined": "You do not want needles, so nothing with needles is suggested.",
    "hold": "Ask the team that looks after you first. Until they agree, nothing with needles is suggested.",
    "discuss": "There are things to tell the practitioner before any needling.",
    "adapt": "There are limits on how or where needling may be done.",
    "clear": "By these rules, nothing in your answers has to be checked first. They know only what you answered, so keep listening to your body.",
}

_UNTIL: dict[Outcome, str] = {
    "emergency": "until you have had help",
    "consent_needed": "until you agree to the use of your answers",
    "urgent": "until a doctor has seen you",
    "incomplete": "until the safety questions are answered",
    "guardian_needed": "until a parent or guardian agrees",
    "clarify": "until the answers that do not fit together are put right",
    "declined": "as long as you do not want needles",
    "hold": "until the team that looks after you agrees",
}

_FRAMES: dict[Outcome, Frame] = {"emergency": "alert", "urgent": "alert", "consent_needed": "calm", "declined": "calm", "clear": "calm"}


def safety_section(result: Assessment, pack: Pack) -> Section:
    """The outcome, what was found in which answers, and what is still to be asked."""
    safety = result.safety
    lines = [Line(outcome_words(safety.outcome), tone="strong")]
    for finding in safety.findings:
        lines.append(bullet(finding.message))
        lines += [Line(text, depth=1, tone="quiet") for text in because_words(finding.because, pack)]
    if safety.missing:
        lines.append(Line(missing_words(safety.outcome), tone="strong"))
        lines += [bullet(ask_words(name, pack)) for name in safety.missing]
    return Section("Safety first", tuple(lines), _FRAMES.get(safety.outcome, "care"))


def outcome_words(outcome: Outcome) -> str:
    """What the safety check comes to."""
    return _OUTCOMES[outcome]


def until_words(outcome: Outcome) -> str:
    """How long nothing is said about the benefits."""
    return _UNTIL.get(outcome, "for now")


def missing_words(outcome: Outcome) -> str:
    """What leads to the safety questions that are open."""
    return "Please answer:" if outcome == "incomplete" else "The safety check is not finished. Please answer as well:"


def because_words(because: Sequence[Because], pack: Pack) -> list[str]:
    """The answers behind a finding as one sentence; nothing where they are kept private."""
    told = [_told(each, pack) for each in because]
    return [f"{'Your answer' if len(told) == 1 else 'Your answers'}: {'; '.join(told)}"] if told else []


def _told(because: Because, pack: Pack) -> str:
    field = pack.questionnaire.fields.get(because.field)
    answer = answer_words(because.field, because.value, pack)
    ticked = field is not None and field.kind == "multi_choice" and isinstance(because.value, str)
    return answer if ticked else f"{ask_words(because.field, pack)} {answer}"


# --- first steps ------------------------------------------------------------------------------------------------------------


def _steps_section(result: Assessment) -> Section:
    """The certain steps with their reasons, then the possible ones; of many possible ones only the names, or the page gets too long."""
    certain = [step for step in result.first_steps if step.certain]
    possible = [step for step in result.first_steps if not step.certain]
    lines = [line for number, step in enumerate(certain, 1) for line in _step_lines(step, f"{number}.")]
    if not lines and result.safety.outcome in SUGGESTING:
        lines.append(Line("By these rules nothing else surely has to come first." if possible else "By these rules nothing else has to come first."))
    if possible:
        lines.append(Line("Perhaps, depending on what is still open", tone="strong"))
        named = [_step_lines(step, BULLET) for step in possible]
        lines += [line for each in named for line in (each if len(named) <= MOST_NAMED else each[:1])]
    return Section("First steps", tuple(lines))


def _step_lines(step: FirstStep, mark: str) -> tuple[Line, Line]:
    because = step.because if step.certain else f"In that case: {step.because}"
    return Line(step.title, mark, mark.replace(BULLET, "-"), tone="strong"), Line(because, depth=1)


# --- suggestions ------------------------------------------------------------------------------------------------------------

_LEVELS: dict[Level, str] = {"worth_discussing": "worth discussing", "possible": "possible", "not_suggested": "not suggested"}
_GRADES: dict[Grade, str] = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}


def level_words(level: Level) -> str:
    """The level of a benefit."""
    return _LEVELS[level]


def grade_words(grade: Grade) -> str:
    """How good the evidence is."""
    return f"evidence: {_GRADES[grade]}"


def points_words(points: Points) -> str:
    """How many of the points the answers reach: one number or two, never below 0."""
    return f"fits {range_words(max(0, points.low), max(0, points.high))} of {points.max} points"


def range_words(low: int, high: int) -> str:
    """One number, or the two between which it lies."""
    return f"{low}" if low == high else f"between {low} and {high}"


def sources_words(names: Sequence[str], pack: Pack) -> str:
    """How many sources there are, and how many of them have not been read in the original."""
    unread = sum(name in pack.sources and not pack.sources[name].checked for name in names)
    count = f"Based on {len(names)} {'source' if len(names) == 1 else 'sources'}"
    return f"{count}, {unread} of them not yet read in the original." if unread else f"{count}."


def signed(points: int) -> str:
    """Points with their sign."""
    return f"{points:+d}"


def nothing_words(result: Assessment) -> tuple[str, str]:
    """That nothing is suggested, said as an answer of its own."""
    if not result.settled.list:
        return "By these rules there is nothing to suggest so far.", "Answers that are still open could change this."
    more = " The first steps above matter more." if any(step.certain for step in result.first_steps) else ""
    return (
        "By these rules there is nothing to suggest, and that is a full answer.",
        f"Every benefit was looked at. None fits your answers well enough for what is known about it.{more}",
    )


def _suggestions_sections(result: Assessment, pack: Pack) -> list[Section]:
    if result.safety.outcome not in SUGGESTING:
        return []
    if not result.suggestions:
        head, more = nothing_words(result)
        return [Section("Suggestions", (Line(head, tone="strong"), Line(more)))]
    intro = Line("Needling is at most an add-on to what comes first. By these rules you could talk about:")
    legend = Line(_legend(result), tone="quiet", drawn=True)
    return [Section("Suggestions", (intro, legend)), *(_suggestion(each, pack) for each in result.suggestions)]


def _legend(result: Assessment) -> str:
    """What the figures beside match and evidence mean."""
    is_open = any(each.points.low != each.points.high for each in result.suggestions)
    dots = "Dots: how well your answers fit these rules" + (" (dotted: still open). " if is_open else ". ")
    return f"{dots}Letter: how good the evidence is, from A (strong) to D (very weak)."


def _suggestion(suggestion: Suggestion, pack: Pack) -> Section:
    evidence = suggestion.evidence
    lines = [
        Line(points_words(suggestion.points), figure=suggestion.points),
        Line(grade_words(evidence.grade), figure=evidence.grade),
        *(reason_line(reason) for reason in suggestion.reasons if reason.state == "true"),
        *_open_reason_lines(suggestion, pack),
        *(Line(text) for text in outlook_words(suggestion, pack)),
        Line(f"What is known: {evidence.verdict}"),
    ]
    if suggestion.conditions:
        lines += [Line("Only on these conditions:"), *(bullet(condition) for condition in suggestion.conditions)]
    lines.append(Line(sources_words(evidence.sources, pack), tone="quiet"))
    return Section(f"{suggestion.rank}. {suggestion.title}: {level_words(suggestion.level)}", tuple(lines), "under")


def reason_line(reason: Reason, depth: int = 0) -> Line:
    """A reason that counts, after its signed points."""
    points = signed(reason.points)
    return Line(reason.because, points, f"{'For' if reason.points > 0 else 'Against'} it, {points}:", depth)


def _open_reason_lines(scored: Scored, pack: Pack) -> list[Line]:
    """What may still count, one line for the rules that wait for the same questions."""
    waiting: dict[tuple[str, ...], set[int]] = {}
    for reason in scored.reasons:
        if reason.state == "unknown":
            waiting.setdefault(_waits_for(scored, reason, pack), set()).add(reason.points)
    told = [(listed([signed(each) for each in sorted(points)], "or"), asks_words(names, pack)) for names, points in waiting.items()]
    return [Line(f"may still count ({points}), once we know {asks}", "(±)", "Open (±):") for points, asks in told]


# --- what is open -----------------------------------------------------------------------------------------------------------


def outlook_words(scored: Scored, pack: Pack) -> list[str]:
    """What open answers can still do to a benefit that applies; nothing where its points and its place are fixed."""
    highest = pack.level(pack.benefit[scored.benefit], scored.points.high)
    if scored.settled:
        fixed = "this does not change" if scored.level == "not_suggested" else f"it stays {level_words(scored.level)}"
        return [] if scored.points.low == scored.points.high else [f"Whatever the open answers are, {fixed}."]
    if highest != scored.level:
        return [f"Depending on the open answers, it could still become {level_words(highest)}."]
    return ["Depending on the open answers, its place could still change."]


def open_fields(scored: Scored, result: Assessment, pack: Pack) -> tuple[str, ...]:
    """The questions that a benefit waits for: those the document names, most useful first, else all in the order of asking."""
    waiting = _waiting(scored, pack)
    if isinstance(scored, Other) and scored.why == "undecided":
        anywhere = {name for each in scored_benefits(result) for name in _waiting(each, pack)}.union(*(fact.questions for fact in result.open))
        waiting = anywhere.intersection(pack.questionnaire.in_order(fields_used(pack.benefit[scored.benefit].requires.written))) or waiting
    named = dict.fromkeys(name for fact in result.open for name in fact.questions if name in waiting)
    return tuple(named) or pack.questionnaire.in_order(waiting)


def scored_benefits(result: Assessment) -> tuple[Scored, ...]:
    """The benefits of which something is said, in the order of the document."""
    return *result.suggestions, *(other for other in result.others if isinstance(other, Other))


def _waiting(scored: Scored, pack: Pack) -> set[str]:
    return {name for reason in scored.reasons if reason.state == "unknown" for name in _waits_for(scored, reason, pack)}


def _waits_for(scored: Scored, reason: Reason, pack: Pack) -> tuple[str, ...]:
    """The fields that an open rule looks at and that have no answer yet."""
    rule = next(rule for rule in pack.benefit[scored.benefit].rules if rule.id == reason.rule)
    return pack.questionnaire.in_order(fields_used(rule.when.written) - reason.answers.keys())


def _open_section(result: Assessment, pack: Pack) -> Section:
    """What is settled and what is not, wherever the ordinary first steps are shown."""
    title = "What is still open"
    if result.safety.outcome in pack.special_outcomes or not _anything_open(result):
        return Section(title, ())
    claims = _claims(result)
    changing, fixed = ([name for name, is_fixed in claims.items() if is_fixed == wanted] for wanted in (False, True))
    if not changing:
        return Section(title, (Line(f"Some questions are open, but by these rules no answer can change {listed(fixed, 'or')}."),))
    lines = [Line(f"Open answers can still change {listed(changing)}.")]
    if fixed:
        lines.append(Line(f"Settled by these rules, whatever the open answers are: {listed(fixed)}."))
    if not result.settled.exact:
        lines.append(Line("More may be settled than is said here, because there were too many open answers to look at all of them."))
    return Section(title, (*lines, *_question_lines(result, pack)))


def _claims(result: Assessment) -> dict[str, bool]:
    """What can be settled, in words, and whether it is. Nothing about benefits that are withheld."""
    settled = result.settled
    claims = {"what the safety check found": settled.safety, "the first steps": settled.first_steps}
    if result.safety.outcome not in SUGGESTING:
        return claims
    first = "which benefit comes first" if result.suggestions else "whether anything is suggested"
    return claims | {first: settled.top, "the list of suggestions": settled.list, "how strongly each benefit is suggested": settled.levels}


def _anything_open(result: Assessment) -> bool:
    waiting = any(reason.state == "unknown" for scored in scored_benefits(result) for reason in scored.reasons)
    return bool(result.open) or waiting or not all(_claims(result).values())


def _question_lines(result: Assessment, pack: Pack) -> list[Line]:
    """The open questions that the document names, most useful first."""
    names = tuple(dict.fromkeys(name for fact in result.open for name in fact.questions))
    shown = [bullet(ask_words(name, pack)) for name in names[: 2 * MOST_NAMED]]
    more = [Line(f"and {len(names) - len(shown)} more")] if len(names) > len(shown) else []
    return [Line("These questions can change it, the most useful first:"), *shown, *more] if shown else []


# --- the other benefits -----------------------------------------------------------------------------------------------------


def _others_section(result: Assessment, pack: Pack) -> Section:
    withheld = [other.title for other in result.others if isinstance(other, Withheld)]
    if withheld:
        head = Line(f"Nothing is said about these {until_words(result.safety.outcome)}:")
        return Section("Benefits", (head, *(bullet(title) for title in withheld)))
    others = [other for other in result.others if isinstance(other, Other)]
    lines = [line for other in others if other.why != "not_applicable" for line in _other_lines(other, result, pack)]
    unfitting = [bullet(other.title) for other in others if other.why == "not_applicable"]
    if unfitting:
        lines += [Line("Your answers do not describe these, so there is nothing to weigh up:"), *unfitting]
    return Section("Not suggested, and why", tuple(lines))


def _other_lines(other: Other, result: Assessment, pack: Pack) -> list[Line]:
    """A benefit that is not suggested, why not, and where it fits too little, what counted against it."""
    against = [reason for reason in other.reasons if other.why == "below_threshold" and reason.state == "true" and reason.points < 0]
    return [
        bullet(other.title, tone="strong"),
        *(Line(text, depth=1) for text in why_words(other, result, pack)),
        *(reason_line(reason, 1) for reason in against),
    ]


def why_words(other: Other, result: Assessment, pack: Pack) -> list[str]:
    """Why a benefit is not suggested."""
    match other.why:
        case "not_applicable":
            return ["Your answers do not describe this, so there is nothing to weigh up."]
        case "undecided":
            needed = open_fields(other, result, pack)
            return [f"It is still open whether this applies to you. To tell, we would need to know {asks_words(needed, pack)}"]
        case "below_threshold":
            return [_too_little(other, pack), *outlook_words(other, pack), *_depends(other, result, pack)]
        case "covered_by":
            cover = pack.benefit[other.covered_by].title if other.covered_by else ""
            covered = f"Covered by “{cover}”. Both are about the same thing, and that one comes first by these rules."
            return [f"{covered} {_fit(other)}", *outlook_words(other, pack)]
        case "withheld":
            return []
    assert_never(other.why)


def _too_little(other: Other, pack: Pack) -> str:
    needed = points_needed(other.benefit, "possible", pack)
    why = f"it takes {needed} to be possible" if needed <= other.points.max else "evidence this weak is never suggested"
    return f"{_fit(other)} By these rules {why}."


def _fit(other: Other) -> str:
    return f"It {points_words(other.points)} ({grade_words(other.evidence.grade)})."


def _depends(other: Other, result: Assessment, pack: Pack) -> list[str]:
    """The questions that could still lift a benefit that fits too little."""
    names = () if other.settled else open_fields(other, result, pack)
    return [f"It will be settled once we know {asks_words(names, pack)}"] if names else []


def points_needed(benefit: str, level: Literal["worth_discussing", "possible"], pack: Pack) -> int:
    """The fewest points that reach a level, exact; more than the highest score where it cannot be reached."""
    of = pack.benefit[benefit]
    return -(-pack.levels[level] * of.max // of.evidence.factor)


# --- the rest ---------------------------------------------------------------------------------------------------------------


def _unused_section(result: Assessment, pack: Pack) -> Section:
    asks = [bullet(ask_words(name, pack)) for name in result.ignored_answers]
    head = Line("Because of your other answers these questions do not apply to you, so what was answered to them does not count:")
    return Section("Answers that were not used", (head, *asks) if asks else ())


def _numbers_section(result: Assessment, pack: Pack) -> Section:
    numbers = [
        bullet(f"{pack.questionnaire.derived[name].title}: {ratio_words(value)}")
        for name, value in result.description.items()
        if name in pack.questionnaire.derived
    ]
    return Section("Your training in numbers", (*numbers, Line("These numbers only describe how you train.")) if numbers else ())


def _help_sections(result: Assessment, pack: Pack) -> list[Section]:
    """The numbers to call, each kind under its own heading."""
    found = [(_help_kind(notice, pack), notice) for notice in result.notices]
    return [Section(_help_head(kind, pack), _help_numbers(notice, kind, pack), "alert") for kind, notice in found if kind]


def _notices_section(result: Assessment, pack: Pack, *, with_help: bool) -> Section:
    lines: list[Line] = []
    for notice in result.notices:
        kind = _help_kind(notice, pack)
        if kind is None:
            lines.append(bullet(notice))
        elif with_help:
            numbers = _help_numbers(notice, kind, pack)
            lines += [bullet(f"{_help_head(kind, pack)}:"), *(replace(number, depth=1) for number in numbers)]
    return Section("Please note", tuple(lines))


def _help_kind(notice: str, pack: Pack) -> Lines | None:
    kinds: tuple[Lines, ...] = get_args(Lines)
    return next((kind for kind in kinds if notice.startswith(f"{_help_head(kind, pack)}:")), None)


def _help_head(kind: Lines, pack: Pack) -> str:
    return help_lines(kind, pack, None).partition(":")[0]


def _help_numbers(notice: str, kind: Lines, pack: Pack) -> tuple[Line, ...]:
    """One line a country, as far as the notice names it; the notice as it is where none can be told."""
    named = [f"{region.name}: {region.emergency if kind == 'emergency' else region.crisis}" for region in pack.regions]
    return tuple(bullet(each) for each in named if each in notice) or (Line(notice),)


# --- questions and answers --------------------------------------------------------------------------------------------------


def ask_words(name: str, pack: Pack) -> str:
    """A question as the runner saw it, in quotation marks; the title of a number worked out from two answers."""
    if name in pack.questionnaire.derived:
        return f"{pack.questionnaire.derived[name].title}:"
    field = pack.questionnaire.fields.get(name)
    return f"“{field.ask if field else name}”"


def answer_words(name: str, value: Answer, pack: Pack) -> str:
    """An answer in the words of its question."""
    if name in pack.questionnaire.derived and isinstance(value, int | float | str):
        return ratio_words(value)
    field = pack.questionnaire.fields.get(name)
    options = field.options if field else {}
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case str():
            return options.get(value, value)
        case tuple():
            return "; ".join(options.get(each, each) for each in value)
        case _ if field and field.kind == "scale":
            return f"{value:g} on a scale from 0 to 10"
        case _:
            return f"{value:g} {field.unit if field else ''}".rstrip()


def ratio_words(value: float | str) -> str:
    """How one number compares with another."""
    if isinstance(value, str):
        return value
    return "the same" if value == 1 else f"{value:g} times"


def asks_words(names: Sequence[str], pack: Pack) -> str:
    """Some questions, the first few by name."""
    more = len(names) - MOST_NAMED
    asks = [ask_words(name, pack) for name in names[:MOST_NAMED]]
    return listed([*asks, f"{more} more answers"] if more > 0 else asks)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: a, b and c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
