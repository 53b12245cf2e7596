"""What a change of the rules does to the people who answer, always in one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from runner_intake.verify.diff.pack_pair import Witness

Direction = Literal["less_severe", "more_severe"]
"""What can happen to the outcome of the safety screen."""

ScoreEffect = Literal[
    "loses_points", "gains_points", "counts_differently", "starts_to_apply", "stops_to_apply"
]
"""What can happen to the score of a benefit."""

RuleEffect = Literal["starts_to_hold", "stops_to_hold"]
"""What can happen to a rule alone, whether or not anybody's result changes."""

EffectKind = Direction | ScoreEffect | Literal["first_suggestion", "first_step"] | RuleEffect
SCORES: tuple[ScoreEffect, ...] = get_args(ScoreEffect)
RULES: tuple[RuleEffect, ...] = get_args(RuleEffect)

Proof = Literal["shown", "possible", "not_checked"]


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that is not proved to stay the same, and a runner of whom it is true; None where none was
    found.

    `about` is the rule, question, benefit or first step that it comes from. `old` and `new` are the outcome,
    or the first suggestion (None is no suggestion), under either pack. `points` is the most that a benefit
    gains, or loses, below 0. `because` names what makes points count differently: max, factor, levels.
    `checked` is False where too many answers play a part.
    """

    kind: EffectKind
    about: str
    old: str | None = None
    new: str | None = None
    points: int = 0
    because: tuple[str, ...] = ()
    checked: bool = True
    witness: Witness | None = None

    @property
    def proof(self) -> Proof:
        """shown: by the witness. possible: not ruled out, and no runner was found. Else too large to
        check.
        """
        if not self.checked:
            return "not_checked"
        return "possible" if self.witness is None else "shown"
