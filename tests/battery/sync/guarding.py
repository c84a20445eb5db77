"""What a cycle may not erase on a laptop, not even for a moment: rows that the server shows its person."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Engine, event

from salesdesk.server.engine import ask
from salesdesk.server.scopes import read_directory
from salesdesk.storage.replica import cursors
from salesdesk.sync.state import Cycle, Outcome
from tests.sync.office import ENTITIES_SENT, Desk

_ERASES = re.compile(r"DELETE FROM (\w+) WHERE \1\.id IN ")
Key = tuple[str, UUID]


def guarded(desk: Desk, run: Callable[..., Cycle]) -> tuple[Cycle, list[str]]:
    """Go through a cycle, agreeing to what it asks; return how it ended, and in words what it took wrongly.

    A scope that is given up takes all with it, also what comes again by another one: then nothing is said.
    """
    held = desk.database.ask(cursors.held)
    with _watched(desk.database.engine) as erased:
        ended = run()
        doomed = ended.doomed
        if ended.outcome is Outcome.CONSENT:
            ended = run(consented=True)
    wrong = [f"{desk.name} is asked whether {key} may go" for key in doomed if _shows(desk, *key)]
    if held <= desk.database.ask(cursors.held):
        wrong += [f"{desk.name} loses {key} for a while" for key in sorted(erased) if _shows(desk, *key)]
    return ended, wrong


@contextmanager
def _watched(engine: Engine) -> Iterator[set[Key]]:
    """Note the rows that are erased meanwhile, by kind and id."""
    erased: set[Key] = set()

    def note(_connection, _cursor, statement, parameters, *_):
        found = _ERASES.match(statement)
        if found and found[1] in ENTITIES_SENT:
            erased.update((found[1], UUID(bytes=row_id)) for row_id in parameters)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield erased
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _shows(desk: Desk, entity: str, row_id: UUID) -> bool:
    """Return whether a row is alive on the server, where the person at a laptop may see it."""
    directory = ask(desk.office.engine, lambda session: read_directory(session.connection()))
    row, me = desk.office.rows(entity).get(row_id), desk.database.me
    alive = row is not None and row["deleted_at"] is None
    return alive and row["scope_id"] in directory.scopes_of(me) and directory.sees(me, entity)
