"""The paper beside the form."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from salesdesk.desktop.quotes.rendering import render
from salesdesk.services import quote_papers, quotes


def text_of(pdf: bytes) -> str:
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(pdf)
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    document.close()
    return text


def test_the_paper_follows_what_is_typed_before_it_is_saved(open_editor, make_quote, press, database):
    quote_id = make_quote()
    editor = open_editor(quote_id)
    assert "113.00" in text_of(editor.preview.view.rendering.pdf)
    editor.form.foot.percent.setFocus()
    press("50")
    assert "56.50" in text_of(editor.preview.view.rendering.pdf)
    assert quotes.quote(database, quote_id).gross == 11_300


def test_the_old_paper_stays_until_the_new_one_is_here(open_editor, make_quote, qtbot, settle):
    editor = open_editor(make_quote())
    before = editor.preview.view.rendering
    with qtbot.waitSignal(editor.preview.drawn, timeout=20_000):
        editor.quote.write("title", "Another title")
        assert editor.preview.view.rendering is before
    settle()
    assert "Another title" in text_of(editor.preview.view.rendering.pdf)


def test_another_language_is_printed_and_kept(open_editor, make_quote, database, settle):
    quote_id = make_quote(language="zh")
    editor = open_editor(quote_id)
    editor.preview.language._press("en")
    settle()
    assert quotes.quote(database, quote_id).language == "en"
    assert "Quotation" in text_of(editor.preview.view.rendering.pdf)


def test_pages_are_drawn_at_the_size_they_are_looked_at(open_editor, make_quote, qtbot, settle):
    editor = open_editor(make_quote())
    view = editor.preview.view
    view.set_zoom(100)
    with qtbot.waitSignal(editor.preview._rest.timeout, timeout=20_000):
        pass
    settle()
    page = view.rendering.pages[0]
    assert page.width() == pytest.approx(595 * 96 / 72 * view.devicePixelRatio(), abs=2)
    assert view.undrawn() == []


def test_the_preview_can_be_hidden_and_is_not_printed_for_nobody(open_editor, make_quote, press, settle):
    editor = open_editor(make_quote())
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    editor.form.table.setFocus()
    press(Qt.Key.Key_V, held=held)
    assert not editor.preview.isVisible()
    before = editor.preview.view.rendering
    editor.quote.write("title", "Unseen")
    settle()
    assert editor.preview.view.rendering is before
    assert editor.state()["preview"] is False
    press(Qt.Key.Key_V, held=held)
    assert "Unseen" in text_of(editor.preview.view.rendering.pdf)


def test_a_page_becomes_a_picture_of_its_size(make_quote, database):
    pdf = quote_papers.preview(database, make_quote())
    rendering = render(pdf, [0, 7], lambda width: 200 / width)
    assert set(rendering.pages) == {0}
    picture = rendering.pages[0]
    assert isinstance(picture, QImage)
    assert picture.width() == pytest.approx(200, abs=1)
    assert picture.pixelColor(1, 1).lightness() > 250


def test_a_narrow_window_shows_the_form_or_the_paper(open_editor, make_quote, window, settle):
    editor = open_editor(make_quote())
    window.resize(1000, 640)
    settle()
    assert (editor.form.isVisible(), editor.preview.isVisible()) == (True, False)
    editor.turn_preview()
    settle()
    assert (editor.form.isVisible(), editor.preview.isVisible()) == (False, True)
    window.resize(1440, 900)
    settle()
    assert (editor.form.isVisible(), editor.preview.isVisible()) == (True, True)
