"""Through the entrance by keyboard: the first minute, the lock screen, the recovery key, and each trouble."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget

from salesdesk import words
from salesdesk.desktop.unlock.first_run import KeepKey, Welcome, You
from salesdesk.desktop.unlock.lock_screen import LockScreen
from salesdesk.desktop.unlock.recover import Recover
from salesdesk.desktop.unlock.recovery_card import forget_copy
from salesdesk.desktop.unlock.trouble import _WAYS, Trouble
from salesdesk.desktop.unlock.where import Where
from salesdesk.domain.errors import StorageError, VaultError
from salesdesk.security import recovery
from salesdesk.services import company, copies
from salesdesk.settings import DeviceChoices
from salesdesk.storage import backup
from salesdesk.storage.in_use import InUse
from tests.conftest import NOON

OTHER = "neun graue Reiher im Nebel"
ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape


@pytest.fixture
def keys(qtbot, qapp):
    """Type into whatever has the focus, as a person does."""

    def type_(*strokes) -> None:
        for stroke in strokes:
            target = QApplication.focusWidget() or qapp.activeWindow()
            if isinstance(stroke, str):
                qtbot.keyClicks(target, stroke)
            else:
                qtbot.keyClick(target, stroke)

    return type_


def front(entrance) -> QWidget:
    return entrance.stack.currentWidget()


def unlock(entrance, keys, settle, password) -> None:
    keys(password, ENTER)
    settle()


def test_the_first_minute_by_keyboard_alone(qtbot, enter, keys, settle, places):
    entrance = enter()
    entrance.activateWindow()
    assert isinstance(front(entrance), Welcome)
    keys(ENTER)  # English has the focus: chosen
    front(entrance).primary.setFocus()
    keys(ENTER)
    settle()
    assert isinstance(front(entrance), You)
    keys("Fang Wang", TAB, "Xinyuan", TAB, "kfjw92mxQ7", ENTER)
    settle()
    assert isinstance(front(entrance), KeepKey)
    assert not front(entrance).primary.isEnabled()
    written = front(entrance).card.shown.accessibleName()
    assert len(recovery.read(written)) == 16
    keys(TAB, TAB, TAB, Qt.Key.Key_Space, ENTER)
    assert isinstance(front(entrance), Where)
    keys(ENTER)  # alone
    (workspace,) = entrance.opened_so_far
    assert company.me(workspace.database).name == "Fang Wang"
    assert DeviceChoices.read(places.choices).get("language") == "en"


def test_strength_is_told_while_typing_and_a_weak_password_goes_no_further(enter, keys, settle):
    entrance = enter()
    entrance.show_screen("you")
    settle()
    you = front(entrance)
    told = you.strength.findChild(QLabel)
    keys("Fang Wang", TAB, TAB)
    assert told.text().startswith("At least 8 characters")
    keys("kfjw")
    assert told.text() == "Too short: at least 8 characters, 4 to go"
    keys("92mx")
    assert told.text() == "Fair"
    you.edit.setText("fang wang 88")
    assert told.text().startswith("Easily guessed")
    keys(ENTER)
    settle()
    assert front(entrance) is you
    you.name.clear()
    keys(ENTER)
    assert you.name_field.refusal.text() == words.say("unlock.you.name_missing")


def test_without_a_keyring_the_password_has_to_be_longer_and_it_is_said_why(enter, opening, settle):
    opening.options = {**opening.options, "keyring": lambda: None}
    entrance = enter()
    entrance.show_screen("you")
    settle()
    you = front(entrance)
    assert you.text.text() == words.say("unlock.you.text_alone")
    you.edit.setText("kfjw92mxQ7")
    assert not you.strength.judgement.accepted


def test_the_right_password_opens(made, enter, keys, settle, password):
    entrance = enter()
    assert isinstance(front(entrance), LockScreen)
    unlock(entrance, keys, settle, password)
    assert len(entrance.opened_so_far) == 1
    assert front(entrance).edit.text() == ""


def test_a_wrong_password_is_told_and_can_be_typed_over(made, enter, keys, settle, password):
    entrance = enter()
    unlock(entrance, keys, settle, "falsch")
    lock = front(entrance)
    assert lock.field.refusal.text() == words.say("error.wrong-password")
    assert lock.edit.selectedText()
    unlock(entrance, keys, settle, password)
    assert len(entrance.opened_so_far) == 1


def test_after_five_wrong_ones_a_countdown_runs_and_ends(made, enter, keys, settle, password, wall):
    entrance = enter()
    for _ in range(5):
        unlock(entrance, keys, settle, "falsch")
    lock = front(entrance)
    assert lock.field.refusal.text() == words.say("error.wait", seconds=30)
    assert not lock.primary.isEnabled()
    lock.tick()
    assert lock.field.refusal.text() == words.say("error.wait", seconds=29)
    wall.forward(seconds=30)
    for _ in range(29):
        lock.tick()
    assert lock.field.refusal.text() == ""
    unlock(entrance, keys, settle, password)
    assert len(entrance.opened_so_far) == 1


def test_the_countdown_goes_on_after_a_restart(made, enter, keys, settle, wall):
    entrance = enter()
    for _ in range(5):
        unlock(entrance, keys, settle, "falsch")
    front(entrance).tick()
    wall.forward(seconds=10)
    again = enter()
    assert front(again).field.refusal.text() == words.say("error.wait", seconds=20)
    for screen in (front(entrance), front(again)):
        screen._timer.stop()


def test_a_lost_keyring_leads_to_the_recovery_key_and_a_new_password(
    made, enter, keys, settle, ring, password
):
    ring.entries.clear()
    entrance = enter()
    unlock(entrance, keys, settle, password)
    trouble = front(entrance)
    assert isinstance(trouble, Trouble)
    assert "Test Ring" in trouble.text.text()
    keys(ENTER)  # the way to take has the focus
    settle()
    assert isinstance(front(entrance), Recover)
    keys(made.written_key.lower(), TAB, OTHER, ENTER)
    settle()
    assert len(entrance.opened_so_far) == 1
    assert ring.entries


def test_a_slip_in_the_recovery_key_is_found_while_typing(made, enter, keys, settle):
    entrance = enter()
    front(entrance).other.setFocus()
    keys(ENTER)
    settle()
    recover = front(entrance)
    good = made.written_key.replace("-", "")
    keys(good[:8] + ("A" if good[8] != "A" else "B") + good[9:12])
    assert recover.key.text().count("-") == 1
    assert recover.key_field.refusal.text() == words.say("error.recovery-key-typo", group=2)
    keys(*[Qt.Key.Key_Backspace] * 4, good[8:])
    assert recover.key.text() == made.written_key
    assert not recover.key_field.refusal.isVisible()
    keys(ESC)
    settle()
    assert isinstance(front(entrance), LockScreen)


def test_a_damaged_database_is_put_back_by_the_same_password(made, enter, keys, settle, opening, password):
    workspace = opening.unlock(password)
    backup.make(workspace.database.engine, opening.places.backups, reason="daily", now=opening.now())
    workspace.close()
    opening.places.database.write_bytes(b"damaged" * 1000)
    entrance = enter()
    unlock(entrance, keys, settle, password)
    assert front(entrance).title.text() == words.say("unlock.trouble.database-damaged")
    keys(ENTER)
    settle()
    assert len(entrance.opened_so_far) == 1
    assert list(opening.places.profile.glob("*.aside-*"))


def test_damage_found_after_a_sudden_end_can_be_opened_as_it_is(made, enter, keys, settle, places, password):
    content = bytearray(places.database.read_bytes())
    content[-2000] ^= 1
    places.database.write_bytes(content)
    (places.profile / "open").touch()
    entrance = enter()
    unlock(entrance, keys, settle, password)
    assert front(entrance).error.code == "database-harmed"
    front(entrance).chosen.emit("anyway")
    settle()
    assert len(entrance.opened_so_far) == 1


def test_without_a_copy_the_damage_is_told_and_a_report_can_be_kept(
    made, enter, keys, settle, places, password
):
    places.database.write_bytes(b"damaged" * 1000)
    places.journal.unlink()
    entrance = enter()
    unlock(entrance, keys, settle, password)
    keys(ENTER)
    settle()
    trouble = front(entrance)
    assert trouble.error.code == "no-copy"
    trouble.chosen.emit("report")
    (report,) = places.logs.glob("failure-*.txt")
    assert str(report) in trouble.note.text()
    assert "no-copy" in report.read_text("utf-8")


def test_damaged_key_slots_are_told_before_a_password_is_typed(made, enter, places):
    for path in places.profile.glob("keyslots.json*"):
        path.write_bytes(b"{}")
    entrance = enter()
    assert front(entrance).title.text() == words.say("unlock.trouble.keyslots-damaged")


def test_a_trouble_that_is_over_is_over(made, enter, keys, settle, places, password):
    away = places.database.rename(places.profile / "away.db")
    entrance = enter()
    assert front(entrance).error.code == "database-missing"
    away.rename(places.database)
    front(entrance).chosen.emit("retry")
    settle()
    unlock(entrance, keys, settle, password)
    assert len(entrance.opened_so_far) == 1


def test_a_workspace_in_use_elsewhere_is_told(made, enter, keys, settle, places, password):
    held = InUse.take(places.lock)
    entrance = enter()
    unlock(entrance, keys, settle, password)
    assert front(entrance).error.code == "workspace-in-use"
    held.release()
    front(entrance).chosen.emit("retry")  # the password is still there
    settle()
    assert len(entrance.opened_so_far) == 1


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_trouble_has_a_title_and_ways_out_in_both_languages(enter, made, language):
    entrance = enter()
    entrance._language.switch(language)
    values = {"store": "Ring", "file": "f", "folder": "d", "version": "9", "n": 3}
    values |= {"until": NOON, "reason": "network", "seconds": 3}
    for code in _WAYS:
        kind = StorageError if code.startswith(("database", "disk")) else VaultError
        entrance.show_trouble(kind(code, **values))
        trouble = front(entrance)
        assert trouble.title.text() != words.say("unlock.trouble.title"), code
        assert trouble.text.text() != f"error.{code}"
        assert "{" not in trouble.text.text()
        assert all("unlock." not in button.text() for button in trouble.buttons)
        assert len(trouble.buttons) >= 2


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_screen_speaks_both_languages_and_names_its_controls(enter, made, language):
    entrance = enter()
    screens = [getattr(entrance, name)() for name in ("welcome", "you", "key", "lock", "recover")]
    entrance._language.switch(language)
    QApplication.processEvents()
    for screen in screens:
        for control in screen.findChildren(QWidget):
            typed = isinstance(control, QLineEdit | QPushButton)
            if typed and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert control.accessibleName(), control
        texts = [label.text() for label in screen.findChildren(QLabel)]
        texts += [button.text() for button in screen.findChildren(QPushButton)]
        assert [text for text in texts if text.startswith(("unlock.", "password.", "error."))] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("zoom", [100, 200])
def test_nothing_is_cut_off(enter, made, dressed, settle, language, zoom):
    entrance = enter()
    entrance._language.switch(language)
    try:
        dressed.set_zoom(zoom)
        settle()
        for name in ("welcome", "you", "key", "lock", "recover"):
            screen = getattr(entrance, name)()
            entrance._front(screen)
            QApplication.processEvents()
            shown = [label for label in screen.findChildren(QLabel) if label.isVisible()]
            cut = [label.text() for label in shown if label.height() < label.heightForWidth(label.width())]
            narrow = [
                button.text()
                for button in screen.findChildren(QPushButton)
                if button.isVisible() and button.width() < button.sizeHint().width()
            ]
            assert (name, cut, narrow) == (name, [], [])
    finally:
        dressed.set_zoom(100)


def test_the_language_is_switched_while_it_is_open(made, enter):
    entrance = enter()
    entrance.languages.chosen.emit("zh")
    QApplication.processEvents()
    assert front(entrance).title.text() == "SalesDesk 已锁定"
    assert entrance.languages.value() == "zh"


def test_the_demo_is_asked_for_from_the_first_screen(qtbot, enter):
    entrance = enter()
    with qtbot.waitSignal(entrance.demo_wanted):
        front(entrance).demo.click()


def test_the_key_is_saved_where_the_person_says_and_copied_for_a_minute(enter, opening, password, tmp_path):
    entrance = enter()
    made = opening.create(password=password, language="en", name="Fang Wang", company="Xinyuan")
    made.workspace.close()
    card = entrance.key().card
    card.show_workspace(made)
    card.save_to(tmp_path / "key.txt")
    assert made.written_key in (tmp_path / "key.txt").read_text("utf-8")
    card.save_to(tmp_path / "nowhere" / "key.txt")
    assert "could not be written" in card.note.text()
    card.copy_key()
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == made.written_key
    forget_copy("something else")
    assert clipboard.text() == made.written_key
    forget_copy(made.written_key)
    assert clipboard.text() == ""


def test_closing_the_window_ends_the_program(qtbot, enter):
    entrance = enter()
    with qtbot.waitSignal(entrance.closed):
        entrance.close()


def test_a_damaged_workspace_is_repaired_on_the_spot(made, enter, keys, settle, places, password):
    places.database.write_bytes(b"damaged" * 1000)
    entrance = enter()
    unlock(entrance, keys, settle, password)
    trouble = front(entrance)
    assert trouble.buttons[0].text() == words.say("unlock.way.repair")
    assert trouble.note.text() == words.say("unlock.trouble.unproven")
    keys(ENTER)
    settle()
    (workspace,) = entrance.opened_so_far
    assert workspace.repaired.replayed.held == 0


def test_what_can_be_read_is_exported_from_the_screen_of_the_damage(
    made, enter, keys, settle, places, password, tmp_path, monkeypatch
):
    data = bytearray(places.database.read_bytes())
    data[-4096:-4000] = bytes(96)
    places.database.write_bytes(data)
    (places.profile / "open").touch()
    entrance = enter()
    unlock(entrance, keys, settle, password)
    assert front(entrance).error.code == "database-harmed"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    front(entrance).chosen.emit("export")
    settle()
    assert str(tmp_path / "SalesDesk") in front(entrance).note.text()
    assert (tmp_path / "SalesDesk" / "users.csv").exists()
    assert entrance.opened_so_far == []


def test_the_last_copy_is_shown_where_the_database_is_of_a_newer_program(
    made, opening, enter, keys, settle, places, password
):
    workspace = opening.unlock(password)
    copies.back_up(workspace.database, places)
    with workspace.database.engine.execution_options(rw=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    workspace.close()
    entrance = enter()
    unlock(entrance, keys, settle, password)
    assert front(entrance).error.code == "database-newer"
    front(entrance).chosen.emit("copy")
    settle()
    (looked,) = entrance.opened_so_far
    assert looked.database.looked_at is not None
