"""The second wall: what a person may not hold is not there for whoever reads PostgreSQL in their name.

The first wall is the policy (`policy.py`). This one is the database's own row-level security: it looks by
itself who the person is and who reports to whom, so that a mistake of ours shows nobody a colleague's row.
Only reading is walled. Whoever takes acts has to look at rows their author may not see, to hold an act for
whoever may decide it. SQLite has no such walls, and one process.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from salesdesk.protocol import scopes
from salesdesk.server.failures import CannotStart
from salesdesk.server.policy import SEES_ALL, SELLING, UNSEEN, Role
from salesdesk.server.rows import ORDER

READER: Final = "salesdesk_reader"
"""The role in which rows are read; it owns nothing, may write nothing, and cannot pass the walls."""
_WHO: Final = "salesdesk.person"
_OPEN: Final = "scopes"
"""What a reader needs besides rows: it tells of nobody."""
_LOWER: Final = text(f"SELECT set_config('{_WHO}', :user, true), set_config('role', '{READER}', true)")


def read_as(connection: Connection, user: UUID) -> None:
    """Let the rest of this transaction see what a person may hold, and nothing else."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOWER, {"user": str(user)})


def build(connection: Connection) -> None:
    """Build the walls; those that stand are built anew. Does nothing on SQLite.

    Raises:
        CannotStart: `server-role-missing`, the reader's role is not there and may not be made.
    """
    if connection.dialect.name == "postgresql":
        _make_reader(connection)
        for statement in _statements():
            connection.execute(text(statement))


def digest() -> str:
    """Return what changes with the walls."""
    return blake2b("\n".join(_statements()).encode(), digest_size=16).hexdigest()


def _make_reader(connection: Connection) -> None:
    """Make the role, once for all databases of this PostgreSQL, and let us act in it."""
    member = text("SELECT pg_has_role(current_user, :role, 'MEMBER') FROM pg_roles WHERE rolname = :role")
    try:
        with connection.begin_nested():
            if connection.scalar(member, {"role": READER}) is None:
                connection.execute(text(f"CREATE ROLE {READER} NOLOGIN"))
            connection.execute(text(f"GRANT {READER} TO CURRENT_USER"))
    except ProgrammingError as error:
        if connection.scalar(member, {"role": READER}) is not True:
            raise CannotStart("server-role-missing", role=READER) from error


def _statements() -> Iterator[str]:
    yield from (_ROLE_OF, _SCOPES_OF)
    yield f"GRANT USAGE ON SCHEMA public TO {READER}"
    yield f"GRANT SELECT ON {_OPEN} TO {READER}"
    for entity in ORDER:
        blind = sorted(role for role in Role if entity in UNSEEN.get(role, ()))
        seen = f" AND salesdesk_role() NOT IN ({_quoted(blind)})" if blind else ""
        yield from _wall(entity, f"scope_id IN (SELECT salesdesk_scopes()){seen}")
    yield from _wall("departures", "scope_id IN (SELECT salesdesk_scopes())")
    beside = " ".join(f"WHEN '{entity}' THEN {_shows_its_row(entity)}" for entity in ORDER)
    yield from _wall("unknown_data", f"CASE entity {beside} ELSE false END")


def _shows_its_row(entity: str) -> str:
    """Return the condition that a reader is shown the row beside which something is kept; its wall says."""
    return f"EXISTS (SELECT FROM {entity} AS r WHERE r.id = unknown_data.row_id)"


def _wall(table: str, seen: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS held ON {table}"
    yield f"CREATE POLICY held ON {table} FOR SELECT TO {READER} USING ({seen})"
    yield f"GRANT SELECT ON {table} TO {READER}"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


_DEFINER: Final = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
_ME: Final = (
    f"SELECT id, role FROM users WHERE id::text = current_setting('{_WHO}', true)"  # noqa: S608 - our own names
    " AND is_active AND deleted_at IS NULL"
)
_ROLE_OF: Final = (
    f"CREATE OR REPLACE FUNCTION salesdesk_role() RETURNS text {_DEFINER}"  # noqa: S608
    f" AS $$ SELECT role FROM ({_ME}) AS me $$"
)
_SCOPES_OF: Final = f"""
CREATE OR REPLACE FUNCTION salesdesk_scopes() RETURNS SETOF text {_DEFINER} ROWS 100 AS $$
WITH RECURSIVE me AS ({_ME}), beneath(id) AS (
  SELECT u.id FROM users u JOIN me ON u.manager_id = me.id WHERE me.role = '{Role.MANAGER}'
  UNION SELECT u.id FROM users u JOIN beneath b ON u.manager_id = b.id
)
SELECT unnest(ARRAY['{scopes.COMPANY}', '{scopes.STOCK}', 'private:' || id]) FROM me
UNION SELECT 'owner:' || id FROM me WHERE role IN ({_quoted(SELLING)})
UNION SELECT '{scopes.POOL}' FROM me WHERE role IN ({_quoted(SELLING | SEES_ALL)})
UNION SELECT 'owner:' || id FROM beneath
UNION SELECT 'owner:' || u.id FROM users u, me WHERE me.role IN ({_quoted(SEES_ALL)}) AND u.id <> me.id
$$"""  # noqa: S608
