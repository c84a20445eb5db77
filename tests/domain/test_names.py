import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain import names

IN_ORDER = [
    "",
    "007 特工",
    "8 号",
    "100 店",
    "北京2厂",
    "北京10厂",
    "李安",
    "李白",
    "李 白",
    "连云",  # li comes before lian, whatever follows
    "张二",  # zhāng: fewer strokes first, and never mixed with the next character of the same sound
    "张三",
    "章二",
    "长沙",  # cháng shā stands under c
]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "strasse"),
        ("Łódź Ørsted Æon", "lodz orsted aeon"),
        ("東莞華為", "东莞华为"),
        ("乾隆", "乾隆"),  # not 干: the character is also its own simplified form
        ("がぎ", "がぎ"),  # the marks of kana are no accents
        ("한글", "한글"),
        ("㈱", "(株)"),
    ],
)
def test_fold(text, folded):
    assert names.fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    once = names.fold(text)
    assert names.fold(once) == once


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("深圳市鑫源科技有限公司", "鑫源科技"),
        ("深圳鑫源科技（集团）股份有限公司", "鑫源科技"),
        ("廣東省深圳市南山區鑫源廠", "鑫源"),
        ("义乌市大众贸易商行", "大众贸易"),
        ("永安保险有限公司", "永安保险"),  # 永安 is a city too, but says so only with 市
        ("北京银行股份有限公司", "北京银行"),  # what would be left is no name
        ("阿里巴巴（中国）有限公司", "阿里巴巴"),
        ("呼和浩特市蒙牛乳业（集团）股份有限公司", "蒙牛乳业"),
        ("有限公司", "有限公司"),
        ("株式会社トヨタ", "トヨタ"),
        ("주식회사 삼성", "삼성"),
        ("The Müller Pumpen GmbH & Co. KG", "muller pumpen"),
        ("Ping An Bank Co., Ltd.", "ping an bank"),
        ("Foo S.A. de C.V.", "foo"),
        ("Acme Sp. z o.o.", "acme"),
        ("Novo Nordisk A/S", "novo nordisk"),
        ("PT Astra Tbk", "astra"),
        ("ООО Ромашка", "ромашка"),
        ("Ltd", "ltd"),
        ("", ""),
    ],
)
def test_core_name(name, core):
    assert names.core_name(name) == core


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("深圳市鑫源科技", "深圳市"),
        ("上海鑫源科技", "上海"),
        ("鑫源科技", ""),
        ("广东省佛山市顺德区鑫源", "广东省佛山市顺德区"),
    ],
)
def test_the_place_in_front_is_told(name, place):
    assert names.company_name(name).place == place


def test_sort_order():
    mixed = [*IN_ORDER, "ABC", "Äbd", "abe", "Zeta"]
    mixed.remove("长沙")
    mixed.insert(mixed.index("李安"), "长沙")
    shuffled = random.Random(7).sample(mixed, len(mixed))
    assert sorted(shuffled, key=names.sort_key) == mixed


def test_a_person_is_sorted_under_the_sound_of_the_family_name():
    people = ["张三", "查良镛", "曾国藩", "单雄信", "仇英", "李白"]
    by_sound = ["李白", "仇英", "单雄信", "曾国藩", "查良镛", "张三"]
    assert sorted(people, key=lambda name: names.sort_key(name, person=True)) == by_sound


def test_sort_keys_are_short_and_plain():
    key = names.sort_key("广东深圳鑫源科技发展有限公司" * 5)
    assert len(key) <= 96
    assert key.isascii()


@given(st.text(), st.text())
def test_equal_when_folded_sorts_equal(one, other):
    if names.fold(one).strip() == names.fold(other).strip():
        assert names.sort_key(one) == names.sort_key(other)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("深圳鑫源", "szxy"),
        ("重庆长安", "cqca"),
        ("ABC Trading", "at"),
        ("深圳 ABC 公司", "szags"),
        ("3M中国", "3zg"),
    ],
)
def test_initials(name, letters):
    assert names.initials(name) == letters


def test_spelled():
    assert names.spelled("重庆长安 ABC-9") == "chongqingchanganabc9"
    assert names.spelled("曾乐", person=True) == "zengle"


def test_words():
    assert names.words("Müller-Pumpen，深圳鑫源 (CN)") == ["muller", "pumpen", "深圳鑫源", "cn"]
