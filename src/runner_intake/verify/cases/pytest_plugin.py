"""A pytest plugin: `pytest my-pack` runs the files `cases/*.yaml` beside a `pack.yaml` as tests, one for each
row and each worked runner.

Knows pytest, not what a case means. It is loaded whenever pytest starts, so nothing else of the program is
imported before such a file is collected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from runner_intake.pack import Pack
    from runner_intake.verify.cases.read import Case, Cases

_LOADED = pytest.StashKey[dict["Path", tuple["Pack", "Cases"]]]()
"""The packs and cases of this run by their folder, each read once."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """The tests of a file of cases; None for every other file."""
    folder = file_path.parent
    if file_path.suffix not in {".yaml", ".yml"} or folder.name != "cases":
        return None
    if not (folder.parent / "pack.yaml").is_file():
        return None
    return CaseFile.from_parent(parent, path=file_path)


class CaseFile(pytest.File):
    """A file of cases. A pack or a case that cannot be read is an error of collection, with every problem."""

    def collect(self) -> Iterable[CaseItem]:
        """Its rows, totals and worked runners, in this order."""
        from runner_intake.errors import IntakeError  # noqa: PLC0415

        try:
            pack, cases = self._loaded()
        except IntakeError as error:
            raise self.CollectError("\n".join(problem.for_screen() for problem in error.problems)) from None
        for case in cases:
            file, line = case.place.rsplit("/", 1)[-1].split(":")[:2]
            if file == self.path.name:
                yield CaseItem.from_parent(
                    self, name=f"{line}-{case.name}", line=int(line), pack=pack, case=case
                )

    def _loaded(self) -> tuple[Pack, Cases]:
        from runner_intake.pack import load_pack  # noqa: PLC0415
        from runner_intake.verify.cases.read import read_cases  # noqa: PLC0415

        folder = self.path.parent.parent
        loaded = self.config.stash.setdefault(_LOADED, {})
        if folder not in loaded:
            loaded[folder] = load_pack(folder), read_cases(folder)
        return loaded[folder]


class CaseItem(pytest.Item):
    """One row or worked runner."""

    def __init__(self, name: str, parent: CaseFile, *, line: int, pack: Pack, case: Case) -> None:
        super().__init__(name, parent)
        self.line, self.pack, self.case = line, pack, case

    def runtest(self) -> None:
        """Fails with every answer at which something else comes out."""
        from runner_intake.verify.cases.run import case_failures  # noqa: PLC0415

        failures = case_failures(self.pack, self.case)
        lines = [f"{failure.place} {failure.about}: {failure.problem}" for failure in failures]
        if lines:
            pytest.fail("\n".join(lines), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line - 1, self.name
