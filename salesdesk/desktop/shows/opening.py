"""What the stand's form needs when it opens, and what becomes of it when it is saved. Runs on workers."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from PySide6.QtGui import QImage

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.shows.pictures import picture
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.shows import NextStep
from salesdesk.services import drafts, leads, shows
from salesdesk.services.leads import Captured, Lately, Lead, Photo
from salesdesk.services.shows import Show
from salesdesk.storage.files import Files
from salesdesk.words import language

CHOSEN: Final = "show"
"""The choice of this device: for which show leads are taken."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The show with the names of its products, the unfinished lead, and the picture that is to be typed."""

    show: Show | None
    names: Mapping[UUID, str]
    values: Mapping[str, Any]
    lately: Lately
    image: QImage | None


def read(
    desk: Desk, files: Files | None, chosen: object, typing: UUID | None, draft: tuple[str, UUID]
) -> Opening:
    """Return what the form opens with; `chosen` is the show this device has chosen, as text."""
    database = desk.database
    waiting = shows.capture(database, typing) if typing is not None else None
    show = shows.current(database, waiting.show_id if waiting else as_id(chosen), desk.today())
    kept = drafts.draft(database, *draft)
    values = dict(kept.body) if kept is not None else {}
    image = None
    if waiting is not None:
        values = values or {"grade": waiting.grade, "interests": waiting.interests}
        with suppress(SalesDeskError):  # its picture may not be here yet
            image = picture(files, waiting.photo) if files is not None else None
    ids = [UUID(str(one)) for one in show.interests] if show else []
    names = shows.product_names(database, ids, language())
    return Opening(show, names, values, leads.lately(database, show.id if show else None), image)


def lead_of(values: Mapping[str, Any], photo: Photo | None) -> Lead:
    """Return the lead that was typed."""
    known = values.get("known")
    return Lead(
        fields=values.get("fields", {}),
        grade=str(values.get("grade", "")),
        interests=values.get("interests", ()),
        answers=values.get("answers", {}),
        next_step=NextStep(str(values.get("next_step", ""))),
        raw=str(values.get("raw", "")),
        photo=photo,
        customer_id=UUID(known[0]) if known else None,
    )


def take_lead(
    desk: Desk, show: Show | None, lead: Lead, typing: UUID | None, draft: tuple[str, UUID]
) -> Captured:
    """Take a lead, or type one that waited, and forget its draft."""
    if typing is not None:
        taken = leads.type_lead(desk.database, typing, show, lead, today=desk.today())
    else:
        taken = leads.capture_lead(desk.database, show, lead, today=desk.today())
    drafts.drop_draft(desk.database, *draft)
    return taken


def as_id(text: object) -> UUID | None:
    """Return the id a text says, or None."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
