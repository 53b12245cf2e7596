"""Reports: what the pages say and never say, how long they are, and what they can be saved as."""

from __future__ import annotations

import io
import json
import re
import socket
import stat
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from commands import run
from drawing import answer, completed
from golden_pages import GOLDEN, TODAY, pages, sample, samples
from runner_intake import Assessment, IntakeError, Pack, assess, bundled_pack, read_document, report
from runner_intake.present.runner_page import page
from runner_intake.present.view import View
from runner_intake.questionnaire import check_answers
from runner_intake.reports.report import Report
from runner_intake.vocabulary import SUGGESTING

if TYPE_CHECKING:
    from pathlib import Path

PACK = bundled_pack()
EVERY = samples()
RED_FLAGS = {
    name: field
    for name, field in PACK.questionnaire.fields.items()
    if PACK.questionnaire.question_of[name].safety == "always"
    and field.kind == "multi_choice"
    and not field.places
}


@pytest.mark.parametrize(
    ("sites", "said"),
    [
        (["heel"], "35 years old, pain: heel, for 10 weeks."),
        (["heel", "shin"], "35 years old, pain: heel, shin, for 10 weeks."),
        (["none"], "35 years old, nothing hurts."),
    ],
)
def test_the_page_names_the_places_that_hurt_and_nothing_that_does_not_apply(
    sites: list[str], said: str
) -> None:
    """Which place is the worst is not asked where only one hurts, and may be left open where several do."""
    result = assess({"age_years": 35, "pain_sites": sites, "pain_weeks": 10})
    assert said in report(result).to_text(200)


def test_the_page_names_the_worst_place_where_it_is_known() -> None:
    result = assess({"age_years": 35, "pain_sites": ["heel", "shin"], "main_site": "shin"})
    assert "35 years old, pain: shin." in report(result).to_text(200)


# --- the sample pages


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_the_golden_pages_are_current(name: str) -> None:
    for path, text in pages(name):
        assert path.read_text(encoding="utf-8") == text, f"{path}: run scripts/golden_pages.py, read the diff"


def test_there_is_a_sample_for_every_outcome() -> None:
    from typing import get_args  # noqa: PLC0415

    from runner_intake.vocabulary import Outcome  # noqa: PLC0415

    assert {sample(name).safety.outcome for name in EVERY} == set(get_args(Outcome))
    assert {path.parent.name for path in GOLDEN.glob("*/runner.txt")} == set(EVERY)


def test_heel_pain_takes_at_most_45_lines_and_nothing_wrong_at_most_20() -> None:
    heel, nothing = (report(sample(name)).to_text().splitlines() for name in ("heel_pain", "nothing_wrong"))
    assert len(heel) <= 45
    assert len(nothing) <= 20


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_asked_for(name: str, width: int) -> None:
    for audience in ("runner", "clinician"):
        text = report(sample(name), audience).to_text(width)
        assert max(len(line) for line in text.splitlines()) <= width


def test_declined_needles_get_no_word_about_their_risks() -> None:
    assert "unwanted effect" not in report(sample("declined")).to_text()
    assert len(report(sample("consent_refused")).to_text().split(".")) <= 5


def test_evidence_is_said_before_the_match() -> None:
    text = report(sample("heel_pain")).to_text()
    assert text.index("Evidence: weak") < text.index("strong match")


# --- an emergency, and urgent signs


def signs_ticked() -> st.SearchStrategy[dict[str, list[str]]]:
    """One or more red flags, in any lists."""
    every = [(name, code) for name, field in RED_FLAGS.items() for code in field.options if code != "none"]
    some = st.lists(st.sampled_from(every), min_size=1, max_size=6, unique=True)
    return some.map(
        lambda pairs: {name: [code for field, code in pairs if field == name] for name, _ in pairs}
    )


BASE = {
    **{name: ["none"] for name in RED_FLAGS},
    "data_consent": True,
    "age_years": 35,
    "pain_sites": ["heel"],
    "main_site": "heel",
    "pain_running_0_10": 5,
    "pain_rest_0_10": 1,
    "low_mood": "no_days",
    "persistent_worry": "no_days",
}

IN_CRISIS = {**BASE, "low_mood": "nearly_every_day", "crisis_thoughts": "yes"}


@pytest.mark.slow
@given(signs_ticked())
def test_every_ticked_sign_is_named_when_something_is_urgent(ticked: dict[str, list[str]]) -> None:
    result = assess({**BASE, **ticked}, region="GB")
    text = " ".join(report(result).to_text(10_000).split())
    if result.safety.outcome == "urgent":
        for name, codes in ticked.items():
            for code in codes:
                assert PACK.questionnaire.fields[name].options[code] in text
    if result.safety.outcome in ("urgent", "emergency"):
        for finding in result.safety.findings:
            assert " ".join(finding.message.split()) in text


@given(signs_ticked())
def test_an_emergency_page_says_whom_to_call_what_to_do_and_nothing_else(
    ticked: dict[str, list[str]],
) -> None:
    result = assess({**BASE, **ticked, "urgent_head_chest": ["chest_pain"]}, region="GB")
    (section,) = page(result, View.of(PACK))
    assert section.frame == "alert"
    assert "999" in section.lines[0].text
    messages = [finding.message for finding in result.safety.findings]
    assert [line.text for line in section.lines if line.mark] == messages
    named = {
        (because.field, because.value) for finding in result.safety.findings for because in finding.because
    }
    others = [
        PACK.questionnaire.fields[name].options[code]
        for name, codes in ticked.items()
        for code in codes
        if name != "urgent_head_chest" and (name, code) not in named
    ]
    last = section.lines[-1].text
    assert all(sign in last for sign in others)
    assert "cupuncture" not in report(result).to_html()


# --- what is only possible is never said as a fact


@st.composite
def unfinished(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers that are open in places, and one completion of them."""
    questionnaire = PACK.questionnaire
    raw = {
        field.id: draw(answer(field))
        for field in questionnaire.fields.values()
        if not field.private and draw(st.booleans())
    }
    raw = {**raw, **BASE}
    return raw, draw(completed(raw, questionnaire))


@pytest.mark.slow
@given(unfinished())
def test_a_step_that_is_only_possible_is_never_printed_as_certain(
    given: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    raw, _ = given
    result = assess(raw)
    numbered = {
        line.text.partition(". ")[0]
        for section in page(result, View.of(PACK))
        if section.title == PACK.words("steps_title")
        for line in section.lines
        if line.mark
    }
    assert numbered <= {step.title for step in result.first_steps}
    for step in result.possible_first_steps:
        shown = [
            line.text
            for section in page(result, View.of(PACK))
            for line in section.lines
            if step.title in line.text
        ]
        assert all(text.startswith("Maybe") for text in shown if step.because not in text)
        assert not any(step.because in text for text in shown)


@pytest.mark.slow
@given(unfinished())
def test_the_page_names_a_benefit_as_suggested_only_if_every_completion_shows_it(
    given: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    raw, full = given
    result, complete = assess(raw), assess(full)
    strong = {
        line.text
        for section in page(result, View.of(PACK))
        if section.title == PACK.words("extra_title")
        for line in section.lines
        if line.tone == "strong"
    }
    if result.safety.outcome in SUGGESTING and complete.safety.outcome in SUGGESTING:
        later = {suggestion.title for suggestion in complete.suggestions} | {
            other.title for other in complete.others if getattr(other, "why", "") == "covered_by"
        }
        assert {text.rpartition(" (")[0] for text in strong} <= later


@pytest.mark.slow
@given(st.sampled_from(EVERY), st.sampled_from(["runner", "clinician"]))
def test_every_format_says_the_same_words(name: str, audience: Any) -> None:
    shown = report(sample(name), audience)
    texts = [line.text for section in shown.sections for line in section.lines if not line.drawn]
    plain = " ".join(shown.to_text(100_000).split())
    console = Console(file=io.StringIO(), width=100_000, color_system=None)
    console.print(shown)
    assert isinstance(console.file, io.StringIO)
    drawn = " ".join(console.file.getvalue().split())
    for text in texts:
        assert " ".join(text.split()) in plain
        assert " ".join(text.split()) in drawn


# --- the clinician's page


def test_the_clinicians_page_begins_with_red_flags_and_names_the_rules_behind_them() -> None:
    shown = report(sample("urgent"), "clinician")
    assert shown.sections[0].title == "Red flags and missing answers"
    for finding in sample("urgent").safety.findings:
        assert any(line.text.startswith(f"{finding.rule} (") for line in shown.sections[0].lines)


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_every_answer_is_on_the_clinicians_page_with_its_unit(name: str) -> None:
    result = sample(name)
    text = report(result, "clinician").to_text(100_000)
    for field, value in result.answers.items():
        assert field in text
        if PACK.questionnaire.fields[field].unit == "weeks" and value is not None:
            assert f"{field}: {value:g} week" in text
    assert result.pack.sha256[:12] in text
    assert result.pack.version in text
    assert "Seen by" in text


# --- private answers


def test_what_rests_on_a_private_answer_can_be_shown_but_not_saved(tmp_path: Path) -> None:
    result = assess(IN_CRISIS, region="GB")
    assert result.safety.outcome == "emergency"
    shown = report(result)
    assert "116 123" in shown.to_text()
    for suffix in (".html", ".md", ".txt", ".json"):
        with pytest.raises(IntakeError, match="D05"):
            shown.save(tmp_path / f"page{suffix}")
    assert not list(tmp_path.iterdir())
    assert "crisis_thoughts" not in report(result, "clinician").to_text()


@pytest.mark.slow
def test_the_command_writes_nothing_that_rests_on_a_private_answer(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps(IN_CRISIS), encoding="utf-8")
    for verb in (["report"], ["explain"]):
        ran = run(*verb, answers, "-o", tmp_path / "page.html")
        assert (ran.returncode, ran.stdout) == (65, "")
        assert "D05" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["answers.json"]


# --- saving


def test_a_report_is_saved_for_its_owner_only_and_never_over_another_file(tmp_path: Path) -> None:
    shown = report(sample("heel_pain"))
    for suffix, start in ((".html", "<!DOCTYPE html>"), (".md", "# Your result"), (".txt", "Your result")):
        path = shown.save(tmp_path / f"page{suffix}")
        assert path.read_text(encoding="utf-8").startswith(start)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(FileExistsError):
            shown.save(path)
    data = shown.save(tmp_path / "page.json").read_text(encoding="utf-8")
    assert read_document(data) == sample("heel_pain")
    with pytest.raises(ValueError, match=r"\.html, \.md"):
        shown.save(tmp_path / "page.docx")


def pages_in(document: bytes) -> int:
    """How many pages a PDF has; its parts are packed."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    parts = [document, *(zlib.decompressobj().decompress(part) for part in packed if part[:1] == b"x")]
    return sum(len(re.findall(rb"/Type /Page\b", part)) for part in parts)


@pytest.mark.slow
@pytest.mark.pdf
def test_a_report_can_be_a_pdf(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", reason="the extra `pdf` is not installed")
    path = report(sample("heel_pain")).save(tmp_path / "page.pdf")
    assert path.read_bytes().startswith(b"%PDF")
    clinician = report(sample("urgent"), "clinician").save(tmp_path / "clinician.pdf")
    for file in (path, clinician):
        assert pages_in(file.read_bytes()) == 1


@pytest.mark.slow
@pytest.mark.pdf
def test_a_pdf_fetches_nothing(tmp_path: Path) -> None:
    pytest.importorskip("weasyprint", reason="the extra `pdf` is not installed")
    from runner_intake.reports.pdf import pdf  # noqa: PLC0415

    picture = tmp_path / "picture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>SECRET</text></svg>', encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        page = '<p>Words<img src="http://127.0.0.1:{}/x.png"><img src="{}"></p>'
        made = pdf(page.format(server.getsockname()[1], picture.as_uri()))
        with pytest.raises(BlockingIOError):  # nobody has come
            server.accept()
    assert made.startswith(b"%PDF")


@pytest.mark.slow
def test_the_command_prints_text_and_writes_files(tmp_path: Path) -> None:
    answers = GOLDEN / "heel_pain" / "answers.yaml"
    printed = run("report", answers)
    assert printed.returncode == 0
    assert printed.stdout.startswith("Your result")
    written = run("report", answers, "--for", "clinician", "-o", tmp_path / "page.md")
    assert (written.returncode, written.stdout) == (0, "")
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# Intake summary")
    again = run("report", answers, "-o", tmp_path / "page.md")
    assert again.returncode == 2
    assert "nothing is overwritten" in again.stderr
    wrong = run("report", answers, "-o", tmp_path / "page.docx")
    assert wrong.returncode == 2
    assert ".html, .md, .txt, .pdf, .json" in wrong.stderr


@pytest.mark.slow
def test_a_folder_gets_a_file_with_day_and_time(tmp_path: Path) -> None:
    answers = GOLDEN / "heel_pain" / "answers.yaml"
    assert run("report", answers, "-o", tmp_path).returncode == 0
    assert run("explain", answers, "-o", tmp_path).returncode == 0
    names = sorted(path.name.partition("-20")[0] for path in tmp_path.iterdir())
    assert names == ["runner-intake-result", "runner-intake-why"]


# --- in a notebook, in rich, and as objects


def test_a_notebook_shows_the_runners_page_in_a_frame_of_its_own() -> None:
    result = sample("heel_pain")
    shown = result._repr_html_()
    assert shown is not None
    assert shown.startswith("<iframe ")
    assert "sandbox" in shown
    assert "<style>" not in shown  # it is inside the frame, escaped
    assert shown == report(result)._repr_html_()


def test_a_result_of_other_rules_has_no_page_here() -> None:
    result = sample("heel_pain")
    other = result.model_copy(update={"pack": result.pack.model_copy(update={"version": "1999.1"})})
    assert other._repr_html_() is None
    with pytest.raises(IntakeError, match="D02"):
        report(other)


@pytest.mark.parametrize("name", EVERY)
def test_no_repr_gives_an_answer_away(name: str) -> None:
    for audience in ("runner", "clinician"):
        shown = report(sample(name), audience)
        assert repr(shown) == f"Report(audience={audience!r}, language='en')"


@pytest.mark.slow
def test_importing_the_package_loads_neither_jinja_nor_rich() -> None:
    code = (
        "import sys, runner_intake; runner_intake.assess({}); "
        "runner_intake.report(runner_intake.assess({})).to_text(); "
        "print(sorted({'jinja2', 'markupsafe', 'rich', 'weasyprint'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_a_report_follows_the_language_of_its_pack() -> None:
    from dataclasses import replace  # noqa: PLC0415

    result: Assessment = sample("heel_pain")
    pack: Pack = replace(PACK, language="he")
    shown: Report = report(result, pack=pack)
    assert '<html lang="he" dir="rtl">' in shown.to_html()
    assert '<html lang="en" dir="ltr">' in report(result).to_html()
    assert TODAY.isoformat() in shown.title


def test_samples_are_valid_answers() -> None:
    for name in EVERY:
        assert check_answers(dict(sample(name).answers), PACK.questionnaire) is not None
