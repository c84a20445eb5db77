"""Lines of text that fit a width. There is no markup: what a person typed is what is printed.

Han breaks between any two characters save where a line may not begin or end (GB/T 15834 punctuation); words
break at spaces, and inside only when one is wider than the column.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from salesdesk.documents.letters import is_wide, width_of


class Ink(Enum):
    """The colours of a paper: red, green, blue of 255."""

    TEXT = (16, 24, 40)
    QUIET = (71, 84, 103)
    FAINT = (116, 126, 143)
    RULE = (222, 226, 232)
    TINT = (246, 247, 249)
    ACCENT = (43, 72, 162)
    MARK = (236, 238, 242)
    PAPER = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is drawn; sizes are points."""

    size: float
    ink: Ink = Ink.TEXT
    bold: bool = False

    @property
    def leading(self) -> float:
        """From one baseline to the next."""
        return self.size * 1.42

    def width(self, text: str) -> float:
        """Return the width of a text in points."""
        return width_of(text, bold=self.bold) * self.size


_NOT_FIRST: Final = frozenset("，。、；：？！）】》」』〉〕｝”’…—～·％‰℃°,.;:?!)]}%")
_NOT_LAST: Final = frozenset("（【《「『〈〔｛“‘([{¥￥$＄€£")
_MORE: Final = "…"
_COMBINED: Final = re.compile(r"[^\W\d_][\u0300-\u036f]+")
_UNPRINTED: Final = {"Cc", "Cf", "Cs"}
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@lru_cache(maxsize=20_000)
def clean(text: str) -> str:
    """Return what can be printed of one line: no control characters, one space where there were several.

    Marks that turn the direction of writing go too: they can make a number read as another.
    """
    text = "".join(" " if c.isspace() else c for c in text)
    kept = "".join(c for c in text if unicodedata.category(c) not in _UNPRINTED)
    kept = _COMBINED.sub(lambda found: unicodedata.normalize("NFC", found[0]), _SELECTORS.sub("", kept))
    return " ".join(kept.split())


def paragraphs(text: str) -> list[str]:
    """Return the lines a person typed, cleaned; empty ones at the ends are dropped."""
    lines = [clean(line) for line in text.strip().splitlines()]
    return lines if any(lines) else []


@lru_cache(maxsize=20_000)
def wrap(text: str, width: float, style: Style) -> tuple[str, ...]:
    """Break a cleaned text into lines no wider than `width` points; an empty text is no line."""
    if not text:
        return ()
    if style.width(text) <= width:
        return (text,)
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text):
        wide = style.width(piece)
        if used + wide <= width or used + style.width(piece.rstrip()) <= width:
            line, used = line + piece, used + wide
            continue
        if line:
            lines.append(line.rstrip())
        *full, line = _broken(piece, width, style)
        lines.extend(full)
        used = style.width(line)
    return (*lines, line.rstrip())


def shortened(text: str, width: float, style: Style) -> str:
    """Return a cleaned text cut to a width, with a mark where more of it is."""
    if style.width(text) <= width:
        return text
    kept = len(text)
    while kept and style.width(text[:kept]) + style.width(_MORE) > width:
        kept -= 1
    return f"{text[:kept].rstrip()}{_MORE}"


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may end; a space stays with what precedes it."""
    pieces: list[str] = []
    for character in text:
        if pieces and _joined(pieces[-1][-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _joined(before: str, after: str) -> bool:
    """Say whether no line may end between two characters."""
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return True
    return before != " " and not is_wide(before) and not is_wide(after)


def _broken(piece: str, width: float, style: Style) -> list[str]:
    """Cut a piece that is wider than the column; the last part is left open."""
    parts, used = [""], 0.0
    for character in piece:
        wide = style.width(character)
        if parts[-1] and character != " " and used + wide > width:
            parts.append("")
            used = 0.0
        parts[-1] += character
        used += wide
    return parts
