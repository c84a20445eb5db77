"""Kept files: encrypted, found by what they hold, never handed out damaged."""

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import NotFound, StorageError
from salesdesk.storage.files import Files

KEY = b"k" * 32
PAPER = b"%PDF-1.7 canary " * 200


@pytest.fixture
def files(tmp_path) -> Files:
    return Files(tmp_path / "files", KEY)


def only(tmp_path):
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    return path


@given(content=st.binary(max_size=4_000))
def test_what_was_put_is_got(tmp_path_factory, content):
    files = Files(tmp_path_factory.mktemp("kept", numbered=True), KEY)
    assert files.get(files.put(content)) == content


def test_equal_files_are_kept_once_and_not_written_again(files, tmp_path):
    name = files.put(PAPER)
    before = only(tmp_path).stat().st_mtime_ns
    assert files.put(PAPER) == name
    assert only(tmp_path).stat().st_mtime_ns == before


def test_a_damaged_file_is_made_whole_by_putting_it_again(files, tmp_path):
    name = files.put(PAPER)
    only(tmp_path).write_bytes(b"SDF1 half a file")
    assert files.put(PAPER) == name
    assert files.get(name) == PAPER


def test_neither_content_nor_hash_can_be_read_from_the_disk(files, tmp_path):
    name = files.put(PAPER)
    assert b"canary" not in only(tmp_path).read_bytes()
    assert Files(tmp_path / "files", b"x" * 32).put(PAPER) != name


def test_only_the_owner_may_read(files, tmp_path):
    files.put(PAPER)
    assert os.name == "nt" or only(tmp_path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", [0, 6, 30, -1])
def test_a_flipped_bit_is_noticed(files, tmp_path, place):
    name = files.put(PAPER)
    content = bytearray(only(tmp_path).read_bytes())
    content[place] ^= 1
    only(tmp_path).write_bytes(content)
    with pytest.raises(StorageError) as damaged:
        files.get(name)
    assert damaged.value.code == "file-damaged"


def test_a_cut_off_file_is_noticed(files, tmp_path):
    name = files.put(PAPER)
    only(tmp_path).write_bytes(only(tmp_path).read_bytes()[:9])
    with pytest.raises(StorageError):
        files.get(name)


def test_a_file_put_under_another_name_is_noticed(files, tmp_path):
    one, other = files.put(PAPER), files.put(b"other")
    places = {path.name: path for path in tmp_path.rglob("*") if path.is_file()}
    places[one].replace(places[other])
    with pytest.raises(StorageError):
        files.get(other)


def test_a_removed_file_is_gone(files):
    name = files.put(PAPER)
    assert files.has(name)
    files.remove(name)
    files.remove(name)
    assert not files.has(name)
    with pytest.raises(NotFound):
        files.get(name)


def test_a_hash_leads_to_the_name_it_has_here_and_nowhere_else(files, tmp_path):
    sha256 = hashlib.sha256(PAPER).hexdigest()
    assert files.kept_as(sha256) == files.put(PAPER)
    assert Files(tmp_path / "elsewhere", b"x" * 32).kept_as(sha256) != files.kept_as(sha256)
    for wrong in ("", "..", sha256.upper(), sha256 + "0"):
        with pytest.raises(NotFound):
            files.kept_as(wrong)


def test_with_a_file_goes_what_had_come_of_it(files, tmp_path):
    name = files.put(PAPER)
    files.parts.add(name, 0, PAPER[:100])
    files.remove(name)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "..", "../../salesdesk.db", "A" * 64, "0" * 64 + "\n"])
def test_a_name_is_never_a_path(files, name):
    with pytest.raises(NotFound):
        files.get(name)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(StorageError) as refused:
        Files(tmp_path / "files", KEY).put(PAPER)
    assert refused.value.code == "disk-unwritable"


def test_a_full_disk_is_told_and_leaves_no_half_file(files, tmp_path, monkeypatch):
    def full(_number):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError) as refused:
        files.put(PAPER)
    assert refused.value.code == "disk-full"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
