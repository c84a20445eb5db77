"""What a person says about a customer to colleagues, and where they are called."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from salesdesk.domain.comments import check_comment, mentioned
from salesdesk.domain.errors import RuleBroken
from salesdesk.services import company
from salesdesk.storage.database import Database
from salesdesk.storage.queries import comments as queries
from salesdesk.storage.queries import customers
from salesdesk.storage.queries.comments import Mention
from salesdesk.storage.tables.comments import CommentRow
from salesdesk.storage.undo import Step

__all__ = ["Mention", "add_comment", "edit_comment", "mentions_of_me", "people", "remove_comment"]
_REMEMBERED: Final = timedelta(days=30)


def people(database: Database) -> Mapping[UUID, str]:
    """Return who can be called: everybody else who works here, by name."""
    others = (user for user in company.users(database) if user.is_active and user.id != database.me)
    return {user.id: user.name for user in others if user.name}


def add_comment(database: Database, customer_id: UUID, body: str) -> UUID:
    """Say something about a customer; whoever is called by @ and a name is told. Raise BadInput, NotFound."""
    given: dict[str, Any] = check_comment({"body": body}, new=True)
    called = [str(who) for who in mentioned(given["body"], people(database))]
    with database.write(Step("comment-add", name=database.ask(customers.one, customer_id).name)) as session:
        scope = customers.one(session, customer_id).scope_id
        about = {"customer_id": customer_id, "scope_id": scope, "author_id": database.me}
        row = CommentRow(**given, **about, mentions=called)
        session.add(row)
        session.flush()
        return row.id


def edit_comment(database: Database, comment_id: UUID, body: str) -> None:
    """Say it otherwise. Raise BadInput, NotFound, or RuleBroken (`comment-of-another`)."""
    given: dict[str, Any] = check_comment({"body": body}, new=True)
    called = [str(who) for who in mentioned(given["body"], people(database))]
    with database.write(Step("comment-edit")) as session:
        row = _mine(queries.one(session, comment_id), database.me)
        row.body, row.mentions = given["body"], called


def remove_comment(database: Database, comment_id: UUID) -> None:
    """Take back what was said; undo brings it back. Raise NotFound, or RuleBroken."""
    with database.write(Step("comment-remove")) as session:
        _mine(queries.one(session, comment_id), database.me).deleted_at = database.clock()


def mentions_of_me(database: Database) -> list[Mention]:
    """Return where colleagues called me in the last 30 days and I have said nothing since, newest first."""
    return database.ask(queries.mentions_of, database.me, database.clock() - _REMEMBERED)


def _mine(row: CommentRow, me: UUID) -> CommentRow:
    if row.author_id != me:
        raise RuleBroken("comment-of-another")
    return row
