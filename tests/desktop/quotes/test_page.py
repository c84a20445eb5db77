"""The list of quotes: what it shows, what it adds up, and what can be done from it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from salesdesk.desktop.quotes.wanted import Wanted
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.changes_sheet import ChangesSheet
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import quotes
from salesdesk.services.quotes import QuoteFilter
from salesdesk.storage.queries import grouping

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def three(make_customer, make_quote, today):
    """A draft in yuan, one that waits for its answer in dollars, one that runs out in three days."""
    xinyuan = make_customer("深圳鑫源机械有限公司")
    acme = make_customer("Acme Pumps Ltd")
    return {
        "draft": make_quote(xinyuan, title="泵房改造"),
        "sent": make_quote(acme, currency="USD", status=QuoteStatus.SENT),
        "soon": make_quote(
            acme, status=QuoteStatus.SENT, today=today, valid_until=today + timedelta(days=3), title="Spares"
        ),
    }


def shown(page):
    model = page.table.records
    keys = [column.key for column in model.columns]
    rows = [model.seen(number) for number in range(model.rowCount())]
    return {
        row.id: dict(zip(keys, (column.text(row) for column in model.columns), strict=True)) for row in rows
    }


def go_to(page, quote_id):
    page.table.setFocus()
    assert page.table.select_key(quote_id)


def test_a_row_says_who_what_and_how_much(three, page):
    rows = shown(page)
    assert rows[three["draft"]]["customer"] == "深圳鑫源机械有限公司"
    assert rows[three["draft"]]["total"] == "¥113.00"
    assert rows[three["draft"]]["status"] == "Draft"
    assert rows[three["soon"]]["valid_until"] == "26 Nov expires in 3 days"
    assert rows[three["sent"]]["valid_until"] == "23 Dec"


def test_quotes_stand_in_groups_with_what_they_come_to(three, page, settle):
    assert next(each for each in page.commands() if each.name == "quotes.group").shortcut == "Shift+G"
    menu = QMenu(page)
    page.table.groups.fill(menu)
    assert [action.text() for action in menu.actions()] == [
        "One list",
        "By state",
        "By customer",
        "By owner",
        "By month of the date",
        "By currency",
    ]
    menu.actions()[1].trigger()
    settle()
    said = page.table.groups.said
    assert {number: said(head) for number, head in page.table.records.heads.items()} == {
        0: "Draft  ·  1  ·  ¥113.00",
        1: "Sent  ·  2  ·  ¥113.00   $113.00",
    }
    assert page.table.rowHeight(1) > page.table.rowHeight(2)
    page.group_by("month")
    settle()
    assert [said(head) for head in page.table.records.heads.values()] == [
        "Nov 2026  ·  3  ·  ¥226.00   $113.00"
    ]
    page.filters._set("status", "draft")
    settle()
    kept = page.state()
    assert (kept["wanted"]["group"], page.wanted.status) == ("month", "draft")
    page.views.pick("all")
    settle()
    assert page.table.records.heads == {}
    page.restore(kept)
    settle()
    assert len(page.table.records.heads) == 1


def test_a_list_of_too_many_groups_says_so_once(three, page, settle, heard, monkeypatch):
    monkeypatch.setattr(grouping, "MOST_GROUPS", 1)
    page.group_by("customer")
    settle()
    page.table.refresh()
    settle()
    assert [said[:16] for said in heard.said] == ["These would be m"]
    assert page.table.records.heads == {}


def _looked(page, settle):
    """Return the sheet that shows what would become of each."""
    settle()
    return next(sheet for sheet in page.window().findChildren(ChangesSheet) if sheet.isVisible())


def test_an_answer_for_several_is_looked_at_first(three, page, office, press, settle, heard):
    page.table.setFocus()
    page.table.selectAll()
    press(Qt.Key.Key_A, held=CTRL | SHIFT)
    sheet = _looked(page, settle)
    seen = {(one.row.id, one.before, one.typed, one.problem[:27]) for one in sheet.changes}
    assert seen == {
        (three["draft"], "Draft", "Accepted", "A quote cannot take this st"),
        (three["sent"], "Sent", "Accepted", ""),
        (three["soon"], "Sent", "Accepted", ""),
    }
    assert sheet.go.text() == "Change 2 quotes"
    press(Qt.Key.Key_Escape)
    assert [quotes.quote(office.database, one).status for one in three.values()] == ["draft", "sent", "sent"]
    page.bulk.act_asked.emit("accepted")
    _looked(page, settle)
    press(Qt.Key.Key_Return)
    states = [quotes.quote(office.database, one).status for one in three.values()]
    assert states == ["draft", "accepted", "accepted"]
    assert heard.said[-1] == "2 quotes changed"
    page.window().activateWindow()
    page.table.setFocus()
    settle()
    press(Qt.Key.Key_Z, held=CTRL)
    assert [quotes.quote(office.database, one).status for one in three.values()] == ["draft", "sent", "sent"]


def test_several_are_turned_down_for_a_reason_and_get_a_new_last_day(three, page, office, press, settle):
    page.table.setFocus()
    page.table.selectAll()
    page.bulk.redate_asked.emit()
    settle()
    press("2026-12-31", Qt.Key.Key_Return)
    sheet = _looked(page, settle)
    assert {one.typed for one in sheet.changes} == {"31 Dec 2026"}
    assert sheet.changes[0].row.name.startswith("Q-2026-")
    press(Qt.Key.Key_Return)
    dated = [quotes.quote(office.database, one).valid_until for one in three.values()]
    assert dated == [date(2026, 12, 31)] * 3
    page.bulk.act_asked.emit("rejected")
    settle()
    asked = next(sheet for sheet in page.window().findChildren(AskSheet) if sheet.isVisible())
    asked.field.show_value("price")
    asked.save()
    _looked(page, settle)
    press(Qt.Key.Key_Return)
    assert [quotes.quote(office.database, one).status for one in three.values()] == [
        "draft",
        "rejected",
        "rejected",
    ]


def test_totals_stand_side_by_side_and_are_never_added_across_currencies(three, page):
    foot = page.sheet.more.text()
    assert page.sheet.count.text() == "3 quotes"
    assert "¥226.00" in foot
    assert "$113.00" in foot
    assert "Draft 1" in foot
    assert "Sent 2" in foot


@pytest.mark.parametrize(
    ("view", "expected"),
    [("drafts", {"draft"}), ("waiting", {"sent", "soon"}), ("expiring", {"soon"}), ("accepted", set())],
)
def test_each_view_shows_its_own(view, expected, three, page, settle):
    page.views.pick(view)
    settle()
    assert set(shown(page)) == {three[name] for name in expected}


def test_the_list_is_searched_by_initials_while_one_types(three, page, press):
    press("/")
    press("szxy")
    assert set(shown(page)) == {three["draft"]}
    press(Qt.Key.Key_Escape)
    assert len(shown(page)) == 3


def test_a_quote_is_sent_by_key_and_taken_back_by_undo(three, page, press, database, heard, settle):
    go_to(page, three["draft"])
    press(Qt.Key.Key_S, held=CTRL | SHIFT)
    assert quotes.quote(database, three["draft"]).status is QuoteStatus.SENT
    assert "is sent" in heard.said[-1]
    heard.undo()
    settle()
    assert quotes.quote(database, three["draft"]).status is QuoteStatus.DRAFT
    assert shown(page)[three["draft"]]["status"] == "Draft"


def test_a_refusal_is_noted_with_its_reason(three, page, press, database, qapp, settle):
    go_to(page, three["sent"])
    press(Qt.Key.Key_X, held=CTRL | SHIFT)
    press("too dear")
    sheet = qapp.activeModalWidget()
    sheet.save()
    settle()
    kept = quotes.quote(database, three["sent"])
    assert (kept.status, kept.reason) == (QuoteStatus.REJECTED, "too dear")


def test_deleted_quotes_come_back_by_undo(three, page, press, database, heard, settle):
    page.table.setFocus()
    page.table.selectAll()
    press(Qt.Key.Key_Delete)
    assert quotes.listing(database, QuoteFilter()).count() == 0
    assert heard.said[-1] == "3 quotes deleted"
    heard.undo()
    settle()
    assert set(shown(page)) == set(three.values())


def test_space_peeks_and_enter_opens_the_editor(three, page, press, window):
    go_to(page, three["soon"])
    press(Qt.Key.Key_Space)
    assert page.drawer.isVisible()
    assert page.drawer.quote.id == three["soon"]
    assert page.drawer.totals.texts()["Total"] == "¥113.00"
    assert "expires in 3 days" in page.drawer.validity.text()
    press(Qt.Key.Key_Space)
    assert not page.drawer.isVisible()
    press(Qt.Key.Key_Return)
    assert window.history.now == Place("quote", three["soon"])


def test_keys_mean_the_quote_that_is_shown_wherever_the_cursor_is(three, page, press, database, settle):
    go_to(page, three["sent"])
    page.open_quote(three["draft"])  # as Ctrl+K does
    settle()
    assert page.orders.subject().id == three["draft"]
    press(Qt.Key.Key_Delete)
    left = quotes.listing(database, QuoteFilter()).page(0, 9)
    assert {one.id for one in left} == {three["sent"], three["soon"]}


def test_the_drawer_offers_only_what_the_state_allows(three, page, settle):
    page.open_quote(three["sent"])
    settle()
    allowed = set(page.drawer.moves.allowed())
    assert {"accepted", "rejected", "revise", "copy", "issue", "print"} <= allowed
    assert not {"edit", "sent"} & allowed


def test_a_revision_and_the_papers_of_all_revisions_are_listed(three, page, database, files, today, settle):
    from salesdesk.services import quote_papers  # noqa: PLC0415

    paper = quote_papers.issue(database, files, three["sent"])
    fresh = quotes.revise_quote(database, three["sent"], today=today)
    page.open_quote(fresh)
    settle()
    entries = page.drawer.history.entries
    told = [entries.told(row) for row in range(entries.rowCount())]
    assert paper.sha256[:12] in told[0].below
    assert next(entry.title for entry in told[1:]).endswith("-R2")
    assert len(told) == 3


def test_a_column_sorts_when_its_title_is_clicked(three, page, settle, database):
    page.look(page.wanted.sorted_by((page.wanted.order[0].__class__("total"),)))
    settle()
    totals = [page.table.records.seen(at).gross for at in range(3)]
    assert totals == sorted(totals)


def test_what_a_saved_view_keeps_is_read_back():
    wanted = Wanted(text="szxy", status="sent", expiring="7", sort="total", descending=False)
    assert Wanted.read(wanted.kept()) == wanted
    assert Wanted.read({"sort": "nonsense", "status": 3}) == Wanted()


def test_an_empty_list_says_what_to_do_first(page):
    assert page.sheet._stack.currentIndex() == 1


def test_figures_are_copied_bare(three, page, qapp, press):
    page.table.setFocus()
    page.table.selectAll()
    press(Qt.Key.Key_C, held=CTRL)
    lines = qapp.clipboard().text().splitlines()
    assert any("\t113.00\t" in line for line in lines)
    assert Decimal("113.00") == Decimal(lines[1].split("\t")[3])


def test_what_is_seen_goes_out_into_a_file(three, page, settle, tmp_path):
    page.views.pick("waiting")
    settle()
    path = tmp_path / "quotes.csv"
    page.exporting.write(path, page.exporting.columns(page.table), page.asked(), None)
    settle()
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Spares" in path.read_text(encoding="utf-8-sig")
    assert "泵房改造" not in path.read_text(encoding="utf-8-sig")
