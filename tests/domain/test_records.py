"""The fields of customers, contacts, activities and products."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from salesdesk.domain.activities import TOUCHES, ActivityKind, check_activity, is_overdue
from salesdesk.domain.contacts import check_contact
from salesdesk.domain.customers import Grade, check_customer
from salesdesk.domain.errors import BadInput
from salesdesk.domain.products import Price, check_product, ean_is_right, price_for

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_a_customer_is_tidied():
    owner = uuid4()
    found = check_customer(
        {
            "name": " 鑫源\u200b  贸易\n有限公司 ",
            "kind": "company",
            "grade": "A",
            "source": None,
            "email": "Zhang@Example.COM",
            "phone": "０１０－１２３４５６７８",
            "tags": "重点，vip, VIP",
            "country": "cn",
            "currency": "usd",
            "bank_account": "6222 0202 0011 2233",
            "tax_id": " 9111 0000 6000 3734 1l",
            "website": "www.example.com",
            "owner_id": owner,
        },
        new=True,
    )
    assert found["name"] == "鑫源 贸易 有限公司"
    assert (found["grade"], found["source"], found["country"], found["currency"]) == (
        Grade.A,
        "",
        "CN",
        "USD",
    )
    assert (found["email"], found["phone"], found["tags"]) == (
        "Zhang@example.com",
        "010-12345678",
        ["重点", "vip"],
    )
    assert (found["tax_id"], found["bank_account"]) == ("91110000600037341L", "6222020200112233")
    assert found["owner_id"] == owner


def test_rare_characters_survive():
    name = "𠮷野𫚖\U000313d9公司"
    assert check_customer({"name": name})["name"] == name


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name": " \u200b"}, "field-required", "name"),
        ({"kind": "club"}, "choice-unknown", "kind"),
        ({"grade": "Z"}, "choice-unknown", "grade"),
        ({"email": "nobody"}, "email-unreadable", "email"),
        ({"website": "javascript://x.y/"}, "website-unreadable", "website"),
        ({"website": "nowhere"}, "website-unreadable", "website"),
        ({"phone": "none"}, "phone-unreadable", "phone"),
        ({"country": "China"}, "country-unreadable", "country"),
        ({"currency": "RMB"}, "currency-unknown", "currency"),
        ({"bank_account": "账号"}, "account-unreadable", "bank_account"),
        ({"next_follow_up": "soon"}, "date-unreadable", "next_follow_up"),
        ({"last_contact_at": datetime(2026, 1, 1)}, "date-unreadable", "last_contact_at"),  # noqa: DTZ001 - naive
        ({"note": "x" * 100_001}, "text-too-long", "note"),
        ({"nmae": "x"}, "field-unknown", "nmae"),
    ],
)
def test_wrong_fields_of_a_customer_are_named(fields, code, field):
    with pytest.raises(BadInput) as error:
        check_customer(fields)
    assert (error.value.code, error.value.field) == (code, field)


def test_only_a_new_record_must_have_a_name():
    assert check_customer({"city": "杭州"}) == {"city": "杭州"}
    for check in (check_customer, check_contact, check_product):
        with pytest.raises(BadInput):
            check({}, new=True)


def test_a_contact_keeps_each_number_once():
    found = check_contact(
        {
            "name": "王明",
            "phones": [
                {"number": "13800138000"},
                {"label": "work", "number": "+86 138 0013 8000"},
                {"number": ""},
            ],
            "emails": [{"address": "A@B.COM"}, {"address": "A@b.com"}],
            "birthday": date(1990, 2, 28),
        }
    )
    assert found["phones"] == [{"label": "mobile", "number": "13800138000", "e164": "+8613800138000"}]
    assert found["emails"] == [{"label": "work", "address": "A@b.com"}]


def test_a_number_of_unknown_form_is_kept_as_typed():
    found = check_contact({"phones": [{"number": "8888 找老王"}]})
    assert found["phones"] == [{"label": "work", "number": "8888 找老王", "e164": ""}]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"phones": "138"}, "phones"),
        ({"phones": [{"label": "pager", "number": "1"}]}, "phones"),
        ({"emails": [1]}, "emails"),
    ],
)
def test_wrong_fields_of_a_contact_are_named(fields, field):
    with pytest.raises(BadInput) as error:
        check_contact(fields)
    assert error.value.field == field


def test_an_activity_is_about_something_at_one_time():
    found = check_activity(
        {"kind": "call", "subject": "报价", "happens_at": NOW, "zone": "Asia/Shanghai"}, new=True
    )
    assert (found["kind"], found["zone"]) == (ActivityKind.CALL, "Asia/Shanghai")
    for fields, code in [
        ({"kind": "note"}, "activity-empty"),
        ({"kind": "call", "body": "x", "happens_at": NOW, "all_day_on": TODAY}, "activity-two-times"),
        ({"kind": "call", "body": "x", "zone": "Mars/Base"}, "zone-unknown"),
        ({"body": "x"}, "choice-unknown"),
    ]:
        with pytest.raises(BadInput) as error:
            check_activity(fields, new=True)
        assert error.value.code == code


def test_notes_and_tasks_are_no_contact_with_the_customer():
    assert ActivityKind.CALL in TOUCHES
    assert not {ActivityKind.NOTE, ActivityKind.TASK} & TOUCHES


def test_a_whole_day_is_late_from_the_next_one_on():
    def late(**when):
        values = {"done": False, "happens_at": None, "all_day_on": None} | when
        return is_overdue(**values, now=NOW, today=TODAY)

    assert not late(all_day_on=TODAY)
    assert late(all_day_on=date(2026, 11, 22))
    assert late(happens_at=datetime(2026, 11, 23, 7, 59, tzinfo=UTC))
    assert not late(happens_at=datetime(2026, 11, 23, 7, 59, tzinfo=UTC), done=True)


def test_a_product_is_tidied():
    found = check_product(
        {"code": " A-1 ", "name": "轴承", "unit_price": Decimal("1.234567"), "tax_rate": 13}, new=True
    )
    assert (found["code"], found["unit_price"], found["tax_rate"]) == (
        "A-1",
        Decimal("1.234567"),
        Decimal(13),
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"unit_price": Decimal(-1)}, "number-negative"),
        ({"unit_price": Decimal("0.0000001")}, "number-too-fine"),
        ({"unit_price": Decimal("1e12")}, "number-too-large"),
        ({"unit_price": 1.5}, "number-unreadable"),
        ({"tax_rate": Decimal(200)}, "tax-rate-out-of-range"),
        ({"tax_rate": "13"}, "number-unreadable"),
        ({"barcode": "条码"}, "barcode-unreadable"),
    ],
)
def test_wrong_fields_of_a_product_are_named(fields, code):
    with pytest.raises(BadInput) as error:
        check_product(fields)
    assert (error.value.code, error.value.field) == (code, next(iter(fields)))


@pytest.mark.parametrize(
    ("digits", "right"),
    [("6901234567892", True), ("6901234567893", False), ("96385074", True), ("12", False)],
)
def test_barcodes_of_the_trade(digits, right):
    assert ean_is_right(digits) is right


def test_the_price_of_the_quantity_and_the_day():
    prices = [
        Price(currency="CNY", unit_price=Decimal(100)),
        Price(currency="CNY", unit_price=Decimal(90), min_quantity=Decimal(10)),
        Price(currency="CNY", unit_price=Decimal(80), min_quantity=Decimal(10), valid_from=date(2026, 12, 1)),
        Price(currency="USD", unit_price=Decimal(15), valid_until=TODAY),
    ]
    assert price_for(prices, "CNY", Decimal(9), TODAY).unit_price == 100
    assert price_for(prices, "CNY", Decimal(10), TODAY).unit_price == 90
    assert price_for(prices, "CNY", Decimal(-10), date(2026, 12, 1)).unit_price == 80
    assert price_for(prices, "USD", Decimal(1), date(2026, 12, 1)) is None
