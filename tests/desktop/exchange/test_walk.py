"""Every step of the import in both languages: nothing cut off, nothing left over, everything named."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from salesdesk.words import words_of

STATES = (
    "empty",
    "refused",
    "file",
    "match",
    "doubles",
    "changes",
    "refused rows",
    "clean",
    "done",
    "undone",
)
MIXED = (
    ("客户编号", "公司名称", "电话", "邮箱", "下次跟进", "城市"),
    ("C1", "深圳鑫源精密机械有限公司", "0755-55501234", "", "01/02/2026", "深圳市"),
    ("N1", "深圳市鑫源精密机械公司", "0755-55501234", "a@b.cn", "01/02/2026", "深圳市"),
    ("N2", "广州金穗冷链物流有限公司", "", "不是邮箱", "", "广州市"),
    ("N1", "深圳市鑫源精密机械公司", "", "", "", ""),
)


@pytest.fixture
def bring(take, write_csv, make_customer, tmp_path, settle):
    """Bring the page into one of its states."""

    def to(state: str) -> QWidget:
        if state == "empty":
            return take()
        if state == "refused":
            (tmp_path / "empty.csv").touch()
            return take(tmp_path / "empty.csv")
        if state == "clean":
            return take(write_csv(), steps=2)
        make_customer("深圳鑫源精密机械有限公司", external_id="C1", city="东莞市")
        steps = {"file": 0, "match": 1, "done": 3, "undone": 3}.get(state, 2)
        page = take(write_csv("two.csv"), write_csv(rows=MIXED), steps=steps)
        if state in ("doubles", "changes", "refused rows"):
            page.check.show_list(state.removesuffix(" rows"))
        if state == "undone":
            page.done.undo.click()
        settle()
        return page

    return to


def clipped(page: QWidget) -> list[str]:
    """Return the texts that have less room than they ask for."""
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        cut = getattr(widget, "_elide", False)
        if widget.text() and not cut and not wraps and widget.sizeHint().width() > widget.width() + 1:
            found.append(f"{widget.text()}: {widget.sizeHint().width()} > {widget.width()}")
        if wraps and widget.heightForWidth(widget.width()) > widget.height() + 1:
            found.append(f"{widget.text()}: wraps into more lines than it has")
    return found


def _texts(page: QWidget) -> set[str]:
    found = set()
    for widget in page.findChildren(QWidget):
        if not widget.isVisible():
            continue  # a step that is not seen hears of a new language when it is
        if isinstance(widget, QLabel | QAbstractButton):
            found.add(widget.text().replace("&&", "&"))
        if isinstance(widget, QLineEdit):
            found.add(widget.placeholderText())
        found |= {widget.accessibleName(), widget.toolTip()}
    return found - {""}


def nameless(page: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
    ]


@pytest.mark.parametrize("state", STATES)
def test_every_step_in_both_languages(bring, speak, settle, state):
    page = bring(state)
    settle()
    assert (clipped(page), nameless(page)) == ([], [])
    speak("zh")
    settle()
    en, zh = words_of("en").texts, words_of("zh").texts
    english = {en[key] for key in en if key in zh and en[key] != zh[key] and "{" not in en[key]}
    assert _texts(page) & (english - set(zh.values())) == set()
    assert [text for text in _texts(page) if text.startswith(("exchange.", "field.", "import."))] == []
    assert clipped(page) == []


def test_sentences_put_together_change_their_language_too(bring, speak, settle):
    page = bring("doubles")
    speak("zh")
    settle()
    assert "相似度" in page.check.doubles.comparison.reasons.text()
    assert page.check.tabs["doubles"].text().startswith("可能重复")
    assert page.steps.next.text().startswith("导入")


def test_a_step_that_comes_back_in_another_language_has_room_for_its_words(bring, speak, settle):
    page = bring("match")
    speak("zh")
    settle()
    page.go_back()
    settle()
    speak("en")
    settle()
    page.go_on()
    settle()
    assert page.match.kind._buttons["customers"].text() == "a customer"
    assert clipped(page) == []
