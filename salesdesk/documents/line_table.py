"""The line table: a heading that is repeated on every page, sections, and rows that never lose a word."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from salesdesk.documents.blocks import Block
from salesdesk.documents.line_cells import Cells, Column, name_lines, section_sum, unit_beside
from salesdesk.documents.quote_paper import PaperLine, QuotePaper
from salesdesk.documents.sheet import INNER, LEFT, RIGHT, Sheet
from salesdesk.documents.typesetting import Ink, Style, clean, wrap
from salesdesk.documents.wording import Wording, figure

_PAD: Final = 5.0
_LINES_TOGETHER: Final = 12  # a longer row may be broken over pages after so many lines
_SECTION: Final = Style(8.8, bold=True)


class LineTable:
    """The table of one paper."""

    def __init__(self, paper: QuotePaper, wording: Wording) -> None:
        self._paper = paper
        self._wording = wording
        self._cells = Cells(paper, wording)
        self._layout = self._cells.layout()

    def heading(self) -> Block:
        """Return the heading row."""
        style = Style(self._layout.size - 1.0, Ink.QUIET, bold=True)
        second = Style(self._layout.size - 1.6, Ink.FAINT)
        rows = len(self._wording.tongues)
        height = 9 + rows * style.leading

        def draw(sheet: Sheet, y: float) -> None:
            sheet.box(LEFT, y, INNER, height, Ink.TINT)
            for number in range(rows):
                chosen = second if number else style
                base = y + 4.5 + number * style.leading + style.size * 1.05
                sheet.text(self._layout.name_left, base, self._wording.each("column.name")[number], chosen)
                for column in self._layout.columns:
                    sheet.text(column.right, base, column.heading[number], chosen, align="right")
            sheet.rule(LEFT, y + height, INNER, Ink.FAINT, 0.6)

        return Block(height, draw, joined=True)

    def rows(self) -> list[Block]:
        """Return the rows in order; the last stays with what follows the table."""
        blocks: list[Block] = []
        place = 0
        for section, lines in groupby(self._paper.lines, key=lambda line: clean(line.section)):
            together = list(lines)
            blocks += [self._section(section, together)] if section else []
            for line in together:
                place += 1
                blocks += self._row(line, place)
        if blocks:
            blocks[-1] = replace(blocks[-1], joined=True)
        return blocks

    def _section(self, title: str, lines: Sequence[PaperLine]) -> Block:
        total = figure(section_sum(lines), self._paper.places)
        titles = wrap(title, INNER - _SECTION.width(total) - 24, _SECTION)
        height = 9 + len(titles) * _SECTION.leading

        def draw(sheet: Sheet, y: float) -> None:
            sheet.lines(LEFT + 4, y + 5, titles, _SECTION)
            sheet.lines(RIGHT - 4, y + 5, [total], _SECTION, align="right")
            sheet.rule(LEFT, y + height, INNER)

        return Block(height, draw, joined=True, in_table=True)

    def _row(self, line: PaperLine, place: int) -> list[Block]:
        names = name_lines(self._cells, self._layout, line)
        figures = [(column, self._cells.figures(line, column.key)) for column in self._layout.columns]
        tallest = max(len(texts) for _, texts in figures)
        parts = [names[start : start + _LINES_TOGETHER] for start in range(0, len(names), _LINES_TOGETHER)]
        ends = len(parts) - 1
        blocks = [
            self._part(part, above=number == 0, below=number == ends, ruled=number == ends > 0)
            for number, part in enumerate(parts)
        ]
        first = blocks[0]
        height = max(first.height, _PAD + tallest * self._layout.text.leading + _PAD)

        def draw(sheet: Sheet, y: float) -> None:
            if len(parts) == 1:
                sheet.rule(LEFT, y + height, INNER)
            self._figures(sheet, y, line, place, figures)
            first.draw(sheet, y)

        blocks[0] = Block(height, draw, in_table=True)
        return blocks

    def _part(self, lines: Sequence[tuple[str, Style]], *, above: bool, below: bool, ruled: bool) -> Block:
        pad = _PAD if above else 0.0
        height = pad + sum(style.leading for _, style in lines) + (_PAD if below else 0.0)
        layout = self._layout

        def draw(sheet: Sheet, y: float) -> None:
            top = y + pad
            for text, style in lines:
                top = sheet.lines(layout.name_left, top, [text], style)
            if ruled:
                sheet.rule(LEFT, y + height, INNER)

        return Block(height, draw, in_table=True)

    def _figures(
        self,
        sheet: Sheet,
        y: float,
        line: PaperLine,
        place: int,
        figures: Sequence[tuple[Column, tuple[str, ...]]],
    ) -> None:
        layout = self._layout
        plain = Style(layout.size, Ink.FAINT if line.optional else Ink.TEXT)
        sheet.lines(LEFT + 4, y + _PAD, [str(place)], Style(layout.size, Ink.FAINT))
        for column, texts in figures:
            right = column.right - column.unit_width
            top = sheet.lines(right, y + _PAD, texts[:1], plain, align="right")
            sheet.lines(right, top, texts[1:], layout.small, align="right")
            if column.unit_width and unit_beside(line):
                base = y + _PAD + plain.size * 1.05
                sheet.text(right + 3, base, clean(line.unit), layout.small)
