"""Calls, visits, meetings, mails, notes and tasks: what happened with a customer, and what is to happen."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.storage.base import SyncedRow, list_index, living_index
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow


class ActivityRow(SyncedRow):
    """One activity. It is open until `done_at`; `all_day_on` is a whole day, in no zone.

    It takes so many `minutes`, and one is reminded so many minutes before; None is no reminder. `repeats` is
    a rule of iCalendar (RFC 5545), `series_id` the first activity of those that follow from one rule.
    """

    __tablename__ = "activities"
    __table_args__ = (
        list_index("ix_activities_customer", "customer_id", "happens_at", "id"),
        list_index("ix_activities_open", "done_at", "happens_at", "id", "customer_id"),
        living_index("ix_activities_series", "series_id", "happens_at", also="series_id IS NOT NULL"),
        living_index("ix_activities_quote", "quote_id", "happens_at", "id", also="quote_id IS NOT NULL"),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    quote_id: Mapped[UUID | None] = mapped_column(ForeignKey("quotes.id"))
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    happens_at: Mapped[datetime]
    all_day_on: Mapped[date | None]
    zone: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    remind_before: Mapped[int | None]
    repeats: Mapped[str] = mapped_column(default="")
    series_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]

    customer: Mapped[CustomerRow] = relationship(lazy="raise")
    contact: Mapped[ContactRow | None] = relationship(lazy="raise")
    quote: Mapped[QuoteRow | None] = relationship(lazy="raise")
