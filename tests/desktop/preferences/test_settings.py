from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from salesdesk.desktop.preferences.page import SettingsPage
from salesdesk.desktop.preferences.protection import PasswordSheet, RecoverySheet
from salesdesk.desktop.preferences.rows import SettingRow
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.services import accounts, collisions, company, copies, pool
from salesdesk.storage.files import Files
from salesdesk.words import LANGUAGES, words_of


@pytest.fixture
def page(qtbot, desk, settle) -> SettingsPage:
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    settle()
    return page


def _row(page, key) -> SettingRow:
    return next(row for section in page.sections for row in section.rows if row.key == key)


def test_the_theme_is_in_force_at_once_and_can_be_reset(page, desk):
    row = _row(page, "settings.theme")
    row.control._press("dark")
    try:
        assert look().tokens.dark
        row.findChildren(IconButton)[0].click()
        assert desk.theme.scheme == "system"
    finally:
        desk.theme.set_scheme("light")


def test_a_change_by_key_is_shown_here_too(page, desk):
    row = _row(page, "settings.zoom")
    desk.theme.zoom_by(1)
    try:
        assert row.control.value() == 110
        assert row.findChildren(IconButton)[0].isVisible()
    finally:
        desk.theme.set_zoom(100)
    assert not row.findChildren(IconButton)[0].isVisible()


def test_the_company_is_written_when_a_field_is_left(page, desk, settle):
    field = _row(page, "settings.company.name").control
    field.line.setText("诺瓦贸易")
    field.commit()
    settle()
    assert company.profile(desk.database).name == "诺瓦贸易"


def test_what_cannot_be_taken_is_said_beside_the_field(page, desk, settle):
    field = _row(page, "settings.company.email").control
    field.line.setText("not a mail")
    field.commit()
    settle()
    assert field.refused
    assert company.profile(desk.database).email == ""


def test_every_default_of_quotes_can_be_changed(page, desk, settle):
    for name, typed in (("tax_rate", "9 %"), ("validity_days", "15"), ("number_series", "qt")):
        field = _row(page, f"settings.quotes.{name}").control
        field.line.setText(typed)
        field.commit()
    for name in ("rounding", "rounding_mode"):
        choice = _row(page, f"settings.quotes.{name}").control
        choice.box.setCurrentIndex(2)
        choice.box.activated.emit(2)
    settle()
    profile = company.profile(desk.database)
    assert (profile.tax_rate, profile.validity_days, profile.number_series) == (Decimal(9), 15, "QT")
    assert (profile.rounding, profile.rounding_mode) == ("per_document", "up")


def test_the_rules_of_the_pool_are_set_and_lifted_again(page, desk, settle):
    for typed, wanted in (("30", 30), ("", None)):
        field = _row(page, "settings.pool.days").control
        field.line.setText(typed)
        field.commit()
        settle()
        assert pool.rules(desk.database).days == wanted


def test_hints_at_colleagues_customers_are_turned_off_for_the_company(page, desk, settle):
    control = _row(page, "settings.pool.collision_hints").control
    assert control.value() == "yes"
    control.chosen.emit("no")
    settle()
    assert not collisions.hints_wanted(desk.database)
    assert control.value() == "no"


def test_a_change_from_elsewhere_is_shown(page, desk, settle):
    company.edit_profile(desk.database, {"phone": "0755 8288 6688"})
    settle()
    assert _row(page, "settings.company.phone").control.line.text()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("theme", "settings.theme"),
        ("税", "settings.quotes.tax_rate"),
        ("back up", "settings.backup"),
        ("logo", "settings.company.logo"),
    ],
)
def test_a_setting_is_found_by_typing_in_either_language(page, typed, found):
    page.search(typed)
    shown = [row.key for section in page.sections for row in section.rows if row.isVisible()]
    assert found in shown
    assert "settings.version" not in shown


def test_nothing_found_is_said(page):
    page.search("qqqq")
    assert page.nothing.isVisible()
    page.search("")
    assert not page.nothing.isVisible()
    assert all(row.isVisible() for section in page.sections for row in section.rows)


def test_a_place_names_a_section(page, settle):
    page.show_place(Place("settings", args=(("section", "data"),)))
    settle()
    assert page.area.verticalScrollBar().value() > 0


def test_a_copy_is_made_and_told(page, desk, settle, heard):
    next(each for each in page.findChildren(Button) if each.text() == "Back up now").click()
    settle()
    assert copies.last_copy(desk.places) is not None
    assert heard.said == ["The backup is made and checked."]


def test_the_file_is_looked_through(page, settle, heard):
    next(each for each in page.findChildren(Button) if each.text() == "Check now").click()
    settle()
    assert heard.said == ["Everything is whole."]


def test_the_time_until_locking_is_kept_and_told(qtbot, desk, settle):
    from dataclasses import replace  # noqa: PLC0415 - one desk

    told: list[int] = []
    page = SettingsPage(replace(desk, lock_after=told.append))
    qtbot.addWidget(page)
    settle()
    control = _row(page, "settings.idle").control
    control.box.setCurrentIndex(1)
    control.box.activated.emit(1)
    assert (told, desk.choices.get("idle_minutes")) == ([1], 1)
    settle()


def test_every_setting_is_worded_in_both_languages(page):
    keys = {row.key for section in page.sections for row in section.rows}
    keys |= {f"settings.{section.name}" for section in page.sections}
    for language in LANGUAGES:
        assert keys - set(words_of(language).texts) == set()


class Open:
    """A workspace that is open, as far as the settings ask of it."""

    def __init__(self, desk) -> None:
        self.database, self.places, self.keys = desk.database, desk.places, None
        self.files = Files(desk.places.files, b"k" * 32)


@pytest.fixture
def with_keys(desk):
    from dataclasses import replace  # noqa: PLC0415 - one desk

    return replace(desk, workspace=Open(desk))


def test_the_logo_is_shown_and_taken_off(qtbot, with_keys, settle, tmp_path):
    page = SettingsPage(with_keys)
    qtbot.addWidget(page)
    settle()
    picker = _row(page, "settings.company.logo").control
    picture = QImage(60, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    path = tmp_path / "logo.png"
    picture.save(str(path))
    picker.take(path)
    settle()
    assert not picker.picture.pixmap().isNull()
    picker.remove()
    settle()
    assert picker.picture.text() == "No logo"


def test_a_new_password_is_typed_twice(qtbot, with_keys, monkeypatch, settle, heard):
    asked: list[tuple[str, str]] = []
    change = lambda _workspace, old, new: asked.append((old, new))  # noqa: E731
    monkeypatch.setattr(accounts, "change_password", change)
    page = SettingsPage(with_keys)
    qtbot.addWidget(page)
    sheet = PasswordSheet(with_keys, with_keys.workspace, page)
    sheet.old.setText("old one")
    sheet.new.setText("correct horse battery")
    sheet.again.setText("correct house battery")
    sheet.submit()
    assert asked == []
    sheet.again.setText("correct horse battery")
    sheet.submit()
    settle()
    assert asked == [("old one", "correct horse battery")]
    assert heard.said == ["The password has been changed."]


def test_a_new_recovery_key_is_shown_once(qtbot, with_keys, monkeypatch, settle):
    monkeypatch.setattr(accounts, "renew_recovery_key", lambda _workspace: bytes(range(16)))
    page = SettingsPage(with_keys)
    qtbot.addWidget(page)
    sheet = RecoverySheet(with_keys, with_keys.workspace, page)
    sheet.open()
    sheet.renew()
    settle()
    assert sheet._card.isVisible()
    assert not sheet.go.isVisible()
    sheet.reject()
