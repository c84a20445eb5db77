"""Both languages, live: nothing stays in the other, and no word is cut off."""

import json

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.settings import RESOURCES


def catalogue(language):
    path = RESOURCES / "words" / language / "quotes.json"
    return json.loads(path.read_text(encoding="utf-8"))


ONLY_ENGLISH = {
    text for key, text in catalogue("en").items() if text != catalogue("zh")[key] and "{" not in text
}


def seen_texts(widget):
    texts = []
    for child in widget.findChildren(QLabel) + widget.findChildren(QAbstractButton):
        if child.isVisible():
            texts += [
                child.text().replace("&&", "&"),
                child.accessibleName(),
                child.toolTip().split("  (")[0],
            ]
    return {text for text in texts if text}


def clipped(widget):
    """Return the words that have less room than they need, with both widths."""
    labels = [
        label
        for label in widget.findChildren(QLabel)
        if not label.wordWrap() and not getattr(label, "_elide", False)
    ]
    return [
        (child.text(), child.sizeHint().width(), child.width())
        for child in labels + widget.findChildren(QAbstractButton)
        if child.isVisible() and child.text() and child.sizeHint().width() > child.width() + 1
    ]


def nameless(widget):
    return [
        button
        for button in widget.findChildren(QPushButton)
        if button.isVisible() and not button.accessibleName()
    ]


@pytest.fixture(params=["list", "drawer", "editor", "locked", "new"])
def scene(request, page, open_editor, make_quote, make_contact, make_customer, settle):
    """Each thing there is to see."""
    customer = make_customer()
    make_contact(customer)
    draft = make_quote(customer)
    sent = make_quote(customer, status=QuoteStatus.SENT)
    settle()
    if request.param == "drawer":
        page.open_quote(sent)
    elif request.param != "list":
        open_editor({"editor": draft, "locked": sent, "new": None}[request.param])
    settle()
    return page.window().stack.front()


def test_all_is_said_in_both_languages_live_and_nothing_is_cut_off(scene, office, settle, qapp):
    assert nameless(scene) == []
    assert clipped(scene) == []
    assert seen_texts(scene) & ONLY_ENGLISH
    office.language.switch("zh")
    settle()
    qapp.processEvents()
    left, cut = seen_texts(scene) & ONLY_ENGLISH, clipped(scene)
    office.language.switch("en")
    settle()
    assert left == set()
    assert cut == []


def test_every_word_has_both_languages():
    assert set(catalogue("en")) == set(catalogue("zh"))
