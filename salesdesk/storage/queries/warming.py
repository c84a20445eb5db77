"""Reading ahead what finding customers reads: entries by place, names in order, rows by id.

Each walk goes along a whole tree of pages, some thousand entries a step.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, select, text
from sqlalchemy.orm import Session

from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.search import OF_CUSTOMERS, range_of, search_docs

STEP: Final = 4_000
_FIRST, _LAST = range_of("customers")


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk along one tree. `first` is where it begins; `asked` gives the key STEP entries after `at`.

    Without its `index`, if it has one, each step would sort the whole table.
    """

    first: Any
    asked: Select[Any]
    index: str = ""

    def is_there(self, session: Session) -> bool:
        """Return whether there is anything to walk along."""
        asked = "SELECT 1 FROM sqlite_master WHERE name = ?"
        return not self.index or bool(session.connection().exec_driver_sql(asked, (self.index,)).scalar())

    def step(self, session: Session, at: Any) -> Any:
        """Return where the next step begins, or None at the end."""
        return session.connection().scalar(self.asked, {"at": at, "some": STEP})


def _along(key: Any) -> Select[Any]:
    at = bindparam("at", type_=key.type)
    return select(key).where(key > at).order_by(key).limit(1).offset(bindparam("some", type_=Integer()))


WALKS: Final = (
    Walk("", _along(search_docs.c.sort_key).where(text(OF_CUSTOMERS)), "ix_search_docs_customers"),
    Walk(_FIRST, _along(search_docs.c.place).where(search_docs.c.place <= _LAST)),
    Walk(UUID(int=0), _along(CustomerRow.id)),
)
