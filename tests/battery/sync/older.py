"""A program of so many versions ago: `… -m tests.battery.sync.older VERSIONS MODULE ARGUMENTS…`.

It knows less: what came with each version since is taken out of the definitions before anything else is read.
"""

import runpy
import sys
from dataclasses import replace

from salesdesk.protocol import entities, scopes

CAME = (
    {
        "customers": {"website", "next_follow_up"},
        **{kind: set() for kind in ("stock_reservations", *scopes.STOCKED)},
    },
    {"customers": {"industry"}, "contacts": {"wechat", "birthday"}, "issued_papers": set()},
)
"""What came with the newest version, and with the one before: fields, or a kind of rows as a whole."""


def age(versions: int) -> None:
    """Forget what came with the last versions."""
    entities.SCHEMA -= versions
    for came in CAME[:versions]:
        for entity, fields in came.items():
            if fields:
                known = entities.ENTITIES[entity]
                kept = {name: kind for name, kind in known.fields.items() if name not in fields}
                entities.ENTITIES[entity] = replace(known, fields=kept)
            else:
                del entities.ENTITIES[entity]
                scopes.PARENTS.pop(entity, None)
                scopes.AGGREGATE = tuple(name for name in scopes.AGGREGATE if name != entity)
                scopes.STOCKED = tuple(name for name in scopes.STOCKED if name != entity)


if __name__ == "__main__":
    _, versions, module, *arguments = sys.argv
    age(int(versions))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
