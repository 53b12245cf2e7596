"""One person at the pages: the interview, the choices beside it, and what is left when they have finished. As
a text and back, for a store. Knows no store and no page.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runner_intake.errors import IntakeError
from runner_intake.interview import Interview
from runner_intake.pack import in_language
from runner_intake.present.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner_intake.pack import Pack
    from runner_intake.text.catalogue import Units, Words


@dataclass(frozen=True, slots=True, repr=False)
class ProposedAnswers:
    """What the runner's files propose: `values` by field, where each comes `from_where`, lines `about` the
    files.
    """

    values: Mapping[str, float]
    from_where: Mapping[str, str]
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Sitting:
    """A sitting. `token` goes into every form, so that no other page can post one. `finished` sittings hold
    no answers; `code` is the visit code of one that was handed in.
    """

    interview: Interview
    units: Units = "km"
    token: str = field(default_factory=secrets.token_urlsafe)
    proposed: ProposedAnswers | None = None
    finished: bool = False
    code: str = ""

    @property
    def pack(self) -> Pack:
        """The pack in the language of the person."""
        return self.interview.pack

    @property
    def view(self) -> View:
        """The pack as the person reads it, in their language and units."""
        return View.of(self.pack, self.units)

    @property
    def words(self) -> Words:
        return self.view.words

    def at(self, interview: Interview) -> Sitting:
        """The same sitting with the interview moved on."""
        return replace(self, interview=interview)

    def in_language_of(self, pack: Pack) -> Sitting:
        """The same sitting with the same pack in another language."""
        return self.at(replace(self.interview, pack=pack))

    def closed(self, code: str = "") -> Sitting:
        """The sitting without any answer, as finished."""
        return replace(
            self, interview=Interview(self.interview.pack), proposed=None, finished=True, code=code
        )

    def __repr__(self) -> str:
        return f"Sitting({self.interview!r})"


def written(sitting: Sitting, *, private: bool) -> str:
    """A sitting as text: `private` with everything; without it as far as it may be kept on a disk, which is
    empty before the consent and the age are known.
    """
    if not private and not (sitting.finished or sitting.interview.may_be_stored):
        return ""
    proposed = sitting.proposed if private else None
    return json.dumps(
        {
            "state": sitting.interview.to_state(include_private=private),
            "language": sitting.interview.pack.language,
            "units": sitting.units,
            "token": sitting.token,
            "proposed": proposed and [dict(proposed.values), dict(proposed.from_where), list(proposed.about)],
            "finished": sitting.finished,
            "code": sitting.code,
        }
    )


def read_sitting(text: str, pack: Pack) -> Sitting | None:
    """The sitting of such a text; None where it belongs to other questions, or cannot be read."""
    try:
        kept = json.loads(text)
        language = kept["language"] if kept["language"] in pack.languages else pack.language
        interview = Interview.from_state(kept["state"], pack=in_language(pack, language))
        proposed = kept["proposed"] and ProposedAnswers(
            kept["proposed"][0], kept["proposed"][1], tuple(kept["proposed"][2])
        )
        return Sitting(interview, kept["units"], kept["token"], proposed, kept["finished"], kept["code"])
    except (ValueError, KeyError, TypeError, IntakeError):
        return None
