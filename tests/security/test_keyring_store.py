"""Keyrings fail in every way there is; each way is told, none hangs, and none is replaced by a stranger."""

import sys
import threading

import pytest

from salesdesk.domain.errors import VaultError
from salesdesk.security import keyring_store
from salesdesk.security.keyring_store import KeyringStore, find_keyring

SECRET = bytes(range(32))


class Ring:
    """A backend that keeps entries, and breaks on demand."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service, name):
        return self.entries.get((service, name))

    def set_password(self, service, name, value):
        self.entries[service, name] = value

    def delete_password(self, service, name):
        del self.entries[service, name]


class NullRing(Ring):
    """Takes everything and keeps nothing, as keyring's null backend does."""

    def set_password(self, service, name, value): ...


class FullRing(Ring):
    def set_password(self, service, name, value):
        raise OSError(8, "not enough memory")


class DeadRing(Ring):
    def get_password(self, service, name):
        raise RuntimeError("a backend is selected but dead")


class OddRing(Ring):
    def get_password(self, service, name):
        return "not base64 ???"


class SilentRing(Ring):
    """Waits for a prompt nobody answers, until the test lets go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service, name):
        self.let_go.wait()


def store(backend) -> KeyringStore:
    return KeyringStore("Test Ring", backend, time_limit=5)


def test_a_good_keyring_gives_back_and_keeps_one_entry():
    ring = Ring()
    assert store(ring).works()
    assert ring.entries == {}
    store(ring).write("p1", SECRET)
    assert store(ring).read("p1") == SECRET
    assert store(ring).read("p2") is None
    assert len(ring.entries) == 1
    (value,) = ring.entries.values()
    assert len(value) < 100
    store(ring).remove("p1")
    store(ring).remove("p1")
    assert ring.entries == {}


@pytest.mark.parametrize("ring", [NullRing, FullRing, DeadRing, OddRing])
def test_a_keyring_that_does_not_keep_is_not_used(ring):
    assert not store(ring()).works()


@pytest.mark.parametrize("ring", [NullRing, FullRing, DeadRing])
def test_a_keyring_that_fails_is_told_by_name(ring):
    with pytest.raises(VaultError) as failed:
        store(ring()).write("p1", SECRET)
    assert (failed.value.code, failed.value.values) == ("keyring-failed", {"store": "Test Ring"})


def test_a_keyring_that_never_answers_does_not_hang():
    ring = SilentRing()
    try:
        with pytest.raises(VaultError) as failed:
            KeyringStore("Test Ring", ring, time_limit=0.05).read("p1")
        assert failed.value.code == "keyring-failed"
    finally:
        ring.let_go.set()
        for thread in threading.enumerate():
            if thread.name == "keyring":
                thread.join()


def test_the_environment_cannot_put_another_keyring_in(monkeypatch, tmp_path):
    """The null backend would take the device secret and lose it; a path would load foreign code."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    (tmp_path / "python_keyring").mkdir()
    (tmp_path / "python_keyring" / "keyringrc.cfg").write_text(
        "[backend]\ndefault-keyring=keyring.backends.null.Keyring\nkeyring-path=/nowhere\n"
    )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = find_keyring(time_limit=5)
    assert found is None or "null" not in type(found._backend).__module__


def test_only_the_systems_own_keyrings_are_asked(monkeypatch):
    asked = []
    monkeypatch.setattr(keyring_store, "_open", lambda name, *_: asked.append(name))
    for platform in ("win32", "darwin", "linux", "sunos"):
        monkeypatch.setattr(sys, "platform", platform)
        assert find_keyring() is None
    assert asked == ["Windows Credential Manager", "macOS Keychain", "Secret Service", "KWallet"]
