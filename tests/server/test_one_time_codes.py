from datetime import UTC, datetime

import pytest

from salesdesk.server.one_time_codes import SECONDS, code_at, step_of

SECRET = b"12345678901234567890"
AT = datetime(2005, 3, 18, 1, 58, 31, tzinfo=UTC)
STEP = int(AT.timestamp()) // SECONDS


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds, code):
    assert code_at(SECRET, seconds // SECONDS) == code


@pytest.mark.parametrize(("off", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off(off, good):
    assert (step_of(SECRET, code_at(SECRET, STEP + off), AT, last=0) == STEP + off) is good


def test_no_code_opens_twice():
    code = code_at(SECRET, STEP)
    assert step_of(SECRET, f"{code[:3]} {code[3:]}", AT, last=STEP - 1) == STEP
    assert step_of(SECRET, code, AT, last=STEP) is None


@pytest.mark.parametrize("code", ["", "12345", "密码", "1234567"])
def test_what_is_no_code_is_wrong(code):
    assert step_of(SECRET, code, AT, last=0) is None
