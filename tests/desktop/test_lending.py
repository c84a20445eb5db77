"""A person hears in good time that they have to come to the server once."""

from datetime import timedelta

import pytest

from salesdesk.desktop.lending import Lending
from salesdesk.protocol.statements import Lease
from salesdesk.security.signing import SigningKey
from salesdesk.storage.replica import identity, lease

SEAL = SigningKey(b"\5" * 32)


@pytest.fixture
def lent(desk, clock):
    """A workspace whose server lends thirty days from now on."""
    database = desk.database
    until = clock() + timedelta(days=30)
    said = Lease(device=database.device_id, user=database.me, role="", issued_at=clock(), until=until)
    facts = {identity.URL: "https://server", identity.TOKEN: "token", identity.SEAL: SEAL.public.hex()}
    with database.absorb() as absorbed:
        identity.note(absorbed.session, **facts, **{lease.LEASE: SEAL.sign(said).hex()})
    return Lending(desk)


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, []), (22, []), (23, ["Please connect"]), (31, ["permission to work ended"])],
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
