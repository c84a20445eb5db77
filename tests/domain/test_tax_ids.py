import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput
from salesdesk.domain.tax_ids import (
    ALPHABET,
    check_tax_id,
    check_uscc,
    organisation_check_sign,
    uscc_check_sign,
)

OURS = [
    ("91110000600037341L", True),
    ("911522010783762860", True),
    ("91152201078394644D", True),
    ("91310116076409427L", True),
    ("91340600MA2PBP6A1W", True),
    ("12345", False),
    ("9111000060003IOZSV", False),
    ("91340600MA2PBP6A1X", False),
    ("91350211M00013FA1N", False),
]


def codes():
    """Return Chinese codes with their verdicts, more where the data lies beside the project."""
    path = Path(__file__).parents[3] / "shared" / "data" / "idcodes" / "idcodes.csv"
    if not path.exists():
        return OURS
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    return OURS + [(row[1], row[2] == "valid") for row in rows if row[0] == "cn_uscc" and row[1][:1] != "A"]


@pytest.mark.parametrize(("number", "right"), codes())
def test_known_codes(number, right):
    if right:
        assert check_tax_id(number).checked
    else:
        with pytest.raises(BadInput) as error:
            check_tax_id(number)
        assert error.value.field == "tax_id"


def built(first):
    body = f"{first}1110000M0001234"
    body += organisation_check_sign(body[8:16])
    return body + uscc_check_sign(body)


@pytest.mark.parametrize("first", "1359ANY")
def test_army_villages_and_others_begin_with_a_letter(first):
    assert check_uscc(built(first)) == built(first)


@given(st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(place, sign):
    right = "91110000600037341L"
    wrong = right[:place] + sign + right[place + 1 :]
    if wrong != right:
        with pytest.raises(BadInput):
            check_uscc(wrong)


def test_the_organisation_code_inside_has_its_own_digit():
    body = "91110000600037340"
    with pytest.raises(BadInput) as error:
        check_uscc(body + uscc_check_sign(body))
    assert error.value.code == "tax-id-organisation"


def test_numbers_are_tidied():
    assert check_tax_id(" 9111 0000 6000 3734 1l ").number == "91110000600037341L"
    assert check_tax_id("９１１１００００６０００３７３４１Ｌ").checked


def test_numbers_of_before_the_code_stand_as_typed():
    assert not check_tax_id("110108600037341").checked


@pytest.mark.parametrize(
    ("number", "country"),
    [("DE 136,695 976".replace(",", ""), "DE"), ("NL004495445B01", "NL"), ("GB980780684", "GB")],
)
def test_numbers_of_other_countries(number, country):
    assert check_tax_id(number, country).checked


@pytest.mark.parametrize(
    ("number", "country", "code"),
    [("DE136695978", "DE", "tax-id-check-sign"), ("DE1", "DE", "tax-id-length"), ("", "CN", "tax-id-form")],
)
def test_wrong_numbers_of_other_countries(number, country, code):
    with pytest.raises(BadInput) as error:
        check_tax_id(number, country)
    assert error.value.code == code


def test_a_country_without_a_rule_is_left_alone():
    assert check_tax_id("77-88", "AQ").checked is False
