"""Opening a workspace: every refusal is told by its code, and none of them loses anything."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from salesdesk import words
from salesdesk.domain.errors import BadInput, SalesDeskError, StorageError, VaultError
from salesdesk.security import keyslots
from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts, company, customers
from salesdesk.services.accounts import State, Workspace
from salesdesk.settings import DeviceChoices, Places
from salesdesk.storage import backup, migrations
from salesdesk.storage.in_use import InUse

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "sieben bunte Kraniche"
OTHER = "neun graue Gänse im Nebel"
CHEAP = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))


class Ring:
    """The keyring of the test's computer."""

    name = "Test Ring"

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def read(self, profile: str) -> bytes | None:
        return self.entries.get(profile)

    def write(self, profile: str, secret: bytes) -> None:
        self.entries[profile] = secret

    def remove(self, profile: str) -> None:
        self.entries.pop(profile, None)


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def places(tmp_path) -> Places:
    return Places(tmp_path / "workspace")


@pytest.fixture
def create(places, ring) -> Callable[..., accounts.NewWorkspace]:
    return partial(
        accounts.create_workspace,
        places,
        password=PASSWORD,
        language="zh",
        name="王芳",
        company="鑫源",
        now=NOW,
        keyring=lambda: ring,
        costs=CHEAP,
    )


@pytest.fixture
def unlock(places, ring) -> Callable[..., Workspace]:
    def unlock(password: str = PASSWORD, *, now: datetime = NOW, **given) -> Workspace:
        return accounts.unlock(places, password, now=now, **{"keyring": lambda: ring, "costs": CHEAP} | given)

    return unlock


@pytest.fixture
def made(create) -> accounts.NewWorkspace:
    """A workspace with one customer, closed."""
    made = create()
    customers.add_customer(made.workspace.database, {"name": "长安机械"})
    made.workspace.close()
    return made


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(SalesDeskError) as refused:
        call()
    return refused.value.code


def names(workspace: Workspace) -> list[str]:
    with workspace.database.engine.connect() as connection:
        found = [row[0] for row in connection.execute(text("SELECT name FROM customers ORDER BY name"))]
    workspace.close()
    return found


def test_a_new_workspace_knows_who_made_it_and_speaks_their_language(create, places):
    made = create()
    assert company.me(made.workspace.database).name == "王芳"
    assert company.profile(made.workspace.database).name == "鑫源"
    assert DeviceChoices.read(places.choices).get("language") == "zh"
    assert made.written_key in made.card
    made.workspace.close()


@pytest.mark.parametrize("wrong", [{"name": " \u200b"}, {"company": "名" * 501}])
def test_a_name_that_cannot_be_leaves_nothing_behind(create, places, wrong):
    with pytest.raises(BadInput):
        create(**wrong)
    assert accounts.state_of(places) is State.NEW
    assert not places.profile.exists()


def test_what_was_written_is_there_after_unlocking(made, unlock, places):
    assert accounts.state_of(places) is State.LOCKED
    assert names(unlock()) == ["长安机械"]


def test_making_a_workspace_is_no_step_to_undo(create):
    made = create()
    with made.workspace.database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM undo_steps")).scalar_one() == 0
    made.workspace.close()


def test_a_wrong_password_is_told_and_the_fifth_makes_wait(made, unlock, places):
    for _ in range(5):
        assert code_of(lambda: unlock(OTHER)) == "wrong-password"
    with pytest.raises(VaultError) as waiting:
        unlock(PASSWORD)  # even the right one
    assert (waiting.value.code, waiting.value.values) == ("wait", {"seconds": 30})
    assert accounts.wait_of(places, NOW) == timedelta(seconds=30)
    assert names(unlock(now=NOW + timedelta(seconds=30))) == ["长安机械"]
    assert accounts.wait_of(places, NOW) == timedelta(0)


def test_the_recovery_key_never_waits(made, unlock, places):
    for _ in range(6):
        code_of(lambda: unlock(OTHER))
    recovered = accounts.unlock_with_recovery(
        places, made.written_key, OTHER, keyring=accounts.no_keyring, costs=CHEAP
    )
    assert names(recovered) == ["长安机械"]
    assert names(unlock(OTHER, keyring=accounts.no_keyring)) == ["长安机械"]


def test_a_lost_keyring_entry_is_told_by_name_and_the_recovery_key_binds_the_next(made, unlock, places, ring):
    ring.entries.clear()
    with pytest.raises(VaultError) as lost:
        unlock()
    assert (lost.value.code, lost.value.values) == ("keyring-lost", {"store": "Test Ring"})
    accounts.unlock_with_recovery(places, made.written_key, OTHER, keyring=lambda: ring, costs=CHEAP).close()
    assert names(unlock(OTHER)) == ["长安机械"]


def test_a_copied_folder_does_not_open_elsewhere(made, places, tmp_path):
    shutil.copytree(places.profile, tmp_path / "stolen")
    stolen = partial(accounts.unlock, Places(tmp_path / "stolen"), PASSWORD, now=NOW, costs=CHEAP)
    assert code_of(lambda: stolen(keyring=Ring)) == "keyring-lost"
    assert code_of(lambda: stolen(keyring=accounts.no_keyring)) == "keyring-lost"


def test_a_damaged_key_slot_file_opens_by_its_spare(made, unlock, places):
    unlock().close()
    places.keyslots.write_bytes(b"\0" * 64)
    assert names(unlock()) == ["长安机械"]


def test_damaged_key_slots_without_a_spare_are_told_before_a_password_is_asked(made, unlock, places):
    keyslots.spare_of(places.keyslots).unlink(missing_ok=True)
    places.keyslots.write_bytes(b"{}")
    assert accounts.state_of(places) is State.KEYSLOTS_DAMAGED
    assert code_of(lambda: accounts.check_state(places)) == "keyslots-damaged"
    assert code_of(unlock) == "keyslots-damaged"


def test_missing_files_are_told_apart(made, places):
    places.database.rename(places.profile / "elsewhere.db")
    assert accounts.state_of(places) is State.DATABASE_MISSING
    assert code_of(lambda: accounts.check_state(places)) == "database-missing"
    (places.profile / "elsewhere.db").rename(places.database)
    places.keyslots.unlink()
    keyslots.spare_of(places.keyslots).unlink(missing_ok=True)
    assert accounts.state_of(places) is State.KEYSLOTS_MISSING


def test_a_missing_database_is_not_made_anew(made, unlock, places):
    places.database.unlink()
    assert code_of(unlock) == "database-missing"
    assert not places.database.exists()


def test_a_damaged_database_is_put_back_from_the_newest_copy_that_proves_whole(made, unlock, places, ring):
    workspace = unlock()
    engine = workspace.database.engine
    backup.make(engine, places.backups, reason="daily", now=NOW - timedelta(days=1))
    customers.add_customer(workspace.database, {"name": "重庆重型"})
    newest = backup.make(engine, places.backups, reason="daily", now=NOW)
    workspace.close()
    for path in (places.database, newest):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        content[200] ^= 1
        path.write_bytes(content)
    assert code_of(unlock) == "database-damaged"
    damaged = places.database.read_bytes()
    restored = accounts.restore(places, PASSWORD, now=NOW, keyring=lambda: ring, costs=CHEAP)
    assert names(restored) == ["长安机械"]
    (aside,) = places.profile.glob("*.aside-*T090000")
    assert aside.read_bytes() == damaged


def test_after_a_violent_end_the_file_is_looked_over_before_anything_is_shown(made, unlock, places):
    unlock().close()
    content = bytearray(places.database.read_bytes())
    content[-2000] ^= 1  # a page that opening does not read
    places.database.write_bytes(content)
    unlock().close()  # a quiet end before: nobody looks
    (places.profile / "open").touch()  # what a killed program leaves
    with pytest.raises(StorageError) as harmed:
        unlock()
    assert harmed.value.code == "database-harmed"
    assert harmed.value.values["n"] >= 1
    assert names(unlock(check=False)) == ["长安机械"]


def test_a_program_that_was_cut_off_leaves_a_mark_and_a_good_file_opens_all_the_same(made, unlock, places):
    workspace = unlock()
    assert (places.profile / "open").exists()
    workspace.database.close()  # no more than a killed program would do
    workspace.in_use.release()
    again = unlock()
    assert names(again) == ["长安机械"]
    assert not (places.profile / "open").exists()


def test_without_a_copy_nothing_is_changed(made, places, ring):
    places.database.write_bytes(b"damaged" * 1000)
    restore = partial(accounts.restore, places, PASSWORD, now=NOW, keyring=lambda: ring, costs=CHEAP)
    assert code_of(restore) == "no-copy"
    assert places.database.read_bytes() == b"damaged" * 1000
    assert sorted(path.name for path in places.profile.glob("*.new*")) == []


def test_a_newer_database_is_refused_and_left_alone(made, unlock, places):
    workspace = unlock()
    with workspace.database.engine.execution_options(rw=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    workspace.close()
    before = places.database.read_bytes()
    assert code_of(unlock) == "database-newer"
    assert places.database.read_bytes() == before


def test_a_migration_that_fails_is_told_and_lets_go_of_everything(made, unlock, places, monkeypatch):
    def fail(*_):
        raise KeyError

    monkeypatch.setattr(migrations, "bring_up_to_date", fail)
    assert code_of(unlock) == "migration-failed"
    monkeypatch.undo()
    assert names(unlock()) == ["长安机械"]


def test_a_plain_database_in_its_place_is_refused(made, unlock, places):
    places.database.write_bytes(b"SQLite format 3\0" + bytes(4096))
    assert code_of(unlock) == "database-plain"


def test_one_program_at_a_time(made, unlock, places, create):
    first = unlock()
    assert code_of(unlock) == "workspace-in-use"
    first.close()
    second = unlock()
    assert code_of(unlock) == "workspace-in-use"
    second.close()


def test_a_refusal_gives_back_the_right_to_work(made, unlock, places):
    code_of(lambda: unlock(OTHER))
    held = InUse.take(places.lock)
    assert held is not None
    assert names(unlock(in_use=held)) == ["长安机械"]


def test_a_workspace_is_never_made_over_another(made, create, places, unlock):
    before = places.database.read_bytes()
    assert code_of(create) == "workspace-exists"
    assert places.database.read_bytes() == before


def test_a_making_that_was_cut_off_begins_anew(create, places, monkeypatch, unlock):
    with monkeypatch.context() as broken:
        broken.setattr(accounts, "_introduce", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
        assert code_of(create) == "disk-full"
    assert accounts.state_of(places) is State.NEW
    create().workspace.close()
    assert names(unlock()) == []


@pytest.mark.parametrize("keyring", [None, Ring()])
def test_a_weak_password_makes_nothing(create, places, keyring):
    weak = partial(create, password="12345678", keyring=lambda: keyring)
    with pytest.raises(BadInput) as refused:
        weak()
    assert refused.value.field == "password"
    assert accounts.state_of(places) is State.NEW


def test_the_password_is_changed_and_the_old_one_is_gone(made, unlock, ring):
    workspace = unlock()
    change = partial(accounts.change_password, workspace, keyring=lambda: ring, costs=CHEAP)
    assert code_of(lambda: change(OTHER, "irgendwas Langes")) == "wrong-password"
    change(PASSWORD, OTHER)
    workspace.close()
    assert code_of(unlock) == "wrong-password"
    assert names(unlock(OTHER)) == ["长安机械"]


def test_a_renewed_recovery_key_opens_and_the_old_one_does_not(made, unlock, places):
    workspace = unlock()
    accounts.renew_recovery_key(workspace)
    workspace.close()
    old = partial(accounts.unlock_with_recovery, places, made.written_key, OTHER, costs=CHEAP)
    assert code_of(lambda: old(keyring=accounts.no_keyring)) == "recovery-key-other"


def test_only_the_owner_may_look_into_a_profile(made, places):
    assert os.name == "nt" or places.profile.stat().st_mode & 0o077 == 0
    assert os.name == "nt" or places.keyslots.stat().st_mode & 0o077 == 0


def test_a_disk_that_refuses_is_told(places, create):
    places.profile.parent.mkdir(exist_ok=True)
    places.profile.write_text("in the way")
    assert code_of(create) == "disk-unwritable"


def test_a_full_disk_lets_its_user_in_to_read_and_tells_a_wrong_password_as_ever(made, unlock, monkeypatch):
    def full(_number):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)  # every small file of ours; the database has its own
    assert code_of(lambda: unlock(OTHER)) == "wrong-password"
    assert names(unlock()) == ["长安机械"]


def test_a_full_disk_at_a_save_is_told_and_nothing_is_lost(made, unlock):
    workspace = unlock()
    with pytest.raises(StorageError) as full:
        _add_until_full(workspace)
    assert full.value.code == "disk-full"
    assert len(names(workspace)) == 1


def _add_until_full(workspace: Workspace) -> None:
    engine = workspace.database.engine
    with engine.execution_options(rw=True).begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # SQLite raises it to the present size
        connection.exec_driver_sql("CREATE TABLE ballast AS SELECT zeroblob(1000000) AS b")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("state", [state for state in State if state not in (State.NEW, State.LOCKED)])
def test_every_state_has_its_words(language, state):
    texts = words.words_of(language).texts
    assert f"error.{state}" in texts
    assert f"unlock.trouble.{state}" in texts
