"""The first day: from the first run to the next morning, through the window of the real program, by keyboard.

The program is a process of its own, so locking replaces it and the plug can be pulled.
"""

import hashlib
from pathlib import Path

import pypdfium2

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
PASSWORD = "seven red cranes over the river"
COMPANY = "深圳市蓝海流体设备有限公司"
IN_WORDS = "人民币贰万陆仟肆佰肆拾贰元整"
BUYER = "深圳鑫源精密机械股份有限公司"


def first_run(person, folder) -> None:
    person.reads("Welcome")
    person.press("Left")
    person.reads("欢迎使用")
    person.press("Tab", "Return")
    person.reads("您的信息和密码")
    person.type("王芳", "Tab")
    person.type(COMPANY, "Tab")
    person.type(PASSWORD, "Return")
    person.reads("请保管好恢复密钥")
    person.press("Tab", "Return")  # save it
    save_as(person, folder / "key.txt")
    person.reads("已保存为")
    person.press("Tab", "Tab", "Space", "Return")
    person.reads("先单机使用")
    person.press("Return")
    person.reads("今天", COMPANY)


def save_as(person, path) -> None:
    person.press("Ctrl+A")
    person.type(str(path), "Return")


def import_file(person, path, *, rows: int) -> None:
    person.press("G, I", "Ctrl+O")
    person.type(str(path), "Return")
    person.reads(f"{rows}")
    person.press("Ctrl+Return", "Ctrl+Return")
    person.reads(f"导入 {rows} 行")
    person.press("Ctrl+Return")
    person.reads(f"已导入 {rows} 行")


def find(person) -> None:
    person.press("G, C")
    person.reads("160 位客户")
    person.press("/")
    person.type("鑫源")
    person.reads("5 位客户", BUYER)
    person.press("Ctrl+A")
    person.type("gzjs")
    person.reads("广州金穗冷链物流有限公司")
    person.press("Ctrl+K")
    person.type("szxy")
    person.reads(BUYER)
    person.press("Return")
    person.reads("仇霞")


def write_quote(person) -> str:
    """Write a quote of two lines for the customer that is shown, and send it; return its number."""
    person.press("Q")
    seen = person.reads("Q-2026", BUYER, "人民币零元整")
    number = next(text for text in seen if text.startswith("Q-2026"))
    person.type("CP-50", "Return")
    person.type("2", "Return")
    person.type("GV-80", "Return")
    person.type("10", "Return")
    person.reads("¥23,400.00", "¥26,442.00", IN_WORDS)
    person.press("Escape")
    person.sees_paper(IN_WORDS)
    person.press("Ctrl+Shift+S")
    person.reads("报价已发给客户")
    return number


def take_paper(person, path) -> bytes:
    """Save the paper that went out, and read it back."""
    person.press("Ctrl+E")
    person.reads(".pdf")
    save_as(person, path)
    person.reads(f"{path}")
    return path.read_bytes()


def lock(person) -> None:
    """Lock: the program begins anew in the same process, and a wrong password opens nothing."""
    pid = person.pid
    person.press("Ctrl+L")
    person.pid = person.hear()["pid"]
    assert person.pid == pid
    person.reads("已锁定")
    person.type("seven red cranes over the sea", "Return")
    person.reads("密码不正确")
    person.press("Ctrl+A")


def unlock(person, *texts: str) -> None:
    person.reads("已锁定")
    person.type(PASSWORD, "Return")
    person.reads(COMPANY, *texts)


def write_until_the_plug_is_pulled(person) -> int:
    """Return how many customers the program had told to be written when it was ended."""
    person.ask("write_on", 10_000)
    written = [person.hear() for _ in range(20)]
    person.pull_the_plug()
    return len(written)


def found_in(pdf: bytes, *wanted: str) -> set[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    return {each for each in wanted if each in text}


def test_the_first_day(sit_down, tmp_path):
    person = sit_down()
    first_run(person, tmp_path)
    person.ask("resize", 1440, 900)
    import_file(person, SAMPLE / "customers_zh.csv", rows=160)
    import_file(person, SAMPLE / "products_zh.csv", rows=40)
    find(person)
    number = write_quote(person)
    paper = take_paper(person, tmp_path / "quote.pdf")
    told = {number, BUYER, COMPANY, IN_WORDS}
    assert found_in(paper, *told) == told
    before, place = person.ask("counts"), person.ask("place")
    assert (before["customers"], before["products"], before["quote_lines"]) == (160, 40, 2)

    lock(person)
    unlock(person, number)
    assert person.ask("counts") == before
    assert person.ask("place") == place

    least = write_until_the_plug_is_pulled(person)
    person = sit_down()  # the next morning
    unlock(person, number, "¥26,442.00", IN_WORDS)
    after = person.ask("counts")
    assert after["customers"] - before["customers"] >= least
    assert after | {"customers": before["customers"]} == before
    assert person.ask("place") == place
    assert hashed(take_paper(person, tmp_path / "again.pdf")) == hashed(paper)

    person.press(
        "Ctrl+K"
    )  # to the list: a field of the quote may hold the keyboard, and keeps Ctrl+Z to itself
    person.type("前往「客户」", "Return")
    person.reads("位客户")
    person.press("Ctrl+Z")  # the last that was written before the plug was pulled
    person.glimpses("断电前")
    assert person.ask("counts") == after | {"customers": after["customers"] - 1}


def test_what_was_never_told_as_written_is_lost_whole(sit_down, tmp_path):
    """The control: this day would be lost if writing did not end before it is told."""
    person = sit_down()
    first_run(person, tmp_path)
    before = person.ask("counts")
    assert person.ask("hold") == before["customers"] + 1
    person.pull_the_plug()
    person = sit_down()
    unlock(person)
    assert person.ask("counts") == before


def hashed(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()
