"""A program of so many versions ago: `… -m tests.battery.sync.older VERSIONS MODULE ARGUMENTS…`.

It knows less: what came with each version since is taken out of the definitions before anything else is read.
"""

import runpy
import sys
from dataclasses import replace

from salesdesk.protocol import entities, files, scopes

_WITH_CUSTOMERS = ("comments", "thumbnails", "captures", "attachments", "custom_values", "customer_merges")
_OF_THE_COMPANY = ("custom_fields", "trade_shows", "mail_templates")
CAME = (
    {"shared_views": set()},
    {
        "customers": {"website", "next_follow_up", "protected_until", "claimed_at", "released_at"},
        "activities": {"place", "minutes", "remind_before", "repeats", "series_id"},
        **{kind: set() for kind in (*_WITH_CUSTOMERS, *_OF_THE_COMPANY, "stars", "reminders")},
    },
    {
        "customers": {"industry"},
        "contacts": {"wechat", "birthday"},
        **{kind: set() for kind in ("issued_papers", "stock_reservations", *scopes.STOCKED)},
    },
)
"""What came with the newest version, and with each before: fields, or a kind of rows as a whole."""


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
                files.NAMED_BY.pop(entity, None)
                for name in ("SHARED", "STOCKED", "AGGREGATE", "PERSONAL"):
                    kept = tuple(kind for kind in getattr(scopes, name) if kind != entity)
                    setattr(scopes, name, kept)


if __name__ == "__main__":
    _, versions, module, *arguments = sys.argv
    age(int(versions))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
