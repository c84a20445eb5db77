"""The products somebody asks for: two letters each, or the mouse."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.desktop.widgets.plain import PlainLabel, tip
from salesdesk.domain.interest_codes import LENGTH, letter_codes
from salesdesk.words import say

_SHOWN: Final = 18  # characters of a product's name


class InterestField(QWidget):
    """Typing the two letters of a product takes it, typing them again leaves it out."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = TextField("shows.interests", placeholder_key="shows.interests.hint")
        self.line.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.line.line.setProperty("part", "big")
        self.line.line.setAcceptDrops(False)
        self.line.typed.connect(self._typed)
        self._codes: dict[str, UUID] = {}
        self._chips: dict[UUID, Button] = {}
        column, box = QVBoxLayout(self), QWidget()
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(6)
        self._flow = FlowLayout(box, spacing=6)
        column.addWidget(PlainLabel(key="shows.interests", role="faint"))
        column.addWidget(self.line)
        column.addWidget(box)

    def show_products(self, ids: Sequence[UUID], names: Mapping[UUID, str]) -> None:
        """Offer these products, in their order, by these names."""
        chosen = self.value()
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        offered = [one for one in ids if one in names]
        codes = letter_codes([names[one] for one in offered])
        self._codes, self._chips = dict(zip(codes, offered, strict=True)), {}
        for code, one in self._codes.items():
            name = names[one] if len(names[one]) <= _SHOWN else f"{names[one][:_SHOWN]}…"
            chip = Button(text=f"{code}  {name}", kind="choice", run=partial(self._toggle, one))
            tip(chip, names[one])
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._chips[one] = chip
            self._flow.addWidget(chip)
        self.show_value(chosen)
        self.setVisible(bool(offered))

    def value(self) -> list[UUID]:
        """Return the products that are taken, in the order in which they are offered."""
        return [one for one, chip in self._chips.items() if chip.isChecked()]

    def show_value(self, ids: Iterable[UUID]) -> None:
        """Show what is taken, without telling."""
        taken = set(ids)
        for one, chip in self._chips.items():
            chip.setChecked(one in taken)

    def _typed(self, text: str) -> None:
        code = text.strip().lower()
        if len(code) < LENGTH:
            return
        found = self._codes.get(code)
        if found is None:
            self.line.line.setText("")
            self.line.refuse(say("shows.interests.unknown", code=code))
            return
        self.line.line.setText("")
        self._chips[found].setChecked(not self._chips[found].isChecked())
        self.changed.emit()

    def _toggle(self, _one: UUID) -> None:
        self.changed.emit()  # the button has turned itself
