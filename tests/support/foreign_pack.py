"""A rule pack in which nothing is named as in the bundled one: swimmers and massage, with its own questions,
safety rules, regions and steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
id: pool-desk
title: Massage for swimmers
version: "1"
date: 2026-10-01
reviewed_by: null
limits: {review_months: 24, reading_age: 12, forbidden_words: [miracle]}
sections: [arrival, water, hands]
benefit_order: [loose_shoulder, calm_start]
levels: {worth_discussing: 60, possible: 20}
save_after: [may_keep]
closing:
  - id: come_back
    text: Ask at the desk if anything changes.
    basis: [expert-opinion]
    hidden_at: [emergency]
"""

ARRIVAL = """\
id: arrival
title: Arrival
intro: A few words first.
questions:
  - id: may_keep
    ask: May we look at what you write?
    why: It is about your body.
    kind: yes_no
    safety: always
  - id: alarm_list
    ask: Is any of these so now?
    why: Some things cannot wait.
    kind: multi_choice
    options:
      water_in_lungs: Water went down and breathing is hard
      ear_bleeding: An ear bleeds
      none: Not one of them
    safety: always
"""

WATER = """\
id: water
title: In the water
intro: Now your swimming.
questions:
  - id: stiff_spots
    ask: What feels stiff?
    why: It decides where hands might help.
    kind: multi_choice
    options: {left_shoulder: Left shoulder, right_shoulder: Right shoulder, jaw: Jaw, none: Nothing}
  - id: worst_spot
    ask: Which is worst?
    why: We look at one.
    kind: choice
    options: {left_shoulder: Left shoulder, right_shoulder: Right shoulder, jaw: Jaw}
    options_from: stiff_spots
    when: {not: {stiff_spots: {includes: none}}}
    with_previous: true
  - id: stiffness_0_10
    ask: How stiff is it?
    why: More stiffness, more to gain.
    kind: scale
    low: not at all
    high: like wood
    when: {not: {stiff_spots: {includes: none}}}
  - id: lengths
    ask: How far do you swim?
    why: Too much at once makes stiff.
    fields:
      - {id: metres_this_week, ask: This week, kind: number, unit: m, minimum: 0, maximum: 60000, step: 25}
      - {id: metres_usually, ask: In a usual week, kind: number, unit: m, minimum: 0, maximum: 60000, step: 25}
    derived:
      - {id: metres_jump, title: This week compared with a usual one, ratio: [metres_this_week, metres_usually]}
  - id: start_nerves
    ask: How do starts feel?
    why: Some swimmers lose time on the block.
    kind: choice
    options: {still: Calm, shaky: Shaky}
"""

HANDS = """\
id: hands
title: Before any hands
intro: One more.
questions:
  - id: skin_state
    ask: How is your skin?
    why: Hands on sore skin are unpleasant.
    kind: choice
    options: {whole: Fine, broken: Broken somewhere}
    safety: needling
"""

SAFETY = {
    "emergency": """\
outcome: emergency
rules:
  - {id: lungs, when: {alarm_list: {includes: water_in_lungs}}, message: Tell the lifeguard at once., basis: [expert-opinion], lines: emergency}
""",
    "consent_needed": """\
outcome: consent_needed
rules:
  - {id: no_leave, when: {may_keep: false}, message: Then we stop here., basis: [expert-opinion]}
""",
    "urgent": """\
outcome: urgent
rules:
  - {id: ear, when: {alarm_list: {includes: ear_bleeding}}, message: Show the ear to a doctor today., basis: [expert-opinion]}
""",
    "clarify": """\
outcome: clarify
rules:
  - id: too_far
    when: {metres_this_week: {more_than: {field: metres_usually, times: 20}}}
    message: Check the two distances.
    basis: [expert-opinion]
""",
    "adapt": """\
outcome: adapt
rules:
  - id: sore_skin
    when: {skin_state: broken}
    message: Say where your skin is broken.
    condition: Not where the skin is broken.
    basis: [expert-opinion]
""",
}

BENEFITS = {
    "loose_shoulder": """\
id: loose_shoulder
title: A looser shoulder
claim: Massage is said to loosen shoulders.
verdict: It feels good for a while.
evidence: {grade: low, support: mixed, factor: 80, sources: [pool-trial], reviewed: 2026-10-01}
max: 5
monotone: {stiffness_0_10: up}
requires: {stiff_spots: {includes_any: [left_shoulder, right_shoulder]}}
points:
  - id: loose_shoulder.stiff
    bands: {stiffness_0_10: {"3-6": 1, "7+": 3}}
    because: It is stiff.
    basis: [expert-opinion]
  - id: loose_shoulder.worst
    choices: {worst_spot: {left_shoulder: 2, right_shoulder: 2}}
    because: The shoulder is the worst place.
    basis: [pool-trial]
""",
    "calm_start": """\
id: calm_start
title: A calmer start
claim: Massage is said to calm before a start.
verdict: Nobody has shown it.
evidence: {grade: very_low, support: not_shown, factor: 40, sources: [pool-trial], reviewed: 2026-10-01}
max: 2
points:
  - {id: calm_start.shaky, when: {start_nerves: shaky}, points: 2, because: You are shaky on the block., basis: [expert-opinion]}
""",
}

STEPS = """\
steps:
  - id: lifeguard
    title: Lifeguard first
    rules:
      - {id: lifeguard.now, outcome: emergency, priority: 100, because: Do it now., basis: [expert-opinion]}
  - id: swim_less
    title: Swim less for a week
    rules:
      - {id: swim_less.jump, when: {metres_jump: {above: 1.5}}, priority: 70, because: It was much more than usual., basis: [expert-opinion]}
"""

SOURCES = """\
sources:
  pool-trial:
    cite: "Fisch 2020, Pool"
    design: trial
    population: 40 swimmers
    figure: one point on a scale of ten
    finding: Massage felt good.
    direction: mixed
    checked: true
"""

REGIONS = {"ie": ("IE", "Ireland", "112"), "nir": ("NIR", "Northern Ireland", "999")}

POPULATION = """\
dont_know: 0.05
answers:
  may_keep: {share: 1}
  alarm_list: {share: 0}
  stiff_spots: {share: 0.7, more: 0.5, weights: {left_shoulder: 3, jaw: 1}}
  worst_spot: {}
  stiffness_0_10: {bell: 5, spread: 2, at_least: 1}
  metres_usually: {skewed: 8000, spread: 1.5, at_least: 1000}
  metres_this_week:
    - when: {worst_spot: left_shoulder}
      bell: 0.5
      spread: 0.1
      times: metres_usually
    - {bell: 0, spread: 0, plus: {metres_usually: 1.2}}
  skin_state: {weights: {whole: 1}}
"""


def foreign_pack(folder: Path, population: str = "") -> Path:
    """The pack in a new folder; with `population` as its population.yaml."""
    files = {
        "pack.yaml": PACK,
        "first_steps.yaml": STEPS,
        "sources.yaml": SOURCES,
        "questionnaire/arrival.yaml": ARRIVAL,
        "questionnaire/water.yaml": WATER,
        "questionnaire/hands.yaml": HANDS,
        **{f"safety/{outcome}.yaml": text for outcome, text in SAFETY.items()},
        **{f"benefits/{name}.yaml": text for name, text in BENEFITS.items()},
        **{f"locale/{file}.yaml": _region(*region) for file, region in REGIONS.items()},
    }
    if population:
        files["population.yaml"] = population
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _region(code: str, name: str, emergency: str) -> str:
    return f'region: {code}\nname: {name}\nemergency: "{emergency}"\ncrisis: "Somebody, 1"\nchecked: true\n'
