"""What one customer bought: accepted quotes, each on the day it is dated, and their lines."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from salesdesk.domain.buying import Bought, Goods
from salesdesk.domain.lifecycle import BOUGHT
from salesdesk.storage.tables.quotes import QuoteLineRow, QuoteRow

L, Q = QuoteLineRow, QuoteRow


def bought(session: Session, customer_id: UUID) -> list[Bought]:
    """Return the purchases of a customer."""
    rows = session.execute(select(Q.issued_on, Q.currency, Q.net).where(*_of(customer_id)))
    return [Bought(on, currency, net) for on, currency, net in rows]


def goods(session: Session, customer_id: UUID) -> list[Goods]:
    """Return what was bought, line by line; options that were only offered are not."""
    wanted = select(Q.issued_on, Q.currency, L.product_id, L.name, L.net).join(L, L.quote_id == Q.id)
    rows = session.execute(wanted.where(*_of(customer_id), L.deleted_at.is_(None), L.optional.is_(False)))
    return [
        Goods(on, currency, product.hex if product else name.casefold().strip(), name, net)
        for on, currency, product, name, net in rows
    ]


def _of(customer_id: UUID) -> Sequence[ColumnElement[bool]]:
    mine = Q.customer_id == customer_id, Q.is_current == true(), Q.deleted_at.is_(None)
    return *mine, Q.status.in_(list(BOUGHT))
