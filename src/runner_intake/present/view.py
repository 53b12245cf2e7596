"""How a person reads a pack: its texts in their language, and the program's words around them, in their
units. Knows no result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from runner_intake.pack import Pack
    from runner_intake.text.catalogue import Units, Words


class View(NamedTuple):
    """A pack in the language of its reader, and what the program says around its texts: `words`, with
    distances in the reader's units.
    """

    pack: Pack
    words: Words

    @classmethod
    def of(cls, pack: Pack, units: Units = "km") -> View:
        """The view of a reader of the pack's language who reckons in these units."""
        return cls(pack, pack.words.measured_in(units))
