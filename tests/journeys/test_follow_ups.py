"""A day with customers, by keyboard alone and without a network: logged, planned, moved, reminded of."""

from datetime import datetime, timedelta

from tests.journeys.test_first_day import SAMPLE, find, first_run, import_file


def test_a_day_with_customers(sit_down, tmp_path):
    person = sit_down()
    first_run(person, tmp_path)
    import_file(person, SAMPLE / "customers_zh.csv", rows=160)
    find(person)
    log_a_talk(person)
    plan_a_visit(person)
    be_reminded(person)


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
