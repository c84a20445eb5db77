"""Customers, products and today, walked through in both languages: nothing cut off, unnamed or left over."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget

from salesdesk import words
from salesdesk.desktop.calendar.page import CalendarPage
from salesdesk.desktop.customers.page import CustomersPage
from salesdesk.desktop.products.page import ProductsPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.today.page import TodayPage
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import products
from salesdesk.words import words_of

STATES = (
    "today",
    "calendar",
    "calendar:drawer",
    "customers",
    "customers:new",
    "customers:overview",
    "customers:details",
    "customers:contacts",
    "customers:quotes",
    "customers:invoice",
    "customers:bulk",
    "products",
    "products:new",
    "products:drawer",
)


PAGES = {
    "today": TodayPage,
    "calendar": CalendarPage,
    "customers": CustomersPage,
    "products": ProductsPage,
}


@pytest.fixture
def trade(make_customer, make_contact, make_activity, make_quote, make_product, desk, today) -> None:
    """A little of everything, so that every part of a page has something to show."""
    customer = make_customer(
        name_en="Shenzhen Xinyuan Machinery Co., Ltd.",
        city="深圳市",
        grade="A",
        tags=["广交会 2026", "key account"],
        tax_id="91440300708461136T",
        next_follow_up=today - timedelta(days=2),
    )
    make_contact(customer, role="decider", phones=[{"number": "13800138000"}])
    make_activity(customer, "task", all_day_on=today)
    make_quote(customer, status=QuoteStatus.SENT, valid_until=today + timedelta(days=3))
    make_customer("Acme Pumps Ltd")
    product = make_product()
    price = products.Price(currency="USD", unit_price=Decimal(9), min_quantity=Decimal(10), valid_until=today)
    products.set_prices(desk.database, product, [price])


@pytest.fixture
def show(desk, trade, qtbot, settle):
    """Show a page in one of its states."""

    def show_it(state: str) -> QWidget:
        kind, _, part = state.partition(":")
        page = PAGES[kind](desk)
        qtbot.addWidget(page)
        page.resize(1200, 860)
        page.show()
        page.show_place(Place(kind, args=(("new", "1"),) if part == "new" else ()))
        settle()
        if part not in ("", "new"):
            bring(page, part, settle)
        return page

    return show_it


def bring(page, part: str, settle) -> None:
    if isinstance(page, CalendarPage):
        page.open_slot(page.model.slots[0])
        settle()
        return
    page.show_filters(shown=True)
    page.table.records.seen(0)
    settle()
    if part == "bulk":
        page.table.selectAll()
    elif part == "drawer":
        page.open_product(page.table.records.row(0).id)
    else:
        number = next(at for at in (0, 1) if page.table.records.row(at).grade)
        page.open_customer(page.table.records.row(number).id)
        settle()
        page.drawer.show_tab(part)
    settle()
    for card in page.drawer.contacts.cards if part == "contacts" else ():
        page.drawer.contacts._turn(card)
    settle()


def speak(language: str, qapp) -> None:
    words.use(language)
    QCoreApplication.sendEvent(qapp, QEvent(QEvent.Type.LanguageChange))
    for _ in range(8):  # a layout within a layout takes its turn
        qapp.processEvents()


def clipped(page: QWidget) -> list[str]:
    """Return the texts that have less room than they ask for."""
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        text = widget.text() if not getattr(widget, "_compact", False) else ""
        cut = getattr(widget, "_elide", False) or (widget.maximumWidth() < 1000 and widget.toolTip() == text)
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        if text and not cut and not wraps and widget.sizeHint().width() > widget.width() + 1:
            found.append(f"{text}: {widget.sizeHint().width()} > {widget.width()}")
        if wraps and widget.heightForWidth(widget.width()) > widget.height() + 1:
            found.append(f"{text}: wraps into more lines than it has")
    return found


def texts(page: QWidget) -> set[str]:
    found = set()
    for widget in page.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton):
            found.add(widget.text().replace("&&", "&"))
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            found.add(widget.placeholderText())
        found.add(widget.accessibleName())
    return found - {""}


def left_over(page: QWidget, before: str, now: str) -> set[str]:
    """Return the texts that are still in the language spoken before."""
    old, new = words_of(before).texts, words_of(now).texts
    strange = {old[key] for key in old if old[key] != new.get(key) and "{" not in old[key]}
    return texts(page) & (strange - set(new.values()))


@pytest.mark.parametrize("state", STATES)
def test_a_page_reads_well_in_both_languages(show, qapp, state):
    page = show(state)
    for before, now in (("en", "zh"), ("zh", "en")):
        speak(now, qapp)
        assert left_over(page, before, now) == set()
        assert clipped(page) == []


@pytest.mark.parametrize("state", STATES)
def test_whatever_takes_the_keyboard_has_a_name(show, state):
    page = show(state)
    visible = (widget for widget in page.findChildren(QWidget) if widget.isVisible())
    reached = (widget for widget in visible if widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    assert [widget for widget in reached if not widget.accessibleName()] == []


@pytest.mark.parametrize("kind", ["customers", "products"])
def test_a_narrow_window_cuts_nothing_off(show, qapp, kind):
    page = show(f"{kind}:{'overview' if kind == 'customers' else 'drawer'}")
    page.resize(page.minimumSizeHint().width(), 700)
    qapp.processEvents()
    assert page.minimumSizeHint().width() <= 900 - 228 + 428
    right = page.header._actions
    assert right.geometry().right() <= page.width()
    assert clipped(page.header) == []
