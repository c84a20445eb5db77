from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput, FileRefused
from salesdesk.integrations.encodings import encoding_of, named

CHINESE = [
    "张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆",
    "赵敏", "黄磊", "周杰", "吴强", "深圳鑫源", "上海宏达",
    "北京中科", "成都蓝天", "广州华南", "武汉长江", "地址", "联系人",
    "备注", "苏州工业园区",
]  # fmt: skip
TAIWAN = [
    "林志明", "陳美玲", "王大同", "鴻海精密", "統一企業", "台積電",
    "客戶名稱", "聯絡人", "新北市", "臺中市", "高雄市", "黃淑芬",
    "許文龍", "股份有限公司",
]  # fmt: skip
JAPAN = [
    "田中太郎", "株式会社", "さくら商事", "東京都", "電話番号", "トヨタ自動車",
    "パナソニック", "有限会社みどり", "大阪市北区", "担当者", "ソニー",
]  # fmt: skip
WEST = [
    "Müller",
    "São Paulo",
    "Café",
    "Renée Lefèvre",
    "Søren Ålund",
    "Peña",
    "Großhandel Süd",
    "Château",
    "México D.F.",
]
RUSSIA = ["Москва", "Иванов Иван", "Новосибирск", "Санкт-Петербург"]
GREECE = ["Κωνσταντίνος", "Λεωνίδας", "Θεσσαλονίκη"]


def _found(text: str, codec: str) -> str:
    return encoding_of(BytesIO(text.encode(codec)), "x").name


def _file(words: list[str]) -> str:
    return "id,name\n" + "".join(f"{number},{word}\n" for number, word in enumerate(words, 1))


@pytest.mark.parametrize("word", CHINESE)
def test_one_short_name_is_enough_for_gb18030(word):
    assert _found(f"name\n{word}\n", "gb18030") == "gb18030"


@pytest.mark.parametrize("word", ["小学", "学习", "联通"])  # valid, or nearly, as UTF-8 too
def test_chinese_that_could_be_utf8_is_still_chinese(word):
    assert _found(f"name,city\n{word},{word}\n", "gb18030") == "gb18030"
    assert _found(f"name,city\n{word},{word}\n", "utf-8") == "utf-8"


@pytest.mark.parametrize(
    ("words", "codec", "name"),
    [
        (TAIWAN, "cp950", "big5"),
        (JAPAN, "cp932", "shift_jis"),
        (WEST, "cp1252", "latin-1"),
        (RUSSIA, "cp1251", "cp1251"),
        (GREECE, "iso8859_7", "iso-8859-7"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (WEST, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16", "utf-16"),
        (JAPAN, "utf-32", "utf-32"),
        (JAPAN, "euc_jp", "euc-jp"),
    ],
)
def test_each_encoding_is_told_from_the_others(words, codec, name):
    assert _found(_file(words), codec) == name


@settings(max_examples=150, deadline=None)
@given(
    case=st.sampled_from(
        [
            *((CHINESE, "gb18030"), (TAIWAN, "cp950"), (JAPAN, "cp932"), (WEST, "cp1252"), (WEST, "utf-8")),
            *((CHINESE, "utf-8"), (CHINESE, "utf-16-le"), (RUSSIA, "utf-8")),
        ]
    ),
    data=st.data(),
)
def test_whatever_is_found_reads_the_text_back(case, data):
    words, codec = case
    text = _file(data.draw(st.lists(st.sampled_from(words), min_size=2, max_size=12)))
    found = encoding_of(BytesIO(text.encode(codec)), "x")
    assert text.encode(codec).decode(found.codec) == text
    assert not found.flawed


def test_utf8_with_one_broken_letter_is_utf8_and_told():
    broken = _file(CHINESE).encode() + b"99,\xff\n"
    found = encoding_of(BytesIO(broken), "x")
    assert (found.name, found.flawed) == ("utf-8", True)


def test_a_letter_on_the_seam_of_two_chunks_is_one_letter():
    filler = "x" * 99 + "\n"
    text = "name\n" + filler * 10_485 + "张" * 200 + "\n" + filler * 100
    assert _found(text, "utf-8") == "utf-8"


def test_a_program_is_not_text():
    with pytest.raises(FileRefused, match="file-not-text"):
        encoding_of(BytesIO(bytes(range(256)) * 40), "x")


def test_names_of_encodings_are_taken_as_people_write_them():
    typed = ("GBK", "UTF8", "Shift_JIS", "sjis", "ISO-8859-1", "Big5", "cp936")
    assert [named(name).name for name in typed] == [
        "gb18030", "utf-8", "shift_jis", "shift_jis", "latin-1", "big5", "gb18030",
    ]  # fmt: skip
    with pytest.raises(BadInput, match="encoding-unknown"):
        named("klingon")
