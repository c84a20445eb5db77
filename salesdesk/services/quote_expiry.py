"""Quotes run out by themselves: what was sent and not answered is `expired` once its last day is over."""

from datetime import date

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.queries import quotes as queries
from salesdesk.storage.undo import Step


def expire_quotes(database: Database, *, today: date) -> int:
    """Let one's own quotes run out that were valid until before `today`, the company's day; return how many.

    A colleague's run out on their device: each quote is moved by one person's act only.
    """
    scope = f"owner:{database.me}"
    if not database.ask(queries.run_out, scope, today):
        return 0
    before, after = {"status": QuoteStatus.SENT.value}, {"status": QuoteStatus.EXPIRED.value}
    with database.write(Step.of_machine("quotes-expire")) as session:
        ids = queries.run_out(session, scope, today)
        outbox.bulk(session, "quotes", updates=[(quote_id, before, after) for quote_id in ids])
    return len(ids)
