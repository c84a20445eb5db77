"""A quote on paper: values in, bytes out. The same value gives the same bytes."""

from dataclasses import dataclass
from typing import Final

from salesdesk.documents.blocks import Block, Placed, paginate
from salesdesk.documents.closing import closing
from salesdesk.documents.letterhead import addressee, draw_edges, letterhead, subject
from salesdesk.documents.letters import PRESS
from salesdesk.documents.line_table import LineTable
from salesdesk.documents.logos import Logo, checked_logo
from salesdesk.documents.quote_paper import Mark, PaperLanguage, QuotePaper
from salesdesk.documents.sheet import BOTTOM, TOP, Sheet
from salesdesk.documents.sums import sums
from salesdesk.documents.typesetting import Style, clean
from salesdesk.documents.wording import Wording

_CONTINUED: Final = TOP + 24
_MARK_SIZE: Final = 76.0
_MARK_LENGTH: Final = 640.0


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and how many pages it has."""

    content: bytes
    pages: int


def render_quote(paper: QuotePaper, language: PaperLanguage | str) -> bytes:
    """Return the PDF of a quote in Chinese, English or both.

    Raises FileRefused for a logo that is no picture or too large a one.
    """
    return print_quote(paper, language).content


def print_quote(paper: QuotePaper, language: PaperLanguage | str) -> Printed:
    """Return the PDF of a quote with the number of its pages; raises as `render_quote`."""
    wording = Wording(PaperLanguage(language))
    with PRESS:
        logo = checked_logo(paper.logo) if paper.logo else None
        return _print(paper, wording, logo)


def _print(paper: QuotePaper, wording: Wording, logo: Logo | None) -> Printed:
    table = LineTable(paper, wording)
    heading = table.heading()
    blocks = _blocks(paper, wording, logo, table, heading)
    pages = paginate(blocks, heading, first=TOP, others=_CONTINUED, bottom=BOTTOM)
    sheet = _sheet(paper, wording)
    for number, page in enumerate(pages, start=1):
        _draw_page(sheet, paper, wording, page)
        draw_edges(sheet, paper, wording, number, len(pages))
        sheet.end_page()
    return Printed(sheet.finish(), len(pages))


def _blocks(
    paper: QuotePaper, wording: Wording, logo: Logo | None, table: LineTable, heading: Block
) -> list[Block]:
    return [
        letterhead(paper, wording, logo),
        addressee(paper, wording),
        *subject(paper),
        heading,
        *table.rows(),
        sums(paper, wording),
        *closing(paper, wording),
    ]


def _draw_page(sheet: Sheet, paper: QuotePaper, wording: Wording, page: list[Placed]) -> None:
    if paper.mark is not Mark.NONE:
        text = wording.beside(f"mark.{paper.mark.value}")
        sheet.slanted(text, min(_MARK_SIZE, _MARK_LENGTH / Style(1, bold=True).width(text)))
    for placed in page:
        placed.block.draw(sheet, placed.y)


def _sheet(paper: QuotePaper, wording: Wording) -> Sheet:
    seller = " ".join(wording.named(paper.seller.name, paper.seller.name_en))
    title = f"{wording.beside('quote')} {clean(paper.reference)}"
    buyer = " ".join(wording.named(paper.buyer.name, paper.buyer.name_en))
    return Sheet(title=title, author=seller, subject=buyer, language=wording.code, made_on=paper.issued_on)
