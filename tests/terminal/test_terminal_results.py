"""The result on screen, drawn and plain, and its explanation: what is said, in which order, and what never
is.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from base_runner import BASE
from base_runner import HEEL as HEEL_PAIN
from drawing import HEALTHY, partial_answers
from runner_intake import Assessment, Interview, Pack, assess, bundled_pack, report
from runner_intake.conditions import ALWAYS, AnyOf, AtLeast, Condition, Includes, NotApplicable, OneOf, Within
from runner_intake.engine.explanation import explain as explain_answers
from runner_intake.present import answers as answer_wording
from runner_intake.present import explanation_page as explain
from runner_intake.present import wording
from runner_intake.present.conditions import condition_words
from runner_intake.present.details import details as page_of
from runner_intake.present.view import View
from runner_intake.questionnaire import check_answers
from runner_intake.reports import plain_text as plain_results
from runner_intake.reports import rich_text as results
from runner_intake.reports.pictures.strength import MOST_DOTS
from runner_intake.result.assessment import Answer, OpenFact, Other, Points, Withheld
from runner_intake.result.explanation import Explanation
from runner_intake.terminal.conversation import past_answers
from runner_intake.text.catalogue import ENGLISH
from runner_intake.vocabulary import SUGGESTING, Level, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake.pack import Benefit

PACK = bundled_pack()
LONGEST = "Your longest run of the last 7 days compared with the 30 days before"
WIDTHS = (60, 80, 120)

FIT: dict[str, Any] = BASE
HEEL: dict[str, Any] = {**HEEL_PAIN, "pain_rest_0_10": 3}
NERVES = {
    "race_planned": True,
    "weeks_to_race": 6,
    "race_worry_0_10": 8,
    "race_body_tension_0_10": 7,
    "race_effect": "clearly_worse",
}
KNEE = {
    **HEEL,
    "pain_sites": ["knee_other"],
    "main_site": "knee_other",
    "pain_weeks": 60,
    "diagnosis": "knee_osteoarthritis",
}
SPIKE = {
    **HEEL,
    "pain_running_0_10": 4,
    "running_limit": "with_trouble",
    "diagnosis": "none",
    "pain_weeks": 1,
    "longest_run_last_7d_km": 22,
    "rehab_weeks": 0,
}

RUNNERS: dict[str, dict[str, Any]] = {
    "nothing at all": {},
    "fit, nothing to suggest": FIT,
    "heel pain and race nerves": {**HEEL, **NERVES},
    "heel pain, some answers open": {**HEEL, "pain_weeks": None, "rehab_weeks": None},
    "new pain after a long run": SPIKE,
    "long knee pain, metal allergy": {**KNEE, "needle_site_health": ["metal_allergy"]},
    "diabetes with numb feet": {**KNEE, "health_conditions": ["diabetes_numb", "blood_thinner"]},
    "only the safety questions": HEALTHY,
    "chest pain": {**HEEL, "urgent_head_chest": ["chest_pain"]},
    "thoughts of self-harm": {**HEEL, "low_mood": "several_days", "crisis_thoughts": "yes"},
    "thoughts not told": {
        **HEEL,
        "low_mood": "several_days",
        "crisis_thoughts": "prefer_not_to_say",
    },
    "no consent": {**FIT, "data_consent": False},
    "stress fracture": {**HEEL, "bone_signs": ["current_stress_fracture"]},
    "infections not known": {**HEEL, "infection_signs": None},
    "fourteen": {**HEEL, "age_years": 14},
    "answers that do not fit": {**HEEL, "main_site": "achilles_calf"},
    "no needles": {**HEEL, "needle_comfort": "no_needles"},
    "chemotherapy": {**HEEL, "warning_signs": ["chemo_now"]},
    "answers that do not apply": {**FIT, "weeks_to_race": 6},
}
RESULTS = {name: assess(answers, PACK) for name, answers in RUNNERS.items()}
WITHHELD = [name for name, result in RESULTS.items() if result.safety.outcome not in SUGGESTING]

FORBIDDEN = (
    "treats|cures|heals|corrects|boosts|strengthens the immune system|protects against"
    "|proven|detox|best|guaranteed"
    "|chance of success|success rate|will help|you are safe"
)


def drawn(result: Assessment, width: int = 80, pack: Pack = PACK) -> str:
    """The result as rich draws it, without colours."""
    screen = io.StringIO()
    results.draw(page_of(result, View.of(pack)), Console(file=screen, width=width))
    return screen.getvalue()


def plain(result: Assessment, pack: Pack = PACK) -> str:
    lines: list[str] = []
    plain_results.write_sections(page_of(result, View.of(pack)), lines.append)
    return "\n".join(lines)


def explained(
    result: Assessment,
    benefit: str | None = None,
    pack: Pack = PACK,
    answers: dict[str, Any] | None = None,
    *,
    all_rules: bool = False,
) -> str:
    lines: list[str] = []
    sections = explain.page(
        explanation_of(result, pack, answers), View.of(pack), benefit, all_rules=all_rules
    )
    plain_results.write_sections(sections, lines.append)
    return "\n".join(lines)


def explanation_of(result: Assessment, pack: Pack, answers: dict[str, Any] | None) -> Explanation:
    """The explanation of a result; without answers it is one of the results here."""
    given_answers = answers or next(
        RUNNERS[name] for name, known_result in RESULTS.items() if known_result is result
    )
    return explain_answers(check_answers(given_answers, pack.questionnaire), pack).model_copy(
        update={"assessment": result}
    )


def flowing(text: str) -> str:
    """Text as one paragraph, without frames."""
    return " ".join(re.sub(r"[─│╭╮╰╯]", " ", text).split())


HEADING = re.compile(
    r"^[ ─│╭╮╰╯]*(?P<title>Safety|Do this first|Suggestions|Not suggested|Benefits|Please note)"
    r"(?=:|  | ?[─╮]|$)",
    re.MULTILINE,
)
"""A heading of its own, or before the one line of its section."""

every_runner = pytest.mark.parametrize("name", RUNNERS)
both = pytest.mark.parametrize("show", [drawn, plain])


def test_the_runners_here_meet_every_outcome() -> None:
    assert {result.safety.outcome for result in RESULTS.values()} == set(get_args(Outcome))


# --- what stands where --------------------------------------------------------------------------------------


@pytest.mark.slow
@both
@every_runner
def test_every_benefit_is_named(name: str, show: Callable[[Assessment], str]) -> None:
    page = flowing(show(RESULTS[name]))
    assert [benefit.title for benefit in PACK.benefits if benefit.title not in page] == []


@pytest.mark.slow
@both
@every_runner
def test_safety_comes_before_first_steps_before_benefits_before_notices(
    name: str, show: Callable[[Assessment], str]
) -> None:
    headings = [heading["title"] for heading in HEADING.finditer(show(RESULTS[name]))]
    middle = ["Suggestions", "Not suggested"] if RESULTS[name].safety.outcome in SUGGESTING else ["Benefits"]
    assert headings == ["Safety", "Do this first", *middle, "Please note"]


@both
def test_in_an_emergency_the_numbers_to_call_come_first_of_all(show: Callable[[Assessment], str]) -> None:
    expected = {
        "chest pain": ("Emergency numbers", "United Kingdom: 999"),
        "thoughts of self-harm": ("Someone to talk to now", "116 123"),
    }
    for name, (head, number) in expected.items():
        page = show(RESULTS[name])
        assert page.lstrip("╭─ ").startswith(head)
        assert page.index(number) < next(
            heading.start() for heading in HEADING.finditer(page) if heading["title"] == "Safety"
        )
        assert page.count(head) == 1


@both
def test_one_region_gives_one_number(show: Callable[[Assessment], str]) -> None:
    page = show(assess(RUNNERS["chest pain"], PACK, region="NZ"))
    assert "New Zealand: 111" in page
    assert "Australia" not in page


@both
def test_a_help_line_is_offered_to_those_who_would_rather_not_tell(show: Callable[[Assessment], str]) -> None:
    page = show(RESULTS["thoughts not told"])
    assert page.index("Please note") < page.index("Someone to talk to now") < page.index("Samaritans")


@both
@pytest.mark.parametrize("name", WITHHELD)
def test_of_withheld_benefits_nothing_is_said_but_their_titles(
    name: str, show: Callable[[Assessment], str]
) -> None:
    page = flowing(show(RESULTS[name]))
    for benefit in PACK.benefits:
        assert page.count(benefit.title) == 1
        assert benefit.verdict not in page
        assert not [rule.because for rule in benefit.rules if rule.because in page]
    assert "evidence:" not in page
    assert "of 16" not in page
    assert f"On hold {wording.until_words(RESULTS[name].safety.outcome, ENGLISH)}" in page


@pytest.mark.slow
@both
@every_runner
def test_the_whole_document_is_told(name: str, show: Callable[[Assessment], str]) -> None:
    result, page = RESULTS[name], flowing(show(RESULTS[name]))
    texts = [finding.message for finding in result.safety.findings]
    texts += [
        PACK.questionnaire.fields[field].ask for field in (*result.safety.missing, *result.ignored_answers)
    ]
    texts += [step.title for step in (*result.first_steps, *result.possible_first_steps)] + [
        step.because for step in result.first_steps
    ]
    for suggestion in result.suggestions:
        texts += [suggestion.title, suggestion.evidence.verdict, *suggestion.conditions]
        texts += [reason.because for reason in suggestion.reasons]
    texts += [PACK.questionnaire.derived[ratio].title for ratio in result.description]
    texts += [*result.notices, *(f"{line.country}: {line.number}" for line in result.safety.help_lines)]
    assert [text for text in texts if flowing(text) not in page] == []


# --- words --------------------------------------------------------------------------------------------------


@both
@every_runner
def test_words_that_promise_or_diagnose_never_occur(name: str, show: Callable[[Assessment], str]) -> None:
    assert re.findall(rf"\b(?:{FORBIDDEN})\b", flowing(show(RESULTS[name])), re.IGNORECASE) == []


def test_every_outcome_level_and_grade_has_words() -> None:
    assert len({wording.outcome_words(outcome, ENGLISH) for outcome in get_args(Outcome)}) == len(
        get_args(Outcome)
    )
    assert [wording.level_words(level, ENGLISH) for level in get_args(Level)] == [
        "worth discussing",
        "possible",
        "not suggested",
    ]
    assert wording.grade_words("very_low", ENGLISH) == "evidence: very low"


def test_every_outcome_that_withholds_says_until_when() -> None:
    assert [
        outcome
        for outcome in get_args(Outcome)
        if (wording.until_words(outcome, ENGLISH) == "for now") != (outcome in SUGGESTING)
    ] == []


@both
def test_answers_stand_in_the_words_of_their_question(show: Callable[[Assessment], str]) -> None:
    page = flowing(show(RESULTS["diabetes with numb feet"]))
    assert "Your answer: Diabetes with feet or legs that feel numb or tingle" in page
    assert "diabetes_numb" not in page
    contradiction = flowing(show(RESULTS["answers that do not fit"]))
    assert "pain: Achilles tendon or calf; “Does anything hurt? If so, where?” Heel" in contradiction
    assert "achilles_calf" not in contradiction


def test_the_private_answer_is_never_shown() -> None:
    field = PACK.questionnaire.fields["crisis_thoughts"]
    for show in (drawn, plain, explained):
        page = flowing(show(RESULTS["thoughts of self-harm"]))
        assert field.ask not in page
        assert "Your answer" not in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("race_planned", True, "yes"),
        ("race_planned", False, "no"),
        ("main_site", "heel", "Heel"),
        ("pain_sites", ("heel", "shin"), "Heel; Shin"),
        ("pain_weeks", 10, "10 weeks"),
        ("sleep_hours", 7.5, "7.5 hours"),
        ("race_worry_0_10", 8, "8 out of 10"),
        ("long_run_spike", 1.38, "1.38 times"),
        ("long_run_spike", 1.0, "the same"),
        ("long_run_spike", "returning after a break", "returning after a break"),
        ("pain_weeks", 1, "1 week"),
        ("shoe_distance_km", 40.2, "40.2 km"),
        ("flu_vaccine", None, "not known"),
    ],
)
def test_an_answer_in_words(field: str, value: Answer, words: str) -> None:
    assert answer_wording.answer_words(field, value, View.of(PACK)) == words


def test_distances_are_told_in_the_units_of_the_runner() -> None:
    miles = View.of(PACK, "mi")
    assert answer_wording.answer_words("shoe_distance_km", 40.2, miles) == "25 mi"
    assert condition_words(Within("shoe_distance_km", low=800), miles).endswith(" 497.1 mi or more")
    assert answer_wording.answer_words("sleep_hours", 7.5, miles) == "7.5 hours"
    text = "\n".join(
        line.text
        for section in page_of(RESULTS["heel pain and race nerves"], miles)
        for line in section.lines
    )
    assert " km" not in text


# --- suggestions --------------------------------------------------------------------------------------------


@both
def test_suggestions_come_in_order_with_their_level(show: Callable[[Assessment], str]) -> None:
    page = flowing(show(RESULTS["heel pain and race nerves"]))
    first, second = (
        "1. Pain from a running injury: worth discussing",
        "2. Nerves and tension around races: possible",
    )
    assert 0 < page.index(first) < page.index(second) < page.index("Not suggested")


def test_reasons_follow_their_signed_points() -> None:
    for suggestion in RESULTS["heel pain and race nerves"].suggestions:
        for reason in suggestion.reasons:
            assert f"{reason.points:+d} {reason.because}" in flowing(
                drawn(RESULTS["heel pain and race nerves"])
            )
            assert f"it, {reason.points:+d}: {reason.because}" in plain(RESULTS["heel pain and race nerves"])
    assert "Against it, -1:" in plain(RESULTS["heel pain and race nerves"])


def test_match_and_evidence_have_different_forms() -> None:
    page = drawn(RESULTS["heel pain and race nerves"])
    assert re.search(r"match: 15 of 16 +●{15}○(?!○)", page)
    assert re.search(r"evidence: low +A B \[C\] D", page)
    assert re.search(r"evidence: very low +A B C \[D\]", page)


def test_a_dot_is_a_point() -> None:
    assert results.dots(Points(low=2, high=3, max=5)) == "●●◌○○"
    assert results.dots(Points(low=-2, high=-1, max=3)) == "○○○"
    assert results.dots(Points(low=1, high=1, max=MOST_DOTS + 1)) == ""


@both
def test_open_answers_give_bounds_and_what_could_still_happen(show: Callable[[Assessment], str]) -> None:
    page = flowing(show(RESULTS["heel pain, some answers open"]))
    assert "Pain from a running injury: possible" in page
    assert "match: between 6 and 15 of 16" in page
    assert "it could still become worth discussing" in page
    assert (
        "could count (-5, +1 or +2), depending on your answer to “How long have you had this pain?”" in page
    )
    assert "Maybe, depending on answers you have not given" in page
    assert "It depends on “How long have you had this pain?” What you have not answered" not in page
    assert (
        page.index("What you have not answered")
        < page.index("Open answers can still change")
        < page.index("Settled, whatever the open answers are")
    )


@both
def test_nothing_open_says_nothing_of_open_answers(show: Callable[[Assessment], str]) -> None:
    page = show(RESULTS["heel pain and race nerves"])
    assert "still" not in page.split("Please note", maxsplit=1)[0]


@both
def test_nothing_to_suggest_is_a_full_answer(show: Callable[[Assessment], str]) -> None:
    page = flowing(show(RESULTS["fit, nothing to suggest"]))
    assert "We have nothing to suggest, and that is a real answer." in page
    assert "There is nothing you need to do first." in page
    assert page.count("apply to you") == 1


@both
def test_nothing_to_suggest_so_far_is_not_called_settled(show: Callable[[Assessment], str]) -> None:
    page = flowing(show(RESULTS["only the safety questions"]))
    assert "There is nothing to suggest so far." in page
    assert "real answer" not in page
    assert "We cannot tell whether this applies to you." in page


@both
def test_a_benefit_that_fits_too_little_says_what_was_missing(show: Callable[[Assessment], str]) -> None:
    page = flowing(show(RESULTS["new pain after a long run"]))
    assert "(evidence: low). It would need 5 to count as “possible”." in page
    assert "-5" in page
    assert "Your pain is less than two weeks old" in page
    assert "compared with the 30 days before: 1.38 times" in page
    assert "These numbers only describe how you train." in page


@both
def test_a_covered_benefit_names_what_covers_it(show: Callable[[Assessment], str]) -> None:
    page = flowing(show(RESULTS["long knee pain, metal allergy"]))
    assert "Covered by “Pain that has lasted three months or more”." in page
    assert "Only on these conditions:" in page


@both
def test_sources_are_counted_and_the_unread_ones_too(show: Callable[..., str]) -> None:
    result = RESULTS["heel pain and race nerves"]
    names = result.suggestions[0].evidence.sources
    unread = replace(
        PACK,
        sources={
            **PACK.sources,
            **{name: replace(PACK.sources[name], checked=name != names[0]) for name in names},
        },
    )
    assert f"Based on {len(names)} sources; we know 1 of them only second-hand." in flowing(
        show(result, pack=unread)
    )


@given(benefit=st.sampled_from(PACK.benefits), points=st.integers(0, 20))
def test_the_points_a_level_needs_are_exact(benefit: Benefit, points: int) -> None:
    level = PACK.level(benefit, points)
    assert (level == "worth_discussing") == (points >= PACK.points_needed(benefit, "worth_discussing"))
    assert (level != "not_suggested") == (points >= PACK.points_needed(benefit, "possible"))


# --- forms --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@every_runner
def test_no_line_is_wider_than_the_console_and_no_word_is_broken(name: str, width: int) -> None:
    page = drawn(RESULTS[name], width)
    assert [line for line in page.splitlines() if cell_len(line) > width] == []
    words = {
        word
        for section in page_of(RESULTS[name], View.of(PACK))
        for line in section.lines
        for word in line.text.split()
    }
    assert words - set(flowing(page).split()) == set()


@every_runner
def test_plain_lines_hold_no_escapes_boxes_or_dots(name: str) -> None:
    page = plain(RESULTS[name])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u2500-\u25ff]", page)
    assert all(line == line.rstrip() for line in page.splitlines())


def test_a_pipe_gets_no_escapes_and_a_terminal_does() -> None:
    assert "\x1b" not in drawn(RESULTS["chest pain"])
    screen = io.StringIO()
    results.draw(
        page_of(RESULTS["chest pain"], View.of(PACK)),
        Console(file=screen, width=80, force_terminal=True, color_system="standard", no_color=False),
    )
    assert "\x1b[" in screen.getvalue()


@pytest.mark.slow
@every_runner
def test_a_console_without_unicode_gets_plain_signs(name: str) -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii", write_through=True) as screen:
        results.draw(page_of(RESULTS[name], View.of(PACK)), Console(file=screen, width=80))
        page = raw.getvalue().decode("ascii")
    assert "Safety" in page
    assert "###" in page or not RESULTS[name].suggestions


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(max_examples=15)
@given(answers=partial_answers(PACK.questionnaire, healthy=True), width=st.integers(40, 130))
def test_any_answers_can_be_shown_in_any_width(answers: dict[str, Any], width: int) -> None:
    result = assess(answers, PACK)
    assert all(cell_len(line) <= width for line in drawn(result, width).splitlines())
    titles = [benefit.title for benefit in PACK.benefits]
    page, explanation = flowing(plain(result)), flowing(explained(result, answers=answers))
    assert [title for title in titles if title in page] == titles
    assert [title for title in titles if title in explanation] == (
        titles if result.safety.outcome in SUGGESTING else []
    )


@pytest.mark.slow
def test_plain_lines_and_explanations_do_not_load_rich() -> None:
    program = (
        "import sys, runner_intake.reports.plain_text, runner_intake.present.explanation_page; "
        "sys.exit('rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# --- explain ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in RUNNERS if name not in WITHHELD])
def test_every_rule_is_explained_once_with_its_state_points_and_basis(name: str) -> None:
    result = RESULTS[name]
    for scored in (*result.suggestions, *result.others):
        assert not isinstance(scored, Withheld)
        page = explained(result, scored.benefit, all_rules=True)
        states = {
            reason.rule: state
            for state, reasons in (("true", scored.reasons), ("unknown", scored.open_reasons))
            for reason in reasons
        }
        for rule in PACK.benefit[scored.benefit].rules:
            assert page.count(f"Rule {rule.id}, from ") == 1
            says = {"true": "Counts", "unknown": "May count"}.get(states.get(rule.id, "false"), "Would count")
            before = page[: page.index(f"Rule {rule.id}, from ")]
            assert (
                re.findall(r"^  ((?:Counts|May count|Would count) [+-]\d+):", before, re.MULTILINE)[-1]
                == f"{says} {rule.points:+d}"
            )
            assert before.rindex(rule.because) > before.rindex(f"{says} {rule.points:+d}")


@pytest.mark.slow
def test_a_score_is_explained_from_points_to_level() -> None:
    page = explained(RESULTS["heel pain and race nerves"], "injury_recovery")
    assert "Points: 15. The highest score is 16." in page
    assert "Match: 94." in page
    assert "Priority: 70. That is the match times 75 / 100 (evidence: low)." in page
    assert "From a priority of 60 a benefit is worth discussing. Here that takes 13 points or more." in page
    nerves = explained(RESULTS["heel pain and race nerves"], "race_stress")
    assert "Here that cannot be reached, because the evidence is too weak." in nerves


@pytest.mark.slow
def test_an_explanation_shows_the_answers_a_rule_looked_at() -> None:
    page = explained(RESULTS["heel pain and race nerves"])
    assert "It looked at: “How long have you had this pain?” 10 weeks" in page
    assert "plantar_heel_pain" not in page


@pytest.mark.slow
def test_one_benefit_is_explained_alone() -> None:
    page = explained(RESULTS["heel pain and race nerves"], "race_stress")
    assert "race_stress.worry" in page
    assert "injury_recovery" not in page


@pytest.mark.slow
def test_a_source_nobody_has_read_is_marked() -> None:
    unread = replace(
        PACK, sources={name: replace(source, checked=False) for name, source in PACK.sources.items()}
    )
    result = RESULTS["heel pain and race nerves"]
    cite = PACK.sources[result.suggestions[0].evidence.sources[0]].cite
    assert f"{cite} (which we know only second-hand)" in explained(result, pack=unread)


@pytest.mark.parametrize("name", WITHHELD)
def test_of_a_withheld_result_only_the_safety_part_is_explained(name: str) -> None:
    page = explained(RESULTS[name])
    assert [
        finding.rule for finding in RESULTS[name].safety.findings if f"Rule {finding.rule} (" not in page
    ] == []
    assert not [benefit.id for benefit in PACK.benefits if benefit.id in page or benefit.title in page]
    assert "there is nothing to explain" in page


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Within("pain_weeks", low=6, high=13, high_open=True), "“W” 6 weeks or more and less than 13 weeks"),
        (Within("pain_weeks", low=6, low_open=True), "“W” more than 6 weeks"),
        (Within("pain_weeks", low=3, high=3), "“W” 3 weeks"),
        (
            Within("long_run_spike", low=1.3, low_open=True),
            "Your longest run of the last 7 days compared with the 30 days before: more than 1.3 times",
        ),
        (Within("race_worry_0_10", low=5), "“N” 5 or more"),
        (OneOf("diagnosis", ("none",), negated=True), "“D” Any answer except: No, nobody has named it yet"),
        (
            AnyOf((Within("pain_weeks", high=1), OneOf("race_planned", (True,)))),
            "“W” at most 1 week or “F” yes",
        ),
        (
            AtLeast(2, (Within("pain_weeks", high=1), OneOf("race_planned", (True,)))),
            "at least 2 of these: “W” at most 1 week; “F” yes",
        ),
        (
            Includes("bone_signs", 2, ("hop_pain", "none")),
            "“B” at least 2 of: Pain in a bone when I hop on that leg or None of these",
        ),
        (NotApplicable("diagnosis"), "“D” is not asked"),
        (ALWAYS, ""),
    ],
)
def test_a_condition_in_words(condition: Condition, words: str) -> None:
    asks = {
        "W": "pain_weeks",
        "D": "diagnosis",
        "F": "race_planned",
        "B": "bone_signs",
        "N": "race_worry_0_10",
    }
    sentence = condition_words(condition, View.of(PACK))
    for letter, name in asks.items():
        sentence = sentence.replace(PACK.questionnaire.fields[name].ask, letter)
    assert sentence == words


def test_why_not_has_a_sentence_for_every_case() -> None:
    seen = {other.why for result in RESULTS.values() for other in result.others if isinstance(other, Other)}
    assert seen == {"not_applicable", "undecided", "below_threshold", "covered_by"}


# --- what the document says about open answers --------------------------------------------------------------

OPEN = RESULTS["heel pain, some answers open"]


@both
def test_open_questions_are_listed_as_the_document_orders_them(show: Callable[[Assessment], str]) -> None:
    names = (
        "rehab_weeks",
        "pain_weeks",
        "sleep_hours",
        "flu_vaccine",
        "colds_last_12m",
        "life_stress_0_10",
        "infection_signs",
    )
    fact = OpenFact(fact="levels", questions=names)
    page = flowing(show(OPEN.model_copy(update={"open": (fact, fact)})))
    listed = page[page.index("the most useful first:") :]
    asks = [PACK.questionnaire.fields[name].ask for name in names]
    assert [listed.index(ask) for ask in asks[:6]] == sorted(listed.index(ask) for ask in asks[:6])
    assert asks[6] not in listed
    assert "and 1 more" in listed


@both
def test_a_benefit_waits_for_the_question_that_the_document_names(show: Callable[[Assessment], str]) -> None:
    result = RESULTS["only the safety questions"].model_copy(
        update={"open": (OpenFact(fact="top", questions=("race_body_tension_0_10",)),)}
    )
    tension, worry = (
        PACK.questionnaire.fields[name].ask for name in ("race_body_tension_0_10", "race_worry_0_10")
    )
    page = flowing(show(result))
    assert f"It depends on “{tension}”" in page
    assert worry not in page


@both
def test_open_answers_that_change_nothing_are_said_to_change_nothing(
    show: Callable[[Assessment], str],
) -> None:
    settled = OPEN.settled.model_copy(
        update=dict.fromkeys(("safety", "first_steps", "top", "list", "levels", "full"), True)
    )
    steady = OPEN.suggestions[0].model_copy(update={"settled": True})
    page = flowing(show(OPEN.model_copy(update={"settled": settled, "suggestions": (steady,)})))
    assert (
        "You left some questions out. They could not change what the safety check found, the first "
        "steps, which benefit"
    ) in page
    assert "Your unanswered questions cannot change this." in page


@both
def test_a_place_that_may_change_at_the_same_level_is_said_to(show: Callable[[Assessment], str]) -> None:
    points = OPEN.suggestions[0].points.model_copy(update={"high": 9})
    moving = OPEN.suggestions[0].model_copy(update={"points": points})
    assert "its place could still change." in flowing(
        show(OPEN.model_copy(update={"suggestions": (moving,)}))
    )


@both
def test_rough_bounds_are_called_rough(show: Callable[[Assessment], str]) -> None:
    rough = OPEN.settled.model_copy(update={"exact": False})
    assert "More may be settled than is said here" in flowing(
        show(OPEN.model_copy(update={"settled": rough}))
    )


@both
def test_a_finding_beside_open_safety_questions_asks_for_them_too(show: Callable[[Assessment], str]) -> None:
    answers = {**RUNNERS["stress fracture"], "infection_signs": None}
    result = assess(answers, PACK)
    assert result.safety.outcome == "urgent"
    for page in (flowing(show(result)), flowing(explained(result, answers=answers))):
        assert "The safety check is not finished. Please also answer:" in page
        assert PACK.questionnaire.fields["infection_signs"].ask in page


@pytest.mark.slow
def test_open_facts_with_the_same_example_are_told_together() -> None:
    explanation = explanation_of(OPEN, PACK, None)
    pairs = [(witness.one_way, witness.another_way) for witness in explanation.open]
    page = explained(OPEN)
    assert (
        1
        < page.count("would come out one way:")
        == sum(pair not in pairs[:index] for index, pair in enumerate(pairs))
        < len(pairs)
    )
    examples = page[page.index(ENGLISH("example_title")) :]
    assert [
        witness.fact
        for witness in explanation.open
        if ENGLISH(f"fact_{witness.fact}").lower() not in examples.lower()
    ] == []


def test_answers_given_before_are_told_in_the_units_of_the_runner_as_they_are_now() -> None:
    interview = Interview(
        given={"data_consent": True, "age_years": 40, "shoe_distance_km": 40.2},
        trail=("shoe_distance_km",),
    )
    (kilometres,), (miles,) = (past_answers(interview, View.of(PACK, units)) for units in ("km", "mi"))
    assert "40.2 km" in kilometres
    assert "25 mi" in miles


def test_a_report_is_in_the_units_that_are_asked_for_and_nothing_else_of_it_changes() -> None:
    result = RESULTS["heel pain and race nerves"]
    kilometres, miles = (report(result, "clinician", units=units).to_text() for units in ("km", "mi"))
    assert report(result, "clinician").to_text() == kilometres
    changed = [
        (one, other)
        for one, other in zip(kilometres.splitlines(), miles.splitlines(), strict=True)
        if one != other
    ]
    assert changed
    assert all(" km" in one and " mi" in other for one, other in changed)


@pytest.mark.slow
@pytest.mark.parametrize("name", RESULTS)
def test_no_heading_stands_without_lines(name: str) -> None:
    sections = [
        *page_of(RESULTS[name], View.of(PACK)),
        *explain.page(explanation_of(RESULTS[name], PACK, None), View.of(PACK)),
    ]
    assert [section.title for section in sections if not section.lines] == []
