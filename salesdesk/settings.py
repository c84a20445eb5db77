"""Where things lie, and what this machine's user has chosen.

A profile is one folder; everything of one workspace is in it. Choices kept here are those needed before the
workspace is unlocked (language, theme, window); they hold nothing of the business.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
RESOURCES: Final = ROOT / "resources"
_FRESH: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


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
    def journal(self) -> Path:
        return self.profile / "outbox.log"

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


def _now(work: Callable[[], object]) -> object:
    return work()


@dataclass(slots=True)
class DeviceChoices:
    """Choices of this device: known at once when set, and written by `write`, by itself on the spot.

    The disk may take 50 ms to say that it holds a file, so the window has it written in the background.
    """

    path: Path
    values: dict[str, Any] = field(default_factory=dict)
    write: Callable[[Callable[[], object]], object] = _now
    _awaited: bool = False

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
        if not self._awaited:
            self._awaited = True
            self.write(self._write)

    def _write(self) -> None:
        """Write all choices that are made by now; what is set from here on is written next time."""
        self._awaited = False
        replace_whole(self.path, json.dumps(dict(self.values), ensure_ascii=False, indent=1).encode())


def replace_whole(path: Path, content: bytes, *, proof: Callable[[Path], object] | None = None) -> None:
    """Write a file so that a power cut leaves the old one or the new one, whole.

    `proof` reads the fresh file back before it takes the name; if it raises, the old file stays.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        with os.fdopen(os.open(fresh, _FRESH, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if proof is not None:
            proof(fresh)
        _take_name(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _take_name(fresh: Path, path: Path) -> None:
    for patience in range(10, -1, -1):
        try:
            fresh.replace(path)
        except PermissionError:  # on Windows a virus scanner may hold the file for a moment
            if os.name != "nt" or not patience:
                raise
            time.sleep(0.2)
        else:
            return


def sync_file(path: Path) -> None:
    """Make what a file holds durable, before it takes the name of another."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make names in a folder as durable as the files they name. Windows does so by itself."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
