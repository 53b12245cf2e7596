"""A pack in another language: the same rules, no English left, and the checker names what is missing."""

from __future__ import annotations

import json
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conversations import conversation
from demo import ROOT
from drawing import HEALTHY, Raw, complete_answers, partial_answers
from keystrokes import asking, first, plain, whole
from made_up_language import NAME, TAG, english_in, made_up, translated, translated_words, write_made_up
from runner_intake import IntakeError, Interview, Pack, assess, bundled_pack, load_pack
from runner_intake.authoring.schema import read_outline, schema_of
from runner_intake.authoring.translation_file import translation_text
from runner_intake.cli import cli
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.explanation import explain
from runner_intake.engine.next_question import next_question
from runner_intake.pack import in_language
from runner_intake.pack.texts import text_key, texts_of, with_texts
from runner_intake.present import explanation_page as explained
from runner_intake.present.details import details as page
from runner_intake.present.next_question import next_words
from runner_intake.present.view import View
from runner_intake.questionnaire import check_answers
from runner_intake.reports.plain_text import write_sections
from runner_intake.review.text_changes import changes
from runner_intake.terminal.front import Answered
from runner_intake.terminal.plain_front import PlainFront
from runner_intake.text.catalogue import ENGLISH
from runner_intake.verify.check import check
from runner_intake.vocabulary import OUTCOMES
from screens import Play

if TYPE_CHECKING:
    from collections.abc import Iterable

PACK = bundled_pack()
TODAY = date(2026, 11, 25)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the bundled pack."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path / "rules"


@cache
def translated_pack() -> Pack:
    """The bundled pack in the made-up language."""
    folder = Path(mkdtemp()) / "rules"
    shutil.copytree(ROOT / "rules", folder)
    write_made_up(PACK, folder)
    try:
        return load_pack(folder, TAG)
    finally:
        shutil.rmtree(folder.parent)


@cache
def names() -> tuple[str, ...]:
    """What is no language: ids, codes, sources as they are cited, the version."""
    rules = [rule.id for benefit in PACK.benefits for rule in benefit.rules] + [
        rule.id for rule in PACK.safety
    ]
    asked = [name for question in PACK.questionnaire.questions for name in (question.id, *question.names)]
    return (
        *rules,
        *asked,
        *(text for source in PACK.sources.values() for text in (source.cite, source.link)),
        *(source.design[:1].upper() + source.design[1:] for source in PACK.sources.values()),
        *OUTCOMES,
        PACK.id,
        PACK.version,
    )


def lines_of(sections: Iterable[Any]) -> str:
    lines: list[str] = []
    write_sections(sections, lines.append)
    return "\n".join(lines)


# --- the same rules, in other words -------------------------------------------------------------------------


def test_every_text_is_translated_and_nothing_else_changes() -> None:
    pack = translated_pack()
    back = {made_up(text): text for text in texts_of(PACK)}
    assert set(texts_of(pack)) == set(back)
    assert (pack.language, pack.languages, pack.words("show_result")) == (
        TAG,
        (TAG,),
        made_up("Show my result"),
    )
    again = with_texts(pack, lambda _, text: back[text_key(text)])
    assert (again.safety, again.steps, again.closing, again.regions, again.title) == (
        PACK.safety,
        PACK.steps,
        PACK.closing,
        PACK.regions,
        PACK.title,
    )
    assert again.questionnaire == PACK.questionnaire
    assert [benefit.rules for benefit in again.benefits] == [benefit.rules for benefit in PACK.benefits]


def test_units_that_the_program_reckons_with_keep_their_name() -> None:
    """They are named in the language of the page where they are shown."""
    units = {name: field.unit for name, field in translated_pack().questionnaire.fields.items()}
    assert units == {name: field.unit for name, field in PACK.questionnaire.fields.items()}
    assert {f"unit_{unit}" for unit in units.values() if unit} <= set(ENGLISH.texts)


@pytest.mark.slow
@given(partial_answers(PACK.questionnaire))
def test_the_result_is_the_same_but_for_its_texts(raw: Raw) -> None:
    other = assess(raw, translated_pack()).model_dump(mode="json")
    assert shape(assess(raw, PACK).model_dump(mode="json")) == shape(other)


def shape(part: Any) -> Any:
    """A document with its texts taken out; ids and codes stay."""
    match part:
        case dict():
            texts = (
                "title",
                "because",
                "message",
                "verdict",
                "conditions",
                "notices",
                "sha256",
                "country",
                "number",
                "language",
            )
            return {
                key: shape(value)
                for key, value in part.items()
                if key not in texts or (isinstance(value, list) and key == "because")
            }
        case list():
            return [shape(entry) for entry in part]
    return part


# --- no English is left -------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=40)
@example(
    {
        **HEALTHY,
        "weekly_distance_km": 0,
        "last_week_distance_km": 10,
        "longest_run_prior_30d_km": 0,
        "longest_run_last_7d_km": 5,
    }
)
@given(
    st.one_of(
        partial_answers(PACK.questionnaire),
        partial_answers(PACK.questionnaire, healthy=True),
        complete_answers(PACK.questionnaire),
    )
)
def test_no_english_is_left_in_a_result_its_explanation_and_the_next_question(raw: Raw) -> None:
    pack = translated_pack()
    answers = check_answers(raw, pack.questionnaire)
    texts = [
        lines_of(page(assess(raw, pack), View.of(pack))),
        lines_of(explained.page(explain(answers, pack), View.of(pack))),
    ]
    texts += [
        line
        for goal in ("quick", "complete")
        for line in next_words(next_question(Analysis(answers, pack), goal, None), goal, View.of(pack))
    ]
    for text in texts:
        assert english_in(text, (*names(), "quick", "complete")) == []


@pytest.mark.slow
def test_no_english_is_left_in_a_whole_interview_in_plain_lines() -> None:
    pack = translated_pack()
    asked, stop = whole(Interview(pack))
    ways = ["?", "<"]
    typed = [*ways, *(line for step, values in asked for line in plain(step, values)), "1", "q"]
    written: list[str] = []

    def read(prompt: str) -> str:
        written.append(prompt)
        return typed.pop(0)

    front = PlainFront(read, written.append, pack.words)
    shown: list[str] = []

    def show(interview: Interview) -> None:
        shown.append(lines_of(page(interview.result(), View.of(pack))))

    with pytest.raises(KeyboardInterrupt):
        conversation(front, pack, show=show).hold(Interview(pack))
    assert not typed
    assert len(shown) == 1
    assert english_in("\n".join([*written, *shown]), names()) == []
    assert stop.review


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["data_consent", "pain_sites", "main_site", "pain_rest_0_10", "distances", "sleep_hours"]
)
def test_no_english_is_left_on_the_screens_of_a_question(name: str) -> None:
    pack = translated_pack()
    step = (
        first(pack)
        if name == "data_consent"
        else asking(name, {"pain_sites": ["heel", "shin"]} if name != "pain_sites" else {}, pack)
    )
    # what is wrong with no answer, why we ask, then skip, or an answer where one is needed
    keys = ["\r", "\x1bOP", "1" if step.required else "\x13"]
    play = Play(words=pack.words)
    reply = play(lambda front: front.ask(step, (), ""), keys)
    assert reply == (Answered({name: "yes"}) if step.required else "skip")
    for screen in play.screens:
        assert english_in(screen, ()) == []


def test_yes_and_units_may_be_typed_in_the_language() -> None:
    pack = translated_pack()

    def reply(step: Any, typed: str) -> Any:
        return PlainFront(lambda _: typed, lambda _: None, pack.words).ask(step, (), "")

    assert reply(first(pack), made_up("y")).values == {"data_consent": "yes"}
    assert reply(asking("sleep_hours", pack=pack), f"7 {made_up('hours')}").values == {"sleep_hours": 7}
    assert reply(asking("shoe_distance_km", pack=pack), f"25 {made_up('miles')}").values == {
        "shoe_distance_km": 40.2
    }


# --- what is not translated ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_has_no_translation_stays_in_the_language_of_the_pack_and_is_named(copy: Path) -> None:
    texts, words = translated(texts_of(PACK)), translated_words()
    lost = PACK.safety[0].message
    del texts[text_key(lost)], words["show_result"]
    write_made_up(PACK, copy, texts, words)
    pack = load_pack(copy, TAG)
    assert pack.safety[0].message == lost
    assert pack.words("show_result") == "Show my result"
    findings = {(finding.code, finding.where): finding for finding in check(load_pack(copy), TODAY).open}
    assert set(findings) == {("V35", f"{TAG}/{PACK.safety[0].id}"), ("V35", f"{TAG}/words")}
    assert text_key(lost) in findings["V35", f"{TAG}/{PACK.safety[0].id}"].what
    assert "show_result." in findings["V35", f"{TAG}/words"].what


@pytest.mark.slow
def test_a_changed_text_is_shown_as_it_now_reads_and_its_old_translation_is_named(copy: Path) -> None:
    path = write_made_up(PACK, copy)
    node = next(line for line in path.read_text(encoding="utf-8").splitlines() if "How old are you?" in line)
    about_you = copy / "questionnaire" / "about_you.yaml"
    about_you.write_text(
        about_you.read_text(encoding="utf-8").replace("How old are you?", "How old are you now?"),
        encoding="utf-8",
    )
    pack = load_pack(copy)
    assert in_language(pack, TAG).questionnaire.fields["age_years"].ask == "How old are you now?"
    missing, left_over = check(pack, TODAY).open
    assert (missing.code, missing.where) == ("V35", f"{TAG}/age_years")
    assert (left_over.code, left_over.where) == ("V36", f"{TAG}/How old are")
    assert "How old are you now?" in left_over.what
    line = int(left_over.place.split(":")[1])
    assert node in path.read_text(encoding="utf-8").splitlines()[line - 1 : line + 1]


@pytest.mark.slow
def test_a_whole_translation_is_clean_and_its_words_are_watched(copy: Path) -> None:
    path = write_made_up(PACK, copy)
    assert check(load_pack(copy), TODAY).open == ()
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    word = made_up("injury")
    path.write_text(
        yaml.safe_dump({**document, "forbidden_words": [word]}, allow_unicode=True), encoding="utf-8"
    )
    findings = check(load_pack(copy), TODAY).open
    assert {finding.code for finding in findings} == {"V33"}
    assert f"{TAG}/injury_recovery" in {finding.where for finding in findings}


WRONG = [
    ("P02", "language: xx", "name"),
    ("P03", "language: xx\nname: X\ntext: []", "text"),
    (
        "P03",
        "language: en\nname: English\ntexts:\n  - {from: How old are you?, to: What is your age?}",
        "written in this language",
    ),
    ("P04", "language: xx\nname: X\ntexts: How old", "list"),
    ("P05", 'language: xx\nname: X\ntexts:\n  - {from: "Yes", to: yes}', "quotes"),
    (
        "P06",
        (
            "language: xx\nname: X\ntexts:\n"
            "  - {from: How old are you?, to: A}\n  - {from: How  old are you?, to: B}"
        ),
        "twice",
    ),
    ("P07", "language: xx\nname: X\nwords: {show_results: A}", "show_result"),
    ("P16", "language: German\nname: X", "tag"),
    ("P18", "language: xx\nname: X\nwords: {progress: '{position} of {totals}'}", "{totals}"),
    ("P18", "language: xx\nname: X\nwords: {progress: '{position.__class__} {total}'}", "{position}"),
    ("P18", "language: xx\nname: X\nwords: {next_up: A, key_next: 'Enter {'}", "{"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("code", "text", "excerpt"), WRONG)
def test_a_wrong_translation_is_told_with_its_place(code: str, text: str, excerpt: str, copy: Path) -> None:
    (copy / "translations").mkdir()
    (copy / "translations" / "xx.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        load_pack(copy)
    problems = [problem for problem in caught.value.problems if problem.code == code]
    assert problems
    assert any(
        excerpt in str(problem) and problem.place.startswith("translations/xx.yaml:") for problem in problems
    )


def test_two_files_of_one_language_are_refused(copy: Path) -> None:
    path = write_made_up(PACK, copy)
    shutil.copy(path, path.with_name("another.yaml"))
    with pytest.raises(IntakeError) as caught:
        load_pack(copy)
    assert [problem.code for problem in caught.value.problems] == ["P06"]


@pytest.mark.slow
def test_the_program_may_speak_otherwise_in_the_language_of_the_pack(copy: Path) -> None:
    (copy / "translations").mkdir()
    (copy / "translations" / "en.yaml").write_text(
        "language: en\nname: English\nwords: {show_result: See what it says}", encoding="utf-8"
    )
    pack = load_pack(copy)
    assert pack.words("show_result") == "See what it says"
    assert pack.languages == ("en",)
    assert check(pack, TODAY).open == ()


# --- a file to work on --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_new_file_has_every_text_and_fits_the_schema(copy: Path) -> None:
    (copy / "translations").mkdir()
    text = translation_text(PACK, "de")
    (copy / "translations" / "de.yaml").write_text(text, encoding="utf-8")
    written = yaml.safe_load(text)
    assert [row["from"] for row in written["texts"]] == list(texts_of(PACK))
    assert list(written["words"]) == list(ENGLISH.texts)
    assert Draft202012Validator(schema_of("translations", read_outline(copy))).is_valid(written)
    assert load_pack(copy, "de").questionnaire == PACK.questionnaire
    assert '\n  # age_years\n  - from: "How old are you?"\n    to:\n' in text


@pytest.mark.slow
def test_brought_up_to_date_nothing_is_lost(copy: Path) -> None:
    texts = translated(texts_of(PACK))
    del texts[text_key("How old are you?")]
    texts["A text that went away."] = "Жа"
    path = write_made_up(PACK, copy, texts)
    path.write_text(translation_text(load_pack(copy), TAG), encoding="utf-8")
    again = load_pack(copy).translations[TAG]
    assert (again.texts, again.words, again.name) == (texts, translated_words(), NAME)
    assert path.read_text(encoding="utf-8") == translation_text(load_pack(copy), TAG)
    assert path.read_text(encoding="utf-8").index("no longer in the rules") < path.read_text(
        encoding="utf-8"
    ).index("A text that went away.")


def test_a_translation_is_told_in_a_comparison(copy: Path) -> None:
    path = write_made_up(PACK, copy)
    one = load_pack(copy)
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace(f'"{NAME}"', '"Z"')
        .replace(made_up("How old are you?"), "Жа?"),
        encoding="utf-8",
    )
    (change,) = changes(one, load_pack(copy))
    assert [(fact.name, fact.old, fact.new) for fact in change.facts] == [
        (f"translation_{TAG}", f"How old are you?: {made_up('How old are you?')}", "How old are you?: Жа?")
    ]


@pytest.mark.slow
def test_another_language_in_a_file_of_the_name_is_never_overwritten(copy: Path) -> None:
    write_made_up(PACK, copy).rename(copy / "translations" / "de.yaml")
    before = (copy / "translations" / "de.yaml").read_bytes()
    refused = run("rules", "translate", "de", "--pack", copy, "--write")
    assert refused.exception.problems[0].code == "F01"
    assert (copy / "translations" / "de.yaml").read_bytes() == before


@pytest.mark.slow
def test_waived_texts_stay_waived_when_others_are_missing_too(copy: Path) -> None:
    texts = translated(texts_of(PACK))
    for text in list(texts)[3:12]:
        del texts[text]
    write_made_up(PACK, copy, texts)
    open_ = check(load_pack(copy), TODAY).open
    head = (copy / "pack.yaml").read_text(encoding="utf-8")
    waivers = "".join(
        f"  - {{finding: V35, place: {json.dumps(finding.where)}, reason: Not yet.}}\n" for finding in open_
    )
    assert head.count("\nwaivers:\n") == 1
    (copy / "pack.yaml").write_text(head.replace("\nwaivers:\n", f"\nwaivers:\n{waivers}"), encoding="utf-8")
    assert check(load_pack(copy), TODAY).open == ()
    del texts[next(iter(texts))]
    write_made_up(PACK, copy, texts)
    assert [finding.code for finding in check(load_pack(copy), TODAY).open] == ["V35"]


@pytest.mark.slow
def test_a_pack_in_another_language_without_words_for_the_program_is_told(copy: Path) -> None:
    head = (copy / "pack.yaml").read_text(encoding="utf-8")
    (copy / "pack.yaml").write_text(head.replace("title:", "language: de\ntitle:", 1), encoding="utf-8")
    assert [(finding.code, finding.where) for finding in check(load_pack(copy), TODAY).open] == [
        ("V35", "de/words")
    ]


# --- on the command line ------------------------------------------------------------------------------------


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], standalone_mode=True)


@pytest.mark.slow
def test_results_in_a_language(copy: Path, tmp_path: Path) -> None:
    write_made_up(PACK, copy)
    answers = tmp_path / "answers.yaml"
    answers.write_text("{pain_sites: [shin]}", encoding="utf-8")
    for command in ("assess", "explain", "next"):
        result = run(command, answers, "--pack", copy, "--language", TAG)
        assert result.exit_code == 0, result.output
        assert english_in(result.stdout, (*names(), "normal")) == []
        assert run(command, answers, "--pack", copy).stdout == run(command, answers).stdout.replace(
            PACK.sha256, ""
        )
        refused = run(command, answers, "--pack", copy, "--language", "fr")
        assert refused.exit_code == 2
        assert "en, xx" in refused.stderr


@pytest.mark.slow
def test_the_language_chosen_is_remembered_for_the_questions(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    write_made_up(PACK, copy)
    ask = ("ask", "--no-input", "--pack", str(copy))
    head = ENGLISH("missing_answers")
    assert run(*ask).stderr.splitlines()[0] == head
    assert run(*ask, "--language", TAG).stderr.splitlines()[0] == made_up(head)
    assert run(*ask).stderr.splitlines()[0] == made_up(head)
    assert run("ask", "--no-input").stderr.splitlines()[0] == head  # the bundled rules are not there in it
    assert run(*ask, "--language", "en").stderr.splitlines()[0] == head
    assert run(*ask).stderr.splitlines()[0] == head


@pytest.mark.slow
def test_a_translation_is_begun_and_brought_up_to_date(copy: Path) -> None:
    printed = run("rules", "translate", "de", "--pack", copy)
    assert printed.stdout == translation_text(PACK, "de")
    assert run("rules", "translate", "de", "--pack", copy, "--write").exit_code == 0
    assert (copy / "translations" / "de.yaml").read_text(encoding="utf-8") == printed.stdout
    (copy / "translations" / "de.yaml").rename(copy / "translations" / "german.yaml")
    assert run("rules", "translate", "de", "--pack", copy, "--write").exit_code == 0
    assert [file.name for file in (copy / "translations").iterdir()] == ["german.yaml"]
    assert run("rules", "translate", "de", "--write").exit_code == 2
    assert run("rules", "translate", "German", "--pack", copy).exit_code == 2
