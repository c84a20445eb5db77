"""What is a person's own affair: what they keep at hand, and what they want to be reminded of when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from salesdesk.storage.base import SyncedRow, living_index


class StarRow(SyncedRow):
    """A record somebody keeps at hand; its id follows from person and record."""

    __tablename__ = "stars"
    __table_args__ = (living_index("ix_stars_row", "entity", "row_id"),)

    entity: Mapped[str]
    row_id: Mapped[UUID]


class ReminderRow(SyncedRow):
    """What became of a reminder: put off `until`, or dismissed; its id follows from person and activity.

    It counts only while the activity is due when it was: `due_at`.
    """

    __tablename__ = "reminders"
    __table_args__ = (living_index("ix_reminders_activity", "activity_id"),)

    activity_id: Mapped[UUID]
    due_at: Mapped[datetime]
    until: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
