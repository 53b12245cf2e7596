"""The schemas of the other files of a pack: safety rules, scorecards, first steps, sources, locale,
pack.yaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from runner_intake.authoring.schema.conditions import about_field
from runner_intake.authoring.schema.parts import (
    BAND,
    ROW,
    RULE,
    WHEN,
    a_choice_of_keys,
    a_day,
    a_list_of,
    a_name,
    a_table,
    a_text,
    a_whole_number,
    a_word,
    a_yes_no,
    reference_to,
    rows_of,
)
from runner_intake.conditions import NumberDomain
from runner_intake.pack.measures import FILLING
from runner_intake.pack.rules import CEILINGS, CONDITION_OUTCOMES, GIVEN_OUTCOMES
from runner_intake.pack.translations import LANGUAGE
from runner_intake.text.catalogue import ENGLISH
from runner_intake.vocabulary import MEASURE_UNITS, OUTCOMES, ClosingRole, Grade, Lines, Support

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner_intake.authoring.schema.parts import Schema
    from runner_intake.pack.model import Pack
    from runner_intake.questionnaire import Questionnaire


def safety_file() -> Schema:
    """A file of safety rules; what a rule needs depends on the outcome."""
    allowed = [*(outcome for outcome in OUTCOMES if outcome not in ("incomplete", "clear")), "notice"]
    keys: dict[str, Schema] = {
        "outcome": a_word(
            "What the rules of this file lead to; `notice` changes nothing and adds its message to the "
            "notices.",
            allowed,
        ),
        "rules": {"type": "array", "description": "The rules; `raised` may name earlier ones."},
    }
    return {
        **a_table("Safety rules of one outcome.", keys),
        "allOf": [
            _where_outcome(GIVEN_OUTCOMES, "given_safety_rule"),
            _where_outcome(CONDITION_OUTCOMES, "limiting_safety_rule"),
            _where_outcome(
                [outcome for outcome in allowed if outcome not in (*GIVEN_OUTCOMES, *CONDITION_OUTCOMES)],
                "safety_rule",
            ),
        ],
    }


def _where_outcome(outcomes: Iterable[str], rule: str) -> Schema:
    return {
        "if": {"properties": {"outcome": {"enum": list(outcomes)}}, "required": ["outcome"]},
        "then": {"properties": {"rules": {"items": reference_to(rule)}}},
    }


def safety_rule_schemas() -> dict[str, Schema]:
    """The rules of most outcomes, of those that look at the answers as given, and of those that limit a
    suggestion.
    """

    def rule(description: str, condition: str, more: Mapping[str, Schema]) -> Schema:
        keys = {
            "id": a_name("The rule, such as D2.", RULE),
            "when": {**reference_to(condition), "description": WHEN},
            "message": _told("What the runner reads. Calm, concrete, no diagnosis."),
            **more,
            "basis": reference_to("basis"),
            "lines": a_word(
                "Adds the emergency numbers or crisis lines of locale/ to the notices.", get_args(Lines)
            ),
            "rules_out": a_list_of(
                "Benefits that are never suggested where it holds; the checker proves it.",
                a_name("A benefit."),
            ),
            "no_loading": a_yes_no(
                "true: no first step with `loading` is due where it holds; the checker proves it."
            ),
        }
        return a_table(description, keys, ("lines", "rules_out", "no_loading"))

    limit = {"condition": a_text("What every suggestion then carries.")}
    return {
        "safety_rule": rule("A safety rule.", "safety_condition", {}),
        "given_safety_rule": rule(
            "A safety rule that may look at the answers as given.", "given_condition", {}
        ),
        "limiting_safety_rule": rule("A safety rule with a condition.", "safety_condition", limit),
    }


def _told(description: str) -> Schema:
    """A text, or a text with one further text for each condition of an `any`."""
    parts = {
        "type": "array",
        "minItems": 1,
        "items": a_text("What is added where this condition surely holds."),
    }
    keys: dict[str, Schema] = {
        "text": a_text("True whichever of the conditions holds."),
        "parts": {
            **parts,
            "description": "One text for each condition of the `any` at the top of `when`, in their order.",
        },
    }
    return {"description": description, "anyOf": [a_text(description), a_table(description, keys)]}


def benefit_file() -> Schema:
    """A scorecard."""
    of_its_own = {
        "grade": a_word(
            "How good the evidence is where this holds; it takes the place of the benefit's.", get_args(Grade)
        ),
        "sources": {
            **reference_to("basis"),
            "description": "The sources where this holds; they take the place of the benefit's.",
        },
    }
    sentence = {"when": reference_to("condition"), "text": a_text("The sentence."), **of_its_own}
    note = a_table("A sentence added to the verdict where it holds.", sentence, of_its_own)
    ceiling = a_table(
        "A promise.",
        {"when": reference_to("condition"), "level": a_word("The highest level there.", CEILINGS)},
    )
    evidence = {
        "grade": a_word("How good the evidence is.", get_args(Grade)),
        "support": a_word(
            "Whether studies back the claim: they do, they disagree, or they show nothing for it.",
            get_args(Support),
        ),
        "factor": a_whole_number("What the match is multiplied by, in per cent.", 1, 100),
        "sources": reference_to("basis"),
        "reviewed": a_day("The day somebody last went through the evidence, such as 2026-01-31."),
    }
    keys = {
        "id": a_name("The benefit; pack.yaml lists it under `benefit_order`."),
        "title": a_text("The heading."),
        "short": a_text("The name in a few words."),
        "claim": a_text("What the source article says, in our words."),
        "verdict": a_text("What is honestly known, one sentence or two."),
        "verdict_notes": rows_of("Sentences added to the verdict where they hold.", note),
        "evidence": a_table("The evidence.", evidence),
        "max": a_whole_number("The best score that any answers reach.", 1),
        "same_topic": a_name("Of two shown benefits on one topic the lower is covered by the higher."),
        "requires": {
            **reference_to("condition"),
            "description": "Where this fails the benefit is not suggested.",
        },
        "monotone": reference_to("monotone"),
        "never_above": rows_of(
            "Promises that the checker proves: where it holds, no answers reach more than the level.", ceiling
        ),
        "points": rows_of("The rules that give points or take them.", reference_to("point_rule")),
    }
    return a_table(
        "The scorecard of one benefit.",
        keys,
        ("short", "verdict_notes", "same_topic", "requires", "monotone", "never_above"),
    )


def point_rule_schemas(questionnaire: Questionnaire) -> dict[str, Schema]:
    """A rule of its own, a staircase over a number, a table over a choice; and the promises about numbers."""
    numbers = [name for name, domain in questionnaire.domains.items() if isinstance(domain, NumberDomain)]
    choices = {name: field.options for name, field in questionnaire.fields.items() if field.kind == "choice"}
    each_row = {
        **a_choice_of_keys("A reason for each row.", {}),
        "additionalProperties": a_text("The reason of this row."),
    }
    a_row: Schema = {"anyOf": [a_text("One reason for all rows."), each_row]}
    tables = {
        name: a_choice_of_keys(about_field(name, questionnaire), _points_by(options))
        for name, options in choices.items()
    }
    bands: dict[str, Schema] = {
        name: {**reference_to("bands"), "description": about_field(name, questionnaire)} for name in numbers
    }
    shapes: list[dict[str, Schema]] = [
        {
            "when": {**reference_to("condition"), "description": WHEN},
            "points": reference_to("points"),
            "because": _told("The reason, as the runner reads it."),
        },
        {
            "bands": {**a_choice_of_keys("Points in steps over one number.", bands), "maxProperties": 1},
            "because": a_row,
        },
        {
            "choices": {
                **a_choice_of_keys("Points by the answer to one choice.", tables),
                "maxProperties": 1,
            },
            "because": a_row,
        },
    ]
    ends: dict[str, Schema] = {"basis": reference_to("basis")}
    name = a_name("The rule; starts with the benefit and a dot.", ROW)
    return {
        "point_rule": {
            "oneOf": [
                a_table(f"A point rule with `{next(iter(shape))}`.", {"id": name} | shape | ends)
                for shape in shapes
            ]
        },
        "points": {
            "type": "integer",
            "not": {"const": 0},
            "description": "Points for the benefit, or below 0 against it.",
        },
        "bands": {
            **a_choice_of_keys('Bands and their points: "<2", "2-4", "3" or "13+".', {}),
            "patternProperties": {BAND: reference_to("points")},
        },
        "monotone": a_choice_of_keys(
            "Promises that the checker proves: more of it never lowers (up) or raises (down) the score.",
            _promises(numbers),
        ),
    }


def _points_by(options: Mapping[str, str]) -> dict[str, Schema]:
    return {code: {**reference_to("points"), "description": label} for code, label in options.items()}


def _promises(numbers: Iterable[str]) -> dict[str, Schema]:
    return {
        name: a_word("up: never lowers the score. down: never raises it.", ("up", "down")) for name in numbers
    }


def first_steps_file() -> Schema:
    """The first steps."""
    rule: dict[str, Schema] = {
        "id": a_name("The rule; starts with the step and a dot.", ROW),
        "outcome": a_word(
            "At this outcome such rows replace all the ordinary ones; `when` may then be left out.", OUTCOMES
        ),
        "when": {"description": WHEN},
        "priority": a_whole_number("The highest that holds counts; highest first on the page.", 0, 100),
        "because": _told("What to do and why, as the runner reads it."),
        "basis": reference_to("basis"),
        "loading": a_yes_no(
            "true: it advises to load the sore part, so it is never due where a finding forbids that; the "
            "checker proves it."
        ),
    }
    due = {
        **a_table("When the step is due.", rule, ("outcome", "when", "loading")),
        "anyOf": [{"required": ["when"]}, {"required": ["outcome"]}],
        "if": {"properties": {"outcome": {"enum": list(GIVEN_OUTCOMES)}}, "required": ["outcome"]},
        "then": {"properties": {"when": {"type": "object"}}},  # the reader of packs checks it
        "else": {"properties": {"when": reference_to("condition")}},
    }
    step = a_table(
        "A step.",
        {
            "id": a_name("The step."),
            "title": a_text("What to do, in a few words."),
            "rules": rows_of("When it is due.", due),
        },
    )
    return a_table("What comes before any needling.", {"steps": rows_of("The steps.", step)})


def sources_file() -> Schema:
    """The sources that rules may name."""
    source = {
        "cite": a_text("Authors, year, journal."),
        "doi": a_text("The DOI, where known."),
        "pmid": a_text("The PubMed id in quotes, where known."),
        "pmc": a_text("The PubMed Central id, where known."),
        "design": a_text("The kind of study."),
        "population": a_text("Who was studied."),
        "figure": a_text("The main result in numbers."),
        "finding": a_text("The finding, one sentence in our own words."),
        "direction": a_word("What it says about the claim.", ("supports", "mixed", "against", "context")),
        "checked": a_yes_no("false: from general knowledge, not yet read."),
    }
    named = {
        **a_choice_of_keys("The sources by id.", {}),
        "propertyNames": {"pattern": "^[a-z0-9][a-z0-9-]*$"},
        "additionalProperties": a_table("A source.", source, ("doi", "pmid", "pmc")),
    }
    return a_table("Every source that a rule may name.", {"sources": named})


def locale_file() -> Schema:
    """The help lines of a region."""
    keys = {
        "region": a_text("Country code in capitals, such as GB."),
        "name": a_text("The country or region."),
        "aliases": a_list_of("Other codes for it, such as UK for GB.", a_text("A code in capitals.")),
        "emergency": a_text("The emergency number, in quotes."),
        "crisis": a_text("The crisis line, in quotes."),
        "checked": a_yes_no("false: not yet checked with its owner."),
    }
    return a_table("Emergency number and crisis line of a region.", keys, ("aliases",))


def measures_file(questionnaire: Questionnaire) -> Schema:
    """The measures of training files that may fill fields."""
    fields: dict[str, Schema] = {}
    for name, field in questionnaire.fields.items():
        fitting = [measure for measure in FILLING if field.unit == MEASURE_UNITS[measure]]
        if fitting:
            fields[name] = a_word(f"The measure that may fill: {field.ask}", fitting)
    return a_table(
        "Which measure of training files may fill which field.",
        {"fields": a_choice_of_keys("The measure of each field.", fields)},
    )


def translation_file() -> Schema:
    """A pack in another language."""
    row = {
        "from": a_text("The text as it stands in the pack."),
        "to": _perhaps("In this language; left empty: not yet."),
    }
    texts = rows_of("The texts of the pack.", a_table("A text.", row, ("to",)))
    words = a_choice_of_keys(
        "What the program says of its own; names in braces stay.",
        {key: _perhaps(text) for key, text in ENGLISH.texts.items()},
    )
    keys: dict[str, Schema] = {
        "language": a_name("A language tag, such as de or pt-BR.", f"^{LANGUAGE}$"),
        "name": a_text("The language in its own words."),
        "forbidden_words": a_list_of(
            "Words that no text in this language may use.", a_text("A word or phrase.")
        ),
        "texts": {**texts, "type": ["array", "null"]},
        "words": {**words, "type": ["object", "null"]},
    }
    return a_table("A pack in another language.", keys, ("forbidden_words", "texts", "words"))


def _perhaps(description: str) -> Schema:
    return {"type": ["string", "null"], "description": description}


def pack_file(pack: Pack) -> Schema:
    """pack.yaml."""
    sections = [section.id for section in pack.questionnaire.sections]
    fields = pack.questionnaire.fields
    limits = {
        "review_months": a_whole_number("After so many months the evidence is due for review.", 1),
        "reading_age": a_whole_number("The reading age to write for.", 1),
        "forbidden_words": a_list_of("Words that no text for runners may use.", a_text("A word or phrase.")),
    }
    levels = {
        "worth_discussing": a_whole_number("Lowest priority of this level.", 0, 100),
        "possible": a_whole_number("Lowest priority of this level.", 0, 100),
    }
    hidden = a_list_of("The outcomes at which the text has no place.", a_word("An outcome.", OUTCOMES))
    closing: dict[str, Schema] = {
        "id": a_name("The text."),
        "text": a_text("What every result ends with."),
        "basis": reference_to("basis"),
        "hidden_at": hidden,
        "when": {
            "type": "object",
            "description": "A condition: the text is shown only where it surely holds.",
        },
        "role": a_word("Which part of the page it is.", get_args(ClosingRole)),
    }
    waiver = {
        "finding": a_text("The finding of the checker."),
        "place": a_text("Where: the id of a rule, question, benefit or source."),
        "reason": a_text("Why it may stay."),
    }
    keys: dict[str, Schema] = {
        "id": a_text("The name of the pack."),
        "title": a_text("The title of the pack."),
        "version": a_text('The version in quotes, such as "2026.1". A change raises it.'),
        "language": a_name("The language of its texts, such as en.", f"^{LANGUAGE}$"),
        "date": a_day("The day of this version."),
        "reviewed_by": {"type": ["string", "null"], "description": "Who reviewed it; null: nobody yet."},
        "license": a_text("The licence."),
        "limits": a_table("Limits that the checker watches.", limits, ("forbidden_words",)),
        "sections": a_list_of(
            "The sections in the order of asking.", {**a_name("A section."), "examples": sections}
        ),
        "benefit_order": a_list_of(
            "The benefits; an earlier one wins a tie.",
            {**a_name("A benefit."), "examples": list(pack.benefit)},
        ),
        "levels": a_table("Where the levels begin.", levels),
        "closing": rows_of(
            "Texts that every result ends with.", a_table("A text.", closing, ("hidden_at", "when", "role"))
        ),
        "save_after": a_list_of(
            "The fields that must be answered before answers are saved; left out: nothing is ever saved.",
            {**a_name("A field."), "enum": list(fields)},
        ),
        "summary": a_list_of(
            "The fields that say in two lines who a result is about, in this order.",
            {**a_name("A field."), "enum": list(fields)},
        ),
        "renamed": rows_of(
            "How answers to earlier versions of the questions are taken over.", _renamed(fields)
        ),
        "waivers": rows_of("Findings of the checker that may stay.", a_table("A waiver.", waiver)),
    }
    return a_table(
        "The head of the pack.",
        keys,
        ("language", "reviewed_by", "license", "save_after", "summary", "renamed", "waivers"),
    )


def _renamed(fields: Iterable[str]) -> Schema:
    """One earlier answer, and what it is now."""
    names = list(fields)
    of_today: Schema = {"type": "object", "propertyNames": {"enum": names}}
    keys: dict[str, Schema] = {
        "field": a_name("What the question was called."),
        "answer": {
            "type": ["boolean", "number", "string"],
            "description": "One of its answers; of a list one of its options. Left out: all of them.",
        },
        "to": {
            "description": "The question that asks the same now, or fields with the answers that mean "
            "the same.",
            "anyOf": [a_word("The question that asks the same now.", names), of_today],
        },
        "ask_again": {"const": True, "description": "It means something else now, so it is asked again."},
    }
    row = a_table("An answer to an earlier version of the questions.", keys, ("answer", "to", "ask_again"))
    return {**row, "oneOf": [{"required": ["to"]}, {"required": ["ask_again"]}]}
