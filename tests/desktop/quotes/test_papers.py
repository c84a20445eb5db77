"""A paper that was made on another computer: told apart, fetched when it is wanted, and never in the way."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from salesdesk import words
from salesdesk.desktop.main_window import MainWindow
from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.domain.errors import SyncFailed
from salesdesk.services import quote_papers
from salesdesk.storage.replica import file_line, identity
from salesdesk.sync import client
from salesdesk.sync.state import Replica


class Server:
    """What lies behind the network: it gives a paper when it is told to."""

    def __init__(self) -> None:
        self.content = b""
        self.asked: list[str] = []
        self.error: Exception | None = None
        self.goes_on = threading.Event()

    def fetch(self, replica, sha256, size, told) -> bytes:
        self.asked.append(sha256)
        told(0, size)
        assert self.goes_on.wait(20)
        told(size // 2, size)
        if self.error is not None:
            raise self.error
        file_line.keep(replica.database, replica.files, self.content, sha256)
        return self.content


@pytest.fixture
def server(monkeypatch):
    server = Server()
    monkeypatch.setattr(client, "fetch_file", server.fetch)
    yield server
    server.goes_on.set()


@pytest.fixture
def connected(database):
    with database.absorb() as absorbed:
        facts = {identity.URL: "https://desk.example.com", identity.TOKEN: "t"}
        identity.note(absorbed.session, **facts)


@pytest.fixture
def window(office, files, qtbot, settle, connected):
    sync = SyncAgent(Replica(office.database, files), office.background, office.changes)
    window = MainWindow(lambda _notices: replace(office, sync=sync))
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    sync.look()
    settle()
    yield window
    sync.close()
    window.close()
    settle()


@pytest.fixture
def paper(database, files, make_quote, server, settle, page):
    """A paper whose row is here, and whose file is not."""
    quote = make_quote()
    paper = quote_papers.issue(database, files, quote)
    server.content = quote_papers.content(files, paper)
    files.remove(files.kept_as(paper.sha256))
    page.open_quote(quote)
    settle()
    return paper


def told(page) -> str:
    return page.drawer.history.entries.told(0).below


def dialogs(qapp) -> list[QFileDialog]:
    return [widget for widget in qapp.topLevelWidgets() if isinstance(widget, QFileDialog)]


def choose(qtbot, page):
    """Press Enter on the paper."""
    history = page.drawer.history
    history.setFocus()
    history.setCurrentIndex(history.model().index(0, 0))
    qtbot.keyClick(history, Qt.Key.Key_Return)


def test_a_paper_that_is_not_here_is_fetched_with_progress_and_then_saved(
    qtbot, qapp, page, window, paper, server, settle, tmp_path
):
    assert told(page).endswith("not on this computer yet")
    choose(qtbot, page)
    qtbot.waitUntil(window.tasks.isVisible)
    card = window.tasks._column.itemAt(0).widget()
    assert card._title.text().startswith("PDF Q-")
    qtbot.waitUntil(lambda: card._detail.text().endswith(f" / {len(server.content) / 1000:.0f} KB"))
    assert dialogs(qapp) == []
    server.goes_on.set()
    qtbot.waitUntil(lambda: len(dialogs(qapp)) == 1)
    (dialog,) = dialogs(qapp)
    path = tmp_path / "offer.pdf"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    settle()
    assert path.read_bytes() == server.content
    assert paper.sha256[:12] in told(page)
    assert not window.tasks.isVisible()


def test_a_paper_that_is_here_asks_nobody(qtbot, qapp, page, files, paper, server, settle):
    files.put(server.content)
    choose(qtbot, page)
    qtbot.waitUntil(lambda: len(dialogs(qapp)) == 1)
    dialogs(qapp)[0].reject()
    settle()
    assert server.asked == []


def test_whoever_stops_it_may_ask_again(qtbot, qapp, page, window, paper, server, settle):
    choose(qtbot, page)
    qtbot.waitUntil(lambda: len(server.asked) == 1)
    choose(qtbot, page)  # once is enough
    qtbot.waitUntil(lambda: len(page.desk.background._waiting) == 1)
    qtbot.waitUntil(window.tasks.isVisible)
    card = window.tasks._column.itemAt(0).widget()
    card._stop.click()
    server.goes_on.set()
    settle()
    assert not window.tasks.isVisible()
    assert dialogs(qapp) == []
    assert server.asked == [paper.sha256]
    choose(qtbot, page)
    qtbot.waitUntil(lambda: len(dialogs(qapp)) == 1)
    dialogs(qapp)[0].reject()
    settle()
    assert server.asked == [paper.sha256] * 2


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("code", ["file-away", "file-not-there"])
def test_offline_is_said_kindly(qtbot, qapp, page, server, settle, heard, code):
    server.error = SyncFailed(code)
    server.goes_on.set()
    choose(qtbot, page)
    settle()
    assert dialogs(qapp) == []
    assert heard.errors == []
    assert "by itself" in heard.said[-1]
    words.use("zh")
    assert "自动取回" in words.say(f"error.{code}")


@pytest.mark.usefixtures("paper")
def test_working_alone_there_is_nobody_to_ask(qtbot, page, database, server, settle, heard):
    with database.absorb() as absorbed:
        identity.note(absorbed.session, **{identity.TOKEN: ""})
    page.desk.sync.look()
    settle()
    choose(qtbot, page)
    settle()
    assert server.asked == []
    assert [error.code for error in heard.errors] == ["file-gone"]


def test_a_paper_that_comes_by_itself_is_shown_at_once(page, database, files, paper, server, settle):
    file_line.keep(database, files, server.content, paper.sha256)
    settle()
    assert paper.sha256[:12] in told(page)
