"""The company's profile and its people."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.idleness import Idleness
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.silence import Silence
from salesdesk.domain.taxes import Rounding
from salesdesk.storage.queries.values import filled
from salesdesk.storage.tables.company import CompanySettingRow
from salesdesk.storage.tables.users import UserRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyProfile:
    """The seller on paper, and the defaults of new quotes. `logo` is the id of a stored file, or "".

    `validity_days` counts from the day of issue, `tax_rate` is percent, `time_zone` an IANA name. The
    `silence_*` are the longest silence by class, `idle_*` how long nothing may happen at a stage or after a
    quote went out, and `escalate_days` when a manager is told: days; 0 is never.
    """

    name: str = ""
    name_en: str = ""
    address: str = ""
    address_en: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    bank_name: str = ""
    bank_account: str = ""
    logo: str = ""
    payment_terms: str = ""
    delivery_terms: str = ""
    terms: str = ""
    terms_en: str = ""
    base_currency: str = "CNY"
    rounding: Rounding = Rounding.PER_LINE_TAX
    rounding_mode: RoundingMode = RoundingMode.HALF_UP
    time_zone: str = "Asia/Shanghai"
    quote_language: str = "zh"
    number_series: str = "Q"
    validity_days: int = 30
    tax_rate: Decimal = Decimal(13)
    tax_included: bool = True
    silence_a: int = 7
    silence_b: int = 14
    silence_c: int = 30
    idle_potential: int = 0
    idle_interested: int = 14
    idle_closed: int = 90
    idle_quote: int = 7
    escalate_days: int = 3

    @property
    def silence(self) -> Silence:
        """How long one may be silent with a customer of each class."""
        return Silence(self.silence_a, self.silence_b, self.silence_c)

    @property
    def idleness(self) -> Idleness:
        """How long nothing may happen at each stage, and after a quote."""
        return Idleness(self.idle_potential, self.idle_interested, self.idle_closed, self.idle_quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who works here."""

    id: UUID
    name: str
    role: str
    email: str
    phone: str
    is_active: bool = True


_NAMES: Final = frozenset(field.name for field in fields(CompanyProfile))


def profile(session: Session) -> CompanyProfile:
    """Return the profile; what nobody has set is the default."""
    S = CompanySettingRow  # noqa: N806 - a short name for a table
    rows = session.execute(select(S.key, S.value).where(S.deleted_at.is_(None)))
    said = {key: value for key, value in rows if key in _NAMES}
    return msgspec.convert(said, CompanyProfile)


def setting(session: Session, key: str) -> CompanySettingRow | None:
    """Return one setting, to change it; one that an undo has hidden, too."""
    S = CompanySettingRow  # noqa: N806 - a short name for a table
    return session.scalar(select(S).where(S.key == key).order_by(S.deleted_at.is_not(None)).limit(1))


def beneath(session: Session, person: UUID) -> frozenset[UUID]:
    """Return everybody who reports to a person, through others too."""
    rows = session.execute(select(UserRow.id, UserRow.manager_id).where(UserRow.deleted_at.is_(None)))
    bosses = {row_id: boss for row_id, boss in rows if boss is not None and row_id != person}
    found: set[UUID] = set()
    while more := {one for one, boss in bosses.items() if boss in found | {person}} - found:
        found |= more
    return frozenset(found)


def users(session: Session) -> list[User]:
    """Return everybody who works here, by name."""
    rows = session.scalars(
        select(UserRow).where(UserRow.deleted_at.is_(None)).order_by(UserRow.name, UserRow.id)
    )
    return [filled(User, row) for row in rows]
