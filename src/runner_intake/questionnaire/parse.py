"""Reads the sections of a pack: questions, fields, gates. Collects every problem of the files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from runner_intake.conditions import (
    ALWAYS,
    NONE_OPTION,
    WORDS,
    YES_NO,
    ChoiceDomain,
    Domain,
    ManyDomain,
    NumberDomain,
    Scope,
    fields_used,
    parse_condition,
)
from runner_intake.errors import did_you_mean
from runner_intake.questionnaire.model import (
    Derived,
    Field,
    FieldKind,
    Question,
    Questionnaire,
    SafetyKind,
    Section,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner_intake.reading import Node

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
OPTION = re.compile(r"[a-z0-9][a-z0-9_]*\Z")
MOST_DECIMALS = 6
SCALE = NumberDomain(0, 10, 1)

_OWN_KEYS = (
    *("options", "options_from", "may_scroll", "places", "short_options"),
    *("unit", "minimum", "maximum", "step", "decimals", "low", "high"),
)
_FIELD_KEYS = ("id", "ask", "kind", *_OWN_KEYS, "short", "private")
_QUESTION_KEYS = (*_FIELD_KEYS, "help", "why", "safety", "with_previous", "when", "fields", "derived")
_KIND_KEYS: dict[str, tuple[str, ...]] = {
    "choice": ("options", "options_from", "may_scroll", "places", "short_options"),
    "multi_choice": ("options", "may_scroll", "places", "short_options"),
    "number": ("unit", "minimum", "maximum", "step", "decimals", "short_options"),
    "scale": ("low", "high"),
    "yes_no": ("short_options",),
}
_RESERVED = (*WORDS, NONE_OPTION)


def parse_questionnaire(sections: Sequence[Node]) -> Questionnaire:
    """The questionnaire written in some section files, in that order; problems are recorded at their
    places.
    """
    names: dict[str, Node] = {}
    read = tuple(_section(section, names) for section in sections)
    plain = Questionnaire(read)
    _check_links(plain, names)
    return _with_gates(plain, sections)


def _section(node: Node, names: dict[str, Node]) -> Section:
    node.only_keys(("id", "title", "intro", "questions"))
    name = node.require("id").text()
    rows = node.require("questions").rows("a list of questions")
    questions = tuple(_question(row, name, names) for row in rows)
    if questions and questions[0].with_previous:
        rows[0].require("with_previous").report(
            "P03", "This is the first question of its section, so it belongs to no other.", "Leave it out."
        )
    return Section(name, node.require("title").text(), node.require("intro").text(), questions)


def _question(node: Node, section: str, names: dict[str, Node]) -> Question:
    node.only_keys(_QUESTION_KEYS)
    pages = node.get("fields")
    if pages:
        fields = tuple(_field(row, names) for row in pages.rows("a list of fields"))
        name = _name(node, {})
        for row in pages.rows():
            row.only_keys(_FIELD_KEYS)
    else:
        fields = (_field(node, names),)
        name = fields[0].id
    derived_at = node.get("derived")
    derived = (
        tuple(_derived(row, names, fields) for row in derived_at.rows("a list of ratios"))
        if derived_at
        else ()
    )
    help_at, together = node.get("help"), node.get("with_previous")
    return Question(
        id=name,
        section=section,
        ask=node.require("ask").text(),
        why=node.require("why").text(),
        fields=fields,
        help=help_at.text() if help_at else "",
        safety=_safety(node),
        derived=derived,
        place=node.place,
        with_previous=together.boolean() if together else False,
    )


def _safety(question: Node) -> SafetyKind | None:
    """Which kind of safety question this is; `true` and `false` of earlier packs no longer say enough."""
    node = question.get("safety")
    if node is None:
        return None
    kind = next((kind for kind in get_args(SafetyKind) if kind == node.value), None)
    if kind is None:
        node.report(
            "P07",
            "There are two kinds of safety question, and this names neither.",
            "Write `safety: always` for a red flag that everyone is asked, `safety: needling` for what "
            "matters before needles only, or leave it out.",
        )
    return kind


def _field(node: Node, names: dict[str, Node]) -> Field:
    kind_at = node.require("kind")
    written = kind_at.text() if kind_at.value is not None else "yes_no"
    if written and written not in get_args(FieldKind):
        kind_at.report(
            "P07",
            f"There is no kind of question `{written}`.",
            f"Kinds are: {', '.join(get_args(FieldKind))}.",
        )
    for key in _OWN_KEYS:
        stray = node.get(key)
        if stray and written in _KIND_KEYS and key not in _KIND_KEYS[written]:
            stray.report(
                "P03",
                f"`{key}` does not belong to a question of kind {written}.",
                "Leave it out, or change the kind.",
            )
    private, source, scrolls = node.get("private"), node.get("options_from"), node.get("may_scroll")
    if source:
        names[f"{node.value.get('id')}.options_from"] = (
            source  # a dot keeps it apart from the names of fields
        )
    field = Field(
        id=_name(node, names),
        ask=node.require("ask").text(),
        kind="yes_no",
        domain=YES_NO,
        private=private.boolean() if private else False,
        options_from=source.text() if source else "",
        may_scroll=scrolls.boolean() if scrolls else False,
        short=short.text() if (short := node.get("short")) else "",
        short_options=_by_option(node, "short_options", (*_codes(node), "true", "false", "0")),
        places=_by_option(node, "places", _codes(node)),
    )
    match written:
        case "choice" | "multi_choice":
            options = _options(node, written)
            codes = tuple(options)
            domain: Domain = ChoiceDomain(codes) if written == "choice" else ManyDomain(codes)
            return replace(field, kind=written, domain=domain, options=options)
        case "number":
            unit = node.get("unit")
            return replace(
                field,
                kind="number",
                domain=_numbers(node),
                unit=unit.text() if unit else "",
                decimals=_decimals(node),
            )
        case "scale":
            return replace(
                field,
                kind="scale",
                domain=SCALE,
                low=node.require("low").text(),
                high=node.require("high").text(),
            )
        case _:
            return field


def _codes(node: Node) -> tuple[str, ...]:
    """The codes of a field's options."""
    options = node.get("options")
    return tuple(str(code) for code, _ in options.entries()) if options else ()


def _by_option(field: Node, key: str, codes: Sequence[str]) -> dict[str, str]:
    """A text for some of a field's options."""
    node = field.get(key)
    texts: dict[str, str] = {}
    for code, row in node.entries("a mapping of option codes to texts") if node else []:
        name = str(code)
        if name not in codes:
            row.report(
                "P09",
                f"`{name}` is not an option here.",
                "Use the code of an option.",
                did_you_mean(name, codes),
            )
        texts[name] = row.text() if row.value != "" else ""
    return texts


def _options(node: Node, kind: str) -> dict[str, str]:
    options_at = node.require("options")
    options: dict[str, str] = {}
    for code, label in options_at.entries("a mapping of option codes to labels"):
        if type(code) is not str:
            label.report(
                "P05",
                f"The option code {code} can be read as something other than text.",
                f'Put it in quotes: "{code}".',
            )
        elif not OPTION.match(code):
            label.report("P16", f"`{code}` cannot be an option code.", "Use small letters, digits and _.")
        options[str(code)] = label.text()
    if kind == "multi_choice" and NONE_OPTION not in (*tuple(options)[:1], *tuple(options)[-1:]):
        options_at.report(
            "P02",
            "A multi-choice question needs the option `none`, as the last one or the first.",
            "Add `none: None of these`.",
        )
    return options


def _numbers(node: Node) -> NumberDomain:
    highest, step_at = node.require("maximum"), node.get("step")
    low, high = node.require("minimum").number(), highest.number()
    step = step_at.number() if step_at else 1
    if low >= high or step <= 0:
        highest.report(
            "P17",
            "The range or step of this number leaves no choice.",
            "Let minimum be below maximum, and step above 0.",
        )
        return NumberDomain(0, 1, 1)
    return NumberDomain(low, high, step)


def _decimals(field: Node) -> int | None:
    """How many decimals of a number are shown; None where the pack does not say."""
    node = field.get("decimals")
    if node is None:
        return None
    decimals = node.integer()
    if not 0 <= decimals <= MOST_DECIMALS:
        node.report(
            "P17", f"A number is shown with 0 to {MOST_DECIMALS} decimals.", "Choose one in that range."
        )
        return None
    return decimals


def _derived(node: Node, names: dict[str, Node], fields: tuple[Field, ...]) -> Derived:
    node.only_keys(("id", "title", "ratio"))
    ratio = node.require("ratio")
    parts = ratio.texts()
    on_page = {field.id for field in fields if field.kind == "number"}
    if len(parts) != 2 or not on_page.issuperset(parts):  # noqa: PLR2004  (a ratio has two parts)
        ratio.report(
            "P07", "A ratio takes two different numbers of its own page.", "Write ratio: [dividend, divisor]."
        )
        parts = ("", "")
    return Derived(_name(node, names), node.require("title").text(), *parts)


def _name(node: Node, names: dict[str, Node]) -> str:
    id_at = node.require("id")
    name = id_at.text()
    if name and (not NAME.match(name) or name in _RESERVED):
        id_at.report(
            "P16",
            f"`{name}` cannot be a name here.",
            f"Use small letters, digits and _, and none of: {', '.join(_RESERVED)}.",
        )
    elif name in names:
        id_at.report("P06", f"The name `{name}` appears twice.", f"The other one is at {names[name].place}.")
    names.setdefault(name, id_at)
    return name


def _check_links(questionnaire: Questionnaire, names: dict[str, Node]) -> None:
    for field in questionnaire.choices_among_picked:
        source = questionnaire.fields.get(field.options_from)
        order = list(questionnaire.fields)
        if source is None or source.kind != "multi_choice" or order.index(source.id) > order.index(field.id):
            names[f"{field.id}.options_from"].report(
                "P07",
                f"`options_from: {field.options_from}` does not name an earlier multi-choice question.",
                "Name one.",
            )
        elif set(field.options) != set(source.options) - {NONE_OPTION}:
            names[f"{field.id}.options_from"].report(
                "P09", f"The options are not those of `{source.id}`.", "List the same codes, without `none`."
            )


def _with_gates(plain: Questionnaire, sections: Sequence[Node]) -> Questionnaire:
    scope = Scope(plain.domains)
    order = {name: index for index, question in enumerate(plain.questions) for name in question.names}
    rebuilt = []
    gates: dict[str, Node | None] = {}
    index = -1
    for section, section_node in zip(plain.sections, sections, strict=True):
        questions = []
        for question, row in zip(
            section.questions,
            section_node.require("questions").rows() if section.questions else [],
            strict=True,
        ):
            index += 1
            when = row.get("when")
            gate = parse_condition(when, scope) if when else ALWAYS
            ahead = [name for name in fields_used(gate) if order[name] >= index]
            if when and ahead:
                when.report(
                    "P13",
                    f"This gate looks at `{ahead[0]}`, which is not asked earlier.",
                    "Move the question up, or change the gate.",
                )
                gate = ALWAYS
            questions.append(replace(question, when=gate))
            gates[question.id] = when
        rebuilt.append(replace(section, questions=tuple(questions)))
    whole = Questionnaire(tuple(rebuilt))
    for question in whole.questions:
        written = gates.get(question.id)
        if (
            written is not None
            and question.safety == "always"
            and whole.looks_at_needles(whole.gates.get(question.names[0], ALWAYS))
        ):
            written.report(
                "P13",
                "A red flag waits for a question about needles, which is not asked of everyone.",
                "Change one of the two questions.",
            )
    return whole
