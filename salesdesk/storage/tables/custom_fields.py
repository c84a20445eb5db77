"""Fields a company adds by itself, and what stands in them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import Scaled, SyncedRow, living_index

Figure = Annotated[Decimal, mapped_column(Scaled(6))]


class CustomFieldRow(SyncedRow):
    """A field of a kind of record; `key` names it in files and filters, and never changes."""

    __tablename__ = "custom_fields"
    __table_args__ = (living_index("ix_custom_fields_key", "entity", "key", unique=True),)

    entity: Mapped[str] = mapped_column(default="customers")
    key: Mapped[str]
    kind: Mapped[str]
    label: Mapped[str]
    label_en: Mapped[str] = mapped_column(default="")
    choices: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)


class CustomValueRow(SyncedRow):
    """What stands in one field of one customer; its id follows from both, so that two laptops make one row.

    `words` is always there, as people read it; a figure or a day stands beside it, to be compared and sorted.
    """

    __tablename__ = "custom_values"
    __table_args__ = (
        living_index("ix_custom_values_customer", "customer_id", "field_id"),
        living_index("ix_custom_values_words", "field_id", "words", "customer_id"),
        living_index(
            "ix_custom_values_number", "field_id", "number", "customer_id", also="number IS NOT NULL"
        ),
        living_index("ix_custom_values_day", "field_id", "day", "customer_id", also="day IS NOT NULL"),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    field_id: Mapped[UUID]
    words: Mapped[str] = mapped_column(default="")
    number: Mapped[Figure | None]
    day: Mapped[date | None]
