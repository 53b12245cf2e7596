"""Damaged drafts, strange things in their place, and kills at any point of saving.

Every draft is read, or refused with an IntakeError and moved aside as it was. A draft that nobody touched
comes back whole, and a sign of an emergency that is surely ticked in one is reported, or its question is
asked again. A process that is killed while it saves leaves its last answers, and nothing else after the next
start.
"""

from __future__ import annotations

import copy
import json
import os
import random
import signal
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz.counts import Counts
from fuzz.watch import watched
from runner_intake import IntakeError, Interview, bundled_pack
from runner_intake.conditions import NONE_OPTION, ChoiceDomain, ManyDomain, NumberDomain
from runner_intake.local import drafts
from runner_intake.local.drafts import LOCK, DraftFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from runner_intake import Pack
    from runner_intake.questionnaire import Field

Document = dict[str, Any]

STRANGE: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        10**30,
        1e308,
        "",
        " ",
        "yes",
        "none",
        "\ud800",
        "\x00",
        "\x1b[2J",
        "\u202e",
        "é" * 2000,
        "data_consent",
    ),
    *([], {}, [[]], [None], [{}], ["none", "chest_pain"], {"a": {"b": []}}, ["age"], [1, "age"]),
)
EVERY_KILLED = 20
"""One run in so many kills a process, because that takes several times as long."""

MOST_STEPS = 1500
"""More steps of the interpreter than saving three drafts takes: some kills come too late, and then all three
are there.
"""


def fuzz(seed: int, count: int) -> Counts:
    """The counts of so many runs; the same seed gives the same runs."""
    pack = bundled_pack()
    total = Counts()
    for number in range(count):
        rng = random.Random(f"drafts {seed} {number}")  # noqa: S311  (no secret)
        attempt = _killed if number % EVERY_KILLED == EVERY_KILLED - 1 else _damaged
        total += watched(f"drafts {seed} {number}", lambda rng=rng, attempt=attempt: attempt(rng, pack))  # type: ignore[misc]  # bound now
    return total


# --- damaged drafts -----------------------------------------------------------------------------------------


def _damaged(rng: random.Random, pack: Pack) -> Counts:
    interview = Interview.start(_answers(rng, pack), pack=pack)
    document = json.loads(json.dumps(interview.to_state()))
    mutations = rng.choice((0, 1, 1, 2, 5))
    for _ in range(mutations):
        rng.choice(MUTATIONS)(document, rng)
    with tempfile.TemporaryDirectory() as name:
        draft = DraftFile(Path(name))
        draft.write(document)
        in_place = rng.random() < 0.5
        if in_place:
            rng.choice(FAULTS)(draft.path, rng)
        return _read_back(draft, interview, pack, untouched=not mutations and not in_place)


def _read_back(draft: DraftFile, interview: Interview, pack: Pack, *, untouched: bool) -> Counts:
    draft.saved()
    before = _bytes(draft.path)
    try:
        document = draft.read()
        if document is None:
            return Counts(lost_rows=1)
        again = Interview.from_state(document, pack=pack)
        lost = again.again
    except IntakeError:
        aside = draft.set_aside()
        kept = _bytes(aside) == before and draft.files == (aside,)
        return Counts(lost_rows=int(untouched or not kept))
    _use(again)
    wanted = {
        name: value for name, value in interview.given.items() if not pack.questionnaire.is_private(name)
    }
    rows = untouched and (bool(lost) or dict(again.given) != wanted)
    return Counts(lost_rows=int(rows), lost_signs=int(_sign_is_lost(document, again, lost, pack)))


def _use(interview: Interview) -> None:
    """What a front end does with an interview."""
    _ = interview.step, interview.review, interview.may_be_stored, interview.may_stay_stored
    if interview.can_go_back:
        interview.back(interview.step.name).to_state()
    interview.to_state()


def _sign_is_lost(document: object, interview: Interview, lost: tuple[str, ...], pack: Pack) -> bool:
    """Whether a sign that is ticked in an answer that can be used is neither reported nor asked for again."""
    answers = document.get("answers") if isinstance(document, dict) else None
    if not isinstance(answers, dict):
        return False
    serious = interview.analysis.outcome in ("emergency", "urgent", "consent_needed")
    return not serious and any(
        name not in lost and _is_ticked(answers.get(name), pack.questionnaire.fields[name])
        for name in ("urgent_head_chest", "urgent_body")
    )


def _is_ticked(value: object, field: Field) -> bool:
    """Whether a list holds any sign."""
    return isinstance(value, list) and any(
        isinstance(code, str) and code in field.options and code != NONE_OPTION for code in value
    )


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _answers(rng: random.Random, pack: Pack) -> Document:
    share = rng.choice((0.1, 0.5, 1.0))
    fields = [
        field
        for field in pack.questionnaire.fields.values()
        if field.id == "data_consent" or rng.random() < share
    ]
    return {field.id: _answer(field, rng) for field in fields}


def _answer(field: Field, rng: random.Random) -> Any:
    match field.domain:
        case ChoiceDomain(options):
            return True if field.id == "data_consent" else rng.choice(options)
        case ManyDomain(options):
            return (
                [NONE_OPTION]
                if rng.random() < 0.6
                else rng.sample(
                    [code for code in options if code != NONE_OPTION],
                    rng.randint(1, min(3, len(options) - 1)),
                )
            )
        case NumberDomain(low, high, step):
            return round(low + step * rng.randint(0, round((high - low) / step)), 2)


# --- what is done to them -----------------------------------------------------------------------------------


def _other_part(document: Document, rng: random.Random) -> None:
    document[rng.choice(sorted(document))] = copy.deepcopy(rng.choice(STRANGE))


def _no_part(document: Document, rng: random.Random) -> None:
    document.pop(rng.choice(sorted(document)))


def _other_answer(document: Document, rng: random.Random) -> None:
    answers = document.get(rng.choice(("answers", "aside")))
    if isinstance(answers, dict):
        names = [*answers, "no_field", "", "\x1b]0;x\x07", "\ud800"]
        answers[rng.choice(names)] = copy.deepcopy(rng.choice(STRANGE))


def _other_trail(document: Document, rng: random.Random) -> None:
    questions = [question.id for question in bundled_pack().questionnaire.questions]
    document[rng.choice(("trail", "skipped"))] = rng.choices(questions, k=rng.randrange(6))
    document["at"] = rng.choice((None, *questions, "nowhere"))
    document["changing"] = rng.choice((True, False, "yes"))


MUTATIONS: tuple[Callable[[Document, random.Random], None], ...] = (
    _other_part,
    _no_part,
    _other_answer,
    _other_answer,
    _other_trail,
)


def _cut(path: Path, rng: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: rng.randrange(len(data) + 1)])


def _other_bytes(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 5)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data)


def _too_large(path: Path, _: random.Random) -> None:
    with path.open("ab") as file:
        file.truncate(2 * 1024 * 1024)


def _folder(path: Path, _: random.Random) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path, rng: random.Random) -> None:
    path.unlink()
    path.symlink_to(rng.choice((path, path.with_name("nowhere"), Path(os.devnull), path.parent)))


def _pipe(path: Path, _: random.Random) -> None:
    path.unlink()
    os.mkfifo(path)


def _strange_time(path: Path, rng: random.Random) -> None:
    try:
        os.utime(path, (0, rng.choice((-(2**40), -1, 2**33, 2**38, 2**60))))
    except (OSError, OverflowError):
        path.touch()


FAULTS: tuple[Callable[[Path, random.Random], None], ...] = (
    _cut,
    _other_bytes,
    _other_bytes,
    _too_large,
    _folder,
    _link,
    _pipe,
    _strange_time,
)


# --- kills --------------------------------------------------------------------------------------------------


def _killed(rng: random.Random, _: Pack) -> Counts:
    return Counts(lost_rows=int(not is_whole_after_kill(rng.randint(1, MOST_STEPS))))


def steps() -> int:
    """How many steps of the interpreter saving three drafts takes."""
    with tempfile.TemporaryDirectory() as name:
        counted = [0]
        sys.settrace(_counting(counted, None))
        try:
            _save(DraftFile(Path(name)), lambda: None)
        finally:
            sys.settrace(None)
        return counted[0]


def is_whole_after_kill(point: int) -> bool:
    """Whether all that was told to be saved is there, and nothing else, after a process was killed (kill -9)
    at a step of saving.
    """
    with tempfile.TemporaryDirectory() as name:
        draft = DraftFile(Path(name))
        saved = _saved_before_kill(draft, point)
        with draft.alone() as is_alone:
            left = {path.name for path in draft.folder.iterdir()} - {LOCK}
            document = draft.read()
        last_ones = [{"answers": {"n": number}} for number in (saved - 1, saved) if number >= 0]
        return (
            is_alone
            and left <= {draft.path.name}
            and (document in last_ones or (document is None and not saved))
        )


def _saved_before_kill(draft: DraftFile, point: int) -> int:
    """How many drafts a process said it had saved before it was killed at a step."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # threads of libraries stay behind; the child needs none
        child = os.fork()
    if child == 0:
        sys.settrace(_counting([0], point))
        _save(draft, lambda: os.write(writer, b"."))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        saved = len(pipe.read())
    os.waitpid(child, 0)
    return saved


def _save(draft: DraftFile, tell: Callable[[], object]) -> None:
    with draft.alone():
        for number in range(3):
            draft.write({"answers": {"n": number}})
            tell()


def _counting(counted: list[int], point: int | None) -> Callable[[FrameType, str, object], Any]:
    """A trace that counts the steps in the modules that save, and kills the process at one of them."""
    files = {drafts.__file__, sys.modules["runner_intake.writing"].__file__}

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename not in files:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            counted[0] += 1
            if counted[0] == point:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace
