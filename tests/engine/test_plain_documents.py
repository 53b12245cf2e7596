"""Documents of the compiled pack by example: each sign alone, in turn by one and the same compiled form, and
when that form is used. Random packs and runners are in test_compiled.py.
"""

from __future__ import annotations

from collections import UserDict
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from base_runner import HEEL
from runner_intake.compiled.tables import KEPT
from runner_intake.conditions import NONE_OPTION, OneOf
from runner_intake.engine.assess import assess_checked
from runner_intake.engine.plain import CALLS, Compiled, plain_assessment, plain_text
from runner_intake.engine.plain_document import PlainDocuments
from runner_intake.engine.plain_json import PlainTexts
from runner_intake.engine.plain_parts import keep
from runner_intake.questionnaire import Questionnaire, check_answers

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from runner_intake import Assessment, Pack


def variants(pack: Pack) -> Iterator[dict[str, Any]]:
    """A runner with heel pain; the same with every sign and every choice in turn, and some numbers at 0."""
    yield HEEL
    for field in pack.questionnaire.fields.values():
        value = HEEL.get(field.id)
        if isinstance(value, list):
            yield from ({**HEEL, field.id: [code]} for code in field.options if code != NONE_OPTION)
        elif isinstance(value, str):
            yield from ({**HEEL, field.id: code} for code in field.options)
        elif isinstance(value, bool):
            yield {**HEEL, field.id: not value}
        elif value is not None:
            yield {**HEEL, field.id: field.domain.minimum}  # type: ignore[union-attr]  # a number


def exact(raw: dict[str, Any], pack: Pack, region: str | None = None) -> Assessment:
    return assess_checked(check_answers(raw, pack.questionnaire), pack, region=region)


@pytest.mark.parametrize("region", [None, "uk"])
def test_each_sign_in_turn_gives_the_document_and_the_text_of_the_exact_engine(
    pack: Pack, region: str | None
) -> None:
    documents, texts = PlainDocuments.of(pack), PlainTexts.of(pack)
    assert documents
    assert texts
    outcomes, compared = set(), 0
    for raw in variants(pack):
        document = documents.attempt(raw, region, None)
        if document is None:  # another question applies, and has no answer
            assert texts.attempt(raw, region, None) is None
            continue
        wanted = exact(raw, pack, region)
        assert document == wanted
        assert texts.attempt(raw, region, None) == wanted.model_dump_json()
        outcomes.add(document.safety.outcome)
        compared += 1
    assert outcomes >= {"emergency", "urgent", "hold", "discuss", "adapt", "clear"}
    assert compared > len(pack.questionnaire.fields)


def test_numbers_for_findings_come_before_those_for_notices(pack: Pack) -> None:
    texts = PlainTexts.of(pack)
    assert texts
    both = {
        **HEEL,
        "urgent_head_chest": ["chest_pain"],
        "low_mood": "nearly_every_day",
        "crisis_thoughts": "prefer_not_to_say",
    }
    wanted = exact(both, pack, "uk")
    assert [line.kind for line in wanted.safety.help_lines] == ["emergency", "crisis"]
    assert texts.attempt(both, "uk", None) == wanted.model_dump_json()


def test_a_ratio_of_numbers_that_are_not_asked_for_is_not_described(pack: Pack) -> None:
    never = OneOf("data_consent", (False,))
    page = next(page for page in pack.questionnaire.questions if page.derived)
    sections = (
        replace(
            section,
            questions=tuple(replace(own, when=never) if own == page else own for own in section.questions),
        )
        for section in pack.questionnaire.sections
    )
    own = replace(pack, questionnaire=Questionnaire(tuple(sections)))
    documents = PlainDocuments.of(own)
    assert documents
    document = documents.attempt(
        {name: value for name, value in HEEL.items() if name not in page.names}, None, None
    )
    assert document
    assert document.description == {}
    assert documents.attempt(HEEL, None, None) is None


def test_without_consent_the_exact_engine_is_asked(pack: Pack) -> None:
    documents, texts = PlainDocuments.of(pack), PlainTexts.of(pack)
    assert documents
    assert texts
    refused = {**HEEL, "data_consent": False}
    assert documents.attempt(refused, None, None) is None
    assert texts.attempt(refused, None, None) is None


def test_a_pack_is_compiled_at_the_tenth_runner_and_from_then_on(pack: Pack) -> None:
    form = Compiled(pack)
    assert [form.pays() for _ in range(CALLS + 2)] == [False] * (CALLS - 1) + [True] * 3


def test_the_compiled_form_takes_plain_dicts_only_and_not_before_it_pays(pack: Pack) -> None:
    own = replace(pack, version="tried for the first time")
    early = [plain_assessment(dict(HEEL), own, None, None) for _ in range(CALLS - 1)]
    assert early == [None] * (CALLS - 1)
    assert plain_assessment(dict(HEEL), own, None, None) == exact(HEEL, own)
    assert plain_text(dict(HEEL), own, None, None) == exact(HEEL, own).model_dump_json()
    for other in (MappingProxyType(HEEL), UserDict(HEEL), list(HEEL.items())):
        assert plain_assessment(other, own, None, None) is None
        assert plain_text(other, own, None, None) is None
    fresh = replace(pack, version="its text is asked for first")
    texts = [plain_text(dict(HEEL), fresh, None, None) for _ in range(CALLS)]
    assert texts == [None] * (CALLS - 1) + [exact(HEEL, fresh).model_dump_json()]


def test_no_more_parts_are_kept_than_were_promised() -> None:
    parts: dict[Hashable, str] = dict.fromkeys(range(KEPT - 1), "part")
    assert keep(parts, KEPT, "last") == "last"
    assert len(parts) == KEPT
    assert keep(parts, KEPT + 1, "first again") == "first again"
    assert parts == {KEPT + 1: "first again"}
