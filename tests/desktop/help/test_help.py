import re
from importlib import import_module

import pytest

from salesdesk.desktop.help.page import HelpPage
from salesdesk.desktop.help.topics import topics
from salesdesk.desktop.pages import PAGES, PageEntry
from salesdesk.desktop.runtime.places import Place
from salesdesk.settings import RESOURCES
from salesdesk.words import LANGUAGES


def _topic(entry: PageEntry) -> str:
    module, name = entry.dotted.split(":")
    page = getattr(import_module(module), name)
    return page.help_topic or page.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_topic_and_every_link_leads_somewhere(language):
    found = {topic.name: topic for topic in topics(language)}
    assert {_topic(entry) for entry in PAGES} - {"help"} <= set(found)
    links = {link for topic in found.values() for link in re.findall(r"\]\((\w+)\)", topic.text)}
    assert links <= set(found)
    assert all(topic.title and len(topic.text) > 40 for topic in found.values())


def test_both_languages_have_the_same_topics_in_one_order():
    zh, en = ([topic.name for topic in topics(language)] for language in LANGUAGES)
    assert zh == en
    assert en == (RESOURCES / "help" / "order.txt").read_text("utf-8").split()


def test_help_is_found_by_words(qtbot, desk, settle):
    page = HelpPage(desk)
    qtbot.addWidget(page)
    page.show_place(Place("help", args=(("topic", "undo"),)))
    assert "Ctrl Z" in page.text.toPlainText()
    page.line.setText("pinyin initials")
    titles = [line.title for line in page.list.suggestions.lines]
    assert "Search" in titles
    assert "Locking" not in titles


def test_help_is_said_in_the_other_language_at_once(qtbot, desk, settle):
    page = HelpPage(desk)
    qtbot.addWidget(page)
    page.show_place(Place("help", args=(("topic", "lock"),)))
    page.show()
    desk.language.switch("zh")
    qtbot.waitUntil(lambda: "恢复密钥" in page.text.toPlainText())
    desk.language.switch("en")


def test_a_link_asks_to_go_to_its_topic(qtbot, desk):
    page = HelpPage(desk)
    qtbot.addWidget(page)
    page.show_place(Place("help", args=(("topic", "start"),)))
    from PySide6.QtCore import QUrl  # noqa: PLC0415 - one link

    with qtbot.waitSignal(page.open_requested) as asked:
        page.text.anchorClicked.emit(QUrl("quotes"))
    assert asked.args[0].arg("topic") == "quotes"
