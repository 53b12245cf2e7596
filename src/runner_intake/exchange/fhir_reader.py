"""Reads a FHIR QuestionnaireResponse back as answers, whichever form filled it in. Knows the questions; of a
response it trusts nothing but the answers in it.

Its status, texts and totals are not looked at: whether answers are complete, and what they come to, is worked
out anew. Answers to an earlier version are taken over as the pack says, or refused. Nothing is guessed, and
all problems are reported together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner_intake.engine.red_flags import certain_red_flags
from runner_intake.errors import MOST_LISTED, IntakeError, Problem, did_you_mean, nearest
from runner_intake.exchange.fhir_values import UnreadableError, value_of
from runner_intake.questionnaire import Saved, check_answers

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.questionnaire import Field

_RESPONSE = "QuestionnaireResponse"
_ALIKE = 0.85
"""How like a field an unknown linkId must be to be named in a log: it is then a slip, and no answer."""
_DEEPEST = 40
"""Items that may stand inside each other."""
_GROUP = re.compile(r"(section|page|when|intro|help)\.[a-z0-9_.]+")
"""The linkIds of what our Questionnaire has beside fields."""


def read_response(document: object, pack: Pack, file: str = "", *, region: str | None = None) -> Saved:
    """The answers in a QuestionnaireResponse, or in a Bundle that holds one, ready for `assess`.

    A question without an answer is not known. IntakeError with every problem: X01 for what is no response,
    X02 for one to other questions or to a version that cannot be taken over, X03 for a linkId of no question,
    X04 for an answer that cannot be read, X05 for a question answered twice, X06 for a response that was
    withdrawn, A03 to A07 as for any answers. Its `red_flags` are the emergencies that are certain all the
    same.
    """
    response = _response(document, file)
    reading = _Reading(pack, file, [], {})
    is_earlier = reading.is_earlier(response)
    if is_earlier is not None:
        reading.items(response, is_earlier=is_earlier)
    saved = Saved(reading.raw, is_earlier is True)
    problems = [*reading.problems, *_unusable(saved, pack, file)]
    if problems:
        listed = IntakeError.listing(problems)
        raise IntakeError(listed.problems, listed.more, certain_red_flags(reading.raw, pack, region))
    return saved


def is_fhir(document: object) -> bool:
    """Whether a document says that it is a resource of FHIR."""
    return isinstance(document, Mapping) and isinstance(document.get("resourceType"), str)


def _response(document: object, file: str) -> Mapping[str, object]:
    """The one response in a document."""
    if isinstance(document, Mapping) and document.get("resourceType") == _RESPONSE:
        return document
    inside: list[Mapping[str, object]] = []
    if isinstance(document, Mapping) and document.get("resourceType") == "Bundle":
        entries = document.get("entry")
        for entry in entries if isinstance(entries, list) else []:
            resource = entry.get("resource") if isinstance(entry, Mapping) else None
            if isinstance(resource, Mapping) and resource.get("resourceType") == _RESPONSE:
                inside.append(resource)
    if len(inside) == 1:
        return inside[0]
    what = "This Bundle holds several responses." if inside else "This is no QuestionnaireResponse of FHIR."
    way_out = "Give the JSON of one QuestionnaireResponse, or a Bundle that holds one."
    raise IntakeError([Problem("X01", what, way_out, file)])


def _unusable(saved: Saved, pack: Pack, file: str) -> list[Problem]:
    """What the check of answers says against those that could be read."""
    try:
        check_answers(saved.answers if not saved.is_earlier else saved, pack.questionnaire, file)
    except IntakeError as error:
        return list(error.problems)
    return []


@dataclass(frozen=True, slots=True, repr=False)
class _Reading:
    """One response under way: its problems, and the answers that can be read."""

    pack: Pack
    file: str
    problems: list[Problem]
    raw: dict[str, object]

    def report(self, code: str, what: str, way_out: str, path: str = "", hint: str = "") -> None:
        self.problems.append(Problem(code, what, way_out, self.file, path, hint))

    # --- which questions

    def is_earlier(self, response: Mapping[str, object]) -> bool | None:
        """Whether another version of the questions was answered; None where the response is not to be read at
        all. What is wrong is reported.
        """
        if response.get("status") == "entered-in-error":
            what = "This response was withdrawn: its status is entered-in-error."
            self.report("X06", what, "Give the one that took its place.", "status")
            return None
        address = response.get("questionnaire")
        name, _, version = address.partition("|") if isinstance(address, str) else ("", "", "")
        way_out = f"Its `questionnaire` has to end with {self.pack.id}|{self.pack.version}"
        if name and re.split(r"[:/]", name)[-1] != self.pack.id:
            what = "The response answers other questions."
            self.report("X02", what, f"{way_out}; or name their rule pack: --pack DIR", "questionnaire")
            return None
        if not name or not version:
            what = "The response does not say which version of which questions it answers."
            self.report("X02", what, way_out, "questionnaire")
            return False
        if version != self.pack.version:
            self._other_version(version)
        return version != self.pack.version

    def _other_version(self, version: str) -> None:
        if _order(version) > _order(self.pack.version):
            what = f"The response answers a later version of the questions than {self.pack.version}."
            self.report("X02", what, "Use the rule pack of that version: --pack DIR", "questionnaire")
        elif not self.pack.questionnaire.renamed:
            what = "The response answers an earlier version, and the pack does not say what became of it."
            way_out = "Use the rule pack of that version: --pack DIR; or add `renamed` to pack.yaml."
            self.report("X02", what, way_out, "questionnaire")

    # --- its answers

    def items(self, response: Mapping[str, object], *, is_earlier: bool) -> None:
        """Puts every answer that can be read under its field."""
        seen: dict[str, str] = {}
        for path, item in self._walk(response):
            name = item.get("linkId")
            if not isinstance(name, str) or not name:
                self.report("X01", "This item has no linkId.", "Every item of a response has one.", path)
            elif name in seen:
                what = "This question is answered twice."
                self.report("X05", what, f"The other item is at {seen[name]}. Keep one of them.", path)
            else:
                seen[name] = path
                self._item(name, item, path, is_earlier=is_earlier)

    def _walk(self, response: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Every item with its place, also those below answers, in reading order."""
        waiting: list[tuple[str, object, int]] = [("item", response.get("item", []), 0)]
        while waiting:
            path, items, depth = waiting.pop()
            if not isinstance(items, list) or depth > _DEEPEST:
                what = "Expected a list of items here." if depth <= _DEEPEST else "Items are nested too deep."
                self.report("X01", what, "Send the response as the form made it.", path)
                continue
            below: list[tuple[str, object, int]] = []
            for number, item in enumerate(items):
                here = f"{path}[{number}]"
                if not isinstance(item, Mapping):
                    self.report("X01", "This is no item.", "Send the response as the form made it.", here)
                    continue
                yield here, item
                if "item" in item:
                    below.append((f"{here}.item", item["item"], depth + 1))
                answers = item.get("answer")
                for index, answer in enumerate(answers if isinstance(answers, list) else []):
                    if isinstance(answer, Mapping) and "item" in answer:
                        below.append((f"{here}.answer[{index}].item", answer["item"], depth + 1))
            waiting += reversed(below)

    def _item(self, name: str, item: Mapping[str, object], path: str, *, is_earlier: bool) -> None:
        answers = item.get("answer", [])
        if not isinstance(answers, list):
            self.report("X04", "Expected a list of answers here.", "Send it as the form made it.", path)
            return
        fields = self.pack.questionnaire.fields
        if name not in fields:
            rows = self.pack.questionnaire.renamed if is_earlier else ()
            if any(row.field == name for row in rows):
                self._earlier(name, answers, path)
            elif answers or not ("item" in item or _GROUP.fullmatch(name)):
                self._unknown(name, path)
        else:
            self._present(fields[name], answers, path)

    def _present(self, field: Field, answers: list[object], path: str) -> None:
        """A question of today."""
        name = field.id
        values: list[object] = []
        for number, answer in enumerate(answers):
            try:
                values += value_of(answer, field, self.pack)
            except UnreadableError as error:
                self.report("X04", error.what, error.way_out, f"{path}.answer[{number}] {name}")
        if field.kind == "multi_choice":
            if values:
                self.raw[name] = values
        elif len(values) > 1:
            self.report("X04", "This question takes one answer.", "Keep one of them.", f"{path} {name}")
        elif values:
            self.raw[name] = values[0]

    def _earlier(self, name: str, answers: list[object], path: str) -> None:
        """A question that only an earlier version knew."""
        try:
            values = [value for answer in answers for value in value_of(answer, None, self.pack)]
        except UnreadableError as error:
            self.report("X04", error.what, error.way_out, f"{path} {name}")
            return
        options = [row.answer for row in self.pack.questionnaire.renamed if row.field == name]
        if values:
            is_list = len(values) > 1 or any(isinstance(option, str) for option in options)
            self.raw[name] = values if is_list else values[0]

    def _unknown(self, name: str, path: str) -> None:
        """A linkId of no question. It may be an answer in the wrong place: only a slip is named in a log."""
        fields = self.pack.questionnaire.fields
        is_listed = len(self.problems) < MOST_LISTED
        hint = f"The linkId is {name[:80]!r}. {did_you_mean(name, fields)}".strip() if is_listed else ""
        self.report(
            "X03",
            "There is no question of this linkId.",
            "A linkId is the id of a question; `runner-intake rules list questions` names them.",
            f"{path} {name}" if is_listed and nearest(name, fields, _ALIKE) else path,
            hint,
        )


def _order(version: str) -> tuple[tuple[bool, int, str], ...]:
    """A version to compare: numbers by their size, before other texts."""
    parts = re.split(r"[.\-+]", version)
    return tuple(
        (False, int(part), "") if re.fullmatch(r"[0-9]{1,9}", part) else (True, 0, part) for part in parts
    )
