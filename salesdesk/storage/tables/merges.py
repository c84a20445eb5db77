"""Which customer became part of which, and what is needed to part them again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import SyncedRow, living_index


class CustomerMergeRow(SyncedRow):
    """`loser_id` is another name of `customer_id` until it is undone.

    `before` holds the fields of both as they were, `moved` the ids of what changed hands, by kind of row.
    """

    __tablename__ = "customer_merges"
    __table_args__ = (
        living_index("ix_customer_merges_customer", "customer_id", "merged_at"),
        living_index("ix_customer_merges_loser", "loser_id", "merged_at"),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    loser_id: Mapped[UUID]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    merged_at: Mapped[datetime]
    merged_by: Mapped[UUID | None]
    undone_at: Mapped[datetime | None]
