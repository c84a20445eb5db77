"""Files that belong to a customer, and the small pictures of them that come first."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import SyncedRow, living_index


class AttachmentRow(SyncedRow):
    """A file of a customer, or of what was done with them; `sha256` leads to its bytes on every device."""

    __tablename__ = "attachments"
    __table_args__ = (
        living_index("ix_attachments_customer", "customer_id", "created_at", "id"),
        living_index("ix_attachments_activity", "activity_id", "id", also="activity_id IS NOT NULL"),
        Index("ix_attachments_file", "sha256"),
    )

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activities.id"))
    name: Mapped[str]
    mime: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str]
    size: Mapped[int]
    note: Mapped[str] = mapped_column(default="")


class ThumbnailRow(SyncedRow):
    """The small picture of an attachment: a file of its own, which travels before all others."""

    __tablename__ = "thumbnails"
    __table_args__ = (
        living_index("ix_thumbnails_attachment", "attachment_id", "id"),
        Index("ix_thumbnails_file", "sha256"),
    )

    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachments.id"))
    sha256: Mapped[str]
    size: Mapped[int]
