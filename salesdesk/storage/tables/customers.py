"""Companies and people we sell to."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import SyncedRow, list_index, living_index


class CustomerRow(SyncedRow):
    """One customer. `sort_key` and `core_name` follow the name and never travel."""

    __tablename__ = "customers"
    __table_args__ = (
        list_index("ix_customers_name", "sort_key", "id"),
        list_index("ix_customers_newest", "id"),
        list_index("ix_customers_contacted", "last_contact_at", "id"),
        list_index("ix_customers_lifecycle", "lifecycle", "sort_key", "id"),
        list_index("ix_customers_grade", "grade", "sort_key", "id"),
        list_index("ix_customers_city", "city", "sort_key", "id"),
        list_index("ix_customers_province", "province", "sort_key", "id"),
        list_index("ix_customers_owner", "owner_id", "sort_key", "id"),
        list_index("ix_customers_follow_up", "next_follow_up", "id"),
        living_index("ix_customers_external", "external_id", "id", also="external_id != ''"),
        living_index("ix_customers_tax_id", "tax_id", "id", also="tax_id != ''"),
        list_index("ix_customers_core_name", "core_name", "id"),
    )

    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    short_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="company")
    lifecycle: Mapped[str] = mapped_column(default="potential")
    grade: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    referrer_id: Mapped[UUID | None]
    industry: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    province: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    district: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    tax_id: Mapped[str] = mapped_column(default="")
    invoice_title: Mapped[str] = mapped_column(default="")
    bank_name: Mapped[str] = mapped_column(default="")
    bank_account: Mapped[str] = mapped_column(default="")
    invoice_address: Mapped[str] = mapped_column(default="")
    invoice_phone: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[UUID | None]
    tags: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="")
    next_follow_up: Mapped[date | None]
    last_contact_at: Mapped[datetime | None]
    protected_until: Mapped[date | None]
    claimed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    external_id: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(default="")
    core_name: Mapped[str] = mapped_column(default="")
