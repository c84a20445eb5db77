"""A day with customers, by keyboard alone and without a network: logged, planned, moved, reminded of.

The keys of planning a tour are counted and printed, with the seconds of the program, beside what they may be.
"""

from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pypdfium2

from tests.journeys.test_first_day import SAMPLE, find, first_run, import_file


def test_a_day_with_customers(sit_down, tmp_path):
    person = sit_down()
    first_run(person, tmp_path)
    import_file(person, SAMPLE / "customers_zh.csv", rows=160)
    find(person)
    log_a_talk(person)
    plan_a_visit(person)
    be_reminded(person)
    plan_a_tour(person, tmp_path / "plan.pdf")
    put_off_many(person)
    come_back_from_a_visit(person)


class Step:
    """Keys and seconds of one step of the walk, told beside their budget."""

    def __init__(self, person, what: str, *, most: int) -> None:
        self.person, self.what, self.most = person, what, most
        self.keys, self._began = 0, monotonic()

    def press(self, *keys: str) -> None:
        self.keys += len(keys)
        self.person.press(*keys)

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.person.type(text)

    def reads(self, *texts: str) -> list[str]:
        """Wait for the words that end the step; print what it took."""
        seen: list[str] = self.person.reads(*texts)
        print(f"{self.what}: {self.keys}/{self.most} K, {monotonic() - self._began:.1f} s")  # noqa: T201 - told
        assert self.keys <= self.most
        return seen


NEIGHBOURS = ("上海万通冷链物流有限公司", "上海宝泰光电有限公司", "上海鸿图电子科技有限公司")


def plan_a_tour(person, paper: Path) -> None:
    for name in NEIGHBOURS:
        person.press("Ctrl+Shift+N")
        person.type(f"今天 拜访 {name[:6]}")
        person.reads(name)
        person.press("Return")
        person.glimpses(f"已记录：{name}")
    opened = Step(person, "Today opens", most=1)
    opened.press("F3")
    opened.reads(*NEIGHBOURS)
    narrowed = Step(person, "of a district, of class A", most=6)
    narrowed.press("/")
    narrowed.type("bs a")
    narrowed.press("Return")
    narrowed.reads(*NEIGHBOURS)
    planned = Step(person, "visits planned and their page made", most=6)
    planned.press("Space", "Space", "Space", "P")
    seen = person.reads("宝山区", "3 家")
    assert any("09:" in text or "10:" in text for text in seen), seen
    planned.press("Ctrl+E")
    person.type(str(paper), "Return")
    planned.reads("plan.pdf")
    pages = pypdfium2.PdfDocument(paper)
    assert len(pages) == 1
    text = pages[0].get_textpage().get_text_range()
    assert text.count("宝山区") >= 1
    person.press("Escape", "Escape", "Escape")


def put_off_many(person) -> None:
    moved = Step(person, "three moved to a day, one of them back", most=6)
    moved.press("Home", "Space", "Space", "Space")
    person.type("fri")
    moved.press("Return")
    person.glimpses("已将 3 项推迟到")
    moved.press("Ctrl+Z")
    seen = moved.reads(*NEIGHBOURS[1:])
    assert not any(NEIGHBOURS[0] in text for text in seen)


def come_back_from_a_visit(person) -> None:
    person.press("Return")
    person.reads("概览", "下次跟进")
    logged = Step(person, "a visit logged: outcome, words, next date", most=10)
    logged.press("Alt+L")
    person.type("样品合格，要正式报价")
    logged.press("Alt+1", "Alt+W", "Return")
    logged.reads("样品合格，要正式报价", "有意向", "意向")


def log_a_talk(person) -> None:
    person.press("L", "Return")  # a call that needs no words
    person.reads("已记入往来记录", "电话")
    person.press("Alt+L")
    person.type("看了泵房，想要变频方案")
    person.press("Alt+1", "Alt+W", "Return")
    person.reads("看了泵房，想要变频方案", "有意向")


def plan_a_visit(person) -> None:
    person.press("Ctrl+Alt+N")
    person.reads("新建日程")
    person.type("明天下午3点拜访鑫源谈年框", "Return")
    person.reads("已安排：", "15:00, 拜访", "谈年框")
    person.press("Alt+Down")
    person.reads("15:15, 拜访")
    person.press("Ctrl+Z")
    person.reads("15:00, 拜访")
    person.press("M")
    person.reads("月", "15:00, 拜访")
    person.press("W")


def be_reminded(person) -> None:
    """What begins in five minutes, with the usual warning of a quarter of an hour, rings at once."""
    soon = datetime.now().astimezone() + timedelta(minutes=5)
    person.press("Ctrl+Alt+N")
    person.type(f"{soon:%Y-%m-%d %H:%M} 打电话 鑫源 催回签", "Return")
    person.reads(f"{soon:%H:%M} · 电话：催回签", "10 分钟后")
    person.press("Alt+R")
    person.reads("概览", "下次跟进")
