"""What the server allows and orders, as a laptop keeps to it: leases, suspension, wiping."""

from datetime import timedelta

import pytest

from salesdesk.domain.errors import RuleBroken, VaultError
from salesdesk.protocol.messages import Refusal
from salesdesk.security.signing import SigningKey
from salesdesk.server import devices
from salesdesk.services import customers, inbox
from salesdesk.storage import meta
from salesdesk.storage.replica import identity, lease, outgoing
from salesdesk.storage.replica.lease import Standing
from salesdesk.sync.link import Refused
from salesdesk.sync.state import Outcome
from tests.server.laptops import NOON, SEAL

DAY = timedelta(days=1)


def lend(desk, seal=SEAL):
    """Let a laptop know under whose seal its server speaks, as signing in does."""
    facts = {identity.URL: "https://server", identity.TOKEN: "token", identity.SEAL: seal.public.hex()}
    with desk.database.absorb() as absorbed:
        identity.note(absorbed.session, **facts)
    return desk


def order(desk, state, **how):
    devices.set_state(desk.office.engine, desk.database.device_id, state, now=NOON, **how)


def standing(desk):
    return desk.database.ask(lease.stand).at(desk.database.clock())


@pytest.fixture
def li(laptop):
    return lend(laptop("li"))


@pytest.fixture
def wang(laptop):
    return laptop("wang")


@pytest.fixture
def lent(li):
    li.sync()
    return li


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Standing.GOOD),
        (22, Standing.GOOD),
        (23, Standing.ENDING),
        (29, Standing.ENDING),
        (30, Standing.OVER),
        (59, Standing.OVER),
        (60, Standing.CLOSED),
    ],
)
def test_a_lease_is_good_warns_a_week_ahead_and_ends_in_two_steps(lent, clock, days, expected):
    clock.now += days * DAY
    assert standing(lent) is expected


def test_nothing_ends_where_nobody_lends(laptop, clock):
    alone = laptop("han")
    alone.sync()
    clock.now += 900 * DAY
    assert standing(alone) is Standing.FREE
    customers.add_customer(alone.database, {"name": "Still at work"})


def test_after_its_end_everything_is_read_and_nothing_written(lent, clock):
    customer = customers.add_customer(lent.database, {"name": "深圳鑫源机械"})
    clock.now += 30 * DAY
    with pytest.raises(RuleBroken, match="lease-over"):
        customers.edit_customer(lent.database, customer, {"note": "too late"})
    assert lent.rows("customers")[customer]["note"] == ""


def test_who_comes_again_works_on_and_what_waited_is_sent(office, lent, clock):
    customer = customers.add_customer(lent.database, {"name": "深圳鑫源机械"})
    clock.now += 45 * DAY
    office.now = NOON + 45 * DAY
    assert lent.sync().outcome is Outcome.DONE
    assert standing(lent) is Standing.GOOD
    customers.edit_customer(lent.database, customer, {"note": "back again"})
    assert customer in office.rows("customers")


def test_one_who_comes_every_other_day_never_sees_it_end(office, lent, clock):
    for day in range(2, 90, 2):
        clock.now += 2 * DAY
        office.now = NOON + day * DAY
        lent.sync()
        assert standing(lent) is Standing.GOOD


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_wrong_all_the_time_ends_and_lengthens_nothing(li, clock, years):
    clock.now += years * 365 * DAY
    li.sync()
    assert standing(li) is Standing.GOOD
    clock.now += 29 * DAY
    assert standing(li) is Standing.ENDING
    clock.now += DAY
    assert standing(li) is Standing.OVER


def test_a_clock_set_back_does_not_bring_back_the_time_the_server_told(office, lent, clock):
    office.now = NOON + 29 * DAY
    stand = lent.database.ask(lease.stand)
    with lent.database.absorb() as absorbed:
        identity.note(absorbed.session, **{lease.SERVER_TIME: (NOON + 31 * DAY).isoformat()})
    clock.now -= 300 * DAY
    assert stand.at(clock.now) is Standing.GOOD  # as long as it was never told
    assert standing(lent) is Standing.OVER


def test_a_lease_under_a_strangers_seal_counts_for_nothing(office, li):
    office.exchange._seal = SigningKey(b"\3" * 32)
    li.sync()
    assert standing(li) is Standing.FREE


def test_a_lease_of_another_device_counts_for_nothing(lent, laptop):
    with lent.database.absorb() as absorbed:
        outgoing.become_device(absorbed, lent.database.new_id(), "token")
    assert standing(lent) is Standing.FREE


def test_a_suspended_laptop_hands_in_what_waits_and_asks_before_it_opens(office, lent, wang):
    customer = customers.add_customer(lent.database, {"name": "Last order"})
    order(lent, "suspended")
    ended = lent.sync()
    assert (ended.outcome, ended.tally.pushed) == (Outcome.SUSPENDED, 1)
    with pytest.raises(VaultError, match="device-suspended"):
        lent.database.ask(lease.stand).check_opening(lent.database.clock())
    assert customer not in office.rows("customers")
    wang.sync()
    [held] = inbox.held(wang.database)
    inbox.decide(wang.database, [held.id], accept=True)
    wang.sync()
    assert office.rows("customers")[customer]["name"] == "Last order"


def test_what_was_done_with_a_new_row_on_a_suspended_laptop_waits_along_with_it(office, lent, wang, clock):
    customer = customers.add_customer(lent.database, {"name": "Last order"})
    clock.now += timedelta(minutes=1)
    customers.edit_customer(lent.database, customer, {"note": "by Friday"})
    order(lent, "suspended")
    ended = lent.sync()
    assert (ended.tally.pushed, inbox.counts(lent.database).problems) == (2, 0)
    wang.sync()
    inbox.decide(wang.database, [held.id for held in inbox.held(wang.database)], accept=True)
    wang.sync()
    assert office.rows("customers")[customer]["note"] == "by Friday"


def test_a_laptop_that_may_work_again_does(office, lent):
    order(lent, "suspended")
    assert lent.sync().outcome is Outcome.SUSPENDED
    order(lent, "active")
    assert lent.sync().outcome is Outcome.DONE
    assert standing(lent) is Standing.GOOD
    customer = customers.add_customer(lent.database, {"name": "Again"})
    lent.sync()
    assert customer in office.rows("customers")


def test_a_laptop_suspended_in_mid_cycle_hears_the_order_at_once(lent):
    lent.link.before = lambda name: order(lent, "suspended") if name == "sync/pull" else None
    customers.add_customer(lent.database, {"name": "New"})
    assert lent.sync().outcome is Outcome.SUSPENDED
    assert standing(lent) is Standing.SUSPENDED


def test_to_wipe_hands_in_first_what_waits(lent):
    customers.add_customer(lent.database, {"name": "Last order"})
    order(lent, "wiped")
    ended = lent.sync()
    assert (ended.outcome, ended.tally.pushed) == (Outcome.WIPED, 1)


def test_to_wipe_at_once_sends_nothing(lent):
    customers.add_customer(lent.database, {"name": "Last order"})
    order(lent, "wiped", at_once=True)
    ended = lent.sync()
    assert (ended.outcome, ended.tally.pushed) == (Outcome.WIPED, 0)


@pytest.mark.parametrize("state", ["suspended", "wiped"])
def test_a_forged_order_is_not_obeyed(office, lent, state):
    office.exchange._seal = SigningKey(b"\3" * 32)
    order(lent, state, at_once=True)
    ended = lent.sync()
    assert (ended.outcome, ended.code) == (Outcome.STUCK, "forged")
    assert standing(lent) is Standing.GOOD


def test_an_order_for_another_laptop_is_not_obeyed(office, lent, laptop):
    other = lend(laptop("li"))
    order(other, "wiped", at_once=True)
    lent.link.caller = other.link.caller  # a server that mixes them up, or whoever sits between
    ended = lent.sync()
    assert (ended.outcome, ended.code) == (Outcome.STUCK, "forged")


def test_who_comes_to_a_restored_server_suspended_ends_there_too(office, lent):
    """Its numbers are ahead of the server's; what it lacks stays on the laptop until it may work again."""
    with lent.database.absorb() as absorbed:
        meta.put(absorbed.session, identity.ACKED, "7")
        meta.put(absorbed.session, meta.LAST_MSEQ, "8")
    customers.add_customer(lent.database, {"name": "New"})
    order(lent, "suspended")
    assert lent.sync().outcome is Outcome.SUSPENDED


def test_a_server_that_does_not_agree_with_itself_yet_is_asked_again_soon(lent):
    """One process turns the device away, another one still lets it begin: for two seconds at most."""

    def turned_away(name):
        if name == "sync/pull":
            raise Refused(403, Refusal(code="device-suspended"))

    lent.link.before = turned_away
    customers.add_customer(lent.database, {"name": "New"})
    ended = lent.sync()
    assert (ended.outcome, ended.code) == (Outcome.BUSY, "device-suspended")
    assert standing(lent) is Standing.GOOD
