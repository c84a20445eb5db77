"""Files that want to do harm, or are merely broken: each is refused with a reason, or read as text."""

import gzip
import io
import struct
import subprocess
import sys
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from salesdesk import words
from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import archives, excel_worker, limits
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Reading
from tests.test_architecture import ROOT


def _workbook(rows: list[list[object]], cell: str = "") -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if cell:
        sheet.write(cell, "far away")
    book.close()
    return stream.getvalue()


PLAIN = _workbook([["name", "city"], ["Alpha", "Paris"], ["Beta", "Rome"]])


def _with(added: dict[str, bytes], base: bytes = PLAIN) -> bytes:
    """Return a workbook with further members, or others in the place of its own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in added:
                new.writestr(name, old.read(name))
        for name, content in added.items():
            new.writestr(name, content)
    return stream.getvalue()


def _sheet(body: str, head: str = "") -> dict[str, bytes]:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<?xml version="1.0"?>{head}<worksheet xmlns="{space}"><sheetData>{body}</sheetData></worksheet>'
    return {"xl/worksheets/sheet1.xml": text.encode()}


@pytest.fixture
def refused(tmp_path):
    def code(content: bytes, name: str = "file.xlsx", **reading: object) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(FileRefused) as error:
            list(read_table(path, Reading(**reading)).rows())
        return error.value.code

    return code


ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_with({"xl/media/bomb.bin": bytes(60 * limits.MEGABYTE)}), "unpacks-too-large"),
        (_with({f"xl/media/{n}.bin": b"" for n in range(limits.MEMBERS)}), "too-many-members"),
        (_with({"xl/embeddings/inner.zip": PLAIN}), "archive-within"),
        (_with({"xl/media/picture.png": PLAIN}), "archive-within"),
        (_with({"../../evil.xml": b"x"}), "path-outside"),
        (_with(_sheet("<row/>", ENTITIES)), "file-has-entities"),
        (PLAIN[: len(PLAIN) // 2], "file-broken"),
        (b"PK\x03\x04" + b"\x00" * 200, "file-broken"),
        (b"", "file-empty"),
        (b"%PDF-1.7 ...", "file-not-a-table"),
        (b"\x89PNG\r\n\x1a\n....", "file-not-a-table"),
        (b"MZ\x90\x00" + b"\x00" * 99, "file-not-a-table"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file-is-markup"),
        (b'<?xml version="1.0"?><Workbook/>', "file-is-markup"),
        (b'{"name": "Alpha"}', "file-not-a-table"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "file-not-a-table"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "file-has-password",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
            "file-is-office",
        ),
        (bytes(range(256)) * 50, "file-not-text"),
        (b"a,b\n" + b"x" * 50 * limits.MEGABYTE, "line-endless"),
        (b"a," * 100_000 + b"a\n", "too-many-columns"),
        (gzip.compress(bytes(30 * limits.MEGABYTE)), "file-not-text"),
        (gzip.compress(b"a,b\n" * 20_000_000), "unpacks-too-large"),
        (gzip.compress(b"a,b\n" * 900)[:-9], "file-broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_is_refused_and_the_reason_told(refused, content, code):
    began = time.monotonic()
    assert refused(content) == code
    assert time.monotonic() - began < limits.WORKER_SECONDS


def test_a_zip_that_is_no_workbook_is_an_archive(refused):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("customers.csv", "name\nAlpha\n")
    assert refused(stream.getvalue()) == "file-is-archive"
    assert (
        refused(_with({"word/document.xml": b"x"}).replace(b"xl/workbook.xml", b"xl/workbooc.xml"))
        == "file-is-office"
    )


def test_members_that_share_bytes_are_refused(refused):
    """The list of contents says twice where the same bytes lie: unpacked, they would count twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", b"a" * 500)
        archive.writestr("xl/b.xml", b"b" * 500)
    data = bytearray(stream.getvalue())
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    assert refused(bytes(data)) == "file-broken"


_MEASURED = """
import resource, sys
from pathlib import Path
from salesdesk.domain.errors import FileRefused
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Reading

try:
    list(read_table(Path(sys.argv[1]), Reading()).rows())
except FileRefused as refused:
    print(refused.code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_cell_at_the_far_corner_does_not_eat_the_memory(tmp_path):
    """Read by a program of its own: what is counted for a child begins with the size of its parent."""
    far = tmp_path / "far.xlsx"
    far.write_bytes(
        _with(
            _sheet(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
            )
        )
    )
    command = [sys.executable, "-c", _MEASURED, str(far)]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    code, used = run.stdout.split()
    assert code in {"sheet-too-large", "too-many-rows", "too-many-columns"}
    assert int(used) * 1024 < limits.WORKER_BYTES


def test_a_worker_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    path = tmp_path / "slow.xlsx"
    path.write_bytes(_workbook([["n"]] + [[n] for n in range(20_000)]))
    monkeypatch.setattr(limits, "WORKER_SECONDS", 0.01)
    with pytest.raises(FileRefused, match="file-takes-too-long"):
        read_table(path)


def test_too_many_rows_are_refused_when_they_come(tmp_path, monkeypatch):
    path = tmp_path / "long.csv"
    path.write_text("name\n" + "Alpha\n" * 60, encoding="utf-8")
    table = read_table(path)
    monkeypatch.setattr(limits, "ROWS", 50)
    with pytest.raises(FileRefused, match="too-many-rows"):
        list(table.rows())


def test_a_sheet_that_is_not_there(refused):
    assert refused(PLAIN, sheet="Nowhere") == "sheet-missing"


@pytest.mark.parametrize("percent", range(1, 100, 2))
def test_a_workbook_cut_off_anywhere_is_refused(tmp_path, percent):
    path = tmp_path / "cut.xlsx"
    path.write_bytes(PLAIN[: len(PLAIN) * percent // 100])
    with pytest.raises(FileRefused):
        read_table(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_package_is_refused_or_passes_the_gate_unharmed(tmp_path, data):
    content = bytearray(PLAIN)
    for place in data.draw(st.lists(st.integers(0, len(PLAIN) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "bent.xlsx"
    path.write_bytes(content)
    with suppress(FileRefused):
        archives.check_archive(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(min_size=1, max_size=400), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_a_table_or_refused(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    with suppress(FileRefused):
        table = read_table(path)
        assert all(len(row.cells) == len(table.columns) for row in table.rows())


def test_formulas_are_text(read):
    rows = read("name,note\n=1+1,@SUM(A1)\n=cmd|' /C calc'!A0,+1\n＝1+1,-1\n")
    assert [row.cells for row in rows] == [
        ("=1+1", "@SUM(A1)"),
        ("=cmd|' /C calc'!A0", "+1"),
        ("＝1+1", "-1"),
    ]


def test_a_formula_in_a_workbook_is_its_last_value(tmp_path):
    path = tmp_path / "formula.xlsx"
    book = Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "sum"])
    sheet.write(1, 0, "Alpha")
    sheet.write_formula(1, 1, "=1+1", None, 2)
    book.close()
    assert [row.cells for row in read_table(path).rows()] == [("Alpha", 2)]


def test_a_quote_that_never_closes_costs_one_row(read):
    rows = read('name,city\n"Alpha,Paris\n' + "Beta,Rome\n" * 3_000)
    assert rows[0].cells == ('"Alpha', "Paris")
    assert len(rows) == 3_001


def test_a_cell_beyond_the_limit_is_told_of_its_row(read):
    rows = read("name,note\nAlpha," + "x" * 40_000 + "\nBeta,short\n")
    assert [row.problem for row in rows] == ["cell-too-long", ""]


def test_thousands_of_cards_and_a_picture_from_the_net(tmp_path, monkeypatch):
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Name %d\r\nPHOTO;VALUE=uri:http://127.0.0.1:9/x.jpg\r\nEND:VCARD\r\n"
    path = tmp_path / "cards.vcf"
    path.write_bytes(b"".join(card % number for number in range(5_000)))
    table = read_table(path)
    assert [column.name for column in table.columns] == ["FN"]
    assert sum(1 for _ in table.rows()) == 5_000
    monkeypatch.setattr(limits, "ROWS", 4_999)
    with pytest.raises(FileRefused, match="too-many-rows"):
        read_table(path)


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCARD\r\nFN:Name\r\n" + " folded" * 200_000 + "\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nFN:Name\r\nPHOTO;ENCODING=b:"
        + "\r\n ".join(["QUJD" * 18] * 20_000)
        + "\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\nFN:Name\nAGENT:\nBEGIN:VCARD\nFN:Inner\nEND:VCARD\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:Name\n" + "BEGIN:VCARD\n" * 500,
    ],
)
def test_cards_that_never_end_are_still_one_card_at_a_time(tmp_path, text):
    path = tmp_path / "card.vcf"
    path.write_text(text, encoding="utf-8")
    rows = list(read_table(path).rows())
    assert str(rows[0].cells[0]).startswith("Name")


def test_a_card_of_ten_thousand_numbers_is_cut_short(tmp_path):
    path = tmp_path / "card.vcf"
    path.write_text("BEGIN:VCARD\nFN:Name\n" + "TEL;CELL:1\n" * 10_000 + "END:VCARD\n", encoding="utf-8")
    assert len(read_table(path).columns) == 21


def test_rows_that_are_said_to_repeat_a_million_times(refused):
    space = "urn:oasis:names:tc:opendocument:xmlns"
    cell = '<table:table-cell table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    body = f'<table:table table:name="A">{row}'
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet>{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    assert refused(stream.getvalue()) in {
        "sheet-too-large",
        "too-many-rows",
        "too-many-columns",
        "file-broken",
    }


@pytest.mark.parametrize(
    "code",
    [
        *(
            "cell-too-long",
            "row-slipped",
            "row-too-long",
            "card-unclosed",
            "card-without-name",
            "row-repeated",
        ),
        *("row-passed-over", "file-is-archive", "file-is-office", "sheet-missing", "sheet-too-large"),
        *("too-many-rows", "too-many-columns", "file-broken", "file-has-password", "file-takes-too-long"),
    ],
)
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_travels_as_a_code_has_its_words(language, code):
    assert f"error.{code}" in words.words_of(language).texts


def test_the_worker_knows_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SALESDESK_PASSWORD", "secret")
    seen = {}

    class Seen(Exception):
        pass

    def popen(command, **options):
        seen.update(options["env"])
        raise Seen

    monkeypatch.setattr("salesdesk.integrations.excel_files.Popen", popen)
    path = tmp_path / "file.xlsx"
    path.write_bytes(PLAIN)
    with pytest.raises(Seen):
        read_table(path)
    assert "SALESDESK_PASSWORD" not in seen


def test_a_panic_of_the_parser_is_a_broken_file(monkeypatch):
    class Panic(BaseException):
        pass

    def panic(*_):
        raise Panic

    out = io.BytesIO()
    monkeypatch.setattr(excel_worker, "_bound", lambda: None)
    monkeypatch.setattr(excel_worker, "messages", panic)
    excel_worker.work(out, "x", None)
    assert b"file-broken" in out.getvalue()
