"""The preset of a show, the letters of its products, and letters with blanks."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput
from salesdesk.domain.interest_codes import MOST, letter_codes
from salesdesk.domain.mail_templates import check_template, filled
from salesdesk.domain.shows import NextStep, answers, check_capture, check_show, due_after

DAYS = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 11, 25)}
TITLES = st.text(max_size=20) | st.sampled_from(["球阀 DN50", "球阀 DN80", "离心泵", "Ball valve", "123", ""])


def test_a_show_is_tidied_and_always_asks_for_company_name_and_phone():
    product = uuid4()
    found = check_show(
        {
            "name": " 上海泵阀展 ",
            **DAYS,
            "fields": ["wechat", "name"],
            "interests": [product, str(product)],
            "questions": [{"text": "何时采购", "choices": ["本月", "本月", "今年", ""]}, {"text": ""}],
            "usual": {"grade": "B"},
        },
        new=True,
    )
    assert found["name"] == "上海泵阀展"
    assert found["fields"] == ["company", "phone", "wechat", "name"]
    assert found["interests"] == [str(product)]
    assert found["questions"] == [{"text": "何时采购", "choices": ["本月", "今年"]}]
    assert found["usual"] == {"source": "trade_show", "grade": "B", "next_step": "", "tags": []}


@pytest.mark.parametrize(
    ("given_", "code", "field"),
    [
        ({"name": " ", **DAYS}, "field-required", "name"),
        ({"name": "展", "starts_on": date(2026, 1, 1)}, "show-days-missing", "ends_on"),
        (
            {"name": "展", "starts_on": date(2026, 1, 2), "ends_on": date(2026, 1, 1)},
            "show-ends-early",
            "ends_on",
        ),
        ({"name": "展", **DAYS, "questions": [{"text": "何时"}]}, "question-choices", "questions"),
        (
            {"name": "展", **DAYS, "questions": [{"text": str(n), "choices": "a"} for n in range(9)]},
            "list-unreadable",
            "",
        ),
        ({"name": "展", **DAYS, "fields": ["password"]}, "field-unknown", "password"),
        ({"name": "展", **DAYS, "interests": ["x"]}, "list-unreadable", "interests"),
        (
            {"name": "展", **DAYS, "interests": [str(uuid4()) for _ in range(MOST + 1)]},
            "interests-many",
            "interests",
        ),
        ({"name": "展", **DAYS, "usual": {"grade": "Z"}}, "choice-unknown", "grade"),
    ],
)
def test_a_show_that_is_wrong_is_refused_with_its_place(given_, code, field):
    with pytest.raises(BadInput) as refused:
        check_show(given_, new=True)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_only_what_was_asked_is_answered():
    asked = [{"text": "何时采购", "choices": ["本月", "今年"]}]
    assert answers({"何时采购": "本月", "别的": "x"}, asked) == [{"text": "何时采购", "choice": "本月"}]
    assert answers({"何时采购": "明年"}, asked) == []


def test_what_was_scanned_stays_as_it_is_but_for_what_no_database_keeps():
    assert check_capture({"raw": " BEGIN:VCARD\r\n\0N:王\0"}) == {"raw": " BEGIN:VCARD\r\nN:王"}


def test_a_next_step_falls_on_a_day():
    today = date(2026, 11, 23)
    assert due_after(NextStep.DAY, today) == date(2026, 11, 24)
    assert due_after(NextStep.WEEK, today) == date(2026, 11, 30)
    assert due_after(NextStep.NONE, today) is None


def test_a_product_is_called_by_its_initials():
    assert letter_codes(["球阀", "离心泵", "Ball valve", "球阀 DN80"]) == ["qf", "lx", "bv", "qd"]


@given(st.lists(TITLES, max_size=MOST))
def test_no_two_products_share_their_letters(titles):
    codes = letter_codes(titles)
    assert len(set(codes)) == len(codes) == len(titles)
    assert all(len(code) == 2 and code.isascii() and code.isalpha() and code.islower() for code in codes)


@given(st.lists(TITLES, min_size=1, max_size=20))
def test_a_product_more_changes_no_letters_of_the_others(titles):
    assert letter_codes(titles)[:-1] == letter_codes(titles[:-1])


def test_blanks_are_filled_in_either_language():
    assert (
        filled("{姓名}您好，{ Company } 的{name}", {"name": "王五", "company": "鑫源"})
        == "王五您好，鑫源 的王五"
    )


@pytest.mark.parametrize("text", ["{0.__class__}", "{x!r}", "%s%n", "{{name}", "${name", "{}"])
def test_a_letter_runs_no_code(text):
    assert filled(text, {"name": "王五"}).replace("王五", "{name}") == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_fills_a_blank_is_never_read_again(name, company):
    assert filled("{name}|{company}", {"name": name, "company": company}) == f"{name}|{company}"


def test_a_blank_nobody_can_fill_is_refused_when_the_letter_is_written():
    with pytest.raises(BadInput) as refused:
        check_template({"name": "感谢信", "body": "{姓名}您好 {电话}"}, new=True)
    assert (refused.value.code, refused.value.field, refused.value.values) == (
        "blank-unknown",
        "body",
        {"blank": "电话"},
    )
