"""Takes answers to earlier versions of the questions over, as far as they mean the same. Knows the rows of
`renamed` and guesses nothing.

What a row does not cover is named, to be asked again. An option that is known to be ticked counts even where
the rest of its list is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runner_intake.conditions import NONE_OPTION

if TYPE_CHECKING:
    from collections.abc import Collection

    from runner_intake.questionnaire.model import Questionnaire, Renamed

_WORDS = {"yes": True, "no": False}
_LISTS = (list, tuple, set, frozenset)


@dataclass(frozen=True, slots=True, repr=False)
class Saved:
    """Answers that were saved with the version of their questions.

    `is_earlier` says whether that is another one than today's. `ticked` are options of lists that were open
    otherwise. `origins` says where answers come from that were taken from files, as it was written.
    """

    answers: Mapping[str, object]
    is_earlier: bool
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    origins: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """What is left of earlier answers.

    `answers` are to be checked as any others. `ticked` names lists of which only some options are known, with
    those options. `again` names the fields, by their old or new ids, of which an answer could not be taken
    over.
    """

    answers: Mapping[str, object]
    ticked: Mapping[str, frozenset[str]]
    again: tuple[str, ...]


def is_earlier(raw: Mapping[str, object], questionnaire: Questionnaire) -> bool:
    """Whether some answers hold a field or an option that only earlier versions of the questions knew."""
    fields, options = questionnaire.only_earlier
    return not fields.isdisjoint(raw) or any(
        name in raw and not codes.isdisjoint(_options(raw[name])) for name, codes in options.items()
    )


def _options(value: object) -> list[str]:
    values = value if isinstance(value, _LISTS) else [value]
    return [option for option in values if isinstance(option, str)]


def taken_from(raw: Mapping[str, object] | Saved, questionnaire: Questionnaire) -> Taken:
    """Answers in the terms of the questions of today; those to an earlier version are taken over as `renamed`
    says.
    """
    saved = raw if isinstance(raw, Saved) else None
    answers = raw.answers if isinstance(raw, Saved) else raw
    if questionnaire.renamed and (saved.is_earlier if saved else is_earlier(answers, questionnaire)):
        return take_over(answers, questionnaire, saved.ticked if saved else {}, lenient=saved is not None)
    held = {
        name: options.intersection(field.options) - {NONE_OPTION}
        for name, options in (saved.ticked if saved else {}).items()
        if (field := questionnaire.fields.get(name)) and field.kind == "multi_choice"
    }
    return Taken(answers, {name: options for name, options in held.items() if options}, ())


def take_over(
    raw: Mapping[str, object],
    questionnaire: Questionnaire,
    ticked: Mapping[str, frozenset[str]] | None = None,
    *,
    lenient: bool,
) -> Taken:
    """Earlier answers in the terms of the questions of today; `ticked` are options of lists that were open
    otherwise.

    What neither a row nor a question knows is left among the answers, for the check to report; with `lenient`
    it is named in `again` instead.
    """
    taking = _Taking(questionnaire)
    for name, options in (ticked or {}).items():
        taking.take_ticked(name, options)
    for name, value in raw.items():
        if isinstance(value, _LISTS):
            taking.take_list(name, value)
        elif value is not None:
            taking.take_single(name, value)
        elif name in questionnaire.fields:
            taking.unread[name] = None
    return taking.taken(lenient=lenient)


def _key(name: str, answer: object) -> tuple[str, bool, object]:
    """An answer as a key: true is not 1."""
    return name, isinstance(answer, bool), answer


@dataclass(slots=True, repr=False)
class _Taking:
    """One taking over, answer by answer."""

    questionnaire: Questionnaire
    values: dict[str, list[object]] = field(default_factory=dict)
    ticks: dict[str, set[str]] = field(default_factory=dict)
    full: set[str] = field(default_factory=set)
    again: dict[str, None] = field(default_factory=dict)
    unread: dict[str, object] = field(default_factory=dict)

    def _row(self, name: str, answer: object) -> Renamed | None:
        """The row for one answer."""
        rows = self.questionnaire.renamed
        return next(
            (
                row
                for row in rows
                if row.answer is not None and _key(row.field, row.answer) == _key(name, answer)
            ),
            None,
        )

    def _whole(self, name: str) -> Renamed | None:
        """The row for a whole question."""
        return next(
            (row for row in self.questionnaire.renamed if row.field == name and row.answer is None), None
        )

    def take_single(self, name: str, value: object) -> None:
        """A number, a choice, or yes or no."""
        spelt = _WORDS.get(value.strip().lower()) if isinstance(value, str) else None
        row = (
            self._row(name, value)
            or (self._row(name, spelt) if spelt is not None else None)
            or self._whole(name)
        )
        if row is not None:
            self._apply(row, value)
        elif name in self.questionnaire.fields:
            self.values.setdefault(name, []).append(value)
        elif any(row.field == name for row in self.questionnaire.renamed):
            self.again[name] = None
        else:
            self.unread[name] = value

    def take_list(self, name: str, options: Collection[object]) -> None:
        """The options of a list: whole only if it asks the same and every option is known."""
        whole, present = self._whole(name), self.questionnaire.fields.get(name)
        target = whole.to if whole and isinstance(whole.to, str) else None
        if not options or (present is not None and present.kind != "multi_choice"):
            self.unread[name] = options
            return
        known = [self._take_option(name, option, target) for option in options]
        if None in known:
            self.unread[name] = options
        elif target is not None and all(known):
            self.full.add(target)
        else:
            self.again[name] = None

    def take_ticked(self, name: str, options: Collection[str]) -> None:
        """Some options of a list that is open otherwise."""
        whole = self._whole(name)
        for option in options:
            self._take_option(name, option, whole.to if whole and isinstance(whole.to, str) else None)
        self.again[name] = None

    def _take_option(self, name: str, option: object, target: str | None) -> bool | None:
        """Whether an option is taken over; None for one that neither a row nor a question knows."""
        row, fields = self._row(name, option), self.questionnaire.fields
        if row is not None:
            self._apply(row, option)
            return row.to is not None
        home = target or name
        if home in fields and option in fields[home].options:
            self.ticks.setdefault(home, set()).add(str(option))
            return True
        return (
            None
            if name in fields or not any(row.field == name for row in self.questionnaire.renamed)
            else False
        )

    def _apply(self, row: Renamed, value: object) -> None:
        if row.to is None:
            self.again[row.field] = None
        elif isinstance(row.to, str):
            self.values.setdefault(row.to, []).append(value)
        else:
            for name, answer in row.to.items():
                if isinstance(answer, tuple):
                    self.ticks.setdefault(name, set()).update(answer)
                else:
                    self.values.setdefault(name, []).append(answer)

    def taken(self, *, lenient: bool) -> Taken:
        """Everything put together; what two answers say differently is asked again."""
        answers: dict[str, object] = {}
        ticked: dict[str, frozenset[str]] = {}
        for name, values in self.values.items():
            if all(_key(name, value) == _key(name, values[0]) for value in values):
                answers[name] = values[0]
            else:
                self.again[name] = None
        for name in (*self.ticks, *(name for name in self.full if name not in self.ticks)):
            options = frozenset(self.ticks.get(name, ())) - {NONE_OPTION}
            if name in self.full:
                answers[name] = sorted(options) or [NONE_OPTION]
            elif options:
                ticked[name] = options
        unread = {name: value for name, value in self.unread.items() if value is not None}
        if lenient:
            self.again.update(dict.fromkeys(unread))
            unread = {}
        return Taken({**dict.fromkeys(self.unread), **answers, **unread}, ticked, tuple(self.again))
