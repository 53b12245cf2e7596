"""Reads a pack folder: finds its files, reads each part, collects every problem."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from runner_intake.errors import IntakeError, Problem, did_you_mean
from runner_intake.pack.measures import MEASURES_FILE, read_measures
from runner_intake.pack.model import Closing, Pack, Region, Waiver, When
from runner_intake.pack.population import read_population
from runner_intake.pack.rules import RuleReader, day, one_of
from runner_intake.pack.signs import check_signs
from runner_intake.pack.sources import read_sources
from runner_intake.pack.translations import language, read_translations
from runner_intake.questionnaire import parse_questionnaire, parse_renamed
from runner_intake.reading import Node, node, parse_yaml, read_file, readable, split_place
from runner_intake.text.catalogue import ENGLISH, Words
from runner_intake.vocabulary import OUTCOMES, ClosingRole

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from runner_intake.questionnaire import Questionnaire

FOLDERS = ("questionnaire", "safety", "benefits", "locale", "translations")
SINGLE_FILES = ("pack.yaml", "first_steps.yaml", "sources.yaml")
POPULATION_FILE = "population.yaml"
OPTIONAL_FILES = (MEASURES_FILE, POPULATION_FILE)
"""Files that may be missing; no result depends on them."""

_PACK_KEYS = (
    *("id", "title", "version", "language", "date", "reviewed_by", "license", "limits"),
    *("sections", "benefit_order", "levels", "closing", "save_after", "summary", "renamed", "waivers"),
)


def read_pack(folder: Traversable) -> Pack:
    """The pack in a folder; IntakeError with all problems of all its files."""
    problems: list[Problem] = []
    texts = file_texts(folder, problems)
    parts = file_contents(texts, problems)
    unread = {split_place(problem.place)[0] for problem in problems}
    check_signs(parts, texts, problems)
    if any(name in ("pack.yaml", "sources.yaml") or name.startswith("questionnaire/") for name in unread):
        raise IntakeError(problems)  # everything else is checked against these
    pack = _Reader(parts, problems).pack()
    if problems:
        raise IntakeError(sorted(problems, key=_in_reading_order))
    return pack


def file_texts(folder: Traversable, problems: list[Problem]) -> dict[str, str]:
    """The text of every YAML file of the pack by its relative path; what cannot be read is recorded and left
    out. IntakeError (P01) where there is no pack.yaml.
    """
    texts: dict[str, str] = {}
    with readable(str(folder)):
        for name, file in _files(folder):
            try:
                texts[name] = read_file(file, name)
            except IntakeError as error:
                problems.extend(error.problems)
    return texts


def _files(folder: Traversable) -> list[tuple[str, Traversable]]:
    """Every YAML file of the pack, by its relative path."""
    if not (folder / "pack.yaml").is_file():
        way_out = (
            "Name a folder with pack.yaml, questionnaire, safety, benefits and so on; `rules/README.md` "
            "tells more."
        )
        raise IntakeError(
            [Problem("P01", "There is no rule pack here (no pack.yaml).", way_out, str(folder))]
        )
    names = [
        (name, folder / name)
        for name in (*SINGLE_FILES, *OPTIONAL_FILES)
        if name in SINGLE_FILES or (folder / name).is_file()
    ]
    for sub in FOLDERS:
        if (folder / sub).is_dir():
            names += [
                (f"{sub}/{file.name}", file)
                for file in sorted((folder / sub).iterdir(), key=lambda f: f.name)
                if file.name.endswith((".yaml", ".yml"))
            ]
    return names


def file_contents(texts: dict[str, str], problems: list[Problem]) -> dict[str, Node]:
    """What the files hold; what is no YAML is recorded and left out."""
    parts: dict[str, Node] = {}
    for name, text in texts.items():
        try:
            parts[name] = node(parse_yaml(text, name), name, problems)
        except IntakeError as error:
            problems.extend(error.problems)
    return parts


def _in_reading_order(problem: Problem) -> tuple[str, tuple[int, ...]]:
    return split_place(problem.place)


class _Reader:
    """One reading of a pack; `problems` is shared by every part."""

    def __init__(self, parts: dict[str, Node], problems: list[Problem]) -> None:
        self.parts = parts
        self.problems = problems
        self.head = parts["pack.yaml"]

    def pack(self) -> Pack:
        head = self.head
        head.only_keys(_PACK_KEYS)
        limits, levels = head.require("limits"), head.require("levels")
        limits.only_keys(("review_months", "reading_age", "forbidden_words"))
        levels.only_keys(("worth_discussing", "possible"))
        own = language(tag) if (tag := head.get("language")) else "en"
        translations = read_translations(self.files("translations"), own)
        reviewed_by, waivers, forbidden = (
            head.get("reviewed_by"),
            head.get("waivers"),
            limits.get("forbidden_words"),
        )
        questionnaire = parse_questionnaire(self.listed("questionnaire", "sections"))
        if renamed := head.get("renamed"):
            questionnaire = replace(questionnaire, renamed=parse_renamed(renamed, questionnaire))
        sources = read_sources(self.parts["sources.yaml"]) if "sources.yaml" in self.parts else {}
        rules = RuleReader(questionnaire, sources, head.require("benefit_order").texts())
        safety = rules.safety(self.files("safety"))
        benefits = tuple(rules.benefit(scorecard) for scorecard in self.listed("benefits", "benefit_order"))
        steps = rules.steps(self.parts["first_steps.yaml"]) if "first_steps.yaml" in self.parts else ()
        closing = tuple(self.closing(row, rules) for row in head.require("closing").rows())
        return Pack(
            id=head.require("id").text(),
            title=head.require("title").text(),
            version=head.require("version").text(),
            date=day(head.require("date")),
            reviewed_by=reviewed_by.text() if reviewed_by and reviewed_by.value is not None else None,
            review_months=limits.require("review_months").integer(),
            reading_age=limits.require("reading_age").integer(),
            levels={
                "worth_discussing": levels.require("worth_discussing").integer(),
                "possible": levels.require("possible").integer(),
            },
            questionnaire=questionnaire,
            safety=safety,
            benefits=benefits,
            steps=steps,
            sources=sources,
            closing=closing,
            regions=tuple(self.region(file) for file in self.files("locale")),
            files={name: part.value for name, part in self.parts.items() if name not in OPTIONAL_FILES},
            forbidden_words=forbidden.texts() if forbidden else (),
            waivers=tuple(self.waiver(row) for row in waivers.rows()) if waivers and waivers.value else (),
            save_after=self.save_after(questionnaire),
            summary=self.fields_at("summary", questionnaire),
            language=own,
            words=Words(translations[own].words) if own in translations else ENGLISH,
            translations=translations,
            measures=read_measures(self.parts[MEASURES_FILE], questionnaire)
            if MEASURES_FILE in self.parts
            else {},
            population=read_population(self.parts[POPULATION_FILE], questionnaire)
            if POPULATION_FILE in self.parts
            else None,
        )

    def files(self, folder: str) -> list[Node]:
        """The files of a folder, by name."""
        return [part for name, part in self.parts.items() if name.startswith(f"{folder}/")]

    def listed(self, folder: str, key: str) -> list[Node]:
        """The files of a folder in the order that pack.yaml lists them; each listed once, none missing or
        left over.
        """
        order_at = self.head.require(key)
        order = order_at.texts()
        files = {
            str(part.value.get("id", "")) if part.is_table() else name: part
            for name, part in self.parts.items()
            if name.startswith(f"{folder}/")
        }
        for row in order_at.rows():
            if row.value in order and row.value not in files:
                row.report(
                    "P07",
                    f"No file in {folder}/ has the id `{row.value}`.",
                    "Write the file, or take the name off the list.",
                )
        for name, file in files.items():
            if name not in order:
                file.report(
                    "P07", f"This file's id is not listed under `{key}` in pack.yaml.", f"Add `{name}` there."
                )
        return [files[name] for name in order if name in files]

    def closing(self, node: Node, rules: RuleReader) -> Closing:
        node.only_keys(("id", "text", "basis", "hidden_at", "when", "role"))
        hidden, when, role = node.get("hidden_at"), node.get("when"), node.get("role")
        outcomes = hidden.texts() if hidden else ()
        if hidden and not set(outcomes) <= set(OUTCOMES):
            hidden.report("P07", "Not all of these are outcomes.", f"Use some of: {', '.join(OUTCOMES)}.")
        return Closing(
            node.require("id").text(),
            node.require("text").text(),
            rules.basis(node.require("basis")),
            outcomes,
            rules.when(when) if when else When(),
            one_of(role, get_args(ClosingRole)) if role else None,
        )

    def save_after(self, questionnaire: Questionnaire) -> tuple[str, ...]:
        """The fields that must be answered before an interview may be saved."""
        return self.fields_at("save_after", questionnaire)

    def fields_at(self, key: str, questionnaire: Questionnaire) -> tuple[str, ...]:
        """A list of fields in pack.yaml; none of them is private."""
        node = self.head.get(key)
        for row in node.rows("a list of fields") if node else []:
            name = row.text()
            if name and name not in questionnaire.fields:
                row.report(
                    "P08",
                    f"There is no field `{name}`.",
                    "Use the id of a question.",
                    did_you_mean(name, questionnaire.fields),
                )
            elif questionnaire.is_private(name):
                row.report(
                    "P03",
                    f"`{name}` is private, and a private answer is never saved.",
                    "Take it off the list.",
                )
        return node.texts() if node else ()

    def waiver(self, node: Node) -> Waiver:
        node.only_keys(("finding", "place", "reason"))
        finding, where, reason = (node.require(key).text() for key in ("finding", "place", "reason"))
        return Waiver(finding, where, reason, node.place)

    def region(self, node: Node) -> Region:
        node.only_keys(("region", "name", "aliases", "emergency", "crisis", "checked"))
        aliases = node.get("aliases")
        code, name, emergency, crisis = (
            node.require(key).text() for key in ("region", "name", "emergency", "crisis")
        )
        return Region(
            code,
            name,
            emergency,
            crisis,
            node.require("checked").boolean(),
            aliases.texts() if aliases else (),
        )
