import csv
import io
import stat
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from salesdesk.domain.errors import BadInput, Cancelled, StorageError
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_writer import safe_text, writer_for
from salesdesk.integrations.vcard_writer import CardOut, write_card

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1+1",
    '=HYPERLINK("x")',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_in_csv(tmp_path, text):
    path = tmp_path / "out.csv"
    with writer_for(path) as writer:
        writer.head(["name"])
        writer.row([text])
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[1] == ["'" + text]


@pytest.mark.parametrize("text", ["Alpha", "深圳", "a=b", "O'Neill", "", "1+1"])
def test_harmless_text_stays_as_it_is(text):
    assert safe_text(text) == text


def test_csv_opens_in_excel_with_the_right_letters(tmp_path):
    path = tmp_path / "out.csv"
    with writer_for(path) as writer:
        writer.head(["公司"])
        writer.row(["鑫源"])
    assert path.read_bytes() == "\ufeff公司\r\n鑫源\r\n".encode()


def test_a_workbook_has_real_types_and_no_formula(tmp_path):
    path = tmp_path / "out.xlsx"
    cells = [
        "=1+1",
        "+49 151 1234567",
        "00123",
        5,
        Decimal("1.5"),
        date(2026, 2, 28),
        True,
        None,
        "110101199003078811",
    ]
    with writer_for(path) as writer:
        writer.head(["a", "b", "c", "d", "e", "f", "g", "h", "i"])
        writer.row(cells)
        writer.row(
            ["x", "y", "z", 6, Decimal("2.5"), datetime(2026, 2, 28, 10, 30, tzinfo=UTC), False, "w", "1"]
        )
    assert list(next(read_table(path).rows()).cells) == cells
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def _write_and_cancel(path):
    with writer_for(path) as writer:
        writer.head(["name"])
        writer.row(["Alpha"])
        raise Cancelled


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_file_appears_only_when_it_is_whole(tmp_path, name):
    path = tmp_path / name
    path.write_text("the old one", encoding="utf-8")
    with pytest.raises(Cancelled):
        _write_and_cancel(path)
    assert path.read_text("utf-8") == "the old one"
    assert [one.name for one in tmp_path.iterdir()] == [name]


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_may_read_it(tmp_path):
    for name in ("out.csv", "out.xlsx"):
        with writer_for(tmp_path / name) as writer:
            writer.head(["name"])
        assert _mode(tmp_path / name) & 0o077 == 0


def test_what_cannot_be_written_says_so(tmp_path):
    with pytest.raises(BadInput, match="export-format"), writer_for(tmp_path / "out.doc"):
        pass
    with pytest.raises(StorageError, match="export-unwritable"), writer_for(tmp_path / "none" / "out.csv"):
        pass


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_full_disk_is_told_and_left_as_it_was(tmp_path, monkeypatch, name):
    def full(_self, _target):
        raise OSError(28, "no space")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match="export-no-space"), writer_for(tmp_path / name) as writer:
        writer.head(["name"])
    assert list(tmp_path.iterdir()) == []


def test_a_card_is_folded_between_letters_and_read_back(tmp_path):
    note = "一行很长的备注，" * 20 + "a;b,c\\d\nnext"
    path = tmp_path / "card.vcf"
    with path.open("wb") as stream:
        write_card(stream, CardOut(uid="1", name="王芳", family="王", given="芳", company="鑫源", note=note))
    assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 75
    row = next(read_table(path).rows())
    assert ("王芳", "鑫源", note) == (row.cells[0], row.cells[1], row.cells[2])
