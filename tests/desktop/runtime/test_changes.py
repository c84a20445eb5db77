from uuid import uuid4

from PySide6.QtCore import QObject
from shiboken6 import delete

from salesdesk.desktop.runtime.changes import Changes, Touched
from salesdesk.services import customers


def test_a_write_is_told_on_the_ui_thread(desk, settle):
    heard: list[Touched] = []
    owner = QObject()
    desk.changes.listen(owner, heard.append, "customers")
    made: list[object] = []
    work = lambda: customers.add_customer(desk.database, {"name": "鑫源"})  # noqa: E731
    desk.background.change(work, owner=owner, then=made.append)
    settle()
    assert heard[0].holds("customers", made[0])
    assert not heard[0].holds("customers", uuid4())


def test_only_what_one_listens_to_is_heard(desk, settle, make_product):
    heard: list[Touched] = []
    owner = QObject()
    desk.changes.listen(owner, heard.append, "customers")
    make_product()
    settle()
    assert heard == []


def test_a_listener_that_is_gone_is_not_called(desk, settle, make_customer, qapp):
    heard: list[Touched] = []
    owner = QObject()
    desk.changes.listen(owner, heard.append)
    delete(owner)
    make_customer()
    settle()
    assert heard == []


def test_many_rows_may_be_any_row():
    assert Touched({"quotes": None}).holds("quotes", uuid4())


def test_news_end_with_close(qapp, database, make_customer):
    heard: list[Touched] = []
    changes = Changes(database.changes)
    changes.touched.connect(heard.append)
    make_customer("深圳")  # on its way, as what a sync brings while a window closes
    changes.close()
    make_customer("广州")
    qapp.processEvents()
    assert heard == []
