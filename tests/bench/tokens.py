"""What a device of a person shows to the server."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Token:
    """A device that is signed in."""

    user: UUID
    device: UUID
    token: str

    def told(self) -> tuple[str, str, str]:
        """Return it as arguments of a program."""
        return str(self.user), str(self.device), self.token


def told_by(arguments: list[str]) -> Token:
    """Return a device's token from what was typed: user, device, token."""
    return Token(UUID(arguments[0]), UUID(arguments[1]), arguments[2])
