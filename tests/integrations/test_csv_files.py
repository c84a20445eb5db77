import csv
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Content

CELLS = st.text(
    st.sampled_from("abcdefghijklmnop ABC123.-深圳市鑫源王芳,;|\t\"'\n/&é"), min_size=0, max_size=12
).map(lambda text: " ".join(text.split(" ")).strip())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.integers(1, 9_999), CELLS, CELLS, st.decimals(0, 999, places=2)), min_size=4, max_size=25
    ),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_written_in_any_dialect_comes_back(tmp_path, rows, delimiter, encoding, line_end, quoting):
    stream = StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(["number", "company", "remark", "price"])
    expected = []
    for number, name, remark, price in rows:
        cells = [str(number), name.replace("\n", line_end), remark.replace("\n", line_end), str(price)]
        writer.writerow(cells)
        expected.append(tuple(cells))
    path = tmp_path / "file.csv"
    path.write_bytes(stream.getvalue().encode(encoding))
    table = read_table(path)
    assert (table.delimiter, table.header_row, len(table.columns)) == (delimiter, 1, 4)
    assert [row.cells for row in table.rows()] == expected


@pytest.mark.parametrize(
    ("text", "header", "names", "first"),
    [
        ("1,null,0,0\n2,0,0,null\n3,null,,\n", 0, ["A", "B", "C", "D"], "1"),
        ("Year,2000,2001,2002\nTimber,10,20,30\n", 1, ["Year", "2000", "2001", "2002"], "Timber"),
        ("# remark\nf1,f2\n1,2\n", 2, ["f1", "f2"], "1"),
        ("name,name,,x\na,b,c,d\n", 1, ["name", "name (2)", "C", "x"], "a"),
        ("公司\n鑫源\n宝山\n", 1, ["公司"], "鑫源"),
        ("name\nFoo, Inc\nBar\nBaz, Ltd, Co\n", 1, ["name"], "Foo, Inc"),
        ("id,name,age\n1101,John\n1102,Julie,26,Potatoes\n", 1, ["id", "name", "age"], "1101"),
        ("a, b, c\n1, 2, 3\n4, 5, 6\n", 1, ["a", "b", "c"], "1"),
        ("'a','b','it''s'\n'1','x,y','3'\n'2','z','4'\n", 1, ["a", "b", "it's"], "1"),
        ('id,size\n1,"48\\" wide"\n2,"12\\" tall"\n', 1, ["id", "size"], "1"),
    ],
)
def test_header_and_cells_are_found(tmp_path, text, header, names, first):
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    table = read_table(path)
    assert (table.header_row, [column.name for column in table.columns]) == (header, names)
    assert next(table.rows()).cells[0] == first


def test_escaped_quotes_are_quotes(read):
    rows = read('id,size\n1,"48\\" wide"\n2,"12\\" tall"\n3,plain\n')
    assert [row.cells[1] for row in rows] == ['48" wide', '12" tall', "plain"]


def test_decimal_commas_do_not_make_commas_the_delimiter(read):
    assert read("art;preis;rabatt\nA;1,50;0,10\nB;2.345,00;0,25\n")[1].cells == ("B", "2.345,00", "0,25")


def test_row_numbers_count_as_a_spreadsheet_does(read):
    rows = read('name,note\nAlpha,"two\nlines"\n\nBeta,x\n')
    assert [(row.number, row.cells[0]) for row in rows] == [(2, "Alpha"), (4, "Beta")]


def test_zero_bytes_are_left_out(read):
    assert read(b"a,b,c\n\x00,2,3\n4\x00,5,6\n")[1].cells == ("4", "5", "6")


def test_what_columns_look_like(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text(
        "n,d,p,m,l,y,t,x\n1.5,2026-01-31,13%,a@b.example,https://a.example,yes,10:30,words\n"
        '"2,000.50",2026-02-28,6%,c@d.example,www.b.example,no,23:59:59,more\n',
        encoding="utf-8",
    )
    assert [column.content for column in read_table(path).columns] == [
        *(Content.NUMBER, Content.DATE, Content.PERCENT, Content.EMAIL, Content.LINK, Content.YES_NO),
        Content.TIME,
        Content.TEXT,
    ]
