"""Made-up runners: what population.yaml may say, and that whatever it says only answers that can be given
come out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreign_pack import POPULATION, foreign_pack
from runner_intake.errors import IntakeError
from runner_intake.pack import bundled_pack, load_pack, made_up
from runner_intake.pack.population import read_population
from runner_intake.questionnaire import check_answers
from runner_intake.reading import node, parse_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake.errors import Problem
    from runner_intake.pack import Pack

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.fixture(scope="module")
def swimmers(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(foreign_pack(tmp_path_factory.mktemp("pool"), POPULATION))


def described_as(text: str, pack: Pack) -> Pack:
    problems: list[Problem] = []
    root = node(parse_yaml(text, "population.yaml"), "population.yaml", problems)
    read = read_population(root, pack.questionnaire)
    if problems:
        raise IntakeError(problems)
    return replace(pack, population=read)


def drawn(text: str, name: str, pack: Pack, count: int = 60) -> list[Any]:
    """The answers of some runners to one question; those to whom it does not apply are left out."""
    return [runner[name] for runner in made_up.runners(count, described_as(text, pack)) if name in runner]


# --- what it may say


MISTAKES = [
    ("P02", "dont_know: 0.1"),
    ("P03", "{answers: {}, unknown: 0.1}"),
    ("P17", "{answers: {}, dont_know: 2}"),
    ("P04", "answers: []"),
    ("P07", "answers: {may_kept: {share: 1}}"),
    ("P02", "answers: {may_keep: {}}"),
    ("P17", "answers: {may_keep: {share: 1.5}}"),
    ("P03", "answers: {may_keep: {share: 1, weights: {}}}"),
    ("P02", "answers: {may_keep: []}"),
    ("P04", "answers: {may_keep: 1}"),
    ("P09", "answers: {start_nerves: {weights: {calm: 1}}}"),
    ("P17", "answers: {start_nerves: {weights: {still: -1, shaky: 2}}}"),
    ("P17", "answers: {start_nerves: {weights: {still: 0}}}"),
    ("P09", "answers: {stiff_spots: {share: 1, weights: {none: 1}}}"),
    ("P02", "answers: {metres_usually: {spread: 1}}"),
    ("P02", "answers: {metres_usually: {bell: 1, decaying: 1, spread: 1}}"),
    ("P02", "answers: {metres_usually: {bell: 1}}"),
    ("P17", "answers: {metres_usually: {bell: 1, spread: -1}}"),
    ("P17", "answers: {metres_usually: {skewed: 1, spread: 0.5}}"),
    ("P03", "answers: {metres_usually: {decaying: 1, spread: 1}}"),
    ("P04", "answers: {metres_usually: {decaying: many}}"),
    ("P07", "answers: {metres_usually: {decaying: 1, plus: {metres_this_week: 1}}}"),
    ("P07", "answers: {metres_usually: {decaying: 1, times: metres_this_week}}"),
    ("P07", "answers: {metres_usually: {decaying: 1, at_most: metres_this_week}}"),
    ("P07", "answers: {may_keep: {share: 1}, metres_usually: {decaying: 1, plus: {may_keep: 1}}}"),
    ("P13", "answers: {may_keep: [{when: {start_nerves: shaky}, share: 1}, {share: 0}]}"),
    ("P13", "answers: {may_keep: [{when: {metres_jump: {above: 2}}, share: 1}, {share: 0}]}"),
    ("P13", "answers: {stiffness_0_10: {decaying: 1}}"),
    ("P02", "answers: {may_keep: [{share: 1}, {share: 0}]}"),
    (
        "P02",
        "answers: {stiff_spots: {share: 1}, may_keep: [{when: {stiff_spots: {includes: jaw}}, share: 1}]}",
    ),
    ("P08", "answers: {may_keep: [{when: {nerves: shaky}, share: 1}, {share: 0}]}"),
    ("P03", "answers: {may_keep: {when: {start_nerves: shaky}, share: 1}}"),
]


@pytest.mark.parametrize(("code", "text"), MISTAKES)
def test_a_mistake_is_named_with_its_place(code: str, text: str, swimmers: Pack) -> None:
    with pytest.raises(IntakeError) as caught:
        described_as(text, swimmers)
    assert {problem.code for problem in caught.value.problems} == {code}
    assert caught.value.problems[0].place.startswith("population.yaml:1:")


def test_a_number_that_is_never_0_has_no_share_of_zeros() -> None:
    with pytest.raises(IntakeError, match="P17"):
        described_as("answers: {age_years: {decaying: 30, zero: 0.1}}", bundled_pack())


def test_a_pack_with_mistakes_in_it_does_not_load(tmp_path: Path) -> None:
    with pytest.raises(
        IntakeError, match=r"P07 population\.yaml:1:\d+ answers\.may_kept: There is no field"
    ) as caught:
        load_pack(foreign_pack(tmp_path / "pool", "answers: {may_kept: {share: 1}}"))
    assert len(caught.value.problems) == 1


def test_no_result_and_so_no_hash_depends_on_it(tmp_path: Path, swimmers: Pack) -> None:
    bare = load_pack(foreign_pack(tmp_path / "pool"))
    assert (bare.population, bare.sha256) == (None, swimmers.sha256)


# --- what comes out


def test_the_first_row_that_holds_counts(swimmers: Pack) -> None:
    text = (
        "answers: {start_nerves: {}, metres_usually: [{when: {start_nerves: shaky}, bell: 100, spread: 0}, "
        "{bell: 50, spread: 0}]}"
    )
    pairs = {
        (runner["start_nerves"], runner["metres_usually"])
        for runner in made_up.runners(30, described_as(text, swimmers))
    }
    assert pairs == {("shaky", 100), ("still", 50)}


@pytest.mark.parametrize(
    ("draw", "numbers"),
    [
        ("{bell: 111, spread: 0}", {100}),
        ("{bell: -5, spread: 0}", {0}),
        ("{bell: 900000, spread: 0}", {60000}),
        ("{skewed: 400, spread: 1}", {400}),
        ("{bell: 7, spread: 0, zero: 1, at_least: 500}", {0}),
        ("{bell: 7, spread: 0, at_least: 510}", {525}),
        ("{bell: 7000, spread: 0, at_most: 510}", {500}),
        ("{bell: 7000, spread: 0, at_most: metres_usually}", {1000}),
        ("{bell: 7, spread: 0, at_least: metres_usually}", {1000}),
        ("{bell: 0.5, spread: 0, times: metres_usually}", {500}),
        ("{bell: 100, spread: 0, plus: {metres_usually: 0.2}}", {300}),
        ("{decaying: -3}", {0}),
        ("{bell: 100, spread: 0, plus: {stiffness_0_10: 50}}", {100}),
    ],
)
def test_a_number_keeps_to_its_bounds_and_its_step(draw: str, numbers: set[int], swimmers: Pack) -> None:
    above = "stiff_spots: {share: 0}, stiffness_0_10: {decaying: 4}, metres_usually: {bell: 1000, spread: 0}"
    assert (
        set(drawn(f"answers: {{{above}, metres_this_week: {draw}}}", "metres_this_week", swimmers)) == numbers
    )


@pytest.mark.parametrize(
    ("curve", "middle", "low", "high"),
    [("bell: 20000, spread: 4000", 20000, 16000, 24000), ("skewed: 10000, spread: 2", 10000, 5000, 20000)],
)
def test_two_thirds_of_a_curve_are_near_its_middle(
    curve: str, middle: int, low: int, high: int, swimmers: Pack
) -> None:
    numbers = sorted(drawn(f"answers: {{metres_usually: {{{curve}}}}}", "metres_usually", swimmers, 1000))
    assert sum(number < middle for number in numbers) == pytest.approx(500, abs=60)
    assert sum(low <= number <= high for number in numbers) == pytest.approx(680, abs=60)


def test_the_mean_of_a_decaying_curve_is_the_one_written(swimmers: Pack) -> None:
    numbers = drawn("answers: {metres_usually: {decaying: 4000}}", "metres_usually", swimmers, 1000)
    assert sum(numbers) / 1000 == pytest.approx(4000, rel=0.12)


def test_shares_and_weights_are_kept(swimmers: Pack) -> None:
    text = (
        "answers: {stiff_spots: {share: 0.6, more: 0.5, weights: {left_shoulder: 3, jaw: 1}}, may_keep: "
        "{share: 0.25}}"
    )
    lists = drawn(text, "stiff_spots", swimmers, 1000)
    ticked = [options for options in lists if options != ["none"]]
    assert len(ticked) == pytest.approx(600, abs=60)
    assert not any("right_shoulder" in options for options in ticked)
    both = sum(len(options) == 2 for options in ticked) / len(ticked)
    assert both == pytest.approx(0.5 * 2 * 0.75 * 0.25, abs=0.05)
    assert sum(drawn(text, "may_keep", swimmers, 1000)) == pytest.approx(250, abs=50)


def test_what_is_worst_is_among_what_is_ticked_whatever_the_weights(swimmers: Pack) -> None:
    text = "answers: {stiff_spots: {share: 1, more: 0.5}, worst_spot: {weights: {jaw: 1}}}"
    for runner in made_up.runners(60, described_as(text, swimmers)):
        assert runner["worst_spot"] == ("jaw" if "jaw" in runner["stiff_spots"] else runner["worst_spot"])
        assert runner["worst_spot"] in runner["stiff_spots"]


def test_only_ordinary_answers_are_not_known(swimmers: Pack) -> None:
    for runner in made_up.runners(20, described_as("{answers: {}, dont_know: 1}", swimmers)):
        assert {name for name, value in runner.items() if value is not None} == {
            "may_keep",
            "alarm_list",
            "skin_state",
        }


def test_without_a_population_every_answer_occurs(swimmers: Pack) -> None:
    bare = replace(swimmers, population=None)
    runners = made_up.runners(300, bare)
    for name in ("may_keep", "start_nerves", "skin_state", "worst_spot", "stiffness_0_10"):
        counts = Counter(runner[name] for runner in runners if name in runner)
        assert set(counts) == set(swimmers.questionnaire.fields[name].options or counts)
        assert len(counts) > 1
    assert {tuple(runner["alarm_list"]) for runner in runners} == {
        ("water_in_lungs",),
        ("ear_bleeding",),
        ("none",),
    }
    assert "any answer" in made_up.described(bare)
    assert "as population.yaml of pool-desk 1 describes" in made_up.described(swimmers)


# --- always


@given(seed=st.integers(0, 10**6), described=st.booleans(), ours=st.booleans())
def test_every_question_that_applies_is_answered_and_no_other(
    *, seed: int, described: bool, ours: bool, swimmers: Pack
) -> None:
    pack = bundled_pack() if ours else swimmers
    pack = pack if described else replace(pack, population=None)
    for runner in made_up.runners(3, pack, seed):
        answers = check_answers(runner, pack.questionnaire)
        assert answers.ignored == ()
        assert set(answers.open) <= {
            name for name, value in runner.items() if value is None
        } | behind_unknown(runner, pack)
        assert answers.dropped_none == ()
        assert made_up.runners(1, pack, seed) == made_up.runners(1, pack, seed)


def behind_unknown(runner: dict[str, Any], pack: Pack) -> set[str]:
    """Questions that would have applied only if an answer that is not known had been another."""
    return (
        {name for name in pack.questionnaire.gates if name not in runner}
        if None in runner.values()
        else set()
    )


def test_the_bundled_population_names_every_question() -> None:
    pack = bundled_pack()
    assert pack.population is not None
    assert set(pack.population.answers) == set(pack.questionnaire.fields)
