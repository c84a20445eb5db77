"""Acts on rows their author may no longer write: kept for the new owner or a manager to decide."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import SyncedRow, living_index


class HeldActRow(SyncedRow):
    """One act that waits; `state` is waiting, accepted or declined."""

    __tablename__ = "held_acts"
    __table_args__ = (living_index("ix_held_acts_state", "state", "made_at", "id"),)

    author_id: Mapped[UUID]
    group_id: Mapped[UUID]
    entity: Mapped[str]
    row_id: Mapped[UUID]
    kind: Mapped[str]
    command: Mapped[str] = mapped_column(default="")
    base: Mapped[dict[str, Any] | None]
    patch: Mapped[dict[str, Any] | None]
    args: Mapped[dict[str, Any] | None]
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
