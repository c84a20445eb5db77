"""The letters of a paper: which font draws which character, and how wide it is.

Latin, Greek and Cyrillic are Inter with figures of one width; Han is Noto Sans SC; what that lacks comes from
its Hong Kong, Taiwan, Japanese and Korean cuts, then, for the rest of CJK extensions B to D, from Hanazono
Mincho. A character no font draws is printed as a box that is still found by search and copied as itself.

Font files are read once and kept. `PRESS` is held while a document is made: a font's reader has a position.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, Final

from salesdesk.settings import RESOURCES

PRESS: Final = RLock()
FIRST_FONT: Final = "NotoSansSC-Regular"
_FONTS: Final = RESOURCES / "fonts"
_FILES: Final = {
    "InterFigures-Regular": _FONTS / "paper" / "InterFigures-Regular.ttf",
    "InterFigures-SemiBold": _FONTS / "paper" / "InterFigures-SemiBold.ttf",
    "NotoSansSC-Regular": _FONTS / "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold": _FONTS / "NotoSansSC-Bold.ttf",
    "SalesDeskMore-Regular": _FONTS / "paper" / "SalesDeskMore-Regular.ttf",
    "SalesDeskRare-Regular": _FONTS / "paper" / "SalesDeskRare-Regular.ttf",
}
_REGULAR: Final = (
    "InterFigures-Regular",
    "NotoSansSC-Regular",
    "SalesDeskMore-Regular",
    "SalesDeskRare-Regular",
)
BOLD_FONTS: Final = frozenset({"InterFigures-SemiBold", "NotoSansSC-Bold"})
_BOLD: Final = ("InterFigures-SemiBold", "NotoSansSC-Bold", *_REGULAR[1:])
_SHARED: Final = frozenset("‘’“”…—·")  # drawn wide among Han, narrow among Latin letters
_FIRST_HAN: Final = 0x2E80


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one font; `width` is in em."""

    font: str
    text: str
    width: float


@cache
def font_of(name: str) -> Any:
    """Return a registered reportlab font; read from its file when first asked for."""
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415 - heavy, only for paper

    font = _read(name, _FILES[name])
    registerFont(font)
    return font


def is_wide(character: str) -> bool:
    """Return whether a character is Han, kana, Hangul or their punctuation."""
    code = ord(character)
    return code >= _FIRST_HAN and not 0xFB00 <= code <= 0xFE2F  # noqa: PLR2004 - Latin ligatures to half marks


@lru_cache(maxsize=20_000)
def runs_of(text: str, *, bold: bool) -> tuple[Run, ...]:
    """Split text into runs of one font each."""
    runs: list[Run] = []
    start, width, font = 0, 0.0, ""
    for index, character in enumerate(text):
        chosen, advance = _choice(character, bold=bold, among_han=_among_han(text, index))
        if chosen != font and index > start:
            runs.append(Run(font, text[start:index], width))
            start, width = index, 0.0
        font = chosen
        width += advance
    if text:
        runs.append(Run(font, text[start:], width))
    return tuple(runs)


def width_of(text: str, *, bold: bool) -> float:
    """Return the width of a text in em."""
    return sum(run.width for run in runs_of(text, bold=bold))


def _among_han(text: str, index: int) -> bool:
    """Say whether a mark that both scripts use stands beside a Han character."""
    if text[index] not in _SHARED:
        return False
    return any(is_wide(neighbour) for neighbour in text[max(0, index - 1) : index + 2])


@lru_cache(maxsize=60_000)
def _choice(character: str, *, bold: bool, among_han: bool) -> tuple[str, float]:
    """Return the font that draws a character, and its width in em."""
    code = ord(character)
    chain = _BOLD if bold else _REGULAR
    for name in chain[1:] if among_han else chain:
        face = font_of(name).face
        if face.charToGlyph.get(code):
            return name, face.getCharWidth(code) / 1000
    face = font_of(FIRST_FONT).face
    face.charToGlyph[code] = 0  # the box for what is missing, under the character's own code
    return FIRST_FONT, face.getCharWidth(code) / 1000


def _read(name: str, path: Path) -> Any:
    from reportlab.pdfbase import ttfonts  # noqa: PLC0415 - heavy, only for paper

    class PaperFont(ttfonts.TTFont):  # type: ignore[misc]
        """Embedded in subsets; says in UTF-16, as PDF asks, what its characters are."""

        def addObjects(self, doc: Any) -> None:
            subsets = self.state[doc].subsets
            super().addObjects(doc)
            for number, subset in enumerate(subsets):
                family = (ttfonts.SUBSETN(number) + b"+" + self.face.name).decode("ascii")
                stream = doc.idToObject[f"toUnicodeCMap:{family}"]
                stream.content = _meanings(family, subset)

    return PaperFont(name, str(path), shapable=False)


def _meanings(family: str, subset: list[int]) -> str:
    """Return the map from a subset's bytes to characters (PDF 32000-1, 9.10.3: at most 100 in a block)."""
    pairs = [f"<{code:02X}> <{chr(value).encode('utf-16-be').hex()}>" for code, value in enumerate(subset)]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({family}) /Ordering ({family}) /Supplement 0 >> def\n"
        f"/CMapName /{family} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
