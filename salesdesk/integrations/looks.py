"""What a cell looks like, told by its text alone."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from salesdesk.integrations.table_file import Cell, Content

_NUMBER: Final = re.compile(
    r"[-+−(]?\s*(?:[¥￥$€£]|RMB|CNY|USD|EUR|NT\$|HK\$)?\s*[-+−]?"
    r"(?:\d{1,3}(?:[,.'\u00a0\u202f ]\d{3})+|\d+)?(?:[.,]\d+)?(?:[eE][-+]?\d+)?"
    r"\s*(?:[元€¥$£]|CNY|USD|EUR)?\s*\)?"
)
_DATE: Final = re.compile(
    r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?"
    r"(?:[T ]\s*\d{1,2}:\d{2}[\d:.,+Z-]*(?:\s?[AaPp][Mm])?)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}[\d:.,+Z-]*(?:\s?[AaPp][Mm])?)?"
    r"|\d{1,2}[- ](?:[A-Za-z]{3,9})[- ,]+\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{4}年\d{1,2}月"
    r"|--\d{2}-?\d{2}|\d{1,2}月\d{1,2}日"
)
_TIME: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?(?:Z|[-+]\d{2}:?\d{2})?")
_EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE: Final = re.compile(
    r"[+(（]?\+?\d[\d\s()（）./-]{5,24}\d(?:\s*(?:x|ext\.?|转|分机)\s*\d+)?", re.IGNORECASE
)
_MOBILE: Final = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_YES_NO: Final = frozenset(
    ("yes", "no", "true", "false", "y", "n", "是", "否", "有", "无", "oui", "non", "ja", "nein", "√", "×")
)
_FIRM: Final = re.compile(
    r"(?:有限公司|有限责任公司|股份公司|集团公司|分公司|有限公司\S{1,6}|事务所|研究院|合作社|株式会社|有限会社)\s*$"
    r"|^\s*(?:株式会社|有限会社|ООО|ОАО|ЗАО)"
    r"|\b(?:ltd|limited|inc|llc|llp|corp|corporation|gmbh|ag|kg|sarl|sas|srl|s\.r\.l|b\.?v|pty|plc|oy|co)\.?\s*$",
    re.IGNORECASE,
)
_FEW_LETTERS: Final = 4
NOTHING: Final = frozenset(
    ("", "null", "n/a", "#n/a", "na", "none", "nil", "-", "--", "—", "\\n", "nan", "无数据")
)


def look(cell: Cell) -> Content:
    """Return what one cell looks like."""
    if not isinstance(cell, str):
        return _typed(cell)
    text = cell.strip()
    if text.lower() in NOTHING:
        return Content.EMPTY
    if text[-1] in "%％" and _NUMBER.fullmatch(text[:-1].strip()):
        return Content.PERCENT
    if _MOBILE.fullmatch(text.replace(" ", "").replace("-", "")):
        return Content.PHONE
    if _DATE.fullmatch(text):
        return Content.DATE
    return _text_look(text)


def _text_look(text: str) -> Content:
    if any(digit.isdigit() for digit in text):
        if _NUMBER.fullmatch(text):
            return Content.NUMBER
        if _TIME.fullmatch(text):
            return Content.TIME
        if _PHONE.fullmatch(text):
            return Content.PHONE
    if _EMAIL.fullmatch(text):
        return Content.EMAIL
    if _LINK.match(text):
        return Content.LINK
    return Content.YES_NO if text.lower() in _YES_NO else Content.TEXT


def _typed(cell: Cell) -> Content:
    if cell is None:
        return Content.EMPTY
    if isinstance(cell, bool):
        return Content.YES_NO
    if isinstance(cell, int):
        return Content.PHONE if _MOBILE.fullmatch(str(cell)) else Content.NUMBER
    if isinstance(cell, Decimal):
        return Content.NUMBER
    if isinstance(cell, (date, datetime)):
        return Content.DATE
    return Content.TIME if isinstance(cell, time) else Content.TEXT


def is_firm(text: str) -> bool:
    """Say whether a text ends, or in some countries begins, with the legal form of a company."""
    return len(text.strip()) > _FEW_LETTERS and _FIRM.search(text) is not None


def column_look(cells: Iterable[Cell]) -> Content:
    """Return what most of a column looks like; a column counts as typed when nine cells of ten agree."""
    looks = Counter(look(cell) for cell in cells)
    looks.pop(Content.EMPTY, None)
    if not looks:
        return Content.EMPTY
    total = looks.total()
    content, most = looks.most_common(1)[0]
    if most * 10 >= total * 9:
        return content
    if looks[Content.NUMBER] + looks[Content.PHONE] == total and looks[Content.PHONE] * 2 >= total:
        return Content.PHONE
    numbers = looks[Content.NUMBER] + looks[Content.PERCENT]
    return Content.NUMBER if numbers * 10 >= total * 9 else Content.TEXT


def is_blank(cells: Sequence[Cell]) -> bool:
    """Say whether no cell of a row holds anything."""
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)


def shown(cell: Cell) -> str:
    """Return a cell as text, as a person would type it: no exponent, ISO dates, no needless zeros."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)
