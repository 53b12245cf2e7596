"""The schema of conditions: every field with the operators that fit it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from runner_intake.authoring.schema.parts import (
    a_choice_of_keys,
    a_list_of,
    a_table,
    a_whole_number,
    a_word,
    a_yes_no,
    reference_to,
)
from runner_intake.conditions import NONE_OPTION, RATIO, YES_NO, ChoiceDomain, ManyDomain, NumberDomain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner_intake.authoring.schema.parts import Schema
    from runner_intake.pack.model import Pack
    from runner_intake.questionnaire import Questionnaire


def a_condition(name: str, tests: str, fields: Iterable[str], raised: Schema | None = None) -> Schema:
    """A condition; `name` is its own definition, `tests` the prefix of the definitions of its tests."""
    parts = {"type": "array", "minItems": 1, "items": reference_to(name)}
    counted = {
        "count": a_whole_number("How many of them.", 1),
        "of": {**parts, "description": "The conditions."},
    }
    words = {
        "all": {**parts, "description": "True where every one of these conditions is."},
        "any": {**parts, "description": "True where one of these conditions is, or more."},
        "not": {
            **reference_to(name),
            "description": "True where this condition is not. On a question that is not asked both "
            "are false.",
        },
        "at_least": a_table("True where at least `count` of these conditions are.", counted),
        **({"raised": raised} if raised else {}),
    }
    return a_choice_of_keys(
        "A condition. Several fields in one mapping: all of them.",
        words | {field: reference_to(f"{tests}.{field}") for field in fields},
    )


def raised_rules(pack: Pack) -> Schema:
    """A list of other safety rules that `raised` may name."""
    rules = [rule.id for rule in pack.safety]
    return a_list_of(
        "At least one of these other safety rules holds. Only rules of worse outcomes, or earlier ones of "
        "this file.",
        {"enum": rules},
    )


def option_lists(questionnaire: Questionnaire) -> dict[str, Schema]:
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


def tests_on(name: str, questionnaire: Questionnaire, given: Mapping[str, Schema]) -> Schema:
    """What may stand behind a field in a condition; `given` holds further operators."""
    domain = questionnaire.domains[name]
    further = {"not_applicable": a_yes_no("true: the question is not asked. false: it is."), **given}
    match domain:
        case NumberDomain():
            unlike = [
                {"not": {"required": list(pair)}} for pair in (("at_least", "above"), ("at_most", "below"))
            ]
            return {
                **a_choice_of_keys(about_field(name, questionnaire), {**_bounds(domain), **further}),
                "allOf": unlike,
            }
        case ChoiceDomain():
            option: Schema = {"type": "boolean"} if domain == YES_NO else reference_to(f"options.{name}")
            operators = a_choice_of_keys(
                "A test of the answer.", {"one_of": a_list_of("One of these answers.", option), **further}
            )
            return {"description": about_field(name, questionnaire), "anyOf": [option, operators]}
        case ManyDomain(options):
            return a_choice_of_keys(
                about_field(name, questionnaire), {**_includes(name, len(options)), **further}
            )


def about_field(name: str, questionnaire: Questionnaire) -> str:
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
    return (
        {"type": "number", "multipleOf": domain.step}
        if step and step == Fraction(domain.step)
        else {"type": "number"}
    )


def _includes(name: str, options: int) -> dict[str, Schema]:
    option = reference_to(f"options.{name}")
    several = a_list_of("The options.", option)
    counted = {"count": a_whole_number("How many.", 1, options), "of": several}
    return {
        "includes": {**option, "description": "This option is among the answers."},
        "includes_any": {**several, "description": "One of these options is among the answers, or more."},
        "includes_all": {**several, "description": "All of these options are among the answers."},
        "includes_at_least": a_table("At least `count` of these options are among the answers.", counted),
    }


def tests_as_given(name: str, questionnaire: Questionnaire) -> dict[str, Schema]:
    """The operators on the answer as it was given, before gates; missing means not given. A ratio is never
    given.
    """
    domain, as_given = questionnaire.domains[name], "The answer as given, before gates, is this."
    match domain:
        case NumberDomain() if domain == RATIO:
            return {}
        case NumberDomain(minimum, maximum):
            number = {**_grid(domain), "minimum": minimum, "maximum": maximum}
            at_least = {**number, "description": "The number as given is this or more."}
            return {
                "given_as": {**number, "description": as_given},
                "given_at_least": at_least,
                **_more_than(name, questionnaire),
            }
        case ChoiceDomain() if domain == YES_NO:
            return {"given_as": a_yes_no(as_given)}
        case ChoiceDomain():
            lists = [
                other for other, domain in questionnaire.domains.items() if isinstance(domain, ManyDomain)
            ]
            not_among = a_word(
                "The answer as given is not among the answers to this multi-choice question.", lists
            )
            return {
                "given_as": {**reference_to(f"options.{name}"), "description": as_given},
                "not_among": not_among,
            }
        case ManyDomain():
            none = a_yes_no(f"true: the list as given holds `{NONE_OPTION}` together with another option.")
            codes = reference_to(f"options.{name}")
            includes = a_list_of("The list as given holds one of these options.", codes)
            exactly = a_list_of("The list as given is exactly this.", codes)
            return {"given_as": exactly, "given_includes_any": includes, "none_with_others": none}


def _more_than(name: str, questionnaire: Questionnaire) -> dict[str, Schema]:
    """The comparison with another number of the same page, where there is one."""
    page = questionnaire.question_of[name].fields
    others = [field.id for field in page if isinstance(field.domain, NumberDomain) and field.id != name]
    if not others:
        return {}
    keys: dict[str, Schema] = {
        "field": a_word("Another number of the same page.", others),
        "times": {
            "type": "number",
            "exclusiveMinimum": 0,
            "description": "How many times the other one, such as 1.02 to leave room for rounding.",
        },
    }
    return {"more_than": a_table("The number as given is more than `times` another one as given.", keys)}
