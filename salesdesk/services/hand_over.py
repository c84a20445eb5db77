"""The hand-over file: what waits on a laptop that cannot come to its server, for somebody to carry there.

Everything stays on the laptop as well. Should it come to the server after all, the server knows what it has.
"""

from pathlib import Path

from salesdesk.domain.errors import RuleBroken, StorageError
from salesdesk.protocol.handing_over import packed
from salesdesk.security.sealed_box import seal
from salesdesk.settings import replace_whole
from salesdesk.storage.database import Database
from salesdesk.storage.replica import handing_over, lease


def write_hand_over(database: Database, path: Path) -> int:
    """Write all that waits here into one file that only the company's server can read; return how many acts.

    Files that wait are named in it and come when the laptop does.

    Raises:
        RuleBroken: `not-connected`; `hand-over-nothing`, nothing waits; `hand-over-no-key`, the server has
            told no key to seal it for.
        StorageError: `file-is-folder` (file), `hand-over-unwritable` (file).
    """
    if path.is_dir():
        raise StorageError("file-is-folder", file=path.name)
    gathered = database.ask(handing_over.gathered, database.clock())
    key = database.ask(lease.hand_over_key)
    if not key:
        raise RuleBroken("hand-over-no-key")
    try:
        replace_whole(path, seal(key, packed(gathered)))
    except OSError as error:
        raise StorageError("hand-over-unwritable", file=path.name) from error
    return sum(map(len, gathered.groups))
