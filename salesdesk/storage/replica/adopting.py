"""A workspace that was made alone comes to a server: its user becomes the server's, once, as a whole.

All rows, and all acts that wait, speak of the server's user from then on. The user that was made here leaves
the outbox: the server knows its people itself.
"""

from typing import Final
from uuid import UUID

from sqlalchemy import Table, and_, delete, func, select, update
from sqlalchemy.orm import Session

from salesdesk.protocol.entities import ENTITIES, Kind
from salesdesk.protocol.scopes import owned_by, private_to
from salesdesk.storage import meta
from salesdesk.storage.base import Base, Json
from salesdesk.storage.database import Absorbed
from salesdesk.storage.replica import identity
from salesdesk.storage.replica.forms import table_of
from salesdesk.storage.tables.company import DraftRow
from salesdesk.storage.tables.replication import OutboxRow, UndoStepRow

_OUTBOX: Final = Base.metadata.tables[OutboxRow.__tablename__]


def adopt(absorbed: Absorbed, user: UUID) -> None:
    """Let the workspace be the server's user's. A second time it changes nothing.

    Raises:
        ValueError: it is another user's already.
    """
    session = absorbed.session
    known = meta.get(session, identity.ADOPTED)
    if known is not None:
        if known != str(user):
            raise ValueError(user)
        return
    me = identity.of(session).me
    _leave_out_user(session, me)
    for entity in ENTITIES:
        _rename_rows(session, entity, me, user)
    table = table_of("users")
    session.connection().execute(update(table).where(table.c.id == me).values(id=user))
    _rename_kept(session, me, user)
    identity.note(session, **{meta.ME: str(user), identity.ADOPTED: str(user)})
    absorbed.is_another = True
    for entity in ENTITIES:
        absorbed.note(entity, [user])


def _leave_out_user(session: Session, me: UUID) -> None:
    """Take the acts about the user out, and number those behind anew: there is no gap."""
    connection = session.connection()
    connection.execute(delete(_OUTBOX).where(_OUTBOX.c.entity == "users", _OUTBOX.c.row_id == me))
    connection.exec_driver_sql(
        "UPDATE outbox SET mseq = -fresh.number FROM"
        " (SELECT mseq AS old, row_number() OVER (ORDER BY mseq) AS number FROM outbox) AS fresh"
        " WHERE outbox.mseq = fresh.old"
    )
    connection.exec_driver_sql("UPDATE outbox SET mseq = -mseq")
    last = session.scalar(select(func.max(_OUTBOX.c.mseq))) or 0
    meta.put(session, meta.LAST_MSEQ, str(last))


def _rename_rows(session: Session, entity: str, me: UUID, user: UUID) -> None:
    table, connection = table_of(entity), session.connection()
    for before, after in ((owned_by(me), owned_by(user)), (private_to(me), private_to(user))):
        connection.execute(update(table).where(table.c.scope_id == before).values(scope_id=after))
    ids = [name for name, kind in ENTITIES[entity].fields.items() if kind is Kind.ID]
    for name in (*ids, "edited_by"):
        connection.execute(update(table).where(table.c[name] == me).values({name: user}))
    _rename_texts(session, table, me, user)


def _rename_kept(session: Session, me: UUID, user: UUID) -> None:
    for kind in (OutboxRow, UndoStepRow, DraftRow):
        _rename_texts(session, Base.metadata.tables[kind.__tablename__], me, user)
    connection = session.connection()
    for name in ("base", "patch", "args"):
        connection.exec_driver_sql(
            f"UPDATE outbox SET {name} = CAST(replace(CAST({name} AS TEXT), ?, ?) AS BLOB)"  # noqa: S608
            f" WHERE instr({name}, CAST(? AS BLOB)) > 0",
            (str(me), str(user), str(me)),
        )
    drafts = Base.metadata.tables[DraftRow.__tablename__]
    mine = and_(drafts.c.row_id == me)
    connection.execute(update(drafts).where(mine).values(row_id=user))


def _rename_texts(session: Session, table: Table, me: UUID, user: UUID) -> None:
    """Rename the user where JSON speaks of it."""
    for column in table.columns:
        if isinstance(column.type, Json):
            session.connection().exec_driver_sql(
                f'UPDATE {table.name} SET "{column.name}" = replace("{column.name}", ?, ?)'  # noqa: S608
                f' WHERE instr("{column.name}", ?) > 0',
                (str(me), str(user), str(me)),
            )
