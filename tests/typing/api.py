"""The public names with their types, as a user writes them. Checked by mypy; not run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from runner_intake import (
    Ask,
    Assessment,
    EarlierAssessment,
    Field,
    IntakeError,
    Interview,
    Pack,
    Problem,
    Progress,
    Question,
    Reviewed,
    RunnerAnswers,
    Section,
    StepError,
    Stop,
    TrainingLog,
    ask,
    ask_async,
    assess,
    assess_frame,
    assess_json,
    bundled_pack,
    evidence_frame,
    load_pack,
    parse_answer,
    read_document,
    read_training,
    reasons_frame,
    report,
    summarise,
)

pack: Pack = bundled_pack()
own: Pack = load_pack("my-rules")
own_too: Pack = load_pack(Path("my-rules"))
from_mapping: Assessment = assess({"pain_sites": ["heel"], "pain_weeks": None})
from_model: Assessment = assess(
    RunnerAnswers(age_years=35, pain_sites=("heel",), race_planned=False), pack, region="GB"
)
outcome: str = from_model.safety.outcome
reason_points: list[int] = [
    reason.points for suggestion in from_model.suggestions for reason in suggestion.reasons
]
top_is_settled: bool = from_model.settled.top
as_json: str = from_model.model_dump_json()
at_once: str = assess_json({"pain_weeks": 6}, pack, region="GB", today=date(2026, 11, 25))
back: Assessment = Assessment.model_validate_json(as_json)
read: Assessment | EarlierAssessment = read_document(as_json)
lacking: tuple[str, ...] = read.lacks if isinstance(read, EarlierAssessment) else ()
dated: Assessment = assess({}, region="uk", today=date(2026, 11, 25))
created: date | None = dated.created
try:
    assess({"age_years": "thirty"})
except IntakeError as error:
    problems: tuple[Problem, ...] = error.problems
    text: str = problems[0].for_screen()
interview: Interview = Interview.start({"age_years": 35}, pack=pack, goal="quick", region="GB")
interview = interview.answer("data_consent", {"data_consent": True})
interview = interview.dont_know("urgent_head_chest").skip("urgent_body").back("pain_sites")
interview = interview.with_goal("complete").take_up_skipped().change("data_consent")
state: dict[str, object] = interview.to_state(include_private=True)
again: Interview = Interview.from_state(state, pack=pack)
not_taken_over: tuple[str, ...] = again.again
step: Ask | Stop = interview.step
name: str = step.name
if isinstance(step, Ask):
    question: Question = step.question
    section: Section = step.section
    field: Field = question.fields[0]
    progress: Progress = step.progress
    typed: bool | float | str | tuple[str, ...] = parse_answer(field, "25 mi", pack.words)
    must_answer: bool = step.required
else:
    reason: str = step.reason
reviewed: tuple[Reviewed, ...] = interview.review
try:
    interview.skip("age_years")
except StepError as error:
    for_the_form: list[str] = [problem.in_words for problem in error.problems]


async def in_a_notebook() -> Interview:
    return await ask_async(interview)


asked: Interview = ask()
stored: bool = interview.may_be_stored
left: tuple[str, ...] = interview.remaining
document: Assessment = interview.result("GB", today=date(2026, 11, 25))
page: str = report(document, "clinician", pack, units="mi").to_html()
results: object = assess_frame(
    {"no": "frame"}, pack=pack, parts=("scores", "safety"), on_bad_rows="keep", strict=True
)
log: TrainingLog = read_training(["export.zip", Path("watch")], "Europe/London", date(2026, 11, 22))
weekly: float | None = log.measures["weekly_distance_km"].value
proposed: dict[str, int | float] = {field: proposal.value for field, proposal in log.proposals(pack).items()}

reasons: int = reasons_frame(results, pack=pack, keep=["id"]).height
evidence: int = evidence_frame(pack).height
counts: int = summarise(results, by="club").height
