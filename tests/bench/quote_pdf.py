"""P6: a quote as PDF, one page and forty, beside the same page drawn by bare reportlab."""

import io
from datetime import date
from decimal import Decimal

import pypdfium2
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from salesdesk.documents.quote_paper import PaperLine, Party, QuotePaper, RateSum
from salesdesk.documents.sales_pdf import render_quote
from salesdesk.settings import RESOURCES
from tests.bench.figures import seconds, tell

ONE_PAGE, FORTY_PAGES = 10, 820
FONTS = ("BareRegular", "BareBold")
FILES = {
    "BareRegular": "NotoSansSC-Regular.ttf",
    "BareBold": "NotoSansSC-Bold.ttf",
    "BareLatin": "Inter-Regular.ttf",
}
NET, TAX, GROSS = Decimal("1290.00"), Decimal("167.70"), Decimal("1457.70")


def paper(count: int) -> QuotePaper:
    line = PaperLine(
        code="CP-50",
        name="离心泵 50 型",
        name_en="Centrifugal pump 50",
        spec="流量 50 m³/h，扬程 32 m",
        unit="台",
        quantity=Decimal(3),
        unit_price=Decimal(430),
        tax_rate=Decimal(13),
        net=NET,
        tax=TAX,
        gross=GROSS,
    )
    return QuotePaper(
        number="Q-2026-A7K0001",
        issued_on=date(2026, 11, 23),
        valid_until=date(2026, 12, 23),
        seller=Party(name="诺瓦贸易有限公司", name_en="Nova Trading", address="深圳市南山区科技路 1 号"),
        buyer=Party(name="重庆长安精密机械有限公司", contact="周敏", phone="138 0000 0000"),
        lines=(line,) * count,
        currency="CNY",
        places=2,
        amount=NET * count,
        discount=Decimal(0),
        net=NET * count,
        tax=TAX * count,
        gross=GROSS * count,
        by_rate=(RateSum(Decimal(13), NET * count, TAX * count, GROSS * count),),
        words_zh="人民币壹万肆仟伍佰柒拾柒元整",
        terms="预付三成，发货前付清。",
    )


def pages_of(pdf: bytes) -> list[list[str]]:
    """Return the lines of text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range().splitlines() for page in document]
    document.close()
    return pages


def bare(pages: list[list[str]]) -> bytes:
    """Draw the same texts in the same three fonts, with nothing worked out."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for lines in pages:
        for row, text in enumerate(lines):
            canvas.setFont("BareLatin" if text.isascii() else FONTS[row % 2], 9)
            canvas.drawString(40 + row % 7 * 72, 800 - row // 7 * 14, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def main() -> None:
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, RESOURCES / "fonts" / file))
    one, forty = paper(ONE_PAGE), paper(FORTY_PAGES)
    texts = pages_of(render_quote(one, "zh"))  # the first one loads the fonts: once a day
    bare(texts)
    baseline = seconds(lambda: bare(texts), 7) * 1000
    single = seconds(lambda: render_quote(one, "zh"), 7) * 1000
    tell("P6", "quote PDF, one page", single, baseline=baseline, target="<= 4 x", met=single <= 4 * baseline)
    many = seconds(lambda: render_quote(forty, "zh"), 3) * 1000
    texts = pages_of(render_quote(forty, "zh"))
    raw = seconds(lambda: bare(texts), 3) * 1000
    tell("P6", "quote PDF, 40 pages", many, baseline=raw, target="<= 1500 ms", met=many <= 1500)


if __name__ == "__main__":
    main()
