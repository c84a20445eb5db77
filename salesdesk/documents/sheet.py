"""The paper itself: A4, measured in points from the upper left corner, drawn into a PDF in memory.

The same drawing gives the same bytes: no clock is read and no random name is made. Nothing is fetched and no
file but our fonts is opened.
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Final

from salesdesk.documents.letters import BOLD_FONTS, FIRST_FONT, font_of, runs_of
from salesdesk.documents.logos import Logo
from salesdesk.documents.typesetting import Ink, Style

WIDTH: Final = 595.28
HEIGHT: Final = 841.89
LEFT: Final = 48.0
RIGHT: Final = WIDTH - 48.0
INNER: Final = RIGHT - LEFT
TOP: Final = 42.0
BOTTOM: Final = HEIGHT - 54.0
HAIRLINE: Final = 0.5
_STROKE: Final = 0.2
_THICKENED: Final = 2  # fill and stroke: bold for characters that no bold font draws


class Sheet:
    """Pages being drawn; with `lies` they are wider than high. `finish` gives the bytes."""

    def __init__(
        self,
        *,
        title: str,
        author: str,
        subject: str,
        language: str,
        made_on: date,
        lies: bool = False,
    ) -> None:
        from reportlab import rl_config  # noqa: PLC0415 - heavy, only for paper
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - heavy, only for paper

        rl_config.useA85 = 0  # streams as they are: a quarter smaller
        font_of(FIRST_FONT)
        self.width, self.height = (HEIGHT, WIDTH) if lies else (WIDTH, HEIGHT)
        self._bytes = BytesIO()
        self._canvas = Canvas(
            self._bytes,
            pagesize=(self.width, self.height),
            invariant=1,
            pageCompression=1,
            initialFontName=FIRST_FONT,
            lang=language,
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("SalesDesk")
        self._canvas.setDateFormatter(lambda *_: f"D:{made_on:%Y%m%d}000000+00'00'")
        self._ink: Ink | None = None

    def text(self, x: float, y: float, text: str, style: Style, *, align: str = "left") -> None:
        """Write one line with its baseline at `y`; `x` is its left end, its middle or its right end."""
        runs = runs_of(text, bold=style.bold)
        if align != "left":
            x -= style.width(text) * (0.5 if align == "centre" else 1.0)
        self._fill(style.ink)
        line = self._canvas.beginText(x, self.height - y)
        for run in runs:
            line.setFont(run.font, style.size)
            if style.bold:
                line.setTextRenderMode(0 if run.font in BOLD_FONTS else _THICKENED)
            line.textOut(run.text)
        if style.bold:
            line.setTextRenderMode(0)
        self._canvas.drawText(line)

    def lines(self, x: float, y: float, lines: Sequence[str], style: Style, *, align: str = "left") -> float:
        """Write lines under one another, the first with its top at `y`; return where the next begins."""
        for number, line in enumerate(lines):
            self.text(x, y + style.leading * number + style.size * 1.05, line, style, align=align)
        return y + style.leading * len(lines)

    def rule(self, x: float, y: float, width: float, ink: Ink = Ink.RULE, thick: float = HAIRLINE) -> None:
        """Draw a line across; as a thin box, which every printer draws alike."""
        self.box(x, y - thick / 2, width, thick, ink)

    def box(self, x: float, y: float, width: float, height: float, ink: Ink, *, round_by: float = 0) -> None:
        """Fill a box whose upper left corner is at `x`, `y`."""
        self._fill(ink)
        if round_by:
            self._canvas.roundRect(x, self.height - y - height, width, height, round_by, stroke=0, fill=1)
        else:
            self._canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

    def ring(self, x: float, y: float, radius: float) -> None:
        """Draw a dashed circle: the place of a seal."""
        self._canvas.saveState()
        self._canvas.setStrokeColorRGB(*(part / 255 for part in Ink.RULE.value))
        self._canvas.setLineWidth(0.8)
        self._canvas.setDash(3, 3)
        self._canvas.circle(x, self.height - y, radius, stroke=1, fill=0)
        self._canvas.restoreState()

    def slanted(self, text: str, size: float) -> None:
        """Write a mark across the page, under everything that is drawn after it."""
        style = Style(size, Ink.MARK, bold=True)
        self._canvas.saveState()
        self._canvas.translate(self.width / 2, self.height / 2)
        self._canvas.rotate(38)
        self._canvas.translate(0, -self.height - size * 0.35)
        self.text(0, 0, text, style, align="centre")
        self._canvas.restoreState()
        self._ink = None

    def picture(self, logo: Logo, x: float, y: float, width: float, height: float) -> None:
        """Draw a checked picture into a box."""
        from reportlab.lib.utils import ImageReader  # noqa: PLC0415 - heavy, only for paper

        self._canvas.drawImage(ImageReader(BytesIO(logo.png)), x, self.height - y - height, width, height)

    def end_page(self) -> None:
        """Close the page and begin another."""
        self._canvas.showPage()
        self._ink = None

    def finish(self) -> bytes:
        """Return the document."""
        self._canvas.save()
        return self._bytes.getvalue()

    def _fill(self, ink: Ink) -> None:
        if ink is not self._ink:
            parts = [part / 255 for part in ink.value]
            self._canvas.setFillColorRGB(*parts)
            self._canvas.setStrokeColorRGB(*parts)
            self._canvas.setLineWidth(_STROKE)
            self._ink = ink
