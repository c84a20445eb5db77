"""What a condition of a lesson may look at: the workspace, what the lesson noted so far, and what is seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.settings import RESOURCES
from salesdesk.storage.database import Database
from salesdesk.storage.queries.imports import rows_by

Facts = Mapping[str, str]
"""What a lesson notes: names to say, ids to look for, what was there before: all texts, to be kept."""
FILE: Final[Path] = RESOURCES / "sample" / "practice_leads.csv"
"""The file of the lesson about imports: one of its customers is in the demo workspace already."""


class Offer(StrEnum):
    """What the coach can do for a step."""

    NOTHING = ""
    FILE = "file"  # hands over the file
    NETWORK = "network"  # brings the network back


@dataclass(frozen=True, slots=True)
class Sight:
    """What stands in front: the kind of page, the record, and what its list is narrowed by."""

    kind: str = ""
    row_id: UUID | None = None
    wanted: Mapping[str, Any] = field(default_factory=dict)


def named(database: Database, *names: str) -> list[UUID]:
    """Return the customers that have exactly one of these names."""
    return [row["id"] for row in database.ask(_named, names)]


def _named(session: Session, names: Sequence[str]) -> list[Mapping[str, Any]]:
    return list(rows_by(session, "customers", "name", names, ()))


Check = Callable[[Database, Facts, Sight], Facts | None]
"""Returns what is to be noted once a step is done, and None until then."""
