"""The next steps of a quote as buttons: at most one is the obvious one, the rest are in the menu."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from salesdesk.desktop.quotes.acts import QuoteActs, Subject
from salesdesk.desktop.widgets.buttons import Button, MenuButton
from salesdesk.domain.quotes import QuoteStatus, may_edit, moves
from salesdesk.words import say

_ICONS: Final = {
    "edit": "square-pen",
    "sent": "send",
    "accepted": "circle-check",
    "rejected": "circle-x",
    "expired": "clock",
    "revise": "git-branch",
    "copy": "copy-plus",
    "issue": "stamp",
    "save_as": "download",
    "print": "printer",
    "delete": "trash-2",
}
_MOVES: Final = (QuoteStatus.SENT, QuoteStatus.ACCEPTED, QuoteStatus.REJECTED, QuoteStatus.EXPIRED)
_PAPERS: Final = ("issue", "save_as", "print")


def possible(status: QuoteStatus, *, current: bool) -> list[str]:
    """Return the names of the acts that the state of a quote allows, the obvious one first."""
    steps = [to.value for to in _MOVES if current and to in moves(status)]
    revise = (
        ["revise"] if current and QuoteStatus.SUPERSEDED in moves(status) and not may_edit(status) else []
    )
    edit = ["edit"] if current and may_edit(status) else []
    return [*edit, *steps, *revise, "copy", *_PAPERS, "delete"]


def _names(edits: bool) -> list[str]:  # noqa: FBT001 - read at its one caller
    return [*(["edit"] if edits else []), *(to.value for to in _MOVES[:3]), "revise"]


class MoveBar(QWidget):
    """Buttons for the acts on one quote. Without `edit` there is none to edit: the quote is open already."""

    def __init__(
        self, acts: QuoteActs, edit: Callable[[], None] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._acts, self._edit = acts, edit
        self._subject: Subject | None = None
        self._current = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._buttons = {name: self._button(name) for name in _names(edit is not None)}
        for button in self._buttons.values():
            self._row.addWidget(button, 1)
        self.papers = MenuButton(fill=self._fill_papers, key="quotes.paper", icon="file-down")
        self._row.addWidget(self.papers, 1)

    def show_quote(self, subject: Subject, *, current: bool) -> None:
        """Offer what the state of this quote allows."""
        self._subject, self._current = subject, current
        allowed = set(self.allowed())
        primary = next((name for name in ("edit", "sent", "accepted", "revise") if name in allowed), "")
        for name, button in self._buttons.items():
            button.setVisible(name in allowed and not (name == "revise" and "accepted" in allowed))
            button.setProperty("kind", "primary" if name == primary else "plain")
            button.style().unpolish(button)
            button.style().polish(button)

    def allowed(self) -> list[str]:
        """Return what can be done with the quote that is shown."""
        if self._subject is None:
            return []
        names = possible(self._subject.status, current=self._current)
        return [name for name in names if name != "edit" or self._edit is not None]

    def run(self, name: str) -> None:
        """Do one of the acts, if it is allowed now."""
        subject = self._subject
        if subject is None or name not in self.allowed():
            return
        acts = self._acts
        does: dict[str, Callable[[], object]] = {
            "edit": self._edit or (lambda: None),
            "rejected": partial(acts.reject, subject),
            "revise": partial(acts.revise, subject),
            "copy": partial(acts.copy, subject),
            "issue": partial(acts.issue, subject),
            "save_as": partial(acts.save_as, subject),
            "print": partial(acts.print, subject),
            "delete": partial(acts.remove, [subject.id], subject.number),
        }
        does.get(name, lambda: acts.move(subject, QuoteStatus(name)))()

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with all that is allowed."""
        for name in self.allowed():
            if name in ("copy", "issue", "delete"):
                menu.addSeparator()
            menu.addAction(say(f"quotes.act.{name}"), partial(self.run, name))

    def _fill_papers(self, menu: QMenu) -> None:
        for name in _PAPERS:
            menu.addAction(say(f"quotes.act.{name}"), partial(self.run, name))

    def _button(self, name: str) -> Button:
        return Button(key=f"quotes.act.{name}", icon=_ICONS[name], run=partial(self.run, name))
