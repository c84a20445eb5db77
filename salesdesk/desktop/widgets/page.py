"""What every page is: a title, a body, a place it shows, and the commands it offers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.widgets.header import PageHeader


class Page(QWidget):
    """A page is made once, when it is first opened, and then shown again and again at different places.

    It emits `open_requested` to go elsewhere, `back_requested` to go where one was, and never imports another
    page.
    """

    kind: ClassVar[str] = ""
    title_key: ClassVar[str] = ""
    icon: ClassVar[str] = "circle"
    help_topic: ClassVar[str] = ""  # a file of resources/help/<language>; "" is the page's kind

    full_screen: ClassVar[bool] = False  # the page has the whole screen, without the sidebar

    open_requested = Signal(Place)
    back_requested = Signal()
    commands_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setProperty("part", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = PageHeader(self.title_key, self)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(12, 0, 12, 12)
        self.body.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addLayout(self.body, 1)
        self.dress_parts()

    def dress_parts(self) -> None:
        """Have the page wear the style sheet. A page with very much on it dresses part by part instead."""
        dress(self)

    def show_place(self, place: Place) -> None:
        """Show what the place says: called each time the page comes to the front."""

    def take_files(self, paths: Sequence[Path]) -> None:
        """Take files that were dropped on the window."""

    def record_shown(self) -> UUID | None:
        """Return the record that is shown in detail, if one is."""
        return None

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done here; asked again after `commands_changed`."""
        return ()

    def leave(self) -> None:
        """Called before another page comes to the front, and before the window closes: keep what is typed."""

    def state(self) -> Mapping[str, Any]:
        """Return what is to be the same tomorrow, as plain values."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take back what `state` gave."""
