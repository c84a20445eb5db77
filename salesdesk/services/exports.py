"""Records go out into files: what a list shows, in its columns and order, as CSV, workbook or cards."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from salesdesk import formats, words
from salesdesk.domain.birthdays import lacks_year, spelt_on_cards
from salesdesk.domain.errors import BadInput, StorageError
from salesdesk.domain.money import from_minor
from salesdesk.domain.periods import today_in
from salesdesk.integrations.looks import shown
from salesdesk.integrations.table_file import Cell
from salesdesk.integrations.table_writer import replacing, writer_for
from salesdesk.services import company, custom_fields
from salesdesk.services.custom_fields import OWN_COLUMN, CustomField
from salesdesk.services.export_cards import write_cards
from salesdesk.services.export_kinds import ExportKind
from salesdesk.services.imports import FIELDS
from salesdesk.storage.database import Database
from salesdesk.storage.queries import customers, exports, products, quotes

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all). It may raise Cancelled; then no file is left behind."""
_SLICE: Final = 500
_PRODUCT: Final = (
    *(
        "code",
        "barcode",
        "name",
        "name_en",
        "category",
        "unit",
        "spec",
        "description",
        "currency",
        "unit_price",
    ),
    *("tax_included", "tax_rate", "is_active", "external_id"),
)
_CUSTOMER: Final = tuple(field.name for field in FIELDS.values() if field.entity == "customer")
_CONTACT: Final = (
    *("customer", "name", "job_title", "department", "role", "mobile", "phone", "phone_home", "fax", "email"),
    *("wechat", "birthday", "is_primary", "note", "external_id"),
)
_QUOTE: Final = (
    *("number", "revision", "customer", "title", "status", "currency", "net", "tax", "gross"),
    *("issued_on", "valid_until"),
)
_LINE: Final = (
    *(
        "position",
        "code",
        "name",
        "spec",
        "unit",
        "quantity",
        "unit_price",
        "tax_included",
        "discount_percent",
    ),
    *("tax_rate", "net", "tax", "gross", "optional", "note"),
)
COLUMNS: Final[Mapping[ExportKind, tuple[str, ...]]] = {
    ExportKind.CUSTOMERS: tuple(f"customer.{name}" for name in (*_CUSTOMER, "owner", "created_at")),
    ExportKind.CONTACTS: tuple(f"contact.{name}" for name in _CONTACT),
    ExportKind.PRODUCTS: tuple(f"product.{name}" for name in _PRODUCT),
    ExportKind.QUOTES: tuple(f"quote.{name}" for name in _QUOTE),
    ExportKind.QUOTE_LINES: (
        *(f"quote.{name}" for name in _QUOTE[:6]),
        *(f"quote_line.{name}" for name in _LINE),
    ),
}
"""Every column there is, in its usual order; the words are `field.<column>`."""
_LABELLED: Final = {
    "customer.kind": "customer_kind",
    "customer.lifecycle": "lifecycle",
    "customer.grade": "grade",
    "customer.source": "source",
    "contact.role": "contact_role",
    "quote.status": "quote_status",
}
_MINOR: Final = frozenset(("net", "tax", "gross"))
_LABELS: Final = {"mobile": "mobile", "phone": "work", "phone_home": "home", "fax": "fax"}


def export(
    database: Database,
    kind: ExportKind | str,
    path: Path,
    wanted: Any = None,
    *,
    columns: Sequence[str] | None = None,
    ids: Sequence[UUID] | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the records of a filter (CustomerFilter and its like) or of `ids`; return how many.

    `columns` are keys of COLUMNS in the order seen. `ids` are of customers for contacts, of quotes for
    lines.
    The name of `path` decides: .csv, .xlsx, .pdf, or .vcf for people. The file appears only when it is whole.

    Raises:
        BadInput: `export-format` for another name, `field-unknown` for a column that is not known.
        StorageError: `export-unwritable`, `file-is-folder`.
    """
    if path.is_dir():
        raise StorageError("file-is-folder", file=path.name)
    kind = ExportKind(kind)
    own = _own_fields(database, kind)
    columns = tuple(columns or (*COLUMNS[kind], *own))
    strange = [column for column in columns if column not in COLUMNS[kind] and column not in own]
    if strange:
        raise BadInput("field-unknown", field=strange[0])
    chosen = list(ids) if ids is not None else _ids(database, kind, wanted)
    told = _told(chosen, progress)
    if path.suffix.lower() == ".vcf" and kind in {ExportKind.CUSTOMERS, ExportKind.CONTACTS}:
        return write_cards(database, path, told)
    heads = [
        own[column].called(words.language()) if column in own else words.say(f"field.{column}")
        for column in columns
    ]
    if path.suffix.lower() == ".pdf":
        return _print_table(database, kind, path, columns, heads, told)
    return _write_table(database, kind, path, columns, heads, told)


def _print_table(
    database: Database,
    kind: ExportKind,
    path: Path,
    columns: Sequence[str],
    heads: list[str],
    parts: Iterator[list[UUID]],
) -> int:
    from salesdesk.documents.list_pdf import MOST, ListPaper, render_list  # noqa: PLC0415 - only for paper

    rows: list[list[str]] = []
    figures = set[int]()
    for some in parts:
        for record in _records(database, kind, some):
            cells = [_cell(column, record) for column in columns]
            figures |= {place for place, cell in enumerate(cells) if isinstance(cell, Decimal | int)}
            rows.append([_printed(cell) for cell in cells])
        if len(rows) > MOST:
            raise BadInput("export-too-long", field="path", most=MOST)
    paper = ListPaper(
        title=words.say(f"export.{kind}"),
        made_on=today_in(company.time_zone(database), database.clock()),
        heads=heads,
        rows=rows,
        right=frozenset(figures),
        language=words.language(),
        page_of=words.say("export.page"),
    )
    content = render_list(paper)
    with replacing(path) as fresh:
        fresh.write_bytes(content)
    return len(rows)


def _printed(cell: Cell) -> str:
    """Return a cell as people read it on paper."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return formats.number(cell) if isinstance(cell, Decimal) else shown(cell)


def _own_fields(database: Database, kind: ExportKind) -> dict[str, CustomField]:
    """Return the company's own fields of such records, by the names of their columns."""
    if kind is not ExportKind.CUSTOMERS:
        return {}
    return {f"{OWN_COLUMN}{field.key}": field for field in custom_fields.fields_of(database)}


def _ids(database: Database, kind: ExportKind, wanted: Any) -> list[UUID]:
    if kind in {ExportKind.CUSTOMERS, ExportKind.CONTACTS}:
        return database.ask(customers.ids, wanted or customers.CustomerFilter())
    if kind is ExportKind.PRODUCTS:
        return database.ask(products.ids, wanted or products.ProductFilter())
    return database.ask(quotes.ids, wanted or quotes.QuoteFilter())


def _told(ids: list[UUID], progress: Progress | None) -> Iterator[list[UUID]]:
    """Yield the ids in parts, telling how far it is."""
    for first in range(0, len(ids), _SLICE):
        yield ids[first : first + _SLICE]
        if progress:
            progress(min(first + _SLICE, len(ids)), len(ids))


def _write_table(
    database: Database,
    kind: ExportKind,
    path: Path,
    columns: Sequence[str],
    heads: list[str],
    parts: Iterator[list[UUID]],
) -> int:
    written = 0
    with writer_for(path) as writer:
        writer.head(heads)
        for some in parts:
            for record in _records(database, kind, some):
                writer.row([_cell(column, record) for column in columns])
                written += 1
    return written


def _records(database: Database, kind: ExportKind, ids: list[UUID]) -> Iterator[dict[str, Any]]:
    """Yield each record as its columns: {"customer.name": ..., "quote.gross": ...}."""
    if kind is ExportKind.PRODUCTS:
        rows = database.ask(exports.rows_of, "products", ids, _PRODUCT)
        yield from (_prefixed("product", row) for row in rows)
    elif kind is ExportKind.CUSTOMERS:
        yield from _customers(database, ids)
    elif kind is ExportKind.CONTACTS:
        yield from _contacts(database, ids)
    else:
        yield from _quotes(database, ids, lines=kind is ExportKind.QUOTE_LINES)


def _customers(database: Database, ids: list[UUID]) -> Iterator[dict[str, Any]]:
    rows = database.ask(exports.rows_of, "customers", ids, (*_CUSTOMER, "owner_id", "created_at"))
    owners = database.ask(exports.names_of, "users", [row["owner_id"] for row in rows])
    own = {field.id: column for column, field in _own_fields(database, ExportKind.CUSTOMERS).items()}
    values = custom_fields.values_of_many(database, ids) if own else {}
    for row in rows:
        told = {own[field]: value for field, value in values.get(row["id"], {}).items() if field in own}
        yield _prefixed("customer", {**row, "owner": owners.get(row["owner_id"], "")}) | told


def _contacts(database: Database, ids: list[UUID]) -> Iterator[dict[str, Any]]:
    companies = database.ask(exports.names_of, "customers", ids)
    for row in database.ask(exports.rows_under, "contacts", "customer_id", ids, "sort_key"):
        numbers = {name: _joined(row["phones"], label, "number") for name, label in _LABELS.items()}
        mails = "; ".join(mail["address"] for mail in row["emails"])
        company = companies.get(row["customer_id"], "")
        yield _prefixed("contact", {**row, **numbers, "email": mails, "customer": company})


def _joined(entries: Sequence[Mapping[str, str]], label: str, part: str) -> str:
    others = {"other"} if label == "work" else set()
    return "; ".join(entry[part] for entry in entries if entry.get("label") in {label} | others)


def _quotes(database: Database, ids: list[UUID], *, lines: bool) -> Iterator[dict[str, Any]]:
    rows = database.ask(exports.rows_of, "quotes", ids, ("customer_id", *(set(_QUOTE) - {"customer"})))
    companies = database.ask(exports.names_of, "customers", [row["customer_id"] for row in rows])
    heads = {
        row["id"]: _prefixed(
            "quote", _in_currency({**row, "customer": companies.get(row["customer_id"], "")}, row["currency"])
        )
        for row in rows
    }
    if not lines:
        yield from heads.values()
        return
    for line in database.ask(exports.rows_under, "quote_lines", "quote_id", ids, "position"):
        head = heads.get(line["quote_id"])
        if head is not None:
            yield head | _prefixed("quote_line", _in_currency(line, head["quote.currency"]))


def _in_currency(row: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return {name: from_minor(value, currency) if name in _MINOR else value for name, value in row.items()}


def _prefixed(entity: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{entity}.{name}": value for name, value in row.items()}


def _cell(column: str, record: Mapping[str, Any]) -> Cell:
    value = record.get(column)
    if column in _LABELLED and value:
        return words.say(f"{_LABELLED[column]}.{value}")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if column in {"customer.created_at", "customer.last_contact_at"} and value is not None:
        local: Cell = value.astimezone(UTC).astimezone().replace(tzinfo=None, microsecond=0)
        return local
    if column == "contact.birthday" and value is not None and lacks_year(value):
        return spelt_on_cards(value)  # spreadsheets know no days of 1604, and people none of its years
    if isinstance(value, bool):
        return words.say("export.yes" if value else "export.no")
    cell: Cell = value
    return cell
