import threading

import pytest
from sqlalchemy import event

from salesdesk.services import customers
from salesdesk.services.customers import CustomerFilter
from salesdesk.storage import kept_reader
from salesdesk.storage.queries import warming


def _connection(session):
    return id(session.connection().connection.driver_connection)


def _names(database, text=""):
    return [row.name for row in customers.listing(database, CustomerFilter(text=text)).page(0, 100)]


@pytest.fixture
def statements(database):
    """Every statement asked from now on."""
    seen = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


def test_one_connection_is_kept_and_sees_every_write(database, make_customer):
    kept = database.look(_connection)
    make_customer("深圳鑫源")
    assert _names(database) == ["深圳鑫源"]
    make_customer("北京信达")
    assert _names(database) == ["北京信达", "深圳鑫源"]
    assert database.look(_connection) == kept != database.ask(_connection)


def test_who_asks_meanwhile_is_answered_on_another_connection(database, monkeypatch):
    monkeypatch.setattr(kept_reader, "_PATIENCE", 0.001)
    begun, over = threading.Event(), threading.Event()

    def long(session):
        begun.set()
        over.wait(5)
        return _connection(session)

    asked = []
    thread = threading.Thread(target=lambda: asked.append(database.look(long)))
    thread.start()
    begun.wait(5)
    other = database.look(_connection)
    over.set()
    thread.join()
    assert [database.look(_connection)] == asked != [other]


def test_a_question_that_fails_leaves_the_connection_to_the_next(database):
    def fail(_session):
        raise LookupError

    with pytest.raises(LookupError):
        database.look(fail)
    assert _names(database) == []


def test_it_is_read_ahead_in_steps_and_only_after_a_write(database, make_customer, monkeypatch, statements):
    monkeypatch.setattr(warming, "STEP", 4)
    for number in range(20):
        make_customer(f"深圳鑫源{number}")
    statements.clear()
    database.warm()
    assert len([one for one in statements if "LIMIT" in one]) > len(warming.WALKS)
    statements.clear()
    database.warm()
    assert not [one for one in statements if "LIMIT" in one]
    make_customer("北京信达")
    statements.clear()
    database.warm()
    assert [one for one in statements if "LIMIT" in one]


def test_reading_ahead_gives_way(database, make_customer, statements):
    make_customer()
    statements.clear()
    customers.warm(database, lambda: True)
    assert not [one for one in statements if "LIMIT" in one]
    customers.warm(database, lambda: False)
    assert any("MATCH" in one for one in statements)
