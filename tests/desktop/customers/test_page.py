from datetime import date, timedelta
from uuid import uuid4

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFileDialog

from salesdesk.desktop.customers.another_customer import AnotherCustomerSheet
from salesdesk.desktop.customers.handing_over import HandOverSheet
from salesdesk.desktop.customers.wanted import Wanted
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.changes_sheet import ChangesSheet
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.domain.errors import StorageError
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import customers, pool, undo, views
from salesdesk.services.agenda import agenda
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

KEY = Qt.Key


def names(page) -> list[str]:
    rows = (page.table.records.row(number) for number in range(page.table.records.rowCount()))
    return [row.name for row in rows if row is not None]


def select(page, *numbers: int) -> None:
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    page.table.clearSelection()
    for number in numbers:
        page.table.selectionModel().select(page.table.records.index(number, 0), flags)


def test_a_fresh_workspace_says_what_the_page_is_for(open_page, qtbot):
    page = open_page()
    assert page.sheet.says() == "first-use"
    [button] = [
        each for each in page.sheet.findChildren(Button) if each.kind() == "primary" and each.isVisible()
    ]
    with qtbot.waitSignal(page.open_requested) as asked:
        button.click()
    assert asked.args == [Place("import", args=(("kind", "customers"),))]


def test_every_letter_narrows_the_list(open_page, make_customer, press, settle):
    make_customer("深圳鑫源机械有限公司")
    make_customer("Acme Pumps Ltd")
    page = open_page()
    page.search()
    press(page.filters.line, "szx")
    page.table.records.seen(0)
    settle()
    assert names(page) == ["深圳鑫源机械有限公司"]
    press(page.filters.line, "q")
    assert page.table.records.rowCount() == 0
    assert page.sheet.says() == "no-match"
    press(page.filters.line, KEY.Key_Escape)
    assert page.table.records.rowCount() == 2


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("all", {"A", "B", "C"}),
        ("class_a", {"A"}),
        ("due", {"B"}),
        ("silent", {"A", "B"}),
        ("mine", {"A", "B", "C"}),
    ],
)
def test_each_view_shows_its_own(open_page, make_customer, make_activity, today, settle, view, found):
    make_customer("A", grade="A")
    make_customer("B", next_follow_up=today)
    make_activity(make_customer("C", next_follow_up=today + timedelta(days=9)))
    page = open_page(Place("customers", args=(("view", view),)))
    page.table.records.seen(0)
    settle()
    assert set(names(page)) == set(found)


def test_the_list_can_be_narrowed_to_what_does_not_get_on(desk, clock):
    asked = Wanted(silent="stage").asked(now=clock.now, me=desk.database.me)
    assert (asked.idle_at, asked.neglected_at) == (clock.now, None)


def test_a_view_is_saved_changed_and_taken_back(open_page, desk, make_customer, settle, heard):
    make_customer(grade="A")
    page = open_page()
    page.filters._set("grade", "A")
    settle()
    page.views.save_as()
    [sheet] = page.findChildren(AskSheet)
    sheet.field.line.setText("重点客户")
    sheet.save()
    settle()
    saved = views.saved_views(desk.database, "customers")
    assert [(view.name, view.definition["grade"]) for view in saved] == [("重点客户", "A")]
    assert page.views.current() == str(saved[0].id)
    page.filters._set("grade", "B")
    settle()
    assert page.views._save.isVisibleTo(page)
    page.views.reset_asked.emit()
    settle()
    assert page.wanted.grade == "A"
    page.views.act_asked.emit("remove", str(saved[0].id))
    settle()
    assert views.saved_views(desk.database, "customers") == []
    heard.undo()
    settle()
    assert [view.name for view in views.saved_views(desk.database, "customers")] == ["重点客户"]


@pytest.fixture
def look(settle, press):
    """Read what changing many would do, and press Enter."""

    def read(page) -> list[tuple[str, str, str, bool]]:
        settle()
        (sheet,) = page.window().findChildren(ChangesSheet)
        seen = [(one.row.name, one.before, one.typed, bool(one.problem)) for one in sheet.changes]
        press(sheet.go, KEY.Key_Return)
        settle()
        return seen

    return read


def test_many_are_changed_in_one_step_after_a_look(open_page, desk, make_customer, settle, heard, look):
    ids = [make_customer(f"Customer {number}") for number in range(3)]
    customers.edit_customer(desk.database, ids[1], {"grade": "A"})
    page = open_page()
    page.table.selectAll()
    assert page.bulk.isVisibleTo(page)
    page.bulk.change_asked.emit({"grade": "A"})
    settle()
    assert customers.customer(desk.database, ids[0]).grade == ""
    (sheet,) = page.window().findChildren(ChangesSheet)
    assert sheet.told.text() == "2 customers will change. One is so already."
    assert look(page) == [("Customer 0", "–", "A", False), ("Customer 2", "–", "A", False)]
    grades = [customers.customer(desk.database, each).grade for each in ids]
    assert grades == ["A", "A", "A"]
    assert heard.said[-1] == "2 customers changed"
    heard.undo()
    settle()
    assert [customers.customer(desk.database, each).grade for each in ids] == ["", "A", ""]


def test_tags_are_added_beside_those_that_are_there(open_page, desk, make_customer, look):
    one, two = make_customer("One", tags=["old"]), make_customer("Two")
    page = open_page()
    select(page, 0, 1)
    page.bulk.tags_asked.emit(("new",), ())
    assert look(page) == [("One", "old", "old, new", False), ("Two", "–", "new", False)]
    assert customers.customer(desk.database, one).tags == ("old", "new")
    page.bulk.tags_asked.emit((), ("OLD",))
    assert look(page) == [("One", "old, new", "new", False)]
    assert customers.customer(desk.database, one).tags == ("new",)
    assert customers.customer(desk.database, two).tags == ("new",)


def test_who_has_bought_is_left_out_with_the_reason(
    open_page, desk, make_customer, make_quote, settle, heard, look
):
    bought, other = make_customer("Acme", lifecycle="closed"), make_customer("Brook")
    make_quote(bought, status=QuoteStatus.ACCEPTED)
    page = open_page()
    page.table.selectAll()
    page.bulk.change_asked.emit({"lifecycle": "interested"})
    settle()
    (sheet,) = page.window().findChildren(ChangesSheet)
    assert "This customer has bought and stays" in sheet.told.text()
    assert look(page) == [("Acme", "Won", "Interested", True), ("Brook", "Potential", "Interested", False)]
    assert heard.said[-1] == "1 customer changed"
    assert customers.customer(desk.database, bought).lifecycle == "closed"
    assert customers.customer(desk.database, other).lifecycle == "interested"


def test_select_all_means_those_not_loaded_too(open_page, desk, settle, heard, database, look):
    for number in range(130):
        customers.add_customer(database, {"name": f"Customer {number:03}"})
    page = open_page()
    page.table.selectAll()
    page.bulk.change_asked.emit({"grade": "C"})
    assert len(look(page)) == 130
    assert heard.said[-1] == "130 customers changed"


def test_delete_is_told_with_a_way_back(open_page, desk, make_customer, press, settle, heard):
    make_customer("Acme")
    page = open_page()
    page.table.setFocus()
    page.table.go_to(0)
    page.acts.remove()
    settle()
    assert heard.said[-1] == "Acme deleted"
    assert page.table.records.rowCount() == 0
    heard.undo()
    settle()
    assert page.table.records.rowCount() == 1


def test_space_peeks_up_and_down_step_escape_closes(open_page, make_customer, press):
    make_customer("Alpha")
    make_customer("Beta")
    page = open_page()
    page.table.setFocus()
    page.table.go_to(0)
    press(page.table, KEY.Key_Space)
    assert page.shown().name == "Alpha"
    press(page.table, KEY.Key_Down)
    assert page.shown().name == "Beta"
    press(page.table, KEY.Key_Escape)
    assert page.shown() is None


def test_keys_mean_the_customer_in_the_drawer_wherever_the_cursor_of_the_list_is(
    open_page, desk, make_customer, settle
):
    make_customer("Alpha")
    beta = make_customer("Beta")
    page = open_page()
    page.table.setFocus()
    page.show_place(Place("customers", beta))  # as Ctrl+K does
    settle()
    assert (page.shown().name, page.table.current_row().name) == ("Beta", "Alpha")
    customers.edit_customer(desk.database, beta, {"city": "Bern"})
    page.table.records.seen(0)
    settle()
    assert page.shown().name == "Beta"  # rows that come afresh move nobody
    page.acts.log("call")
    settle()
    assert page.shown().name == "Beta"
    page.acts.remove()
    page.table.records.seen(0)
    settle()
    assert names(page) == ["Alpha"]


def test_keys_mean_the_customer_still_shown_where_another_cannot_be_read(
    open_page, desk, make_customer, settle, monkeypatch
):
    alpha, beta = make_customer("Alpha"), make_customer("Beta")
    page = open_page()
    page.open_customer(alpha)
    settle()
    with monkeypatch.context() as patch:
        patch.setattr(customers, "customer", lambda *_: (_ for _ in ()).throw(StorageError("disk-failed")))
        page.open_customer(beta)
        settle()
    assert (page.shown().name, page.subject()) == ("Alpha", alpha)
    page.acts.remove()
    settle()
    assert names(page) == ["Beta"]


def test_a_cell_is_edited_where_it_stands(open_page, desk, make_customer, press, settle, heard, today):
    customer = make_customer("Acme")
    page = open_page()
    row = page.table.records.row(0)
    page.table.edited.emit(row, "next_follow_up", "+1w")
    page.table.edited.emit(row, "tags", "a，b")
    page.table.edited.emit(row, "next_follow_up", "someday")
    settle()
    found = customers.customer(desk.database, customer)
    assert (found.next_follow_up, found.tags) == (today + timedelta(days=7), ("a", "b"))
    assert [error.code for error in heard.errors] == ["date-unreadable"]
    heard.errors.clear()


def test_what_others_change_appears(open_page, desk, make_customer, settle):
    make_customer("Acme")
    page = open_page()
    make_customer("Brook")
    settle()
    page.table.records.seen(0)
    settle()
    assert names(page) == ["Acme", "Brook"]
    undo.undo(desk.database)
    settle()
    assert page.table.records.rowCount() == 1


def test_the_foot_counts_by_stage(open_page, make_customer, qtbot):
    make_customer("A")
    make_customer("B", lifecycle="closed")
    page = open_page()
    assert page.sheet.count.text() == "2 customers"
    qtbot.waitUntil(lambda: page.sheet.more.text() == "Potential 1  ·  Won 1")  # in a pause of typing


def test_the_last_view_is_there_the_next_morning(open_page, make_customer, settle):
    make_customer(grade="A")
    page = open_page()
    page.filters._set("grade", "A")
    settle()
    kept = page.state()
    other = open_page()
    other.restore(kept)
    settle()
    assert other.wanted.grade == "A"
    assert other.filters.values() == {"grade": "A"}


def test_the_list_stands_in_groups_each_under_its_line(open_page, desk, make_customer, settle):
    for name, grade in (("Acme", "B"), ("Brook", "A"), ("Cole", "B"), ("Dunn", "")):
        make_customer(name, grade=grade)
    page = open_page()
    plain = page.table.rowHeight(0)
    page.group_by("grade")
    settle()
    heads = page.table.records.heads
    assert names(page) == ["Dunn", "Brook", "Acme", "Cole"]
    assert {number: page.table.groups.said(head) for number, head in heads.items()} == {
        0: "Not given  ·  1",
        1: "A  ·  1",
        2: "B  ·  2",
    }
    heights = [page.table.rowHeight(number) for number in range(4)]
    assert (heights[0] == heights[1] == heights[2] > plain, heights[3]) == (True, plain)
    page.filters._set("grade", "B")
    settle()
    assert (names(page), list(page.table.records.heads)) == (["Acme", "Cole"], [0])
    kept = page.definition()
    page.views.pick("all")
    settle()
    assert page.table.records.heads == {}
    assert [page.table.rowHeight(number) for number in range(4)] == [plain] * 4
    page.restore({"wanted": kept})
    settle()
    assert (page.wanted.group, names(page)) == ("grade", ["Acme", "Cole"])


def test_groups_follow_what_changes(open_page, desk, make_customer, settle):
    acme = make_customer("Acme", grade="A")
    make_customer("Brook", grade="A")
    page = open_page()
    page.group_by("grade")
    settle()
    customers.edit_customer(desk.database, acme, {"grade": "C"})
    settle()
    assert [(at, head.value, head.count) for at, head in page.table.records.heads.items()] == [
        (0, "A", 1),
        (1, "C", 1),
    ]


def test_no_command_shares_a_key(open_page, desk):
    desk.commands.offer("page", open_page().commands())
    assert desk.commands.clashes() == []


def test_a_follow_up_of_today_is_due(make_customer, make_activity, desk, today):
    made = make_customer(next_follow_up=date(2026, 11, 20))
    assert [each.id for each in agenda(desk.database, today).late] == [made]


def test_what_is_seen_goes_out_into_a_file(open_page, make_customer, settle, heard, tmp_path):
    make_customer("Acme", grade="A")
    make_customer("Brook")
    page = open_page()
    page.filters._set("grade", "A")
    page.table.columns.show_column("city", shown=False)
    settle()
    columns = page.exporting.columns(page.table)
    assert columns[:3] == ["customer.name", "customer.name_en", "customer.lifecycle"]
    page.exporting.write(tmp_path / "seen.csv", columns, page.asked(), None)
    settle()
    lines = (tmp_path / "seen.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["Acme"]
    assert heard.said[-1] == "1 customer exported to seen.csv"


def test_export_asks_where_to(open_page, make_customer, settle, heard, tmp_path):
    make_customer("Acme")
    page = open_page()
    page.acts.export()
    [dialog] = page.findChildren(QFileDialog)
    dialog.selectFile(str(tmp_path / "out.xlsx"))
    dialog.fileSelected.emit(str(tmp_path / "out.xlsx"))
    dialog.reject()
    settle()
    assert (tmp_path / "out.xlsx").stat().st_size > 0


def test_a_filter_that_is_typed_becomes_a_chip(open_page, make_customer, press, settle):
    make_customer("鑫源", grade="A")
    make_customer("鑫达", grade="B")
    page = open_page()
    page.search()
    press(page.filters.line, "grade:A ")
    settle()
    assert names(page) == ["鑫源"]
    assert (page.filters.values(), page.filters.text()) == ({"grade": "A"}, "")
    press(page.filters.line, "owner:me")
    press(page.filters.line, KEY.Key_Return)
    settle()
    assert page.filters.values() == {"grade": "A", "owner": "me"}
    press(page.filters.line, KEY.Key_Return)
    assert page.table.hasFocus()


def test_two_that_are_selected_are_put_side_by_side(open_page, make_customer, qtbot, settle):
    ids = {make_customer(name) for name in ("深圳鑫源机械", "鑫源机械")}
    page = open_page()
    select(page, 0, 1)
    settle()
    with qtbot.waitSignal(page.open_requested) as asked:
        page.bulk.merge.click()
        settle()
    (place,) = asked.args
    assert place.kind == "doubles"
    assert {str(one) for one in ids} == set(place.arg("ids").split(","))


def test_what_goes_along_is_told_before_a_customer_is_released(
    open_page, make_customer, make_contact, desk, settle
):
    customer = make_customer()
    make_contact(customer)
    page = open_page()
    select(page, 0)
    page.acts.give(None)
    settle()
    (sheet,) = page.window().findChildren(HandOverSheet)
    assert "Contact: 1" in sheet.along.text()
    sheet.button.click()
    settle()
    assert customers.customer(desk.database, customer).owner_id is None
    select(page, 0)
    page.acts.claim()
    settle()
    assert customers.customer(desk.database, customer).owner_id == desk.database.me


def test_whoever_is_to_have_a_customer_has_so_much_already(
    open_page, make_customer, make_activity, desk, settle, today
):
    wang = uuid4()
    with desk.database.write(Step.of_machine("x")) as session:
        session.add(UserRow(id=wang, name="王芳"))
    theirs = make_customer("杭州泵业", owner_id=wang)
    make_activity(theirs, "task", "Send samples", all_day_on=today - timedelta(days=2), owner_id=wang)
    make_activity(theirs, "task", "Call", all_day_on=today + timedelta(days=2), owner_id=wang)
    make_activity(theirs, "task", "Not theirs", all_day_on=today)
    make_customer("深圳鑫源机械")
    page = open_page()
    select(page, 1)
    page.acts.give(wang)
    settle()
    (sheet,) = page.window().findChildren(HandOverSheet)
    assert sheet.load.text() == "王芳 has one customer, 2 things to do, 1 of them late."


def test_a_customer_is_put_beside_those_who_look_like_it(open_page, make_customer, desk, qtbot, settle):
    one = make_customer("深圳鑫源机械", phone="0755 2345 6789")
    page = open_page()
    select(page, 0)
    page.table.go_to(0)
    page.acts.alike()
    settle()
    assert desk.notices.said[-1] == "No other customer looks like this one."
    other = make_customer("鑫源机械", phone="0755 2345 6789")
    settle()
    page.open_customer(one)
    settle()
    with qtbot.waitSignal(page.open_requested) as asked:
        page.acts.alike()
    assert asked.args[0].arg("ids") == f"{one},{other}"


def test_another_customer_is_found_by_letters_to_merge_with(open_page, make_customer, press, qtbot, settle):
    one, other = make_customer("深圳鑫源机械"), make_customer("广州金穗物流")
    page = open_page()
    page.open_customer(one)
    settle()
    page.acts.merge()
    sheet = page.window().findChild(AnotherCustomerSheet)
    press(sheet.other.line, "szxy")
    assert not sheet.other._list.suggestions.lines  # a customer is not offered to itself
    sheet.other.line.clear()
    with qtbot.waitSignal(page.open_requested) as asked:
        press(sheet.other.line, "gzjs", KEY.Key_Return)
    assert asked.args[0].arg("ids") == f"{one},{other}"


def test_when_a_customer_goes_back_to_the_pool_is_a_column(open_page, make_customer, desk, settle):
    customer = make_customer()
    page = open_page()
    page.table.columns.show_column("returns", shown=True)
    settle()
    (column,) = [one for one in page.table.columns.shown() if one.key == "returns"]
    row = page.table.records.row(0)
    assert column.text(row) == ""
    pool.change_rules(desk.database, {"days": 30})
    settle()
    assert column.text(row) == "in 30 days"
    pool.protect(desk.database, [customer], desk.today() + timedelta(days=40))
    settle()
    assert (column.text(row), column.raw(row)) == ("in 41 days", "41")
