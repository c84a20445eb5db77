from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.wall_time import moment_of, travelled, wall_of

at = datetime.fromisoformat  # on a wall, in no zone
SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ZONES = [SHANGHAI, BERLIN, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"))]


def test_a_time_that_the_clocks_leave_out_is_the_next_minute_there_is():
    assert wall_of(moment_of(date(2026, 3, 29), time(2, 30), BERLIN), BERLIN) == at("2026-03-29T03:00")
    lord_howe = ZoneInfo("Australia/Lord_Howe")  # half an hour
    found = moment_of(date(2026, 10, 4), time(2, 10), lord_howe)
    assert wall_of(found, lord_howe) == at("2026-10-04T02:30")


def test_a_day_that_never_was_begins_with_the_next():
    apia = ZoneInfo("Pacific/Apia")
    assert wall_of(moment_of(date(2011, 12, 30), time(10), apia), apia) == at("2011-12-31T00:00")


def test_a_time_that_comes_twice_is_the_first():
    assert moment_of(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_ten_in_the_morning_stays_so_after_a_flight():
    home = moment_of(date(2026, 11, 23), time(10), SHANGHAI)
    assert wall_of(travelled(home, SHANGHAI, BERLIN), BERLIN) == at("2026-11-23T10:00")
    assert travelled(home, SHANGHAI, SHANGHAI) == home


@given(st.datetimes(at("1990-01-01"), at("2035-01-01")), st.sampled_from(ZONES))
def test_a_wall_shows_the_time_that_was_meant_or_one_shortly_after(wall, zone):
    wall = wall.replace(second=0, microsecond=0)
    shown = wall_of(moment_of(wall.date(), wall.time(), zone), zone)
    assert timedelta() <= shown - wall <= timedelta(hours=24)
