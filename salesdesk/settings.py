"""Where things lie, and what this machine's user has chosen.

A profile is one folder; everything of one workspace is in it. Choices kept here are those needed before the
workspace is unlocked (language, theme, window); they hold nothing of the business.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
RESOURCES: Final = ROOT / "resources"


@dataclass(frozen=True, slots=True)
class Places:
    """The files of one profile."""

    profile: Path

    @property
    def database(self) -> Path:
        return self.profile / "salesdesk.db"

    @property
    def keyslots(self) -> Path:
        return self.profile / "keyslots.json"

    @property
    def choices(self) -> Path:
        return self.profile / "device.json"

    @property
    def lock(self) -> Path:
        return self.profile / "in-use.lock"

    @property
    def files(self) -> Path:
        return self.profile / "files"

    @property
    def backups(self) -> Path:
        return self.profile / "backups"

    @property
    def logs(self) -> Path:
        return self.profile / "logs"

    def make(self) -> None:
        """Make the folders, for this user's eyes only."""
        for folder in (self.profile, self.files, self.backups, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def usual_profile(*, demo: bool = False) -> Path:
    """Return the profile folder of this machine's user."""
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed when a profile is named

    return user_data_path("SalesDesk", appauthor=False) / ("demo" if demo else "workspace")


@dataclass(slots=True)
class DeviceChoices:
    """Choices of this device, written at once when set."""

    path: Path
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "DeviceChoices":
        """Read the choices; a missing or broken file means none were made."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            values = {}
        return cls(path, values if isinstance(values, dict) else {})

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return one choice."""
        return self.values.get(name, otherwise)

    def set(self, name: str, value: Any) -> None:
        """Make one choice. The file is replaced whole, so that a power cut leaves the old or the new."""
        if self.values.get(name) == value:
            return
        self.values[name] = value
        fresh = self.path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(self.values, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
