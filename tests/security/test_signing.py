from datetime import UTC, datetime
from multiprocessing import get_context
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import VaultError
from salesdesk.protocol.statements import Lease, Order, opened
from salesdesk.security.signing import SigningKey

KEY = SigningKey(b"\7" * 32)
ORDER = Order(device=UUID(int=1), order="wipe", issued_at=datetime(2026, 11, 30, tzinfo=UTC))
SIGNED = KEY.sign(ORDER)


def test_what_was_sealed_comes_back_as_it_was():
    assert opened(KEY.public, SIGNED, Order) == ORDER


@given(place=st.integers(0, len(SIGNED) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_makes_it_a_forgery(place, bit):
    bent = bytearray(SIGNED)
    bent[place] ^= 1 << bit
    with pytest.raises(VaultError, match="forged"):
        opened(KEY.public, bytes(bent), Order)


@given(st.binary(max_size=200))
def test_nothing_that_somebody_sends_is_taken(data):
    with pytest.raises(VaultError, match="forged"):
        opened(KEY.public, data, Order)


def test_another_servers_seal_and_no_seal_are_worth_nothing():
    for public in (SigningKey(b"\10" * 32).public, b"", b"\0" * 32):
        with pytest.raises(VaultError, match="forged"):
            opened(public, SIGNED, Order)


def test_a_statement_of_one_kind_is_not_one_of_another():
    with pytest.raises(VaultError, match="forged"):
        opened(KEY.public, SIGNED, Lease)


def test_a_lease_with_a_key_for_hand_over_files_and_one_without_are_read_by_old_and_new_programs():
    fields = [("device", UUID), ("user", UUID), ("role", str), ("issued_at", datetime), ("until", datetime)]
    old = msgspec.defstruct("Lease", fields, frozen=True, kw_only=True)
    moment = datetime(2026, 11, 30, tzinfo=UTC)
    said = {"device": UUID(int=1), "user": UUID(int=2), "role": "", "issued_at": moment, "until": moment}
    assert opened(KEY.public, KEY.sign(old(**said)), Lease) == Lease(**said, hand_over=b"")
    fresh = Lease(**said, hand_over=KEY.boxes.public)
    assert opened(KEY.public, KEY.sign(fresh), old) == old(**said)


def test_the_key_is_made_once_also_by_processes_that_start_together(tmp_path):
    path = tmp_path / "keys" / "seal"
    with get_context("spawn").Pool(4) as pool:
        found = set(pool.map(_public, [path] * 8))
    assert found == {SigningKey.kept_in(path).public}
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["seal"]


def _public(path):
    return SigningKey.kept_in(path).public
