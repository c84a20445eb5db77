"""The journal as a file: what was written comes back, what was torn or changed does not."""

import os

import pytest

from salesdesk.domain.errors import StorageError
from salesdesk.storage.base import new_id
from salesdesk.storage.journal import Entry, GroupEnd, Journal, WrittenAct

KEY = bytes(range(32))
END = GroupEnd(forgets=True, steps=(), counters=())
DEVICE, ME = new_id(), new_id()


def _entry(first, count=1, *, end=END, group=b"g" * 16):
    acts = [WrittenAct("edit", "customers", b"r" * 16, None, b'{"name":"x"}', None, None)] * count
    return Entry(group, b"d" * 16, 1, 0, first, count, 0, acts, None, end)


@pytest.fixture
def journal(tmp_path):
    made = Journal.make(tmp_path / "outbox.log", KEY, device=DEVICE, me=ME)
    yield made
    made.close()


def _write(journal, *entries):
    for entry in entries:
        journal.add(entry)
    journal.seal()
    journal.settle()


def _again(journal):
    journal.close()
    opened = Journal(journal.path, KEY)
    return opened, opened.open()


def test_what_was_written_comes_back(journal):
    _write(journal, _entry(1), _entry(2, 3))
    opened, owner = _again(journal)
    assert (owner.device, owner.me) == (DEVICE.bytes, ME.bytes)
    assert opened.newest().last == 4
    assert [(entry.first, entry.count) for _, entry in opened.entries()] == [(1, 1), (2, 3)]
    assert opened.is_whole()
    opened.close()


def test_nothing_of_it_can_be_read_without_the_key(journal):
    _write(journal, _entry(1))
    assert b"customers" not in journal.path.read_bytes()
    journal.close()
    other = Journal(journal.path, bytes(32))
    with pytest.raises(StorageError, match="journal-damaged"):
        other.open()
    other.close()


@pytest.mark.parametrize("left", [1, 3, 4, 15, 30, -37, -60])
def test_a_torn_last_record_is_passed_over(journal, left):
    _write(journal, _entry(1))
    size = journal.size
    _write(journal, _entry(2))
    journal.close()
    os.truncate(journal.path, size + left if left > 0 else journal.size + left)
    opened, _ = _again(journal)
    assert opened.newest().last == 1
    assert opened.path.stat().st_size == size
    _write(opened, _entry(2))
    assert [entry.last for _, entry in opened.entries()] == [1, 2]
    opened.close()


def test_a_group_without_its_end_is_passed_over(journal):
    _write(journal, _entry(1))
    _write(journal, _entry(2, end=None, group=b"h" * 16), _entry(3, end=None, group=b"h" * 16))
    opened, _ = _again(journal)
    assert opened.newest().last == 1
    opened.close()


def test_what_is_taken_back_is_gone(journal):
    _write(journal, _entry(1))
    journal.add(_entry(2))
    journal.take_back()
    assert [entry.last for _, entry in journal.entries()] == [1]


def test_damage_in_the_middle_is_not_taken_for_a_torn_end(journal):
    _write(journal, _entry(1))
    middle = journal.size + 40
    _write(journal, _entry(2))
    _write(journal, _entry(3))
    journal.close()
    data = bytearray(journal.path.read_bytes())
    data[middle] ^= 1
    journal.path.write_bytes(data)
    opened, _ = _again(journal)
    assert not opened.is_whole()
    assert [entry.last for _, entry in opened.entries()] == [1]
    opened.close()


def test_a_record_cannot_be_moved(journal):
    _write(journal, _entry(1))
    start = journal.size
    _write(journal, _entry(2))
    journal.close()
    data = journal.path.read_bytes()
    journal.path.write_bytes(data + data[start:])
    opened, _ = _again(journal)
    assert opened.newest().last == 2
    assert [entry.last for _, entry in opened.entries()] == [1, 2]
    opened.close()


def test_a_full_disk_is_told_as_such(journal, monkeypatch):
    class Full:
        def seek(self, _place):
            return 0

        def write(self, _data):
            raise OSError(28, "full")

        def close(self):
            pass

    monkeypatch.setattr(journal, "_file", Full())
    with pytest.raises(StorageError, match="disk-full"):
        journal.add(_entry(1))
