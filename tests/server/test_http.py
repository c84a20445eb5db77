import hashlib
import socket
import threading
from datetime import UTC, datetime
from time import monotonic

import msgspec
import pytest
import zstandard
from sqlalchemy import text

from salesdesk.protocol import scopes
from salesdesk.protocol.messages import (
    MEDIA_TYPE,
    Cursor,
    PullReply,
    PushReply,
    Refusal,
    SessionReply,
    SignedIn,
    WaitReply,
    pack,
)
from salesdesk.protocol.wire import heads_hash
from salesdesk.server import devices
from salesdesk.server.access import REMEMBERED
from salesdesk.server.rows import new, save
from salesdesk.storage.base import new_id
from salesdesk.storage.database import utc_now
from tests.server.running import PASSWORD, Device, Running, new_customer, unpacked


def code_of(reply) -> str:
    assert isinstance(reply, Refusal), reply
    return reply.code


def test_what_one_laptop_pushes_another_pulls(server, device):
    user = device.sign_in("li").user
    session = device.session()
    assert isinstance(session, SessionReply)
    assert (session.directive, session.expect_mseq, session.role) == ("ok", 1, "salesperson")
    pushed = device.push(session.session, new_customer(device, user))
    assert [result.status for result in pushed.results] == ["applied"]
    second = Device(server.url)
    second.sign_in("LI ")
    begun = second.session()
    pulled = second.pull(begun.session, {scope: Cursor() for scope in begun.scopes})
    assert isinstance(pulled, PullReply)
    names = [block.values[block.columns.index("name")] for block in pulled.blocks]
    assert ["深圳鑫源机械"] in names
    assert not pulled.more


def test_a_person_is_told_who_they_are_and_until_when(server):
    server.add("wang", "manager", name="王经理")
    said = Device(server.url).sign_in("wang")
    assert isinstance(said, SignedIn)
    assert (said.name, said.role, said.company) == ("王经理", "manager", "")


def test_wrong_password_and_unknown_login_get_one_answer(server):
    server.add("li")
    wrong, unknown = (Device(server.url).sign_in(login, "no such word") for login in ("li", "nobody"))
    assert wrong == unknown == Refusal(code="sign-in-wrong")


def test_nothing_is_told_without_a_token(server):
    nobody = Device(server.url)
    for path in ("session", "push", "pull", "repair"):
        reply = nobody.send("POST", f"/sync/{path}", pack(Refusal(code="")))
        assert (reply.status_code, unpacked(reply, Refusal).code) == (401, "token-ended")
    assert code_of(nobody.wait(b"")) == "token-ended"
    assert nobody.send("HEAD", f"/files/{'0' * 64}").status_code == 401
    nobody.token = "guessed"
    assert code_of(nobody.session()) == "token-ended"


def test_a_suspended_device_hears_of_it_within_seconds_and_may_come_back(server, device):
    assert isinstance(device.session(), SessionReply)
    devices.set_state(server.parts.engine, device.id, "suspended", now=utc_now())
    begun = monotonic()
    while (said := device.session()).directive == "ok":
        assert monotonic() - begun < REMEMBERED + 3
    assert (said.directive, said.scopes, said.lease) == ("suspend", None, b"")
    assert code_of(device.sign_in("li")) == "device-suspended"
    devices.set_state(server.parts.engine, device.id, "active", now=utc_now())
    server.parts.access.forget(device.id)
    assert device.session().directive == "ok"
    devices.set_state(server.parts.engine, device.id, "wiped", now=utc_now())
    server.parts.access.forget(device.id)
    assert device.session().directive == "wipe"


def test_whoever_signs_out_is_a_stranger_at_once(device):
    assert device.send("DELETE", "/devices/me").status_code == 204
    assert code_of(device.session()) == "token-ended"
    assert isinstance(device.sign_in("li"), SignedIn)


def test_the_copy_of_a_disk_becomes_a_device_without_a_password_and_the_first_goes_on(server, device):
    device.session()
    copy, said = device.renewed()
    assert (said.name, copy.token == device.token) == ("Li", False)
    assert isinstance(copy.session(), SessionReply)
    assert isinstance(device.session(), SessionReply)
    second, _ = device.renewed()
    assert isinstance(second.session(), SessionReply)
    known = {one.device for one in devices.every_device(server.parts.engine)}
    assert known == {device.id, copy.id, second.id}


def test_a_copy_is_asked_to_give_up_what_the_first_was_granted(server, device):
    device.session()
    copy, _ = device.renewed()
    user = device.sign_in("li").user
    with server.parts.engine.execution_options(rw=True).begin() as connection:
        connection.execute(text("UPDATE users SET role = 'stock' WHERE name = 'Li'"))
        connection.execute(text("UPDATE scopes SET head_seq = head_seq + 1 WHERE id = 'company'"))
    assert scopes.owned_by(user) in copy.session().drop


def test_a_device_of_another_person_is_not_taken_over(server, device):
    server.add("han")
    other = Device(server.url, id=device.id)
    assert code_of(other.sign_in("han")) == "device-other-user"


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"\x00", {}, 400, "request-wrong"),
        (b"{}", {"Content_Type": "application/json"}, 415, "media-type-wrong"),
        (b"", {"Content_Encoding": "br"}, 415, "media-type-wrong"),
        (b"no zstd", {"Content_Encoding": "zstd"}, 400, "request-wrong"),
        (
            zstandard.compress(pack(Refusal(code="x")))[:-3],
            {"Content_Encoding": "zstd"},
            400,
            "request-wrong",
        ),
        (zstandard.compress(bytes(10**8)), {"Content_Encoding": "zstd"}, 413, "request-too-large"),
    ],
)
def test_what_is_no_request_is_turned_away(device, content, headers, status, code):
    reply = device.send("POST", "/sync/session", content, **headers)
    assert (reply.status_code, unpacked(reply, Refusal).code) == (status, code)
    assert isinstance(device.session(), SessionReply)


def test_a_body_that_hides_its_size_is_not_unpacked_beyond_the_limit(serve):
    server = serve(longest_body=100_000)
    server.add("li")
    device = Device(server.url)
    device.sign_in("li")
    packer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    bomb = packer.compress(bytes(10_000_000)) + packer.flush()
    assert zstandard.frame_content_size(bomb) == -1
    reply = device.send("POST", "/sync/push", bomb, Content_Encoding="zstd")
    assert unpacked(reply, Refusal).code == "request-too-large"
    reply = device.send("POST", "/sync/push", bytes(100_001))
    assert unpacked(reply, Refusal).code == "request-too-large"
    pieces = device.http.post(
        f"{server.url}/sync/push",
        data=iter([bytes(60_000)] * 2),  # in chunks, so that nothing announces how much will come
        headers={"Authorization": f"Bearer {device.token}", "Content-Type": MEDIA_TYPE},
    )
    assert unpacked(pieces, Refusal).code == "request-too-large"


def test_large_answers_are_packed_for_those_who_can_read_them(device):
    user = device.sign_in("li").user
    begun = device.session()
    device.push(begun.session, *(new_customer(device, user, n) for n in range(1, 41)))
    begun = device.session(made=40, last_mseq=40)
    asked = {"session": begun.session, "cursors": {scope: [0, 0, 0, b""] for scope in begun.scopes}}
    body = msgspec.msgpack.encode(asked)
    plain = device.send("POST", "/sync/pull", zstandard.compress(body), Content_Encoding="zstd")
    small = device.http.post(
        f"{device.url}/sync/pull",
        data=body,
        headers={
            "Authorization": f"Bearer {device.token}",
            "Content-Type": MEDIA_TYPE,
            "Accept-Encoding": "zstd",
        },
        stream=True,
    )
    content = small.raw.read(decode_content=False)
    assert small.headers["Content-Encoding"] == "zstd"
    assert len(content) < len(plain.content) / 2
    assert zstandard.decompress(content) == plain.content


def test_every_answer_carries_the_mark_and_an_id(device):
    for reply in (
        device.send("GET", "/nowhere"),
        device.send("PUT", "/sync/push"),
        device.send("GET", "/health"),
    ):
        assert reply.headers["X-SalesDesk"] == "1"
        assert len(reply.headers["X-Request-Id"]) == 16
        assert "server" not in {name.lower() for name in reply.headers}
    assert unpacked(device.send("GET", "/nowhere"), Refusal).code == "not-found"
    assert device.send("GET", "/nowhere", X_Request_Id="abc-1").headers["X-Request-Id"] == "abc-1"
    assert device.send("GET", "/nowhere", X_Request_Id='"; drop').headers["X-Request-Id"] != '"; drop'


def test_no_answer_waits_for_the_next_packet(server, device):
    """With Nagle's algorithm each answer took 40 ms longer."""
    device.send("GET", "/nowhere")
    [line] = server.server.server_state.connections
    opened = line.transport.get_extra_info("socket")
    assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_error_of_ours_is_told_in_the_log_and_not_on_the_wire(server, device, monkeypatch, capfd):
    def broken(*_args):
        raise RuntimeError("the secret of 深圳鑫源")

    monkeypatch.setattr(server.parts.exchange, "session", broken)
    reply = device.send("POST", "/sync/session", pack(_any_session(device)))
    assert reply.status_code == 500
    assert unpacked(reply, Refusal).code == "server-failed"
    assert "secret" not in reply.text


def _any_session(device):
    class Caught(Exception):
        pass

    asked = []

    def keep(_path, message, _kind):
        asked.append(message)
        raise Caught

    spare = Device(device.url, id=device.id)
    spare.post = keep
    with pytest.raises(Caught):
        spare.session()
    return asked[0]


def test_a_change_by_another_laptop_ends_the_wait_at_once(serve):
    server = serve(wait_seconds=20)
    user = server.add("li")
    first, second = Device(server.url), Device(server.url)
    first.sign_in("li")
    second.sign_in("li")
    begun = first.session()
    heads = heads_hash(second.session().scopes)
    answers: list = []
    waiting = threading.Thread(target=lambda: answers.append(second.wait(heads)))
    waiting.start()
    while server.parts.watcher.waiting == 0:
        assert waiting.is_alive()
    first.push(begun.session, new_customer(first, user))
    waiting.join()
    assert answers == [WaitReply(moved=True)]  # a wait that is over by itself says that nothing moved


def test_a_wait_ends_by_itself_and_one_that_is_late_at_once(device):
    heads = heads_hash(device.session().scopes)
    assert device.wait(heads) == WaitReply(moved=False)
    assert device.wait(b"\x01" * 16) == WaitReply(moved=True)
    reply = device.send("GET", "/sync/wait?since=zz")
    assert unpacked(reply, Refusal).code == "request-wrong"


def test_too_many_at_once_are_told_when_to_return_and_those_inside_finish(serve):
    server = serve(sessions=1)
    server.add("li")
    first, second = Device(server.url), Device(server.url)
    first.sign_in("li")
    second.sign_in("li")
    begun = first.session()
    reply = second.send("POST", "/sync/session", pack(_any_session(second)))
    refusal = unpacked(reply, Refusal)
    assert (reply.status_code, refusal.code) == (429, "busy")
    assert refusal.retry_after > 0
    assert int(reply.headers["Retry-After"]) >= 1
    assert isinstance(first.push(begun.session), PushReply)
    assert not first.pull(begun.session, {scope: Cursor() for scope in begun.scopes}).more
    assert isinstance(second.session(), SessionReply)


def test_files_arrive_in_pieces_and_only_for_those_who_may_see_them(server, device):
    content = bytes(range(256)) * 1000
    path = f"/files/{hashlib.sha256(content).hexdigest()}"
    sizes = {"Upload_Length": str(len(content)), "Content_Type": "application/offset+octet-stream"}
    assert device.send("HEAD", path).headers["Upload-Offset"] == "0"
    half = device.send("PATCH", path, content[:100_000], Upload_Offset="0", **sizes)
    assert (half.status_code, half.headers["Upload-Offset"], half.headers["Upload-Complete"]) == (
        204,
        "100000",
        "?0",
    )
    gap = device.send("PATCH", path, content[200_000:], Upload_Offset="200000", **sizes)
    assert (gap.status_code, unpacked(gap, Refusal).values) == (409, {"done": 100_000})
    whole = device.send("PATCH", path, content[100_000:], Upload_Offset="100000", **sizes)
    assert whole.headers["Upload-Complete"] == "?1"
    assert device.send("GET", path).status_code == 404  # no row names it
    user = device.sign_in("li").user
    with server.parts.engine.execution_options(rw=True).begin() as connection:
        _name_file(connection, path.rpartition("/")[2], scopes.owned_by(user))
    assert device.send("GET", path).content == content
    rest = device.send("GET", path, Range="bytes=250000-")
    assert (rest.status_code, rest.content) == (206, content[250_000:])
    some = device.send("GET", path, Range="bytes=1000-1999")
    assert (some.status_code, some.content) == (206, content[1000:2000])
    assert some.headers["Content-Range"] == f"bytes 1000-1999/{len(content)}"
    end = device.send("GET", path, Range=f"bytes=255000-{10**9}")
    assert (end.status_code, end.content) == (206, content[255_000:])
    for strange in ("bytes=9-3", "bytes=-5", f"bytes={10**9}-", "lines=1-2"):
        whole = device.send("GET", path, Range=strange)
        assert (whole.status_code, whole.content) == (200, content)
    server.add("han")
    other = Device(server.url)
    other.sign_in("han")
    assert other.send("GET", path).status_code == 404


def test_a_refusal_without_a_body_tells_its_code(server):
    reply = Device(server.url).send("HEAD", f"/files/{'0' * 64}")
    assert (reply.status_code, reply.content) == (401, b"")
    assert reply.headers["X-SalesDesk-Refused"] == "token-ended"


@pytest.mark.parametrize("how", ["silence", "cut"])
def test_what_came_before_the_line_broke_is_kept(serve, how):
    """The laptop goes on where the server is, however little came."""
    server = serve(silence=1.0 if how == "silence" else 30.0)
    server.add("li")
    device = Device(server.url)
    device.sign_in("li")
    content = bytes(range(256)) * 100
    path = f"/files/{hashlib.sha256(content).hexdigest()}"
    done, until = "0", monotonic() + 30
    while done == "0":  # what is cut before the server has begun to read is lost
        assert monotonic() < until
        with _begun(device, path, content[:10_001], len(content)) as line:
            if how == "silence":
                assert line.recv(1_000).startswith(b"HTTP/1.1 400")
            else:
                device.send("HEAD", path)
        done = device.send("HEAD", path).headers["Upload-Offset"]
    assert done == "10001" or (how == "cut" and int(done) < 10_001)  # a cut line may lose its end
    sizes = {"Upload_Length": str(len(content)), "Content_Type": "application/offset+octet-stream"}
    rest = device.send("PATCH", path, content[int(done) :], Upload_Offset=done, **sizes)
    assert rest.headers["Upload-Complete"] == "?1"
    device.http.close()


def _begun(device: Device, path: str, some: bytes, size: int) -> socket.socket:
    """Return a line on which a file of this size was begun to be sent."""
    host, port = device.url.removeprefix("http://").split(":")
    head = (
        f"PATCH {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {device.token}\r\n"
        f"Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
        f"Upload-Length: {size}\r\nContent-Length: {size}\r\n\r\n"
    )
    line = socket.create_connection((host, int(port)), timeout=20)
    line.sendall(head.encode() + some)
    return line


def _name_file(connection, sha256: str, scope: str) -> None:
    """Put a paper, with its quote and customer, into somebody's scope."""
    now, ids = datetime.now(UTC), [new_id() for _ in range(3)]
    stamps = {"scope_id": scope, "seq": 1, "created_at": now, "edited_at": now}
    quote = {"customer_id": ids[0], "root_id": ids[1], "number": "Q-1", "currency": "CNY"}
    days = {"issued_on": now.date(), "valid_until": now.date()}
    paper = {"quote_id": ids[1], "revision": 1, "language": "zh", "pages": 1, "made_at": now}
    file = {"sha256": sha256, "size": 1, "file_id": "a"}
    fields = {"customers": {"name": "A"}, "quotes": quote | days, "issued_papers": paper | file}
    rows = zip(fields, ids, strict=True)
    save(connection, [(entity, new(entity, {"id": row, **fields[entity], **stamps})) for entity, row in rows])


def test_health_and_figures(server, device):
    device.session()
    health = device.send("GET", "/health")
    assert health.json()["well"] is True
    assert health.json()["epoch"]
    figures = device.send("GET", "/metrics")
    assert figures.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = figures.text.splitlines()
    assert 'salesdesk_requests_total{endpoint="sync/session",status="200"} 1' in lines
    assert 'salesdesk_request_seconds_count{endpoint="devices"} 1' in lines
    assert any(line.startswith("salesdesk_devices_waiting ") for line in lines)
    assert device.send("GET", "/metrics", X_Forwarded_For="10.0.0.9").status_code == 404


def test_the_password_is_not_in_the_database(server, device):
    engine = server.parts.engine
    with engine.connect() as connection:
        stored = [tuple(row) for row in connection.execute(text("SELECT * FROM accounts"))]
        stored += [tuple(row) for row in connection.execute(text("SELECT * FROM tokens"))]
    assert stored
    assert PASSWORD not in str(stored)
    assert device.token not in str(stored)


def test_a_server_that_stops_sends_those_home_who_wait(serve):
    server: Running = serve(wait_seconds=25)
    server.add("li")
    device = Device(server.url)
    device.sign_in("li")
    heads = heads_hash(device.session().scopes)
    answers: list = []
    waiting = threading.Thread(target=lambda: answers.append(device.wait(heads)))
    waiting.start()
    while server.parts.watcher.waiting == 0:
        assert waiting.is_alive()
    begun = monotonic()
    server.stop()
    waiting.join(20)
    assert answers == [WaitReply(moved=False)]
    assert monotonic() - begun < 10
