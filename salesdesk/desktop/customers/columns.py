"""The columns of the list of customers."""

from typing import Final

from salesdesk.desktop.activities.when import ago, due, urgency
from salesdesk.desktop.customers.words import (
    GRADE_TONES,
    LIFECYCLE_TONES,
    amounts_text,
    lifecycle_text,
    source_text,
)
from salesdesk.desktop.runtime.clock import Clock
from salesdesk.desktop.tables.cells import MoneyCell, PillCell, TagsCell, TextCell, TitleCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.services.customers import CustomerDetail
from salesdesk.services.customers import CustomerSummary as Row
from salesdesk.words import language

_HIDDEN: Final = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")

EXPORTED: Final = {
    "name": ("customer.name", "customer.name_en"),
    "city": ("customer.province", "customer.city"),
    "last_contact": ("customer.last_contact_at",),
    **{
        name: (f"customer.{name}",)
        for name in (
            "lifecycle",
            "grade",
            "next_follow_up",
            "tags",
            "province",
            "industry",
            "phone",
            "source",
        )
    },
}
"""Which exported columns stand for a column of the list."""


def customer_columns(clock: Clock) -> tuple[Column, ...]:
    """Return the columns; days are told from the clock's today."""
    return (*_who(), *_how_far(), *_when(clock), *_more())


def _who() -> tuple[Column, ...]:
    return (
        Column(
            "name",
            "customers.column.name",
            lambda row: row.name,
            width=300,
            sort="name",
            cell=TitleCell(beside=_other_name),
            edit=lambda row: row.name,
        ),
        Column(
            "city", "customers.column.city", shown_city, width=104, sort="city", edit=lambda row: row.city
        ),
    )


def _how_far() -> tuple[Column, ...]:
    return (
        Column(
            "lifecycle",
            "customers.column.lifecycle",
            lambda row: lifecycle_text(row.lifecycle),
            width=112,
            sort="lifecycle",
            cell=PillCell(lambda row: LIFECYCLE_TONES[row.lifecycle]),
        ),
        Column(
            "grade",
            "customers.column.grade",
            lambda row: row.grade,
            width=76,
            sort="grade",
            cell=PillCell(lambda row: GRADE_TONES[row.grade]),
            edit=lambda row: row.grade,
        ),
        Column(
            "open_value",
            "customers.column.open_value",
            lambda row: amounts_text(row.open),
            width=140,
            align="right",
            cell=MoneyCell(),
        ),
    )


def _when(clock: Clock) -> tuple[Column, ...]:
    return (
        Column(
            "last_contact",
            "customers.column.last_contact",
            lambda row: ago(row.last_contact_at, clock.now()),
            width=132,
            sort="last_contact",
            cell=TextCell("text2"),
            raw=lambda row: f"{row.last_contact_at:%Y-%m-%d}" if row.last_contact_at else "",
        ),
        Column(
            "next_follow_up",
            "customers.column.follow_up",
            lambda row: due(row.next_follow_up, clock.today()),
            width=124,
            sort="next_follow_up",
            cell=TextCell(lambda row: _due_tone(row, clock)),
            raw=lambda row: f"{row.next_follow_up:%Y-%m-%d}" if row.next_follow_up else "",
            edit=lambda row: f"{row.next_follow_up:%Y-%m-%d}" if row.next_follow_up else "",
        ),
        Column(
            "tags",
            "customers.column.tags",
            lambda row: ", ".join(row.tags),
            width=170,
            cell=TagsCell(lambda row: row.tags),
            edit=lambda row: ", ".join(row.tags),
        ),
    )


def _more() -> tuple[Column, ...]:
    return (
        _plain("province", 110),
        _plain("industry", 130),
        _plain("phone", 140),
        Column(
            "source",
            "customers.column.source",
            lambda row: source_text(row.source),
            width=110,
            sort="source",
            hidden=True,
        ),
    )


def _plain(name: str, width: int) -> Column:
    return Column(
        name,
        f"customers.column.{name}",
        lambda row: str(getattr(row, name)),
        width=width,
        sort=name,
        edit=lambda row: str(getattr(row, name)),
        hidden=True,
    )


def _other_name(row: Row) -> str:
    """Return the name by which people of the other language know a customer."""
    if row.short_name:
        return row.short_name
    return row.name_en if language() == "en" else ""


def shown_city(row: Row | CustomerDetail) -> str:
    """Return the city; a municipality is its own province and hides its "市辖区"."""
    return row.province if not row.city or row.city in _HIDDEN else row.city


def _due_tone(row: Row, clock: Clock) -> str:
    tone = urgency(row.next_follow_up, clock.today())
    return "text2" if tone == "plain" else tone
