"""What stands in the way of opening, told calmly: what happened, that the data is safe, and the ways out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.desktop.unlock.card import Screen
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.words import error_text, say

RETRY: Final = "retry"
RECOVERY: Final = "recovery"
REPAIR: Final = "repair"
RESTORE: Final = "restore"
COPY: Final = "copy"
EXPORT: Final = "export"
ANYWAY: Final = "anyway"
FOLDER: Final = "folder"
REPORT: Final = "report"
RENEW: Final = "renew"
JOIN: Final = "join"
HAND_OVER: Final = "hand_over"
QUIT: Final = "quit"
_ICONS: Final = {
    RETRY: "rotate-ccw",
    RECOVERY: "key-round",
    REPAIR: "shield-check",
    RESTORE: "archive-restore",
    COPY: "eye",
    EXPORT: "download",
    ANYWAY: "lock-open",
    FOLDER: "folder-open",
    REPORT: "file-text",
    RENEW: "refresh-cw",
    JOIN: "link",
    HAND_OVER: "file-up",
    QUIT: "log-out",
}


@dataclass(frozen=True, slots=True)
class Way:
    """How a trouble looks, and the ways out of it; the first is the one to take."""

    icon: str
    tone: Tone
    out: tuple[str, ...]


_DAMAGED: Final = Way("database", "bad", (REPAIR, RESTORE, EXPORT, RETRY, REPORT))
_DISK: Final = Way("triangle-alert", "warn", (RETRY, FOLDER, REPORT))
_NEWER: Final = Way("download", "info", (RETRY, QUIT))
_SLOTS: Final = Way("file-x", "bad", (RETRY, FOLDER, REPORT))
_SERVER: Final = Way("cloud-off", "warn", (RENEW, HAND_OVER, QUIT))
_KEYRING: Final = Way("key-round", "warn", (RECOVERY, RETRY))
_WAYS: Final = {
    "keyring-lost": _KEYRING,
    "keyring-failed": Way("key-round", "warn", (RETRY, RECOVERY)),
    "keyslots-missing": _SLOTS,
    "keyslots-damaged": _SLOTS,
    "keyslots-newer": _NEWER,
    "database-damaged": _DAMAGED,
    "database-harmed": Way("database", "warn", (REPAIR, RESTORE, ANYWAY, EXPORT, REPORT)),
    "database-behind": Way("database", "warn", (REPAIR, ANYWAY, REPORT)),
    "database-missing": Way("database", "bad", (REPAIR, RESTORE, RETRY, FOLDER, REPORT)),
    "database-plain": Way("database", "bad", (RETRY, FOLDER, REPORT)),
    "database-newer": Way("download", "info", (RETRY, COPY, QUIT)),
    "database-busy": Way("clock", "warn", (RETRY, QUIT)),
    "migration-failed": Way("database", "warn", (RETRY, REPAIR, RESTORE, REPORT)),
    "workspace-in-use": Way("monitor", "info", (RETRY, QUIT)),
    "disk-full": _DISK,
    "disk-unwritable": _DISK,
    "disk-failed": _DISK,
    "lease-closed": Way("clock", "warn", (RENEW, JOIN, HAND_OVER, QUIT)),
    "hand-over-nothing": Way("circle-check", "info", (RENEW, JOIN, QUIT)),
    "hand-over-no-key": Way("cloud-off", "warn", (RENEW, JOIN, QUIT)),
    "hand-over-unwritable": Way("triangle-alert", "warn", (HAND_OVER, RENEW, QUIT)),
    "device-suspended": Way("lock", "warn", (RENEW, QUIT)),
    "device-wiped": Way("shield-check", "info", (RETRY, QUIT)),
    "token-ended": Way("key-round", "warn", (JOIN, QUIT)),
    "server-away": _SERVER,
    "server-busy": _SERVER,
    "update-app": Way("download", "info", (RENEW, QUIT)),
    "sync-stuck": Way("cloud-off", "warn", (RENEW, REPORT, QUIT)),
    "sqlite-old": Way("download", "warn", (REPORT, QUIT)),
}
_UNKNOWN: Final = Way("circle-alert", "warn", (RETRY, REPORT))


class Trouble(Screen):
    """Shows one trouble. `chosen` tells the way out that was taken."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("circle-alert", "unlock.trouble.title", tone="warn")
        self.error: Exception | None = None
        self._note: Callable[[], str] = str
        self.note = PlainLabel(role="small", wrap=True, selectable=True)
        self.code = PlainLabel(role="tiny", selectable=True)
        self.buttons: list[Button] = []
        self._ways = QVBoxLayout()
        self._ways.setSpacing(8)
        self.column.addSpacing(12)
        self.column.addLayout(self._ways)
        self.column.addWidget(self.note)
        self.column.addWidget(self.code)
        rebind(self, self._say)

    def show_error(self, error: Exception) -> None:
        """Tell a trouble and offer the ways out of it."""
        self.error = error
        self._note = str
        way = _WAYS.get(getattr(error, "code", ""), _UNKNOWN)
        self.mark.show_icon(way.icon, way.tone)
        for button in self.buttons:
            self._ways.removeWidget(button)
            button.deleteLater()
        self.buttons = [self._button(name, first=name == way.out[0]) for name in way.out]
        for button in self.buttons:
            self._ways.addWidget(button)
        self.primary = self.buttons[0]
        self._say()

    def tell_note(self, note: Callable[[], str]) -> None:
        """Add what came of a way out, such as where the report lies."""
        self._note = note
        self._say()

    def tell_report(self, path: Path | None) -> None:
        """Say where the report lies."""
        if path is None:
            self.tell_note(lambda: say("unlock.report.failed"))
        else:
            self.tell_note(lambda: say("unlock.report.kept", path=str(path)))

    @property
    def is_about_the_database(self) -> bool:
        """Whether a copy of the database is a way out."""
        way = _WAYS.get(getattr(self.error, "code", ""), _UNKNOWN)
        return bool({RESTORE, COPY} & set(way.out))

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a state is handed in
        """Let no second way be taken while one is gone."""
        for button in self.buttons:
            button.setEnabled(not busy)

    def begin(self) -> None:
        """Put the focus on the way to take."""
        if self.primary is not None:
            self.primary.setFocus()

    def _button(self, name: str, *, first: bool) -> Button:
        kind = "primary" if first else "plain"
        button = Button(key=f"unlock.way.{name}", icon=_ICONS[name], kind=kind)
        button.clicked.connect(lambda _checked: self.chosen.emit(name))
        return button

    def _say(self) -> None:
        if self.error is None:
            return
        code = str(getattr(self.error, "code", type(self.error).__name__))
        key = f"unlock.trouble.{code}"
        title = say(key)
        self.title.setText(say("unlock.trouble.title") if title == key else title)
        self.text.setText(error_text(self.error))
        self.code.setText(say("unlock.trouble.code", code=code))
        note = self._note()
        self.note.setText(note)
        self.note.setVisible(bool(note))
