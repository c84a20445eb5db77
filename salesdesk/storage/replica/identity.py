"""What this copy of the data is to the server: whose, which device, and how far the two have agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.storage import meta

URL: Final = "server_url"
TOKEN: Final = "token"  # noqa: S105 - the name of a fact, not a secret
EPOCH: Final = "epoch"
INCARNATION: Final = "incarnation"
ACKED: Final = "acked_mseq"
ACKED_HASH: Final = "acked_hash"
SUCCESS: Final = "synced_at"
COMPARED: Final = "compared_at"
COMPANY: Final = "server_company"
ROLE: Final = "role"
DEVICE_NAME: Final = "device_name"
ADOPTED: Final = "adopted"
ANEW: Final = "anew"
"""A fact that is set while everything is read from the beginning, until it was compared as well."""

DOUBTFUL: Final = "doubtful"
"""A fact that is set while rows from which something refused was taken off are still to be compared."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`made` is the last act ever numbered here, `acked` the last one the server has answered.

    `epoch` is None until the first session with a server began.
    """

    device: UUID
    me: UUID
    url: str
    token: str
    epoch: str | None
    incarnation: int
    made: int
    acked: int
    acked_hash: bytes

    @property
    def is_connected(self) -> bool:
        return bool(self.url and self.token)


def of(session: Session) -> Identity:
    """Return what this copy is to the server."""
    return of_facts(meta.every(session))


def of_facts(facts: Mapping[str, str]) -> Identity:
    """Return what a copy with these facts is to the server."""
    return Identity(
        device=UUID(facts[meta.DEVICE]),
        me=UUID(facts[meta.ME]),
        url=facts.get(URL, ""),
        token=facts.get(TOKEN, ""),
        epoch=facts.get(EPOCH),
        incarnation=int(facts.get(INCARNATION) or 0),
        made=int(facts.get(meta.LAST_MSEQ) or 0),
        acked=int(facts.get(ACKED) or 0),
        acked_hash=bytes.fromhex(facts.get(ACKED_HASH, "")),
    )


def moment(session: Session, key: str) -> datetime | None:
    """Return when something last went well (`SUCCESS`, `COMPARED`), or None if it never did."""
    found = meta.get(session, key)
    return datetime.fromisoformat(found) if found else None


def note(session: Session, **facts: str) -> None:
    """Set facts by their keys."""
    for key, value in facts.items():
        meta.put(session, key, value)
