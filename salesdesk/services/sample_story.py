"""A year of made-up selling for the demo workspace: visits, calls, next steps, quotes; the same each time."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from salesdesk.domain.customers import Grade, Lifecycle
from salesdesk.domain.periods import add_months
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.domain.wall_time import moment_of
from salesdesk.domain.working_days import add_working_days
from salesdesk.services import activities, company, contacts, customers, products, quote_lines, quotes
from salesdesk.services.customers import CustomerFilter, CustomerSummary
from salesdesk.services.products import ProductFilter, ProductSummary
from salesdesk.services.quotes import QuoteFilter
from salesdesk.storage.database import Database

SEED: Final = 20261123
QUOTES: Final = 96
_SAID: Final = {
    "zh": (
        ("call", "电话沟通年度框架价格"),
        ("call", "确认备件清单与交期"),
        ("visit", "拜访现场，查看泵房改造"),
        ("meeting", "技术交流：变频节能方案"),
        ("mail", "发送样本与检测报告"),
        ("message", "微信确认付款方式"),
        ("note", "客户计划明年二期扩产"),
        ("visit", "展会洽谈，交换名片"),
    ),
    "en": (
        ("call", "Talked about the annual frame price"),
        ("call", "Confirmed spare parts and delivery dates"),
        ("visit", "Visited the plant, looked at the pump room"),
        ("meeting", "Technical review: saving energy with drives"),
        ("mail", "Sent the catalogue and test reports"),
        ("message", "Agreed on terms of payment"),
        ("note", "They plan a second line next year"),
        ("visit", "Met at the fair, exchanged cards"),
    ),
}
_NEXT: Final = {
    "zh": ("回访报价意见", "发送修订报价", "约技术交流时间", "催问合同回签", "拜访采购经理"),
    "en": ("Ask what they think of the quote", "Send the revised quote", "Arrange the technical review"),
}
_MEETINGS: Final = {
    "zh": {"call": "回访交货情况", "visit": "例行拜访，看现场", "meeting": "技术交流：变频节能方案"},
    "en": {"call": "Ask how the delivery went", "visit": "Regular visit", "meeting": "Technical review"},
}
_WEEK: Final = (  # working days from today, hour, minutes, kind, rule, place
    (0, "09:30", 30, "call", "", ""),
    (0, "14:00", 90, "visit", "FREQ=WEEKLY;INTERVAL=2", "一号厂房"),
    (1, "10:00", 60, "meeting", "", "3 楼会议室"),
    (1, "10:30", 30, "call", "FREQ=WEEKLY", ""),
    (2, "13:30", 120, "visit", "FREQ=MONTHLY", ""),
    (3, "09:00", 30, "call", "", ""),
    (3, "15:00", 90, "meeting", "", ""),
    (4, "11:00", 60, "visit", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ""),
)
_RHYTHMS: Final = ((42, 60), (30, 45))
"""Every so many days; the last so many days ago."""
_BORN: Final = ((0, 40), (2, 35), (5, 52))
"""So many days ahead, so many years old."""
_ENDS: Final = (
    (QuoteStatus.DRAFT, 3),
    (QuoteStatus.SENT, 8),
    (QuoteStatus.ACCEPTED, 5),
    (QuoteStatus.REJECTED, 3),
)


class Story:
    """Tells it once, from one seed, into an open database that holds customers and products."""

    def __init__(self, database: Database, today: date) -> None:
        self._database = database
        self._today = today
        self._dice = random.Random(SEED)  # noqa: S311 - the same story each time, not a secret
        self._customers = _all_customers(database)
        self._products = _priced(database)

    def tell(self) -> tuple[int, int]:
        """Write activities and quotes; return how many of each."""
        followed = sum(self._follow(one) for one in self._customers)
        told = followed + self._plan_week(), self._quote_all() + self._buy_again()
        self._celebrate()
        return told

    def _follow(self, customer: CustomerSummary) -> int:
        said = _SAID["zh" if _is_chinese(customer.name) else "en"]
        past = self._dice.choice((0, 1, 1, 2, 3, 4))
        for _ in range(past):
            kind, subject = self._dice.choice(said)
            self._log(customer.id, kind, subject, self._moment(-self._dice.randint(1, 160)))
        if self._dice.random() < 0.28:  # noqa: PLR2004 - some have a next step
            self._plan(customer)
            past += 1
        return past

    def _plan(self, customer: CustomerSummary) -> None:
        texts = _NEXT["zh" if _is_chinese(customer.name) else "en"]
        day = self._today + timedelta(days=self._dice.choice((-6, -3, -1, 0, 0, 0, 1, 2, 4, 9)))
        fields = {"kind": "task", "subject": self._dice.choice(texts), "all_day_on": day}
        activities.log_activity(self._database, customer.id, fields)
        customers.edit_customer(self._database, customer.id, {"next_follow_up": day})

    def _plan_week(self) -> int:
        """Fill the days around today with visits and calls at an hour; some come again."""
        zone = company.time_zone(self._database)
        some = self._dice.sample(self._customers, min(len(_WEEK), len(self._customers)))
        for customer, (days, at, minutes, kind, rule, place) in zip(some, _WEEK, strict=False):
            said = _MEETINGS["zh" if _is_chinese(customer.name) else "en"]
            fields = {
                "kind": kind,
                "subject": said[kind],
                "happens_at": moment_of(add_working_days(self._today, days), time.fromisoformat(at), zone),
                "minutes": minutes,
                "repeats": rule,
                "place": place,
                "remind_before": None if days < 1 else 15,
                "done_at": None,
            }
            activities.log_activity(self._database, customer.id, fields)
        return len(some)

    def _log(self, customer_id: UUID, kind: str, subject: str, moment: datetime) -> None:
        fields = {"kind": kind, "subject": subject, "happens_at": moment, "done_at": moment}
        activities.log_activity(self._database, customer_id, fields)

    def _moment(self, days: int) -> datetime:
        day = self._today + timedelta(days=days)
        wall = time(self._dice.randint(1, 9), self._dice.choice((0, 15, 30, 45)))
        return datetime.combine(day, wall, UTC)

    def _quote_all(self) -> int:
        keen = [one for one in self._customers if one.lifecycle != Lifecycle.POTENTIAL]
        abroad = [one for one in self._customers if not _is_chinese(one.name)]
        for place in range(QUOTES):
            some = abroad if abroad and place % 5 == 0 else keen or self._customers
            self._quote(self._dice.choice(some), place)
        return QUOTES

    def _buy_again(self) -> int:
        """Give two customers a rhythm in which they buy; by it they should have bought again."""
        listing = quotes.listing(self._database, QuoteFilter())
        quoted = {one.customer_id for one in listing.page(0, listing.count())}
        quiet = [one for one in self._customers if one.next_follow_up is None and one.id not in quoted]
        some = [one for one in quiet if one.grade and _is_chinese(one.name)][: len(_RHYTHMS)]
        for customer, (every, last) in zip(some, _RHYTHMS, strict=False):
            for times in (2, 1, 0):
                self._sell(customer, self._today - timedelta(days=last + times * every))
        return 3 * len(some)

    def _sell(self, customer: CustomerSummary, issued: date) -> None:
        fields: dict[str, object] = {"issued_on": issued, "valid_until": issued + timedelta(days=30)}
        made = quotes.draft_quote(self._database, customer.id, today=issued, fields=fields)
        quote_lines.set_lines(self._database, made, self._lines("CNY", issued))
        for to in (QuoteStatus.SENT, QuoteStatus.ACCEPTED):
            quotes.move_quote(self._database, made, to, today=issued)

    def _celebrate(self) -> None:
        """Give some people a birthday this week."""
        dear = (one.id for one in self._customers if one.grade == Grade.A)
        people = (person for one in dear for person in contacts.contacts_of(self._database, one)[:1])
        for person, (ahead, years) in zip(people, _BORN, strict=False):
            day = self._today + timedelta(days=ahead)
            born = add_months(day, -12 * years)
            contacts.edit_contact(self._database, person.id, {"birthday": born})

    def _quote(self, customer: CustomerSummary, place: int) -> None:
        chinese = _is_chinese(customer.name)
        issued = self._today - timedelta(days=(QUOTES - place) * 2 - self._dice.randint(0, 2))
        fields: dict[str, object] = {
            "issued_on": issued,
            "valid_until": issued + timedelta(days=self._dice.choice((30, 45, 60, 200))),
            "currency": "CNY" if chinese else "USD",
            "language": self._dice.choice(("zh", "both")) if chinese else "en",
        }
        if self._dice.random() < 0.3:  # noqa: PLR2004 - some get a discount
            fields["discount_percent"] = Decimal(self._dice.choice((2, 3, 5)))
        made = quotes.draft_quote(self._database, customer.id, today=issued, fields=fields)
        quote_lines.set_lines(self._database, made, self._lines(str(fields["currency"]), issued))
        self._move(made, issued)

    def _lines(self, currency: str, day: date) -> list[quote_lines.QuoteLine]:
        some = self._products[currency]
        lines = []
        for product in self._dice.sample(some, min(len(some), self._dice.randint(1, 7))):
            quantity = Decimal(self._dice.choice((1, 1, 2, 3, 4, 6, 10, 20)))
            line = quote_lines.line_for(
                self._database, product.id, currency=currency, quantity=quantity, day=day
            )
            lines.append(replace(line, discount_percent=Decimal(self._dice.choice((0, 0, 0, 5, 8)))))
        return lines

    def _move(self, made: UUID, issued: date) -> None:
        end = self._dice.choices([status for status, _ in _ENDS], [weight for _, weight in _ENDS])[0]
        if end is QuoteStatus.DRAFT:
            return
        quotes.move_quote(self._database, made, QuoteStatus.SENT, today=issued)
        if end is not QuoteStatus.SENT:
            quotes.move_quote(self._database, made, end, today=issued)


def _is_chinese(name: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in name)


def _all_customers(database: Database) -> list[CustomerSummary]:
    listing = customers.listing(database, CustomerFilter())
    return listing.page(0, listing.count())


def _priced(database: Database) -> dict[str, Sequence[ProductSummary]]:
    listing = products.listing(database, ProductFilter())
    every = listing.page(0, listing.count())
    chinese = [one for one in every if one.currency == "CNY"]
    return {"CNY": chinese, "USD": [one for one in every if one.currency == "USD"] or chinese}
