"""What was imported, and how the columns of known files are to be taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped

from salesdesk.storage.base import SyncedRow, living_index


class ImportBatchRow(SyncedRow):
    """One import. `counts` is {outcome: rows}; `group_id` that of its acts, so that undo finds them."""

    __tablename__ = "import_batches"
    __table_args__ = (living_index("ix_import_batches_made", "made_at", "id"),)

    file_name: Mapped[str]
    kind: Mapped[str]
    counts: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    group_id: Mapped[UUID]


class ImportMappingRow(SyncedRow):
    """How files of the same columns were taken last: `mapping` is {"kind", "key", "fields": {name: key}}."""

    __tablename__ = "import_mappings"
    __table_args__ = (living_index("ix_import_mappings_fingerprint", "fingerprint", "id"),)

    fingerprint: Mapped[str]
    mapping: Mapped[dict[str, Any]]
