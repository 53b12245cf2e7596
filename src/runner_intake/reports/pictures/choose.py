"""Which pictures a result has: the body map of the painful places, and a waterfall for each scored. Takes
its data from the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import answer_words
from runner_intake.present.wording import range_words, scored_benefits
from runner_intake.reports.pictures.body import PLACES, body_map
from runner_intake.reports.pictures.waterfall import Step, Total, waterfall
from runner_intake.result.assessment import Other

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
    """The title of each benefit that applies and has points, and its points as a picture."""
    say = pack.words
    for scored in scored_benefits(result):
        steps = [Step(reason.because, reason.points) for reason in scored.reasons]
        if not steps or (isinstance(scored, Other) and scored.why == "not_applicable"):
            continue
        levels = {
            say(f"level_{level}"): pack.points_needed(pack.benefit[scored.benefit], level)
            for level in ("possible", "worth_discussing")
        }
        points = scored.points
        words = say.count(
            "waterfall_words", len(steps), points=range_words(points.low, points.high, say), max=points.max
        )
        title = say("waterfall_title", title=scored.title)
        total = Total(say("waterfall_total"), points.low, points.high)
        yield scored.title, waterfall(title, words, steps, levels, highest=points.max, total=total)
