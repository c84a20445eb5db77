"""What an import came to: as a file with a line for each row, and as one JSON object for scripts."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from salesdesk import words
from salesdesk.integrations.looks import shown
from salesdesk.integrations.table_writer import TableWriter, writer_for
from salesdesk.services.imports.carrying import ImportResult
from salesdesk.services.imports.inspection import Inspection
from salesdesk.services.imports.outcomes import Outcome, Outcomes, Refusal, Untaken
from salesdesk.services.imports.planning import ImportPlan


def write_result(result: ImportResult | ImportPlan, path: Path, *, only_refused: bool = False) -> int:
    """Write the rows of the file with outcome and reason beside each; return how many.

    The kind follows from the name of `path`: .xlsx or .csv. The file can be put right and imported again.
    """
    inspection, outcomes = result.inspection, result.outcomes
    heads = [column.name for column in inspection.columns]
    extra = [
        words.say("import.result.row"),
        words.say("import.result.outcome"),
        words.say("import.result.reason"),
    ]
    with writer_for(path) as writer:
        writer.head([*heads, *extra])
        return _write_rows(writer, inspection, outcomes, only_refused=only_refused)


def _write_rows(
    writer: TableWriter, inspection: Inspection, outcomes: Outcomes, *, only_refused: bool
) -> int:
    written = 0
    untaken = {row: list(some) for row, some in groupby(outcomes.untaken, key=attrgetter("row"))}
    for cells, (number, outcome, reason) in zip(_cells(inspection), outcomes.each(), strict=False):
        if only_refused and outcome is not Outcome.REFUSED:
            continue
        said = words.say(f"import.outcome.{outcome.name.lower()}")
        told = [_reason(one) for one in (reason, *untaken.get(number, ())) if one is not None]
        writer.row([*cells, number, said, "; ".join(told)])
        written += 1
    return written


def _cells(inspection: Inspection) -> Iterator[list[str]]:
    for row in inspection.table.rows():
        yield [shown(cell) for cell in row.cells]


def _reason(reason: Refusal | Untaken) -> str:
    return f"{reason.called}: {reason.message}" if reason.called else reason.message


def result_as_json(result: ImportResult | ImportPlan, *, seconds: float | None = None) -> dict[str, Any]:
    """Return the object of `import --json`; of a plan it tells what would be done.

    `encoding` is null for workbooks, `delimiter` for all but text tables, `header_row` where there is none;
    rows count as in a spreadsheet, from 1, cards and directory entries by their place in the file.
    """
    inspection, counts = result.inspection, result.outcomes.counts()
    table = inspection.table
    plan = result.plan if isinstance(result, ImportResult) else result
    took = seconds if seconds is not None else getattr(result, "seconds", 0.0)
    return {
        "file": str(inspection.path),
        "kind": inspection.kind.value,
        "encoding": table.encoding or None,
        "delimiter": table.delimiter or None,
        "header_row": table.header_row or None,
        "rows": len(result.outcomes.rows),
        **{outcome.name.lower(): counts[outcome] for outcome in Outcome if outcome is not Outcome.REFUSED},
        "refused": [
            {"row": one.row, "field": one.field, "code": one.code, "message": one.message}
            for one in result.outcomes.refused()
        ],
        "duplicates": len(plan.duplicates),
        "seconds": round(took, 3),
    }
