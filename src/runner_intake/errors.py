"""What can be wrong with an input, said in one form everywhere: code, place, problem, way out.

Problems are collected and reported together. Knows nothing of answers or rules. A problem's `what` and
`way_out` never repeat a runner's answer; only `hint` may (a suggestion such as "Did you mean heel?"),
and it is left out of `str()` and `repr()`, so that no health answer reaches a log or a traceback.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CODES: dict[str, str] = {
    # files
    "F01": "the file cannot be read",
    "F02": "the file is too large",
    "F03": "the file is empty",
    "F04": "the file is not UTF-8 text",
    "F05": "the text is not valid YAML or JSON",
    "F06": "a key appears twice",
    "F07": "an alias, anchor or tag is used",
    "F08": "lists and mappings are nested too deep",
    "F09": "more than one document in the file",
    # answers
    "A01": "the answers are not a mapping",
    "A02": "unknown field",
    "A03": "an answer of the wrong kind",
    "A04": "not one of the options",
    "A05": "a number outside its range",
    "A06": "a number that is not on its step",
    "A07": "an empty list",
    "A08": "none beside other options",
    "S01": "a move for another question than the one that is asked",
    "S02": "an answer that is empty",
    "S03": "a move where no question is asked",
    "S04": "nothing to go back to",
    "S05": "a question that was not answered yet",
    "S06": "a question that has to be answered",
    "S07": "an unknown goal",
    # batches
    "B01": "a column or frame that cannot be used",
    "B02": "answers in a column that cannot be used",
    "B03": "a file of a batch that cannot be used",
    "B04": "a table without a column of answers",
    # what is kept on this computer
    "D01": "the draft cannot be read",
    "D02": "the draft belongs to another pack",
    "D03": "saved answers that cannot be read or deleted",
    "D04": "a result that cannot be read",
    "D05": "a page that would tell a private answer",
    "K01": "the settings cannot be used",
    # moves of an interview
    # help lines
    "L01": "a region without help lines",
    # what other programs send
    "X01": "no FHIR response, or a damaged one",
    "X02": "a response to other questions",
    "X03": "a linkId of no question",
    "X04": "an answer of a form that cannot be read",
    "X05": "a question answered twice",
    "X06": "a response that was withdrawn",
    "X07": "a question in two columns",
    "X08": "options of a list without a column",
    "X09": "a cell of a workbook that cannot be used",
    # packs
    "P01": "no pack at this place",
    "P02": "a key is missing",
    "P03": "an unknown key",
    "P04": "a value of the wrong kind",
    "P05": "text that YAML could read as something else",
    "P06": "a name appears twice",
    "P07": "unknown name",
    "P08": "unknown field in a condition",
    "P09": "unknown option in a condition",
    "P10": "an operator that does not fit the field",
    "P11": "a threshold that no answer can reach",
    "P12": "a condition that is written wrongly",
    "P13": "a gate that looks where it must not",
    "P14": "unknown source",
    "P15": "a band that cannot be read or overlaps another",
    "P16": "a name that is not allowed",
    "P17": "a value outside its range",
    "P18": "a text with other names in braces",
    "P19": "a hidden sign in a text or a name",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input.

    `place` is `file:line:column` (or a shorter form where less is known), `path` the place inside the
    document or the field. `hint` may repeat part of an answer and is therefore shown to the person at the
    screen only, never logged.
    """

    code: str
    what: str
    way_out: str
    place: str = ""
    path: str = ""
    hint: str = field(default="", repr=False)

    def __str__(self) -> str:
        where = " ".join(part for part in (self.place, self.path) if part)
        return f"{self.code} {where}: {self.in_words}" if where else f"{self.code} {self.in_words}"

    @property
    def in_words(self) -> str:
        """What is wrong and the way out, without code and place."""
        return f"{self.what} {self.way_out}"

    def for_screen(self) -> str:
        """The full text, hint included: for the person who wrote the input, not for logs."""
        return f"{self} {self.hint}" if self.hint else str(self)


MOST_LISTED = 100
"""Problems of one input that are listed; the rest are counted."""


@dataclass(frozen=True, slots=True, repr=False)
class RedFlag:
    """An emergency rule that holds although other answers cannot be used: show `message` and `help_lines` to
    the person, beside the error.

    `rule` is the id of the rule, empty where it looks at a private answer. All three tell of the person's
    health, so its `repr` shows none of them.
    """

    rule: str
    message: str
    help_lines: str

    def __repr__(self) -> str:
        return "RedFlag()"


class IntakeError(Exception):
    """Input that cannot be used, with every problem found in it (`problems`, in reading order).

    `more` is how many further problems were found and are not listed: 0 unless there are more than anyone
    would read. `red_flags` are the emergencies that are certain all the same; they are in neither `str()` nor
    `repr()`.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0, red_flags: Iterable[RedFlag] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.more = more
        self.red_flags: tuple[RedFlag, ...] = tuple(red_flags)
        listed = [str(problem) for problem in self.problems]
        super().__init__("\n".join([*listed, f"And {more} more."] if more else listed))

    @classmethod
    def listing(cls, problems: Sequence[Problem]) -> IntakeError:
        """The error that lists the first MOST_LISTED problems and counts the rest."""
        return cls(problems[:MOST_LISTED], max(0, len(problems) - MOST_LISTED))

    def __reduce__(self) -> tuple[type[IntakeError], tuple[tuple[Problem, ...], int, tuple[RedFlag, ...]]]:
        return type(self), (self.problems, self.more, self.red_flags)

    def call_now(self) -> tuple[str, ...]:
        """What a person has to read first: the message of every certain red flag, then the numbers to call,
        each once.
        """
        return tuple(
            dict.fromkeys(
                [flag.message for flag in self.red_flags] + [flag.help_lines for flag in self.red_flags]
            )
        )


class StepError(IntakeError):
    """A move of an interview that cannot be made; the interview stays as it was.

    Its `problems` are worded for the person at the form, in the pack's language: show `in_words` of each
    beside the field that its `path` names (empty: the whole question). Codes are S01-S07 for the move,
    A02-A08 for an answer that cannot be used.
    """


def nearest(name: str, known: Iterable[str], alike: float = 0.6) -> str | None:
    """The known name closest to `name`, or None where nothing is near; `alike` is how near it must be (1: the
    same).
    """
    import difflib  # noqa: PLC0415  (only what is used is loaded)

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=alike)
    return near[0] if near else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`Did you mean X?`, or nothing where no known name is near."""
    near = nearest(name, known)
    return f"Did you mean {near}?" if near else ""
