import pytest
from sqlalchemy import text

from salesdesk.services.checks import Finding, check, sentence
from salesdesk.words import say


def _break(database, statement):
    with database.engine.execution_options(rw=True).begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(text(statement))


@pytest.fixture
def busy(make_quote, make_contact, make_activity, make_customer):
    """A workspace in which something of everything is."""
    customer = make_customer()
    make_contact(customer)
    make_activity(customer)
    return make_quote(customer)


def test_a_sound_workspace_has_no_findings(database, busy):
    assert check(database) == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE quotes SET gross = gross + 1", "quote-totals"),
        ("UPDATE quote_lines SET tax = tax - 1, gross = gross - 1", "quote-totals"),
        ("UPDATE quotes SET is_current = 0", "quote-revisions"),
        ("DELETE FROM outbox WHERE mseq = 3", "outbox-gaps"),
        ("UPDATE meta SET value = '999' WHERE key = 'last_mseq'", "outbox-gaps"),
        ("UPDATE outbox SET row_id = x'00' WHERE mseq = 3", "outbox-orphans"),
        ("DELETE FROM search_docs WHERE place = (SELECT min(place) FROM search_docs)", "search"),
        ("UPDATE customers SET deleted_at = 1", "search"),
    ],
)
def test_what_is_wrong_is_found(database, busy, statement, code):
    _break(database, statement)
    assert code in [finding.code for finding in check(database)]


def test_a_record_without_its_customer_is_found(database, busy):
    connection = database.engine.raw_connection()
    connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    connection.driver_connection.execute("DELETE FROM customers")
    connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    connection.close()
    assert "foreign-keys" in [finding.code for finding in check(database)]


def test_every_finding_has_a_sentence():
    for code in ("damage", "foreign-keys", "quote-totals", "outbox-gaps", "outbox-orphans", "search"):
        assert sentence(Finding(code, 2)) != say(f"nothing.{code}")
        assert "2" in sentence(Finding(code, 2))
