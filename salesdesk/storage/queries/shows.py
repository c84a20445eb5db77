"""Every question about trade shows: presets, who was met, what is still to be typed, what a show came to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import Session

from salesdesk.domain.activities import TOUCHES, ActivityKind
from salesdesk.domain.errors import NotFound
from salesdesk.domain.shows import CaptureState
from salesdesk.storage.queries.values import filled
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.attachments import AttachmentRow, ThumbnailRow
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.products import ProductRow
from salesdesk.storage.tables.quotes import QuoteRow
from salesdesk.storage.tables.shows import CaptureRow, MailTemplateRow, TradeShowRow

C = CaptureRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A trade show with its preset, as `domain.shows` tidies it."""

    id: UUID
    name: str
    place: str
    city: str
    starts_on: date
    ends_on: date
    questions: list[Any]
    interests: list[Any]
    fields: list[Any]
    usual: dict[str, Any]
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Somebody met at a stand. `photo` and `thumbnail` are hashes of files, or ""."""

    id: UUID
    show_id: UUID | None
    show_name: str
    customer_id: UUID
    company: str
    contact_id: UUID | None
    name: str
    job_title: str
    emails: list[Any]
    customer_email: str
    captured_at: datetime
    grade: str
    state: str
    raw: str
    note: str
    answers: list[Any]
    interests: list[Any]
    attachment_id: UUID | None
    photo: str
    thumbnail: str

    @property
    def email(self) -> str:
        """Where a letter goes: the person's own address, or else the company's."""
        return next((str(one.get("address", "")) for one in self.emails), "") or self.customer_email


@dataclass(frozen=True, slots=True)
class Met:
    """One lead in figures: `answered_at` is when somebody next spoke with, wrote to or quoted to them."""

    captured_at: datetime
    grade: str
    state: str
    interests: list[Any]
    answered_at: datetime | None
    quotes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTemplate:
    """A letter with blanks. `id` is None for one that comes with the program."""

    id: UUID | None
    name: str
    language: str
    purpose: str
    subject: str
    body: str
    position: int


def shows(session: Session) -> list[Show]:
    """Return all shows, the latest first."""
    S = TradeShowRow  # noqa: N806 - a short name for a table
    wanted = select(S).where(S.deleted_at.is_(None)).order_by(S.starts_on.desc(), S.id.desc())
    return [filled(Show, row) for row in session.scalars(wanted)]


def show(session: Session, show_id: UUID) -> Show:
    """Return one show, or raise NotFound."""
    return filled(Show, show_row(session, show_id))


def show_row(session: Session, show_id: UUID) -> TradeShowRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(TradeShowRow, show_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("show-gone")
    return row


def capture_row(session: Session, capture_id: UUID) -> CaptureRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(CaptureRow, capture_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("lead-gone")
    return row


def capture(session: Session, capture_id: UUID) -> Capture:
    """Return one lead, or raise NotFound."""
    found = _captures(session, _select().where(C.id == capture_id))
    if not found:
        raise NotFound("lead-gone")
    return found[0]


def captures(session: Session, show_id: UUID, limit: int = 500) -> list[Capture]:
    """Return who was met at a show, the latest first."""
    return _captures(session, _select().where(C.show_id == show_id).order_by(*_NEWEST).limit(limit))


def count(session: Session, show_id: UUID) -> int:
    """Return how many leads a show has."""
    mine = select(func.count()).select_from(C).where(C.show_id == show_id, C.deleted_at.is_(None))
    return session.scalar(mine) or 0


def to_type(session: Session, limit: int = 500) -> list[Capture]:
    """Return the leads of which only a picture is there, the oldest first, of all shows."""
    waiting = _select().where(C.state == CaptureState.TO_TYPE).order_by(C.captured_at, C.id)
    return _captures(session, waiting.limit(limit))


def without_letter(session: Session, show_id: UUID, grades: Iterable[str], limit: int = 500) -> list[Capture]:
    """Return the leads of these grades nobody has written a letter to since, A before B."""
    A = ActivityRow  # noqa: N806 - a short name for a table
    written = select(A.id).where(
        A.customer_id == C.customer_id,
        A.deleted_at.is_(None),
        A.kind == ActivityKind.MAIL,
        A.done_at >= C.captured_at,
    )
    wanted = _select().where(
        C.show_id == show_id, C.grade.in_(list(grades)), C.state == CaptureState.DONE, ~written.exists()
    )
    return _captures(session, wanted.order_by(C.grade, C.captured_at, C.id).limit(limit))


def met(session: Session, show_id: UUID) -> list[Met]:
    """Return all leads of a show in figures, in the order in which they came."""
    rows = session.execute(
        select(C.captured_at, C.grade, C.state, C.interests, _spoken(), _quoted(), _quotes())
        .where(C.show_id == show_id, C.deleted_at.is_(None))
        .order_by(C.captured_at, C.id)
    )
    return [
        Met(at, grade, state, wanted, min(filter(None, (spoken, quoted)), default=None), count)
        for at, grade, state, wanted, spoken, quoted, count in rows
    ]


def product_names(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return name and English name of living products."""
    P = ProductRow  # noqa: N806 - a short name for a table
    rows = session.execute(select(P.id, P.name, P.name_en).where(P.id.in_(list(ids)), P.deleted_at.is_(None)))
    return {row_id: (name, name_en) for row_id, name, name_en in rows}


def templates(session: Session) -> list[MailTemplate]:
    """Return the letters of the company, in their order."""
    T = MailTemplateRow  # noqa: N806 - a short name for a table
    wanted = select(T).where(T.deleted_at.is_(None)).order_by(T.position, T.id)
    return [filled(MailTemplate, row) for row in session.scalars(wanted)]


def template_row(session: Session, template_id: UUID) -> MailTemplateRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(MailTemplateRow, template_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("template-gone")
    return row


_NEWEST = (C.captured_at.desc(), C.id.desc())


def _select() -> Select[*tuple[Any, ...]]:
    return (
        select(C, CustomerRow, ContactRow, TradeShowRow.name, AttachmentRow.sha256, ThumbnailRow.sha256)
        .join(CustomerRow, CustomerRow.id == C.customer_id)
        .outerjoin(ContactRow, _living(ContactRow, C.contact_id))
        .outerjoin(TradeShowRow, TradeShowRow.id == C.show_id)
        .outerjoin(AttachmentRow, _living(AttachmentRow, C.attachment_id))
        .outerjoin(
            ThumbnailRow,
            and_(ThumbnailRow.attachment_id == AttachmentRow.id, ThumbnailRow.deleted_at.is_(None)),
        )
        .where(C.deleted_at.is_(None))
    )


def _living(table: Any, wanted: Any) -> ColumnElement[bool]:
    return and_(table.id == wanted, table.deleted_at.is_(None))


def _captures(session: Session, wanted: Select[*tuple[Any, ...]]) -> list[Capture]:
    return [
        filled(
            Capture,
            row,
            company=customer.name,
            customer_email=customer.email,
            name=contact.name if contact else "",
            job_title=contact.job_title if contact else "",
            emails=contact.emails if contact else [],
            show_name=name or "",
            photo=photo or "",
            thumbnail=thumbnail or "",
        )
        for row, customer, contact, name, photo, thumbnail in session.execute(wanted)
    ]


def _spoken() -> ScalarSelect[Any]:
    A = ActivityRow  # noqa: N806 - a short name for a table
    return (
        select(func.min(A.done_at))
        .where(A.customer_id == C.customer_id, A.deleted_at.is_(None))
        .where(A.kind.in_([*TOUCHES]), A.done_at > C.captured_at)
        .scalar_subquery()
    )


def _quoted() -> ScalarSelect[Any]:
    return select(func.min(QuoteRow.created_at)).where(*_since()).scalar_subquery()


def _quotes() -> ScalarSelect[Any]:
    return select(func.count(QuoteRow.id)).where(*_since()).scalar_subquery()


def _since() -> tuple[ColumnElement[bool], ...]:
    Q = QuoteRow  # noqa: N806 - a short name for a table
    first = Q.root_id == Q.id
    return (Q.customer_id == C.customer_id, Q.deleted_at.is_(None), Q.created_at >= C.captured_at, first)
