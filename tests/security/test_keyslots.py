"""The key-slot file survives damage, and says so rather than "wrong password"."""

import json
import os
import random

import pytest

from salesdesk.domain.errors import VaultError
from salesdesk.security import keyslots
from salesdesk.security.kdf import KdfCost
from salesdesk.security.keyslots import KeySlots, Slot, SlotKind

KEK = bytes(range(32))
SECRET = b"\x07" * 48
PROFILE = "9b2f"


def slot(number: int, kind: SlotKind, profile: str = PROFILE) -> Slot:
    cost = KdfCost(64, 3, 1) if kind is not SlotKind.RECOVERY else None
    return Slot.seal(Slot(number, kind, b"", b"", b"s" * 16, cost, "Ring", "mark"), SECRET, KEK, profile)


@pytest.fixture
def slots() -> KeySlots:
    return KeySlots(PROFILE, (slot(1, SlotKind.PASSWORD), slot(2, SlotKind.RECOVERY)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keyslots.json"


def accept(_slots: KeySlots) -> None:
    """Find nothing wrong."""


def refuse(_slots: KeySlots) -> None:
    raise VaultError("wrong-key")


def test_what_was_written_is_read(path, slots):
    keyslots.write(path, slots, proof=accept)
    assert keyslots.read(path) == slots
    assert keyslots.read(path).slots[0].open(KEK, PROFILE) == SECRET


def test_the_file_holds_no_secret(path, slots):
    keyslots.write(path, slots, proof=accept)
    assert SECRET.hex() not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0 or os.name == "nt"


@pytest.mark.parametrize("change", ["kind", "number", "profile", "key"])
def test_a_slot_opens_only_where_it_was_made(change):
    made = slot(1, SlotKind.PASSWORD)
    moved = {
        "kind": lambda: Slot(1, SlotKind.PASSWORD_ONLY, made.nonce, made.sealed).open(KEK, PROFILE),
        "number": lambda: Slot(2, SlotKind.PASSWORD, made.nonce, made.sealed).open(KEK, PROFILE),
        "profile": lambda: made.open(KEK, "other"),
        "key": lambda: made.open(b"x" * 32, PROFILE),
    }
    with pytest.raises(VaultError) as refused:
        moved[change]()
    assert refused.value.code == "wrong-key"


def test_a_fresh_file_that_does_not_open_never_takes_the_name(path, slots):
    keyslots.write(path, slots, proof=accept)
    before = path.read_bytes()
    with pytest.raises(VaultError):
        keyslots.write(path, slots.with_slot(slot(1, SlotKind.PASSWORD_ONLY)), proof=refuse)
    assert path.read_bytes() == before
    assert not path.with_name("keyslots.json.new").exists()


@pytest.mark.parametrize("kinds", [(SlotKind.PASSWORD,), (SlotKind.RECOVERY,), (SlotKind.PASSWORD,) * 2])
def test_two_ways_in_are_the_least_and_one_needs_no_keyring(path, kinds):
    few = KeySlots(PROFILE, tuple(slot(number, kind) for number, kind in enumerate(kinds)))
    with pytest.raises(ValueError, match="two ways in"):
        keyslots.write(path, few, proof=accept)
    assert not path.exists()


def test_a_damaged_file_falls_back_to_the_one_before(path, slots):
    keyslots.write(path, slots, proof=accept)
    keyslots.write(path, slots.with_slot(slot(1, SlotKind.PASSWORD_ONLY)), proof=accept)
    path.write_bytes(path.read_bytes()[:100])
    assert keyslots.read(path) == slots


def test_a_damaged_file_does_not_overwrite_its_good_spare(path, slots):
    keyslots.write(path, slots, proof=accept)
    keyslots.write(path, slots, proof=accept)
    path.write_bytes(b"damaged")
    keyslots.write(path, slots.with_slot(slot(1, SlotKind.PASSWORD_ONLY)), proof=accept)
    path.unlink()
    assert keyslots.read(path) == slots


def test_after_opening_file_and_spare_are_alike(path, slots):
    keyslots.write(path, slots, proof=accept)
    keyslots.write(path, slots.with_slot(slot(1, SlotKind.PASSWORD_ONLY)), proof=accept)
    keyslots.refresh_spare(path)
    assert keyslots.spare_of(path).read_bytes() == path.read_bytes()
    path.write_bytes(b"")
    keyslots.refresh_spare(path)
    assert path.read_bytes() == keyslots.spare_of(path).read_bytes()


def test_every_flipped_bit_is_noticed(path, slots):
    keyslots.write(path, slots, proof=accept)
    good = path.read_bytes()
    chance = random.Random(7)
    for _ in range(300):
        content = bytearray(good)
        content[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        with pytest.raises(VaultError) as damaged:
            keyslots.read(path)
        assert damaged.value.code == "keyslots-damaged"


def test_what_is_not_there_and_what_is_too_new_are_told_apart(path, slots):
    assert not keyslots.exist(path)
    with pytest.raises(VaultError) as missing:
        keyslots.read(path)
    assert missing.value.code == "keyslots-missing"
    body = json.loads(keyslots.encode(slots)) | {"version": 2}
    body.pop("sum")
    path.write_text(json.dumps(body | {"sum": keyslots._sum(body)}))
    with pytest.raises(VaultError) as newer:
        keyslots.read(path)
    assert newer.value.code == "keyslots-newer"


@pytest.mark.parametrize("cost", [(2**30, 3, 4), (2**21, 3, 2**16), (64, 0, 1), (4, 1, 1)])
def test_a_cost_that_would_take_the_machine_down_is_refused(path, slots, cost):
    dear = Slot.seal(Slot(1, SlotKind.PASSWORD, b"", b"", b"s", KdfCost(*cost)), SECRET, KEK, PROFILE)
    path.write_bytes(keyslots.encode(slots.with_slot(dear)))
    with pytest.raises(VaultError) as refused:
        keyslots.read(path)
    assert refused.value.code == "keyslots-damaged"
