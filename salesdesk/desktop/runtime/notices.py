"""How a page speaks to the person without stopping them. The window shows it; a test may collect it."""

from collections.abc import Callable
from typing import Protocol

Offer = tuple[str, Callable[[], None]]
"""What stands on a button, by its key, and what it does."""


class Notices(Protocol):
    """Short notices at the foot of the window; never a box that must be clicked away."""

    def say(self, key: str, **values: object) -> None:
        """Tell something for a few seconds."""

    def stay(self, key: str, *, offer: Offer | None = None, **values: object) -> None:
        """Tell something that stays until it is read; with `offer`, put a button beside it."""

    def done(self, key: str, *, undo: Callable[[], None] | None = None, **values: object) -> None:
        """Tell that something was done; with `undo`, offer it for 8 seconds."""

    def failed(self, error: Exception) -> None:
        """Tell what went wrong and what to do; it stays until it is read."""
