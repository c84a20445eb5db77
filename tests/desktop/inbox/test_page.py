"""The inbox, filled by a real server's answers and worked by keyboard."""

from dataclasses import replace
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.inbox.lines import SECTIONS, read
from salesdesk.desktop.inbox.page import InboxPage
from salesdesk.desktop.inbox.values import label_key, told_fields
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shortcuts import Keys
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.protocol.entities import ENTITIES
from salesdesk.services import contacts, customers, inbox, products, undo
from salesdesk.storage.replica import telling
from salesdesk.storage.tables.replication import ProblemRow
from salesdesk.words import LANGUAGES, words_of
from tests.desktop.test_record_pages import clipped, left_over, speak
from tests.sync.office import hand_out

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot, synced, settle):
    page = InboxPage(synced)
    qtbot.addWidget(page)
    page.resize(1212, 860)
    page.show()
    page.show_place(Place("inbox"))
    settle()
    synced.commands.offer("page", page.commands())
    page.commands_changed.connect(lambda: synced.commands.offer("page", page.commands()))
    page.keys = Keys(page, synced.commands)
    page.list.setFocus()
    qtbot.waitUntil(page.list.hasFocus)
    return page


def titles(page) -> list[str]:
    return [line.changes[0].field if line.changes else line.title for line in page.list.found.lines]


def test_base_mine_and_theirs_stand_side_by_side(clash, page):
    assert page.section == "conflicts"
    shown = [field for field in page.detail.fields if field.isVisible()]
    found = {field.name.text(): field for field in shown}
    assert set(found) == {"Note", "City"}
    note = found["Note"]
    sides = (note.base.value.text(), note.mine.value.text(), note.theirs.value.text())
    assert sides == ("at first", "from below", "from above")
    assert note.theirs.caption.text() == "wang (stands now)"


def test_m_takes_mine_and_undo_brings_the_question_back(qtbot, clash, page, li, settle):
    page.list.selectAll()
    qtbot.keyClick(page.list, KEY.Key_M)
    settle()
    assert not page.found.of("conflicts")
    assert customers.customer(li.database, clash).note == "from below"
    assert undo.undo(li.database) is not None
    settle()
    assert len(page.found.of("conflicts")) == 2
    assert customers.customer(li.database, clash).note == "from above"


@pytest.fixture
def only_one(monkeypatch):
    """A list shows one thing at most."""
    monkeypatch.setattr(telling, "_LISTED", 1)


def test_a_list_that_is_not_whole_says_so_and_the_rest_follows(qtbot, only_one, clash, page, settle):
    assert page.more.text() == "The first 1 of 2 are listed; the rest follow as you see to these."
    assert page.tabs["conflicts"].text() == "Conflicts  2"
    page.list.selectAll()
    qtbot.keyClick(page.list, KEY.Key_M)
    settle()
    assert len(page.found.of("conflicts")) == 1
    assert not page.more.isVisible()


def test_what_was_refused_crowds_out_nothing_that_is_with_others(only_one, li):
    mine = customers.add_customer(li.database, {"name": "A"})
    with li.database.absorb() as absorbed:
        about = {"mseq": 1, "entity": "customers", "row_id": mine, "details": {}, "patch": b"{}"}
        for status in ("held", "rejected"):
            stamps = {"group_id": uuid4(), "status": status, "seen_at": absorbed.now, "code": "act-held"}
            absorbed.session.add(ProblemRow(**about, **stamps))
    found = read(li.database)
    assert [len(found.of(section)) for section in ("refused", "held")] == [1, 1]


def test_t_keeps_theirs_one_after_the_other(qtbot, clash, page, settle, heard):
    for left in (1, 0):
        qtbot.keyClick(page.list, KEY.Key_T)
        settle()
        assert len(page.found.of("conflicts")) == left
    assert heard.said[-1] == "Their value stands."
    heard.undo()
    settle()
    assert len(page.found.of("conflicts")) == 1


def test_a_third_value_is_typed(qtbot, clash, page, li, settle):
    (at,) = [n for n, line in enumerate(page.list.found.lines) if line.changes[0].field == "city"]
    page.list.go_to(at)
    qtbot.keyClick(page.list, KEY.Key_E)
    sheet = page.findChild(AskSheet)
    assert sheet.field.line.text() == "深圳市"
    sheet.field.line.setText("广州市")
    sheet.save()
    settle()
    assert customers.customer(li.database, clash).city == "广州市"
    assert titles(page) == ["note"]


def test_a_step_of_many_fields_is_shown_field_by_field(qtbot, clash, page, settle):
    """Forty fields made at once would hold up the window; another line chosen meanwhile ends the first."""
    lines = page.list.chosen_lines()
    change = lines[0].changes[0]
    fields = ("note", "city", "street", "district", "province", "postcode", "website", "phone", "industry")
    long = replace(lines[0], section="waiting", changes=tuple(replace(change, field=name) for name in fields))
    page.detail.show_lines([long], page.found)
    assert len(page.detail.fields) == 2
    settle()
    assert sum(field.isVisible() for field in page.detail.fields) == len(fields)
    page.detail.show_lines([long], page.found)
    page.detail.show_lines(lines, page.found)
    settle()
    assert sum(field.isVisible() for field in page.detail.fields) == 2


def test_each_field_has_its_own_buttons(qtbot, clash, page, li, settle):
    note = next(field for field in page.detail.fields if field.name.text() == "Note")
    qtbot.mouseClick(note.take, Qt.MouseButton.LeftButton)
    settle()
    assert titles(page) == ["city"]
    assert customers.customer(li.database, clash).note == "from below"


def test_a_refused_step_says_why_and_is_let_go(qtbot, li, page, settle):
    products.add_product(li.database, {"name": "球阀", "code": "P-1", "unit": "台"})
    li.sync()
    settle()
    page.show_place(Place("inbox"))
    settle()
    section = page.section
    assert section in ("refused", "held")
    assert page.detail.title.text() == "球阀"
    assert page.detail.sentence.text()
    qtbot.keyClick(page.list, KEY.Key_D)
    settle()
    assert not page.found.of(section)
    undo.undo(li.database)
    settle()
    assert page.found.of(section)


def test_a_file_that_cannot_travel_stands_under_the_number_of_its_quote(qtbot, li, page, settle):
    sha256 = hand_out(li, b"a paper")
    li.files.remove(li.files.kept_as(sha256))
    li.sync()
    settle()
    page.show_place(Place("inbox"))
    settle()
    (line,) = page.found.of("refused")
    (quote,) = li.living("quotes").values()
    assert page.detail.title.text() == quote["number"]
    assert page.detail.sentence.text().endswith("the record itself stays as it is.")
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.keyClick(page.list, KEY.Key_Return)
    assert opened.args == [Place("quote", quote["id"])]
    li.files.put(b"a paper")  # found again
    qtbot.keyClick(page.list, KEY.Key_R)
    settle()
    assert page.found.of("refused") == []
    assert li.sync().tally.sent == 1
    assert line.code == "file-lost"


def test_what_waits_is_listed_and_opened(qtbot, li, page, settle, customer):
    contacts.add_contact(li.database, customer, {"name": "王芳"})
    settle()
    page.show_section("waiting")
    assert [line.title for line in page.found.of("waiting")] == ["王芳"]
    page.list.setFocus()
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.keyClick(page.list, KEY.Key_Return)
    assert opened.args == [Place("customers", customer)]


def test_the_arrows_go_from_section_to_section(qtbot, clash, page):
    qtbot.keyClick(page.list, KEY.Key_Right)
    assert page.section == "refused"
    assert page.stack.currentIndex() == 1 + SECTIONS.index("refused")


def test_a_place_goes_to_what_is_open_about_a_record(li, clash, page, settle):
    page.show_section("waiting")
    page.show_place(Place("inbox", clash))
    settle()
    assert page.section == "conflicts"
    assert page.list.current().row_id == clash


def test_every_field_a_person_is_told_of_has_a_name():
    keys = {
        label_key(entity, name)
        for entity, spec in ENTITIES.items()
        for name in told_fields(entity, spec.fields)
    }
    keys |= {f"inbox.entity.{entity}" for entity in ENTITIES}
    for language in LANGUAGES:
        assert keys - set(words_of(language).texts) == set()


def test_nothing_open_says_so(page, li):
    assert inbox.counts(li.database).calling == 0
    assert page.stack.currentIndex() == 1


def test_the_page_reads_well_in_both_languages(qapp, clash, page, settle):
    for before, now in (("en", "zh"), ("zh", "en")):
        speak(now, qapp)
        settle()
        assert left_over(page, before, now) == set()
        assert clipped(page) == []


def test_whatever_takes_the_keyboard_has_a_name(clash, page):
    visible = (widget for widget in page.findChildren(QWidget) if widget.isVisible())
    reached = (widget for widget in visible if widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    assert [widget for widget in reached if not widget.accessibleName()] == []
