"""Writes the source of a compiled pack: answers to entries, then safety, benefits, whether questions about
needles count, the outcome, first steps and closing texts.

Every rule is written once, so the source grows with the pack and no faster. It names tables and constants by
number and holds no text of a pack.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from runner_intake.conditions import ALWAYS
from runner_intake.vocabulary import OUTCOMES, WITHHOLDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner_intake.compiled.expressions import Expressions
    from runner_intake.compiled.layout import Layout
    from runner_intake.conditions import Condition
    from runner_intake.pack import Benefit, Pack, PointRule, SafetyRule, StepRule
    from runner_intake.questionnaire import Field, Question
    from runner_intake.vocabulary import Outcome

_READ = {
    "multi_choice": "T{number}[tuple(v) if v.__class__ is list else v]",
    "choice": "T{number}[v]",
    "yes_no": "T{number}[v if v.__class__ is bool else None]",
    "number": "T{number}[v if v.__class__ is int or v.__class__ is float else None]",
    "scale": "T{number}[v if v.__class__ is int or v.__class__ is float else None]",
}
"""How an answer `v` of each kind becomes an entry; what is of another kind is not in the table."""


def source_of(layout: Layout) -> str:
    """The source of `flat(a)`, which gives the fields of `Decided`, and of the functions that it calls."""
    writer = Writer(layout, layout.expressions)
    writer.write()
    lines = (*writer.functions, "def flat(a):", *(f" {line}" for line in writer.lines))
    idle = {_bits(layout.numbers[name]) for name, looked in layout.looked.items() if not looked.parts}
    return "\n".join((*(line for line in lines if line.strip() not in idle), ""))


def _bits(number: int) -> str:
    """The line that takes the bits out of an entry."""
    return f"x{number} = e{number}[1]"


@dataclass
class Writer:
    """One pass over a pack. `lines` are those of `flat`, `functions` those before it."""

    layout: Layout
    expressions: Expressions
    functions: list[str] = field(default_factory=list)
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.expressions.lines

    @property
    def pack(self) -> Pack:
        return self.layout.pack

    def write(self) -> None:
        """All of it."""
        self.answers()
        self._safety()
        for index, benefit in enumerate(self.pack.benefits):
            self.benefit(index, benefit)
        self._needles()
        self._outcome()
        self._steps()
        self._closing()
        scored = "".join(
            f"(a{index},p{index},r{index},k{index})," for index in range(len(self.pack.benefits))
        )
        self.lines.append(f"return o, s, t, ({scored}), z, d, E")

    # --- answers

    def answers(self) -> None:
        """Every answer to its entry (`E`) and as shown (`d`), behind its gate; more answers than questions
        that apply are unusual.
        """
        questions = self.pack.questionnaire.questions
        always = sum(len(question.fields) for question in questions if question.when == ALWAYS)
        self.lines += [f"n = {always}", "d = {}"]
        for gate, behind in groupby(questions, key=lambda question: question.when):
            if gate == ALWAYS:
                for question in behind:
                    self.lines += self._read(question)
            else:
                self._answers_behind(gate, list(behind))
        self.lines += ["if len(a) != n: raise Unusual", f"E = ({self._entries()})"]

    def _answers_behind(self, gate: Condition, questions: list[Question]) -> None:
        """Those of questions that share a gate."""
        count = sum(len(question.fields) for question in questions)
        self.lines += [f"if {self.expressions.written(gate)}:", f" n += {count}"]
        self.lines += [f" {line}" for question in questions for line in self._read(question)]
        self.lines.append("else:")
        for number in self._numbers(name for question in questions for name in question.names):
            self.lines += [f" e{number} = N{number}", f" {_bits(number)}"]

    def _read(self, question: Question) -> list[str]:
        lines = [line for field in question.fields for line in self._read_field(field)]
        for ratio in question.derived:
            number, top, bottom = self._numbers((ratio.id, ratio.dividend, ratio.divisor))
            lines += [f"e{number} = T{number}[e{top}[5], e{bottom}[5]]", _bits(number)]
        return lines

    def _read_field(self, field: Field) -> list[str]:
        number = self.layout.numbers[field.id]
        lines = [f"v = a[F{number}]", f"e{number} = {_READ[field.kind].format(number=number)}", _bits(number)]
        return lines if field.private else [*lines, f"d[F{number}] = e{number}[2]"]

    def _numbers(self, names: Iterable[str]) -> list[int]:
        return [self.layout.numbers[name] for name in names]

    def _entries(self) -> str:
        return "".join(f"e{number}," for number in range(len(self.layout.names)))

    # --- safety

    def _safety(self) -> None:
        """The safety rules that hold, each a bit."""
        single = [
            f"e{self.layout.numbers[name]}[3]" for name, own in self.layout.looked.items() if own.safety
        ]
        self.lines.append(f"s = {' | '.join(single) or '0'}")
        for index, rule in enumerate(self.pack.safety):
            if self.layout.only_field(rule) is None:
                true = self.expressions.written(rule.when.written)
                self.lines.append(f"if {true}: s |= {1 << index}")

    def _mask(self, rules: Sequence[SafetyRule]) -> int:
        ids = {rule.id for rule in rules}
        return sum(1 << index for index, rule in enumerate(self.pack.safety) if rule.id in ids)

    def _needles(self) -> None:
        """Whether the questions about needles count (`w`); where not, neither do the rules that look at
        them.
        """
        if not self.pack.questionnaire.needling_fields:
            self.lines.append("w = True")
            return
        others = self.pack.safety_without_needles
        withholding = self._mask([rule for rule in others if rule.outcome in WITHHOLDING])
        suggested = [f"(a{index} and p{index} >= {self.layout.least(own)})" for index, own in self._ranked()]
        maybe = [self._maybe(index, own) for index, own in self._ranked() if self._looks_at_needles(own)]
        self.lines.append(f"w = not s & {withholding} and ({' or '.join([*suggested, *maybe]) or 'False'})")
        self.lines.append(f"if not w: s &= {self._mask(others)}")

    def _ranked(self) -> list[tuple[int, Benefit]]:
        return list(enumerate(self.pack.benefits))

    def _looks_at_needles(self, benefit: Benefit) -> bool:
        conditions = (benefit.requires, *(rule.when for rule in benefit.rules))
        return any(self.pack.questionnaire.looks_at_needles(when.grounded) for when in conditions)

    def _maybe(self, index: int, benefit: Benefit) -> str:
        """A function that tries every answer about needles; an expression that calls it. What cannot be tried
        so is unusual.
        """
        if not self.layout.needles_stand_alone:
            if "def unusual():" not in self.functions:
                self.functions += ["def unusual():", " raise Unusual"]
            return "unusual()"
        about = self.pack.questionnaire.needling_fields
        used = self.layout.fields_of_benefit(benefit)
        lines, depth = [f"def maybe{index}(E):"], 1
        for name in sorted(used, key=lambda name: name in about):
            number = self.layout.numbers[name]
            if name in about:
                cells = f"(N{number},) if E[{number}] is N{number} else C{index}_{number}"
                lines.append(f"{' ' * depth}for e{number} in {cells}:")
                depth += 1
            else:
                lines.append(f"{' ' * depth}e{number} = E[{number}]")
            lines.append(f"{' ' * depth}{_bits(number)}")
        apart = Writer(self.layout, self.expressions.apart())
        apart.lines.append("p = 0")
        for own, run in self.layout.runs(benefit):
            apart.points_alone(own, run)
        applies = apart.expressions.written(benefit.requires.written)
        apart.lines.append(f"if p >= {self.layout.least(benefit)} and {applies}: return True")
        self.functions += [*lines, *(f"{' ' * depth}{line}" for line in apart.lines), " return False"]
        return f"maybe{index}(E)"

    def points_alone(self, name: str | None, run: list[PointRule]) -> None:
        """Adds the points of a run to `p`, without reasons."""
        if name is None:
            true = self.expressions.written(run[0].when.written)
            self.lines.append(f"if {true}: p += {run[0].points}")
            return
        number, slot = self.layout.numbers[name], self.layout.slot(name, run)
        self.lines += [f"u = e{number}[6][{slot}]", "if u: p += u[0]"]

    # --- benefits

    def benefit(self, index: int, benefit: Benefit) -> None:
        """Whether it applies (`a`), its points (`p`), reasons (`r`) and notes (`k`)."""
        points, reasons = f"p{index}", f"r{index}"
        self.lines += [f"{points} = 0", f"{reasons} = []"]
        for name, run in self.layout.runs(benefit):
            if name is not None:
                number, slot = self.layout.numbers[name], self.layout.slot(name, run)
                self.lines.append(f"u = e{number}[6][{slot}]")
                self.lines.append(f"if u: {points} += u[0]; {reasons} += u[1]")
                continue
            true = self.expressions.written(run[0].when.written)
            part = self._kept("reason", f"R{index}_{{}}", index, benefit.rules.index(run[0]), run[0])
            self.lines += [f"if {true}:", f" {points} += {run[0].points}; {reasons}.append({part})"]
        self.lines.append(
            f"a{index} = True if {self.expressions.written(benefit.requires.written)} else False"
        )
        self.lines.append(f"k{index} = 0")
        for bit, note in enumerate(benefit.notes):
            self.lines.append(f"if {self.expressions.written(note.when.written)}: k{index} |= {1 << bit}")

    def _kept(self, maker: str, table: str, index: int, rule_index: int, rule: PointRule | StepRule) -> str:
        """An expression for a part that is kept by the answers it looks at."""
        kept = table.format(rule_index)
        key = "".join(f"e{number}[4]," for number in self._numbers(self.layout.fields_of(rule)))
        return f"{kept}.get(({key})) or {maker}({index}, {rule_index}, {kept}, ({key}), E)"

    # --- outcome, steps, closing texts

    def _outcome(self) -> None:
        masks = self._masks()
        for number, (outcome, mask) in enumerate(masks):
            self.lines.append(f"{'elif' if number else 'if'} s & {mask}: o = {outcome!r}")
        self.lines += ["else: o = 'clear'"] if masks else ["o = 'clear'"]

    def _masks(self) -> list[tuple[Outcome, int]]:
        masks = [
            (outcome, self._mask([rule for rule in self.pack.safety if rule.outcome == outcome]))
            for outcome in OUTCOMES
        ]
        return [(outcome, mask) for outcome, mask in masks if mask]

    def _steps(self) -> None:
        """The first steps that are due: of the outcome where it has some of its own, else the ordinary
        ones.
        """
        self.lines.append("t = []")
        special = [outcome for outcome in OUTCOMES if outcome in self.pack.special_outcomes]
        for number, outcome in enumerate((*special, None)):
            keyword = "elif" if number else "if"
            ordinary = "else:" if number else "if True:"
            self.lines.append(f"{keyword} o == {outcome!r}:" if outcome else ordinary)
            inner = Writer(self.layout, self.expressions.apart())
            inner.steps_at(outcome)
            self.lines += [f" {line}" for line in inner.lines]
        self.lines.append("t.sort()")

    def steps_at(self, outcome: Outcome | None) -> None:
        """The steps of one outcome, each by the most urgent of its rules that hold."""
        self.lines.append("pass")
        for index, step, rules in self.layout.steps_at(outcome):
            conditions = [self._counts(rule) for rule in rules]
            for number, (rule, true) in enumerate(zip(rules, conditions, strict=True)):
                rule_index = step.rules.index(rule)
                part = (
                    self._kept("step", f"S{index}_{{}}", index, rule_index, rule)
                    if rule.parts
                    else f"S{index}_{rule_index}"
                )
                keyword = "elif" if number else "if"
                self.lines.append(f"{keyword} {true}: t.append(({-rule.priority}, {index}, {part}))")

    def _counts(self, rule: StepRule) -> str:
        true = self.expressions.written(rule.when.written)
        return f"w and {true}" if self.pack.questionnaire.looks_at_needles(rule.when.grounded) else true

    def _closing(self) -> None:
        self.lines.append("z = 0")
        for index, closing in enumerate(self.pack.closing):
            self.lines.append(f"if {self.expressions.written(closing.when.written)}: z |= {1 << index}")
