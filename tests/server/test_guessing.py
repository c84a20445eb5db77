from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from salesdesk.server.engine import change
from salesdesk.server.failures import Refused
from salesdesk.server.guessing import buckets_of, count_success, count_try, forget_old
from tests.conftest import NOON


def tries(engine, buckets, now) -> bool:
    """Whether a try is looked at."""
    try:
        count_try(engine, buckets, now)
    except Refused as wait:
        return not (wait.refusal.code == "sign-in-wait" and wait.refusal.retry_after > 0)
    return True


def of(login="li", address="198.51.100.7", *, known=False, device=None):
    return buckets_of(login, device or uuid4(), address, known=known)


@pytest.mark.parametrize(
    "attack",
    [
        lambda n: of("li", f"198.51.{n % 250}.{n // 250}"),  # one account, from everywhere
        lambda n: of(f"login{n}", "198.51.100.7"),  # every account, from one address
        lambda n: of(f"login{n}", f"2001:db8:1:2::{n:x}"),  # from one household's addresses
    ],
)
def test_of_ten_thousand_guesses_in_an_hour_no_more_than_a_hundred_are_looked_at(engine, attack):
    looked_at, now = 0, NOON
    step = timedelta(hours=1) / 10_000
    guess = 0
    while guess < 10_000:
        try:
            count_try(engine, attack(guess), now + guess * step)
        except Refused as refused:
            guess += max(1, int(timedelta(seconds=refused.refusal.retry_after) / step))
        else:
            looked_at += 1
            guess += 1
    assert 10 <= looked_at <= 100


def test_a_known_device_gets_in_during_an_attack(engine):
    while tries(engine, of("li"), NOON):
        pass
    assert not tries(engine, of("li"), NOON)
    assert tries(engine, of("li", known=True), NOON)


def test_a_known_device_may_not_guess_for_ever_either(engine):
    device = uuid4()
    assert sum(tries(engine, of("li", known=True, device=device), NOON) for _ in range(30)) == 10


def test_many_at_once_get_no_further_than_one_after_the_other(engine):
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: tries(engine, of("li"), NOON), range(40)))
    assert sum(done) == 10


def test_nobody_is_locked_out_for_ever(engine):
    now = NOON
    for _ in range(40):
        while tries(engine, of("li"), now):
            pass
        with pytest.raises(Refused) as refused:
            count_try(engine, of("li"), now)
        assert refused.value.refusal.retry_after <= 15 * 60
        now += timedelta(seconds=refused.value.refusal.retry_after)
    assert tries(engine, of("li"), now + timedelta(hours=2))


def test_a_success_forgets_the_failures_of_the_login(engine):
    for _ in range(9):
        assert tries(engine, of("li"), NOON)
    assert tries(engine, of("li"), NOON)
    count_success(engine, of("li"))
    assert sum(tries(engine, of("li"), NOON) for _ in range(30)) == 10


def test_a_hundred_people_behind_one_address_sign_in(engine):
    for n in range(100):
        assert tries(engine, of(f"rep{n}"), NOON)
        assert tries(engine, of(f"rep{n}"), NOON) or n  # some mistype
        count_success(engine, of(f"rep{n}"))
        count_success(engine, of(f"rep{n}"))


def test_what_was_typed_is_not_kept_and_old_buckets_go(engine):
    tries(engine, of("my secret password"), NOON)
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT bucket FROM guessing").all()
    assert len(kept) == 2
    assert "secret" not in str(kept)
    change(engine, lambda session: forget_old(session, NOON + timedelta(days=2)))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT bucket FROM guessing").all() == []
