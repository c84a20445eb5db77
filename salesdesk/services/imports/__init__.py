"""Files become customers, contacts and products: look, dry run, then all at once and undoable.

inspection = inspect(path, database=database)
planned = plan(database, inspection)
result = carry_out(database, planned)
"""

from salesdesk.integrations.encodings import ENCODINGS
from salesdesk.integrations.table_file import Column, Content, FileKind, Notice, Reading, TableFile
from salesdesk.services.imports.batches import Batch, recent
from salesdesk.services.imports.carrying import CREATE, SKIP, Decisions, ImportResult, carry_out
from salesdesk.services.imports.fields import FIELDS, KEYS, Field, Kind, Value, fields_of
from salesdesk.services.imports.inspection import Inspection, chosen, in_order, inspect
from salesdesk.services.imports.naming import names_of
from salesdesk.services.imports.outcomes import Likely, Outcome, Outcomes, Refusal, Untaken
from salesdesk.services.imports.planning import ImportPlan, plan, refuse_all
from salesdesk.services.imports.results import result_as_json, write_result
from salesdesk.services.imports.values import DateOrder, Decimals
from salesdesk.services.imports.work import OwnValue

__all__ = [
    "CREATE",
    "ENCODINGS",
    "FIELDS",
    "KEYS",
    "SKIP",
    "Batch",
    "Column",
    "Content",
    "DateOrder",
    "Decimals",
    "Decisions",
    "Field",
    "FileKind",
    "ImportPlan",
    "ImportResult",
    "Inspection",
    "Kind",
    "Likely",
    "Notice",
    "Outcome",
    "Outcomes",
    "OwnValue",
    "Reading",
    "Refusal",
    "TableFile",
    "Untaken",
    "Value",
    "carry_out",
    "chosen",
    "fields_of",
    "in_order",
    "inspect",
    "names_of",
    "plan",
    "recent",
    "refuse_all",
    "result_as_json",
    "write_result",
]
