"""The list of quotes: what it shows, what it adds up, and what can be done from it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.quotes.wanted import Wanted
from salesdesk.desktop.runtime.places import Place
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import quotes
from salesdesk.services.quotes import QuoteFilter

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
