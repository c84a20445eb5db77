"""What a person does with quotes: one function each, one transaction each."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import fields as rules
from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.domain.lifecycle import of_quote
from salesdesk.domain.numbers import device_prefix, document_number, revision_number
from salesdesk.domain.quotes import (
    QuoteStatus,
    Standing,
    check_move,
    check_validity,
    may_redate,
    missing_to_send,
)
from salesdesk.services.listings import Listing
from salesdesk.services.quote_heads import check_quote
from salesdesk.services.quote_lines import editable, exchange, total, write_lines
from salesdesk.services.snapshots import write_parties
from salesdesk.services.stages import advance
from salesdesk.storage import counters, meta, outbox
from salesdesk.storage.database import Database
from salesdesk.storage.queries import company, contacts, customers
from salesdesk.storage.queries import quotes as queries
from salesdesk.storage.queries.quotes import (
    GROUPS,
    SORTS,
    IssuedPaper,
    QuoteDetail,
    QuoteFilter,
    QuoteLine,
    QuoteSummary,
)
from salesdesk.storage.queries.values import Amount
from salesdesk.storage.recorder import Recorder, sliced
from salesdesk.storage.replica import identity
from salesdesk.storage.tables.quotes import IssuedPaperRow, QuoteRow
from salesdesk.storage.undo import Step

__all__ = [
    "GROUPS",
    "SORTS",
    "Amount",
    "IssuedPaper",
    "QuoteDetail",
    "QuoteFilter",
    "QuoteLine",
    "QuoteSummary",
    "add_paper",
    "copy_quote",
    "draft_quote",
    "edit_quote",
    "listing",
    "move_quote",
    "papers",
    "quote",
    "quote_of_number",
    "remove_quotes",
    "revise_quote",
    "revisions",
    "status_counts",
    "totals",
]


def listing(database: Database, wanted: QuoteFilter) -> Listing[QuoteSummary]:
    """Return the quotes of a filter, to be read page by page."""
    return Listing(
        database,
        wanted,
        count=queries.count,
        page=queries.page,
        ids=queries.ids,
        groups=queries.groups,
    )


def totals(database: Database, wanted: QuoteFilter) -> list[Amount]:
    """Return what the quotes of a filter come to with tax, by currency."""
    return database.ask(queries.totals, wanted)


def status_counts(database: Database, wanted: QuoteFilter) -> dict[QuoteStatus, int]:
    """Return how many quotes of a filter are in which state."""
    return database.ask(queries.status_counts, wanted)


def quote(database: Database, quote_id: UUID) -> QuoteDetail:
    """Return a quote with its lines, or raise NotFound."""
    return database.ask(queries.detail, quote_id)


def quote_of_number(database: Database, number: str) -> UUID:
    """Return the quote of a number as printed (any case), or raise NotFound."""
    found = database.ask(queries.by_number, rules.line(number, "number").upper())
    if found is None:
        raise NotFound("quote-gone")
    return found


def revisions(database: Database, quote_id: UUID) -> list[QuoteSummary]:
    """Return all revisions of a quote, the newest first."""
    return database.ask(queries.revisions, database.ask(queries.one, quote_id).root_id)


def papers(database: Database, quote_id: UUID) -> list[IssuedPaper]:
    """Return the papers handed out of any revision of this quote, the newest first."""
    return database.ask(queries.papers, quote_id)


def draft_quote(
    database: Database, customer_id: UUID, *, today: date, fields: Mapping[str, object] | None = None
) -> UUID:
    """Begin a quote for a customer: number, validity, currency and terms as the company has set them."""
    given = check_quote(fields or {})
    with database.write(Step("quote-add", name=database.ask(customers.one, customer_id).name)) as session:
        customer, profile = customers.one(session, customer_id), company.profile(session)
        number = _next_number(database, session, profile.number_series, today)
        chosen = {
            "currency": customer.currency or profile.base_currency,
            "language": profile.quote_language,
            "rounding": profile.rounding,
            "rounding_mode": profile.rounding_mode,
            "issued_on": today,
            "valid_until": today + timedelta(days=profile.validity_days),
            "payment_terms": profile.payment_terms,
            "delivery_terms": profile.delivery_terms,
            "terms": profile.terms,
        } | given
        row = QuoteRow(number=number, customer_id=customer_id, owner_id=database.me, **chosen)
        _check_contact(session, row)
        return _add(session, row, ())


def _next_number(database: Database, session: Session, series: str, today: date) -> str:
    """Take the next free number: a restored laptop counts again what came back to it by sync."""
    prefix = meta.get(session, identity.LETTERS) or device_prefix(database.device_id)
    while True:
        number = document_number(series, today.year, prefix, counters.take(session, series, today.year))
        if queries.by_number(session, number) is None:
            return number


def _add(session: Session, row: QuoteRow, lines: Sequence[QuoteLine]) -> UUID:
    """Put a new quote in: its own root, unless it is a revision."""
    customer = customers.one(session, row.customer_id)
    check_validity(issued_on=row.issued_on, valid_until=row.valid_until)
    row.scope_id = customer.scope_id
    recorder: Recorder = session.info["recorder"]
    row.id = recorder.new_id()
    row.root_id = row.root_id or row.id
    write_parties(session, row)
    session.add(row)
    session.flush()
    write_lines(session, row, lines)
    return row.id


def _check_contact(session: Session, row: QuoteRow) -> None:
    """Raise NotFound or BadInput unless the person chosen is the customer's."""
    if row.contact_id and contacts.one(session, row.contact_id).customer_id != row.customer_id:
        raise BadInput("not-of-this-customer", field="contact_id")


def edit_quote(database: Database, quote_id: UUID, changes: Mapping[str, object]) -> None:
    """Change some fields of a draft, and work out its totals anew.

    The last day of validity may still be moved later on. Raise RuleBroken where the state forbids it,
    BadInput naming the field that is wrong.
    """
    given = check_quote(changes)
    with database.write(Step("quote-edit", number=database.ask(queries.one, quote_id).number)) as session:
        row = queries.one(session, quote_id)
        if set(given) != {"valid_until"} or not may_redate(QuoteStatus(row.status)):
            editable(session, quote_id)
        lines, currency = queries.line_rows(session, quote_id), row.currency
        for field, value in given.items():
            setattr(row, field, value)
        check_validity(issued_on=row.issued_on, valid_until=row.valid_until)
        if given.get("contact_id"):
            _check_contact(session, row)
        if row.status == QuoteStatus.DRAFT:
            exchange(row, lines, currency, kept="discount_amount" not in given)
            write_parties(session, row)
            for each in (row, *lines):
                each.scope_id = customers.one(session, row.customer_id).scope_id
            total(row, lines)


def move_quote(database: Database, quote_id: UUID, to: QuoteStatus, *, today: date, reason: str = "") -> None:
    """Take a quote to its next state: send it, note the answer, let it run out; `reason` says why.

    The customer goes on with it: who accepts has bought.

    Raise RuleBroken where its state, its validity or what it lacks forbids it.
    """
    reason = rules.text(reason, "reason")
    number = database.ask(queries.one, quote_id).number
    with database.write(Step(f"quote-to-{to.value}", number=number)) as session:
        row = queries.one(session, quote_id)
        check_move(_standing(session, row), to, today=today)
        now = database.clock()
        if row.status == QuoteStatus.DRAFT:
            write_parties(session, row)
        if to is QuoteStatus.SENT:
            row.sent_at = now
        if to in {QuoteStatus.ACCEPTED, QuoteStatus.REJECTED}:
            row.decided_at, row.reason = now, reason
        row.status = to.value
        advance(customers.one(session, row.customer_id), of_quote(to))


def _standing(session: Session, row: QuoteRow) -> Standing:
    lines = [line for line in queries.line_rows(session, row.id) if not line.optional]
    missing = missing_to_send(
        number=row.number,
        customer=customers.one(session, row.customer_id).name,
        currency=row.currency,
        valid_until=row.valid_until,
        issued_on=row.issued_on,
        counted_lines=len(lines),
        unnamed_lines=sum(not line.name for line in lines),
    )
    return Standing(
        status=QuoteStatus(row.status),
        valid_until=row.valid_until,
        is_current=row.is_current,
        missing=missing,
    )


_COPIED: Final = [
    "customer_id",
    "contact_id",
    "title",
    "currency",
    "language",
    "rounding",
    "rounding_mode",
    "payment_terms",
    "delivery_terms",
    "terms",
    "note",
    "discount_percent",
    "discount_amount",
    "base_rate",
    "base_rate_on",
    "base_rate_source",
]


def revise_quote(database: Database, quote_id: UUID, *, today: date) -> UUID:
    """Begin the next revision (…-R2) with the same lines; the old one is superseded and stays readable."""
    with database.write(Step("quote-revise", number=database.ask(queries.one, quote_id).number)) as session:
        old = queries.one(session, quote_id)
        check_move(_standing(session, old), QuoteStatus.SUPERSEDED, today=today)
        old.status, old.is_current = QuoteStatus.SUPERSEDED.value, False
        lines = _copied_lines(session, old)
        fresh = _copy(old)
        fresh.root_id, fresh.revision = old.root_id, old.revision + 1
        fresh.number = revision_number(old.number, fresh.revision)
        fresh.owner_id, fresh.issued_on = old.owner_id, today
        fresh.valid_until = max(old.valid_until, _usual_validity(session, today))
        session.flush()
        return _add(session, fresh, lines)


def copy_quote(database: Database, quote_id: UUID, *, today: date, customer_id: UUID | None = None) -> UUID:
    """Begin a new quote with the same lines, for the same customer or another; prices stay as they are."""
    with database.write(Step("quote-copy", number=database.ask(queries.one, quote_id).number)) as session:
        old = queries.one(session, quote_id)
        fresh = _copy(old)
        fresh.number = _next_number(database, session, company.profile(session).number_series, today)
        fresh.owner_id, fresh.issued_on = database.me, today
        fresh.valid_until = _usual_validity(session, today)
        if customer_id is not None and customer_id != old.customer_id:
            fresh.customer_id, fresh.contact_id = customer_id, None
        return _add(session, fresh, _copied_lines(session, old))


def _copy(old: QuoteRow) -> QuoteRow:
    return QuoteRow(**{name: getattr(old, name) for name in _COPIED})


def _copied_lines(session: Session, old: QuoteRow) -> list[QuoteLine]:
    return [queries.line_of(row) for row in queries.line_rows(session, old.id)]


def _usual_validity(session: Session, today: date) -> date:
    return today + timedelta(days=company.profile(session).validity_days)


def remove_quotes(database: Database, ids: Sequence[UUID]) -> int:
    """Remove quotes with all their revisions and lines; return how many rows of quotes that were."""
    with database.write(Step("quotes-remove", n=len(ids))) as session:
        return sum(_remove(session, some) for some in sliced(ids))


def _remove(session: Session, ids: Sequence[UUID]) -> int:
    roots = select(QuoteRow.root_id).where(QuoteRow.id.in_(ids)).scalar_subquery()
    all_of_them = list(session.scalars(select(QuoteRow.id).where(QuoteRow.root_id.in_(roots))))
    for entity in ("stock_reservations", "issued_papers", "quote_lines"):
        outbox.hide_of(session, entity, "quote_id", all_of_them)
    return outbox.hide_of(session, "quotes", "id", all_of_them)


def add_paper(
    database: Database, quote_id: UUID, *, language: str, sha256: str, size: int, pages: int, file_id: str
) -> UUID:
    """Note that a quote was handed out on paper; its bytes are stored under `file_id`."""
    step = Step.of_machine("paper")
    with database.write(step) as session:
        quote_row = queries.one(session, quote_id)
        row = IssuedPaperRow(
            quote_id=quote_id,
            scope_id=quote_row.scope_id,
            revision=quote_row.revision,
            language=language,
            sha256=sha256,
            size=size,
            pages=pages,
            made_at=database.clock(),
            file_id=file_id,
        )
        session.add(row)
        session.flush()
        return row.id
