"""The company of a lead: typed freely, with one's own customers offered below."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.services import customers
from salesdesk.services.customers import CustomerFilter
from salesdesk.storage.database import Database

_HITS: Final = 6
_TAKING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class CompanyField(RecordField):
    """What is typed stays as it is typed. Only Down goes into the list; there Enter or Tab takes one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "shows.field.company",
            desk.background,
            partial(_find, desk.database),
            placeholder_key="shows.field.company.hint",
        )
        self._in_list = False
        self.line.textEdited.connect(self.typed.emit)

    def show_text(self, text: str) -> None:
        """Show a name, of nobody known."""
        self._shown = None
        self.line.setText(text)
        self.close_list()

    def _key(self, event: QKeyEvent) -> bool:
        opened = self._popup.isVisible()
        if opened and event.key() == Qt.Key.Key_Down and not self._in_list:
            self._in_list = True
            self._list.move_by(1)
            return True
        if event.key() in _TAKING and not (opened and self._in_list):
            self._popup.hide()
            return False
        return super()._key(event)

    def _found(self, asked: int, text: str, lines: Any) -> None:
        super()._found(asked, text, lines if text else ())
        self._in_list = False
        self._list.setCurrentIndex(QModelIndex())

    def _left(self) -> None:
        self._popup.hide()


def _find(database: Database, text: str) -> list[Suggestion]:
    if not text:
        return []
    page = customers.listing(database, CustomerFilter(text=text)).page(0, _HITS)
    return [
        Suggestion(each.name, each.id, " · ".join(filter(None, (each.grade, each.city))), "building-2")
        for each in page
    ]
