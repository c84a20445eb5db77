"""The company as it stands on paper, its defaults, and the people who work here."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from salesdesk.domain import fields as rules
from salesdesk.domain.activities import zone
from salesdesk.domain.customers import currency, tax_number
from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.periods import today_in
from salesdesk.domain.phones import tidy_phone
from salesdesk.domain.taxes import Rounding, check_rate
from salesdesk.protocol.setting_ids import id_of_setting
from salesdesk.storage.database import Database
from salesdesk.storage.queries import company as queries
from salesdesk.storage.queries.company import CompanyProfile, User
from salesdesk.storage.tables.company import CompanySettingRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

__all__ = [
    "CompanyProfile",
    "User",
    "company_today",
    "edit_me",
    "edit_profile",
    "me",
    "profile",
    "time_zone",
    "users",
]
LANGUAGES: Final = frozenset({"zh", "en", "both"})
_LONGEST_VALIDITY: Final = 3650


def profile(database: Database) -> CompanyProfile:
    """Return the company's profile; what nobody has set is the default."""
    return database.ask(queries.profile)


def edit_profile(database: Database, changes: Mapping[str, object]) -> None:
    """Change some fields of the profile. Raise BadInput naming the field that is wrong."""
    given = check_profile(changes)
    with database.write(Step("company-edit")) as session:
        for key, value in given.items():
            put_setting(session, key, msgspec.to_builtins(value))


def put_setting(session: Session, key: str, value: object) -> None:
    """Set one setting; for other services, inside their transaction. On all devices it is the same row."""
    row = queries.setting(session, key)
    if row is None:
        session.add(CompanySettingRow(id=id_of_setting(key), key=key, value=value))
    else:
        row.value, row.deleted_at = value, None


def company_today(database: Database) -> date:
    """Return the day it is where the company is."""
    return today_in(time_zone(database), database.clock())


def time_zone(database: Database) -> ZoneInfo:
    """Return the time zone in which the company counts its days."""
    return ZoneInfo(profile(database).time_zone)


def me(database: Database) -> User:
    """Return the person who uses this workspace."""
    return next(user for user in users(database) if user.id == database.me)


def edit_me(database: Database, changes: Mapping[str, object]) -> None:
    """Change my name, mail address or phone, as colleagues and quotes show them."""
    rules.known(changes, _ME)
    given = {name: _ME[name](value) for name, value in changes.items()}
    with database.write(Step("me-edit")) as session:
        row = session.get_one(UserRow, database.me)
        for name, value in given.items():
            setattr(row, name, value)


def users(database: Database) -> list[User]:
    """Return everybody who works here, by name."""
    return database.ask(queries.users)


def check_profile(changes: Mapping[str, object]) -> dict[str, Any]:
    """Return the fields tidied, or raise BadInput naming the first that is wrong."""
    rules.known(changes, _PROFILE)
    return {name: _PROFILE[name](value) for name, value in changes.items()}


def _language(value: object) -> str:
    if value not in LANGUAGES:
        raise BadInput("choice-unknown", field="quote_language", value=str(value))
    return str(value)


def _validity(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= _LONGEST_VALIDITY:
        raise BadInput("validity-days", field="validity_days", largest=_LONGEST_VALIDITY)
    return value


def _whole_days(value: object, *, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LONGEST_VALIDITY:
        raise BadInput("validity-days", field=field, largest=_LONGEST_VALIDITY)
    return value


def _series(value: object) -> str:
    text = rules.line(value, "number_series").upper()
    if not (text.isascii() and text.isalpha() and len(text) <= 4):  # noqa: PLR2004 - as document numbers
        raise BadInput("number-series", field="number_series", text=text)
    return text


def _rate(value: object) -> Decimal:
    if not isinstance(value, Decimal | int):
        raise BadInput("number-unreadable", field="tax_rate", text=str(value))
    return check_rate(Decimal(value))


def _zone(value: object) -> str:
    return zone(value, "time_zone") or "Asia/Shanghai"


def _currency(value: object) -> str:
    return currency(value, "base_currency") or "CNY"


_LINES: Final = "name name_en address address_en bank_name bank_account logo".split()  # noqa: SIM905 - one line
_TEXTS: Final = ("payment_terms", "delivery_terms", "terms", "terms_en")
_DAYS: Final = (
    *("silence_a", "silence_b", "silence_c", "escalate_days"),
    *("idle_potential", "idle_interested", "idle_closed", "idle_quote"),
)
_PROFILE: Final[dict[str, Callable[[object], object]]] = {
    **{name: partial(rules.line, field=name) for name in _LINES},
    **{name: partial(rules.text, field=name) for name in _TEXTS},
    "phone": partial(tidy_phone, field="phone"),
    "email": rules.mail_address,
    "website": rules.website,
    "tax_id": tax_number,
    "base_currency": _currency,
    "rounding": partial(rules.choice, kind=Rounding, field="rounding"),
    "rounding_mode": partial(rules.choice, kind=RoundingMode, field="rounding_mode"),
    "time_zone": _zone,
    "quote_language": _language,
    "number_series": _series,
    "validity_days": _validity,
    "tax_rate": _rate,
    "tax_included": bool,
    **{name: partial(_whole_days, field=name) for name in _DAYS},
}
_ME: Final[dict[str, Callable[[object], object]]] = {
    "name": partial(rules.required, field="name"),
    "email": rules.mail_address,
    "phone": partial(tidy_phone, field="phone"),
}
