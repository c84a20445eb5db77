import pytest

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import FileKind

LONG_NOTE = "eine lange Zeile, die gefaltet wird und ein Komma; ein Semikolon und einen Umbruch\nenthält"


def _details(path):
    table = read_table(path)
    return [
        {
            column.meaning or column.name: cell
            for column, cell in zip(table.columns, row.cells, strict=True)
            if cell
        }
        for row in table.rows()
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "phone_gb18030_quoted.vcf",
            {
                "contact.name": "王芳",
                "customer.name": "深圳市鑫源机械有限公司",
                "contact.mobile": "13800138000",
            },
        ),
        (
            "phone_gb18030_plain.vcf",
            {
                "contact.name": "李强",
                "customer.name": "上海宏达贸易有限公司",
                "contact.department": "销售部",
                "contact.job_title": "采购经理",
                "contact.mobile": "+86 139 1234 5678",
                "contact.fax": "021-12345678",
            },
        ),
        (
            "card_v4.vcf",
            {
                "contact.name": "Anna Groß",
                "customer.name": "Müller & Söhne",
                "contact.department": "Einkauf",
                "contact.email": "anna@example.com",
                "contact.mobile": "+49-151-1234567",
                "contact.birthday": "19800229",
                "contact.note": LONG_NOTE,
            },
        ),
    ],
)
def test_cards_of_every_version_and_charset(tables, name, expected):
    assert _details(tables / name) == [expected]


def test_what_has_no_field_of_its_own_is_noted_and_said(tmp_path):
    file = tmp_path / "rest.vcf"
    file.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nPRODID:-//Phone\nREV:20260101\nFN:王芳\nNOTE:老客户\n"
        "ADR;TYPE=WORK:;;科技路1号;深圳;;;\nADR;TYPE=HOME:;;人民路2号;广州;;510000;\nX-QQ:12345\n"
        "IMPP:qq:67890\nIMPP;X-SERVICE-TYPE=Skype:x-apple:wang.fang\nURL:https://a.example\n"
        "URL:https://b.example\nitem1.X-ABDATE:2010-05-01\nitem1.X-ABLabel:_$!<Anniversary>!$_\n"
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;李强;1;;;\nEND:VCARD\n",
        encoding="utf-8",
    )
    [wang] = _details(file)
    assert wang["customer.street"] == "科技路1号"
    assert wang["contact.note"].splitlines() == [
        "老客户", "Address (home): 人民路2号, 广州, 510000", "Website: https://b.example", "QQ: 12345",
        "QQ: 67890", "Skype: wang.fang", "Anniversary: 2010-05-01", "Relation: 李强",
    ]  # fmt: skip
    [notice] = read_table(file).notices
    assert notice.code == "details-in-note"
    assert "QQ, Skype" in notice.values["names"]


def test_ldif_gives_people_and_leaves_lists_out(tables):
    table = read_table(tables / "people.ldif")
    assert (table.kind, [notice.code for notice in table.notices]) == (FileKind.LDIF, ["lists-left-out"])
    assert _details(tables / "people.ldif") == [
        {
            "contact.name": "王芳",
            "contact.email": "wang@xinyuan.example",
            "customer.name": "Xinyuan Machinery",
            "contact.phone": "0755-12345678",
        }
    ]


CASES = {
    "a name from its parts": ("N:Doe;John;;Dr.;", "contact.name", "Dr. John Doe"),
    "a Chinese name from its parts": ("N:王;芳;;;", "contact.name", "王芳"),
    "no name but a mail address": ("EMAIL:jane@example.com", "contact.name", "jane@example.com"),
    "a quoted list of types": ('FN:X\nTEL;TYPE="WORK,FAX":123', "contact.fax", "123"),
    "a bare type of version 2.1": ("FN:X\nTEL;CELL;PREF:123", "contact.mobile", "123"),
    "a grouped line": ("FN:X\nitem1.TEL:456", "contact.phone", "456"),
    "escaped marks": ("FN:Doe\\, John", "contact.name", "Doe, John"),
    "a soft break in quoted-printable": (
        "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B6=\nrg",
        "contact.name",
        "Jörg",
    ),
    "a birthday without a year": ("FN:X\nBDAY:--0412", "contact.birthday", "--0412"),
    "a birthday whose year stands for none": (
        "FN:X\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12",
        "contact.birthday",
        "--04-12",
    ),
    "an unknown charset": ("FN;CHARSET=X-NONE:Plain", "contact.name", "Plain"),
    "work address before home": (
        "FN:X\nADR;TYPE=HOME:;;Lane 1;Rome;;;\nADR;TYPE=WORK:;;Road 2;Bern;;3000;CH",
        "customer.city",
        "Bern",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_real_cards_look_like(tmp_path, case):
    lines, meaning, value = CASES[case]
    path = tmp_path / "card.vcf"
    path.write_text(f"BEGIN:VCARD\nVERSION:3.0\n{lines}\nEND:VCARD\n", encoding="utf-8")
    assert _details(path)[0][meaning] == value


def test_several_numbers_are_several_columns(tmp_path):
    path = tmp_path / "card.vcf"
    path.write_text(
        "BEGIN:VCARD\nFN:X\nTEL;CELL:1\nTEL;CELL:2\nEMAIL:a@b.c\nEMAIL:d@e.f\nEND:VCARD\n", encoding="utf-8"
    )
    table = read_table(path)
    assert [(column.name, column.meaning) for column in table.columns] == [
        ("FN", "contact.name"),
        ("TEL (cell)", "contact.mobile"),
        ("TEL (cell) 2", "contact.mobile"),
        ("EMAIL", "contact.email"),
        ("EMAIL 2", "contact.email"),
    ]


@pytest.mark.parametrize(
    ("lines", "problem"), [("TEL:1\nEND:VCARD\n", "card-without-name"), ("FN:Cut off\n", "card-unclosed")]
)
def test_a_card_that_cannot_be_taken_says_why(tmp_path, lines, problem):
    path = tmp_path / "card.vcf"
    path.write_text(f"BEGIN:VCARD\nFN:Good\nEND:VCARD\nBEGIN:VCARD\n{lines}", encoding="utf-8")
    assert [row.problem for row in read_table(path).rows()] == ["", problem]


def test_a_file_of_lists_only_is_refused(tmp_path):
    path = tmp_path / "lists.ldif"
    path.write_text("dn: cn=all\nobjectclass: groupOfNames\ncn: all\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="file-without-people"):
        read_table(path)
