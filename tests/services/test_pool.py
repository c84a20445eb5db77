"""What is told before customers change hands."""

from uuid import uuid4

import pytest

from salesdesk.protocol import scopes
from salesdesk.protocol.messages import Cursor
from salesdesk.services import pool
from salesdesk.services.pool import Load
from salesdesk.storage.replica import cursors
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step


@pytest.fixture
def colleague(database):
    wang = uuid4()
    with database.write(Step.of_machine("x")) as session:
        session.add(UserRow(id=wang, name="王芳"))
    return wang


def hold(database, scope):
    with database.absorb() as absorbed:
        cursors.put(absorbed.session, scope, Cursor(seq=5))


def test_how_much_a_colleague_has_is_told_by_those_alone_who_hold_their_rows(database, colleague):
    assert pool.load_of(database, colleague) == Load(0, 0, 0)  # nobody else works with this database
    hold(database, scopes.owned_by(database.me))
    assert pool.load_of(database, colleague) is None
    hold(database, scopes.owned_by(colleague))
    assert pool.load_of(database, colleague) == Load(0, 0, 0)
