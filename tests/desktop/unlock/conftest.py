"""A profile with a real workspace in it, and the entrance before it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QLineEdit, QScrollArea

from salesdesk.desktop.runtime.language import Language
from salesdesk.desktop.unlock.entrance import Entrance
from salesdesk.desktop.unlock.opening import Opening
from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts
from salesdesk.settings import Places

PASSWORD = "sieben bunte Kraniche"
CHEAP = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))


@dataclass
class Ring:
    """The keyring of the test's computer."""

    name: str = "Test Ring"
    entries: dict[str, bytes] = field(default_factory=dict)

    def read(self, profile: str) -> bytes | None:
        return self.entries.get(profile)

    def write(self, profile: str, secret: bytes) -> None:
        self.entries[profile] = secret

    def remove(self, profile: str) -> None:
        self.entries.pop(profile, None)


@dataclass
class Wall:
    """The clock on the wall."""

    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **stretch: float) -> None:
        self.now += timedelta(**stretch)


@pytest.fixture(scope="session", autouse=True)
def known_classes(qapp) -> None:
    """PySide learns Qt's private classes when an event to one passes through Python: once, 80 ms."""
    area = QScrollArea()
    area.setWidget(QLineEdit())
    area.setStyleSheet("QWidget { color: black; }")
    area.show()
    qapp.processEvents()
    area.close()


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path / "profile" / "workspace")


@pytest.fixture
def opening(places, ring, wall) -> Opening:
    return Opening(places, now=wall, options={"keyring": lambda: ring, "costs": CHEAP})


@pytest.fixture
def made(opening, password) -> accounts.NewWorkspace:
    """A workspace that somebody made before, and closed."""
    made = opening.create(password=password, language="en", name="Fang Wang", company="Xinyuan")
    made.workspace.close()
    return made


@pytest.fixture
def enter(qtbot, opening, background, choices, settle) -> Iterator[Callable[[], Entrance]]:
    """Open the entrance and wait until it has looked behind itself; what it opens is closed in the end."""
    opened: list[accounts.Workspace] = []
    choices.set("language", "en")

    def enter() -> Entrance:
        entrance = Entrance(opening, background, Language(choices))
        qtbot.addWidget(entrance)
        entrance.opened.connect(opened.append)
        entrance.opened_so_far = opened
        with qtbot.waitSignal(entrance.painted):
            entrance.start()
        settle()
        return entrance

    yield enter
    for workspace in opened:
        workspace.close()
