"""Which customers nobody has spoken with for longer than the company allows for their class."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, Integer, case, cast, func, select, type_coerce

from salesdesk.domain.customers import Grade
from salesdesk.domain.silence import Silence
from salesdesk.storage.tables.company import CompanySettingRow
from salesdesk.storage.tables.customers import CustomerRow

C, S = CustomerRow, CompanySettingRow
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1) // _MICROSECOND


def neglected(now: datetime) -> ColumnElement[bool]:
    """Return a condition on customers; the limits are read with it, so that it follows the settings.

    One never spoken with counts from the day it was added.
    """
    usual = Silence()
    limits = {
        grade: days_said(f"silence_{grade.lower()}", usual.limit(grade))
        for grade in (Grade.A, Grade.B, Grade.C)
    }
    days = case(*((C.grade == grade, limit) for grade, limit in limits.items()), else_=0)
    last = func.coalesce(type_coerce(C.last_contact_at, BigInteger), type_coerce(C.created_at, BigInteger))
    return (days > 0) & (last < (now - _EPOCH) // _MICROSECOND - days * _DAY)


def days_said(key: str, usual: int) -> ColumnElement[int]:
    said = select(cast(type_coerce(S.value, Integer), Integer)).where(S.key == key, S.deleted_at.is_(None))
    return func.coalesce(said.limit(1).scalar_subquery(), usual)
