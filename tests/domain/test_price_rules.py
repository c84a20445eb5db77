from datetime import date
from decimal import Decimal

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.domain.price_chain import price_chain
from salesdesk.domain.price_rules import PriceRule, Sale, StepKind, choose_price, choose_rules
from salesdesk.domain.pricing import LinePrice, price_line, total_up

DAY = date(2026, 11, 23)
SALE = Sale(day=DAY, currency="CNY", quantity=Decimal(10), product="P", category="C", customer="K", group="G")


def rule(name, percent: str | None = "10", kind=StepKind.PROMOTION, **conditions):
    given = {"made_on": DAY, "percent": percent and Decimal(percent), "name": name} | conditions
    return PriceRule(id=name, kind=kind, **given)


def names(*rules):
    return [chosen.name for chosen in choose_rules(rules, SALE)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"priority": 2, "made_on": date(2020, 1, 1)}, {"priority": 1, "product": "P"}),
        ({"product": "P"}, {"category": "C", "customer": "K"}),
        ({"category": "C"}, {"customer": "K"}),
        ({"customer": "K"}, {"group": "G"}),
        ({"group": "G"}, {}),
        ({"made_on": DAY}, {"made_on": date(2026, 11, 22)}),
        ({}, {}),  # the id decides
    ],
)
def test_which_rule_wins(first, second):
    assert names(rule("b", **second), rule("a", **first)) == ["a"]


@pytest.mark.parametrize(
    "condition",
    [
        {"product": "X"},
        {"group": "X"},
        {"min_quantity": Decimal(11)},
        {"valid_from": date(2026, 11, 24)},
        {"valid_until": date(2026, 11, 22)},
        {"percent": None, "fixed_price": Decimal(1), "currency": "USD"},
    ],
)
def test_what_does_not_match_does_not_apply(condition):
    assert names(rule("a", **condition)) == []


def test_rules_stack_only_if_all_may():
    promotion = rule("promotion", may_combine=True)
    step = rule("break", kind=StepKind.QUANTITY_BREAK, may_combine=True)
    alone = rule("alone", kind=StepKind.CUSTOMER_DISCOUNT)
    assert names(promotion, step) == ["break", "promotion"]
    assert len(names(promotion, step, alone)) == 1


def test_percents_multiply():
    rules = [rule("a", "10", may_combine=True), rule("b", "5", StepKind.CUSTOMER_DISCOUNT, may_combine=True)]
    chosen = choose_price(Decimal(100), rules, SALE)
    assert chosen.unit_price == Decimal("85.5")  # 14.5 % off, not 15
    assert [step.unit_price for step in chosen.steps] == [100, 90, Decimal("85.5")]


def test_a_fixed_price_replaces_and_percents_leave_it_alone_unless_marked():
    fixed = PriceRule(
        id="fixed",
        kind=StepKind.PROMOTION,
        made_on=DAY,
        fixed_price=Decimal(70),
        currency="CNY",
        may_combine=True,
    )
    later = rule("later", "10", StepKind.CUSTOMER_DISCOUNT, may_combine=True)
    marked = rule("marked", "10", StepKind.CUSTOMER_DISCOUNT, may_combine=True, on_fixed_price=True)
    assert choose_price(Decimal(100), [fixed, later], SALE).unit_price == 70
    assert choose_price(Decimal(100), [fixed, later, marked], SALE).unit_price == 63


@pytest.mark.parametrize(
    "wrong",
    [{"percent": None}, {"fixed_price": Decimal(1)}, {"percent": Decimal(101)}, {"kind": StepKind.TAX}],
)
def test_a_rule_gives_one_thing(wrong):
    with pytest.raises(BadInput):
        PriceRule(**{"id": "x", "kind": StepKind.PROMOTION, "made_on": DAY, "percent": Decimal(1)} | wrong)


def test_a_fixed_price_is_not_negative():
    with pytest.raises(BadInput):
        PriceRule(id="x", kind=StepKind.PROMOTION, made_on=DAY, fixed_price=Decimal(-1))


def test_the_chain_shows_each_step_in_its_order():
    chosen = choose_price(Decimal(100), [rule("autumn")], SALE)
    line = LinePrice(
        quantity=Decimal(10),
        unit_price=chosen.unit_price,
        tax_rate=Decimal(13),
        discount_percent=Decimal(5),
        discount_amount=Decimal(5),
    )
    document = total_up([line], currency="CNY", discount_amount=Decimal(50))
    chain = price_chain(line, document.lines[0], currency="CNY", given=chosen.steps)
    assert [(step.kind.value, step.change, step.amount) for step in chain] == [
        ("list_price", 100000, 100000),
        ("promotion", -10000, 90000),
        ("manual_percent", -4500, 85500),
        ("manual_amount", -500, 85000),
        ("document_discount", -5000, 80000),
        ("tax", 10400, 90400),
    ]
    assert chain[-1].amount == document.gross


def test_the_chain_of_a_price_with_tax_ends_in_the_net():
    line = LinePrice(quantity=Decimal(1), unit_price=Decimal(100), tax_included=True, tax_rate=Decimal(13))
    chain = price_chain(line, price_line(line, currency="CNY"), currency="CNY")
    assert [(step.kind, step.amount) for step in chain] == [
        (StepKind.LIST_PRICE, 10000),
        (StepKind.TAX, 8850),
    ]
