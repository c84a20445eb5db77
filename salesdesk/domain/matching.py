"""Whether two records may be one and the same, with the reasons a person would give."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from salesdesk.domain import names

LIKELY: Final = 60
"""From this score on two records are shown as likely duplicates; 100 is certain."""
BLOCK: Final = "head:"
"""So begin the keys that many share; they only say which names to look at more closely."""
_BLOCK: Final = 2
_LATIN_BLOCK: Final = 4
_UMLAUT: Final = re.compile("(?<=[aou])e")
_LEAST_RATIO: Final = 80.0
_PUBLIC_MAIL: Final = frozenset(
    ("qq.com", "163.com", "126.com", "gmail.com", "outlook.com", "hotmail.com", "foxmail.com", "sina.com",
     "yahoo.com", "icloud.com", "aliyun.com", "139.com", "189.cn", "live.com", "gmx.de", "web.de")
)  # fmt: skip


class Reason(StrEnum):
    """Why two records may be one; the words are `reason.<value>`."""

    SAME_TAX_ID = "same_tax_id"
    SAME_PHONE = "same_phone"
    SAME_MAIL = "same_mail"
    SAME_WECHAT = "same_wechat"
    SAME_NAME = "same_name"
    SAME_CORE = "same_core"
    SAME_SOUND = "same_sound"
    SIMILAR_NAME = "similar_name"
    SAME_DOMAIN = "same_domain"
    SAME_ADDRESS = "same_address"
    SAME_CUSTOMER = "same_customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What is compared of a customer or a contact.

    `phones` are in E.164, `mails` and `wechat` folded; `customer` is where a contact works, as one likes to
    name it (compared whole); `address` is city to street in one, as typed; `core` is the core of `name`,
    where that is known already.
    """

    name: str
    core: str = ""
    other_names: tuple[str, ...] = ()
    person: bool = False
    tax_id: str = ""
    phones: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    wechat: str = ""
    address: str = ""
    customer: str = ""


_REACHED: Final = frozenset((Reason.SAME_PHONE, Reason.SAME_MAIL, Reason.SAME_WECHAT))
_NAMED: Final = frozenset((Reason.SAME_NAME, Reason.SAME_SOUND))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two records look like one: 0 to 100, and why, the strongest reason first."""

    score: int
    reasons: tuple[Reason, ...] = ()


def likeness(one: Party, other: Party) -> Likeness:
    """Return how much two records look like one. Each reason adds to what doubt the others have left."""
    found = sorted(_reasons(one, other), key=lambda reason: -reason[1])
    doubt = 1.0
    for _, weight in found:
        doubt *= 1 - weight
    score = 1 - doubt
    if one.tax_id and other.tax_id and one.tax_id != other.tax_id:
        score *= 0.5  # two numbers are two companies, until somebody says one was mistyped
    return Likeness(round(score * 100), tuple(reason for reason, _ in found))


def is_one_person(found: Likeness) -> bool:
    """Tell whether two people are one: they bear a name, and are reached in the same way."""
    return not _REACHED.isdisjoint(found.reasons) and not _NAMED.isdisjoint(found.reasons)


def match_keys(party: Party) -> list[str]:
    """Return the keys two records share if they can be one at all: nothing else is ever compared."""
    keys = [f"phone:{phone}" for phone in party.phones] + [f"mail:{mail}" for mail in party.mails]
    keys += [f"tax:{party.tax_id}"] if party.tax_id else []
    keys += [f"wechat:{party.wechat}"] if party.wechat else []
    keys += [f"domain:{domain}" for domain in domains(party.mails)] if not party.person else []
    if party.person:
        keys += [f"person:{names.spelled(party.name, person=True)}@{party.customer}"]
    else:
        keys += _company_keys(party)
    return list(dict.fromkeys(keys))


def domains(mails: Iterable[str]) -> frozenset[str]:
    """Return the domains that belong to one company, out of mail addresses."""
    found = {mail.rpartition("@")[2] for mail in mails}
    return frozenset(found - _PUBLIC_MAIL - {""})


def _company_keys(party: Party) -> Iterator[str]:
    """Give the core by its sound (鑫源 and 新源 meet), and how it begins, for names that are only alike."""
    cores = (party.core or names.core_name(party.name), *map(names.core_name, party.other_names))
    for core in filter(None, cores):
        signs = names.spelled_signs(core)
        sound = "".join(signs)
        yield f"sound:{sound}"
        if names.has_han(core[0]):
            yield f"{BLOCK}{''.join(signs[:_BLOCK])}"
        else:
            yield f"{BLOCK}{sound[:_LATIN_BLOCK]}"
            yield f"{BLOCK}{_UMLAUT.sub('', sound)[:_LATIN_BLOCK]}"  # Mueller is Müller, which is muller


def _reasons(one: Party, other: Party) -> Iterator[tuple[Reason, float]]:
    """Give what speaks for one record, and how much of the doubt it takes away (0 to 1)."""
    if one.tax_id and one.tax_id == other.tax_id:
        yield Reason.SAME_TAX_ID, 0.97
    if one.phones & other.phones:
        yield Reason.SAME_PHONE, 0.7
    if one.mails & other.mails:
        yield Reason.SAME_MAIL, 0.85
    elif not (one.person or other.person) and domains(one.mails) & domains(other.mails):
        yield Reason.SAME_DOMAIN, 0.45
    if one.wechat and one.wechat == other.wechat:
        yield Reason.SAME_WECHAT, 0.85
    if one.address and other.address and _bare(one.address) == _bare(other.address):
        yield Reason.SAME_ADDRESS, 0.35
    yield from _people(one, other) if one.person or other.person else _companies(one, other)


def _people(one: Party, other: Party) -> Iterator[tuple[Reason, float]]:
    """Give what the names of two people say: many bear the same, so it takes the employer to mean much."""
    if one.customer and one.customer == other.customer:
        yield Reason.SAME_CUSTOMER, 0.3
    if _bare(one.name) == _bare(other.name):
        yield Reason.SAME_NAME, 0.5
    elif names.spelled(one.name, person=True) == names.spelled(other.name, person=True):
        yield Reason.SAME_SOUND, 0.3


def _companies(one: Party, other: Party) -> Iterator[tuple[Reason, float]]:
    """Give the best that any pair of the names of two companies has to say."""
    pairs = (
        _company_pair(names.company_name(mine), names.company_name(theirs), same=_bare(mine) == _bare(theirs))
        for mine in (one.name, *one.other_names)
        for theirs in (other.name, *other.other_names)
        if mine and theirs
    )
    found = [pair for pair in pairs if pair]
    if found:
        yield max(found, key=lambda pair: pair[1])


def _company_pair(
    one: names.CompanyName, other: names.CompanyName, *, same: bool
) -> tuple[Reason, float] | None:
    if same:
        return Reason.SAME_NAME, 0.9
    elsewhere = bool(one.place and other.place) and not _nested(one.place, other.place)
    if one.core == other.core:
        return Reason.SAME_CORE, 0.4 if elsewhere else 0.75
    if elsewhere:
        return None
    if names.spelled(one.core) == names.spelled(other.core):
        return Reason.SAME_SOUND, 0.6
    alike = _alike(one.core, other.core)
    return (Reason.SIMILAR_NAME, alike) if alike else None


def _nested(one: str, other: str) -> bool:
    """Tell whether two places may be one: 深圳 and 深圳市, 广东省深圳市 and 深圳."""
    mine, theirs = (re.sub("[省市区县州]", "", place) for place in (one, other))
    return mine in theirs or theirs in mine


def _alike(one: str, other: str) -> float:
    """Return the weight of two core names that differ a little; 0 if they differ too much."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - 40 ms that only a comparison needs

    compare: Callable[[str, str], float] = fuzz.ratio if names.has_han(one) else fuzz.token_sort_ratio
    shorter, longer = sorted((one, other), key=len)
    if (
        len(shorter) > 1
        and longer.startswith(shorter)
        and (names.has_han(one) or longer[len(shorter)] == " ")
    ):
        return 0.45  # 华为 and 华为技术
    ratio = compare(one, other)
    if ratio < _LEAST_RATIO:
        return 0.0
    return 0.3 + 0.35 * (ratio - _LEAST_RATIO) / (100 - _LEAST_RATIO)


def _bare(name: str) -> str:
    return "".join(names.words(name))
