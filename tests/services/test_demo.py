"""The demo workspace: separate, encrypted, believable, the same each time, and begun afresh at will."""

from datetime import UTC, datetime

import pytest

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts, checks, company, customers, demo, products, quotes, undo
from salesdesk.services.accounts import State
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.products import ProductFilter
from salesdesk.services.quotes import QuoteFilter
from salesdesk.settings import Places

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CHEAP = KdfCosts(KdfCost(64, 1, 1), KdfCost(64, 1, 1))
pytestmark = pytest.mark.xdist_group("demo")  # on one worker: what all read takes long to make


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    places = Places(tmp_path_factory.mktemp("demo") / "profile")
    workspace = demo.open_demo(places, language="zh", now=NOW, costs=CHEAP)
    yield workspace
    workspace.close()


def test_it_holds_a_believable_trade_in_both_languages(opened):
    database = opened.database
    assert customers.listing(database, CustomerFilter()).count() == 251
    assert customers.listing(database, CustomerFilter(text="szxyjm")).count() >= 1
    assert customers.listing(database, CustomerFilter(text="alfreds")).count() == 1
    assert products.listing(database, ProductFilter()).count() >= 100


def test_its_quotes_are_in_every_state_a_person_meets_first(opened):
    counts = quotes.status_counts(opened.database, QuoteFilter())
    first = (QuoteStatus.DRAFT, QuoteStatus.SENT, QuoteStatus.ACCEPTED, QuoteStatus.REJECTED)
    assert all(counts[status] > 3 for status in first)


def test_dollars_and_yuan_are_never_added_up(opened):
    assert {total.currency for total in quotes.totals(opened.database, QuoteFilter())} == {"CNY", "USD"}


def test_everything_in_it_obeys_the_rules(opened):
    assert checks.check(opened.database) == []


def test_nobody_can_undo_what_the_program_made(opened):
    assert undo.next_undo(opened.database) is None


def test_the_seller_is_complete_on_paper(opened):
    seller = company.profile(opened.database)
    assert all((seller.name, seller.name_en, seller.address, seller.bank_account, seller.payment_terms))


def test_it_is_encrypted_like_any_other(opened):
    assert "鑫源".encode() not in opened.places.database.read_bytes()


def test_a_reset_begins_afresh_and_leaves_other_profiles_alone(tmp_path):
    places, neighbour = Places(tmp_path / "demo"), tmp_path / "workspace" / "salesdesk.db"
    neighbour.parent.mkdir()
    neighbour.write_bytes(b"somebody's work")
    demo.make_demo(places, language="en", now=NOW, costs=CHEAP).close()
    assert accounts.state_of(places) is State.LOCKED
    demo.reset(places)
    assert accounts.state_of(places) is State.NEW
    assert neighbour.read_bytes() == b"somebody's work"
