"""Mutated answers, as mappings, JSON and YAML, through assess, next and explain.

Every run ends in a result or in an IntakeError. Where the answers are complete, scores and outcome are those
of the plain reference; where a sign of an emergency is ticked and the answers are taken, the outcome is
`emergency`.
"""

from __future__ import annotations

import json
import random
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fuzz.counts import Counts
from fuzz.watch import watched
from runner_intake import assess, bundled_pack
from runner_intake.conditions import NONE_OPTION, ChoiceDomain, ManyDomain, NumberDomain, holds
from runner_intake.engine.analysis import Analysis
from runner_intake.engine.explanation import explain
from runner_intake.engine.next_question import next_question
from runner_intake.questionnaire import check_answers
from runner_intake.reading import decode, parse_json, parse_yaml
from runner_intake.result.assessment import Withheld
from runner_intake.score import score

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner_intake import Assessment, Pack
    from runner_intake.questionnaire import Answers, Field

Raw = dict[Any, Any]

STRANGE: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -0.0,
        -1,
        1,
        7,
        10**18,
        10**400,
        -(10**400),
        1e308,
        5e-324,
        float("nan"),
        float("inf"),
        float("-inf"),
    ),
    *(
        "",
        " ",
        "yes",
        "NO",
        "none",
        "null",
        "7",
        "1e999",
        "\ud800",
        "\x00",
        "\x1b[2J",
        "\u202e",
        "é" * 2000,
        "chest_pain; typo",
        "🙂",
    ),
    *([], {}, [[]], [None], [NONE_OPTION, NONE_OPTION], {"a": {"b": []}}, ["none", "chest_pain"], [10**400]),
)
ONLY_IN_PYTHON: tuple[Any, ...] = (
    *(
        Decimal("1e400"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal(7),
        Fraction(10**400),
        Fraction(7, 2),
        7j,
        b"7",
        object(),
    ),
    *((), ("none",), {"none"}, frozenset({"none"}), range(3), bytearray(b"none")),
)
EVERY_EXPLAINED = 10
"""One run in so many is explained, because that takes up to a second."""


def fuzz(seed: int, count: int) -> Counts:
    """The counts of so many runs; the same seed gives the same runs."""
    pack = bundled_pack()
    total = Counts()
    for number in range(count):
        rng = random.Random(f"answers {seed} {number}")  # noqa: S311  (no secret)
        total += watched(f"answers {seed} {number}", lambda rng=rng: _run(rng, pack))  # type: ignore[misc]  # bound now
    return total


def _run(rng: random.Random, pack: Pack) -> Counts:
    raw = _answers(rng, pack)
    for _ in range(rng.choice((0, 0, 1, 1, 2, 5, 20))):
        rng.choice(MUTATIONS)(raw, rng, pack)
    given = _in_some_form(raw, rng)
    answers = check_answers(given, pack.questionnaire, "answers")
    result = assess(given, pack)
    counts = _compared(answers, result, pack)
    asked = frozenset(rng.sample(sorted(pack.questionnaire.fields), rng.randrange(4)))
    next_question(
        Analysis(answers, pack, asked),
        rng.choice(("quick", "normal", "complete")),
        rng.choice((None, "aches", "")),
    )
    if rng.randrange(EVERY_EXPLAINED) == 0:
        explain(answers, pack).model_dump_json()
    result.model_dump_json()
    return counts


# --- answers, and what is done to them ----------------------------------------------------------------------


def _answers(rng: random.Random, pack: Pack) -> Raw:
    """Answers that can be used: all, some or none, often of somebody whom no safety rule stops, wherever it
    hurts.
    """
    share, quiet = rng.choice((0.0, 0.3, 0.7, 1.0)), rng.random() < 0.7
    chosen = [field for field in pack.questionnaire.fields.values() if rng.random() < share]
    stopping = {name for name in pack.questionnaire.safety_fields if name != "pain_sites"}
    return {field.id: _answer(field, rng, quiet=quiet and field.id in stopping) for field in chosen}


def _answer(field: Field, rng: random.Random, *, quiet: bool) -> Any:
    match field.domain:
        case ChoiceDomain(options):
            return _quiet_choice(field, options) if quiet else rng.choice(options)
        case ManyDomain(options):
            return (
                [NONE_OPTION]
                if quiet or rng.random() < 0.3
                else rng.sample(_signs(options), rng.randint(1, min(3, len(options) - 1)))
            )
        case NumberDomain(low, high, step):
            quiet_number = 35 if field.id == "age_years" else low
            return (
                quiet_number if quiet else round(low + step * rng.randint(0, round((high - low) / step)), 2)
            )


def _quiet_choice(field: Field, options: tuple[Any, ...]) -> Any:
    """The answer of somebody whom no safety rule stops."""
    if options == (True, False):
        return field.id == "data_consent"
    return "no" if "no" in options else options[0]


def _signs(options: tuple[object, ...]) -> list[object]:
    """The options of a list but for none of them."""
    return [code for code in options if code != NONE_OPTION]


def _strange(raw: Raw, rng: random.Random, pack: Pack) -> None:
    raw[rng.choice(sorted(pack.questionnaire.fields))] = rng.choice(STRANGE)


def _strange_in_python(raw: Raw, rng: random.Random, pack: Pack) -> None:
    raw[rng.choice(sorted(pack.questionnaire.fields))] = rng.choice(ONLY_IN_PYTHON)


def _unknown_keys(raw: Raw, rng: random.Random, _: Pack) -> None:
    raw |= {
        f"{rng.choice(('age_years', 'x', 'é', ''))}{number}": 1 for number in range(rng.choice((1, 3, 300)))
    }


def _strange_key(raw: Raw, rng: random.Random, _: Pack) -> None:
    raw[rng.choice((3, None, True, 10**5000, ("a",), "", "\ud800", "age_years "))] = 1


def _contradiction(raw: Raw, rng: random.Random, pack: Pack) -> None:
    field = rng.choice(
        [field for field in pack.questionnaire.fields.values() if isinstance(field.domain, ManyDomain)]
    )
    raw[field.id] = [NONE_OPTION, rng.choice(_signs(field.domain.options))]  # type: ignore[union-attr]  # a list


def _edge(raw: Raw, rng: random.Random, pack: Pack) -> None:
    """A number at an end of its range, or one step or a little beyond."""
    field = rng.choice(
        [field for field in pack.questionnaire.fields.values() if isinstance(field.domain, NumberDomain)]
    )
    domain = field.domain
    assert isinstance(domain, NumberDomain)
    raw[field.id] = rng.choice((domain.minimum, domain.maximum)) + rng.choice(
        (0, 0, 1e-12, -1e-12, domain.step, -domain.step)
    )


def _dropped(raw: Raw, rng: random.Random, _: Pack) -> None:
    if raw:
        del raw[rng.choice(list(raw))]


MUTATIONS: tuple[Callable[[Raw, random.Random, Pack], None], ...] = (
    *(
        _strange,
        _strange_in_python,
        _unknown_keys,
        _strange_key,
        _contradiction,
        _contradiction,
        _edge,
        _edge,
        _dropped,
        _dropped,
    ),
)


def _in_some_form(raw: Raw, rng: random.Random) -> object:
    """The mapping itself, or what its JSON or YAML text is read into; now and then the text is damaged."""
    form = rng.choice(("mapping", "json", "yaml"))
    if form == "mapping":
        return raw
    plain = {key if isinstance(key, str) else _short(key): value for key, value in raw.items()}
    text = json.dumps(plain, default=_short, ensure_ascii=rng.random() < 0.5)
    if rng.random() < 0.2:
        cut = rng.randrange(len(text))
        text = (
            text[:cut]
            + rng.choice(("", "{", "}", ",", '"', "\x00", "&a ", "!x ", "- ", "\n\t", "[" * 3000))
            + text[cut + rng.randrange(3) :]
        )
    text = decode(text.encode("utf-8", "surrogatepass"), "answers")
    return parse_json(text, "answers.json") if form == "json" else parse_yaml(text, "answers.yaml")


def _short(value: object) -> str:
    return type(value).__name__


# --- what must come out -------------------------------------------------------------------------------------


def _compared(answers: Answers, result: Assessment, pack: Pack) -> Counts:
    """A lost sign where a surely ticked emergency is not reported, a lost row where complete answers give
    other scores than the reference.
    """
    emergency = any(
        rule.outcome == "emergency" and holds(rule.when.written, _without_none(answers), answers.given)
        for rule in pack.safety
    )
    signs = emergency and result.safety.outcome not in ("emergency", "consent_needed")
    rows = False
    if not answers.open:
        reference = {benefit.id: score(benefit, answers.certain) for benefit in pack.benefits}
        shown = [
            benefit for benefit in (*result.suggestions, *result.others) if not isinstance(benefit, Withheld)
        ]
        rows = any(
            (benefit.points.low, benefit.points.high) != (reference[benefit.benefit].points,) * 2
            for benefit in shown
        )
    return Counts(lost_signs=int(signs), lost_rows=int(rows))


def _without_none(answers: Answers) -> dict[str, Any]:
    return {
        name: value
        for name, value in answers.known.items()
        if answers.applicable.get(name, True) is not False
    }
