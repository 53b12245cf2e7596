"""`runner-intake next FILE`: the question to ask next, why, or that the goal is reached."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from runner_intake.cli.inputs import chosen_pack, json_option, language_option, pack_option, read_answers
from runner_intake.cli.streams import echo, print_document
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.next_question import next_question
from runner_intake.engine.open_facts import GOAL_FACTS
from runner_intake.engine.red_flags import checked
from runner_intake.pack import Pack
from runner_intake.present.next_question import next_words
from runner_intake.present.view import View
from runner_intake.questionnaire import Saved
from runner_intake.result.next_question import Next
from runner_intake.vocabulary import Goal

SCHEMA = "runner-intake/next/1"


_HELP = """The question to ask next after the answers in FILE, and why; or that the goal is reached.

A field with null counts as asked ("don't know") and is not asked again. Goals: quick (safety, the first
suggestion, the first two first steps), normal (safety, all suggestions, all first steps), complete
(everything that applies).
"""


@click.command("next", help=_HELP)
@click.argument("file")
@click.option(
    "--goal",
    type=click.Choice(list(GOAL_FACTS)),
    default="normal",
    show_default=True,
    help="What is to be settled.",
)
@click.option(
    "--section",
    metavar="ID",
    help="The section of the last question; its questions come first, as sections are finished one by one.",
)
@json_option
@language_option
@pack_option
def command(  # noqa: PLR0913  (one parameter an option)
    *,
    file: str,
    goal: Goal,
    section: str | None,
    as_json: bool,
    language: str | None,
    pack_folder: str | None,
) -> None:
    """`runner-intake next`."""
    pack = chosen_pack(pack_folder, language)
    sections = [section.id for section in pack.questionnaire.sections]
    if section is not None and section not in sections:
        raise click.UsageError(f"There is no section {section!r}. Known are: {', '.join(sections)}.")
    raw, name = read_answers(file, pack)
    answers = checked(raw, pack, file=name)
    written = raw.answers if isinstance(raw, Saved) else raw
    asked = (
        frozenset(str(field) for field, value in written.items() if value is None)
        if isinstance(written, Mapping)
        else frozenset()
    )
    question = next_question(Analysis(answers, pack, asked), goal, section)
    if as_json:
        print_document(json.dumps(_document(question, goal, pack), indent=2, ensure_ascii=False))
    else:
        for line in next_words(question, goal, View.of(pack)):
            echo(line)


def _document(chosen: Next, goal: Goal, pack: Pack) -> dict[str, object]:
    question = next(
        (question for question in pack.questionnaire.questions if question.id == chosen.question), None
    )
    return {
        "schema": SCHEMA,
        "goal": goal,
        "reached": chosen.reached,
        "question": chosen.question,
        "fields": [field.id for field in question.fields] if question else [],
        "section": question.section if question else None,
        "ask": question.ask if question else None,
        "why": question.why if question else None,
        "facts": list(chosen.facts),
        "remaining": list(chosen.remaining),
    }
