"""Which pictures a result has: the body map of the painful places, and a waterfall for each scored. Takes
its data from the document. And the body that a question is answered on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.answers import answer_words
from runner_intake.present.wording import range_words, scored_benefits
from runner_intake.reports.pictures.body import PLACES, body_chooser, body_map
from runner_intake.reports.pictures.waterfall import Bar, TotalBar, waterfall
from runner_intake.result.assessment import Other

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.present.view import View
    from runner_intake.questionnaire import Field
    from runner_intake.result.assessment import Assessment
    from runner_intake.text.catalogue import Words


def body_picture(result: Assessment, view: View) -> str:
    """The painful places on a body; empty where nothing hurts or the pack names no places."""
    places: list[str] = []
    main: str | None = None
    said: list[str] = []
    for name, field in view.pack.questionnaire.fields.items():
        value = result.answers.get(name)
        if not field.places or value is None:
            continue
        codes = value if isinstance(value, tuple) else (str(value),)
        places += [field.places[code] for code in codes if field.places.get(code) in PLACES]
        said += [answer_words(name, code, view) for code in codes if code in field.places]
    for name, field in view.pack.questionnaire.fields.items():
        value = result.answers.get(name)
        if field.options_from and isinstance(value, str):
            main = places_of(field, view).get(value, main)
    if not places:
        return ""
    say = view.words
    description = say("body_words", places=say.listed(said))
    return body_map(say("body_title"), description, places, main, _sides(say))


def places_of(field: Field, view: View) -> Mapping[str, str]:
    """The place of the body that each option of a field means, also where it takes its options from another;
    empty where the pack names none.
    """
    source = view.pack.questionnaire.fields.get(field.options_from) if field.options_from else None
    named = field.places or (source.places if source else {})
    return {code: place for code, place in named.items() if place in PLACES}


def body_question(controls: Mapping[str, str], view: View) -> str:
    """The body to answer on: `controls` gives the id of the control for each place; empty where there is none
    that one could point at.
    """
    if not set(controls) - {"everywhere"}:
        return ""
    return body_chooser(controls, _sides(view.words))


def _sides(say: Words) -> tuple[str, str]:
    return say("body_front"), say("body_back")


def waterfalls(result: Assessment, view: View) -> Iterator[tuple[str, str]]:
    """The title of each benefit that applies and has points, and its points as a picture."""
    say = view.words
    for scored in scored_benefits(result):
        steps = [Bar(reason.because, reason.points) for reason in scored.reasons]
        if not steps or (isinstance(scored, Other) and scored.why == "not_applicable"):
            continue
        levels = {
            say(f"level_{level}"): view.pack.points_needed(view.pack.benefit[scored.benefit], level)
            for level in ("possible", "worth_discussing")
        }
        points = scored.points
        words = say.count(
            "waterfall_words", len(steps), points=range_words(points.low, points.high, say), max=points.max
        )
        title = say("waterfall_title", title=scored.title)
        total = TotalBar(say("waterfall_total"), points.low, points.high)
        yield scored.title, waterfall(title, words, steps, levels, highest=points.max, total=total)
