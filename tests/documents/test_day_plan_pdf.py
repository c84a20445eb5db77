"""A day of visits: one page, whatever stands on it, in embedded fonts."""

from datetime import date

import pytest

from salesdesk.documents.day_plan_pdf import DayPaper, Entry, render_day


def paper(count: int, *, details: int = 3, same_area: bool = False, long: int = 1) -> DayPaper:
    entries = tuple(
        Entry(
            area="上海市 · 浦东新区" if same_area else f"City {n}",
            hours="09:00-10:00",
            name=f"客户{n:02}" * long,
            mark="A 级",
            address="世纪大道1号" * long,
            reached="王芳 · 13800138000",
            details=tuple((f"报价{m}", f"Q-{n}-{m}") for m in range(details)),
        )
        for n in range(count)
    )
    return DayPaper(
        title="拜访计划 2026年11月27日",
        who="李明",
        summary=f"共 {count} 家",
        notes="记录",
        printed="2026年11月23日",
        made_on=date(2026, 11, 23),
        entries=entries,
        language="zh",
    )


@pytest.mark.parametrize(
    ("count", "details", "same_area"), [(1, 8, True), (5, 3, False), (12, 8, True), (12, 8, False)]
)
def test_every_visit_is_on_the_one_page(read, count, details, same_area):
    printed = read(render_day(paper(count, details=details, same_area=same_area)))
    assert len(printed) == 1
    text = printed.dense()
    assert all(text.count(f"客户{n:02}") == 1 for n in range(count))
    assert all(printed.fonts().values())
    lowest = min(part.get_bounds()[1] for part in printed.document[0].get_objects())
    assert lowest > 12


def test_a_district_is_named_once_and_few_visits_leave_room_to_write(read):
    text = read(render_day(paper(3, same_area=True))).dense()
    assert (text.count("浦东新区"), text.count("记录")) == (1, 3)
    assert "记录" not in read(render_day(paper(12))).dense()


def test_what_is_too_long_is_cut_and_the_bytes_are_the_same(read):
    assert read(render_day(paper(2, long=60))).dense().count("…") == 4
    assert render_day(paper(2)) == render_day(paper(2))
