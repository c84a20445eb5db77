"""The people at a customer."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesdesk.storage.base import SyncedRow, list_index, living_index
from salesdesk.storage.tables.customers import CustomerRow


class ContactRow(SyncedRow):
    """One person. `phones` is [{label, number, e164}], `emails` is [{label, address}], in the order typed."""

    __tablename__ = "contacts"
    __table_args__ = (
        list_index("ix_contacts_customer", "customer_id", "sort_key", "id"),
        list_index("ix_contacts_name", "sort_key", "id"),
        living_index("ix_contacts_external", "external_id", "id", also="external_id != ''"),
        Index(
            "ix_contacts_birthday",
            text("substr(birthday, 6)"),
            sqlite_where=text("deleted_at IS NULL AND birthday IS NOT NULL"),
        ),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    name: Mapped[str]
    job_title: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    phones: Mapped[list[Any]] = mapped_column(default=list)
    emails: Mapped[list[Any]] = mapped_column(default=list)
    wechat: Mapped[str] = mapped_column(default="")
    birthday: Mapped[date | None]
    is_primary: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(default="")

    customer: Mapped[CustomerRow] = relationship(lazy="raise")
