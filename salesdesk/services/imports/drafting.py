"""A row of a file as the fields of a customer, a contact or a product, tidied by the rules of the trade.

Most cells of a large file are plain and tidy already; they are told by quick looks and pass as they are. All
others go through the same rules as what is typed in the window.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from salesdesk import words
from salesdesk.domain import fields as rules
from salesdesk.domain.contacts import check_contact
from salesdesk.domain.customers import check_customer
from salesdesk.domain.errors import BadInput
from salesdesk.domain.figures import read_amount
from salesdesk.domain.products import check_product
from salesdesk.integrations.looks import shown
from salesdesk.integrations.table_file import Cell, FileKind, Row
from salesdesk.integrations.table_writer import DANGEROUS
from salesdesk.services.imports.fields import Field, Value
from salesdesk.services.imports.inspection import Inspection
from salesdesk.services.imports.own_fields import OWN, stored, with_remedy
from salesdesk.services.imports.values import NULLS, value_of, whole_number

Drafted = dict[str, dict[str, Any]]
"""The values of one row by entity: {"customer": {...}, "contact": {...}}; empty cells are left out."""
Reader = Callable[[Cell], Any]
_CHECKS: Final = {"customer": check_customer, "contact": check_contact, "product": check_product}
_PLAIN_MAIL: Final = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*\.[a-z]{2,12}"
)
_MAIL_FORM: Final = re.compile(r"[^\s@,;:<>()\"\[\]]{1,64}@[^\s@,;:<>()\"\[\]]{1,253}")
_PLAIN_PHONE: Final = re.compile(r"[+(]?[0-9](?:[0-9 ()./-]*[0-9])?")
_SEVERAL: Final = re.compile(r"\s*[;；,，、\n|]\s*|\s+/\s+|(?<=\d{7})/(?=[\d+])")
_LONG_NUMBERS: Final = frozenset(("external_id", "tax_id", "bank_account", "phone", "code", "barcode"))
_LABELS: Final = {"mobile": "mobile", "phone_home": "home", "fax": "fax"}
_NEEDED: Final = frozenset(("name", "family_name", "given_name", "external_id"))
_KEPT: Final = 2_000  # values of a column that are remembered
_LINE: Final = rules.LINE_LIMIT
_CJK: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3]")


class Drafter:
    """Reads the rows of one inspection. Raises BadInput for a row that cannot be taken, naming the field.

    Nobody puts an address card right and imports it again: an odd detail of a card goes into the note.
    """

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection
        self._readers = [
            (place, field, self._reader(field, inspection))
            for place, key in inspection.mapping.items()
            for field in (inspection.field(key),)
            if place < len(inspection.columns)
        ]
        self._lenient = inspection.table.kind in {FileKind.VCARD, FileKind.LDIF}
        self._has_code = "product.code" in inspection.mapping.values()
        self._marks = "product.currency" not in inspection.mapping.values()
        self._price = next(
            (place for place, key in inspection.mapping.items() if key == "product.unit_price"), None
        )

    def draft(self, row: Row) -> Drafted:
        """Return the values of a row by entity."""
        if row.problem:
            raise BadInput(row.problem)
        drafted: Drafted = {"customer": {}, "contact": {}, "product": {}, OWN: {}}
        left_over: list[str] = []
        cells = row.cells
        for place, field, read in self._readers:
            try:
                value = read(cells[place])
            except BadInput as error:
                self._leave_over(with_remedy(error, field), field, cells[place], left_over)
                continue
            if value is None or value in ("", []):
                continue
            entity = drafted[field.entity]
            if field.many:
                _add(entity, field.name, value)
            elif field.value is Value.EMAIL:
                entity[field.name] = value[0]
                _add(drafted["contact"], field.name, value[1:])  # a customer has one
            else:
                entity.setdefault(field.name, value)
        self._finish(drafted, cells, left_over)
        return drafted

    def _leave_over(self, error: BadInput, field: Field, cell: Cell, left_over: list[str]) -> None:
        """Keep an odd detail of an address card for its note; refuse the row of a table."""
        error.field = field.key
        if not self._lenient or field.name in _NEEDED:
            raise error
        left_over.append(f"{field.called(words.language())}: {shown(cell)}")

    def _finish(self, drafted: Drafted, cells: tuple[Cell, ...], left_over: list[str]) -> None:
        contact = drafted["contact"]
        if left_over:
            contact["note"] = "\n".join(filter(None, (contact.get("note"), *left_over)))
        if drafted["product"]:
            self._finish_product(drafted["product"], cells)
        if contact:
            _finish_contact(contact)

    def _reader(self, field: Field, inspection: Inspection) -> Reader:
        quick = _QUICK.get(field.value)
        if field.entity == "contact" and field.value in {Value.PHONE, Value.EMAIL}:
            return _several(_mail if field.value is Value.EMAIL else _phone)
        if field.value is Value.EMAIL:
            return _several(_mail)
        if quick is not None and field.own is None:
            ready = quick(_slow(field))
            return _remembering(_whole(ready, field.name) if field.name in _LONG_NUMBERS else ready)
        check = _slow(field)

        def read(cell: Cell) -> Any:
            text = _text(cell) if isinstance(cell, str) else cell
            value = value_of(text, field, inspection.decimal, inspection.date_order)
            return None if value is None else check(value)

        return _remembering(read)

    def _finish_product(self, product: dict[str, Any], cells: tuple[Cell, ...]) -> None:
        if "is_discontinued" in product:
            product["is_active"] = not product.pop("is_discontinued")
        if not self._has_code and "code" not in product:
            product["code"] = product.get("external_id") or product.get("name", "")[:64]
        if self._marks and self._price is not None and isinstance(cells[self._price], str):
            currency = _currency_of(str(cells[self._price]))
            if currency:
                product["currency"] = currency


def _currency_of(text: str) -> str:
    if text.strip()[:1].isdigit() and text.strip()[-1:].isdigit():
        return ""
    try:
        return read_amount(re.sub(r"(?<=\d),(?=\d)", "", text))[1]
    except BadInput:
        return ""


def _add(entity: dict[str, Any], name: str, found: list[str]) -> None:
    if not found:
        return
    if name == "email":
        entity.setdefault("emails", []).extend({"address": address} for address in found)
    else:
        label = _LABELS.get(name)
        entity.setdefault("phones", []).extend(
            {"number": number} | ({"label": label} if label else {}) for number in found
        )


def _finish_contact(contact: dict[str, Any]) -> None:
    family, given = contact.pop("family_name", ""), contact.pop("given_name", "")
    if not contact.get("name") and (family or given):
        contact["name"] = f"{family}{given}" if _CJK.search(family + given) else f"{given} {family}".strip()
    if "phones" in contact:
        contact["phones"] = check_contact({"phones": contact["phones"]})["phones"]
    if "emails" in contact:
        addresses = dict.fromkeys(entry["address"] for entry in contact["emails"])
        contact["emails"] = [{"label": "work", "address": address} for address in addresses]


def _slow(field: Field) -> Callable[[Any], Any]:
    """Return the rule of the trade for one field."""
    if field.own is not None:
        return partial(stored, field)
    name = field.name
    check = _CHECKS[field.entity]
    if name in {"family_name", "given_name"}:
        return lambda value: rules.line(value, name)
    if name == "is_discontinued":
        return bool

    def checked(value: Any) -> Any:
        return check({name: value})[name]

    return checked


def _line(check: Callable[[Any], Any]) -> Reader:
    def read(cell: Cell) -> Any:
        text = _text(cell)
        if text.lower() in NULLS:
            return None
        if (
            len(text) <= _LINE
            and text.isprintable()
            and "  " not in text
            and unicodedata.is_normalized("NFC", text)
        ):
            return text
        return check(text)

    return read


def _ruled(check: Callable[[Any], Any]) -> Reader:
    def read(cell: Cell) -> Any:
        text = _text(cell)
        return None if text.lower() in NULLS else check(text)

    return read


def _number_as_typed(check: Callable[[Any], Any]) -> Reader:
    def read(cell: Cell) -> Any:
        text = _text(cell)
        if _is_plain_phone(text):
            return text
        return None if text.lower() in NULLS else check(text)

    return read


def _is_plain_phone(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and _PLAIN_PHONE.fullmatch(text) is not None and "  " not in text


_LONGEST_NUMBER: Final = 30


def _whole(read: Reader, name: str) -> Reader:
    """Return the reader, deaf to long numbers that have lost their last digits."""

    def checked(cell: Cell) -> Any:
        return read(whole_number(cell, name) if isinstance(cell, str) else cell)

    return checked


def _several(one: Callable[[str], str]) -> Reader:
    """Return a reader of cells that may hold several numbers or addresses at once."""

    def read(cell: Cell) -> Any:
        text = _text(cell)
        if text.lower() in NULLS:
            return None
        return [one(part) for part in _SEVERAL.split(text) if part.strip()]

    return read


def _mail(text: str) -> str:
    """Return an address as it stands if it has the form of one: a file may hold those of a house network."""
    if _PLAIN_MAIL.fullmatch(text):
        return text
    typed = rules.line(text, "email").removeprefix("mailto:")
    if named := re.search(r"<([^<>]+)>\s*$", typed):
        typed = named[1].strip()
    try:
        return rules.mail_address(typed)
    except BadInput:
        if _MAIL_FORM.fullmatch(typed):
            return typed
        raise


def _phone(text: str) -> str:
    if _is_plain_phone(text):
        return text
    whole_number(text, "phone")
    return str(check_customer({"phone": text})["phone"])


def _text(cell: Cell) -> str:
    """Return the text of a cell, without the quote with which spreadsheets and exports defuse formulas."""
    if not isinstance(cell, str):
        return shown(cell)
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in DANGEROUS else text


def _remembering(read: Reader) -> Reader:
    """Return the reader with a memory for text: columns repeat themselves."""
    known: dict[str, Any] = {}

    def remembered(cell: Cell) -> Any:
        if not isinstance(cell, str):
            return read(cell)
        if cell in known:
            return known[cell]
        value = read(cell)
        if len(known) < _KEPT:
            known[cell] = value
        return value

    return remembered


_QUICK: Final[Mapping[Value, Callable[[Callable[[Any], Any]], Reader]]] = {
    Value.LINE: _line,
    Value.TEXT: _ruled,
    Value.TAGS: _ruled,
    Value.PHONE: _number_as_typed,
}
