"""Quotes, their lines, and the papers that were handed out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.storage.base import Fine, Minor, Rate, SyncedRow, list_index, living_index
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow


class QuoteRow(SyncedRow):
    """One revision of a quote. `net`, `tax` and `gross` are kept so that a list need not add up lines.

    All revisions share `root_id` (the id of the first); one of them is current. `buyer` and `seller` are
    what stood on the letterhead when it was saved: later changes of a customer never change an old quote.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        list_index("ix_quotes_newest", "is_current", "issued_on", "id"),
        list_index("ix_quotes_number", "is_current", "number", "id"),
        list_index("ix_quotes_total", "is_current", "gross", "id"),
        list_index("ix_quotes_valid_until", "is_current", "valid_until", "id"),
        list_index("ix_quotes_status", "is_current", "status", "issued_on", "id"),
        list_index("ix_quotes_customer", "is_current", "customer_id", "issued_on", "id"),
        living_index("ix_quotes_revisions", "root_id", "revision"),
        living_index("ix_quotes_unique_number", "number", "revision", unique=True),
        list_index("ix_quotes_current", "is_current"),
        list_index("ix_quotes_sums", "is_current", "currency", "status", "gross"),
        Index(
            "ix_quotes_bought",
            *("status", "deleted_at", "is_current", "customer_id", "issued_on"),
            sqlite_where=text("status = 'accepted'"),
        ),
    )

    number: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    root_id: Mapped[UUID]
    is_current: Mapped[bool] = mapped_column(default=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    title: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="draft")
    currency: Mapped[str]
    language: Mapped[str] = mapped_column(default="zh")
    rounding: Mapped[str] = mapped_column(default="per_line_tax")
    rounding_mode: Mapped[str] = mapped_column(default="half_up")
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    payment_terms: Mapped[str] = mapped_column(default="")
    delivery_terms: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    discount_percent: Mapped[Rate] = mapped_column(default=0)
    discount_amount: Mapped[Minor] = mapped_column(default=0)
    net: Mapped[Minor] = mapped_column(default=0)
    tax: Mapped[Minor] = mapped_column(default=0)
    gross: Mapped[Minor] = mapped_column(default=0)
    base_rate: Mapped[Fine | None]
    base_rate_on: Mapped[date | None]
    base_rate_source: Mapped[str] = mapped_column(default="")
    buyer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seller: Mapped[dict[str, Any]] = mapped_column(default=dict)
    owner_id: Mapped[UUID | None]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    customer: Mapped[CustomerRow] = relationship(lazy="raise")
    contact: Mapped[ContactRow | None] = relationship(lazy="raise")


class QuoteLineRow(SyncedRow):
    """One line; names, price and tax are a snapshot of the product on the day it was added."""

    __tablename__ = "quote_lines"
    __table_args__ = (
        living_index("ix_quote_lines_quote", "quote_id", "position", "id"),
        living_index("ix_quote_lines_product", "product_id", "id", also="product_id IS NOT NULL"),
    )

    quote_id: Mapped[UUID] = mapped_column(ForeignKey("quotes.id"))
    position: Mapped[int]
    product_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    spec: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Fine] = mapped_column(default=1)
    unit_price: Mapped[Fine] = mapped_column(default=0)
    tax_included: Mapped[bool] = mapped_column(default=False)
    discount_percent: Mapped[Rate] = mapped_column(default=0)
    discount_amount: Mapped[Minor] = mapped_column(default=0)
    tax_rate: Mapped[Rate] = mapped_column(default=0)
    price_chain: Mapped[list[Any]] = mapped_column(default=list)
    optional: Mapped[bool] = mapped_column(default=False)
    section: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    net: Mapped[Minor] = mapped_column(default=0)
    tax: Mapped[Minor] = mapped_column(default=0)
    gross: Mapped[Minor] = mapped_column(default=0)

    quote: Mapped[QuoteRow] = relationship(lazy="raise")


class IssuedPaperRow(SyncedRow):
    """A quote as it was handed out; `sha256` leads to its bytes on every device.

    `file_id` is what the workspace that made it calls them, and nobody else.
    """

    __tablename__ = "issued_papers"
    __table_args__ = (
        living_index("ix_issued_papers_quote", "quote_id", "made_at", "id"),
        Index("ix_issued_papers_file", "sha256"),
    )

    quote_id: Mapped[UUID] = mapped_column(ForeignKey("quotes.id"))
    revision: Mapped[int]
    language: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    pages: Mapped[int]
    made_at: Mapped[datetime]
    file_id: Mapped[str]

    quote: Mapped[QuoteRow] = relationship(lazy="raise")
