import csv
import json
from itertools import islice
from pathlib import Path

import pytest

from salesdesk import words
from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import excel_files, excel_worker
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Content, FileKind, Reading, TableFile

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SETS = (
    *("messy_csv", "messy_csv_pollock/csv", "excel_quirks", "contacts_csv_ldif", "vcard", "cn_companies"),
    *("cn_names", "cn_addresses", "cn_regions", "northwind", "superstore_cn", "crm_sales_opportunities"),
    *("online_retail", "sp500_companies", "currency"),
)
SPECTRUM = sorted((SHARED / "messy_csv").glob("csvspectrum_*.csv"))
POLLOCK = SHARED / "messy_csv_pollock"
FIRST = ("001", "深圳市鑫源机械有限公司", "王芳", "13800138000", "深圳", "wang@xinyuan.example")
SAKURA = ("株式会社さくら商事", "田中太郎", "03-1234-5678", "東京都千代田区丸の内1-1")
HONGHAI = ("001", "鴻海精密工業股份有限公司", "陳美玲", "02-22683466", "新北市")
MUELLER = ("0001", "Müller & Söhne GmbH", "Jürgen Groß", "München", "1.234,56")


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "header", "rows", "first"),
    [
        ("customers_utf8.csv", "utf-8", ",", 1, 3, FIRST),
        ("customers_utf8_bom.csv", "utf-8-sig", ",", 1, 3, FIRST),
        ("customers_utf16.csv", "utf-16", ",", 1, 3, FIRST),
        ("customers_utf16le_no_mark.csv", "utf-16-le", ",", 1, 3, FIRST),
        ("customers_gb18030.csv", "gb18030", ",", 1, 3, FIRST),
        ("customers_utf8.csv.gz", "utf-8", ",", 1, 3, FIRST),
        (
            "customers_big5.csv",
            "big5",
            ";",
            1,
            3,
            ("001", "鴻海精密工業股份有限公司", "陳美玲", "02-22683466", "新北市"),
        ),
        ("customers_shift_jis.tsv", "shift_jis", "\t", 1, 2, SAKURA),
        ("customers_latin1.csv", "latin-1", ";", 1, 3, MUELLER),
        ("customers_cp1252.csv", "cp1252", ";", 1, 3, MUELLER),
        ("products_bar.txt", "utf-8", "|", 1, 3, ("P-1", "Ball valve DN50", "100.50", "pcs")),
        ("title_above.csv", "utf-8", ",", 4, 2, ("1", "宝山钢铁", "上海", "021-12345678", "")),
        ("sep_line.csv", "utf-8", ";", 2, 1, ("Acme, Inc.", "Paris")),
    ],
)
def test_a_file_says_itself_how_it_is_read(tables, name, encoding, delimiter, header, rows, first):
    table = read_table(tables / name)
    assert (table.kind, table.encoding, table.delimiter) == (FileKind.CSV, encoding, delimiter)
    found = list(table.rows())
    assert (table.header_row, len(found), found[0].cells) == (header, rows, first)
    assert list(table.rows()) == found  # and again from the beginning


def test_columns_know_what_they_look_like(tables):
    columns = read_table(tables / "customers_gb18030.csv").columns
    assert [column.content for column in columns] == [
        Content.NUMBER, Content.TEXT, Content.TEXT, Content.PHONE, Content.TEXT, Content.EMAIL,
    ]  # fmt: skip
    assert columns[1].samples == ("深圳市鑫源机械有限公司", "上海宏达贸易有限公司", "成都蓝天食品厂")


def test_what_a_person_decides_is_done(tables):
    path = tables / "title_above.csv"
    assert read_table(path, Reading(header_row=1)).columns[0].name == "客户一览表"
    assert read_table(path, Reading(header_row=0)).columns[0].name == "A"
    assert len(read_table(path, Reading(delimiter=";")).columns) == 1
    garbled = read_table(tables / "customers_gb18030.csv", Reading(encoding="latin-1"))
    assert garbled.columns[1].name == "公司名称".encode("gb18030").decode("latin-1")


def test_one_stray_quote_does_not_swallow_the_file(tables):
    rows = [row.cells for row in read_table(tables / "stray_quotes.csv").rows()]
    assert rows == [
        ("1", "Alpha, Inc", "fine", "10"),
        ("2", '"Beta', "broken", "20"),
        ("3", 'Gamma "G"', "ok", "30"),
        ("4", "Delta", "two\nlines", "40"),
    ]


def test_a_second_table_is_told_and_can_be_chosen(tables):
    path = tables / "second_table.csv"
    table = read_table(path)
    assert [row.cells[0] for row in table.rows()] == ["Alpha", "Beta"]
    assert [(notice.code, notice.values) for notice in table.notices] == [("second-table", {"row": 4})]
    assert [row.cells[0] for row in read_table(path, Reading(header_row=4)).rows()] == ["Gamma"]


def test_a_header_printed_on_each_page_is_no_second_table(read):
    page = "name,city\nAlpha,Paris\n"
    assert [row.cells[0] for row in read(page * 4)] == ["Alpha"] * 4


@pytest.mark.parametrize(
    ("row", "cells", "problem"),
    [
        ("5,Oslo", ("5", "Oslo", "", ""), ""),
        ("5,Oslo,3.5,a@b.example,", ("5", "Oslo", "3.5", "a@b.example"), ""),
        ("5,,Oslo,3.5,a@b.example", ("5", "Oslo", "3.5", "a@b.example"), ""),  # one separator too many
        ("5,Oslo,Norway,3.5,a@b.example", ("5", "Oslo", "Norway", "3.5"), "row-too-long"),
        ("5Oslo,3.5,a@b.example", ("5Oslo", "3.5", "a@b.example", ""), "row-slipped"),
    ],
)
def test_ragged_rows_are_filled_set_right_or_told(read, row, cells, problem):
    table = "id,city,rate,mail\n1,Rome,1.5,x@a.example\n2,Bern,2.5,y@a.example\n3,Kyiv,2.0,z@a.example\n"
    last = read(f"{table}{row}\n")[-1]
    assert (last.number, last.cells, last.problem) == (5, cells, problem)


def _shared() -> list[Path]:
    return sorted(path for name in SETS for path in (SHARED / name).rglob("*") if path.is_file())


@pytest.fixture
def in_process(monkeypatch):
    """Read workbooks without a worker for each; the worker has its own tests."""
    monkeypatch.setattr(excel_files, "_messages", lambda path, sheet: excel_worker.messages(str(path), sheet))


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("path", _shared(), ids=lambda path: path.name)
def test_everything_in_the_sets_is_read_or_refused_with_a_reason(path):
    table = _table_or_reason(path)
    if isinstance(table, str):
        assert not table.startswith("error.")
        return
    width = len(table.columns)
    assert width > 0
    assert all(len(row.cells) == width for row in islice(table.rows(), 2_000))


def _table_or_reason(path: Path) -> TableFile | str:
    try:
        return read_table(path)
    except FileRefused as refused:
        return words.error_text(refused)


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_the_spectrum_is_read_as_its_makers_expect(path):
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    table = read_table(path)
    names = [column.name for column in table.columns]
    assert [dict(zip(names, row.cells, strict=True)) for row in table.rows()] == expected


def _pollock() -> list[dict[str, str]]:
    index = POLLOCK / "index.csv"
    return list(csv.DictReader(index.read_text("utf-8").splitlines())) if index.exists() else []


@pytest.mark.parametrize("case", _pollock(), ids=lambda case: Path(case["polluted"]).stem)
def test_polluted_tables_are_read_right_but_for_rows_that_are_told(case):
    expected = list(
        csv.reader((POLLOCK / case["expected_table"]).read_text("utf-8").splitlines(keepends=True))
    )[1:]
    if not expected and not (POLLOCK / case["polluted"]).stat().st_size:
        with pytest.raises(FileRefused, match="file-empty"):
            read_table(POLLOCK / case["polluted"])
        return
    rows = list(read_table(POLLOCK / case["polluted"]).rows())
    assert len(rows) == len(expected)
    wrong = [row for row, right in zip(rows, expected, strict=True) if list(row.cells) != right]
    assert [row.number for row in wrong if not row.problem] == []
    assert len(wrong) <= 1
