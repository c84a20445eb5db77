"""Taking a lead at the stand: customer, person, talk, next step, answers and picture as one step to undo.

A lead is never held up: who is met twice is told beside the form, and where only the picture of a card is
there, it waits to be typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from salesdesk.domain.badges import Badge
from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.domain.matching import Reason
from salesdesk.integrations import badge_cards, codes, pictures
from salesdesk.integrations.pictures import Pixels, portable
from salesdesk.services import collisions, company, customers
from salesdesk.services.collisions import Clue
from salesdesk.services.duplicates import Match, likely_duplicates
from salesdesk.services.lead_writing import SEVERAL, Captured, Lead, LeadWriting, Photo
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files
from salesdesk.storage.queries import shows as queries
from salesdesk.storage.queries.shows import Capture, Show
from salesdesk.storage.undo import Step

__all__ = [
    "Captured",
    "Clue",
    "Known",
    "Lately",
    "Lead",
    "Photo",
    "Pixels",
    "at_colleagues",
    "capture_lead",
    "codes_in",
    "is_there",
    "keep_photo",
    "known",
    "lately",
    "photo_content",
    "photo_pixels",
    "portable",
    "read_code",
    "to_type",
    "type_lead",
]


_NOBODY: Final = UUID(int=0)
_MOST_KNOWN: Final = 3
_LATELY: Final = 6


@dataclass(frozen=True, slots=True)
class Known:
    """A customer who may be the one at the stand; `person` is who was recognised there, or ""."""

    customer_id: UUID
    company: str
    person: str
    owner: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Lately:
    """How many leads a show has, and the latest of them."""

    count: int
    leads: tuple[Capture, ...]


def read_code(text: str) -> Badge:
    """Return what a scanned text says; nothing raises."""
    return badge_cards.read_code(text)


def codes_in(data: bytes) -> list[str]:
    """Return the texts of the codes in a picture. Raises FileRefused. For the background."""
    return codes.codes_in(data)


def keep_photo(files: Files, data: bytes) -> Photo:
    """Keep a picture, encrypted and made anew: no place, no camera. For the background.

    Raises:
        FileRefused: `picture-too-large`, `picture-unreadable`.
        StorageError: `disk-full`, `disk-unwritable`.
    """
    made = pictures.cleaned(data)
    return Photo(*_kept(files, made.jpeg), *_kept(files, made.thumbnail))


def _kept(files: Files, content: bytes) -> tuple[str, int]:
    files.put(content)
    return sha256(content).hexdigest(), len(content)


def photo_pixels(files: Files, sha256: str, side: int) -> Pixels:
    """Return a picture to be drawn, no larger than `side` pixels. Raise NotFound (`file-gone`)."""
    return pictures.pixels(photo_content(files, sha256), side)


def photo_content(files: Files, sha256: str) -> bytes:
    """Return a picture. Raise NotFound (`file-gone`) where it is not on this computer (yet)."""
    return files.get(files.kept_as(sha256))


def known(database: Database, fields: Mapping[str, str]) -> list[Known]:
    """Return up to three customers who look like what is typed, the likeliest first; nobody is held up."""
    phone, mail = (SEVERAL.split(fields.get(name, ""))[0].strip() for name in ("phone", "email"))
    typed = {"name": fields.get("company", "").strip(), "phone": phone, "email": mail}
    if not any(typed.values()):
        return []
    matches = likely_duplicates(database, typed, limit=2 * _MOST_KNOWN)
    best: dict[UUID, Match] = {}
    for match in matches:
        best.setdefault(match.customer_id, match)
    named = {one.id: one for one in customers.summaries(database, list(best))}
    owners = {user.id: user.name for user in company.users(database)}
    return [
        Known(
            customer_id,
            named[customer_id].name,
            match.name if match.kind == "contacts" else "",
            owners.get(named[customer_id].owner_id or _NOBODY, ""),
            match.likeness.reasons,
        )
        for customer_id, match in best.items()
        if customer_id in named
    ][:_MOST_KNOWN]


def at_colleagues(database: Database, fields: Mapping[str, str]) -> tuple[Clue, ...]:
    """Return by what a colleague may know who is typed, see `collisions`. A person's name tells nothing."""
    typed = {name: fields.get(name, "") for name in ("phone", "email")}
    return collisions.at_colleagues(database, typed | {"name": fields.get("company", "")})


def lately(database: Database, show_id: UUID | None) -> Lately:
    """Return how many leads a show has, and the latest six."""
    if show_id is None:
        return Lately(0, ())
    count = database.ask(queries.count, show_id)
    return Lately(count, tuple(database.ask(queries.captures, show_id, _LATELY)))


def is_there(database: Database, capture_id: UUID) -> bool:
    """Return whether a lead is (still) there: it may have been taken back."""
    try:
        database.ask(queries.capture_row, capture_id)
    except NotFound:
        return False
    return True


def to_type(database: Database) -> list[Capture]:
    """Return the leads that wait to be typed, the oldest first."""
    return database.ask(queries.to_type)


def capture_lead(
    database: Database, show: Show | None, lead: Lead, *, today: date, at: datetime | None = None
) -> Captured:
    """Take a lead, now unless `at` says when it was.

    Without a company it is a person's; with nothing but a picture it waits to be typed.

    Raises:
        BadInput: naming the field of LEAD_FIELDS that is wrong; `lead-empty` where nothing was typed.
        NotFound: `customer_id` is gone.
    """
    made = LeadWriting(database, show, lead, today, at=at)
    with database.write(Step("lead-add", name=made.title)) as session:
        return made.write(session)


def type_lead(
    database: Database, capture_id: UUID, show: Show | None, lead: Lead, *, today: date
) -> Captured:
    """Type what stands on the picture of a card; its placeholder becomes the customer, or gives way to one.

    Raises as `capture_lead`.
    """
    kept = database.ask(queries.capture, capture_id)
    made = LeadWriting(database, show, lead, today)
    if made.is_only_picture:
        raise BadInput("lead-empty", field="company")
    with database.write(Step("lead-type", name=made.title)) as session:
        return made.complete(session, kept)
