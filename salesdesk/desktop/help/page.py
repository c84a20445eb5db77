"""Help that is here without a network: topics at the left, the page at the right."""

from typing import ClassVar

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from salesdesk.desktop.help.topics import Topic, topics
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.picker import Suggestion, SuggestionList
from salesdesk.desktop.widgets.plain import panel
from salesdesk.words import language


class HelpPage(Page):
    """`Place("help", args=(("topic", "quotes"),))` shows one topic."""

    kind: ClassVar[str] = "help"
    title_key: ClassVar[str] = "window.help"
    icon: ClassVar[str] = "circle-question-mark"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._topics: list[Topic] = []
        self._shown = ""
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._search)
        self.list = SuggestionList()
        self.list.taken.connect(lambda line: self._show(line.value))
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        bind(self.line, self.line.setPlaceholderText, "window.help.search")
        bind(self.line, self.line.setAccessibleName, "window.help.search")
        bind(self.list, self.list.setAccessibleName, "window.help.topics")
        bind(self.text, self.text.setAccessibleName, "window.help")
        self._arrange()
        self._load()

    def show_place(self, place: Place) -> None:
        self._show(place.arg("topic", self._shown or "start"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._load()
        elif event.type() == QEvent.Type.StyleChange and hasattr(self, "text"):
            self._show(self._shown)

    def _arrange(self) -> None:
        left, sheet = panel("clear"), panel("sheet")
        left.setFixedWidth(look().px(250))
        column = QVBoxLayout(left)
        column.setContentsMargins(6, 0, 6, 0)
        column.addWidget(self.line)
        column.addWidget(self.list)
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(28, 20, 12, 12)
        inner.addWidget(self.text)
        row = QHBoxLayout()
        row.addWidget(left)
        row.addWidget(sheet, 1)
        self.body.addLayout(row)

    def _load(self) -> None:
        self._topics = topics(language())
        self._search(self.line.text())
        self._show(self._shown)

    def _search(self, words: str) -> None:
        found = [topic for topic in self._topics if topic.holds(words)]
        self.list.show_lines([Suggestion(each.title, each.name, icon="file-text") for each in found])

    def _show(self, name: str) -> None:
        topic = next((each for each in self._topics if each.name == name), None)
        if topic is not None:
            self._shown = name
            self.text.document().setDefaultFont(look().font(14))
            self.text.setMarkdown(topic.text)

    def _follow(self, link: QUrl) -> None:
        self.open_requested.emit(Place(self.kind, args=(("topic", link.toString()),)))
