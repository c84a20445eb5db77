"""The lines of the inbox: what is chosen stays chosen, and is shown once."""

from datetime import UTC, datetime
from uuid import UUID

from salesdesk.desktop.inbox.line_list import LineList
from salesdesk.desktop.inbox.lines import Line

SEEN = datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_very_many_chosen_lines_are_not_shown_one_by_one(qtbot, dressed):
    lines = [Line("conflicts", n, (n,), "customers", UUID(int=n), f"Customer {n}", SEEN) for n in range(200)]
    shown = LineList(lambda line: (line.title, ""))
    qtbot.addWidget(shown)
    shown.show_lines(lines)
    shown.selectAll()
    told = []
    shown.chosen.connect(lambda: told.append(len(shown.chosen_lines())))
    shown.show_lines(lines[1:])
    assert len(shown.chosen_lines()) == 199
    assert len(told) <= 4
