"""Some runners of all kinds, always the same, for what is too slow to be drawn anew for each test."""

from __future__ import annotations

from random import Random
from typing import Any

from base_runner import BASE, HEEL
from runner_intake import bundled_pack

PACK = bundled_pack()


def fifty_runners() -> list[dict[str, Any]]:
    """Fifty runners: with pain and without, each with a few random answers changed or left out."""
    random = Random(19)  # noqa: S311  (no secret)
    fields = PACK.questionnaire.fields
    everyone = []
    for number in range(50):
        raw = dict(HEEL if number % 2 else BASE)
        for name in random.sample(list(raw), 6):
            options = [code for code in fields[name].options if code != "none"]
            kind = fields[name].kind
            if kind == "multi_choice":
                raw[name] = random.sample(options, min(2, len(options)))
            elif kind == "choice":
                raw[name] = random.choice(list(fields[name].options))
            else:
                del raw[name]
        everyone.append(raw)
    return everyone
