"""Taking a lead at the stand: customer, person, talk, next step, answers and picture as one step to undo.

A lead is never held up: who is met twice is told beside the form, and where only the picture of a card is
there, it waits to be typed.
"""

from datetime import date
from hashlib import sha256
from uuid import UUID

from salesdesk.domain.badges import Badge
from salesdesk.domain.errors import BadInput
from salesdesk.integrations import badge_cards, codes, pictures
from salesdesk.services.lead_writing import Captured, Lead, LeadWriting, Photo
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files
from salesdesk.storage.queries import shows as queries
from salesdesk.storage.queries.shows import Capture, Show
from salesdesk.storage.undo import Step

__all__ = [
    "Captured",
    "Lead",
    "Photo",
    "capture_lead",
    "codes_in",
    "keep_photo",
    "photo_content",
    "read_code",
    "to_type",
    "type_lead",
]


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


def photo_content(files: Files, sha256: str) -> bytes:
    """Return a picture. Raise NotFound (`file-gone`) where it is not on this computer (yet)."""
    return files.get(files.kept_as(sha256))


def to_type(database: Database) -> list[Capture]:
    """Return the leads that wait to be typed, the oldest first."""
    return database.ask(queries.to_type)


def capture_lead(database: Database, show: Show | None, lead: Lead, *, today: date) -> Captured:
    """Take a lead.

    Without a company it is a person's; with nothing but a picture it waits to be typed.

    Raises:
        BadInput: naming the field of LEAD_FIELDS that is wrong; `lead-empty` where nothing was typed.
        NotFound: `customer_id` is gone.
    """
    made = LeadWriting(database, show, lead, today)
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
