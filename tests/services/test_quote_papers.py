"""A quote from the database to paper and into keeping."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from salesdesk.documents.quote_paper import Mark
from salesdesk.domain.errors import FileRefused, NotFound, StorageError
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import quote_papers, quotes, stock, undo
from salesdesk.services.company import edit_me, edit_profile
from salesdesk.services.company_logo import logo, remove_logo, set_logo
from salesdesk.services.contacts import add_contact
from salesdesk.services.customers import add_customer, edit_customer
from salesdesk.services.paper_parties import address_of
from salesdesk.services.products import add_product, edit_product
from salesdesk.services.quote_lines import QuoteLine, line_for, set_lines
from salesdesk.services.quote_papers import issue, issued, paper_of, preview, save_as
from salesdesk.storage.files import Files
from salesdesk.storage.tables.stock import ReservationRow

TODAY = date(2026, 11, 23)


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path / "kept", b"k" * 32)


@pytest.fixture
def customer(database):
    edit_profile(database, {"name": "苏州启明精密机械有限公司", "name_en": "Suzhou Qiming Co., Ltd."})
    edit_me(database, {"name": "陈思远"})
    place = {"province": "广东省", "city": "深圳市", "district": "南山区", "street": "科技园9号"}
    return add_customer(database, {"name": "深圳市鑫源电子科技有限公司", "name_en": "Xinyuan Ltd."} | place)


@pytest.fixture
def quote(database, customer):
    """Return a draft: 348.35 x 16 less 4 % at 22 %, a line that the rules know by heart."""
    made = quotes.draft_quote(database, customer, today=TODAY, fields={"title": "主轴采购"})
    line = QuoteLine(
        name="主轴",
        unit="台",
        quantity=Decimal(16),
        unit_price=Decimal("348.35"),
        discount_percent=Decimal(4),
        tax_rate=Decimal(22),
    )
    set_lines(database, made, [line, replace(line, name="备用主轴", optional=True)])
    return made


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_paper_holds_what_was_quoted_and_what_it_comes_to(database, quote):
    paper = paper_of(database, quote)
    assert (paper.net, paper.tax, paper.gross) == (Decimal("5350.66"), Decimal("1177.15"), Decimal("6527.81"))
    assert paper.words_zh == "人民币陆仟伍佰贰拾柒元捌角壹分"
    assert "six thousand five hundred" in paper.words_en.lower()
    assert [(line.name, line.optional, line.gross) for line in paper.lines] == [
        ("主轴", False, Decimal("6527.81")),
        ("备用主轴", True, Decimal("6527.81")),
    ]
    assert (paper.seller.name, paper.buyer.name, paper.prepared_by) == (
        "苏州启明精密机械有限公司",
        "深圳市鑫源电子科技有限公司",
        "陈思远",
    )
    assert paper.buyer.address == "广东省深圳市南山区科技园9号"
    assert paper.valid_until == TODAY + timedelta(days=30)


def test_the_paper_shows_what_the_quote_itself_keeps(database, quote):
    paper, detail = paper_of(database, quote), quotes.quote(database, quote)
    assert [paper.net, paper.tax, paper.gross] == [
        Decimal(m) / 100 for m in (detail.net, detail.tax, detail.gross)
    ]


def test_a_preview_speaks_the_language_asked_for_and_keeps_nothing(database, quote, files):
    assert "报价单" in text_of(preview(database, quote))
    assert "Quotation" in text_of(preview(database, quote, "en"))
    assert issued(database, quote) == []


def test_a_contact_stands_on_the_letterhead_with_phone_and_mail(database, customer):
    contact = add_contact(
        database,
        customer,
        {"name": "欧阳娜", "phones": [{"number": "13800138000"}], "emails": [{"address": "ou@xin.example"}]},
    )
    made = quotes.draft_quote(database, customer, today=TODAY, fields={"contact_id": contact})
    buyer = paper_of(database, made).buyer
    assert (buyer.contact, buyer.phone.replace(" ", "")[-11:], buyer.email) == (
        "欧阳娜",
        "13800138000",
        "ou@xin.example",
    )


def test_english_papers_take_the_products_english_name_unless_the_line_was_renamed(database, customer):
    product = add_product(database, {"name": "主轴", "name_en": "Spindle", "code": "SP-1"})
    made = quotes.draft_quote(database, customer, today=TODAY)
    line = line_for(database, product, currency="CNY", quantity=Decimal(1), day=TODAY)
    set_lines(database, made, [line, replace(line, name="主轴（定制）")])
    assert [each.name_en for each in paper_of(database, made).lines] == ["Spindle", ""]
    edit_product(database, product, {"name": "新主轴", "name_en": "New spindle"})
    assert [each.name_en for each in paper_of(database, made).lines] == ["", ""]


def test_each_state_that_binds_nobody_is_marked(database, quote):
    assert paper_of(database, quote).mark is Mark.DRAFT
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    assert paper_of(database, quote).mark is Mark.NONE
    newer = quotes.revise_quote(database, quote, today=TODAY)
    assert paper_of(database, quote).mark is Mark.SUPERSEDED
    assert paper_of(database, newer).reference.endswith("-R2")


def test_an_issued_paper_is_kept_with_its_hash(database, quote, files):
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    paper = issue(database, files, quote, "both")
    kept = quote_papers.content(files, paper)
    assert hashlib.sha256(kept).hexdigest() == paper.sha256
    assert (paper.size, paper.pages, paper.language, paper.revision) == (len(kept), 1, "both", 1)
    assert issued(database, quote) == [paper]


def test_issuing_the_same_twice_keeps_one(database, quote, files):
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    first = issue(database, files, quote)
    assert issue(database, files, quote) == first
    english = issue(database, files, quote, "en")
    assert {paper.id for paper in issued(database, quote)} == {first.id, english.id}


def test_later_changes_of_a_customer_never_change_an_issued_paper(database, customer, quote, files):
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    paper = issue(database, files, quote)
    edit_customer(database, customer, {"name": "改名后的公司"})
    edit_profile(database, {"name": "改名后的卖方"})
    assert "鑫源" in text_of(quote_papers.content(files, paper))
    assert issue(database, files, quote) == paper


def test_undo_does_not_take_back_a_paper(database, quote, files):
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    paper = issue(database, files, quote)
    undo.undo(database)
    assert issued(database, quote) == [paper]


def test_papers_of_all_revisions_are_found(database, quote, files):
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    old = issue(database, files, quote)
    newer = quotes.revise_quote(database, quote, today=TODAY)
    new = issue(database, files, newer)
    assert {paper.id for paper in issued(database, quote)} == {old.id, new.id}
    assert {paper.revision for paper in issued(database, newer)} == {1, 2}


def test_a_removed_quote_has_no_paper(database, quote, files):
    quotes.remove_quotes(database, [quote])
    with pytest.raises(NotFound):
        preview(database, quote)
    with pytest.raises(NotFound):
        issue(database, files, quote)


def test_a_paper_is_saved_whole_over_an_older_one(database, quote, tmp_path):
    target = tmp_path / "报价单 – 鑫源.pdf"
    target.write_bytes(b"older")
    pdf = preview(database, quote)
    save_as(target, pdf)
    assert target.read_bytes() == pdf
    assert [path.name for path in tmp_path.iterdir() if path.is_file() and path.suffix != ".db"].count(
        target.name
    ) == 1


def test_where_it_cannot_be_saved_nothing_is_left(database, quote, tmp_path):
    with pytest.raises(StorageError) as failed:
        save_as(tmp_path / "no such folder" / "x.pdf", b"%PDF")
    assert failed.value.code == "paper-not-saved"
    assert not list(tmp_path.rglob("x.pdf*"))


def test_the_logo_is_checked_kept_and_printed(database, customer, files):
    written = BytesIO()
    Image.new("RGB", (200, 80), "navy").save(written, "PNG")
    set_logo(database, files, written.getvalue())
    made = quotes.draft_quote(database, customer, today=TODAY)
    assert paper_of(database, made, files=files).logo == logo(database, files) != b""
    assert len(preview(database, made, files=files)) > len(preview(database, made))
    remove_logo(database)
    assert logo(database, files) == b""
    assert paper_of(database, made, files=files).logo != b""  # that quote was saved with it


def test_a_picture_that_is_none_does_not_become_the_logo(database, files):
    with pytest.raises(FileRefused):
        set_logo(database, files, b"<svg/>")
    assert logo(database, files) == b""


@pytest.mark.parametrize(
    ("parts", "printed"),
    [
        (
            {"province": "北京市", "city": "北京市", "district": "海淀区", "street": "中关村1号"},
            "北京市海淀区中关村1号",
        ),
        (
            {"province": "重庆市", "city": "市辖区", "district": "渝中区", "street": "解放碑8号"},
            "重庆市渝中区解放碑8号",
        ),
        ({"city": "东莞市", "street": "东莞市长安镇1号"}, "东莞市长安镇1号"),
        (
            {"street": "Obere Str. 57", "city": "Berlin", "postcode": "12209", "country": "DE"},
            "Obere Str. 57, 12209 Berlin, Germany",
        ),
        ({"street": "1 Raffles Place", "city": "Singapore", "country": "SG"}, "1 Raffles Place, Singapore"),
        ({}, ""),
    ],
)
def test_addresses_stand_as_their_country_writes_them(parts, printed):
    assert address_of(parts) == printed


def test_what_is_promised_provisionally_says_so_on_paper(database, quote):
    product = add_product(database, {"code": "V-1", "name": "球阀", "unit": "台"})
    goods = stock.Goods(product, stock.add_warehouse(database, "W1", "展馆"), Decimal(3))
    stock.receive(database, goods)
    (promise,) = stock.reserve(database, quote, [goods])
    assert "暂定预留，待我方确认：球阀×3台" in "".join(text_of(preview(database, quote)).split())
    with database.absorb() as absorbed:  # the server has said yes
        absorbed.session.get_one(ReservationRow, promise).state = "reserved"
    assert "Reserved for you: 球阀 × 3 台." in text_of(preview(database, quote, "en"))
    stock.release(database, promise)
    assert paper_of(database, quote).reserved == ()
