"""The look in use: colours, sizes and fonts. Whoever paints asks `look()`; `Theme` alone changes it.

A change reaches every widget as Qt's own StyleChange event, so nobody has to subscribe.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from salesdesk.desktop.theme.tokens import LIGHT, Tokens

FAMILIES: Final = ("Inter", "Noto Sans SC", "Segoe UI", "SF Pro Text", "PingFang SC", "Microsoft YaHei UI")
DENSITIES: Final = ("compact", "normal", "relaxed")
ZOOMS: Final = (80, 90, 100, 110, 125, 150, 175, 200)
_ROWS: Final = {"compact": 32, "normal": 42, "relaxed": 52}
_CONTROLS: Final = {"compact": 28, "normal": 32, "relaxed": 36}
REGULAR, MEDIUM, SEMIBOLD = 400, 500, 600


@dataclass(frozen=True, slots=True)
class Look:
    """Colours and measures at one zoom (percent) and density."""

    tokens: Tokens = LIGHT
    zoom: int = 100
    density: str = "normal"

    def px(self, size: float) -> int:
        """Return a length of the drawing board in logical pixels at this zoom."""
        return max(1, round(size * self.zoom / 100))

    @property
    def row(self) -> int:
        return self.px(_ROWS[self.density])

    @property
    def control(self) -> int:
        return self.px(_CONTROLS[self.density])

    def font(self, size: int = 13, weight: int = REGULAR, *, tabular: bool = False) -> QFont:
        """Return the program's font; `tabular` gives figures of one width, for columns of money."""
        return _font(self.px(size), weight, tabular)

    def metrics(self, size: int = 13, weight: int = REGULAR, *, tabular: bool = False) -> QFontMetrics:
        """Return the measures of `font` with the same arguments."""
        return _metrics(self.px(size), weight, tabular)

    def width(self, text: str, size: int = 13, weight: int = REGULAR, *, tabular: bool = False) -> int:
        """Return how wide a text is, in logical pixels; lists ask for the same ones again and again."""
        return _width(text, self.px(size), weight, tabular)

    def fitted(
        self, text: str, room: int, size: int = 13, weight: int = REGULAR, *, tabular: bool = False
    ) -> str:
        """Return a text cut with an ellipsis where `room` logical pixels are too few."""
        if self.width(text, size, weight, tabular=tabular) <= room:
            return text
        return _cut(text, room, self.px(size), weight, tabular)


_now: list[Look] = [Look()]


def look() -> Look:
    """Return the look in use."""
    return _now[0]


def wear(fresh: Look) -> None:
    """Use this look from now on. Called by Theme."""
    _now[0] = fresh


@lru_cache(maxsize=64)
def _font(pixels: int, weight: int, tabular: bool) -> QFont:  # noqa: FBT001 - a cache key
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


@lru_cache(maxsize=64)
def _metrics(pixels: int, weight: int, tabular: bool) -> QFontMetrics:  # noqa: FBT001 - a cache key
    return QFontMetrics(_font(pixels, weight, tabular))


@lru_cache(maxsize=4_096)
def _width(text: str, pixels: int, weight: int, tabular: bool) -> int:  # noqa: FBT001 - a cache key
    return _metrics(pixels, weight, tabular).horizontalAdvance(text)


@lru_cache(maxsize=1_024)
def _cut(text: str, room: int, pixels: int, weight: int, tabular: bool) -> str:  # noqa: FBT001 - a cache key
    return _metrics(pixels, weight, tabular).elidedText(text, Qt.TextElideMode.ElideRight, room)


@cache
def colour(name: str) -> QColor:
    """Return the QColor of `#rrggbb`; do not change it, it is shared."""
    return QColor(name)


def forget_fonts() -> None:
    """Measure anew: the families on this machine have changed."""
    for kept in (_font, _metrics, _width, _cut):
        kept.cache_clear()
