"""Tables as other programs write them: rare delimiters and encodings, remarks below, quotes left open."""

import pytest

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Row

HEADS = ("编号", "公司名称", "城市")
BODY = (("1", "鑫源机械", "深圳"), ("2", "宝泰电子", "上海"))


def table(path, content, encoding="utf-8"):
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_table(path)


def cells(rows):
    return [row.cells for row in rows]


@pytest.mark.parametrize("mark", [":", "^", "~", "，", "；"])
def test_a_rare_delimiter_is_found_where_no_usual_one_is(tmp_path, mark):
    found = table(tmp_path / "a.csv", "\n".join(mark.join(row) for row in (HEADS, *BODY)))
    assert (found.delimiter, cells(found.rows())) == (mark, list(BODY))


def test_colons_of_times_part_nothing(tmp_path):
    assert table(tmp_path / "a.csv", "开门\n08:30\n09:15\n10:45\n").delimiter == ""


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("Numer;Nazwa firmy\n1;Zakład Łukasz Wójcik\n2;Piekarnia Pączek\n", "cp1250", "cp1250"),
        ("Numer;Nazwa firmy\n1;Zakład Łukasz Wójcik\n2;Piekarnia Pączek, Śrem\n", "iso8859_2", "iso-8859-2"),
        ("Код;Название\n1;ООО Ромашка\n2;ЗАО Север\n", "koi8-r", "koi8-r"),
        ("Код;Название\n1;ООО Ромашка\n2;ЗАО Север\n", "cp866", "cp866"),
        ("Kunde;Straße\nMüller & Söhne;Königstraße 12\nSchäfer KG;Höhenweg 3\n", "cp850", "cp850"),
        ("Müşteri;Şehir\nYıldız Gıda;İstanbul\nGüneş Işık;Eskişehir\n", "cp1254", "cp1254"),
        ("会社名,電話\nトヨタ自動車,03-1234-5678\n", "iso2022_jp", "iso-2022-jp"),
        ("ｶｲｼｬﾒｲ,TEL\nﾄﾖﾀ ｼﾞﾄﾞｳｼｬ,03-1111-2222\n", "cp932", "shift_jis"),
        ("date,note\n2020,Рrotest in the сity оf Minsk\n", "utf-8", "utf-8"),
        ("名字,note\n李,a\n", "utf-8", "utf-8"),
        ("a,b\nʤ,1\n", "utf-8", "utf-8"),
    ],
)
def test_further_encodings(tmp_path, text, encoding, name):
    found = table(tmp_path / "a.csv", text, encoding)
    assert found.encoding == name
    assert cells(found.rows()) == [tuple(line.split(found.delimiter)) for line in text.splitlines()[1:]]


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path):
    found = table(tmp_path / "a.csv", '编号,公司名称,备注\n1,鑫源,"没有关\n2,宝泰,b\n3,恒立,c\n')
    assert cells(found.rows()) == [("1", "鑫源", '"没有关'), ("2", "宝泰", "b"), ("3", "恒立", "c")]


def test_a_last_column_without_a_name_makes_no_row_a_header(tmp_path):
    found = table(tmp_path / "a.csv", "Company;\nAcme;\nBeta;\n")
    assert (found.header_row, cells(found.rows())) == (1, [("Acme",), ("Beta",)])
    found = table(tmp_path / "b.csv", "Name,City,\nAnna,Paris,x\nBob,Rome,y\nEve,Oslo,z\n")
    assert (found.header_row, len(list(found.rows()))) == (1, 3)


def test_a_first_row_of_companies_is_no_header(tmp_path):
    found = table(tmp_path / "a.csv", "深圳鑫源机械有限公司\n上海宝泰电子有限公司\n广州恒立包装厂\n")
    assert (found.header_row, len(list(found.rows()))) == (0, 3)


@pytest.mark.parametrize(
    "last", ["合计,,2", "Total:,,", "备注：以上为全部客户,,", "第 1 页,,", "制表人：王伟,,"]
)
def test_what_stands_below_a_table_is_told_and_not_taken(tmp_path, last):
    found = table(tmp_path / "a.csv", f"编号,公司名称,数量\n1,鑫源,3\n2,宝泰,4\n{last}\n")
    assert [row.problem for row in found.rows()] == ["", "", "row-below-table"]


def test_a_company_may_be_called_like_a_remark(tmp_path):
    found = table(
        tmp_path / "a.csv", "公司名称,城市,电话\n总计软件,深圳,1\nNotes: a shop,Oslo,2\n合计,北京,3\n"
    )
    assert [row.problem for row in found.rows()] == ["", "", ""]


def test_a_table_without_header_keeps_its_poor_first_row(tmp_path):
    found = table(tmp_path / "a.csv", "1,x,,,\n2,x,3.5,4,5\n3,y,4.5,5,6\n")
    assert cells(found.rows())[0] == ("1", "x", "", "", "")


def test_blank_lines_without_end_are_not_read_to_their_end(tmp_path):
    with pytest.raises(FileRefused, match="too-many-rows"):
        list(table(tmp_path / "a.csv", "name,city\nAcme,Oslo\n" + "\n" * 1_000_100).rows())


def test_a_locked_old_workbook_is_told_as_such(tmp_path):
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    book = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12) + b"\x2f\x00\x06\x00"
    (tmp_path / "a.xls").write_bytes(start + book + "WORKBOOK".encode("utf-16-le"))
    with pytest.raises(FileRefused, match="file-has-password"):
        read_table(tmp_path / "a.xls")


def test_half_a_card_is_no_table(tmp_path):
    with pytest.raises(FileRefused, match="file-without-people"):
        table(tmp_path / "a.vcf", "VERSION:3.0\nFN:Wang Wei\nTEL:123\nEND:VCARD\n")


def test_directory_entries_without_a_name_of_their_own(tmp_path):
    found = table(tmp_path / "a.ldif", "objectclass: top\nobjectclass: person\ncn: Al\nmobile: 011\n\n")
    assert list(found.rows()) == [Row(1, ("Al", "011"))]


def test_a_change_of_an_entry_is_nobody(tmp_path):
    text = (
        "version: 1\ndn: cn=Fiona,dc=a\nchangetype: add\nobjectclass: person\ncn: Fiona\n\n"
        "dn: cn=Gern,dc=a\nchangetype: modify\nreplace: cn\ncn: Gern Jensen\n-\n\n"
        "dn: cn=Robert,dc=a\nchangetype: delete\n"
    )
    found = table(tmp_path / "a.ldif", text)
    assert [row.problem for row in found.rows()] == ["", "entry-is-change", "entry-is-change"]


def test_a_quoted_printable_name_has_no_line_breaks(tmp_path):
    card = "BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:=0DNo=0Dwhere;Body\nEND:VCARD\n"
    assert cells(table(tmp_path / "a.vcf", card).rows()) == [("Body No where",)]


@pytest.mark.parametrize("wrapped", ['="00017"', '"=""00017"""'])
def test_a_number_wrapped_so_that_it_keeps_its_zeros_is_that_number(tmp_path, wrapped):
    found = table(tmp_path / "a.csv", f'编号,公司名称,备注\n{wrapped},鑫源,="a"&"b"\n="00018",宝泰,=""\n')
    assert cells(found.rows()) == [("00017", "鑫源", '="a"&"b"'), ("00018", "宝泰", "")]
