"""Letters with blanks: `{姓名}您好` for one and all. Blanks are names in either language, never code."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from salesdesk.domain import fields
from salesdesk.domain.errors import BadInput

BLANKS: Final = {
    **dict.fromkeys(("name", "姓名"), "name"),
    **dict.fromkeys(("company", "公司"), "company"),
    **dict.fromkeys(("title", "职务"), "job_title"),
    **dict.fromkeys(("show", "展会"), "show"),
    **dict.fromkeys(("products", "产品"), "products"),
    **dict.fromkeys(("me", "我"), "me"),
    **dict.fromkeys(("our company", "我公司"), "our_company"),
    **dict.fromkeys(("day", "日期"), "day"),
}
"""Blank, in either language, to the value that fills it."""
_BLANK: Final = re.compile(r"\{([^{}\n]{1,40})\}")
_SUBJECT: Final = 200


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its blanks filled; a value that is not known leaves nothing behind.

    What stands in braces and is no blank stays. Values are never looked at for blanks.
    """

    def fill(found: re.Match[str]) -> str:
        blank = BLANKS.get(found[1].strip().lower())
        return found[0] if blank is None else values.get(blank, "")

    return _BLANK.sub(fill, text)


def check_template(given: Mapping[str, object], *, new: bool = False) -> dict[str, Any]:
    """Return the given fields tidied, ready to store. Raise BadInput naming the first that is wrong.

    A blank that nobody can fill is refused: `blank-unknown` (blank).
    """
    fields.known(given, _RULES)
    if new:
        fields.required(given.get("name"), "name")
    found: dict[str, Any] = {name: _RULES[name](value) for name, value in given.items()}
    for name in ("subject", "body"):
        for blank in _BLANK.findall(str(found.get(name, ""))):
            if blank.strip().lower() not in BLANKS:
                raise BadInput("blank-unknown", field=name, blank=blank)
    return found


def _language(value: object) -> str:
    if value not in ("zh", "en"):
        raise BadInput("choice-unknown", field="language", value=str(value))
    return str(value)


_RULES: Final[dict[str, Callable[[object], object]]] = {
    "name": partial(fields.required, field="name"),
    "language": _language,
    "purpose": partial(fields.line, field="purpose"),
    "subject": partial(fields.line, field="subject", limit=_SUBJECT),
    "body": partial(fields.text, field="body", limit=10_000),
    "position": lambda value: int(str(value)),
}
TEMPLATE_FIELDS: Final = frozenset(_RULES)
