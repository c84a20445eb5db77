"""A sealed value opens in its own place only."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import VaultError
from salesdesk.security import fields

KEY = b"k" * 32
ROW = UUID(int=7)
PLACE = {"table": "customers", "column": "bank_account", "row": ROW}


@given(st.text())
def test_what_was_sealed_is_unsealed(value):
    sealed = fields.seal(KEY, value, **PLACE)
    assert fields.is_sealed(sealed)
    assert fields.unseal(KEY, sealed, **PLACE) == value


def test_equal_values_do_not_look_equal():
    assert fields.seal(KEY, "6222 0000", **PLACE) != fields.seal(KEY, "6222 0000", **PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [{"table": "contacts"}, {"column": "note"}, {"row": UUID(int=8)}],
    ids=["table", "column", "row"],
)
def test_a_value_cannot_be_moved(elsewhere):
    sealed = fields.seal(KEY, "6222 0000", **PLACE)
    with pytest.raises(VaultError):
        fields.unseal(KEY, sealed, **(PLACE | elsewhere))


@pytest.mark.parametrize("text", ["", "6222 0000", "s1.", "s1.???", "s1.AAAA", "s1." + "A" * 64])
def test_what_is_no_seal_of_ours_is_refused(text):
    with pytest.raises(VaultError) as refused:
        fields.unseal(KEY, text, **PLACE)
    assert refused.value.code == "field-sealed"


def test_another_key_opens_nothing():
    with pytest.raises(VaultError):
        fields.unseal(b"x" * 32, fields.seal(KEY, "6222", **PLACE), **PLACE)
