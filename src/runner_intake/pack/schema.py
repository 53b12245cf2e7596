"""The format of a pack's files as a JSON Schema, so that an editor completes fields, options and operators and shows help.

Generated from one pack: its fields, options, thresholds and sources stand in it. Knows the form of a file, not its meaning: that ids
are unique, gates look back, bands do not overlap and listed files exist is for the reader (`load_pack`) to find.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from runner_intake.conditions import NONE_OPTION, RATIO, WORDS, YES_NO, ChoiceDomain, ManyDomain, NumberDomain
from runner_intake.pack.find import bundled_pack
from runner_intake.pack.rules import CONDITION_OUTCOMES, GIVEN_OUTCOMES
from runner_intake.vocabulary import EXPERT_OPINION, OUTCOMES, Grade, Lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner_intake.pack.model import Pack
    from runner_intake.questionnaire import Questionnaire

Schema = dict[str, object]
"""A JSON Schema, or a part of one."""

FileKind = Literal["pack", "questionnaire", "safety", "benefits", "first_steps", "sources", "locale"]
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
"""The kinds of files in a pack, by the name of the file or folder; each is a definition of the schema."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME = r"^[a-z][a-z0-9_]*$"
_OPTION = r"^[a-z0-9][a-z0-9_]*$"
_RULE = r"^[A-Za-z][A-Za-z0-9_]*$"
_ROW = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"
_BAND = r"^(<[0-9]+(\.[0-9]+)?|[0-9]+(\.[0-9]+)?(-[0-9]+(\.[0-9]+)?|\+)?)$"
_WHEN = "When it holds. Several fields in one mapping: all of them."


def schema(pack: Pack | None = None) -> Schema:
    """The schema of every file of a pack (the bundled one by default): a file must be of exactly one kind.

    `$defs` has one definition for each of FILE_KINDS, and `condition` for the conditions that they share.

    >>> schema()["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    rules = pack or bundled_pack()
    return {
        "$schema": _DIALECT,
        "title": f"A file of the rule pack {rules.id} {rules.version}",
        "description": "Made by `runner-intake rules schema`. Make it again after you add questions, options, safety rules or sources.",
        "oneOf": [_ref(kind) for kind in FILE_KINDS],
        "$defs": _definitions(rules),
    }


def schema_of(kind: FileKind, pack: Pack | None = None) -> Schema:
    """The schema of one kind of file, with only the definitions that it needs."""
    whole = schema(pack)
    definitions = whole["$defs"]
    assert isinstance(definitions, dict)
    needed: dict[str, object] = {}
    waiting: list[str] = [kind]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = definitions[name]
            waiting += _refs(definitions[name])
    kept = {name: part for name, part in definitions.items() if name in needed}
    return {**{key: whole[key] for key in ("$schema", "title", "description")}, **_ref(kind), "$defs": kept}


def _refs(part: object) -> Iterable[str]:
    """The names of the definitions that a part of the schema refers to."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield str(value).rpartition("/")[2]
            else:
                yield from _refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _refs(value)


def _definitions(pack: Pack) -> dict[str, Schema]:
    questionnaire = pack.questionnaire
    return {
        "pack": _pack_file(pack),
        "questionnaire": _section_file(),
        "safety": _safety_file(),
        "benefits": _benefit_file(),
        "first_steps": _first_steps_file(),
        "sources": _sources_file(),
        "locale": _locale_file(),
        **_questions(questionnaire),
        **_safety_rules(),
        **_point_rules(questionnaire),
        "basis": _basis(pack),
        "condition": _condition("condition", "test", questionnaire.domains),
        "safety_condition": _condition("safety_condition", "test", questionnaire.domains, _raised(pack)),
        "given_condition": _condition("given_condition", "given_test", questionnaire.domains, _raised(pack)),
        **_options(questionnaire),
        **{f"test.{name}": _test(name, questionnaire, {}) for name in questionnaire.domains},
        **{f"given_test.{name}": _test(name, questionnaire, _given(name, questionnaire)) for name in questionnaire.domains},
    }


# --- building blocks ----------------------------------------------------------------------------------------------------------


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _text(description: str) -> Schema:
    return {"type": "string", "pattern": r"\S", "description": description}


def _named(description: str, pattern: str = _NAME) -> Schema:
    return {"type": "string", "pattern": pattern, "description": description}


def _word(description: str, words: Iterable[str]) -> Schema:
    return {"enum": list(words), "description": description}


def _yes(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _whole(description: str, minimum: int, maximum: int | None = None) -> Schema:
    upper = {} if maximum is None else {"maximum": maximum}
    return {"type": "integer", "minimum": minimum, **upper, "description": description}


def _day(description: str) -> Schema:
    return {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": description}


def _table(description: str, properties: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """A mapping with these keys and no others; all but the `optional` ones must be there."""
    required = [key for key in properties if key not in set(optional)]
    return {"type": "object", "description": description, "properties": dict(properties), "required": required, "additionalProperties": False}


def _some(description: str, properties: Mapping[str, Schema]) -> Schema:
    """A mapping with at least one of these keys and no others."""
    return {"type": "object", "description": description, "minProperties": 1, "properties": dict(properties), "additionalProperties": False}


def _rows(description: str, items: Schema) -> Schema:
    return {"type": "array", "description": description, "items": items}


def _list(description: str, items: Schema) -> Schema:
    """A list with at least one item, each once."""
    return {"type": "array", "description": description, "minItems": 1, "uniqueItems": True, "items": items}


def _basis(pack: Pack) -> Schema:
    sources = [*pack.sources, EXPERT_OPINION]
    cites = [*(source.cite for source in pack.sources.values()), "no source; the authors' judgement"]
    return _list(f"Where it comes from: ids of sources.yaml, or {EXPERT_OPINION}.", {"enum": sources, "enumDescriptions": cites})


# --- conditions ---------------------------------------------------------------------------------------------------------------


def _condition(name: str, tests: str, fields: Iterable[str], raised: Schema | None = None) -> Schema:
    """A condition; `name` is its own definition, `tests` the prefix of the definitions of its tests."""
    parts = {"type": "array", "minItems": 1, "items": _ref(name)}
    counted = {"count": _whole("How many of them.", 1), "of": {**parts, "description": "The conditions."}}
    words = {
        "all": {**parts, "description": "True where every one of these conditions is."},
        "any": {**parts, "description": "True where one of these conditions is, or more."},
        "not": {**_ref(name), "description": "True where this condition is not. On a question that is not asked both are false."},
        "at_least": _table("True where at least `count` of these conditions are.", counted),
        **({"raised": raised} if raised else {}),
    }
    return _some("A condition. Several fields in one mapping: all of them.", words | {field: _ref(f"{tests}.{field}") for field in fields})


def _raised(pack: Pack) -> Schema:
    rules = [rule.id for rule in pack.safety]
    return _list("At least one of these other safety rules holds. Only rules of worse outcomes, or earlier ones of this file.", {"enum": rules})


def _options(questionnaire: Questionnaire) -> dict[str, Schema]:
    """One definition for the options of each choice or multi-choice field."""
    return {
        f"options.{name}": {
            "enum": list(field.options),
            "enumDescriptions": list(field.options.values()),
            "description": "; ".join(f"{code}: {label}" for code, label in field.options.items()),
        }
        for name, field in questionnaire.fields.items()
        if field.options
    }


def _test(name: str, questionnaire: Questionnaire, given: Mapping[str, Schema]) -> Schema:
    """What may stand behind a field in a condition; `given` holds further operators."""
    domain = questionnaire.domains[name]
    further = {"not_applicable": _yes("true: the question is not asked. false: it is."), **given}
    match domain:
        case NumberDomain():
            unlike = [{"not": {"required": list(pair)}} for pair in (("at_least", "above"), ("at_most", "below"))]
            return {**_some(_about(name, questionnaire), {**_bounds(domain), **further}), "allOf": unlike}
        case ChoiceDomain():
            option: Schema = {"type": "boolean"} if domain == YES_NO else _ref(f"options.{name}")
            operators = _some("A test of the answer.", {"one_of": _list("One of these answers.", option), **further})
            return {"description": _about(name, questionnaire), "anyOf": [option, operators]}
        case ManyDomain(options):
            return _some(_about(name, questionnaire), {**_includes(name, len(options)), **further})


def _about(name: str, questionnaire: Questionnaire) -> str:
    """What a field asks, for the help of an editor."""
    if name in questionnaire.derived:
        ratio = questionnaire.derived[name]
        return f"{ratio.title}: {ratio.dividend} divided by {ratio.divisor}."
    field = questionnaire.fields[name]
    match field.domain:
        case NumberDomain(minimum, maximum, step):
            steps = "" if step == 1 else f", in steps of {step}"
            return f"{field.ask} A number from {minimum} to {maximum}{f' {field.unit}' if field.unit else ''}{steps}."
        case ChoiceDomain():
            return f"{field.ask} {'true or false.' if field.kind == 'yes_no' else 'One option.'}"
        case ManyDomain():
            return f"{field.ask} Several options."


def _bounds(domain: NumberDomain) -> dict[str, Schema]:
    """The four bounds, each limited to thresholds that tell some answers from others."""
    upper = {} if math.isinf(domain.maximum) else {"maximum": domain.maximum}
    open_upper = {f"exclusive{key.title()}": value for key, value in upper.items()}
    inner: Schema = {**_grid(domain), "exclusiveMinimum": domain.minimum, **upper}
    outer: Schema = {**_grid(domain), "minimum": domain.minimum, **open_upper}
    return {
        "at_least": {**inner, "description": "This or more."},
        "above": {**outer, "description": "More than this."},
        "at_most": {**outer, "description": "This or less."},
        "below": {**inner, "description": "Less than this."},
    }


def _grid(domain: NumberDomain) -> Schema:
    """The step of a number, where a schema can check it without rounding errors."""
    step = Fraction(str(domain.step))
    if step == 1:
        return {"type": "integer"}
    return {"type": "number", "multipleOf": domain.step} if step and step == Fraction(domain.step) else {"type": "number"}


def _includes(name: str, options: int) -> dict[str, Schema]:
    option = _ref(f"options.{name}")
    several = _list("The options.", option)
    counted = {"count": _whole("How many.", 1, options), "of": several}
    return {
        "includes": {**option, "description": "This option is among the answers."},
        "includes_any": {**several, "description": "One of these options is among the answers, or more."},
        "includes_all": {**several, "description": "All of these options are among the answers."},
        "includes_at_least": _table("At least `count` of these options are among the answers.", counted),
    }


def _given(name: str, questionnaire: Questionnaire) -> dict[str, Schema]:
    """The operators on the answer as it was given, before gates; missing means not given. A ratio is never given."""
    domain, as_given = questionnaire.domains[name], "The answer as given, before gates, is this."
    match domain:
        case NumberDomain() if domain == RATIO:
            return {}
        case NumberDomain(minimum, maximum):
            number = {**_grid(domain), "minimum": minimum, "maximum": maximum}
            at_least = {**number, "description": "The number as given is this or more."}
            return {"given_as": {**number, "description": as_given}, "given_at_least": at_least, **_more_than(name, questionnaire)}
        case ChoiceDomain() if domain == YES_NO:
            return {"given_as": _yes(as_given)}
        case ChoiceDomain():
            lists = [other for other, domain in questionnaire.domains.items() if isinstance(domain, ManyDomain)]
            not_among = _word("The answer as given is not among the answers to this multi-choice question.", lists)
            return {"given_as": {**_ref(f"options.{name}"), "description": as_given}, "not_among": not_among}
        case ManyDomain():
            none = _yes(f"true: the list as given holds `{NONE_OPTION}` together with another option.")
            return {"given_as": _list("The list as given is exactly this.", _ref(f"options.{name}")), "none_with_others": none}


def _more_than(name: str, questionnaire: Questionnaire) -> dict[str, Schema]:
    """The comparison with another number of the same page, where there is one."""
    page = questionnaire.question_of[name].fields
    others = [field.id for field in page if isinstance(field.domain, NumberDomain) and field.id != name]
    if not others:
        return {}
    keys: dict[str, Schema] = {
        "field": _word("Another number of the same page.", others),
        "times": {"type": "number", "exclusiveMinimum": 0, "description": "How many times the other one, such as 1.02 to leave room for rounding."},
    }
    return {"more_than": _table("The number as given is more than `times` another one as given.", keys)}


# --- questionnaire ------------------------------------------------------------------------------------------------------------


def _section_file() -> Schema:
    keys = {
        "id": _named("The section; pack.yaml lists it under `sections`."),
        "title": _text("The heading."),
        "intro": _text("One or two sentences shown before the section."),
        "questions": _rows("The questions, in the order of asking.", _ref("question")),
    }
    return _table("A section of the questionnaire.", keys)


def _questions(questionnaire: Questionnaire) -> dict[str, Schema]:
    """A question: one field of some kind, or a page of several fields."""
    lists = [name for name, field in questionnaire.fields.items() if field.kind == "multi_choice"]
    extra = {
        "help": _text("A second line below the question."),
        "why": _text("Why it is asked, one or two sentences."),
        "safety": _yes("true: always asked, and without an answer nothing is suggested."),
        "when": {**_ref("condition"), "description": "Asked only where this holds. It may look at earlier questions only."},
    }
    optional = {"help", "safety", "when", "derived"}
    page = {
        "id": _named("The page."),
        "ask": _text("The heading of the page."),
        "fields": _list("The fields that are asked together.", _ref("field")),
        "derived": _list("Ratios that are worked out from this page's answers alone.", _ref("ratio")),
    }
    kinds = _kinds(lists)
    questions = [_table(f"A question of kind {kind}.", {**keys, **extra}, optional | loose) for kind, (keys, loose) in kinds.items()]
    return {
        "question": {"oneOf": [*questions, _table("Several fields asked together.", {**page, **extra}, optional)]},
        "field": {"oneOf": [_table(f"A field of kind {kind}.", keys, loose) for kind, (keys, loose) in kinds.items()]},
        "ratio": _ratio(),
        "options": {
            **_some("The options: code and label.", {}),
            "propertyNames": {"pattern": _OPTION},
            "additionalProperties": _text("What the runner reads."),
        },
    }


def _kinds(lists: Iterable[str]) -> dict[str, tuple[dict[str, Schema], set[str]]]:
    """Every kind of field: its keys, and those that may be left out."""
    number = {"type": "number"}
    own: dict[str, dict[str, Schema]] = {
        "yes_no": {},
        "choice": {"options": _ref("options"), "options_from": _word("The multi-choice question among whose answers this is chosen.", lists)},
        "multi_choice": {"options": {**_ref("options"), "required": [NONE_OPTION], "description": f"Code and label; `{NONE_OPTION}` comes last."}},
        "number": {
            "unit": _text("The word behind the number."),
            "minimum": {**number, "description": "The lowest answer."},
            "maximum": {**number, "description": "The highest answer."},
            "step": {**number, "exclusiveMinimum": 0, "description": "The step of answers; 1 if left out."},
        },
        "scale": {"low": _text("What 0 means."), "high": _text("What 10 means.")},
    }
    reserved = {"not": {"enum": [*WORDS, NONE_OPTION]}}
    return {
        kind: (
            {
                "id": {**_named("The field, as rules and answers name it."), **reserved},
                "ask": _text("The question, in words for a runner."),
                "kind": {"const": kind, "description": "yes_no, choice, multi_choice, number or scale (0 to 10)."},
                **keys,
                "private": _yes("true: never written to a file, an export or a finding."),
            },
            {"private", "options_from", "unit", "step"},
        )
        for kind, keys in own.items()
    }


def _ratio() -> Schema:
    pair = {**_list("The two numbers of this page: dividend, divisor.", _named("A number of this page.")), "minItems": 2, "maxItems": 2}
    keys = {"id": _named("The ratio, as rules name it."), "title": _text("What it compares."), "ratio": pair}
    return _table("A ratio of two numbers of the page.", keys)


# --- safety -------------------------------------------------------------------------------------------------------------------


def _safety_file() -> Schema:
    allowed = [*(outcome for outcome in OUTCOMES if outcome not in ("incomplete", "clear")), "notice"]
    keys: dict[str, Schema] = {
        "outcome": _word("What the rules of this file lead to; `notice` changes nothing and adds its message to the notices.", allowed),
        "rules": {"type": "array", "description": "The rules; `raised` may name earlier ones."},
    }
    return {
        **_table("Safety rules of one outcome.", keys),
        "allOf": [
            _where_outcome(GIVEN_OUTCOMES, "given_safety_rule"),
            _where_outcome(CONDITION_OUTCOMES, "limiting_safety_rule"),
            _where_outcome([outcome for outcome in allowed if outcome not in (*GIVEN_OUTCOMES, *CONDITION_OUTCOMES)], "safety_rule"),
        ],
    }


def _where_outcome(outcomes: Iterable[str], rule: str) -> Schema:
    return {
        "if": {"properties": {"outcome": {"enum": list(outcomes)}}, "required": ["outcome"]},
        "then": {"properties": {"rules": {"items": _ref(rule)}}},
    }


def _safety_rules() -> dict[str, Schema]:
    """The rules of most outcomes, of those that look at the answers as given, and of those that limit a suggestion."""

    def rule(description: str, condition: str, more: Mapping[str, Schema]) -> Schema:
        keys = {
            "id": _named("The rule, such as D2.", _RULE),
            "when": {**_ref(condition), "description": _WHEN},
            "message": _text("What the runner reads. Calm, concrete, no diagnosis."),
            **more,
            "basis": _ref("basis"),
            "lines": _word("Adds the emergency numbers or crisis lines of locale/ to the notices.", get_args(Lines)),
        }
        return _table(description, keys, ("lines",))

    limit = {"condition": _text("What every suggestion then carries.")}
    return {
        "safety_rule": rule("A safety rule.", "safety_condition", {}),
        "given_safety_rule": rule("A safety rule that may look at the answers as given.", "given_condition", {}),
        "limiting_safety_rule": rule("A safety rule with a condition.", "safety_condition", limit),
    }


# --- scorecards ---------------------------------------------------------------------------------------------------------------


def _benefit_file() -> Schema:
    note = _table("A sentence added to the verdict where it holds.", {"when": _ref("condition"), "text": _text("The sentence.")})
    evidence = {
        "grade": _word("How good the evidence is.", get_args(Grade)),
        "factor": _whole("What the match is multiplied by, in per cent.", 1, 100),
        "sources": _ref("basis"),
        "reviewed": _day("The day somebody last went through the evidence, such as 2026-01-31."),
    }
    keys = {
        "id": _named("The benefit; pack.yaml lists it under `benefit_order`."),
        "title": _text("The heading."),
        "claim": _text("What the source article says, in our words."),
        "verdict": _text("What is honestly known, one sentence or two."),
        "verdict_notes": _rows("Sentences added to the verdict where they hold.", note),
        "evidence": _table("The evidence.", evidence),
        "max": _whole("The best score that any answers reach.", 1),
        "same_topic": _named("Of two shown benefits on one topic the lower is covered by the higher."),
        "requires": {**_ref("condition"), "description": "Where this fails the benefit is not suggested."},
        "monotone": _ref("monotone"),
        "points": _rows("The rules that give points or take them.", _ref("point_rule")),
    }
    return _table("The scorecard of one benefit.", keys, ("verdict_notes", "same_topic", "requires", "monotone"))


def _point_rules(questionnaire: Questionnaire) -> dict[str, Schema]:
    """A rule of its own, a staircase over a number, a table over a choice; and the promises about numbers."""
    numbers = [name for name, domain in questionnaire.domains.items() if isinstance(domain, NumberDomain)]
    choices = {name: field.options for name, field in questionnaire.fields.items() if field.kind == "choice"}
    each_row = {**_some("A reason for each row.", {}), "additionalProperties": _text("The reason of this row.")}
    a_row: Schema = {"anyOf": [_text("One reason for all rows."), each_row]}
    tables = {name: _some(_about(name, questionnaire), _points_by(options)) for name, options in choices.items()}
    bands: dict[str, Schema] = {name: {**_ref("bands"), "description": _about(name, questionnaire)} for name in numbers}
    shapes: list[dict[str, Schema]] = [
        {"when": {**_ref("condition"), "description": _WHEN}, "points": _ref("points"), "because": _text("The reason, as the runner reads it.")},
        {"bands": {**_some("Points in steps over one number.", bands), "maxProperties": 1}, "because": a_row},
        {"choices": {**_some("Points by the answer to one choice.", tables), "maxProperties": 1}, "because": a_row},
    ]
    ends: dict[str, Schema] = {"basis": _ref("basis")}
    name = _named("The rule; starts with the benefit and a dot.", _ROW)
    return {
        "point_rule": {"oneOf": [_table(f"A point rule with `{next(iter(shape))}`.", {"id": name} | shape | ends) for shape in shapes]},
        "points": {"type": "integer", "not": {"const": 0}, "description": "Points for the benefit, or below 0 against it."},
        "bands": {**_some('Bands and their points: "<2", "2-4", "3" or "13+".', {}), "patternProperties": {_BAND: _ref("points")}},
        "monotone": _some("Promises that the checker proves: more of it never lowers (up) or raises (down) the score.", _promises(numbers)),
    }


def _points_by(options: Mapping[str, str]) -> dict[str, Schema]:
    return {code: {**_ref("points"), "description": label} for code, label in options.items()}


def _promises(numbers: Iterable[str]) -> dict[str, Schema]:
    return {name: _word("up: never lowers the score. down: never raises it.", ("up", "down")) for name in numbers}


# --- the other files ----------------------------------------------------------------------------------------------------------


def _first_steps_file() -> Schema:
    rule = {
        "id": _named("The rule; starts with the step and a dot.", _ROW),
        "outcome": _word("At this outcome such rows replace all the ordinary ones; `when` may then be left out.", OUTCOMES),
        "when": {**_ref("condition"), "description": _WHEN},
        "priority": _whole("The highest that holds counts; highest first on the page.", 0, 100),
        "because": _text("What to do and why, as the runner reads it."),
        "basis": _ref("basis"),
    }
    due = {**_table("When the step is due.", rule, ("outcome", "when")), "anyOf": [{"required": ["when"]}, {"required": ["outcome"]}]}
    step = _table("A step.", {"id": _named("The step."), "title": _text("What to do, in a few words."), "rules": _rows("When it is due.", due)})
    return _table("What comes before any needling.", {"steps": _rows("The steps.", step)})


def _sources_file() -> Schema:
    source = {
        "cite": _text("Authors, year, journal."),
        "doi": _text("The DOI, where known."),
        "pmid": _text("The PubMed id in quotes, where known."),
        "pmc": _text("The PubMed Central id, where known."),
        "design": _text("The kind of study."),
        "population": _text("Who was studied."),
        "figure": _text("The main result in numbers."),
        "finding": _text("The finding, one sentence in our own words."),
        "direction": _word("What it says about the claim.", ("supports", "mixed", "against", "context")),
        "checked": _yes("false: from general knowledge, not yet read."),
    }
    named = {
        **_some("The sources by id.", {}),
        "propertyNames": {"pattern": "^[a-z0-9][a-z0-9-]*$"},
        "additionalProperties": _table("A source.", source, ("doi", "pmid", "pmc")),
    }
    return _table("Every source that a rule may name.", {"sources": named})


def _locale_file() -> Schema:
    keys = {
        "region": _text("Country code in capitals, such as GB."),
        "name": _text("The country or region."),
        "emergency": _text("The emergency number, in quotes."),
        "crisis": _text("The crisis line, in quotes."),
        "checked": _yes("false: not yet checked with its owner."),
    }
    return _table("Emergency number and crisis line of a region.", keys)


def _pack_file(pack: Pack) -> Schema:
    sections = [section.id for section in pack.questionnaire.sections]
    limits = {
        "review_months": _whole("After so many months the evidence is due for review.", 1),
        "reading_age": _whole("The reading age to write for.", 1),
    }
    levels = {"worth_discussing": _whole("Lowest priority of this level.", 0, 100), "possible": _whole("Lowest priority of this level.", 0, 100)}
    hidden = _list("The outcomes at which the text has no place.", _word("An outcome.", OUTCOMES))
    closing = {"id": _named("The text."), "text": _text("What every result ends with."), "basis": _ref("basis"), "hidden_at": hidden}
    waiver = {"finding": _text("The finding of the checker."), "place": _text("Where."), "reason": _text("Why it may stay.")}
    keys: dict[str, Schema] = {
        "id": _text("The name of the pack."),
        "title": _text("The title of the pack."),
        "version": _text('The version in quotes, such as "2026.1". A change raises it.'),
        "date": _day("The day of this version."),
        "reviewed_by": {"type": ["string", "null"], "description": "Who reviewed it; null: nobody yet."},
        "license": _text("The licence."),
        "limits": _table("Limits that the checker watches.", limits),
        "sections": _list("The sections in the order of asking.", {**_named("A section."), "examples": sections}),
        "benefit_order": _list("The benefits; an earlier one wins a tie.", {**_named("A benefit."), "examples": list(pack.benefit)}),
        "levels": _table("Where the levels begin.", levels),
        "closing": _rows("Texts that every result ends with.", _table("A text.", closing, ("hidden_at",))),
        "waivers": _rows("Findings of the checker that may stay.", _table("A waiver.", waiver)),
    }
    return _table("The head of the pack.", keys, ("reviewed_by", "license", "waivers"))
