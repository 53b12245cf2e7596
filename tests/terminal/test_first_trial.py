"""What was wrong with results and stops in the first trial, by its numbers; test_screens.py has those about
screens. A1 is in test_seven_runners.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from drawing import HEALTHY
from golden_pages import sample
from keystrokes import CTRL_C, ENTER, SIGNS, asking
from runner_intake import Ask, Interview, assess, bundled_pack, report
from runner_intake.cli.session import Session, Style
from runner_intake.conditions import fields_used
from runner_intake.local.preferences import Preferences
from runner_intake.present.explanation_page import page
from runner_intake.present.view import View
from runner_intake.present.wording import scored_benefits
from runner_intake.result.assessment import Other, Suggestion
from runner_intake.terminal.front import Menu
from runner_intake.terminal.plain_front import PlainFront
from screens import Play
from seven_runners import RUNNERS, answers, stop
from terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

PACK = bundled_pack()
SIZES = [(80, 24), (60, 18), (40, 12)]
SIX_SIGNS = {
    **HEALTHY,
    "urgent_head_chest": ["chest_pain", "throat_swelling", "confusion_after_run"],
    "urgent_body": ["leg_weakness", "dark_urine", "tendon_pop"],
}


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text))


def page_of(name: str) -> str:
    """The page of one of the seven runners, on one line."""
    return " ".join(report(stop(name).result()).to_text(1000).split())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a", "b", "c", "e"])
def test_a3_where_the_review_says_that_nothing_is_open_the_page_names_nothing_open(name: str) -> None:
    assert stop(name).open == ()
    assert "could still change" not in page_of(name)


@pytest.mark.slow
def test_a7_a_page_does_not_send_somebody_to_exercises_that_are_done_already() -> None:
    assert "Begin with exercises" not in page_of("a")
    assert "Keep going with your exercises" in page_of("a")


@pytest.mark.slow
def test_a7_a_sentence_about_tendons_is_for_those_with_a_painful_tendon() -> None:
    assert "tendon" not in page_of("c")


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNERS)
def test_a7_points_add_up_under_every_benefit(name: str) -> None:
    """Where nothing is open for a benefit, its reasons are all that made its points."""
    result = stop(name).result()
    others = [other for other in result.others if isinstance(other, Other) and other.why != "not_applicable"]
    every: list[Suggestion | Other] = [*result.suggestions, *others]
    for scored in every:
        if not scored.open_reasons:
            assert sum(reason.points for reason in scored.reasons) == scored.points.low == scored.points.high


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_a13_whom_to_call_is_in_sight_below_any_number_of_signs(columns: int, rows: int) -> None:
    session = Session(PACK, "GB", Preferences(), Style(), saves=False)
    lines = session.results.now(Interview.start(SIX_SIGNS))
    play = Play(columns, rows)
    play(lambda front: front.choose(Menu("stopped", "What now?", lines, {"finish": "Finish"})), ["1"])
    assert "999" in play.last


def test_a13_every_sign_has_its_message_on_the_page_and_no_topic_of_acupuncture_is_on_it() -> None:
    result = assess(SIX_SIGNS, region="GB")
    text = " ".join(report(result).to_text(1000).split())
    for finding in result.safety.findings:
        if finding.outcome == "emergency":
            assert finding.message in text
    crisis = assess({**HEALTHY, "low_mood": "nearly_every_day", "crisis_thoughts": "yes"}, region="GB")
    shown = " ".join(report(crisis).to_text(1000).split())
    for benefit in PACK.benefits:
        assert benefit.title not in text + shown
    assert "Perhaps" not in shown


def test_a14_a_page_refers_only_to_first_steps_that_it_has() -> None:
    for name in ("declined", "nothing_wrong", "hold"):
        text = report(sample(name)).to_text()
        assert ("Do this first" in text) == bool(sample(name).first_steps) or "nothing you need to do" in text
        assert "first steps need none" not in text


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_a17_enter_saves_a_page_with_day_and_time_and_the_folder_is_shown(
    columns: int, rows: int, tmp_path: Path
) -> None:
    play = Play(columns, rows)
    where = PACK.words("report_where", name="runner-intake-result-2026-11-25-120000.html", folder="/home/me")
    assert play(lambda front: front.line(where), [ENTER]) == ""
    shown = re.sub(r"\s+", "", play.last)
    assert "/home/me" in shown
    assert "2026-11-25-120000.html" in shown
    target = tmp_path / "page.html"
    assert report(sample("nothing_wrong")).save(target).read_text(encoding="utf-8").startswith("<!DOCTYPE")
    with pytest.raises(FileExistsError):
        report(sample("nothing_wrong")).save(target)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "language", "number"),
    [((), "en_GB.UTF-8", "999"), (("--region", "uk"), "C.UTF-8", "999"), ((), "en_US.UTF-8", "911")],
)
def test_a20_the_country_of_the_computer_names_the_numbers(
    options: tuple[str, ...], language: str, number: str, tmp_path: Path
) -> None:
    terminal = Terminal(
        *("ask", "--no-save", "--set", "data_consent=true", "--set", "age_years=35", *options),
        state=tmp_path,
        LANG=language,
        LC_ALL=language,
    )
    terminal.wait_for("chest").type("1", ENTER).wait_for("What would you like to do now?")
    terminal.type("1").end()
    lines = re.findall(r"Emergency numbers?[^.]*\.", terminal.raw)
    assert lines
    assert all(number in line and line.count(":") <= 2 for line in lines)


NOWHERE = "C.UTF-8"
"""The language of a computer that names no country."""

WITH_CONSENT = ("ask", "--set", "data_consent=true", "--set", "age_years=35")


def numbers_called(terminal: Terminal) -> str:
    """What the page of an emergency names, after chest pain."""
    if terminal.screen.lines < 24:  # the introduction has a screen of its own
        terminal.wait_for("Most runners have none").wait_for("Ctrl-C").type(ENTER)
    terminal.wait_for("chest").type("1", ENTER).wait_for("What would you like to do now?").type("1").end()
    return terminal.raw


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_a20_the_country_is_asked_once_where_the_computer_does_not_tell_it(
    columns: int, rows: int, tmp_path: Path
) -> None:
    def started(language: str = NOWHERE) -> Terminal:
        return Terminal(*WITH_CONSENT, state=tmp_path, columns=columns, rows=rows, LC_ALL=language)

    question = PACK.words("region_title")
    key = SIGNS[[region.code for region in PACK.regions].index("NZ")]
    first = started().wait_for(question).wait_for(PACK.words("region_how")).type(key)
    assert "New Zealand: 111" in numbers_called(first)
    assert 'region = "NZ"' in (tmp_path / "runner-intake" / "config.toml").read_text(encoding="utf-8")
    second = numbers_called(started())
    assert "New Zealand: 111" in second
    assert question not in second
    computer = numbers_called(started("en_US.UTF-8"))
    assert "United States: 911" in computer
    assert "New Zealand: 111" not in computer


@pytest.mark.slow
def test_a20_all_numbers_may_be_seen_instead_and_choosing_units_forgets_no_country(tmp_path: Path) -> None:
    asked = Terminal(*WITH_CONSENT, state=tmp_path, LC_ALL=NOWHERE).wait_for("Which country")
    everything = numbers_called(asked.type(SIGNS[len(PACK.regions)]))
    assert all(f"{region.name}: {region.emergency}" in flat(everything) for region in PACK.regions)
    again = numbers_called(Terminal(*WITH_CONSENT, "--units", "mi", state=tmp_path, LC_ALL=NOWHERE))
    assert "Which country" not in again
    assert 'units = "mi"\nregion = "all"' in (tmp_path / "runner-intake" / "config.toml").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("option", [("--no-save",), ("--plain", "--ids"), ("--region", "GB")])
def test_a20_nobody_is_asked_who_named_a_country_or_wants_nothing_kept(
    option: tuple[str, ...], tmp_path: Path
) -> None:
    terminal = Terminal(*WITH_CONSENT, *option, state=tmp_path, LC_ALL=NOWHERE).wait_for("chest")
    terminal.type(CTRL_C).end()
    assert "Which country" not in terminal.raw


# --- C10, C11: the reasons, and a no to everything


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a", "b", "c", "e"])
def test_c10_the_reasons_leave_out_the_rules_that_do_not_apply(name: str) -> None:
    """Only rules that hold or may hold; a benefit that is not for this runner takes one line."""
    explanation = stop(name).explanation()
    text = " ".join(line.text for section in page(explanation, View.of(PACK)) for line in section.lines)
    may_hold = {
        reason.rule
        for benefit in scored_benefits(explanation.assessment)
        for reason in (*benefit.reasons, *benefit.open_reasons)
    }
    rules = [rule for benefit in PACK.benefits for rule in benefit.rules]
    reasons = {rule.because for rule in rules if rule.id in may_hold}
    others = {rule.because for rule in rules} - reasons
    assert others
    assert not [because for because in others if because in text]


def test_c11_a_no_to_consent_takes_a_few_sentences_and_names_no_needle() -> None:
    said = report(assess({"data_consent": False})).to_text()
    assert len(re.findall(r"[.!?](?=\s|$)", said)) <= 3
    assert "needl" not in said.lower()
    assert "acupuncture" not in said.lower()


@pytest.mark.slow
def test_c11_who_wants_no_needles_is_asked_nothing_that_only_ranks_them() -> None:
    questionnaire = PACK.questionnaire
    conditions = [rule.when.written for step in PACK.steps for rule in step.rules]
    conditions += [rule.when.written for rule in PACK.safety]
    conditions += questionnaire.gates.values()
    used = frozenset[str]().union(*map(fields_used, conditions))
    ranking = {question.id for question in questionnaire.questions if not used & {*question.names}}
    sore = {**HEALTHY, "pain_sites": ["heel"], "needle_comfort": "no_needles"}
    interview = Interview.start(sore, pack=PACK)
    asked: list[str] = []
    while isinstance(step := interview.step, Ask):
        asked.append(step.name)
        interview = interview.answer(step.name, answers("a", step))
    assert interview.result().safety.outcome == "declined"
    assert asked
    assert ranking
    assert not ranking & {*asked}


# --- A18 in plain lines


LONG_LISTS = [
    question.id
    for question in PACK.questionnaire.questions
    if any(field.kind == "multi_choice" and len(field.options) >= 10 for field in question.fields)
]


@pytest.mark.parametrize("name", LONG_LISTS)
def test_a18_the_numbers_of_a_plain_list_stand_below_each_other(name: str) -> None:
    written: list[str] = []
    front = PlainFront(lambda _: "q", written.append, PACK.words)
    with pytest.raises(KeyboardInterrupt):
        front.ask(asking(name, {} if name == "pain_sites" else {"pain_sites": ["heel"]}), (), "")
    dots = [numbered.end() for line in written if (numbered := re.match(r" *\d+\. ", line))]
    assert len(dots) >= 10
    assert len({*dots}) == 1
