"""Who is asking: the bearer of a device's token."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Caller:
    """A person on one of their devices. `role` is as the users' directory has it now."""

    user: UUID
    device: UUID
    name: str
    role: str
