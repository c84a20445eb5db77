"""The vault: who gets in, who does not, and what they are told."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from salesdesk.domain.errors import BadInput, VaultError
from salesdesk.security import keyslots, recovery, vault
from salesdesk.security.kdf import PASSWORD_COST, KdfCost, KdfCosts, branch, stretch, tuned
from salesdesk.security.keyslots import SlotKind

OTHER = "neun graue Gänse im Nebel"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keyslots.json"


@pytest.fixture
def made(path, password, store, costs):
    return vault.create(path, password, store, costs)


def code_of(call) -> str:
    with pytest.raises((VaultError, BadInput)) as refused:
        call()
    return refused.value.code


def test_the_password_opens_what_it_made(made, path, password, store, costs):
    assert vault.open_with_password(path, password, store, costs) == made[0]


def test_the_recovery_key_opens_without_keyring(made, path):
    assert vault.open_with_recovery(path, recovery.written(made[1]).lower()) == made[0]


def test_a_wrong_password_is_told_as_such(made, path, store, costs):
    assert code_of(lambda: vault.open_with_password(path, OTHER, store, costs)) == "wrong-password"


def test_a_copied_folder_does_not_open_on_another_machine(made, path, password, costs):
    from_elsewhere = type("Empty", (), {"name": "x", "read": lambda *_: None})()
    assert code_of(lambda: vault.open_with_password(path, password, from_elsewhere, costs)) == "keyring-lost"
    assert code_of(lambda: vault.open_with_password(path, password, None, costs)) == "keyring-lost"


def test_the_lost_keyring_is_named(made, path, password, store, costs):
    store.entries.clear()
    with pytest.raises(VaultError) as lost:
        vault.open_with_password(path, password, store, costs)
    assert lost.value.values == {"store": "Test Ring"}


def test_a_foreign_entry_in_the_keyring_is_no_wrong_password(made, path, password, store, costs):
    store.entries[made[0].profile] = b"f" * 32
    assert code_of(lambda: vault.open_with_password(path, password, store, costs)) == "keyring-lost"


def test_recovery_then_a_new_password_binds_the_new_keyring(made, path, store, costs):
    keys = vault.open_with_recovery(path, recovery.written(made[1]))
    store.entries.clear()
    vault.set_password(path, keys, OTHER, store, costs)
    assert vault.open_with_password(path, OTHER, store, costs) == keys


def test_an_old_password_opens_neither_file_nor_spare(made, path, password, store, costs):
    vault.set_password(path, made[0], OTHER, store, costs)
    vault.open_with_password(path, OTHER, store, costs)
    path.unlink()
    assert code_of(lambda: vault.open_with_password(path, password, store, costs)) == "wrong-password"
    assert vault.open_with_password(path, OTHER, store, costs) == made[0]


def test_a_renewed_recovery_key_replaces_the_old_one(made, path):
    fresh = vault.renew_recovery_key(path, made[0])
    assert code_of(lambda: vault.open_with_recovery(path, recovery.written(made[1]))) == "recovery-key-other"
    assert vault.open_with_recovery(path, recovery.written(fresh)) == made[0]


def test_without_a_keyring_the_password_stands_alone_and_is_longer(path, password, costs):
    assert code_of(lambda: vault.create(path, "kfjw92mx", None, costs)) == "password-too-short"
    keys, _ = vault.create(path, password, None, costs)
    assert keyslots.read(path).of(SlotKind.PASSWORD_ONLY) is not None
    assert vault.open_with_password(path, password, None, costs) == keys


def test_a_workspace_is_never_made_over_another(made, path, password, store, costs):
    before = path.read_bytes()
    assert code_of(lambda: vault.create(path, password, store, costs)) == "workspace-exists"
    assert path.read_bytes() == before


def test_a_keyring_that_fails_leaves_nothing_behind(path, password, store, costs):
    store.fails = True
    assert code_of(lambda: vault.create(path, password, store, costs)) == "keyring-failed"
    assert not keyslots.exist(path)


def test_a_damaged_file_opens_by_its_spare_and_is_mended(made, path, password, store, costs):
    vault.open_with_password(path, password, store, costs)  # makes the spare
    path.write_bytes(b"\0" * 500)
    assert vault.open_with_password(path, password, store, costs) == made[0]
    assert keyslots._read_one(path) is not None


def test_a_cheap_slot_is_made_dearer_at_the_next_password(made, path, password, store):
    dear = KdfCosts(KdfCost(128, 2, 1), KdfCost(128, 2, 1))
    assert vault.open_with_password(path, password, store, dear) == made[0]
    assert keyslots.read(path).password.cost == dear.password
    assert vault.open_with_password(path, password, store, dear) == made[0]


def test_every_purpose_has_its_own_key_and_shows_none(made):
    keys = made[0]
    each = {keys.outbox, keys.backup, keys.attach, keys.fields, keys.export, bytes.fromhex(keys.keyspec[:64])}
    assert len(each) == 6
    assert len(keys.keyspec) == 96
    assert keys.keyspec not in repr(keys)
    assert repr(keys.secret) not in repr(keys)


def test_one_password_typed_in_two_ways_is_one_password(costs):
    assert stretch("ﬁn é", b"s" * 16, costs.password) == stretch("fin e\u0301", b"s" * 16, costs.password)


def test_keys_are_derived_as_ever():
    """A change here would lock everybody out."""
    assert stretch("password", b"somesaltsomesalt", KdfCost(64, 2, 1)).hex() == (
        "1a98fba8e6394425c9bdc333a9c750aaf811df070f5fb4a5788e1cf4db5793a1"
    )
    assert branch(b"\1" * 32, "backup").hex() == (
        "4126521b9b1dabdab4021de3b256905567fdc8640dd896e3d2601ec5f1a5f90f"
    )


def test_the_real_cost_holds(path, password, store):
    """The figures that ship: 64 MiB, three passes, four lanes; tuning never goes below."""
    real = KdfCosts()
    assert (PASSWORD_COST.memory, PASSWORD_COST.passes, PASSWORD_COST.lanes) == (65_536, 3, 4)
    assert tuned(KdfCost(1024, 3, 1)).passes >= 3
    keys, _ = vault.create(path, password, store, real)
    assert vault.open_with_password(path, password, store, real) == keys


WRITER = """
import sys, itertools
from pathlib import Path
from salesdesk.security import vault, recovery
from salesdesk.security.kdf import KdfCost, KdfCosts
path, key = Path(sys.argv[1]), sys.argv[2]
cheap = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))
keys = vault.open_with_recovery(path, key)
print("ready", flush=True)
for turn in itertools.count():
    vault.set_password(path, keys, f"sieben bunte Kraniche {turn % 2}", None, cheap)
    print(turn, flush=True)
"""


def test_a_kill_while_the_slots_are_written_leaves_a_way_in(path, password, costs):
    keys, key = vault.create(path, password, None, costs)
    passwords = [f"sieben bunte Kraniche {turn}" for turn in range(2)] + [password]
    for wait in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), recovery.written(key)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        for _ in range(wait + 1):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert vault.open_with_recovery(path, recovery.written(key)) == keys
        assert any(opens(path, password, costs) for password in passwords)


def opens(path, password, costs) -> bool:
    try:
        vault.open_with_password(path, password, None, costs)
    except VaultError:
        return False
    return True
