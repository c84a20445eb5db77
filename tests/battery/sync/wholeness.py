"""I6: what one act changed is seen whole or not at all, at every moment of every cycle."""

from salesdesk.server.engine import ask
from salesdesk.server.scopes import read_directory
from salesdesk.storage import meta
from salesdesk.storage.replica import cursors, identity
from tests.server.laptops import Office
from tests.sync.office import ENTITIES_SENT, Desk


def seen_in_part(office: Office, desk: Desk) -> list[str]:
    """What a laptop has of a place it has not read, or lacks of one it has, in scopes that came as a whole.

    A group has one place in each stream, so this is what could be seen of it in part. Who reads everything
    once more has it already.
    """
    if desk.database.ask(meta.get, identity.ANEW):
        return []
    read = {
        s: one.seq for s, one in desk.database.ask(cursors.every).items() if not cursors.is_first_copy(one)
    }
    directory = ask(office.engine, lambda session: read_directory(session.connection()))
    found = []
    for entity in ENTITIES_SENT:
        if not directory.sees(desk.database.me, entity):
            continue
        here = desk.rows(entity)
        for row_id, row in office.rows(entity).items():
            scope, place = row["scope_id"], row["seq"]
            if scope not in read or row["deleted_at"] is not None:
                continue
            ours = here.get(row_id)
            has = ours is not None and (ours["scope_id"], ours["seq"]) == (scope, place)
            if has != (place <= read[scope]):
                found.append(f"{desk.name}: {entity} {row_id} of place {place}, read up to {read[scope]}")
    return found
