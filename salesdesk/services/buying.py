"""How a customer buys: how much, whether it grows, how often, and of what."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain.buying import Buying, Share, buying_of
from salesdesk.storage.database import Database
from salesdesk.storage.queries import buying as queries

__all__ = ["Buying", "Share", "buying"]


def buying(database: Database, customer_id: UUID, today: date) -> Buying | None:
    """Return how a customer buys as of a day, or None who never bought."""
    return database.ask(_buying, customer_id, today)


def _buying(session: Session, customer_id: UUID, today: date) -> Buying | None:
    return buying_of(queries.bought(session, customer_id), queries.goods(session, customer_id), today)
