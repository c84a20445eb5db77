"""Files on their way in, through the real window: by keyboard, with every change of mind."""

import re
from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from salesdesk.desktop.exchange.page import CHECK, DONE, FILE, MATCH
from salesdesk.desktop.runtime.places import Place
from salesdesk.services import contacts, custom_fields, customers, products, undo
from salesdesk.services.imports import SKIP, Kind, Outcome

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ON = (CTRL, KEY.Key_Return)


def _names(database) -> list[str]:
    listing = customers.listing(database, customers.CustomerFilter())
    return sorted(one.name for one in listing.page(0, 100))


def test_a_file_is_imported_by_keyboard_alone(window, take, press, write_csv, desk, settle):
    for kind in ("customers", "import"):  # a page is made when it is first opened, not while one waits for it
        window.open(Place(kind))
        settle()
    page = take(write_csv(encoding="gb18030"))
    press(KEY.Key_Return)  # the way on has the keyboard
    assert page.steps.current() == MATCH
    press(ON)
    assert page.steps.current() == CHECK
    assert page.check.figures.figures[Outcome.CREATED].number.text() == "3"
    press(ON)
    assert page.steps.current() == DONE
    assert _names(desk.database)[0] == "广州金穗冷链物流有限公司"
    assert page.done.title.text() == "3 rows imported"
    press(KEY.Key_Return)  # opens the records
    front = page.window().stack.front()
    assert front.kind == "customers"
    assert front.table.records.rowCount() == 3


@pytest.mark.parametrize(("encoding", "delimiter"), [("gb18030", ","), ("utf-16", "\t"), ("utf-8-sig", ";")])
def test_what_was_found_is_told(take, write_csv, encoding, delimiter):
    page = take(write_csv(encoding=encoding, delimiter=delimiter))
    assert page.file.preview.names()[1] == "公司名称"
    assert page.file.preview.texts()[0][1] == "深圳鑫源精密机械有限公司"
    shown = page.file.facts.form.fields["encoding"].box.currentText()
    assert encoding.removesuffix("-sig").upper() in shown.upper()
    assert shown.endswith("found")


def test_another_encoding_shows_at_once_what_it_makes_of_the_letters(take, write_csv, settle):
    page = take(write_csv(encoding="gb18030"))
    encoding = page.file.facts.form.fields["encoding"]
    encoding.box.setCurrentIndex([value for value, _ in encoding._options].index("latin-1"))
    encoding.box.activated.emit(encoding.box.currentIndex())
    settle()
    assert page.file.preview.names()[1] != "公司名称"
    encoding.box.activated.emit(0)  # as it was found
    settle()
    assert page.file.preview.names()[1] == "公司名称"


def test_the_row_with_the_names_can_be_chosen(take, write_csv, settle):
    page = take(write_csv())
    header = page.file.facts.form.fields["header"]
    header.box.activated.emit([value for value, _ in header._options].index(0))
    settle()
    assert page.file.preview.texts()[0][1] == "公司名称"  # the names are a row like any other now
    assert page.importing.job.inspection.rows == 4


def test_a_column_is_matched_by_typing(take, press, write_csv):
    rows = [("公司", "神秘代号"), ("深圳鑫源", "A-1"), ("广州金穗", "A-2")]
    page = take(write_csv(rows=rows), steps=1)
    table = page.match.table
    table.setFocus()
    press(KEY.Key_Down, "khbh")  # 客户编号 by its initials, in an English window
    assert table.picker.isVisible()
    press(KEY.Key_Return)
    found = page.importing.job.inspection
    assert found.mapping[1] == "customer.external_id"
    assert table.hasFocus()
    assert [line.how for line in table.records.source.page(0, 9)] == ["proposed", "by_hand"]


def test_a_column_is_left_out_by_delete_and_missing_names_are_told(take, press, write_csv):
    page = take(write_csv(), steps=1)
    page.match.table.setFocus()
    press(KEY.Key_Down, KEY.Key_Delete)
    assert page.importing.job.missing == "customer.name"
    assert "Name" in page.match.missing.text()
    assert not page.steps.next.isEnabled()
    press(ON)
    assert page.steps.current() == MATCH


def test_escape_in_the_field_choice_changes_nothing(take, press, write_csv):
    page = take(write_csv(), steps=1)
    before = page.importing.job.inspection.mapping
    page.match.table.setFocus()
    press(KEY.Key_Return, "web", KEY.Key_Escape)
    assert page.importing.job.inspection.mapping == before
    assert not page.match.table.picker.isVisible()
    assert page.steps.current() == MATCH


def test_opening_the_choice_and_closing_it_keeps_what_was_there(take, press, write_csv):
    page = take(write_csv(), steps=1)
    before = page.importing.job.inspection.mapping
    page.match.table.setFocus()
    press(KEY.Key_Return, KEY.Key_Return, KEY.Key_Down, KEY.Key_Return, KEY.Key_Return)
    assert page.importing.job.inspection.mapping == before
    assert page.importing.job.by_hand == set()


def test_another_file_takes_the_place_of_the_one_in_front(take, write_csv, settle):
    page = take(write_csv("wrong.csv"))
    page.choose_other()
    dialog = page.window().findChild(QFileDialog)
    dialog.filesSelected.emit([str(write_csv("right.csv"))])
    dialog.done(0)
    settle()
    assert [job.path.name for job in page.importing.jobs] == ["right.csv"]


def test_how_columns_were_taken_is_remembered(take, settle, write_csv):
    rows = [("公司", "神秘代号"), ("深圳鑫源", "A-1")]
    page = take(write_csv(rows=rows), steps=1)
    page.importing.map_column(1, "customer.external_id")
    for _ in range(2):
        page.go_on()
        settle()
    page.begin_again()
    take(write_csv("next.csv", [rows[0], ("广州金穗", "A-2")]), steps=1)
    lines = page.match.table.records.source.page(0, 9)
    assert [(line.field, line.how) for line in lines] == [
        ("customer.name", "remembered"),
        ("customer.external_id", "remembered"),
    ]


def test_refused_rows_are_told_with_row_field_and_reason(take, write_csv):
    rows = [
        ("公司名称", "邮箱", "级别"),
        ("深圳鑫源", "不是邮箱", "A"),
        ("", "a@b.cn", "A"),
        ("广州金穗", "", "B"),
    ]
    page = take(write_csv(rows=rows), steps=2)
    assert page.check.figures.figures[Outcome.REFUSED].number.text() == "2"
    assert page.check.tabs["refused"].isChecked()
    told = page.check.refused.records.source.page(0, 9)
    assert [(one.row, one.field) for one in told] == [(2, "customer.email"), (3, "customer.name")]
    assert "不是邮箱" in told[0].message


def test_changes_of_known_records_are_told_field_by_field(take, write_csv, make_customer):
    make_customer("深圳鑫源精密机械有限公司", external_id="C1", city="东莞市", grade="A")
    page = take(write_csv(), steps=2)
    told = page.check.changes.records.source.page(0, 9)
    change = next(one for one in told if one.field == "city")
    assert (change.row, change.before, change.after) == (2, "东莞市", "深圳市")
    assert change.name == "深圳鑫源精密机械有限公司"


def test_what_a_repeated_customer_says_otherwise_is_told_before_and_after(take, write_csv, settle):
    page = take(write_csv(rows=[("公司名称", "城市"), ("鑫源", "深圳"), ("鑫源", "广州")]), steps=2)
    assert page.check.tabs["untaken"].isVisible()
    page.check.tabs["untaken"].click()
    settle()
    [told] = page.check.untaken.records.source.page(0, 9)
    assert (told.row, told.called) == (3, "City")
    assert {"广州", "深圳"} <= set(re.findall("[\u4e00-\u9fff]+", told.message))
    page.go_on()
    settle()
    assert "1 value was not taken" in page.done.text.text()


class TestDuplicates:
    ROWS = (("公司名称", "电话"), ("深圳市鑫源精密机械有限公司", "0755-55501234"), ("北京新世界公司", ""))

    @pytest.fixture
    def known(self, make_customer) -> UUID:
        return make_customer("深圳鑫源精密机械股份有限公司", city="深圳市", industry="机械")

    def test_stand_beside_the_record(self, take, write_csv, known):
        page = take(write_csv(rows=self.ROWS), steps=2)
        comparison = page.check.doubles.comparison
        pairs = {pair.field: (pair.mine, pair.theirs) for pair in comparison.pairs.records.source.page(0, 20)}
        assert pairs["name"] == ("深圳市鑫源精密机械有限公司", "深圳鑫源精密机械股份有限公司")
        assert pairs["phone"] == ("0755-55501234", "")
        assert "alike" in comparison.reasons.text()

    def test_update_the_record_instead(self, take, press, write_csv, known, desk):
        page = take(write_csv(rows=self.ROWS), steps=2)
        assert page.check.doubles.table.hasFocus()
        press("2")
        assert page.importing.job.decisions == {2: known}
        assert page.check.figures.figures[Outcome.UPDATED].number.text() == "1"
        press(ON)
        assert customers.customer(desk.database, known).phone == "0755-55501234"
        assert len(_names(desk.database)) == 2

    def test_are_skipped_all_at_once(self, take, write_csv, known, settle, desk):
        page = take(write_csv(rows=self.ROWS), steps=2)
        page.check.doubles.bulk["skip"].click()
        settle()
        assert page.importing.job.decisions == {2: SKIP}
        assert page.steps.next.text() == "Import 1 row"
        page.go_on()
        settle()
        assert _names(desk.database) == ["北京新世界公司", "深圳鑫源精密机械股份有限公司"]

    def test_within_the_file_cannot_be_updated(self, take, press, write_csv):
        rows = (self.ROWS[0], self.ROWS[1], ("深圳鑫源精密机械股份有限公司", "0755-55501234"))
        page = take(write_csv(rows=rows), steps=2)
        press("2")
        assert page.importing.job.decisions == {}
        press(KEY.Key_Space)
        assert page.importing.job.decisions == {3: SKIP}
        assert page.check.doubles.comparison.within.isVisible()


def test_undo_takes_the_whole_import_back(take, write_csv, desk, settle, content):
    before = content()
    page = take(write_csv(), steps=3)
    assert content() != before
    page.done.undo.click()
    settle()
    assert _names(desk.database) == []
    assert page.done.again.isVisible()
    page.done.again.click()
    settle()
    assert (page.steps.current(), page.check.figures.figures[Outcome.CREATED].number.text()) == (CHECK, "3")


def test_undo_by_the_usual_key_is_noticed(take, press, write_csv):
    page = take(write_csv(), steps=3)
    press((CTRL, KEY.Key_Z))
    assert page.importing.is_undone
    assert page.done.title.text() == "The import was taken back"


def test_a_check_that_is_stopped_can_be_made_again(take, write_csv, settle, qtbot):
    page = take(write_csv(), steps=1)
    page.go_on()
    assert page.importing.task is not None
    page.importing.stop()
    settle()
    assert page.steps.current() in (MATCH, CHECK)  # the last row may have been read before it heard
    if page.steps.current() == MATCH:
        page.go_on()
        settle()
    assert page.check.figures.figures[Outcome.CREATED].number.text() == "3"


def test_a_stopped_import_leaves_nothing(take, write_csv, settle, desk, content):
    rows = [PEOPLE_HEAD, *((f"K{n}", f"公司第{n}号") for n in range(6_000))]
    page = take(write_csv(rows=rows), steps=2)
    before = content()
    page.go_on()
    page.importing.task.progressed.connect(lambda _done, _total: page.importing.stop())
    settle()
    assert (content(), _names(desk.database)) == (before, [])
    assert page.steps.current() == MATCH
    assert undo.steps(desk.database) == []


PEOPLE_HEAD = ("客户编号", "公司名称")


def test_files_that_belong_together_are_joined(take, write_csv, desk, settle):
    people = [("客户编号", "姓名", "手机"), ("K1", "王芳", "13800138000"), ("K1", "赵敏", "13800138001")]
    page = take(
        write_csv("people.csv", people),
        write_csv("companies.csv", [PEOPLE_HEAD, ("K1", "深圳鑫源")]),
        steps=2,
    )
    assert [job.path.name for job in page.importing.jobs] == ["companies.csv", "people.csv"]
    plans = [job.plan for job in page.importing.jobs]
    assert [plan.inspection.kind for plan in plans] == [Kind.CUSTOMERS, Kind.CONTACTS]
    assert [len(plan.refused) for plan in plans] == [0, 0]
    page.go_on()
    settle()
    only = customers.listing(desk.database, customers.CustomerFilter()).page(0, 9)
    assert [one.name for one in only] == ["深圳鑫源"]
    assert {one.name for one in contacts.contacts_of(desk.database, only[0].id)} == {"王芳", "赵敏"}


def test_undo_takes_back_all_files(take, write_csv, desk, settle):
    people = [("客户编号", "姓名", "手机"), ("K1", "王芳", "13800138000")]
    files = write_csv("people.csv", people), write_csv("companies.csv", [PEOPLE_HEAD, ("K1", "深圳鑫源")])
    page = take(*files, steps=3)
    page.done.undo.click()
    settle()
    assert _names(desk.database) == []


def test_address_cards_and_workbooks_come_the_same_way(take, tmp_path, desk, settle):
    card = tmp_path / "wang.vcf"
    card.write_text(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:王芳\r\nORG:深圳鑫源\r\nTEL:13800138000\r\nEND:VCARD\r\n", "utf-8"
    )
    book = tmp_path / "goods.xlsx"
    _write_workbook(book, [("产品编码", "产品名称", "单价"), ("P-1", "球阀", 120.5)])
    page = take(card, book)
    assert [job.inspection.kind for job in page.importing.jobs] == [Kind.CONTACTS, Kind.PRODUCTS]
    assert not page.file.facts.form.fields["delimiter"].isVisible()
    for _ in range(3):
        page.go_on()
        settle()
    assert _names(desk.database) == ["深圳鑫源"]
    goods = products.listing(desk.database, products.ProductFilter()).page(0, 9)
    assert [(one.code, str(one.unit_price.normalize())) for one in goods] == [("P-1", "120.5")]


def _write_workbook(path, rows) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415

    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def test_a_file_that_cannot_be_read_says_why_in_its_place(take, tmp_path, write_csv, settle):
    empty = tmp_path / "nothing.csv"
    empty.touch()
    page = take(empty)
    assert page.file.refusal_text() == "nothing.csv is empty. Choose a file with at least one row."
    assert not page.steps.next.isEnabled()
    page.leave_out()
    assert page.importing.jobs == []
    take(write_csv(), steps=2)
    assert page.steps.current() == CHECK


def _drop(window, path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    for kind in (QDragEnterEvent, QDropEvent):
        spot = QPoint(400, 300) if kind is QDragEnterEvent else QPointF(400, 300)
        held = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(window, kind(spot, *held))


def test_a_file_dropped_anywhere_opens_the_import(window, write_csv, settle):
    window.open(Place("customers"))
    settle()
    _drop(window, write_csv())
    settle()
    front = window.stack.front()
    assert front.kind == "import"
    assert front.file.preview.names()[1] == "公司名称"


def test_what_is_no_table_is_not_taken(window, tmp_path, settle):
    window.open(Place("customers"))
    settle()
    picture = tmp_path / "logo.png"
    picture.write_bytes(b"png")
    _drop(window, picture)
    assert window.stack.front().kind == "customers"


def test_the_result_is_saved_with_a_reason_beside_each_row(take, write_csv, settle, tmp_path, qtbot):
    rows = [("公司名称", "邮箱"), ("深圳鑫源", "不是邮箱"), ("广州金穗", "a@b.cn")]
    page = take(write_csv(rows=rows), steps=3)
    page.save_result()
    dialog = page.window().findChild(QFileDialog)
    target = tmp_path / "result.csv"
    dialog.fileSelected.emit(str(target))
    dialog.done(0)
    settle()
    lines = target.read_text("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "不是邮箱" in lines[1]
    assert "refused" in lines[1]
    assert "created" in lines[2]


def test_begin_again_forgets_everything(take, write_csv):
    page = take(write_csv(), steps=2)
    page.steps.cancel.click()
    assert (page.steps.current(), page.importing.jobs) == (FILE, [])
    assert page.file.choose.isVisible()


def test_a_column_is_matched_with_an_own_field_by_typing_and_told(
    take, press, write_csv, desk, make_customer, settle
):
    field = custom_fields.add_field(
        desk.database, {"label": "压力", "label_en": "Pressure", "kind": "number"}
    )
    known = make_customer("深圳鑫源精密机械有限公司", external_id="C1")
    rows = [
        ("客户编号", "公司名称", "甲乙"),
        ("C1", "深圳鑫源精密机械有限公司", "5"),
        ("C2", "广州金穗", "很高"),
    ]
    page = take(write_csv(rows=rows), steps=1)
    page.match.table.setFocus()
    press(KEY.Key_Down, KEY.Key_Down, "yali", KEY.Key_Return)  # 压力 by its sound, in an English window
    assert page.importing.job.inspection.mapping[2] == "own.pressure"
    press(ON)
    (change,) = page.check.changes.records.source.page(0, 9)
    assert (change.called, change.before, change.after) == ("Pressure", None, 5)
    assert change.name == "深圳鑫源精密机械有限公司"
    page.check.show_list("refused")
    settle()
    (refused,) = page.check.refused.records.source.page(0, 9)
    assert (refused.row, refused.called) == (3, "Pressure")
    press(ON)
    assert custom_fields.values_of(desk.database, known) == {field: 5}


def test_own_fields_stand_beside_those_of_a_likely_double(take, write_csv, desk, make_customer):
    given = {"label": "压力", "label_en": "Pressure", "kind": "number"}
    field = custom_fields.add_field(desk.database, given)
    known = make_customer("深圳鑫源精密机械股份有限公司")
    custom_fields.set_value(desk.database, [known], field, Decimal(3))
    page = take(write_csv(rows=[("公司名称", "压力"), ("深圳市鑫源精密机械有限公司", "5")]), steps=2)
    pairs = page.check.doubles.comparison.pairs.records.source.page(0, 20)
    (own,) = [pair for pair in pairs if pair.own is not None]
    assert (own.called, own.mine, own.theirs) == ("Pressure", "5", "3")
