"""The column beside the form of a lead, and what it asks the workspace for."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.colleague_hint import ColleagueHint
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.shows.beside import KnownCard, LatelyCard, PhotoCard
from salesdesk.desktop.shows.pictures import picture
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.services import leads
from salesdesk.services.leads import Known, Photo
from salesdesk.services.shows import Show
from salesdesk.storage.files import Files

_LOOK_AFTER = 25  # milliseconds without a key


class Beside(QWidget):
    """Who may be known, here or to a colleague, the picture, and who came before."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self._fields: Mapping[str, str] = {}
        self.known, self.photo, self.lately = KnownCard(), PhotoCard(), LatelyCard()
        self.colleague = ColleagueHint(desk, leads.at_colleagues)
        self._timer = QTimer(self, singleShot=True, interval=_LOOK_AFTER)
        self._timer.timeout.connect(self._look)
        self.known.taken.connect(lambda _customer: self._look_at_colleagues())
        self._fit(look().px(340))
        inner = QWidget()
        outer, column = QVBoxLayout(self), QVBoxLayout(inner)
        for layout in (outer, column):
            layout.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        outer.addWidget(scrolled(inner))
        for card in (self.known, self.colleague, self.photo, self.lately):
            column.addWidget(card)
        column.addStretch(1)

    @property
    def files(self) -> Files | None:
        """Where pictures are kept; None where only a database is open."""
        return self._desk.workspace.files if self._desk.workspace is not None else None

    def look_for(self, fields: Mapping[str, str]) -> None:
        """Look for customers like what is typed, once no more is typed for a moment."""
        if dict(fields) != self._fields:
            self._fields = dict(fields)
            self._timer.start()

    def show_photo(self, photo: Photo | None) -> None:
        """Show the picture that is kept with the lead, or none."""
        self.photo.show_picture(None)
        if photo is not None and self.files is not None:
            work, then = partial(picture, self.files, photo.small_sha256), self.photo.show_picture
            self._desk.background.ask(work, owner=self, then=then, failed=lambda _error: None)

    def show_to_type(self, image: QImage) -> None:
        """Show the picture that is being typed, to be read: large, in the place of who came before."""
        self._fit(look().px(620))
        self.lately.hide()
        self.photo.show_picture(image, typing=True)

    def show_lately(self, show: Show | None) -> None:
        """Show who came before."""
        work = partial(leads.lately, self._desk.database, show.id if show else None)
        self._desk.background.ask(work, owner=self, then=self.lately.show_lately)

    def clear(self) -> None:
        """Forget the lead that was typed."""
        self._fit(look().px(340))
        self.lately.show()
        self._asked += 1
        self._timer.stop()
        self._fields = {}
        self.known.clear()
        self.colleague.clear()
        self.photo.show_picture(None)

    def _fit(self, width: int) -> None:
        self.setMinimumWidth(width * 2 // 3)
        self.setMaximumWidth(width)

    def _look(self) -> None:
        self._look_at_colleagues()
        self._asked += 1
        work = partial(leads.known, self._desk.database, self._fields)
        self._desk.background.ask(work, owner=self, then=partial(self._found, self._asked))

    def _look_at_colleagues(self) -> None:
        """The visit of a customer of one's own is nobody else's affair."""
        self.colleague.look({} if self.known.customer is not None else self._fields)

    def _found(self, asked: int, found: Sequence[Known]) -> None:
        if asked == self._asked:
            self.known.show_known(found)
