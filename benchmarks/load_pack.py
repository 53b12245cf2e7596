"""How long reading and checking the bundled pack takes, as a multiple of what PyYAML's C loader alone needs
for the same files.

Run `python benchmarks/load_pack.py`. The two are timed in turn, in one warm process; medians of the pairs'
ratios are printed.
"""

from __future__ import annotations

import statistics

import yaml

from runner_intake.pack.find import bundled_rules
from runner_intake.pack.read import FOLDERS, SINGLE_FILES, read_pack
from stopwatch import seconds_of

ROUNDS = 30


def main() -> None:
    """Times both, interleaved."""
    folder = bundled_rules()
    texts = [(folder / name).read_text(encoding="utf-8") for name in SINGLE_FILES]
    texts += [
        file.read_text(encoding="utf-8")
        for sub in FOLDERS
        if (folder / sub).is_dir()
        for file in (folder / sub).iterdir()
    ]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(seconds_of(lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts]))
        ours.append(seconds_of(lambda: read_pack(folder)))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    print(f"files: {len(texts)}, {sum(map(len, texts)) / 1024:.0f} KiB")
    print(f"PyYAML C loader alone: median {statistics.median(theirs) * 1000:.1f} ms")
    print(f"read_pack:             median {statistics.median(ours) * 1000:.1f} ms")
    print(f"ratio: median {statistics.median(ratios):.2f} (asked: at most 3)")


if __name__ == "__main__":
    main()
