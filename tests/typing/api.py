"""The public names with their types, as a user writes them. Checked by mypy; not run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from runner_intake import (
    Assessment,
    EarlierAssessment,
    IntakeError,
    Interview,
    Pack,
    Problem,
    RunnerAnswers,
    TrainingLog,
    assess,
    assess_frame,
    bundled_pack,
    load_pack,
    read_document,
    read_training,
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
interview: Interview = Interview.start({"age_years": 35}, pack=pack, goal="quick").answer(
    {"data_consent": True}
)
interview = interview.dont_know().skip().back().with_goal("complete").take_up_skipped()
stored: bool = interview.may_be_stored
left: tuple[str, ...] = interview.remaining
document: Assessment = interview.result("GB", today=date(2026, 11, 25))
results: object = assess_frame(
    {"no": "frame"}, pack=pack, parts=("scores", "safety"), on_bad_rows="keep", strict=True
)
log: TrainingLog = read_training(["export.zip", Path("watch")], "Europe/London", date(2026, 11, 22))
weekly: float | None = log.measures["weekly_distance_km"].value
proposed: dict[str, int | float] = {field: proposal.value for field, proposal in log.proposals(pack).items()}
