import csv
from pathlib import Path

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.domain.phones import PhoneKind, digits_of, parse_phone, tidy_phone


@pytest.mark.parametrize(
    ("typed", "e164", "extension", "kind"),
    [
        ("13800138000", "+8613800138000", "", "mobile"),
        ("１３８００１３８０００", "+8613800138000", "", "mobile"),
        ("+86 138-0013-8000", "+8613800138000", "", "mobile"),
        ("0086 138 0013 8000", "+8613800138000", "", "mobile"),
        ("手机：138 0013 8000", "+8613800138000", "", "mobile"),
        ("013800138000", "+8613800138000", "", "mobile"),
        ("010-12345678-801", "+861012345678", "801", "landline"),
        ("(021) 5888 8888 转 12", "+862158888888", "12", "landline"),
        ("0755－8888888 分机 9", "+867558888888", "9", "landline"),
        ("+86 (0)571 8888 6666", "+8657188886666", "", "landline"),
        ("+86 21 5888 8888", "+862158888888", "", "landline"),
        ("400-123-4567", "+864001234567", "", "service"),
        ("4001234567", "+864001234567", "", "service"),
        ("800 810 8888 ext. 3", "+868008108888", "3", "service"),
        ("+49 30 901820", "+4930901820", "", "landline"),
        ("+1 (650) 253-0000 ext. 12", "+16502530000", "12", "other"),
        ("00852 2345 6789", "+85223456789", "", "landline"),
    ],
)
def test_numbers_as_people_write_them(typed, e164, extension, kind):
    phone = parse_phone(typed)
    assert (phone.e164, phone.extension, phone.kind) == (e164, extension, PhoneKind(kind))


@pytest.mark.parametrize("typed", ["", "abc", "12345678", "1280013800", "010-1234567", "139001380001", "+86"])
def test_what_is_no_number_is_none(typed):
    assert parse_phone(typed) is None


def test_a_number_is_shown_as_one_dials_it():
    landline = parse_phone("01012345678转801")
    assert landline.shown() == "010-12345678-801"
    assert landline.shown(home="DE") == "+86 10 12345678-801"
    assert parse_phone("13800138000").shown() == "138 0013 8000"
    assert parse_phone("030 901820", region="DE").shown() == "+49 30 901820"


def test_a_short_service_number_cannot_be_dialled_from_abroad():
    assert (parse_phone("95588").kind, parse_phone("95588").e164) == (PhoneKind.SERVICE, "")


def examples():
    """Return e164 numbers; those of all countries where the data lies beside the project."""
    path = Path(__file__).parents[3] / "shared" / "data" / "phone" / "example_numbers.csv"
    ours = ["+8613123456789", "+4930123456", "+442079460018", "+81312345678", "+12015550123"]
    if not path.exists():
        return ours
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [*ours, *(row["e164"] for row in rows if row["valid"] == "true")]


def test_the_numbers_of_every_country_are_read():
    assert [number for number in examples() if parse_phone(number).e164 != number] == []


def test_a_typed_number_is_kept_with_plain_digits():
    assert tidy_phone(" ０１０－8888 ") == "010-8888"
    assert tidy_phone("") == ""
    with pytest.raises(BadInput) as error:
        tidy_phone("none", "invoice_phone")
    assert error.value.field == "invoice_phone"


def test_digits_for_the_search():
    assert digits_of("+86 (0)１０-12") == "8601012"
