"""A person hears in good time that they have to come to the server once."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy import delete

from salesdesk.desktop import handing_over
from salesdesk.desktop.lending import Lending
from salesdesk.protocol.handing_over import unpacked
from salesdesk.protocol.statements import Lease
from salesdesk.security.signing import SigningKey
from salesdesk.services import customers
from salesdesk.storage.replica import identity, lease
from salesdesk.storage.tables.replication import OutboxRow

SEAL = SigningKey(b"\5" * 32)


def lend(database, until):
    """Let a workspace have a lease of its server."""
    whose = {"device": database.device_id, "user": database.me, "role": ""}
    said = Lease(**whose, issued_at=database.clock(), until=until, hand_over=SEAL.boxes.public)
    facts = {identity.URL: "https://server", identity.TOKEN: "token", identity.SEAL: SEAL.public.hex()}
    with database.absorb() as absorbed:
        identity.note(absorbed.session, **facts, **{lease.LEASE: SEAL.sign(said).hex()})


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def lent(desk, clock, window):
    """A workspace whose server lends thirty days from now on."""
    lend(desk.database, clock() + timedelta(days=30))
    return Lending(desk, window)


@pytest.fixture
def over(desk, lent, clock, settle):
    """The lease is over, and one change waits."""
    customers.add_customer(desk.database, {"name": "深圳鑫源机械"})
    desk.notices.said.clear()
    clock.forward(days=31)
    lent.begin()
    settle()


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, []), (22, []), (23, ["Please connect"]), (31, ["permission to work"])],
)
def test_what_is_said_after_so_many_days(desk, lent, clock, settle, days, said):
    clock.forward(days=days)
    lent.begin()
    settle()
    texts = desk.notices.said
    assert len(texts) == len(said)
    assert all(part in text for part, text in zip(said, texts, strict=True))


def test_who_leaves_the_program_open_hears_it_in_the_morning(desk, lent, clock, settle):
    clock.forward(days=24)
    desk.clock.look()
    settle()
    assert any("Please connect" in text for text in desk.notices.said)


def test_what_waits_when_it_is_over_may_be_written_into_a_file(desk, window, over, settle, tmp_path):
    file = tmp_path / "a.handover"
    [said] = desk.notices.said
    assert "hand-over file" in said
    key, ask = desk.notices.offer.key, desk.notices.offer.run
    assert key == "hand_over.write"
    ask()
    window.findChild(QFileDialog).fileSelected.emit(str(file))
    settle()
    assert "a.handover" in desk.notices.said[-1]
    acts = [act for group in unpacked(SEAL.boxes.open(file.read_bytes())).groups for act in group]
    assert any("鑫源".encode() in act for act in acts)


def test_who_thinks_better_of_it_may_still_do_it(desk, window, over, settle):
    ask = desk.notices.offer.run
    desk.notices.offer = None
    ask()
    window.findChild(QFileDialog).reject()
    assert desk.notices.offer is not None
    assert len(desk.notices.said) == 2


def test_a_file_that_cannot_be_written_is_told(desk, window, over, settle, tmp_path):
    handing_over.write(desk, window, tmp_path / "away" / "a.handover")
    settle()
    assert [error.code for error in desk.notices.errors] == ["hand-over-unwritable"]


def test_where_all_is_on_the_server_no_file_is_offered(desk, lent, clock, settle):
    with desk.database.absorb() as absorbed:
        absorbed.session.execute(delete(OutboxRow))
    clock.forward(days=31)
    lent.begin()
    settle()
    assert desk.notices.offer is None
    assert len(desk.notices.said) == 1
