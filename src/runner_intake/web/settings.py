"""What a clinic or a club decides about its pages, as options or as a TOML file that is checked as a whole.
Knows no request.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from runner_intake.errors import IntakeError, Problem, did_you_mean
from runner_intake.pack import region_of
from runner_intake.reading import read_text
from runner_intake.training.zones import users_zone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner_intake.pack import Pack

OWN_HOSTS = ("127.0.0.1", "localhost", "[::1]")
"""The names by which a computer reaches itself."""

WARNING_SECONDS = 60
"""How long a tablet asks whether anybody is there before it wipes."""
KIOSK_MINUTES, HOME_MINUTES = 5, 12 * 60


class Settings(BaseModel):
    """How the pages behave; every value has a default that is right for one person on their own computer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    name: str = Field("", max_length=100, description="The name of the clinic or club, shown on every page.")
    consent: str = Field("", max_length=2000, description="What is said beside the question about consent.")
    goal: Literal["quick", "normal", "complete"] = Field("normal", description="quick, normal or complete.")
    language: str = Field("", description="The language at the start, such as de (empty: the browser's).")
    region: str = Field("", description="The country whose help lines are named, such as GB.")
    units: Literal["km", "mi"] = Field("km", description="km or mi.")
    timezone: str = Field("", description="The time zone of training files, such as Europe/London.")
    hosts: tuple[str, ...] = Field((), description="A list of names under which the pages are reached.")
    base_path: str = Field(
        "", pattern=r"^(/[A-Za-z0-9_~.-]+)*$", description="Empty, or a path such as /intake."
    )
    https: bool = Field(
        default=False, description="true where the pages are reached by https, so that the cookie is, too."
    )
    kiosk: bool = Field(default=False, description="true for a tablet that goes from hand to hand.")
    outbox: str = Field("", description="The folder that takes finished intakes.")
    store: str = Field(
        "", pattern=r"^(sqlite:.+)?$", description="Empty (in memory only), or sqlite: and a file."
    )
    idle_minutes: int | None = Field(
        None,
        ge=1,
        le=24 * 60,
        description="After how many minutes without a page answers are wiped (1 to 1440).",
    )
    sittings: int = Field(
        1000, ge=1, le=100_000, description="How many people may answer at once (1 to 100000)."
    )
    requests_per_minute: int = Field(
        600, ge=10, le=1_000_000, description="How often one computer may ask in a minute (10 to 1000000)."
    )
    upload_mib: int = Field(200, ge=1, le=4096, description="The largest training export in MiB (1 to 4096).")

    @field_validator("hosts", mode="before")
    @classmethod
    def _listed(cls, hosts: object) -> object:
        return tuple(hosts) if isinstance(hosts, list) else hosts

    @field_validator("timezone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        try:
            users_zone(zone or "UTC")
        except IntakeError as error:
            raise ValueError(error.problems[0].what) from None
        return zone

    @property
    def idle_seconds(self) -> int:
        """How long answers stay without a page being asked for, in seconds."""
        return 60 * (self.idle_minutes or (KIOSK_MINUTES if self.kiosk else HOME_MINUTES))

    @property
    def kept_seconds(self) -> int:
        """How long a store keeps a sitting: in a kiosk until the question has gone unanswered."""
        return self.idle_seconds + (2 * WARNING_SECONDS if self.kiosk else 0)

    @property
    def known_hosts(self) -> frozenset[str]:
        """The names that a request may be sent to."""
        return frozenset(host.casefold() for host in (*OWN_HOSTS, *self.hosts))


def read_settings(file: str | None, options: Mapping[str, object], pack: Pack) -> Settings:
    """The settings of a TOML file for a pack, overridden by options that are not None; the region in the
    pack's spelling. IntakeError with everything that is wrong: F01-F05 for the file, K01 for each setting,
    L01 for the region.
    """
    chosen = {name: value for name, value in options.items() if value is not None}
    problems: list[Problem] = []
    written: dict[str, object] = {}
    try:
        written = _table(file) if file else {}
    except IntakeError as error:
        problems += error.problems
    given = {**written, **chosen}
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        wrong = {
            str(wrong["loc"][0]): wrong for wrong in error.errors(include_url=False, include_input=False)
        }
        problems += [
            _problem(name, wrong_value["type"], wrong_value["msg"]) for name, wrong_value in wrong.items()
        ]
        settings = Settings.model_validate({name: given[name] for name in given if name not in wrong})
    problems += _unfit(settings, pack)
    if problems:
        raise IntakeError(
            replace(problem, place=file) if file and problem.path in written.keys() - chosen else problem
            for problem in problems
        )
    region = region_of(settings.region or None, pack)
    return settings.model_copy(update={"region": region.code if region else ""})


def _table(file: str) -> dict[str, object]:
    try:
        return tomllib.loads(read_text(Path(file)))
    except tomllib.TOMLDecodeError as error:
        what = f"This is not valid TOML: {error}."
        raise IntakeError([Problem("F05", what, 'Write `name = "value"` lines.', file)]) from None


def _problem(name: str, kind: str, message: str) -> Problem:
    """What is wrong with a setting by itself."""
    fields = Settings.model_fields
    if kind == "extra_forbidden":
        known = f"Known are: {', '.join(fields)}."
        return Problem("K01", "There is no such setting.", known, path=name, hint=did_you_mean(name, fields))
    return Problem("K01", f"{message.removesuffix('.')}.", f"Expected: {fields[name].description}", path=name)


def _unfit(settings: Settings, pack: Pack) -> Iterator[Problem]:
    """What does not fit the pack, or this computer."""
    if settings.language and settings.language not in pack.languages:
        way_out = f"These rules are there in: {', '.join(pack.languages)}."
        yield Problem("K01", "There are no texts in this language.", way_out, path="language")
    file = Path(settings.store.removeprefix("sqlite:"))
    folders = {"outbox": Path(settings.outbox), "store": file.parent}
    for name, folder in folders.items():
        if not folder.is_dir():
            yield Problem("K01", "There is no such folder.", "Make it first.", path=name)
    try:
        region_of(settings.region or None, pack)
    except IntakeError as error:
        yield from error.problems
