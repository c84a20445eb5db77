import csv
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.amount_words import in_chinese, read_chinese, read_numeral
from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import Money

OURS = [
    ("1409.50", "人民币壹仟肆佰零玖元伍角"),
    ("6007.14", "人民币陆仟零柒元壹角肆分"),
    ("325.04", "人民币叁佰贰拾伍元零肆分"),
    ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
    ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
    ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
    ("100000", "人民币壹拾万元整"),
    ("200000000", "人民币贰亿元整"),
    ("12000.01", "人民币壹万贰仟元零壹分"),
    ("0.01", "人民币壹分"),
    ("0.10", "人民币壹角"),
    ("0", "人民币零元整"),
    ("-1", "人民币负壹元整"),
    ("12", "人民币壹拾贰元整"),
    ("309825", "人民币叁拾万玖仟捌佰贰拾伍元整"),
    ("1000054", "人民币壹佰万零伍拾肆元整"),
    ("100010000", "人民币壹亿零壹万元整"),
    ("12000000002421", "人民币壹拾贰万亿零贰仟肆佰贰拾壹元整"),
    ("12412412412421.12", "人民币壹拾贰万肆仟壹佰贰拾肆亿壹仟贰佰肆拾壹万贰仟肆佰贰拾壹元壹角贰分"),
]
OTHER_HABITS = ("unOmitYuan", "complete", "forceZheng", "plain digits", "omits a leading")


def published():
    """Return vectors of others where they lie beside the project, but for habits that are not ours."""
    path = Path(__file__).parents[3] / "shared" / "data" / "rmb_words" / "rmb_words.csv"
    if not path.exists():
        return []
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [
        (row["amount"], row["words"])
        for row in rows
        if row["direction"] == "to_words"
        and len(row["amount"]) < 17
        and not any(habit in row["convention"] for habit in OTHER_HABITS)
    ]


def cut(text):
    return Decimal(text).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


@pytest.mark.parametrize(("amount", "words"), OURS)
def test_an_amount_in_capital_numerals(amount, words):
    assert in_chinese(Money(Decimal(amount), "CNY")) == words


@pytest.mark.parametrize(("amount", "words"), [*OURS, *published()])
def test_published_words_are_read(amount, words):
    assert read_chinese(words).amount == cut(amount)


@pytest.mark.parametrize(
    ("amount", "words"), [pair for pair in published() if pair[0] not in {"1680.32", "107000.53"}]
)
def test_published_amounts_are_written_alike(amount, words):
    ours = in_chinese(Money(cut(amount), "CNY"))
    accepted = {words, f"人民币{words}", f"{words}整", words.replace("人民币负零", "人民币负")}
    assert ours in accepted


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("5.05", "USD", "美元伍元零伍分"),
        ("100", "JPY", "日元壹佰元整"),
        ("12.345", "KWD", "科威特第纳尔壹拾贰元叁角肆分伍厘"),
        ("-7.1", "NGN", "NGN负柒元壹角"),
    ],
)
def test_other_currencies_stand_in_the_place_of_rmb(amount, currency, words):
    assert in_chinese(Money(Decimal(amount), currency)) == words


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("人民币壹拾万零柒仟元伍角叁分", "107000.53"),
        ("壹仟陆佰捌拾元叁角贰分", "1680.32"),
        ("拾贰万圆正", "120000"),
        ("一千零二十四元", "1024"),
        ("两万元整", "20000"),
        ("伍角整", "0.5"),
    ],
)
def test_other_habits_are_read(words, amount):
    assert read_chinese(words).amount == Decimal(amount)


@pytest.mark.parametrize("words", ["", "元", "abc", "人民币", "壹元壹元", "仟伍X元"])
def test_what_is_no_amount_is_refused(words):
    with pytest.raises(BadInput):
        read_chinese(words)


def test_too_large_for_words():
    with pytest.raises(BadInput):
        in_chinese(Money(Decimal(10) ** 16, "CNY"))


@pytest.mark.parametrize(
    ("words", "value"), [("十二", 12), ("二〇二六", 2026), ("三千零五", 3005), ("零", 0)]
)
def test_numerals(words, value):
    assert read_numeral(words) == value


@given(st.integers(-(10**17), 10**17), st.sampled_from(["CNY", "USD", "JPY", "NGN"]))
def test_words_say_exactly_the_amount(minor, currency):
    money = Money.of_minor(minor % 10**15 * (1 if minor >= 0 else -1), currency)
    assert read_chinese(in_chinese(money)).minor == money.minor
    assert "零零" not in in_chinese(money)
