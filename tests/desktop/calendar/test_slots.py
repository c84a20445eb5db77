from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.desktop.calendar.slots import Slot, side_by_side, slot_of, spoken
from salesdesk.domain.activities import ActivityKind
from salesdesk.services.calendar import Appointment

DAY = date(2026, 11, 23)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def appointment(number=1, **fields) -> Appointment:
    usual = {
        "id": UUID(int=number),
        "customer_id": UUID(int=0),
        "customer_name": "鑫源",
        "kind": ActivityKind.VISIT,
        "subject": "谈年框",
        "begins": datetime(2026, 11, 23, 2, tzinfo=UTC),
        "all_day_on": None,
        "minutes": 0,
        "zone": "",
        "done": False,
        "repeats": "",
        "series_id": None,
        "owner_id": None,
    }
    return Appointment(**usual | fields)


def test_an_appointment_lies_on_its_own_wall():
    assert slot_of(appointment(), SHANGHAI).start == 10 * 60
    berlin = slot_of(appointment(zone="Europe/Berlin"), SHANGHAI)
    assert berlin.start == 3 * 60
    by_moment = slot_of(appointment(), SHANGHAI, ZoneInfo("Europe/Berlin"))
    assert by_moment.start == 3 * 60
    assert slot_of(appointment(all_day_on=DAY), SHANGHAI) == Slot(appointment(all_day_on=DAY), DAY, None)


def test_it_is_read_out_with_day_hour_kind_and_name(english):
    text = spoken(slot_of(appointment(done=True), SHANGHAI))
    assert text == "Mon 23 Nov 2026, 10:00, Visit, 鑫源 · 谈年框, done"


slots = st.lists(st.tuples(st.integers(0, 1435), st.integers(0, 600)), max_size=12).map(
    lambda given: [
        Slot(appointment(number, minutes=minutes), DAY, start)
        for number, (start, minutes) in enumerate(given)
    ]
)


@given(slots)
def test_none_covers_another_and_no_room_is_wasted(some):
    placed = side_by_side(some)
    assert set(placed) == set(some)
    for one in some:
        column, columns = placed[one]
        assert 0 <= column < columns
        over = [each for each in some if each.start < one.end and one.start < each.end]
        assert columns >= 1
        for each in over:
            assert each is one or placed[each][0] != column
            assert placed[each][1] == columns
        if len(over) == 1:
            assert columns == 1


def test_three_that_follow_take_one_column_and_two_that_overlap_take_two():
    a, b, c = (Slot(appointment(n, minutes=60), DAY, start) for n, start in ((1, 540), (2, 570), (3, 660)))
    assert side_by_side([a, b, c]) == {a: (0, 2), b: (1, 2), c: (0, 1)}
