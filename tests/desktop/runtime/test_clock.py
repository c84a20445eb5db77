from datetime import UTC, date, datetime

import time_machine

from salesdesk.desktop.runtime.clock import Clock


@time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=UTC), tick=False)
def test_midnight_is_noticed_even_by_a_laptop_that_slept(qapp, clock):
    days: list[date] = []
    wall = Clock(lambda: clock.now)
    wall.day_changed.connect(lambda: days.append(wall.today()))
    wall.look()
    assert days == []
    clock.forward(days=3)
    wall.look()
    wall.look()
    wall.close()
    assert len(days) == 1
