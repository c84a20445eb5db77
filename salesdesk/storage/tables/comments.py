"""What colleagues say to each other about a customer."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import SyncedRow, living_index


class CommentRow(SyncedRow):
    """One comment; `mentions` are the ids of the people it calls, as text."""

    __tablename__ = "comments"
    __table_args__ = (living_index("ix_comments_customer", "customer_id", "created_at", "id"),)

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    author_id: Mapped[UUID]
    body: Mapped[str]
    mentions: Mapped[list[Any]] = mapped_column(default=list)
