"""Beside the form of a lead: who may be known already, the picture, and who came before."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services.leads import Known, Lately
from salesdesk.services.shows import Capture
from salesdesk.words import say


class Card(QWidget):
    """A card with a title."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = panel("card", self)
        outer, self.column = QVBoxLayout(self), QVBoxLayout(card)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        self.column.setContentsMargins(14, 10, 14, 12)
        self.column.setSpacing(4)
        self.title = PlainLabel(key=key, role="caption")
        self.column.addWidget(self.title)


class KnownCard(Card):
    """Who looks like what is typed. It never stops anybody; Alt+M makes the lead a note of a visit to one."""

    taken = Signal(object)  # (id, name) of a customer, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("shows.known", parent)
        self._found: list[Known] = []
        self._rows: list[QWidget] = []
        self.customer: tuple[UUID, str] | None = None
        self.hide()

    def show_known(self, found: Sequence[Known]) -> None:
        """Show who may be known."""
        self._found = list(found)
        self._draw()

    def show_taken(self, customer: tuple[UUID, str] | None) -> None:
        """Show whose visit this lead is, or nobody's."""
        self.customer = customer
        self._draw()

    def toggle(self) -> None:
        """Make the lead a note of a visit to the first, or a lead of its own again."""
        if self.customer is not None:
            self.take(None)
        elif self._found:
            self.take((self._found[0].customer_id, self._found[0].company))

    def take(self, customer: tuple[UUID, str] | None) -> None:
        """Make the lead a note of a visit to a customer."""
        self.show_taken(customer)
        self.taken.emit(customer)

    def clear(self) -> None:
        """Hint at nobody."""
        self._found = []
        self.show_taken(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._draw()

    def _draw(self) -> None:
        for row in self._rows:
            self.column.removeWidget(row)
            row.deleteLater()
        self._rows = []
        if self.customer is not None:
            self._add(PlainLabel(say("shows.known.visit", name=self.customer[1]), role="strong", wrap=True))
            self._add(Button(key="shows.known.undo", kind="link", run=self.toggle))
        else:
            for at, known in enumerate(self._found):
                self._add_known(known, first=at == 0)
        self.setVisible(bool(self._rows))

    def _add_known(self, known: Known, *, first: bool) -> None:
        why = ", ".join(say(f"reason.{reason}") for reason in known.reasons[:2])
        who = (
            known.company
            if not known.person or known.person == known.company
            else f"{known.person} · {known.company}"
        )
        owner = say("shows.known.owner", name=known.owner) if known.owner else ""
        self._add(PlainLabel(who, role="strong", wrap=True))
        self._add(PlainLabel(" · ".join(filter(None, (why, owner))), role="small", wrap=True))
        run = partial(self.take, (known.customer_id, known.company))
        key = "shows.known.take_first" if first else "shows.known.take"
        self._add(Button(key=key, kind="link", run=run))

    def _add(self, widget: QWidget) -> None:
        self._rows.append(widget)
        self.column.addWidget(
            widget, 0, Qt.AlignmentFlag.AlignLeft if isinstance(widget, Button) else Qt.AlignmentFlag(0)
        )


class PhotoCard(Card):
    """The picture of a card or a badge."""

    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("shows.photo", parent)
        self._image: QImage | None = None
        self.picture = PlainLabel()
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.note = PlainLabel(key="shows.photo.later", role="small", wrap=True)
        self.remove = Button(key="shows.photo.remove", kind="link", run=self.removed.emit)
        self.column.addWidget(self.picture)
        self.column.addWidget(self.note)
        self.column.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_picture(self, image: QImage | None, *, typing: bool = False) -> None:
        """Show a picture, or none; while it is `typing` it is there to be read, and stays."""
        self.setVisible(image is not None)
        self.note.setVisible(not typing)
        self.remove.setVisible(not typing)
        self._image = image
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Draw the picture as wide as the card is."""
        if self._image is None or self._image.isNull():
            self.picture.clear()
            return
        wide = max(self.width() - look().px(32), look().px(120))
        smooth = Qt.TransformationMode.SmoothTransformation
        self.picture.setPixmap(QPixmap.fromImage(self._image.scaledToWidth(wide, smooth)))


class LatelyCard(Card):
    """How many came, and the last of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("shows.lately", parent)
        self.count = PlainLabel(role="kpi")
        self.column.addWidget(self.count)
        self._rows: list[QWidget] = []

    def show_lately(self, lately: Lately) -> None:
        """Show them."""
        self.count.setText(f"{lately.count:,}")
        for row in self._rows:
            self.column.removeWidget(row)
            row.deleteLater()
        self._rows = [_line(lead) for lead in lately.leads]
        for row in self._rows:
            self.column.addWidget(row)


def _line(lead: Capture) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 2, 0, 2)
    line.setSpacing(8)
    grade = PlainLabel(lead.grade or "–", role="lead_grade")
    grade.setFixedWidth(look().px(14))
    line.addWidget(grade)
    line.addWidget(PlainLabel(lead.company, elide=True), 1)
    line.addWidget(PlainLabel(formats.clock(lead.captured_at), role="small"))
    return row
