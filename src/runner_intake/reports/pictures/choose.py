"""Which pictures a result has: the body map of the painful places, and a waterfall for each suggestion. Takes
its data from the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import answer_words
from runner_intake.present.wording import points_needed, scored_benefits
from runner_intake.reports.pictures.body import PLACES, body_map
from runner_intake.reports.pictures.waterfall import Step, waterfall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Assessment


def body_picture(result: Assessment, pack: Pack) -> str:
    """The painful places on a body; empty where nothing hurts or the pack names no places."""
    places: list[str] = []
    main: str | None = None
    said: list[str] = []
    for name, field in pack.questionnaire.fields.items():
        value = result.answers.get(name)
        if not field.places or value is None:
            continue
        codes = value if isinstance(value, tuple) else (str(value),)
        places += [field.places[code] for code in codes if field.places.get(code) in PLACES]
        said += [answer_words(name, code, pack) for code in codes if code in field.places]
    for name, field in pack.questionnaire.fields.items():
        source = pack.questionnaire.fields.get(field.options_from) if field.options_from else None
        value = result.answers.get(name)
        if source and source.places and isinstance(value, str):
            main = source.places.get(value)
    if not places:
        return ""
    say = pack.words
    sides = (say("body_front"), say("body_back"))
    return body_map(say("body_title"), say("body_words", places=say.listed(said)), places, main, sides)


def waterfalls(result: Assessment, pack: Pack) -> Iterator[tuple[str, str]]:
    """The title of each benefit that has points, and its points as a picture."""
    say = pack.words
    for suggestion in scored_benefits(result):
        steps = [Step(reason.because, reason.points) for reason in suggestion.reasons]
        if not steps:
            continue
        levels = {
            say(f"level_{level}"): points_needed(suggestion.benefit, level, pack)
            for level in ("possible", "worth_discussing")
        }
        words = say("waterfall_words", points=suggestion.points.low, max=suggestion.points.max, n=len(steps))
        title = say("waterfall_title", title=suggestion.title)
        yield (
            suggestion.title,
            waterfall(title, words, steps, levels, suggestion.points.max, say("waterfall_total")),
        )
