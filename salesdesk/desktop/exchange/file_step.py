"""Step 1: choose or drop files, and see at once whether they are read right."""

from functools import cached_property, partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.exchange.file_facts import FileFacts
from salesdesk.desktop.exchange.importing import Importing
from salesdesk.desktop.exchange.job import FileJob, Line, heads
from salesdesk.desktop.exchange.preview import PreviewTable
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.words import error_text

_FACTS = 356


class FileStep(QWidget):
    """Nothing yet, on the way, refused with the reason, or the first rows with what was found.

    Each of the four is made when it is first shown, and dressed by itself; `make_ready` makes the last one.
    """

    choose_asked = Signal()
    other_asked = Signal()  # in place of the file in front
    leave_out_asked = Signal()

    def __init__(self, importing: Importing, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._importing, self._background = importing, background
        self._job: FileJob | None = None
        self._made: dict[str, QWidget] = {}
        self.choose = Button(
            key="exchange.choose", icon="folder-open", kind="primary", run=self.choose_asked.emit
        )
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._show("empty")

    @cached_property
    def facts(self) -> FileFacts:
        """What was found out about the file."""
        facts = FileFacts()
        facts.reading_asked.connect(self._importing.read_as)
        return facts

    @cached_property
    def preview(self) -> PreviewTable:
        """The first rows."""
        return PreviewTable()

    def make_ready(self) -> None:
        """Make what shows a file that was read."""
        self._make("found")

    def look(self) -> None:
        """Show the file in front."""
        job = self._importing.job
        fresh = job is not self._job
        self._job = job
        if job is None:
            self._show("empty")
        elif job.refused is not None:
            self._show("refused")
            self._tell_refusal()
        elif job.looked is None:
            self._show("waiting")
        else:
            self._show_found(job, fresh=fresh)

    def refusal_text(self) -> str:
        """Return why the file in front cannot be read."""
        return self._refusal.text()

    def _show_found(self, job: FileJob, *, fresh: bool) -> None:
        found = job.looked
        if found is None:
            return
        self.facts.show_job(job)
        self.preview.show_lines([column.name for column in found.inspection.columns], found.first)
        self._show("found")
        if fresh and self.facts.form.fields["header"].isVisibleTo(self.facts):
            work = partial(heads, job.path, found.inspection.reading)
            self._background.ask(work, owner=self, then=partial(self._show_heads, job), failed=_no_heads)

    def _show_heads(self, job: FileJob, lines: tuple[Line, ...]) -> None:
        if job is self._job:
            self.facts.show_heads(lines)

    def _tell_refusal(self) -> None:
        if self._job is not None and self._job.refused is not None:
            self._refusal.setText(error_text(self._job.refused))

    def _show(self, name: str) -> None:
        self._stack.setCurrentWidget(self._make(name))

    def _make(self, name: str) -> QWidget:
        if name not in self._made:
            make = {
                "empty": self._empty,
                "waiting": self._waiting,
                "refused": self._refused,
                "found": self._found,
            }
            self._made[name] = page = make[name]()
            dress(page)
            self._stack.addWidget(page)
        return self._made[name]

    def _empty(self) -> QWidget:
        ground = panel("drop")
        state = EmptyState("file-up", "exchange.drop", "exchange.drop.text", self.choose)
        kinds = PlainLabel(key="exchange.drop.kinds", role="small")
        column = QVBoxLayout(ground)
        column.addWidget(state, 1)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(kinds)
        row.addStretch()
        column.addLayout(row)
        column.addSpacing(16)
        return ground

    def _waiting(self) -> QWidget:
        ground = panel("sheet")
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, 0)
        bar.setFixedWidth(look().px(240))
        bind(bar, bar.setAccessibleName, "exchange.looking")
        column = QVBoxLayout(ground)
        column.addStretch(2)
        for widget in (PlainLabel(key="exchange.looking", role="muted"), bar):
            row = QHBoxLayout()
            row.addStretch()
            row.addWidget(widget)
            row.addStretch()
            column.addLayout(row)
        column.addStretch(3)
        return ground

    def _refused(self) -> QWidget:
        ground = panel("sheet")
        other = Button(key="exchange.choose_other", kind="primary", run=self.other_asked.emit)
        without = Button(key="exchange.leave_out", run=self.leave_out_asked.emit)
        state = EmptyState("file-x", "exchange.refused", "exchange.refused.text", without, other)
        self._refusal = state.text
        rebind(self._refusal, self._tell_refusal)
        column = QVBoxLayout(ground)
        column.addWidget(state)
        return ground

    def _found(self) -> QWidget:
        page, side, sheet = QWidget(), panel("sheet"), panel("sheet")
        row, left, right = QHBoxLayout(page), QVBoxLayout(side), QVBoxLayout(sheet)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        side.setFixedWidth(look().px(_FACTS))
        left.setContentsMargins(16, 14, 8, 12)
        self.facts.setContentsMargins(0, 0, 8, 0)
        left.addWidget(scrolled(_topped(self.facts)))
        left.addWidget(
            Button(key="exchange.choose_other", icon="folder-open", kind="ghost", run=self.other_asked.emit)
        )
        right.setContentsMargins(1, 1, 1, 1)
        right.setSpacing(0)
        head = PlainLabel(key="exchange.preview", role="small")
        head.setContentsMargins(look().px(12), look().px(10), 0, look().px(8))
        for widget in (head, line(), self.preview):
            right.addWidget(widget)
        row.addWidget(side)
        row.addWidget(sheet, 1)
        return page


def _topped(inner: QWidget) -> QWidget:
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(inner)
    column.addStretch()
    return ground


def _no_heads(_error: Exception) -> None:
    """The header can be chosen by its number all the same."""
