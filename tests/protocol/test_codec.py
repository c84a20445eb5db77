from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.protocol import codec

figures = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)
moments = st.datetimes(timezones=st.just(UTC))
lines = st.fixed_dictionaries(
    {},
    optional={
        "quantity": figures,
        "name": st.text(),
        "product_id": st.none() | st.uuids(),
        "optional": st.booleans(),
        "net": st.integers(-(2**63), 2**63 - 1),
        "deleted_at": st.none() | moments,
        "price_chain": st.lists(st.dictionaries(st.text(), st.text())),
    },
)


@given(fields=lines)
def test_what_is_encoded_is_read_back(fields):
    assert codec.decode("quote_lines", codec.encode(fields)) == fields


@given(fields=lines, order=st.randoms())
def test_equal_fields_give_equal_bytes(fields, order):
    shuffled = list(fields.items())
    order.shuffle(shuffled)
    assert codec.encode(dict(shuffled)) == codec.encode(fields)


def test_one_figure_has_one_text():
    texts = {codec.encode({"quantity": Decimal(text)}) for text in ("1200", "1.2E+3", "1200.000")}
    assert texts == {b'{"quantity":"1200"}'}
    assert codec.figure_text(Decimal("-0.00")) == "0"


def test_one_moment_has_one_text():
    shanghai = timezone(timedelta(hours=8))
    assert codec.encode({"at": datetime(2026, 11, 23, 12, tzinfo=shanghai)}) == codec.encode(
        {"at": datetime(2026, 11, 23, 4, tzinfo=UTC)}
    )


def test_fields_of_a_newer_program_stay_as_they_came():
    fields = {"valid_until": date(2026, 12, 1), "colour": {"rgb": [1, 2, 3]}}
    assert codec.decode("quotes", codec.encode(fields)) == fields


def test_an_id_is_an_id_again():
    some = UUID(int=7)
    assert codec.decode("quotes", codec.encode({"customer_id": some})) == {"customer_id": some}
