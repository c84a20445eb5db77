"""A list on paper: every row once, titles on every page, nothing beyond the edge."""

from datetime import date

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.documents.list_pdf import ListPaper, render_list


def paper(rows, heads=("客户", "City", "金额"), **more):
    usual = {
        "title": "客户",
        "made_on": date(2026, 11, 30),
        "heads": heads,
        "rows": rows,
        "right": frozenset({2}),
        "language": "zh",
        "page_of": "第 {page} 页，共 {pages} 页",
    }
    return ListPaper(**usual | more)


def texts(content):
    document = pypdfium2.PdfDocument(content)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_every_row_is_there_once_and_each_page_has_the_titles():
    pages = texts(render_list(paper([[f"公司{n:04}", "深圳", f"{n}.00"] for n in range(100)])))
    assert len(pages) == 4
    whole = "".join(pages)
    assert all(whole.count(f"公司{n:04}") == 1 for n in range(100))
    assert all("金额" in page and f"第 {at} 页，共 4 页" in page for at, page in enumerate(pages, 1))


def test_what_is_too_long_is_cut_with_a_mark_and_columns_stay_apart():
    heads = [f"列{n}" for n in range(12)]
    (page,) = texts(render_list(paper([["很长的名字" * 30] * 12], heads=heads)))
    assert page.count("…") == 12


def test_an_empty_list_is_one_page_and_the_same_bytes_every_time():
    assert len(texts(render_list(paper([])))) == 1
    assert render_list(paper([["a", "b", "1"]])) == render_list(paper([["a", "b", "1"]]))


@pytest.mark.timeout(60)
@settings(max_examples=25)
@given(st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), max_size=5))
def test_any_text_can_be_printed(rows):
    assert render_list(paper(rows)).startswith(b"%PDF")
