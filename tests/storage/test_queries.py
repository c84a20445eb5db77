"""Long lists walk their index and read nothing else: the plan is the test, not the clock."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from salesdesk.domain.customers import Grade, Lifecycle
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.products import ProductFilter
from salesdesk.services.quotes import QuoteFilter
from salesdesk.storage.queries import (
    activities,
    customers,
    grouping,
    idleness,
    occasions,
    products,
    quotes,
    search,
    urgent,
)
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

SORTED = "USE TEMP B-TREE FOR ORDER BY"
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


def _inner(steps):
    """Return the steps of the inner select, which alone sees all rows."""
    start = next(i for i, step in enumerate(steps) if step.startswith(("CO-ROUTINE", "MATERIALIZE")))
    return steps[start : start + 3]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("sort", "index"),
    [
        ("newest", "ix_quotes_newest"),
        ("number", "ix_quotes_number"),
        ("total", "ix_quotes_total"),
        ("valid_until", "ix_quotes_valid_until"),
        ("status", "ix_quotes_status"),
    ],
)
def test_a_page_of_quotes_walks_its_index(plan_of, sort, index, descending):
    steps = plan_of(quotes.page, QuoteFilter(sort=sort, descending=descending), 0, 100)
    inner = _inner(steps)
    assert any(f"USING COVERING INDEX {index}" in step for step in inner)
    assert SORTED not in inner


@pytest.mark.parametrize("descending", [False, True])
def test_quotes_by_customer_walk_along_the_customers(plan_of, descending):
    inner = _inner(plan_of(quotes.page, QuoteFilter(sort="customer", descending=descending), 0, 100))
    assert inner[1].startswith("SCAN customers USING COVERING INDEX ix_customers_name")
    assert "USING COVERING INDEX ix_quotes_customer" in inner[2]
    assert SORTED not in inner


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (QuoteFilter(status=QuoteStatus.SENT), "ix_quotes_status"),
        (QuoteFilter(customer=UUID(int=1)), "ix_quotes_customer"),
    ],
)
def test_a_filtered_page_of_quotes_walks_an_index_too(plan_of, wanted, index):
    inner = _inner(plan_of(quotes.page, wanted, 0, 100))
    assert any(f"USING COVERING INDEX {index}" in step for step in inner)
    assert SORTED not in inner


def test_sums_read_an_index_only(plan_of):
    assert any("COVERING INDEX ix_quotes_sums" in step for step in plan_of(quotes.totals, QuoteFilter()))


def test_the_far_half_is_reached_from_the_other_end(plan_of, database, make_quote, make_customer):
    customer = make_customer()
    made = [make_quote(customer, today=date(2026, 1, 1 + n)) for n in range(9)]
    inner = _inner(plan_of(quotes.page, QuoteFilter(), 6, 3, 9))
    assert any("USING COVERING INDEX ix_quotes_newest" in step for step in inner)
    assert SORTED not in inner
    for offset in range(10):
        for limit in (1, 4, 20):
            whole = database.ask(quotes.page, QuoteFilter(), offset, limit)
            assert database.ask(quotes.page, QuoteFilter(), offset, limit, 9) == whole
    assert [row.id for row in database.ask(quotes.page, QuoteFilter(), 0, 9, 9)] == made[::-1]


@pytest.mark.parametrize("wanted", [QuoteFilter(), QuoteFilter(status=QuoteStatus.SENT)])
def test_counting_quotes_reads_an_index_only(plan_of, wanted):
    steps = plan_of(quotes.count, wanted)
    assert any("USING COVERING INDEX" in step for step in steps)


def test_counting_all_quotes_reads_the_narrowest_index(plan_of):
    assert any("ix_quotes_current" in step for step in plan_of(quotes.count, QuoteFilter()))


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (CustomerFilter(), "ix_customers_name"),
        (CustomerFilter(descending=True), "ix_customers_name"),
        (CustomerFilter(sort="newest", descending=True), "ix_customers_newest"),
        (CustomerFilter(sort="last_contact"), "ix_customers_contacted"),
        (CustomerFilter(sort="city"), "ix_customers_city"),
        (CustomerFilter(sort="lifecycle"), "ix_customers_lifecycle"),
        (CustomerFilter(sort="grade", descending=True), "ix_customers_grade"),
        (CustomerFilter(sort="province"), "ix_customers_province"),
        (CustomerFilter(lifecycle=Lifecycle.CLOSED), "ix_customers_lifecycle"),
        (CustomerFilter(grade=Grade.A), "ix_customers_grade"),
        (CustomerFilter(city="深圳"), "ix_customers_city"),
        (CustomerFilter(province="广东"), "ix_customers_province"),
    ],
)
def test_a_page_of_customers_walks_its_index(plan_of, wanted, index):
    inner = _inner(plan_of(customers.page, wanted, 0, 100))
    assert any(f"USING COVERING INDEX {index}" in step for step in inner)
    assert SORTED not in inner


def test_what_is_found_is_walked_and_each_name_looked_up(plan_of):
    steps = plan_of(customers.page, CustomerFilter(text="xinyuan"), 0, 100, 5_000)
    at = next(i for i, step in enumerate(steps) if step.startswith("SCAN search_text VIRTUAL TABLE INDEX"))
    assert steps[at + 1] == "SEARCH search_docs USING INTEGER PRIMARY KEY (rowid=?)"


def test_the_beginning_of_a_crowd_is_met_along_all_names(plan_of):
    steps = plan_of(customers.page, CustomerFilter(text="xinyuan"), 0, 100, 50_000)
    assert any("SCAN search_docs USING COVERING INDEX ix_search_docs_customers" in step for step in steps)
    assert not any("rowid=?" in step for step in steps if "search_text" in step)  # walked once
    assert SORTED not in steps[: steps.index(next(step for step in steps if "search_text" in step))]


def test_what_is_found_is_counted_and_held_against_the_first_names_in_one_walk(plan_of):
    steps = plan_of(search.count_with_first, "xinyuan", descending=True)
    assert len([step for step in steps if "search_text" in step]) == 1
    assert any("SCAN search_docs USING COVERING INDEX ix_search_docs_customers" in step for step in steps)
    assert SORTED not in steps


def test_open_amounts_are_found_by_the_customers_index(plan_of):
    steps = plan_of(customers.open_amounts, [UUID(int=1), UUID(int=2)])
    assert any(step.startswith("SEARCH quotes USING") and "customer_id=?" in step for step in steps)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["xin", "深圳", "s"])
def test_a_page_is_the_same_on_every_way_to_it(database, make_customer, monkeypatch, text, descending):
    for number in range(40):
        make_customer(f"{('深圳鑫源', '重庆长安', '北京信达')[number % 3]}{number:02}")
    wanted = CustomerFilter(text=text, descending=descending)
    total = database.ask(customers.count, wanted)
    usual = database.ask(customers.ids, wanted)
    for crowd, first in ((search.CROWD, search.FIRST), (1, 0), (1, 4), (1, 25), (1, 200)):
        monkeypatch.setattr(search, "CROWD", crowd)
        monkeypatch.setattr(search, "FIRST", first)
        for limit in (1, 4, 100):
            found, rows = database.ask(customers.opening, wanted, limit)
            assert (found, [row.id for row in rows]) == (total, usual[:limit])
        pages = [
            database.ask(customers.page, wanted, offset, 4, known)
            for known in (None, total)
            for offset in range(0, total, 4)
        ]
        assert [row.id for page in pages for row in page] == usual * 2


@pytest.mark.parametrize("sort", ["name", "code", "category", "price"])
def test_a_page_of_products_walks_its_index(plan_of, sort):
    inner = _inner(plan_of(products.page, ProductFilter(sort=sort), 0, 100))
    assert any("USING COVERING INDEX ix_products" in step for step in inner)
    assert SORTED not in inner


def test_what_is_open_is_found_by_its_index(plan_of):
    assert any("ix_activities_open" in step for step in plan_of(activities.open_count, None, NOW))
    assert any(
        "ix_customers_follow_up" in step for step in plan_of(activities.follow_ups, NOW.date(), NOW, 10)
    )


def test_occasions_are_read_from_their_indexes(plan_of):
    me, day = UUID(int=1), NOW.date()
    born = plan_of(occasions.born_on, ["11-23"], me, 10)
    assert any("ix_contacts_birthday" in step for step in born)
    regular = plan_of(occasions.regulars, 3, me, day, day, 10)
    assert any("USING COVERING INDEX ix_quotes_bought" in step for step in regular)
    where = activities.is_open(None, NOW, activities.Whose())
    first = plan_of(urgent.first, where, urgent.late(NOW), 100)
    assert any("ix_activities_open" in step for step in first)
    sent = plan_of(idleness.unanswered, NOW, day, me, 10)
    assert any("ix_quotes_status" in step for step in sent)
    resting = plan_of(idleness.idle, Lifecycle.INTERESTED, NOW, me, 10)
    assert not any("ix_customers_owner" in step or "ix_customers_follow_up" in step for step in resting)


@pytest.mark.parametrize("sort", sorted(quotes.SORTS))
def test_every_order_of_quotes_is_true(database, make_quote, make_customer, sort):
    """The keys of one row after the other never go back."""
    for n, name in enumerate(["宝山", "安泰", "长安"]):
        line = quotes.QuoteLine(name="阀", unit_price=Decimal(100 - n))
        make_quote(make_customer(name), lines=[line], today=date(2026, 11, 20 - n))
    ahead = database.ask(quotes.ids, QuoteFilter(sort=sort, descending=False))
    assert database.ask(quotes.ids, QuoteFilter(sort=sort, descending=True)) == ahead[::-1]
    assert [
        row.id for row in database.ask(quotes.page, QuoteFilter(sort=sort, descending=False), 0, 9)
    ] == ahead


_IN_GROUPS = {
    "status": lambda quote, _names: quote.status,
    "customer": lambda quote, _names: quote.customer_name,
    "owner": lambda quote, names: names[quote.id],
    "month": lambda quote, _names: f"{quote.issued_on:%Y-%m}",
    "currency": lambda quote, _names: quote.currency,
}


@pytest.fixture
def book(database, make_customer, make_quote):
    """Quotes of several states, months and currencies, and who owns each: me, Ann, or nobody."""
    with database.write(Step("add", name="")) as session:
        ann = UserRow(name="Ann")
        session.add(ann)
        session.flush()
        ids = [ann.id, None]
    homes = [make_customer(name) for name in ("宝山", "安泰")]
    owners = {}
    for n in range(12):
        made = make_quote(
            homes[n % 2],
            lines=[quotes.QuoteLine(name="阀", unit_price=Decimal(100 + n * 7 % 5))],
            today=date(2026, 11 - n % 3, 20 - n),
            currency=("CNY", "USD")[n % 4 == 1],
            status=(QuoteStatus.DRAFT, QuoteStatus.SENT, QuoteStatus.REJECTED)[n // 4],
        )
        owners[made] = "me"
        if n % 3:
            owners[made] = ("Ann", None)[n % 3 - 1]
            with database.write(Step("edit", name="")) as session:
                quotes.one(session, made).owner_id = ids[n % 3 - 1]
    with database.write(Step("edit", name="")) as session:
        session.get_one(UserRow, database.me).name = "me"
    return owners


def test_quotes_stand_in_groups_in_every_order(database, book):
    """What stands together follows what the groups tell, on every way to a page; groups keep their order."""
    for group, value_of in _IN_GROUPS.items():
        ahead = None
        for sort in ("newest", "total", "customer"):
            for descending in (True, False):
                wanted = QuoteFilter(group=group, sort=sort, descending=descending)
                told = database.ask(quotes.groups, wanted)
                rows = database.ask(quotes.page, wanted, 0, 20)
                assert [row.id for row in rows] == database.ask(quotes.ids, wanted)
                parts = [database.ask(quotes.page, wanted, at, 3, len(rows)) for at in range(0, len(rows), 3)]
                assert [row for part in parts for row in part] == rows
                values = [value_of(row, book) for row in rows]
                assert [one.value for one in told for _ in range(one.count)] == values
                if (group, sort) != ("month", "newest"):
                    assert [one.value for one in told] == (ahead or [one.value for one in told])
                    ahead = [one.value for one in told]
                summed = {(one.value, worth.currency): worth.minor for one in told for worth in one.amounts}
                assert sum(summed.values()) == sum(row.gross for row in rows)
                assert len(summed) == len({(v, row.currency) for v, row in zip(values, rows, strict=True)})
    assert [one.value for one in database.ask(quotes.groups, QuoteFilter(group="status"))] == [
        "draft",
        "sent",
        "rejected",
    ]


def test_quotes_in_months_by_their_day_walk_its_index(plan_of):
    for descending in (False, True):
        inner = _inner(plan_of(quotes.page, QuoteFilter(group="month", descending=descending), 0, 100))
        assert any("USING COVERING INDEX ix_quotes_newest" in step for step in inner)
        assert not any("TEMP B-TREE" in step for step in inner)


def test_quotes_in_states_read_an_index_only(plan_of):
    steps = plan_of(quotes.groups, QuoteFilter(group="status"))
    assert any("USING COVERING INDEX ix_quotes_s" in step for step in steps)


def test_more_groups_than_can_be_told_are_none(database, make_customer, make_quote, monkeypatch):
    for name in ("安泰", "宝山", "长安"):
        make_quote(make_customer(name))
    wanted = QuoteFilter(group="customer")
    assert len(database.ask(quotes.groups, wanted)) == 3
    monkeypatch.setattr(grouping, "MOST_GROUPS", 2)
    assert database.ask(quotes.groups, wanted) == []


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ("category", [("", 1), ("pumps", 1), ("valves", 2)]),
        ("state", [(True, 3), (False, 1)]),
        ("tax_rate", [(Decimal(6), 1), (Decimal(13), 3)]),
    ],
)
def test_products_stand_in_groups(database, make_product, group, told):
    make_product("Ball", category="valves")
    make_product("Gate", category="valves", is_active=False)
    make_product("CP", category="pumps", tax_rate=Decimal(6))
    make_product("Seal")
    for descending in (False, True):
        wanted = ProductFilter(group=group, sort="price", descending=descending)
        assert [(one.value, one.count) for one in database.ask(products.groups, wanted)] == told
        rows = database.ask(products.page, wanted, 0, 9)
        field = {"state": "is_active"}.get(group, group)
        assert [getattr(row, field) for row in rows] == [value for value, n in told for _ in range(n)]


def test_customers_are_sorted_by_sound(database, make_customer):
    for name in ("张三", "李四", "安泰", "王五"):
        make_customer(name)
    rows = database.ask(customers.page, CustomerFilter(), 0, 9)
    assert [row.name for row in rows] == ["安泰", "李四", "王五", "张三"]


def test_filters_of_customers(database, make_customer, clock):
    a = make_customer(
        "甲", city="深圳", grade="A", tags=["展会", "阀门"], last_contact_at=NOW - timedelta(days=40)
    )
    b = make_customer(
        "乙", city="东莞", source="web", tags=["展会2"], last_contact_at=NOW, next_follow_up=NOW.date()
    )
    c = make_customer("丙", owner_id=None, lifecycle="closed", external_id="K-7", kind="person")
    expected = {
        "all": (CustomerFilter(), {a, b, c}),
        "tag": (CustomerFilter(tag="展会"), {a}),
        "ungraded": (CustomerFilter(grade=Grade.NONE), {b, c}),
        "source": (CustomerFilter(source="web"), {b}),
        "owner": (CustomerFilter(owner=database.me), {a, b}),
        "unowned": (CustomerFilter(unowned=True), {c}),
        "silent": (CustomerFilter(no_contact_since=NOW - timedelta(days=30)), {a, c}),
        "due": (CustomerFilter(follow_up_by=NOW.date()), {b}),
        "key": (CustomerFilter(external_id="K-7"), {c}),
        "kind": (CustomerFilter(kind="person", lifecycle=Lifecycle.CLOSED), {c}),
        "text": (CustomerFilter(text="甲"), {a}),
    }
    for name, (wanted, found) in expected.items():
        assert set(database.ask(customers.ids, wanted)) == found, name
        assert database.ask(customers.count, wanted) == len(found), name


def test_values_in_use_come_the_most_frequent_first(database, make_customer):
    for city, tags in (("深圳", ["a"]), ("上海", ["b", "a"]), ("上海", [])):
        make_customer(city=city, tags=tags)
    assert database.ask(customers.known, "city") == ["上海", "深圳"]
    assert database.ask(customers.known, "tags") == ["a", "b"]


def test_totals_are_told_by_currency(database, make_quote, make_customer):
    customer = make_customer()
    for currency in ("CNY", "USD", "CNY"):
        make_quote(customer, currency=currency)
    totals = database.ask(quotes.totals, QuoteFilter())
    assert {total.currency: total.minor for total in totals} == {"CNY": 22600, "USD": 11300}
    (row,) = database.ask(customers.page, CustomerFilter(), 0, 9)
    assert {amount.currency: amount.minor for amount in row.open} == {"CNY": 22600, "USD": 11300}


def test_counts_by_state_fit_the_filter(database, make_quote):
    make_quote()
    make_quote(status=QuoteStatus.SENT)
    counts = database.ask(quotes.status_counts, QuoteFilter())
    assert (counts[QuoteStatus.DRAFT], counts[QuoteStatus.SENT], counts[QuoteStatus.ACCEPTED]) == (1, 1, 0)
