"""What a badge or a code on a card says: texts of scanners to the fields of a lead.

MeCard and BizCard (as the maker of the first phones with a reader wrote them down), addresses of mail and web
(RFC 6068, 3966), and plain lists such as `王五;鑫源机械;13800138000`. Address cards (vCard) have their own
reader. Nothing raises, nothing is fetched; what nobody understands is kept as it is.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final
from urllib.parse import unquote, urlsplit

from salesdesk.domain import fields as rules
from salesdesk.domain import names
from salesdesk.domain.errors import BadInput
from salesdesk.domain.phones import LENGTH_LIMIT, digits_of, parse_phone

RAW_LIMIT: Final = 8_000
"""Characters kept of a raw text: twice the largest code."""
TEXT_LIMIT: Final = 200
NOTE_LIMIT: Final = 1_000
SEVERAL: Final = 4
"""Numbers or addresses taken of one kind."""


class BadgeForm(StrEnum):
    """How a text was written; UNKNOWN keeps its raw text only."""

    CARD = "card"
    MECARD = "mecard"
    MAIL = "mail"
    PHONE = "phone"
    WEB = "web"
    PLAIN = "plain"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """Who somebody is, as far as a code says it. Everything is tidy text; what is not said is ""."""

    form: BadgeForm = BadgeForm.UNKNOWN
    raw: str = ""
    company: str = ""
    name: str = ""
    job_title: str = ""
    department: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    wechat: str = ""
    website: str = ""
    city: str = ""
    street: str = ""
    note: str = ""

    @property
    def says_something(self) -> bool:
        """Whether there is any field to fill in."""
        return any(getattr(self, field.name) for field in fields(self) if field.name not in {"form", "raw"})


def is_card(text: str) -> bool:
    """Return whether a text is an address card."""
    return "BEGIN:VCARD" in text[:200].upper().replace(" ", "")


def is_open_card(text: str) -> bool:
    """Return whether a text is an address card whose end has not come yet."""
    return is_card(text) and "END:VCARD" not in text[-200:].upper().replace(" ", "")


def read_badge(text: str) -> Badge:
    """Return what a text says; an address card is not understood here."""
    raw = kept_raw(text)
    flat = raw.strip()
    for reads in (_mecard, _address, _plain):
        found = reads(flat)
        if found is not None and found.says_something:
            return replace(found, raw=raw)
    return Badge(raw=raw)


def kept_raw(text: str) -> str:
    """Return a text as it is kept: what cannot be seen is left out, and it is cut where no code goes on."""
    return rules.text(text[: 2 * RAW_LIMIT], "raw", limit=2 * RAW_LIMIT)[:RAW_LIMIT]


def badge_of(form: BadgeForm, said: Mapping[str, object], *, raw: str = "") -> Badge:
    """Return a badge of what was said, each field tidied, and left out where it cannot be what it says."""
    given: dict[str, object] = {
        name: _line(said.get(name)) for name in ("company", "name", "job_title", "department", "city")
    }
    given |= {name: _line(said.get(name)) for name in ("wechat", "street")}
    given["phones"] = _several(said.get("phones"), _phone)
    given["emails"] = _several(said.get("emails"), _mail)
    given["website"] = _web(said.get("website"))
    given["note"] = rules.text(str(said.get("note") or "")[:NOTE_LIMIT], "note")
    return Badge(form=form, raw=raw, **given)  # type: ignore[arg-type]


_MECARD: Final = re.compile(r"\s*(MECARD|BIZCARD)\s*:", re.IGNORECASE)
_FIELD: Final = re.compile(r"([A-Za-z-]{1,16}):((?:\\.|[^;\\])*)(?:;|$)", re.DOTALL)
_MEANINGS: Final = {
    "MECARD": {
        "N": "name",
        "ORG": "company",
        "TITLE": "job_title",
        "TEL": "phones",
        "EMAIL": "emails",
        "URL": "website",
        "ADR": "street",
        "NOTE": "note",
        "X-WECHAT": "wechat",
    },
    "BIZCARD": {
        "N": "given",
        "X": "family",
        "T": "job_title",
        "C": "company",
        "A": "street",
        "B": "phones",
        "M": "phones",
        "E": "emails",
        "U": "website",
    },
}


def _mecard(text: str) -> Badge | None:
    head = _MECARD.match(text)
    if head is None:
        return None
    meanings = _MEANINGS[head[1].upper()]
    said: dict[str, list[str]] = {}
    for key, value in _FIELD.findall(text[head.end() :]):
        meaning = meanings.get(key.upper())
        if meaning:
            said.setdefault(meaning, []).append(re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL))
    whole: dict[str, object] = {
        name: values if name in {"phones", "emails"} else values[0] for name, values in said.items()
    }
    given, family = str(whole.pop("given", "")), str(whole.pop("family", ""))
    whole["name"] = composed(*_halves(str(whole.get("name", "")), family, given))
    return badge_of(BadgeForm.MECARD, whole)


def _halves(name: str, family: str, given: str) -> tuple[str, str]:
    """Return family and given name; a MeCard parts them by a comma, the family's first."""
    if family or given:
        return family, given
    first, comma, last = name.partition(",")
    return (first, last) if comma else ("", name)


def composed(family: str, given: str) -> str:
    """Return a whole name; a Chinese one is written family first and without a space."""
    family, given = family.strip(), given.strip()
    if names.has_han(family + given):
        return family + given
    return f"{given} {family}".strip()


_SCHEME: Final = re.compile(r"(mailto|tel|sms|smsto|callto|https?):", re.IGNORECASE)
_ONE_MAIL: Final = re.compile(r"[^\s@;；,，|｜:]+@[^\s@;；,，|｜:]+")
_PAGES_OF_CHATS: Final = frozenset(("u.wechat.com", "weixin.qq.com", "wx.qq.com", "work.weixin.qq.com"))


def _address(text: str) -> Badge | None:
    """Read one address of mail, telephone or web that is all there is."""
    if any(sign.isspace() for sign in text):
        return None
    head = _SCHEME.match(text)
    scheme = head[1].lower() if head else ""
    rest = text[head.end() :] if head else text
    if scheme in {"http", "https"}:
        return _page(text)
    if scheme == "mailto" or (not scheme and _ONE_MAIL.fullmatch(text)):
        return badge_of(BadgeForm.MAIL, {"emails": [unquote(rest.partition("?")[0])]})
    if scheme:
        number = unquote(re.split("[?;:]", rest, maxsplit=1)[0])
        return badge_of(BadgeForm.PHONE, {"phones": [number]})
    if re.fullmatch(r"\+?[0-9()./-]+", text):  # a bare figure is a number only where its form is known
        return badge_of(BadgeForm.PHONE, {"phones": [text]}) if parse_phone(text[:LENGTH_LIMIT]) else None
    return _page(text) if text.lower().startswith("www.") else None


def _page(text: str) -> Badge | None:
    """A page is the company's, unless it is somebody's place in a chat."""
    try:
        host = (urlsplit(text if "://" in text else f"//{text}").hostname or "").lower()
    except ValueError:
        return None
    if host in _PAGES_OF_CHATS:
        return None
    return badge_of(BadgeForm.WEB, {"website": text})


_MARKS: Final = (";", "；", "|", "｜", "\t", "\n", ",", "，")
_LABEL: Final = re.compile(
    r"\s*(姓名|联系人|公司|单位|企业|职务|职位|部门|电话|手机|座机|传真|邮箱|邮件|微信|网址|地址|城市|备注"
    r"|name|company|organi[sz]ation|title|position|department|tel|phone|mobile|cell|fax|e-?mail|wechat|web|url"
    r"|address|city|note|id)\s*[:：=]\s*",
    re.IGNORECASE,
)
_LABELS: Final = {
    **dict.fromkeys(("姓名", "联系人", "name"), "name"),
    **dict.fromkeys(("公司", "单位", "企业", "company", "organisation", "organization"), "company"),
    **dict.fromkeys(("职务", "职位", "title", "position"), "job_title"),
    **dict.fromkeys(("部门", "department"), "department"),
    **dict.fromkeys(("电话", "手机", "座机", "tel", "phone", "mobile", "cell"), "phones"),
    **dict.fromkeys(("邮箱", "邮件", "email", "e-mail"), "emails"),
    **dict.fromkeys(("微信", "wechat"), "wechat"),
    **dict.fromkeys(("网址", "web", "url"), "website"),
    **dict.fromkeys(("地址", "address"), "street"),
    **dict.fromkeys(("城市", "city"), "city"),
    **dict.fromkeys(("备注", "note"), "note"),
    **dict.fromkeys(("传真", "fax", "id"), ""),
}
_COMPANY: Final = re.compile(
    r"(公司|集团|工厂|厂|商行|研究院|研究所|设计院|大学|医院|事务所|经营部|店)$"
    r"|\b(co|ltd|inc|llc|llp|corp|corporation|company|gmbh|ag|kg|s\.?a|b\.?v|oy|ab|pty|plc|group|university)\b\.?\)?$",
    re.IGNORECASE,
)
_JOB: Final = re.compile(
    r"(经理|总监|工程师|主任|主管|总裁|董事长|董事|厂长|采购|销售|助理|专员|部长|总工|所长|院长|教授|老板|负责人)$"
    r"|\b(manager|director|engineer|president|ceo|cto|cfo|coo|buyer|head|assistant|officer|founder|owner|sales)\b",
    re.IGNORECASE,
)
_LEAST_PARTS: Final = 2
_MOST_PARTS: Final = 30
_LONGEST_NAME: Final = 40


def _plain(text: str) -> Badge | None:
    """Read parts between marks, each by what it looks like or by its label; two must make sense."""
    mark = max(_MARKS, key=text.count)
    parts = [part.strip() for part in text.split(mark)[:_MOST_PARTS]]
    said: dict[str, list[str]] = {}
    for part in filter(None, parts):
        meaning, value = _meaning(part[: 2 * TEXT_LIMIT], said)
        if meaning:
            said.setdefault(meaning, []).append(value)
    if len(said) < _LEAST_PARTS or not said.keys() & {"name", "company"}:
        return None
    whole: dict[str, object] = {name: values[0] for name, values in said.items()}
    whole |= {name: said[name] for name in ("phones", "emails") if name in said}
    return badge_of(BadgeForm.PLAIN, whole)


def _meaning(part: str, said: Mapping[str, object]) -> tuple[str, str]:
    label = _LABEL.match(part)
    if label:
        return _LABELS.get(label[1].lower(), ""), part[label.end() :]
    looks = ((name, looks) for name, looks in _LOOKS if name not in said or name in _MANY)
    return next((name for name, looks in looks if looks(part)), ""), part


def _looks_dialled(part: str) -> bool:
    bare = re.sub(r"[\s()+./-]", "", part)
    return bare.isascii() and bare.isdecimal() and len(part) <= LENGTH_LIMIT and parse_phone(part) is not None


def _looks_like_a_name(part: str) -> bool:
    return len(part) <= _LONGEST_NAME and not digits_of(part) and any(sign.isalpha() for sign in part)


def _line(value: object) -> str:
    return rules.line(str(value or "")[: 2 * TEXT_LIMIT], "badge")[:TEXT_LIMIT].strip()


def _phone(value: object) -> str:
    text = re.sub(r"^(?:tel|callto|sms):", "", _line(value)[:LENGTH_LIMIT], flags=re.IGNORECASE)
    return text if digits_of(text) else ""


def _mail(value: object) -> str:
    text = _line(value)
    if "@" not in text:
        return ""
    try:
        return rules.mail_address(text)
    except BadInput:
        return ""


def _web(value: object) -> str:
    try:
        return rules.website(_line(value))
    except BadInput:
        return ""


def _several(values: object, tidy: Callable[[object], str]) -> tuple[str, ...]:
    given = values if isinstance(values, Iterable) and not isinstance(values, str) else [values]
    found = (tidy(value) for value in given)
    return tuple(dict.fromkeys(filter(None, found)))[:SEVERAL]


_MANY: Final = frozenset(("phones", "emails"))
_LOOKS: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("emails", _mail),
    ("phones", _looks_dialled),
    ("website", re.compile(r"(https?://|www\.)", re.IGNORECASE).match),
    ("company", _COMPANY.search),
    ("job_title", _JOB.search),
    ("name", _looks_like_a_name),
)
