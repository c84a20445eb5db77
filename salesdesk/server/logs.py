"""The server's log: one JSON line an event on stderr. Codes, ids, counts and durations; no names, no values.

What SalesDesk's own lines hold is decided by `security.redaction`: texts of people never enter them.
"""

import json
import logging
import sys
from typing import Any, Final, TextIO

from salesdesk.security.redaction import JsonLines

_LOG: Final = logging.getLogger("salesdesk.server")


class ServerLines(JsonLines):
    """A line with the fields an event carries."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        fields: dict[str, Any] = getattr(record, "fields", {})
        return line[:-1] + ", " + json.dumps(fields)[1:] if fields else line


def begin(stream: TextIO | None = None) -> None:
    """Write the log to `stream` (stderr) from now on; of libraries only what is amiss."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(ServerLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("salesdesk").setLevel(logging.INFO)


def tell(event: str, *, amiss: BaseException | None = None, **fields: object) -> None:
    """Write one event. `fields` are codes, numbers and ids of ours."""
    level = logging.INFO if amiss is None else logging.ERROR
    _LOG.log(level, event, exc_info=amiss, extra={"fields": fields})
