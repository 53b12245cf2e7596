"""Reads conditions from a pack file, checking every field, option, operator and threshold against what can be
answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from runner_intake.conditions.domains import ChoiceDomain, Domain, ManyDomain, NumberDomain, exact
from runner_intake.conditions.nodes import (
    NEVER,
    All,
    AnyOf,
    AsGiven,
    AtLeast,
    Condition,
    Includes,
    NotApplicable,
    OneOf,
    Raised,
    Relation,
    Within,
    negate,
)
from runner_intake.errors import did_you_mean

if TYPE_CHECKING:
    from runner_intake.reading import Node

BOUNDS = ("at_least", "above", "at_most", "below")
INCLUDES = ("includes", "includes_any", "includes_all", "includes_at_least")
GIVEN = ("given_as", "given_at_least", "given_includes_any", "more_than", "not_among", "none_with_others")
WORDS = ("all", "any", "not", "at_least", "raised")
"""Words of the language; no field may bear one of these names."""

_OPERATORS: dict[type, tuple[str, ...]] = {
    NumberDomain: (*BOUNDS, "not_applicable"),
    ChoiceDomain: ("one_of", "not_applicable"),
    ManyDomain: (*INCLUDES, "not_applicable"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition at some place may look at.

    `fields`: the fields with their domains. `page_of`: the page of each field, for comparisons within a page.
    `given`: whether it may look at the answers as given. `rules`: the earlier safety rules that `raised` may
    name.
    """

    fields: Mapping[str, Domain]
    page_of: Mapping[str, str] = field(default_factory=dict)
    given: bool = False
    rules: Mapping[str, Condition] = field(default_factory=dict)


def parse_condition(written: Node, scope: Scope) -> Condition:
    """The condition written at a place; problems are recorded there (P04, P07-P12) and a harmless stand-in
    returned.
    """
    entries = written.entries("a condition, such as {main_site: heel},")
    parts = [_part(written, key, node, scope) for key, node in entries]
    if not parts:
        if written.is_table():
            written.report(
                "P12",
                "This condition is empty.",
                "Name at least one field, or leave `when` out where that is allowed.",
            )
        return NEVER
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _part(parent: Node, key: str, node: Node, scope: Scope) -> Condition:
    match key:
        case "all":
            return All(_parts(node, scope))
        case "any":
            return AnyOf(_parts(node, scope))
        case "not":
            return negate(parse_condition(node, scope))
        case "at_least":
            return _at_least(node, scope)
        case "raised":
            return _raised(node, scope)
        case _ if key in scope.fields:
            return _test(key, node, scope)
        case _:
            line, column, _, _ = parent.value.places[key]
            known = [*scope.fields, *WORDS]
            here = type(node)(None, node.file, node.path, line, column, node.problems)
            here.report(
                "P08",
                f"There is no field `{key}` that can be used here.",
                "Use the id of a question.",
                did_you_mean(key, known),
            )
            return NEVER


def _parts(node: Node, scope: Scope) -> tuple[Condition, ...]:
    parts = tuple(parse_condition(row, scope) for row in node.rows("a list of conditions"))
    if node.value == []:
        node.report("P12", "This list of conditions is empty.", "Add a condition.")
    return parts


def _at_least(node: Node, scope: Scope) -> Condition:
    node.only_keys(("count", "of"))
    count_at = node.require("count")
    count, parts = count_at.integer(), _parts(node.require("of"), scope)
    if not 1 <= count <= max(len(parts), 1):
        count_at.report(
            "P12",
            f"At least {count} of {len(parts)} conditions means the same as always or never.",
            f"Use 1 to {len(parts)}.",
        )
    return AtLeast(count, parts)


def _raised(node: Node, scope: Scope) -> Condition:
    raised: list[Condition] = []
    for row in node.rows("a list of safety rules"):
        name = row.text()
        if name in scope.rules:
            raised.append(Raised(name, scope.rules[name]))
        elif name:
            hint = did_you_mean(name, scope.rules)
            row.report(
                "P07",
                f"There is no earlier safety rule `{name}` that can be used here.",
                "Name a rule of a worse outcome.",
                hint,
            )
    return raised[0] if len(raised) == 1 else AnyOf(tuple(raised))


def _test(name: str, node: Node, scope: Scope) -> Condition:
    domain = scope.fields[name]
    if not node.is_table():
        return _equals(name, node, domain)
    parts: list[Condition] = []
    allowed = _OPERATORS[type(domain)] + (GIVEN if scope.given else ())
    bounds: dict[str, Node] = {}
    for operator, operand in node.entries():
        if operator not in allowed:
            kind = {
                NumberDomain: "a number",
                ChoiceDomain: "a choice",
                ManyDomain: "a multi-choice question",
            }[type(domain)]
            way_out = f"Use one of: {', '.join(allowed)}."
            operand.report(
                "P10",
                f"`{operator}` does not fit `{name}`, which is {kind}.",
                way_out,
                did_you_mean(operator, allowed),
            )
        elif operator in BOUNDS:
            bounds[operator] = operand
        else:
            parts.append(_operator(name, operator, operand, scope))
    if bounds:
        assert isinstance(domain, NumberDomain)
        parts.insert(0, within(name, node, domain, bounds))
    if not parts:
        if not node.value:
            node.report("P12", "This test is empty.", f"Use one of: {', '.join(allowed)}.")
        return NEVER
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _equals(name: str, node: Node, domain: Domain) -> Condition:
    match domain:
        case ChoiceDomain():
            return OneOf(name, (_option(node, name, domain),))
        case ManyDomain():
            node.report(
                "P10",
                f"`{name}` is a multi-choice question and is not equal to one option.",
                f"Write {name}: {{includes: ...}}.",
            )
        case NumberDomain():
            node.report(
                "P10",
                f"`{name}` is a number and is compared with bounds.",
                f"Write {name}: {{at_least: ..., at_most: ...}}.",
            )
    return NEVER


def _operator(name: str, operator: str, node: Node, scope: Scope) -> Condition:
    domain: Any = scope.fields[name]
    match operator:
        case "one_of":
            return OneOf(name, _options(node, name, domain))
        case "includes":
            return Includes(name, 1, (str(_option(node, name, domain)),))
        case "includes_any":
            return Includes(name, 1, _codes(node, name, domain))
        case "includes_all":
            options = _codes(node, name, domain)
            return Includes(name, len(options), options)
        case "includes_at_least":
            node.only_keys(("count", "of"))
            count, options = node.require("count").integer(), _codes(node.require("of"), name, domain)
            if not 1 <= count <= max(len(options), 1):
                node.report(
                    "P12",
                    f"At least {count} of {len(options)} options means the same as always or never.",
                    f"Use 1 to {len(options)}.",
                )
            return Includes(name, count, options)
        case "not_applicable":
            return NotApplicable(name, negated=not node.boolean())
        case _:
            return _given(name, operator, node, scope)


def _given(name: str, operator: str, node: Node, scope: Scope) -> Condition:
    domain = scope.fields[name]
    match operator:
        case "given_as" if isinstance(domain, ManyDomain):
            return AsGiven(OneOf(name, (frozenset(_codes(node, name, domain)),)))
        case "given_as" if isinstance(domain, ChoiceDomain):
            return AsGiven(OneOf(name, (_option(node, name, domain),)))
        case "given_as":
            return AsGiven(OneOf(name, (node.number(),)))
        case "given_includes_any" if isinstance(domain, ManyDomain):
            return AsGiven(Includes(name, 1, _codes(node, name, domain)))
        case "given_at_least" if isinstance(domain, NumberDomain):
            return AsGiven(Within(name, node.number()))
        case "more_than" if isinstance(domain, NumberDomain):
            node.only_keys(("field", "times"))
            other, times = node.require("field"), node.require("times").number()
            return Relation(name, _other(name, other, scope, NumberDomain), "more_than", times)
        case "not_among" if isinstance(domain, ChoiceDomain):
            return Relation(name, _other(name, node, scope, ManyDomain), "not_among")
        case "none_with_others" if isinstance(domain, ManyDomain):
            return Relation(name, name, "none_with_others", negated=not node.boolean())
        case _:
            node.report(
                "P10", f"`{operator}` does not fit `{name}`.", "See the rule format manual, Conditions."
            )
            return NEVER


def _other(name: str, node: Node, scope: Scope, kind: type) -> str:
    other = node.text()
    if other and not isinstance(scope.fields.get(other), kind):
        node.report(
            "P08",
            f"`{name}` cannot be compared with `{other}`.",
            "Name a field of a fitting kind.",
            did_you_mean(other, scope.fields),
        )
    elif kind is NumberDomain and scope.page_of.get(name) != scope.page_of.get(other):
        node.report(
            "P12",
            f"`{name}` and `{other}` stand on different pages.",
            "Compare two numbers of one page only.",
        )
    return other


def _options(node: Node, name: str, domain: Domain) -> tuple[str | bool, ...]:
    options = tuple(_option(row, name, domain) for row in node.rows("a list of options"))
    if node.value == []:
        node.report("P12", "This list of options is empty.", "Name at least one option.")
    if len(set(options)) < len(options):
        node.report("P06", "An option appears twice in this list.", "Keep one of them.")
    return options


def _codes(node: Node, name: str, domain: Domain) -> tuple[str, ...]:
    return tuple(str(option) for option in _options(node, name, domain))


def _option(node: Node, name: str, domain: Domain) -> str | bool:
    assert isinstance(domain, ChoiceDomain | ManyDomain)
    if True in domain.options:
        return node.boolean()
    code = node.text()
    if code and code not in domain.options:
        codes = [str(option) for option in domain.options]
        node.report(
            "P09",
            f"`{code}` is not an option of `{name}`.",
            f"Options are: {', '.join(codes)}.",
            did_you_mean(code, codes),
        )
    return code


def within(name: str, node: Node, domain: NumberDomain, bounds: Mapping[str, Node]) -> Condition:
    """The range that some bounds describe; P11 for one that no answer can tell from always or never, P12 for
    an empty range.
    """
    numbers: dict[str, float | Fraction] = {operator: bound.number() for operator, bound in bounds.items()}
    for operator, bound in bounds.items():
        _check_threshold(name, operator, bound, domain)
    for pair in (("at_least", "above"), ("at_most", "below")):
        if all(operator in bounds for operator in pair):
            node.report("P12", f"`{pair[0]}` and `{pair[1]}` stand together.", "Keep one of them.")
    if not domain.step:
        numbers = {
            operator: exact(float(number)) for operator, number in numbers.items()
        }  # a ratio is exact, so its thresholds are too
    low_open, high_open = "above" in numbers, "below" in numbers
    low, high = numbers.get("above", numbers.get("at_least")), numbers.get("below", numbers.get("at_most"))
    if low is not None and high is not None:
        gap = Fraction(str(high)) - Fraction(str(low))
        least = Fraction(str(domain.step)) if low_open and high_open else 0
        if gap < 0 or (gap <= least and (low_open or high_open)):
            node.report(
                "P12",
                "No answer lies between these bounds.",
                "Let the lower bound be below the upper one, with an answer between them.",
            )
    return Within(name, low, low_open, high, high_open)


def _check_threshold(name: str, operator: str, node: Node, domain: NumberDomain) -> None:
    threshold = node.value
    if type(threshold) not in (int, float):
        return  # reported already
    lowest_useful = (
        threshold > domain.minimum if operator in ("at_least", "below") else threshold >= domain.minimum
    )
    highest_useful = (
        threshold <= domain.maximum if operator in ("at_least", "below") else threshold < domain.maximum
    )
    if not (lowest_useful and highest_useful):
        what = f"`{operator}: {threshold}` is true of all answers to `{name}` or of none"
        node.report(
            "P11",
            f"{what}: they run from {domain.minimum} to {domain.maximum}.",
            "Choose a threshold inside the range.",
        )
    elif domain.step and threshold not in domain.near(threshold):
        node.report(
            "P11",
            f"No answer to `{name}` is {threshold}: its step is {domain.step}.",
            "Choose a threshold on the step.",
        )
