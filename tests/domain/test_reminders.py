from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.reminders import (
    Here,
    Plan,
    QuietHours,
    Reminder,
    Snooze,
    plan,
    put_off,
)

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NEVER_QUIET = QuietHours(time(0), time(0))
HERE = Here(SHANGHAI)
ID = UUID("0192f5d8-6f00-7000-8000-0000000000aa")
TEN = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


def of(begins=TEN, before=15, **more) -> Reminder:
    return Reminder(activity_id=ID, begins=begins, home=SHANGHAI, before=before, **more)


def test_it_rings_so_many_minutes_before_and_not_earlier():
    early = plan([of()], now=TEN - timedelta(minutes=15, seconds=1), here=HERE)
    assert early == Plan((), TEN - timedelta(minutes=15))
    assert plan([of()], now=TEN - timedelta(minutes=15), here=HERE) == Plan((of(),), None)


def test_ten_oclock_stays_ten_oclock_after_a_flight():
    in_berlin = Here(BERLIN)
    assert of().due(in_berlin) == datetime(2026, 11, 23, 9, 45, tzinfo=BERLIN)
    assert of().due(Here(BERLIN, keeps_wall=False)) == TEN - timedelta(minutes=15)


def test_a_whole_day_is_a_plain_date_wherever_one_is():
    day = of(before=0, all_day_on=date(2026, 11, 23))
    assert day.due(HERE) == datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    assert day.due(Here(BERLIN)) == datetime(2026, 11, 23, 9, tzinfo=BERLIN)
    assert of(before=1440, all_day_on=date(2026, 11, 23)).due(HERE) == datetime(
        2026, 11, 22, 9, tzinfo=SHANGHAI
    )


def test_the_hour_is_right_on_the_day_the_clocks_change():
    call = Reminder(
        activity_id=ID, begins=datetime(2026, 3, 29, 10, tzinfo=BERLIN), home=BERLIN, before=24 * 60
    )
    assert call.due(Here(BERLIN)) == datetime(2026, 3, 28, 8, 0, tzinfo=UTC)  # a day is 24 hours of ringing


def test_what_was_missed_comes_together_the_first_to_begin_first():
    late, later = of(TEN - timedelta(days=2)), of(TEN - timedelta(hours=3))
    found = plan([later, of(TEN + timedelta(days=1)), late], now=TEN, here=HERE)
    assert found.now == (late, later)
    assert found.next_at == TEN + timedelta(days=1, minutes=-15)
    assert plan([of(TEN - timedelta(days=9))], now=TEN, here=HERE).now == ()


def test_what_was_put_off_rings_then_and_what_was_dismissed_no_more():
    due = of().due(HERE)
    put = of(due_at=due, until=due + timedelta(minutes=10))
    assert put.rings_at(HERE) == due + timedelta(minutes=10)
    assert of(due_at=due, dismissed=True).rings_at(HERE) is None


def test_a_moved_appointment_rings_again():
    due = of().due(HERE)
    moved = of(TEN + timedelta(hours=2), due_at=due, dismissed=True)
    assert moved.rings_at(HERE) == TEN + timedelta(hours=2, minutes=-15)


@pytest.mark.parametrize(
    ("begins", "before", "rings"),
    [
        (TEN.replace(hour=8), 120, TEN.replace(hour=7)),  # held back until it is day
        (TEN.replace(hour=6), 60, TEN.replace(hour=5)),  # begins while it is quiet: it was meant so
        (TEN.replace(hour=12), 13 * 60, TEN.replace(hour=7)),  # from eleven at night
        (TEN.replace(hour=23), 15, TEN.replace(hour=22, minute=45)),
    ],
)
def test_quiet_hours(begins, before, rings):
    assert of(begins, before).rings_at(HERE) == rings


def test_no_quiet_hours_where_they_begin_and_end_alike():
    here = Here(SHANGHAI, quiet=NEVER_QUIET)
    assert of(TEN.replace(hour=8), 120).rings_at(here) == TEN.replace(hour=6)


def test_putting_off():
    assert put_off(Snooze.TEN_MINUTES, now=TEN, here=HERE) == TEN + timedelta(minutes=10)
    assert put_off(Snooze.HOUR, now=TEN, here=HERE) == TEN + timedelta(hours=1)
    night = datetime(2026, 11, 23, 23, 50, tzinfo=SHANGHAI)
    assert put_off(Snooze.TOMORROW, now=night, here=HERE) == datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)


moments = st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-01-01"))
reminders = st.builds(
    lambda wall, before, zone: Reminder(
        activity_id=ID, begins=wall.replace(tzinfo=zone), home=zone, before=before
    ),
    moments,
    st.integers(0, 40_320),
    st.sampled_from([SHANGHAI, BERLIN]),
)


@given(st.lists(reminders, max_size=8), moments, st.sampled_from([SHANGHAI, BERLIN]))
def test_a_watch_that_sleeps_until_the_next_moment_misses_none(some, start, zone):
    """Woken only at `next_at`, it hears each that was still to ring, at its very moment."""
    here, now = Here(zone), start.replace(tzinfo=UTC)
    to_come = sorted(at for each in some if (at := each.rings_at(here)) is not None and at > now)
    heard = []
    while (coming := plan(some, now=now, here=here).next_at) is not None:
        now = coming
        heard += [at for at in to_come if at == now]
    assert heard == to_come
