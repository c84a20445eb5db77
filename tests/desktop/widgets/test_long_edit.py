"""No text that is pasted holds up the window; what is too much is told beside the field."""

import pytest
from PySide6.QtGui import QGuiApplication

from salesdesk.desktop.customers.invoice_panel import InvoicePanel
from salesdesk.desktop.widgets.fields.field import LONGEST
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.domain.fields import TEXT_LIMIT


@pytest.fixture
def field(qtbot):
    field = LongTextField("log.what")
    qtbot.addWidget(field)
    field.resize(400, 120)
    field.show()
    return field


def paste(field, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    field.text.paste()


@pytest.mark.parametrize("text", ["x" * 300_000, "x\n" * 15_000])
def test_too_much_at_once_is_not_taken_in_and_told(field, text):
    paste(field, "A talk. ")
    paste(field, text)
    assert field.text.toPlainText() == "A talk. "
    assert field.refused
    paste(field, "Go on")
    assert (field.text.toPlainText(), field.refused) == ("A talk. Go on", False)


def test_an_endless_word_is_broken_anywhere_and_only_that(field, qtbot):
    by_words = field.text.wordWrapMode()
    paste(field, "x" * TEXT_LIMIT)
    qtbot.wait_until(lambda: field.text.wordWrapMode() != by_words)
    assert len(field.text.toPlainText()) == TEXT_LIMIT
    field.text.selectAll()
    paste(field, "words again")
    assert (field.text.toPlainText(), field.text.wordWrapMode()) == ("words again", by_words)
    field.text.setPlainText("y" * TEXT_LIMIT)
    assert field.text.wordWrapMode() != by_words


def test_a_line_that_is_too_long_is_cut_and_told_until_it_is_shortened(qtbot):
    field = TextField("log.what")
    qtbot.addWidget(field)
    field.line.insert("x" * 300_000)
    assert (len(field.line.text()), field.refused) == (LONGEST, True)
    field.line.backspace()
    assert not field.refused


def test_a_pasted_invoice_that_is_none_is_told(desk, qtbot, heard):
    panel = InvoicePanel(desk)
    qtbot.addWidget(panel)
    panel.block.insertPlainText("x" * 300_000)
    assert [error.code for error in heard.errors] == ["text-too-long"]
    assert panel.block.toPlainText() == ""
