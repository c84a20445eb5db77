"""A quote on paper is read back by another program: what a customer sees, finds and copies."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from salesdesk.documents.quote_paper import Mark, Party
from salesdesk.documents.sales_pdf import render_quote
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.taxes import Rounding
from salesdesk.settings import ROOT

ONE_QUOTE = """
import hashlib
from datetime import date
from decimal import Decimal as D
from salesdesk.documents.quote_paper import PaperLine, Party, QuotePaper
from salesdesk.documents.sales_pdf import render_quote

line = PaperLine(name="轴𠮷", quantity=D(1), unit_price=D(1), net=D(1), tax=D(0), gross=D(1))
paper = QuotePaper(
    number="Q-1", issued_on=date(2026, 1, 2), seller=Party(name="甲"), buyer=Party(name="乙"), lines=(line,),
    currency="CNY", places=2, amount=D(1), discount=D(0), net=D(1), tax=D(0), gross=D(1), by_rate=(),
)
print(hashlib.sha256(render_quote(paper, "zh")).hexdigest())
"""
LANGUAGES = ("zh", "en", "both")
TITLES = {"zh": ["报价单"], "en": ["Quotation"], "both": ["报价单", "Quotation"]}


def test_a_paper_says_who_offers_what_to_whom(printed):
    text = printed().text()
    for words in ("报价单", "Q-2026-A7K0001", "2026年11月23日", "2026年12月23日"):
        assert words in text
    for words in (
        "苏州启明精密机械有限公司",
        "深圳市鑫源电子科技股份有限公司",
        "91440300708461136T",
        "欧阳娜",
    ):
        assert words in text
    for words in ("精密数控车床主轴总成", "SP-2040", "348.35", "5,573.60", "13%", "724.57", "¥6,298.17"):
        assert words in text
    for words in (
        "人民币陆仟贰佰玖拾捌元壹角柒分",
        "中国工商银行",
        "1102 0205 0900 0123 456",
        "盖章处",
        "授权代表签字",
    ):
        assert words in text


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_and_sum_is_printed(printed, make_paper, make_goods, language, rounding):
    lines = make_goods(12, discount_percent=Decimal("2.5"))
    paper = make_paper(lines, rounding=rounding, discount_amount=Decimal(333))
    result = printed(lines, rounding=rounding, discount_amount=Decimal(333), language=language)
    text = result.text()
    amounts = [amount for line in paper.lines for amount in (line.net, line.tax, line.gross, -line.shared)]
    amounts += [paper.amount, -paper.discount, paper.net, paper.tax, paper.gross]
    assert [amount for amount in amounts if f"{amount:,.2f}" not in text] == []
    assert all(title in text for title in TITLES[language])
    assert ("税额按" in text or "税额逐行" in text) == (language != "en")


@pytest.mark.parametrize(
    ("mode", "said"), [("half_up", "税额逐行计算，四舍五入后相加"), ("down", "税额逐行计算，尾数舍去后相加")]
)
def test_the_paper_says_how_its_tax_was_rounded(printed, mode, said):
    assert said in printed(rounding_mode=RoundingMode(mode)).text()


def test_printed_lines_add_up_to_the_printed_total(make_paper, make_goods):
    paper = make_paper(make_goods(40), rounding=Rounding.PER_RATE_GROUP, discount_percent=Decimal(3))
    assert sum(line.gross for line in paper.lines) == paper.gross
    assert sum(part.gross for part in paper.by_rate) == paper.gross


def test_an_english_paper_has_no_chinese_words_of_ours(printed, make_goods):
    plain = Party(name="Seller Ltd.", address="1 Road")
    text = printed(
        [line | {"unit": "pcs", "spec": ""} for line in []], language="en", seller=plain, buyer=plain
    ).text()
    assert not any("\u4e00" <= character <= "\u9fff" for character in text)


def test_english_names_stand_on_english_papers(printed):
    text = printed(language="en").text()
    assert "Shenzhen Xinyuan Electronics Co., Ltd." in text
    assert "CNC lathe spindle assembly" in text
    assert "深圳市鑫源" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_font_is_embedded(printed, language):
    result = printed(30, language=language, terms="质量保证 12 个月。𠮷")
    fonts = result.fonts()
    assert all(fonts.values())
    assert any("NotoSansSC" in name for name in fonts)
    assert any("Inter" in name for name in fonts)
    assert b"Helvetica" not in result.data


def test_the_same_quote_gives_the_same_bytes(make_paper):
    paper = make_paper(30, mark=Mark.DRAFT)
    first = render_quote(paper, "both")
    render_quote(make_paper(3, terms="𠀀🎉 другое"), "en")  # what was printed in between leaves no trace
    assert render_quote(paper, "both") == first
    assert render_quote(replace(paper, title="x"), "both") != first


def test_papers_made_at_the_same_time_do_not_mix(make_paper):
    papers = [make_paper(40, title=f"第{number}份 𠮷") for number in range(4)]
    alone = [render_quote(paper, "both") for paper in papers]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(partial(render_quote, language="both"), papers * 3)) == alone * 3


def test_another_run_of_the_program_gives_the_same_bytes(tmp_path):
    script = tmp_path / "print_one.py"
    script.write_text(ONE_QUOTE, encoding="utf-8")
    runs = {
        subprocess.run(
            [sys.executable, script], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
    assert len(runs.pop().strip()) == 64


def test_the_table_heading_is_on_every_page_with_lines(printed):
    result = printed(200)
    assert len(result) > 5
    with_lines = [text for text in result.pages() if "DIN912-M8" in text or "HMI-15" in text]
    assert len(with_lines) >= len(result) - 1
    assert all("名称与规格" in text for text in with_lines)
    for number, text in enumerate(result.pages(), start=1):
        assert f"第 {number} 页，共 {len(result)} 页" in text
        assert "Q-2026-A7K0001" in text
        assert "苏州启明精密机械有限公司" in text


def test_no_line_is_lost_or_printed_twice(printed, make_goods):
    lines = [line | {"name": f"产品{place:04d}号"} for place, line in enumerate(make_goods(200))]
    text = printed(lines).text()
    assert [text.count(f"产品{place:04d}号") for place in range(200)] == [1] * 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_totals_stand_with_a_line_wherever_the_page_ends(printed, make_goods, language):
    for count in range(1, 36):
        lines = [
            line | {"name": f"产品{place:04d}号", "name_en": ""}
            for place, line in enumerate(make_goods(count))
        ]
        pages = printed(lines, language=language).pages()
        home = [page for page in pages if "Six thousand" in page or "陆仟贰佰" in page]
        assert len(home) == 1
        assert f"产品{count - 1:04d}号" in home[0]
        assert "¥" in home[0]


def test_the_signatures_are_never_torn_from_each_other(printed):
    for count in range(1, 24):
        pages = [page for page in printed(count).pages() if "盖章处" in page]
        assert len(pages) == 1
        assert pages[0].count("盖章处") == 2
        assert pages[0].count("授权代表签字") == 2
        assert "税额计算" in pages[0]  # nor do they stand alone on a page


def test_a_very_long_note_runs_over_pages_whole(printed, make_goods):
    note = "".join(f"第{number}条要求。" for number in range(2000))
    result = printed(make_goods(1, note=note))
    assert len(result) > 3
    dense = result.dense()
    assert [number for number in (0, 999, 1999) if f"第{number}条要求。" not in dense] == []
    assert all("名称与规格" in page for page in result.pages()[:3])


def test_long_terms_keep_their_lines(printed):
    terms = "\n".join(f"{number}. 双方应当友好协商解决争议。" for number in range(1, 121))
    text = printed(terms=terms).text()
    assert all(f"{number}. 双方应当" in text for number in range(1, 121))


def test_rare_characters_survive(printed, make_goods):
    rare = "𠮷野家㐂䶮 𠀀𪚥𫖯𬭎 﨑 김철수 Ελλάς Чайка"
    text = printed(make_goods(1, name=rare), buyer=Party(name=f"{rare}有限公司", contact="王𠮷")).text()
    for part in rare.split():
        assert part in text
    assert "王𠮷" in text


def test_what_no_font_draws_is_a_box_that_can_be_copied(printed, make_goods):
    assert "庆典🎉礼盒" in printed(make_goods(1, name="庆典🎉礼盒")).text()


@pytest.mark.parametrize("mark", [mark for mark in Mark if mark])
def test_a_paper_that_binds_nobody_says_so_on_every_page(printed, mark):
    words = {
        Mark.DRAFT: "DRAFT",
        Mark.PENDING: "SUBJECT TO APPROVAL",
        Mark.SUPERSEDED: "SUPERSEDED",
        Mark.EXPIRED: "EXPIRED",
        Mark.REJECTED: "REJECTED",
    }
    pages = printed(40, language="en", mark=mark).pages()
    assert len(pages) > 1
    assert all(words[mark] in page for page in pages)
    assert words[mark] not in printed(40, language="en").text()


def test_optional_lines_are_told_apart_and_sections_named(printed, make_goods):
    lines = make_goods(4)
    lines[1] |= {"optional": True}
    for line, section in zip(lines, ("一、设备", "一、设备", "二、服务", "二、服务"), strict=True):
        line["section"] = section
    text = printed(lines).text()
    assert text.count("可选项，未计入合计") == 1
    assert text.count("一、设备") == text.count("二、服务") == 1


def test_a_quote_without_tax_has_no_tax_columns(printed, make_goods):
    text = printed(make_goods(2, tax_rate=Decimal(0)), currency="USD", language="en").text()
    assert "Tax amount" not in text
    assert "$10,693.60" in text


def test_prices_with_and_without_tax_are_told_apart(printed, make_goods):
    assert "含税单价" in printed(make_goods(2, tax_included=True)).text()
    mixed = make_goods(2)
    mixed[0]["tax_included"] = True
    assert {"含税", "不含税"} <= set(printed(mixed).text().split())


@pytest.mark.parametrize(
    ("currency", "total"), [("JPY", "JP¥6,299"), ("KWD", "KWD 6,298.168"), ("CNY", "¥6,298.17")]
)
def test_each_currency_has_its_own_decimals(printed, make_goods, currency, total):
    lines = make_goods(1) if currency != "JPY" else make_goods(1, unit_price=Decimal("348.4"))
    assert total in printed(lines, currency=currency).text()


def test_figures_of_any_size_stay_on_the_paper(printed, make_goods):
    huge = make_goods(2, unit_price=Decimal("987654321.123456"), quantity=Decimal("98765.123456"))
    text = printed(huge, language="both", discount_percent=Decimal("12.3456")).text()
    assert "987,654,321.123456" in text
    assert "98,765.123456" in text


def test_a_unit_of_many_words_is_printed_whole(printed, make_goods):
    unit = "standard export carton of 24 bottles"
    assert "".join(unit.split()) in printed(make_goods(2, unit=unit)).dense()


def test_the_file_names_its_title_author_language_and_day(printed):
    result = printed(language="en", issued_on=date(2026, 3, 5))
    told = result.document.get_metadata_dict()
    assert told["Title"] == "Quotation Q-2026-A7K0001"
    assert told["Author"] == "Suzhou Qiming Precision Machinery Co., Ltd."
    assert told["CreationDate"].startswith("D:20260305")
    assert b"/Lang" in result.data


def test_a_revision_is_named_once(make_paper):
    assert make_paper(revision=2).reference == "Q-2026-A7K0001-R2"
    assert make_paper(number="Q-2026-A7K0001-R2", revision=2).reference == "Q-2026-A7K0001-R2"
