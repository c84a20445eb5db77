"""A setting: what it is called, what it does, and the control that changes it at once."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import IconButton
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.words import LANGUAGES, words_of


class SettingRow(QWidget):
    """One setting, under the key of its title; `<key>.detail` says more.

    With `reset`, a button goes back to the usual value; it is shown while `is_usual` says no.
    """

    def __init__(
        self,
        key: str,
        control: QWidget,
        *,
        wide: bool = False,
        reset: Callable[[], None] | None = None,
        is_usual: Callable[[], bool] = bool,
    ) -> None:
        super().__init__()
        self.key, self.control = key, control
        self._is_usual = is_usual
        self._reset = IconButton("rotate-ccw", "settings.reset", self._go_back) if reset else None
        self._reset_to = reset
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch()
        texts.addWidget(PlainLabel(key=key, role="strong"))
        if f"{key}.detail" in words_of("en").texts:
            texts.addWidget(PlainLabel(key=f"{key}.detail", role="small", wrap=True))
        texts.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(16)
        row.addLayout(texts, 3)
        row.addStretch()
        if self._reset is not None:
            row.addWidget(self._reset)
        row.addWidget(control, 4 if wide else 0)
        if wide:
            control.setMinimumWidth(look().px(240))
        self.show_reset()

    def holds(self, text: str) -> bool:
        """Say whether title or detail, in either language, hold these words."""
        said = [words_of(code).say(key) for code in LANGUAGES for key in (self.key, f"{self.key}.detail")]
        whole = " ".join(said).casefold()
        return all(word in whole for word in text.casefold().split())

    def show_reset(self) -> None:
        """Offer the way back if the value is not the usual one."""
        if self._reset is not None:
            self._reset.setVisible(not self._is_usual())

    def _go_back(self) -> None:
        if self._reset_to is not None:
            self._reset_to()
            self.show_reset()


class Section(QWidget):
    """Some settings under one heading, as a card."""

    def __init__(self, name: str, rows: Sequence[SettingRow]) -> None:
        super().__init__()
        self.name, self.rows = name, list(rows)
        self._lines: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        column.addWidget(PlainLabel(key=f"settings.{name}", role="h3"))
        card = panel("card", self)
        column.addWidget(card)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(0, 2, 0, 2)
        inner.setSpacing(0)
        for at, row in enumerate(self.rows):
            if at:
                self._lines.append(line())
                inner.addWidget(self._lines[-1])
            inner.addWidget(row)

    def narrow(self, text: str) -> bool:
        """Show only the settings that hold these words; return whether any does."""
        shown = [row.holds(text) and self.offers(row) for row in self.rows]
        for row, visible in zip(self.rows, shown, strict=True):
            row.setVisible(visible)
        seen = False
        for between, above, below in zip(self._lines, shown, shown[1:], strict=False):
            seen = seen or above
            between.setVisible(seen and below)
        self.setVisible(any(shown))
        return any(shown)

    def offers(self, row: SettingRow) -> bool:  # noqa: ARG002 - for sections that offer less at times
        """Say whether a setting is there at all just now."""
        return True
