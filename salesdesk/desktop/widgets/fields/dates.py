"""A day: typed in words (明天, next fri, 11月30日) or picked, and shown resolved before it is taken."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.theme.icons import icon
from salesdesk.desktop.widgets.fields.field import LineField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.birthdays import lacks_year, next_birthday, read_birthday, without_year
from salesdesk.domain.days import Spoken, read_day, read_moment
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.working_days import is_known, is_working_day, special_day
from salesdesk.words import language, say


def spelt_out(day: date) -> str:
    """Return a day with its weekday: Fri 27 Nov 2026, 2026年11月27日 星期五."""
    name, text = formats.weekday(day, language()), formats.day(day, language())
    return f"{text} {name}" if language() == "zh" else f"{name} {text}"


def day_note(day: date) -> str:
    """Return what is special about a day: that one does not work, or does, or that it is not known yet."""
    special = special_day(day)
    if special is not None:
        holiday = say(f"holiday.{special.holiday}")
        return say("day.worked" if special.works else "day.holiday", holiday=holiday)
    if not is_working_day(day):
        return say("day.weekend")
    return "" if is_known(day) else say("day.unknown", year=day.year)


class DateField(LineField):
    """A date, or None when empty. `today` is asked when words are read."""

    def __init__(
        self,
        key: str,
        today: Callable[[], date],
        *,
        quiet: bool = False,
        placeholder_key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, quiet=quiet, placeholder_key=placeholder_key, parent=parent)
        self._today = today
        self._hint = PlainLabel(role="small")
        self._hint.hide()
        self._column.addWidget(self._hint)
        self._pick = QAction(QIcon(icon("calendar", "text3")), "", self.line)
        self._pick.triggered.connect(self._open_calendar)
        self.line.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)
        self.typed.connect(self._resolve)
        self.committed.connect(self._hint.hide)
        self.line.editingFinished.connect(self._hint.hide)

    def spell(self, value: Any) -> str:
        return spelt_out(value) if isinstance(value, date) else ""

    def read(self, text: str) -> Any:
        if not text.strip():
            return None
        if text == self.spell(self._value):
            return self._value
        return read_day(text, self._today())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and not self.refused:
            self.show_value(self._value)  # what was spelt in another language could not be read again

    def _resolve(self, text: str) -> None:
        try:
            day = self.read(text)
        except SalesDeskError:
            day = None
        self._hint.setText(self._resolved(day) if day else "")
        self._hint.setVisible(day is not None)

    def _resolved(self, day: Any) -> str:
        note = day_note(day)
        return f"→ {spelt_out(day)}" + (f" · {note}" if note else "")

    def _open_calendar(self) -> None:
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        popup.setProperty("part", "raised")
        calendar = QCalendarWidget(popup)
        calendar.setAccessibleName(say(self.key))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        shown = self._shown_day()
        calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        for signal in (calendar.activated, calendar.clicked):
            signal.connect(self._picked)
            signal.connect(popup.close)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(calendar)
        popup.move(self.mapToGlobal(self.rect().bottomLeft()))
        popup.show()
        calendar.setFocus()

    def _shown_day(self) -> date:
        return self._value or self._today()

    def _picked(self, day: QDate) -> None:
        self._take(date(day.year(), day.month(), day.day()))


class BirthdayField(DateField):
    """A day of birth, or of every year where the year is not typed: 1980-04-12, 04-12, 4月12日."""

    def spell(self, value: Any) -> str:
        return formats.day(value, language()) if isinstance(value, date) else ""

    def read(self, text: str) -> Any:
        if not text.strip():
            return None
        return self._value if text == self.spell(self._value) else read_birthday(text, self._today())

    def _resolved(self, day: Any) -> str:
        return f"→ {self.spell(day)}" + (f" · {say('day.no_year')}" if lacks_year(day) else "")

    def _shown_day(self) -> date:
        born = super()._shown_day()
        return next_birthday(born, self._today()) if lacks_year(born) else born

    def _picked(self, day: QDate) -> None:
        """Take a day of the calendar; in this year somebody looked for the day alone."""
        if day.year() >= self._today().year:
            self._take(without_year(day.month(), day.day()))
        else:
            super()._picked(day)


class WhenField(DateField):
    """A day, with the hour where one is told: 明天下午3点, fri 15:00. Its value is Spoken, or None."""

    def take(self, when: Spoken) -> None:
        """Take a day that was chosen by a key or a button; where one does not work then, that is said."""
        self._take(when)
        if not is_working_day(when.day):
            self._hint.setText(self._resolved(when))
            self._hint.show()

    def spell(self, value: Any) -> str:
        if not isinstance(value, Spoken):
            return ""
        return spelt_out(value.day) + (f" {value.at:%H:%M}" if value.at is not None else "")

    def read(self, text: str) -> Any:
        if not text.strip():
            return None
        if text == self.spell(self._value):
            return self._value
        return read_moment(text, self._today())

    def _resolved(self, day: Any) -> str:
        clock = f" {day.at:%H:%M}" if day.at is not None else ""
        note = day_note(day.day)
        return f"→ {spelt_out(day.day)}{clock}" + (f" · {note}" if note else "")

    def _shown_day(self) -> date:
        return self._value.day if isinstance(self._value, Spoken) else self._today()

    def _picked(self, day: QDate) -> None:
        at = self._value.at if isinstance(self._value, Spoken) else None
        self._take(Spoken(date(day.year(), day.month(), day.day()), at))
