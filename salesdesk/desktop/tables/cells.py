"""How one value of a row is painted. A cell is a value without state, shared by all rows of a column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import MEDIUM, REGULAR, colour, look
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.desktop.widgets.painting import draw_avatar, draw_pill

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class Cell(Protocol):
    """Paints the value `text` of `row` into `rect`, which has its margins taken off already."""

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None: ...


def draw_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    *,
    tone: str = "text",
    size: int = 13,
    weight: int = REGULAR,
    right: bool = False,
    tabular: bool = False,
) -> None:
    """Draw one line of text, cut with an ellipsis where there is no room."""
    text = look().fitted(text, rect.width(), size, weight, tabular=tabular)
    painter.setFont(look().font(size, weight, tabular=tabular))
    painter.setPen(colour(getattr(look().tokens, tone)))
    painter.drawText(rect, _RIGHT if right else _LEFT, text)


@dataclass(frozen=True, slots=True)
class TextCell:
    """A text. `tone` is a colour token, or a function from the row to one."""

    tone: str | Callable[[Any], str] = "text"
    weight: int = REGULAR
    tabular: bool = False

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None:
        tone = self.tone if isinstance(self.tone, str) else self.tone(row)
        draw_text(painter, rect, text, tone=tone, weight=self.weight, right=right, tabular=self.tabular)


@dataclass(frozen=True, slots=True)
class TitleCell:
    """What a row is called: an avatar, the name, and, where there is room, something fainter behind it."""

    beside: Callable[[Any], str] | None = None
    avatar: Callable[[Any], str] | None = None  # the name the avatar stands for; None: the text itself
    icon: str = ""  # an icon in place of the avatar

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None:  # noqa: ARG002 - a title is never at the right
        side = min(look().px(26), rect.height() - 6)
        spot = QRect(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
        if self.icon:
            draw_icon(painter, spot.adjusted(4, 4, -4, -4), self.icon, look().tokens.text2)
        else:
            draw_avatar(painter, spot, self.avatar(row) if self.avatar is not None else text)
        rest = rect.adjusted(side + look().px(10), 0, 0, 0)
        draw_text(painter, rest, text, weight=MEDIUM)
        more = self.beside(row) if self.beside is not None else ""
        if more:
            used = look().width(text, 13, MEDIUM) + look().px(8)
            if rest.width() - used > look().px(40):
                draw_text(painter, rest.adjusted(used, 0, 0, 0), more, tone="text3", size=12)


@dataclass(frozen=True, slots=True)
class PillCell:
    """A state: text on a tinted ground. The text says it; the colour only helps."""

    tone: Callable[[Any], Tone]

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None:  # noqa: ARG002 - a pill is never at the right
        if text:
            draw_pill(painter, rect, text, self.tone(row))


@dataclass(frozen=True, slots=True)
class MoneyCell:
    """An amount, in figures of one width."""

    weight: int = REGULAR

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None:  # noqa: ARG002 - amounts are all painted alike
        draw_text(painter, rect, text, weight=self.weight, right=right, tabular=True)


@dataclass(frozen=True, slots=True)
class TagsCell:
    """A few tags, as many as there is room for, then how many more."""

    tags: Callable[[Any], Sequence[str]]

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None:  # noqa: ARG002 - tags are painted one by one
        room = QRect(rect)
        tags = list(self.tags(row))
        for number, tag in enumerate(tags):
            if room.width() < look().px(44):
                draw_text(painter, room, f"+{len(tags) - number}", tone="text3", size=11)
                return
            room.setLeft(room.left() + draw_pill(painter, room, tag, "plain") + look().px(4))


@dataclass(frozen=True, slots=True)
class MarkCell:
    """An icon that says something of the row, such as "not sent yet"; nothing where `mark` is empty."""

    mark: Callable[[Any], str]
    tone: str = "text3"

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None:  # noqa: ARG002 - the text is for ears
        name = self.mark(row)
        if name:
            side = look().px(15)
            spot = QRect(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
            draw_icon(painter, spot, name, getattr(look().tokens, self.tone))
