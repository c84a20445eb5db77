"""Trade shows, the people met there, and the letters that are written to them afterwards."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import SyncedRow, living_index


class TradeShowRow(SyncedRow):
    """A show, and what is asked of whoever comes to the stand.

    `questions` are objects of `text` and `choices`; `interests` the ids of products on show; `fields` what
    the form shows, in order; `usual` what a new lead begins with.
    """

    __tablename__ = "trade_shows"

    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    questions: Mapped[list[Any]] = mapped_column(default=list)
    interests: Mapped[list[Any]] = mapped_column(default=list)
    fields: Mapped[list[Any]] = mapped_column(default=list)
    usual: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_active: Mapped[bool] = mapped_column(default=True)


class CaptureRow(SyncedRow):
    """Somebody was met at a stand: what was said, and the raw text of what was scanned.

    `state` is "to-type" while only a picture of the card is there.
    """

    __tablename__ = "captures"
    __table_args__ = (
        living_index("ix_captures_show", "show_id", "captured_at", "id"),
        living_index("ix_captures_customer", "customer_id", "captured_at", "id"),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    attachment_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachments.id"))
    show_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]
    captured_at: Mapped[datetime]
    grade: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="")
    raw: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    answers: Mapped[list[Any]] = mapped_column(default=list)
    interests: Mapped[list[Any]] = mapped_column(default=list)


class MailTemplateRow(SyncedRow):
    """A letter with blanks; `purpose` says when it is offered, `language` is "zh" or "en"."""

    __tablename__ = "mail_templates"

    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="zh")
    purpose: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
