"""The result as a file of the runner's: a page of text, or the document where the name ends in .json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner_intake.present.result_page import page
from runner_intake.report.plain_text import write_sections
from runner_intake.writing import write_text

if TYPE_CHECKING:
    from pathlib import Path

    from runner_intake.pack import Pack
    from runner_intake.result.assessment import Assessment


def save_report(result: Assessment, pack: Pack, path: Path) -> None:
    """Writes a result that may be shared, told in the words of a pack, to a new file that only its owner can
    read.

    FileExistsError where there is one, OSError where it cannot be written.
    """
    if path.suffix == ".json":
        text = result.model_dump_json(indent=2) + "\n"
    else:
        lines: list[str] = []
        write_sections(page(result, pack), lines.append)
        text = "\n".join(lines) + "\n"
    write_text(path, text, private=True, new=True)
