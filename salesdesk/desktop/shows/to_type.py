"""Cards that wait to be typed: a list, the picture beside it, and Enter to type one."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows.lead_list import LeadList
from salesdesk.desktop.shows.pictures import picture
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services import leads
from salesdesk.services.shows import Capture
from salesdesk.words import say


class ToTypePanel(QWidget):
    """`counted` tells how many wait."""

    open_requested = Signal(Place)
    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: list[Capture] = []
        self._at: UUID | None = None
        self.list = LeadList("shows.type.list")
        self.picture = PlainLabel(role="muted")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.type_button = Button(key="shows.type.now", kind="primary", icon="keyboard", run=self.type_now)
        self.stack = QStackedWidget(self)
        self._build()
        self.setFocusProxy(self.list)
        self.list.taken.connect(lambda _line: self.type_now())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._go())

    def load(self) -> None:
        """Read what waits."""
        self._desk.background.ask(partial(leads.to_type, self._desk.database), owner=self, then=self._show)

    def type_now(self) -> None:
        """Type the card under the cursor."""
        line = self.list.current()
        if line is not None:
            self.open_requested.emit(Place("capture", args=(("type", str(line.value)),)))

    def _build(self) -> None:
        full, left, right = QWidget(), panel("sheet"), panel("sheet")
        row, list_column, column = QHBoxLayout(full), QVBoxLayout(left), QVBoxLayout(right)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        edge = look().px(16)
        for each in (list_column, column):
            each.setContentsMargins(edge, look().px(12), edge, edge)
        list_column.addWidget(PlainLabel(key="shows.type.list", role="h3"))
        list_column.addWidget(self.list, 1)
        column.addWidget(self.picture, 1)
        column.addWidget(self.type_button, 0, Qt.AlignmentFlag.AlignHCenter)
        row.addWidget(left, 2)
        row.addWidget(right, 3)
        self.stack.addWidget(full)
        self.stack.addWidget(EmptyState("circle-check", "shows.type.none", "shows.type.none.text"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def _show(self, waiting: list[Capture]) -> None:
        self._waiting = waiting
        self.counted.emit(len(waiting))
        self.stack.setCurrentIndex(0 if waiting else 1)
        self._at = None
        self.list.show_lines(
            [Suggestion(lead.company, lead.id, lead.show_name, "image") for lead in waiting],
        )
        self._go()

    def _go(self) -> None:
        line = self.list.current()
        self._at = line.value if line is not None else None
        lead = next((one for one in self._waiting if one.id == self._at), None)
        files = self._desk.workspace.files if self._desk.workspace is not None else None
        if lead is None or files is None:
            self.picture.clear()
            return
        work, then = partial(picture, files, lead.photo), partial(self._show_picture, lead.id)
        self._desk.background.ask(work, owner=self, then=then, failed=lambda _error: self._away())

    def _show_picture(self, lead_id: UUID, image: QImage) -> None:
        if lead_id == self._at and not image.isNull():
            room = QSize(
                max(self.picture.width(), look().px(320)), max(self.picture.height(), look().px(240))
            )
            ratio, way = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.picture.setPixmap(QPixmap.fromImage(image.scaled(room, ratio, way)))

    def _away(self) -> None:
        self.picture.setText(say("shows.type.away"))
