"""The key store fails in each of its ways: it is told rightly, the recovery key opens, nothing is lost."""

import threading
from datetime import UTC, datetime

import pytest

from salesdesk.domain.errors import VaultError
from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.security.keyring_store import KeyringStore, find_keyring
from salesdesk.services import accounts, customers
from salesdesk.settings import Places

PASSWORD, OTHER = "sieben bunte Kraniche", "neun graue Reiher im Nebel"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHEAP = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))


class Ring:
    def __init__(self):
        self.entries = {}

    def get_password(self, service, name):
        return self.entries.get((service, name))

    def set_password(self, service, name, value):
        self.entries[service, name] = value

    def delete_password(self, service, name):
        self.entries.pop((service, name), None)


class Null(Ring):
    def set_password(self, service, name, value):
        """Takes it, and keeps nothing."""


class Full(Ring):
    def set_password(self, service, name, value):
        raise OSError(8, "not enough memory")


class Locked(Ring):
    """Asks for its own password in a prompt that nobody answers."""

    answered = threading.Event()

    def get_password(self, service, name):
        self.answered.wait()


def _none(_ring):
    return None


def _entry_deleted(ring):
    ring.entries.clear()
    return KeyringStore("Test Ring", ring)


def _switched(_ring):
    return KeyringStore("Other Ring", Ring())


def _locked(_ring):
    return KeyringStore("Test Ring", Locked(), time_limit=0.05)


FAILURES = {
    "none": (_none, "keyring-lost"),
    "null": (lambda _ring: KeyringStore("Null", Null()), "keyring-lost"),
    "full": (lambda _ring: KeyringStore("Test Ring", Full()), "keyring-lost"),
    "locked": (_locked, "keyring-failed"),
    "entry deleted": (_entry_deleted, "keyring-lost"),
    "switched": (_switched, "keyring-lost"),
    "environment": (lambda _ring: find_keyring(time_limit=5), "keyring-lost"),
    "configuration": (lambda _ring: find_keyring(time_limit=5), "keyring-lost"),
}


@pytest.fixture(autouse=True)
def nobody_waits():
    yield
    Locked.answered.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join()
    Locked.answered.clear()


@pytest.mark.parametrize("failure", FAILURES)
def test_the_work_is_there_whatever_the_key_store_does(tmp_path, monkeypatch, failure):
    ring, places = Ring(), Places(tmp_path / "profile")
    made = accounts.create_workspace(
        places,
        password=PASSWORD,
        language="en",
        name="Fang",
        company="",
        now=NOW,
        keyring=lambda: KeyringStore("Test Ring", ring),
        costs=CHEAP,
    )
    customers.add_customer(made.workspace.database, {"name": "鑫源"})
    made.workspace.close()
    if failure == "environment":
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    if failure == "configuration":
        (tmp_path / "python_keyring").mkdir()
        (tmp_path / "python_keyring" / "keyringrc.cfg").write_text(
            "[backend]\ndefault-keyring=keyring.backends.null.Keyring\n"
        )
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    find, code = FAILURES[failure]
    store = find(ring)
    with pytest.raises(VaultError) as refused:
        accounts.unlock(places, PASSWORD, now=NOW, keyring=lambda: store, costs=CHEAP)
    assert refused.value.code == code
    assert refused.value.values["store"] == "Test Ring"
    usable = store if store is not None and store.works() else None
    opened = accounts.unlock_with_recovery(
        places, made.written_key, OTHER, keyring=lambda: usable, costs=CHEAP
    )
    assert customers.listing(opened.database, customers.CustomerFilter()).count() == 1
    opened.close()
    again = accounts.unlock(places, OTHER, now=NOW, keyring=lambda: usable, costs=CHEAP)
    assert customers.listing(again.database, customers.CustomerFilter()).count() == 1
    again.close()


def test_with_a_key_store_that_works_the_password_opens(tmp_path):
    """The control: what is refused above is refused because of the key store."""
    ring, places = Ring(), Places(tmp_path / "profile")
    given = {"keyring": lambda: KeyringStore("Test Ring", ring), "costs": CHEAP}
    accounts.create_workspace(
        places, password=PASSWORD, language="en", name="Fang", company="", now=NOW, **given
    ).workspace.close()
    accounts.unlock(places, PASSWORD, now=NOW, **given).close()
