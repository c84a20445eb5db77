"""Quotes on paper: a factory that prices its lines by the real rules."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from pypdfium2 import raw

from salesdesk.documents.quote_paper import PaperLine, Party, QuotePaper, RateSum
from salesdesk.documents.sales_pdf import render_quote
from salesdesk.domain.money import from_minor, minor_units
from salesdesk.domain.pricing import LinePrice, total_up
from salesdesk.domain.taxes import Rounding

SELLER = Party(
    name="苏州启明精密机械有限公司",
    name_en="Suzhou Qiming Precision Machinery Co., Ltd.",
    address="江苏省苏州市工业园区星湖街328号创意产业园5栋",
    address_en="Building 5, 328 Xinghu Street, Industrial Park, Suzhou, Jiangsu, China",
    phone="+86 512 6288 0000",
    email="sales@qiming.example",
    website="www.qiming.example",
    tax_id="91320594MA1XXXXX5B",
    bank_name="中国工商银行苏州工业园区支行",
    bank_account="1102 0205 0900 0123 456",
)
BUYER = Party(
    name="深圳市鑫源电子科技股份有限公司",
    name_en="Shenzhen Xinyuan Electronics Co., Ltd.",
    address="广东省深圳市南山区科技园南区高新南一道9号",
    address_en="9 Gaoxin South 1st Road, Nanshan, Shenzhen, Guangdong, China",
    contact="欧阳娜",
    phone="138 0013 8000",
    email="ouyang@xinyuan.example",
    tax_id="91440300708461136T",
)


def goods(count: int = 1, **changes: Any) -> list[dict[str, Any]]:
    """Return lines as a person would type them."""
    kinds = [
        (
            "精密数控车床主轴总成",
            "CNC lathe spindle assembly",
            "SP-2040",
            "Ø80 mm，转速 8000 r/min",
            "台",
            "348.35",
            "16",
        ),
        ("高速伺服电机", "High-speed servo motor", "SM-110", "1.5 kW，220 V，带制动器", "台", "1280.00", "4"),
        ("安装与调试服务", "Installation and commissioning", "SV-01", "", "次", "2600.00", "1"),
        (
            "不锈钢内六角螺栓 M8×30（304）",
            "Hexagon socket screw M8×30, A2",
            "DIN912-M8",
            "GB/T 70.1",
            "件",
            "0.3345",
            "1200",
        ),
        ("工业触摸屏一体机", "Industrial touch panel PC", "HMI-15", "15.6 英寸，IP65", "套", "4199.5", "2"),
    ]
    lines = []
    for place in range(count):
        name, name_en, code, spec, unit, price, quantity = kinds[place % len(kinds)]
        line = {"name": name, "name_en": name_en, "code": code, "spec": spec, "unit": unit}
        line |= {"unit_price": Decimal(price), "quantity": Decimal(quantity), "tax_rate": Decimal(13)}
        lines.append(line | changes)
    return lines


def priced(
    lines: list[dict[str, Any]], *, currency: str, rounding: Rounding, **discounts: Decimal
) -> dict[str, Any]:
    """Return the fields of a paper that follow from its lines."""
    asked = [
        LinePrice(**{name: line[name] for name in line if name in LinePrice.__dataclass_fields__})
        for line in lines
    ]
    totals = total_up(asked, currency=currency, rounding=rounding, **discounts)

    def money(minor: int) -> Decimal:
        return from_minor(minor, currency)

    paper_lines = [
        PaperLine(**line, net=money(t.net), tax=money(t.tax), gross=money(t.gross), shared=money(t.shared))
        for line, t in zip(lines, totals.lines, strict=True)
    ]
    rates = [
        RateSum(rate.rate, money(rate.net), money(rate.tax), money(rate.gross)) for rate in totals.by_rate
    ]
    names = ("amount", "discount", "net", "tax", "gross")
    sums = {name: money(getattr(totals, name)) for name in names}
    return {
        "lines": tuple(paper_lines),
        "by_rate": tuple(rates),
        "amount_with_tax": totals.tax_included,
        **sums,
    }


@pytest.fixture(scope="session")
def make_paper() -> Callable[..., QuotePaper]:
    """Return a factory of papers: say only what the test is about."""

    def make(
        lines: list[dict[str, Any]] | int = 1,
        *,
        currency: str = "CNY",
        rounding: Rounding = Rounding.PER_LINE_TAX,
        discount_percent: Decimal = Decimal(0),
        discount_amount: Decimal = Decimal(0),
        **changes: Any,
    ) -> QuotePaper:
        figures = priced(
            goods(lines) if isinstance(lines, int) else lines,
            currency=currency,
            rounding=rounding,
            discount_percent=discount_percent,
            discount_amount=discount_amount,
        )
        paper = QuotePaper(
            number="Q-2026-A7K0001",
            issued_on=date(2026, 11, 23),
            valid_until=date(2026, 12, 23),
            seller=SELLER,
            buyer=BUYER,
            currency=currency,
            places=minor_units(currency),
            rounding=rounding,
            words_zh="人民币陆仟贰佰玖拾捌元壹角柒分",
            words_en="Six thousand two hundred ninety-eight yuan and 17/100",
            **figures,
        )
        return replace(paper, **changes)

    return make


@pytest.fixture(scope="session")
def make_goods() -> Callable[..., list[dict[str, Any]]]:
    """Return a factory of lines."""
    return goods


class Printed:
    """A PDF read back by another program than the one that wrote it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.document = pypdfium2.PdfDocument(data)

    def __len__(self) -> int:
        return len(self.document)

    def page(self, number: int) -> str:
        """Return the text of a page, counted from 1, in the order in which it was drawn."""
        page = self.document[number - 1]
        return page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\ufffe", "-")

    def pages(self) -> list[str]:
        return [self.page(number) for number in range(1, len(self) + 1)]

    def text(self) -> str:
        return "\n".join(self.pages())

    def dense(self) -> str:
        """Return the text without white space: where a line was broken does not matter."""
        return "".join(self.text().split())

    def fonts(self) -> dict[str, bool]:
        """Return the fonts of all text, and whether each is embedded."""
        found: dict[str, bool] = {}
        for page in self.document:
            for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                font = raw.FPDFTextObj_GetFont(part.raw)
                name = ctypes.create_string_buffer(200)
                raw.FPDFFont_GetBaseFontName(font, name, 200)
                found[name.value.decode()] = bool(raw.FPDFFont_GetIsEmbedded(font))
        return found

    def pictures(self) -> int:
        return sum(len(list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))) for page in self.document)


@pytest.fixture
def read() -> Iterator[Callable[[bytes], Printed]]:
    """Return a reader of PDFs."""
    opened: list[Printed] = []

    def open_it(data: bytes) -> Printed:
        opened.append(Printed(data))
        return opened[-1]

    yield open_it
    for printed in opened:
        printed.document.close()


@pytest.fixture
def printed(
    make_paper: Callable[..., QuotePaper], read: Callable[[bytes], Printed]
) -> Callable[..., Printed]:
    """Return a factory that makes, prints and reads a quote."""

    def make(*arguments: Any, language: str = "zh", **changes: Any) -> Printed:
        return read(render_quote(make_paper(*arguments, **changes), language))

    return make
