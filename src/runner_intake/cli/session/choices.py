"""What a runner has chosen besides answers: units and country, kept with the settings for the next time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runner_intake.local.folders import reason
from runner_intake.local.preferences import ALL_REGIONS, write_preferences
from runner_intake.present.view import View
from runner_intake.terminal.front import Menu

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from runner_intake.local.preferences import Preferences
    from runner_intake.pack import Pack
    from runner_intake.terminal.front import Front
    from runner_intake.text.catalogue import Units, Words


@dataclass(slots=True)
class Choices:
    """The choices of one sitting, kept in the `settings` folder. `region` is the one whose help lines are
    named, None for all; `say` gets what the runner should know when a choice could not be kept.
    """

    pack: Pack
    preferences: Preferences
    region: str | None
    settings: Path
    say: Callable[[str], None]

    @property
    def view(self) -> View:
        """The pack as the runner reads it now."""
        return View.of(self.pack, self.preferences.units)

    @property
    def words(self) -> Words:
        return self.view.words

    def choose_units(self, units: Units) -> None:
        """Distances are in these units from now on."""
        self._keep(replace(self.preferences, units=units))

    def choose_region(self) -> None:
        """The region whose help lines are named: where neither an option nor the computer tells it, the one
        that the runner chose once.
        """
        codes = {region.code for region in self.pack.regions}
        if self.region is None and self.preferences.region in codes:
            self.region = self.preferences.region

    def ask_region(self, front: Front) -> None:
        """Asks for the country, once for all times, where nothing names one and the pack knows any."""
        if self.region is not None or self.preferences.region or not self.pack.regions:
            return
        options = {region.code: region.name for region in self.pack.regions}
        options[ALL_REGIONS] = self.words("region_all")
        lines = (self.words("region_how"),)
        chosen = front.choose(Menu("region", self.words("region_title"), lines, options))
        self._keep(replace(self.preferences, region=chosen))
        self.choose_region()

    def _keep(self, preferences: Preferences) -> None:
        self.preferences = preferences
        try:
            write_preferences(preferences, self.settings)
        except OSError as error:
            self.say(self.words("settings_not_kept", why=reason(error)))
