"""Quotes on paper: looked at while they are written, handed out, and kept as they were handed out."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from salesdesk import formats
from salesdesk.documents.quote_paper import Mark, PaperLanguage, PaperLine, QuotePaper, RateSum
from salesdesk.documents.sales_pdf import print_quote, render_quote
from salesdesk.domain.amount_words import in_chinese
from salesdesk.domain.english_words import in_english
from salesdesk.domain.errors import NotFound, StorageError
from salesdesk.domain.money import Money, from_minor, minor_units
from salesdesk.domain.pricing import DocumentTotals, LineTotals
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.domain.stock import Promise
from salesdesk.services.paper_parties import buyer_party, seller_party
from salesdesk.services.quote_lines import totals_of
from salesdesk.services.quotes import add_paper, papers, quote
from salesdesk.settings import replace_whole
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files
from salesdesk.storage.queries import products, stock
from salesdesk.storage.queries.quotes import IssuedPaper, QuoteDetail, QuoteLine

__all__ = [
    "IssuedPaper",
    "away",
    "content",
    "issue",
    "issued",
    "paper_from",
    "paper_of",
    "preview",
    "print_seen",
    "save_as",
]
_MARKS: Final = {
    QuoteStatus.DRAFT: Mark.DRAFT,
    QuoteStatus.PENDING_APPROVAL: Mark.PENDING,
    QuoteStatus.EXPIRED: Mark.EXPIRED,
    QuoteStatus.REJECTED: Mark.REJECTED,
    QuoteStatus.SUPERSEDED: Mark.SUPERSEDED,
}
_HEAD: Final = (
    "number",
    "revision",
    "title",
    "issued_on",
    "valid_until",
    "currency",
    "rounding",
    "rounding_mode",
    "payment_terms",
    "delivery_terms",
    "terms",
    "note",
)
_LINE: Final = (
    "name",
    "code",
    "spec",
    "note",
    "unit",
    "quantity",
    "unit_price",
    "tax_included",
    "tax_rate",
    "discount_percent",
    "section",
    "optional",
)
_SUMS: Final = ("net", "tax", "gross", "shared")
EnglishNames = Mapping[UUID, tuple[str, str]]


def paper_of(database: Database, quote_id: UUID, *, files: Files | None = None) -> QuotePaper:
    """Return what is printed on a quote; with `files` its logo too. Raise NotFound if it is gone."""
    return _paper(database, quote(database, quote_id), files)


def _paper(database: Database, detail: QuoteDetail, files: Files | None) -> QuotePaper:
    wanted = [line.product_id for line in detail.lines if line.product_id is not None]
    logo = _logo(files, str(detail.seller.get("logo") or ""))
    paper = paper_from(detail, logo=logo, english=database.ask(products.english_names, wanted))
    held = _promised(database, detail.id)
    return replace(paper, reserved=held[Promise.RESERVED], provisional=held[Promise.PROVISIONAL])


def _promised(database: Database, quote_id: UUID) -> dict[str, tuple[str, ...]]:
    """Return the goods that are promised on a quote, in words, by how sure that is."""
    told: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for state, name, quantity, unit in database.ask(stock.promised, quote_id):
        told[state] += (f"{name} × {formats.number(quantity)} {unit}".strip(),)
    return told


def preview(
    database: Database, quote_id: UUID, language: str | None = None, *, files: Files | None = None
) -> bytes:
    """Return the PDF of a quote as it stands now, in its own language or another; nothing is kept."""
    spoken = language or quote(database, quote_id).language
    return render_quote(paper_of(database, quote_id, files=files), spoken)


def print_seen(database: Database, detail: QuoteDetail, *, files: Files | None = None) -> bytes:
    """Return the PDF of a quote as it stands on the screen, saved or not; nothing is kept."""
    return render_quote(_paper(database, detail, files), detail.language)


def issue(database: Database, files: Files, quote_id: UUID, language: str | None = None) -> IssuedPaper:
    """Print a quote and keep the bytes with their hash; what was handed out alike before is not kept twice.

    Undo passes over it: a paper that a customer holds cannot be taken back.
    """
    spoken = PaperLanguage(language or quote(database, quote_id).language)
    printed = print_quote(paper_of(database, quote_id, files=files), spoken)
    sha256 = hashlib.sha256(printed.content).hexdigest()
    name = files.put(printed.content)
    if _kept(database, quote_id, sha256) is None:
        add_paper(
            database,
            quote_id,
            language=spoken.value,
            sha256=sha256,
            size=len(printed.content),
            pages=printed.pages,
            file_id=name,
        )
    kept = _kept(database, quote_id, sha256)
    if kept is None:
        raise NotFound("quote-gone")
    return kept


def issued(database: Database, quote_id: UUID) -> list[IssuedPaper]:
    """Return what was handed out of any revision of a quote, the newest first."""
    return papers(database, quote_id)


def content(files: Files, paper: IssuedPaper) -> bytes:
    """Return an issued paper as it was handed out, on whichever computer it was made.

    Raises:
        NotFound: `file-gone`, it is not on this computer (yet).
        StorageError: `file-damaged`.
    """
    return files.get(files.kept_as(paper.sha256))


def away(files: Files, papers: Sequence[IssuedPaper]) -> frozenset[UUID]:
    """Return those of some papers that are not on this computer (yet)."""
    return frozenset(paper.id for paper in papers if not files.has(files.kept_as(paper.sha256)))


def save_as(path: Path, pdf: bytes) -> None:
    """Write a paper where a person wants it, whole or not at all. Raise StorageError `paper-not-saved`."""
    try:
        replace_whole(path, pdf)
    except OSError as error:
        raise StorageError("paper-not-saved", file=path.name, folder=str(path.parent)) from error


def paper_from(detail: QuoteDetail, *, logo: bytes = b"", english: EnglishNames | None = None) -> QuotePaper:
    """Return what is printed on a quote as it stands on the screen, saved or not.

    `english` gives a product's name and English name by id. Raises BadInput or RuleBroken for lines that no
    quote may hold.
    """
    totals = totals_of(detail)
    gross = Money.of_minor(totals.gross, detail.currency)
    return QuotePaper(
        **{name: getattr(detail, name) for name in _HEAD},
        **_sums(totals, detail.currency),
        prepared_by=detail.owner_name,
        seller=seller_party(detail.seller),
        buyer=buyer_party(detail.buyer),
        lines=_lines(detail, totals, english or {}),
        places=minor_units(detail.currency),
        words_zh=in_chinese(gross),
        words_en=in_english(gross),
        mark=_MARKS.get(detail.status, Mark.NONE) if detail.is_current else Mark.SUPERSEDED,
        logo=logo,
    )


def _sums(totals: DocumentTotals, currency: str) -> dict[str, Any]:
    def money(minor: int) -> Decimal:
        return from_minor(minor, currency)

    rates = (RateSum(r.rate, money(r.net), money(r.tax), money(r.gross)) for r in totals.by_rate)
    names = ("amount", "discount", "net", "tax", "gross")
    return {name: money(getattr(totals, name)) for name in names} | {
        "amount_with_tax": totals.tax_included,
        "by_rate": tuple(rates),
    }


def _lines(detail: QuoteDetail, totals: DocumentTotals, english: EnglishNames) -> tuple[PaperLine, ...]:
    pairs = zip(detail.lines, totals.lines, strict=True)
    return tuple(_line(line, priced, detail.currency, english) for line, priced in pairs)


def _line(line: QuoteLine, priced: LineTotals, currency: str, english: EnglishNames) -> PaperLine:
    """Return a line; its English name is the product's, unless the line was given another name."""
    name, name_en = english.get(line.product_id, ("", "")) if line.product_id else ("", "")
    given: dict[str, Any] = {field: getattr(line, field) for field in _LINE}
    given |= {field: from_minor(getattr(priced, field), currency) for field in _SUMS}
    return PaperLine(
        **given,
        name_en=name_en if name == line.name else "",
        discount_amount=from_minor(line.discount_amount, currency),
    )


def _logo(files: Files | None, name: str) -> bytes:
    """Return the logo, or nothing: a quote can go out without one."""
    return files.get(name) if files is not None and name and files.has(name) else b""


def _kept(database: Database, quote_id: UUID, sha256: str) -> IssuedPaper | None:
    alike = (paper for paper in papers(database, quote_id) if paper.sha256 == sha256)
    return next((paper for paper in alike if paper.quote_id == quote_id), None)
