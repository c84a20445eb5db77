"""Who works here. A workspace without a server has one user: the person who made it."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import SyncedRow


class UserRow(SyncedRow):
    """One person; `name` is how colleagues and quotes call them, `manager_id` whom they report to."""

    __tablename__ = "users"

    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="owner")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    manager_id: Mapped[UUID | None]
    is_active: Mapped[bool] = mapped_column(default=True)
