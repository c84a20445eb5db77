"""A workspace erases itself: the keys first, and wherever it is cut off, the next start goes on."""

import shutil

import pytest

from salesdesk.domain.errors import VaultError
from salesdesk.security import keyslots, vault
from salesdesk.services import accounts, customers, profiles
from salesdesk.services.erasing import erase
from salesdesk.services.profiles import State
from salesdesk.settings import Places
from tests.services.test_accounts import CHEAP, PASSWORD, Ring


@pytest.fixture
def ring():
    return Ring()


@pytest.fixture
def workspace(tmp_path, clock, ring):
    """A closed workspace with a customer, a copy, a file and a log in it."""
    places = Places(tmp_path / "workspace")
    made = accounts.create_workspace(
        places,
        password=PASSWORD,
        language="en",
        name="Li",
        company="Xinyuan",
        now=clock(),
        keyring=lambda: ring,
        costs=CHEAP,
    )
    customers.add_customer(made.workspace.database, {"name": "Quagmire GmbH"})
    made.workspace.files.put(b"a contract")
    (places.backups / "copy.db").write_bytes(b"a copy")
    (places.logs / "salesdesk.log").write_text("a line")
    made.workspace.close()
    return made.workspace


def left(places):
    return sorted(path.name for path in places.profile.rglob("*") if path != places.lock)


def test_nothing_is_left_and_the_machine_is_as_new(workspace, ring):
    erase(workspace.places, workspace.keys.profile, keyring=lambda: ring)
    assert left(workspace.places) == []
    assert ring.entries == {}
    assert profiles.state_of(workspace.places) is State.NEW


def test_a_copy_somebody_made_of_the_folder_opens_no_more_by_its_password(workspace, ring, tmp_path, clock):
    """The device secret is gone from the keyring; only the recovery key on paper would open it."""
    shutil.copytree(workspace.places.profile, tmp_path / "copy")
    erase(workspace.places, workspace.keys.profile, keyring=lambda: ring)
    with pytest.raises(VaultError, match="keyring-lost"):
        accounts.unlock(Places(tmp_path / "copy"), PASSWORD, now=clock(), keyring=lambda: ring, costs=CHEAP)


@pytest.mark.parametrize("step", ["destroy", "finish"])
def test_what_was_cut_off_goes_on_at_the_next_start(workspace, ring, monkeypatch, step):
    places = workspace.places

    def cut(*_args):
        raise OSError("cut off")

    if step == "destroy":
        monkeypatch.setattr(keyslots, "spare_of", cut)
    else:
        monkeypatch.setattr("salesdesk.services.erasing.finish_erasing", cut)
    with pytest.raises(OSError, match="cut off"):
        erase(places, workspace.keys.profile, keyring=lambda: ring)
    monkeypatch.undo()
    assert places.database.exists()
    assert profiles.state_of(places) is State.NEW
    assert left(places) == []


def test_a_machine_without_a_keyring_is_erased_too(workspace):
    vault.destroy(workspace.places.keyslots, workspace.keys.profile, None)
    assert profiles.state_of(workspace.places) is State.KEYSLOTS_MISSING
    erase(workspace.places, workspace.keys.profile, keyring=lambda: None)
    assert left(workspace.places) == []
