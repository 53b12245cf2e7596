"""Findings about sources and texts: unread and overdue sources, words that promise too much, texts that are
hard to read.

Reading age is the Automated Readability Index (Senter and Smith 1967: a school grade, from the lengths of
words and sentences) plus 5 years. A formula is rough, so it is taken over all texts of one file; a single
long text may be some years above the limit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from runner_intake.reading import split_place
from runner_intake.verify.findings import CheckFinding, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from runner_intake.pack import Pack, PointRule, SafetyRule, StepRule

LONG = 40
"""Words from which a text is looked at alone."""
TOLERANCE = 3
"""Years that a single text may be above the limit."""
FEWEST = 60
"""Words from which the texts of a file are looked at together."""

_WORD = re.compile(r"[\w\u2019'%-]+")
_WITHOUT_BLANKS = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
"""Thai and Lao, Japanese and Chinese signs."""
_END = re.compile(r"[.!?:](?=\s|$)")


@dataclass(frozen=True, slots=True)
class PackText:
    """All that one thing of a pack says to runners, and where it stands. Labels are no prose: sentences are
    not to be counted in them.
    """

    where: str
    place: str
    text: str
    is_prose: bool = True


def text_findings(pack: Pack, today: date) -> Iterator[CheckFinding]:
    """Everything about sources and texts; `today` decides what is due for review."""
    yield from _sources(pack)
    yield from _reviews(pack, today)
    texts = list(texts_for_runners(pack))
    yield from promises(texts, pack.forbidden_words)
    yield from _reading(pack, texts)


# --- sources ------------------------------------------------------------------------------------------------


def _sources(pack: Pack) -> Iterator[CheckFinding]:
    named = _named(pack)
    for source in pack.sources.values():
        location = (source.id, source.place)
        if source.id not in named:
            yield finding("V32", location, "No rule, benefit or closing text names it.")
        elif not source.checked:
            yield finding("V30", location, "It was not read in the original.")


def _named(pack: Pack) -> set[str]:
    """The sources that anything names."""
    lists = [*(rule.basis for rule in pack.safety), *(closing.basis for closing in pack.closing)]
    lists += [rule.basis for step in pack.steps for rule in step.rules]
    for benefit in pack.benefits:
        lists += [benefit.evidence.sources, *(rule.basis for rule in benefit.rules)]
        lists += [note.sources for note in benefit.notes]
    return set(chain.from_iterable(lists))


def _reviews(pack: Pack, today: date) -> Iterator[CheckFinding]:
    for benefit in pack.benefits:
        reviewed = benefit.evidence.reviewed
        months = (today.year - reviewed.year) * 12 + today.month - reviewed.month - (today.day < reviewed.day)
        if months >= pack.review_months:
            text = f"Last reviewed on {reviewed}, {months} months ago; the limit is {pack.review_months}."
            yield finding("V31", (benefit.id, benefit.place), text)


# --- texts --------------------------------------------------------------------------------------------------


def texts_for_runners(pack: Pack) -> Iterator[PackText]:
    """Every text for runners. A claim repeats what others say, so it may use their words."""
    for question in pack.questionnaire.questions:
        asked = (field.ask for field in question.fields if field.ask != question.ask)
        words = (question.ask, question.help, question.why, *asked)
        yield PackText(question.id, question.place, " ".join(_sentence(text) for text in words if text))
    for rule in pack.safety:
        yield PackText(rule.id, rule.place, " ".join((rule.message, *_parts(rule), rule.condition)))
    for benefit in pack.benefits:
        yield PackText(benefit.id, benefit.place, _sentence(benefit.title))
        for text in (benefit.verdict, *(note.text for note in benefit.notes)):
            yield PackText(f"{benefit.id}.verdict", benefit.place, text)
        for point_rule in benefit.rules:
            words = (point_rule.because, *_parts(point_rule))
            yield PackText(point_rule.id, point_rule.place, " ".join(words))
    for step in pack.steps:
        for step_rule in step.rules:
            words = (_sentence(step.title), step_rule.because, *_parts(step_rule))
            yield PackText(step_rule.id, step_rule.place, " ".join(words))
    yield from (PackText(closing.id, "pack.yaml", closing.text) for closing in pack.closing)
    for where, place, label in _labels(pack):
        yield PackText(where, place, label, is_prose=False)


def _labels(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """The short texts, with where they stand: titles, the words before a section, options, the ends of
    scales, help lines.
    """
    yield pack.id, "pack.yaml", pack.title
    for section in pack.questionnaire.sections:
        place = split_place(section.questions[0].place)[0] if section.questions else "pack.yaml"
        yield section.id, place, f"{_sentence(section.title)} {section.intro}"
    for question in pack.questionnaire.questions:
        labels = [
            label
            for field in question.fields
            for label in (*field.options.values(), field.low, field.high, field.unit)
        ]
        yield question.id, question.place, ". ".join([*labels, *(ratio.title for ratio in question.derived)])
    for region in pack.regions:
        yield f"region {region.code}", "locale", f"{region.name}. {region.emergency}. {region.crisis}"


def _parts(rule: SafetyRule | PointRule | StepRule) -> tuple[str, ...]:
    return tuple(part.text for part in rule.parts)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def promises(texts: Iterable[PackText], forbidden: Sequence[str]) -> Iterator[CheckFinding]:
    """The texts that use a forbidden word."""
    if not forbidden:
        return
    pattern = re.compile("|".join(map(_whole, forbidden)), re.IGNORECASE)
    for text in texts:
        plain = " ".join(text.text.split())  # a phrase may run over the end of a line
        for word in dict.fromkeys(match.lower() for match in pattern.findall(plain)):
            yield finding("V33", (text.where, text.place), f"It says “{word}”.")


def _whole(word: str) -> str:
    """The pattern of a word or phrase that stands by itself; in scripts without blanks between words it may
    stand anywhere.
    """
    plain = " ".join(word.split())
    if _WITHOUT_BLANKS.search(plain):
        return re.escape(plain)
    before, after = (r"(?<!\w)" if plain[:1].isalnum() else ""), (r"(?!\w)" if plain[-1:].isalnum() else "")
    return f"{before}{re.escape(plain)}{after}"


def _reading(pack: Pack, texts: list[PackText]) -> Iterator[CheckFinding]:
    files: dict[str, list[PackText]] = defaultdict(list)
    for text in texts:
        if text.is_prose:
            files[split_place(text.place)[0]].append(text)
            age = reading_age(text.text)
            if len(_WORD.findall(text.text)) >= LONG and age > pack.reading_age + TOLERANCE:
                what = f"Its reading age is about {age:.0f}; the limit is {pack.reading_age}."
                yield finding("V34", (text.where, text.place), what)
    for file, own in files.items():
        together = " ".join(_sentence(text.text.strip()) for text in own)
        age = reading_age(together)
        if len(_WORD.findall(together)) >= FEWEST and age > pack.reading_age + 1:
            what = f"is about {age:.0f}; the limit is {pack.reading_age}."
            yield finding("V34", (file, own[0].place), f"The reading age of its texts together {what}")


def reading_age(text: str) -> float:
    """The age in years at which a text can be read, by the Automated Readability Index; 0 for a text without
    words.

    >>> round(reading_age("You can run. It is fine."))
    0
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_END.findall(text)))
    grade = 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / sentences - 21.43
    return max(0.0, grade + 5)
