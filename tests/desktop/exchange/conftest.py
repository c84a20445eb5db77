"""The real window on a real workspace, and files as other programs write them."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.exchange.page import ImportPage
from salesdesk.desktop.main_window import MainWindow
from salesdesk.desktop.pages import PAGES
from salesdesk.desktop.runtime.places import Place

PEOPLE = (
    ("客户编号", "公司名称", "联系人", "手机", "城市", "级别", "下次跟进"),
    ("C1", "深圳鑫源精密机械有限公司", "仉霞", "13800138000", "深圳市", "A", "2026-12-01"),
    ("C2", "广州金穗冷链物流有限公司", "胡建国", "13800138001", "广州市", "B", "2026-12-02"),
    ("C3", "苏州昆仑电子有限公司", "李明", "13800138002", "苏州市", "C", ""),
)


@pytest.fixture
def window(qtbot, desk, settle) -> Iterator[MainWindow]:
    entries = [entry for entry in PAGES if entry.kind in ("import", "customers", "products", "help")]
    window = MainWindow(lambda notices: replace(desk, notices=notices), pages=entries)
    qtbot.addWidget(window)
    window.resize(1280, 860)
    window.open(Place("import"))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    settle()
    return window


@pytest.fixture
def page(window) -> ImportPage:
    return window.stack.front()


@pytest.fixture
def write_csv(tmp_path) -> Callable[..., Path]:
    """Write rows as a text file, in any encoding and with any separator."""

    def write(
        name: str = "customers.csv",
        rows: Sequence[Sequence[str]] = PEOPLE,
        *,
        encoding: str = "utf-8",
        delimiter: str = ",",
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows(rows)
        return path

    return write


@pytest.fixture
def take(page, settle) -> Callable[..., ImportPage]:
    """Give files to the page and wait until they have been looked at; then go some steps on."""

    def take_files(*paths: Path, steps: int = 0) -> ImportPage:
        page.take_files(paths)
        settle()
        for _ in range(steps):
            page.go_on()
            settle()
        return page

    return take_files


@pytest.fixture
def press(qtbot, settle):
    """Press keys on whatever has the keyboard, and wait for what comes of each."""

    def press_keys(*keys) -> None:
        for pressed in keys:
            *held, key = pressed if isinstance(pressed, tuple) else (pressed,)
            for each in key if isinstance(key, str) else (key,):
                qtbot.keyClick(QApplication.focusWidget(), each, *held)
                settle()

    return press_keys


@pytest.fixture
def speak(desk, qapp):
    """Speak another language in the whole window."""

    def switch(code: str) -> None:
        desk.language.switch(code)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)
        qapp.processEvents()

    return switch
