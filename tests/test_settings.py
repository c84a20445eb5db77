"""Files are replaced whole or not at all."""

import os

import pytest

from salesdesk.settings import DeviceChoices, Places, replace_whole


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "file"
    replace_whole(path, b"old")
    replace_whole(path, b"new", proof=lambda fresh: fresh.read_bytes())
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("where", ["fsync", "proof"])
def test_what_fails_leaves_the_old_one(tmp_path, monkeypatch, where):
    path = tmp_path / "file"
    replace_whole(path, b"old")

    def fail(*_):
        raise OSError(28, "no space left")

    if where == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        replace_whole(path, b"new", proof=fail)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{"])
def test_broken_choices_mean_none_were_made(tmp_path, content):
    path = tmp_path / "device.json"
    path.write_bytes(content)
    choices = DeviceChoices.read(path)
    choices.set("language", "zh")
    assert DeviceChoices.read(path).get("language") == "zh"


def test_choices_are_known_at_once_and_written_together(tmp_path):
    later = []
    choices = DeviceChoices(tmp_path / "device.json", write=later.append)
    choices.set("theme", "dark")
    choices.set("zoom", 125)
    assert choices.get("zoom") == 125
    assert not choices.path.exists()
    [write] = later
    write()
    assert DeviceChoices.read(choices.path).values == {"theme": "dark", "zoom": 125}
    choices.set("zoom", 100)
    assert len(later) == 2


def test_a_profile_is_for_its_owner_only(tmp_path):
    places = Places(tmp_path / "profile")
    places.make()
    folders = (places.profile, places.files, places.backups, places.logs)
    assert all(os.name == "nt" or folder.stat().st_mode & 0o077 == 0 for folder in folders)
