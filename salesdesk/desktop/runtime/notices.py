"""How a page speaks to the person without stopping them. The window shows it; a test may collect it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to do about a notice: a key of the words, and what it does."""

    key: str
    run: Callable[[], None]


class Notices(Protocol):
    """Short notices at the foot of the window; never a box that must be clicked away."""

    def say(self, key: str, **values: object) -> None:
        """Tell something for a few seconds."""

    def stay(self, key: str, *, offer: Offer | None = None, **values: object) -> None:
        """Tell something that stays until it is read; with `offer`, put a button beside it."""

    def done(self, key: str, *, undo: Callable[[], None] | None = None, **values: object) -> None:
        """Tell that something was done; with `undo`, offer it for 8 seconds."""

    def ask(
        self, text: str, offers: Sequence[Offer], *, icon: str, closed: Callable[[], None]
    ) -> Callable[[], None]:
        """Tell something that stays until one of the offers is taken or it is closed.

        Return what takes it away without either.
        """

    def failed(self, error: Exception) -> None:
        """Tell what went wrong and what to do; it stays until it is read."""
