import hashlib
import os
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest

from salesdesk.protocol.files import Progress
from salesdesk.server import files as server_files
from salesdesk.server.failures import Refused
from salesdesk.server.files import KEPT, Files

CONTENT = bytes(range(256)) * 40
NAME = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path / "files")


def send(files, device, offset, chunk, name=NAME):
    return files.append(name, device, offset=offset, size=len(CONTENT), chunk=chunk)


def test_a_file_becomes_visible_when_all_of_it_is_here(files):
    device = uuid4()
    assert send(files, device, 0, CONTENT[:100]) == Progress(100, whole=False)
    assert not files.path(NAME).exists()
    assert files.progress(NAME, device) == Progress(100, whole=False)
    assert send(files, device, 100, CONTENT[100:]) == Progress(len(CONTENT), whole=True)
    assert files.path(NAME).read_bytes() == CONTENT


def test_a_request_may_be_repeated_and_may_overlap(files):
    device = uuid4()
    send(files, device, 0, CONTENT[:100])
    send(files, device, 0, CONTENT[:100])
    send(files, device, 50, CONTENT[50:200])
    assert send(files, device, 200, CONTENT[200:]).whole
    assert files.path(NAME).read_bytes() == CONTENT


def test_missing_bytes_are_asked_for(files):
    with pytest.raises(Refused) as refused:
        send(files, uuid4(), 10, CONTENT[10:])
    assert refused.value.refusal.values == {"done": 0}


def test_another_file_under_this_name_is_never_shown(files):
    device = uuid4()
    with pytest.raises(Refused) as refused:
        send(files, device, 0, bytes(len(CONTENT)))
    assert refused.value.refusal.code == "upload-damaged"
    assert files.progress(NAME, device) == Progress(0, whole=False)


def test_two_devices_that_send_the_same_file_do_not_mix(files):
    one, other = uuid4(), uuid4()
    send(files, one, 0, CONTENT[:100])
    assert files.progress(NAME, other) == Progress(0, whole=False)
    assert send(files, other, 0, CONTENT).whole
    assert send(files, one, 100, CONTENT[100:200]).whole


def test_a_request_that_was_sent_twice_at_once_is_taken_once(files, monkeypatch):
    """As a proxy does that lost patience: both find the same beginning, and both write."""
    device, met, write = uuid4(), Barrier(2, timeout=20), server_files._write
    send(files, device, 0, CONTENT[:100])

    def together(*more):
        met.wait()
        write(*more)

    monkeypatch.setattr(server_files, "_write", together)
    twins = [Thread(target=send, args=(files, device, 100, CONTENT[100:300])) for _ in range(2)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join(20)
    monkeypatch.undo()
    assert files.progress(NAME, device) == Progress(300, whole=False)
    assert send(files, device, 300, CONTENT[300:]).whole


def test_what_never_became_whole_is_swept_out(files, tmp_path):
    old, young = uuid4(), uuid4()
    for device in (old, young):
        send(files, device, 0, CONTENT[:100])
    now = datetime.now(UTC)
    (part,) = (tmp_path / "files" / "parts").glob(f"*{old.hex}")
    os.utime(part, (0, (now - KEPT - timedelta(hours=1)).timestamp()))
    files.forget_old(now)
    assert files.progress(NAME, old) == Progress(0, whole=False)
    assert files.progress(NAME, young) == Progress(100, whole=False)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_what_is_no_hash_is_no_name(files, name):
    with pytest.raises(Refused):
        files.path(name)
