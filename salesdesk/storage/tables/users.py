"""Who works here. A workspace without a server has one user: the person who made it."""

from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import SyncedRow


class UserRow(SyncedRow):
    """One person; `name` is how colleagues and quotes call them."""

    __tablename__ = "users"

    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="owner")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
