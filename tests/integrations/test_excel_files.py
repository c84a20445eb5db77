from datetime import date, time
from decimal import Decimal

import pytest
from xlsxwriter import Workbook

from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Content, FileKind, Reading


@pytest.fixture
def made(tmp_path):
    """Make a workbook by a function of (book, sheet) and return its path."""

    def make(fill):
        path = tmp_path / "made.xlsx"
        book = Workbook(str(path))
        fill(book, book.add_worksheet("Data"))
        book.close()
        return path

    return make


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("date.xlsx", FileKind.XLSX),
        ("date.xlsb", FileKind.XLSB),
        ("date.xls", FileKind.XLS),
        ("date.ods", FileKind.ODS),
    ],
)
def test_every_kind_of_workbook_gives_real_dates(tables, name, kind):
    table = read_table(tables / name)
    assert (table.kind, table.sheet) == (kind, "Sheet1")
    assert next(table.rows()).cells[0] == date(2021, 1, 1)


def test_dates_counted_from_1904(tables):
    assert set(next(read_table(tables / "dates-1904.xls").rows()).cells) == {date(2000, 1, 1)}


def test_types_zeros_and_long_numbers_survive(made):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["code", "name", "price", "phone", "day", "at", "share", "active", "id"])
        text = book.add_format({"num_format": "@"})
        sheet.write_string(1, 0, "00123", text)
        sheet.write(1, 1, "Alpha")
        sheet.write_number(1, 2, 0.1 + 0.2)
        sheet.write_number(1, 3, 13800138000)
        sheet.write_datetime(1, 4, date(2026, 2, 28), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(1, 5, time(10, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_number(1, 6, 0.13, book.add_format({"num_format": "0%"}))
        sheet.write_boolean(1, 7, True)
        sheet.write_string(1, 8, "110101199003078811", text)

    row = next(read_table(made(fill)).rows())
    assert row.cells == (
        "00123", "Alpha", Decimal("0.3"), 13800138000, date(2026, 2, 28), time(10, 30), Decimal("0.13"), True,
        "110101199003078811",
    )  # fmt: skip


def test_numbers_that_are_shown_with_zeros_keep_them(made):
    def fill(book, sheet):
        code, post = (book.add_format({"num_format": each}) for each in ("000000", "[$-804]00000;@"))
        sheet.write_row(1, 1, ["Code", "Postcode", "Amount"])
        for row, number in enumerate((17, 1234567, 17.5, -4), 2):
            sheet.write_number(row, 1, number, code)
            sheet.write_number(row, 2, 518, post)
            sheet.write_number(row, 3, 18, book.add_format({"num_format": "0.00"}))
        sheet.merge_range(6, 1, 7, 1, 9, code)
        sheet.write(7, 2, "x")

    rows = [row.cells for row in read_table(made(fill)).rows()]
    assert [row[-3] for row in rows] == ["000017", 1234567, Decimal("17.5"), -4, "000009", "000009"]
    assert [row[-2:] for row in rows[:4]] == [("00518", 18)] * 4


def test_error_cells_are_empty(made):
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["name", "sum"])
        sheet.write_row(1, 0, ["Alpha"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["Beta", 5])

    assert [row.cells[1] for row in read_table(made(fill)).rows()] in ([None, 5], ["", 5])


def test_a_merged_title_and_a_header_of_two_rows(made):
    def fill(book, sheet):
        middle = book.add_format({"align": "center"})
        sheet.merge_range("A1:D1", "客户一览表", middle)
        sheet.merge_range("A2:A3", "公司", middle)
        sheet.merge_range("B2:C2", "联系方式", middle)
        sheet.merge_range("D2:D3", "城市", middle)
        sheet.write_row(2, 1, ["电话", "邮箱"])
        sheet.write_row(3, 0, ["鑫源", "0755-12345678", "a@b.example", "深圳"])
        sheet.write_row(4, 0, ["宏达", "021-12345678", "c@d.example", "上海"])

    table = read_table(made(fill))
    assert [column.name for column in table.columns] == ["公司", "联系方式 电话", "联系方式 邮箱", "城市"]
    assert (table.header_row, [row.cells[0] for row in table.rows()]) == (3, ["鑫源", "宏达"])


def test_a_cell_merged_downwards_speaks_for_all_its_rows(made):
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["company", "person"])
        sheet.merge_range("A2:A4", "Alpha")
        for number, person in enumerate(["Ann", "Bob", "Cy"], 1):
            sheet.write(number, 1, person)

    assert [row.cells for row in read_table(made(fill)).rows()] == [
        ("Alpha", "Ann"),
        ("Alpha", "Bob"),
        ("Alpha", "Cy"),
    ]


def test_a_cell_merged_to_the_right_below_the_header_speaks_for_its_own_column(made):
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["company", "phone", "mail"])
        sheet.merge_range("A2:C2", "East")
        sheet.write_row(2, 0, ["Alpha", "", "a@a.example"])
        sheet.write(3, 0, "Beta")
        sheet.merge_range("B4:C4", "021-12345678")

    assert list(read_table(made(fill)).rows()) == [
        (2, ("East", None, None), "row-below-table"),
        (3, ("Alpha", None, "a@a.example"), ""),
        (4, ("Beta", "021-12345678", None), ""),
    ]


def test_sheets_are_listed_and_chosen(made):
    def fill(book, sheet):
        sheet.write(0, 0, "a note")
        hidden = book.add_worksheet("Hidden")
        hidden.hide()
        hidden.write_row(0, 0, ["x", "y"])
        hidden.write_row(1, 0, [1, 2])
        other = book.add_worksheet("客户")
        other.write_row(0, 0, ["name", "city"])
        other.write_row(1, 0, ["Alpha", "Paris"])

    path = made(fill)
    table = read_table(path)
    assert (table.sheet, table.sheets) == ("客户", ("Data", "客户", "Hidden"))
    assert read_table(path, Reading(sheet="Hidden")).columns[0].name == "x"


def test_a_long_sheet_is_read_in_parts_and_again(made):
    def fill(_book, sheet):
        sheet.write_row(0, 0, ["number", "name"])
        for number in range(1, 3_001):
            sheet.write_row(number, 0, [number, f"Name {number}"])

    table = read_table(made(fill))
    for _ in range(2):
        rows = list(table.rows())
        assert (len(rows), rows[-1].cells, rows[-1].number) == (3_000, (3_000, "Name 3000"), 3_001)
    assert table.columns[0].content is Content.NUMBER


def test_leaving_a_sheet_half_read_leaves_no_process_behind(made):
    def fill(_book, sheet):
        for number in range(3_000):
            sheet.write_row(number, 0, [f"name {number}", number])

    rows = read_table(made(fill)).rows()
    next(rows)
    rows.close()  # a worker left behind would be a ResourceWarning, and so an error
