"""Beginnings of files: encrypted, in order, and whole up to where they were torn."""

import os
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import StorageError
from salesdesk.storage.files import Files

KEY = b"k" * 32
NAME = "0f" * 32
CANARY = b"%PDF-1.7 canary " * 20


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def parts(folder):
    return Files(folder, KEY).parts


def again(folder):
    """The next start of the program."""
    return Files(folder, KEY).parts


def file_of(folder):
    (path,) = (folder / "parts").iterdir()
    return path


@given(pieces=st.lists(st.binary(min_size=1, max_size=200), max_size=6))
def test_pieces_come_together_again(tmp_path_factory, pieces):
    folder = tmp_path_factory.mktemp("parts", numbered=True)
    parts, done = again(folder), 0
    for piece in pieces:
        done = parts.add(NAME, done, piece)
    for one in (parts, again(folder)):
        assert one.size(NAME) == done
        assert one.read(NAME) == b"".join(pieces)


def test_a_piece_that_came_before_is_not_added_again(parts):
    assert parts.add(NAME, 0, b"one ") == 4
    assert parts.add(NAME, 0, b"one ") == 4
    assert parts.add(NAME, 9, b"far ahead") == 4
    assert parts.add(NAME, 4, b"two") == 7
    assert parts.read(NAME) == b"one two"


def test_nothing_can_be_read_from_the_disk(parts, folder):
    parts.add(NAME, 0, CANARY)
    assert b"canary" not in file_of(folder).read_bytes()
    assert os.name == "nt" or file_of(folder).stat().st_mode & 0o077 == 0
    assert Files(folder, b"x" * 32).parts.size(NAME) == 0


@pytest.mark.parametrize("cut", [1, 5, 30, 300])
def test_what_was_torn_is_cut_off_and_goes_on(parts, folder, cut):
    parts.add(NAME, 0, b"whole")
    parts.add(NAME, 5, CANARY)
    path = file_of(folder)
    path.write_bytes(path.read_bytes()[:-cut])
    fresh = again(folder)
    assert fresh.size(NAME) == 5
    assert fresh.add(NAME, 5, b" again") == 11
    assert again(folder).read(NAME) == b"whole again"


def test_every_place_of_a_part_is_sealed(parts, folder):
    parts.add(NAME, 0, b"one ")
    parts.add(NAME, 4, b"two")
    path = file_of(folder)
    sealed = path.read_bytes()
    for place in range(len(sealed)):
        path.write_bytes(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])
        assert again(folder).read(NAME) in {b"", b"one "}


def test_pieces_of_another_file_or_place_do_not_fit(parts, folder):
    parts.add(NAME, 0, b"one ")
    one = file_of(folder).read_bytes()
    parts.add(NAME, 4, b"two ")
    two = file_of(folder).read_bytes()[len(one) :]
    file_of(folder).write_bytes(two + one)
    assert again(folder).size(NAME) == 0
    file_of(folder).write_bytes(one)
    file_of(folder).rename(folder / "parts" / ("1e" * 32))
    assert again(folder).size("1e" * 32) == 0


def test_two_who_add_at_once_add_once(parts):
    met = Barrier(2, timeout=20)

    def add() -> None:
        met.wait()
        parts.add(NAME, 0, CANARY)

    twins = [Thread(target=add) for _ in range(2)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join(20)
    assert parts.read(NAME) == CANARY


def test_a_part_that_was_removed_begins_anew(parts, folder):
    parts.add(NAME, 0, CANARY)
    parts.remove(NAME)
    parts.remove(NAME)
    assert not list((folder / "parts").iterdir())
    assert parts.size(NAME) == 0


def test_a_full_disk_is_told_and_what_was_there_stays(parts, folder, monkeypatch):
    parts.add(NAME, 0, b"whole")

    def full(*_):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(StorageError) as refused:
        parts.add(NAME, 5, CANARY)
    assert refused.value.code == "disk-full"
    monkeypatch.undo()
    assert parts.add(NAME, 5, b" again") == 11
    assert again(folder).read(NAME) == b"whole again"
