"""What can be said about training files: one code each, what it means, and what was done about it. Knows no
file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ISSUES: dict[str, str] = {
    "T01": "not a training file",
    "T02": "a damaged file, read as far as possible",
    "T03": "no activity in the file",
    "T04": "a route or course, not an activity",
    "T05": "no real start date",
    "T06": "the time zone is not known",
    "T07": "a local time that cannot be right",
    "T08": "values that cannot be right",
    "T09": "the sport is not known",
    "T10": "the unit of distance is not stated",
    "T11": "dates that can be read in two ways",
    "T12": "over a limit of size or number",
    "T13": "an archive inside an archive",
    "T14": "a name that leads out of the archive or folder",
    "T15": "a document type declaration",
    "T16": "reading took too long",
    "T17": "the same session twice",
    "T18": "the newest activity is old",
    "T19": "a file that cannot be opened",
}
"""Every code of an issue and its meaning (docs/reference/training.md explains them)."""


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """Something about a file that its owner should know; reading goes on.

    `message` says what it means and what was done. It never repeats a name, a note or a place from inside a
    file.
    """

    file: str
    code: str
    message: str


@dataclass(slots=True)
class IssueLog:
    """The issues of one file, collected while it is read."""

    file: str
    issues: list[Issue] = field(default_factory=list)

    def __call__(self, code: str, message: str) -> None:
        """Adds an issue, once."""
        assert code in ISSUES
        issue = Issue(self.file, code, message)
        if issue not in self.issues:
            self.issues.append(issue)
