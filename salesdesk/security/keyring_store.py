"""The device secret in the keyring of the operating system.

Only the systems' own keyrings are used, by name: what an environment variable or a configuration file would
put in their place (a null store, a plain file, foreign code) is not asked for. Every call has a time limit,
because a locked keyring may wait for ever for an answer to a prompt that nobody sees.
"""

import base64
import contextlib
import importlib
import os
import secrets
import sys
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

from salesdesk.domain.errors import VaultError

Answer = TypeVar("Answer")

TIME_LIMIT: Final = 20.0  # seconds: long enough to type the password of the keyring
_SERVICE: Final = "SalesDesk"
_ALLOWED: Final = {
    "win32": (("Windows Credential Manager", "keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("macOS Keychain", "keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("Secret Service", "keyring.backends.SecretService", "Keyring"),
        ("KWallet", "keyring.backends.kwallet", "DBusKeyring"),
    ),
}


class KeyringStore:
    """One keyring of the system. `name` is how its users call it."""

    def __init__(self, name: str, backend: Any, time_limit: float = TIME_LIMIT) -> None:
        self.name = name
        self._backend = backend
        self._time_limit = time_limit

    def read(self, profile: str) -> bytes | None:
        """Return the device secret of a profile, or None if the keyring has no such entry.

        Raises:
            VaultError: `keyring-failed` (store): locked, dead or silent.
        """
        found = self._ask(lambda: self._backend.get_password(self._service(profile), profile))
        try:
            return base64.b64decode(found, validate=True) if found else None
        except ValueError:
            return None

    def write(self, profile: str, secret: bytes) -> None:
        """Keep the device secret of a profile, and see that it is kept.

        Raises:
            VaultError: `keyring-failed` (store).
        """
        text = base64.b64encode(secret).decode("ascii")
        self._ask(lambda: self._backend.set_password(self._service(profile), profile, text))
        if self.read(profile) != secret:
            raise VaultError("keyring-failed", store=self.name)

    def remove(self, profile: str) -> None:
        """Forget the device secret of a profile."""
        with contextlib.suppress(VaultError):
            self._ask(lambda: self._backend.delete_password(self._service(profile), profile))

    def works(self) -> bool:
        """Return whether the keyring gives back what it was given. Leaves nothing behind."""
        name, content = f"probe {secrets.token_hex(4)}", os.urandom(32)
        try:
            if self.read(name) is not None:
                return False
            self.write(name, content)
        except VaultError:
            return False
        self.remove(name)
        return True

    def _service(self, profile: str) -> str:
        return f"{_SERVICE} {profile}"

    def _ask(self, call: Callable[[], Answer]) -> Answer:
        try:
            return _in_time(call, self._time_limit)
        except Exception as error:  # every backend fails in its own way
            raise VaultError("keyring-failed", store=self.name) from error


def find_keyring(time_limit: float = TIME_LIMIT) -> KeyringStore | None:
    """Return the first keyring of this system that is there; `works` proves it."""
    platform = "linux" if sys.platform.startswith(("linux", "freebsd")) else sys.platform
    for name, module, kind in _ALLOWED.get(platform, ()):
        store = _open(name, module, kind, time_limit)
        if store is not None:
            return store
    return None


def _open(name: str, module: str, kind: str, time_limit: float) -> KeyringStore | None:
    try:
        backend = getattr(importlib.import_module(module), kind)
        _in_time(lambda: backend.priority, time_limit)  # raises where the keyring is not at home
        return KeyringStore(name, backend(), time_limit)
    except Exception:  # noqa: BLE001 - whatever the reason, this one is not to be had
        return None


def _in_time(call: Callable[[], Answer], time_limit: float) -> Answer:
    """Run `call` on a thread of its own. One that never answers is left behind, and dies with the program."""
    answers: list[Answer] = []
    failures: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(call())
        except BaseException as error:  # noqa: BLE001 - it is handed on
            failures.append(error)

    thread = threading.Thread(target=work, name="keyring", daemon=True)
    thread.start()
    thread.join(time_limit)
    if failures:
        raise failures[0]
    if not answers:
        raise TimeoutError
    return answers[0]
