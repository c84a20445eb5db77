"""A step back, and forward again. Each is a change like any other, so it travels too."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import merging
from salesdesk.services.quote_lines import total_again
from salesdesk.storage import outbox
from salesdesk.storage import undo as taken
from salesdesk.storage.database import Database
from salesdesk.storage.inverse import invert, orphaned
from salesdesk.storage.queries import quotes
from salesdesk.storage.recorder import sliced
from salesdesk.storage.replica import deciding
from salesdesk.storage.tables.quotes import QuoteLineRow, QuoteRow
from salesdesk.storage.tables.replication import UndoStepRow
from salesdesk.storage.undo import Step, TakenStep

__all__ = ["Step", "TakenStep", "next_redo", "next_undo", "redo", "steps", "undo", "undo_step"]
Finder = Callable[[Session], UndoStepRow | None]


def undo(database: Database) -> TakenStep | None:
    """Take back the newest step; return it, or None if there is nothing to take back.

    What was changed since stays as it is: `kept` of the answer counts it. Raise RuleBroken if a rule stands
    in the way; nothing is changed then.
    """
    return _turn(database, taken.newest_done)


def redo(database: Database) -> TakenStep | None:
    """Take the step last undone again; return it, or None."""
    return _turn(database, taken.oldest_undone)


def undo_step(database: Database, step_id: int) -> TakenStep:
    """Take back one step, whatever came after it. Raise NotFound if it is undone or no longer remembered."""

    def find(session: Session) -> UndoStepRow | None:
        row = taken.by_id(session, step_id)
        return row if row is not None and row.state == "done" else None

    step = _turn(database, find)
    if step is None:
        raise NotFound("step-gone")
    return step


def steps(database: Database, limit: int = 100) -> list[TakenStep]:
    """Return the steps taken, newest first; those with `done` False wait to be redone."""
    return database.ask(taken.listed, limit)


def next_undo(database: Database) -> TakenStep | None:
    """Return the step that undo would take back."""
    return database.ask(_seen, taken.newest_done)


def next_redo(database: Database) -> TakenStep | None:
    """Return the step that redo would take again."""
    return database.ask(_seen, taken.oldest_undone)


def _seen(session: Session, find: Finder) -> TakenStep | None:
    row = find(session)
    return None if row is None else TakenStep(row)


def _turn(database: Database, find: Finder) -> TakenStep | None:
    try:
        with database.write(Step.of_machine("undo")) as session:
            row = find(session)
            if row is None:
                return None
            merges = merging.turn(session, row)
            kept = invert(session, row.group_id) if merges is None else merges
            deciding.turn(session, row.details, opens=row.state == "done", now=database.clock())
            deciding.take_back(session, row, database.clock())
            if orphaned(session):
                raise RuleBroken("undo-blocked")
            _settle_quotes(session)
            row.group_id = session.info["recorder"].group_id
            row.state = "undone" if row.state == "done" else "done"
            return TakenStep(row, kept=kept)
    except IntegrityError as error:
        raise RuleBroken("undo-blocked") from error


def _settle_quotes(session: Session) -> None:
    """Add up anew what this undo touched of drafts; refuse to change a quote that went out or is removed.

    Refused is also what would leave a quote with two current revisions, or none. A quote that changes its
    state, comes back or goes away as a whole brings its totals along.
    """
    group = session.info["recorder"].group_id
    whole: set[UUID] = set()
    partly: set[UUID] = set()
    for quote_id, names in outbox.fields_changed(session, "quotes", group):
        (whole if names & {"status", "deleted_at"} else partly if names - {"valid_until"} else whole).add(
            quote_id
        )
    lines = select(QuoteLineRow.quote_id).where(
        QuoteLineRow.id.in_(outbox.rows_changed("quote_lines", group))
    )
    partly = (partly | set(session.scalars(lines))) - whole
    rows = [session.get_one(QuoteRow, quote_id) for quote_id in sorted(partly)]
    closed = any(row.deleted_at or row.status != QuoteStatus.DRAFT for row in rows)
    if closed or not all(quotes.one_current(session, some) for some in sliced(whole)):
        raise RuleBroken("undo-blocked")
    total_again(session, rows)
