"""Mutated YAML of the bundled pack and of the small one through load, check and assess.

A damaged pack is refused with an IntakeError or loads; what loads can be checked and gives results. Nothing
else may happen.
"""

from __future__ import annotations

import random
import tempfile
from datetime import date
from functools import partial
from pathlib import Path

from fuzz.counts import Counts
from fuzz.watch import watched
from runner_intake import assess, load_pack
from runner_intake.pack import bundled_rules
from runner_intake.package_files import package_file
from runner_intake.verify.check import check

TODAY = date(2026, 1, 1)
EVERY_CHECKED = 5
"""One pack in so many that load is checked, because that takes long."""
SECONDS = 60
"""Seconds of work that count as a hang: to check the whole bundled pack takes some 12."""

PIECES = (
    *(
        "",
        " ",
        "\n",
        "- ",
        "  ",
        ": ",
        "{}",
        "[]",
        "null",
        "true",
        "no",
        "4:30",
        "0",
        "-1",
        "1e9",
        "99999999999999999999",
        "0.0000001",
        ".nan",
    ),
    *(
        '"',
        "'",
        "|",
        ">",
        "&a",
        "*a",
        "!x",
        "---",
        "#",
        "%",
        "@",
        "\t",
        "\x00",
        "\x1b[2J",
        "\u202e",
        "\ufeff",
        "é",
        "🙂",
        "{",
        "[",
        "[" * 50,
    ),
    *(
        "all",
        "any",
        "not: ",
        "at_least",
        "count: 0",
        "count: 99",
        "includes_any",
        "not_applicable: true",
        "requires",
        "when: {}",
        "points: 0",
    ),
)


def fuzz(seed: int, count: int) -> Counts:
    """The counts of so many runs; the same seed gives the same runs."""
    originals = [_files(folder) for folder in _folders()]
    total = Counts()
    with tempfile.TemporaryDirectory() as name:
        for number in range(count):
            rng = random.Random(f"packs {seed} {number}")  # noqa: S311  (no secret)
            folder = Path(name) / str(number)
            total += watched(f"packs {seed} {number}", partial(_run, rng, originals, folder), SECONDS)
    return total


def _folders() -> list[Path]:
    return [Path(str(bundled_rules())), Path(str(package_file("authoring/small_pack")))]


def _files(folder: Path) -> dict[str, str]:
    """The texts of a pack's files, by path. FileNotFoundError where there are none: a fuzzer without packs
    finds nothing.
    """
    paths = (
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".toml") and "cases" not in path.parts
    )
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    if not texts:
        raise FileNotFoundError(folder)
    return texts


def _run(rng: random.Random, originals: list[dict[str, str]], folder: Path) -> Counts:
    texts = dict(rng.choice(originals))
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        name = rng.choice(sorted(texts))
        texts[name] = _mutated(texts[name], rng)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace", newline="")
    pack = load_pack(folder)
    assess({}, pack)
    if rng.randrange(EVERY_CHECKED) == 0:
        check(pack, TODAY)
    return Counts()


def _mutated(text: str, rng: random.Random) -> str:
    """The text with one piece changed: a line dropped, doubled, moved or indented, a value replaced, or
    something put in.
    """
    lines = text.split("\n")
    index, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(8):
        case 0:
            del lines[index]
        case 1:
            lines.insert(index, lines[other])
        case 2:
            lines[index], lines[other] = lines[other], lines[index]
        case 3:
            lines[index] = rng.choice(("  ", " ", "\t")) + lines[index]
        case 4:
            lines[index] = lines[index].partition(":")[0] + ": " + rng.choice(PIECES)
        case 5:
            lines[index] = lines[index].partition(":")[0] + ":" + lines[other].partition(":")[2]
        case 6:
            column = rng.randrange(len(lines[index]) + 1)
            lines[index] = lines[index][:column] + rng.choice(PIECES) + lines[index][column:]
        case _:
            words = lines[index].split(" ")
            words[rng.randrange(len(words))] = rng.choice(PIECES)
            lines[index] = " ".join(words)
    return "\n".join(lines)
