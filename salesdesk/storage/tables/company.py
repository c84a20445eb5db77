"""The company's own settings, and views kept and shared, drafts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import Base, Json, SyncedRow, living_index


class CompanySettingRow(SyncedRow):
    """One setting of the company; `value` is plain JSON."""

    __tablename__ = "company_settings"
    __table_args__ = (living_index("ix_company_settings_key", "key", unique=True),)

    key: Mapped[str]
    value: Mapped[Any] = mapped_column(Json())


class SavedViewRow(SyncedRow):
    """A filter, sort order and columns under a name; it belongs to one user."""

    __tablename__ = "saved_views"
    __table_args__ = (living_index("ix_saved_views_page", "page", "position", "id"),)

    page: Mapped[str]
    name: Mapped[str]
    definition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
    is_pinned: Mapped[bool] = mapped_column(default=False)


class SharedViewRow(SyncedRow):
    """A view that one person shares with all colleagues; `owner_id` says who, and never changes."""

    __tablename__ = "shared_views"
    __table_args__ = (living_index("ix_shared_views_page", "page", "name", "id"),)

    page: Mapped[str]
    name: Mapped[str]
    definition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    owner_id: Mapped[UUID | None]


class DraftRow(Base):
    """A form that was not finished; it stays on this device."""

    __tablename__ = "drafts"

    kind: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
