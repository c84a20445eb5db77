"""A server that really listens, in a thread of the test, and devices that speak to it over HTTP."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import requests
import zstandard

from salesdesk.protocol.entities import SCHEMA
from salesdesk.protocol.messages import (
    MEDIA_TYPE,
    Act,
    NewDevice,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Refusal,
    SessionReply,
    SessionRequest,
    SignedIn,
    SignIn,
    WaitReply,
    encode_act,
    pack,
)
from salesdesk.server import learning, listening, schema, serving
from salesdesk.server.accounts import Passwords, add_account
from salesdesk.server.config import Config
from salesdesk.server.parts import make_parts, now
from salesdesk.storage.base import new_id
from tests.postgresql import free_port
from tests.test_architecture import ROOT

CHEAP = {"memory": 8, "passes": 1, "lanes": 1}
"""What a password costs where its strength is not what is shown."""
PASSWORD = "correct horse battery"


class Running:
    """One server process's worth of SalesDesk."""

    def __init__(self, database: str, data: Path, *, clock=now, **settings) -> None:
        self.config = Config(database=database, data=data, port=0, **settings)
        data.mkdir(parents=True, exist_ok=True)
        self.parts = make_parts(self.config, clock=clock, passwords=Passwords(**CHEAP))
        schema.bring_up_to_date(self.parts.engine)
        learning.learn(self.parts.engine, now())
        self._socket = listening.listen(self.config)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        ready = threading.Event()
        self.server = serving.Server(self.parts, ready.set)
        self._thread = threading.Thread(target=self.server.run, args=([self._socket],))
        self._thread.start()
        assert ready.wait(20)

    def add(self, login: str, role: str = "salesperson", **more) -> UUID:
        """Let a person sign in, with the password of all tests."""
        name = more.pop("name", login.title())
        passwords = self.parts.registry.passwords
        engine = self.parts.engine
        return add_account(engine, login, PASSWORD, passwords, name=name, role=role, now=now(), **more)

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join(30)
        assert not self._thread.is_alive()


class Killable:
    """A real server process on one port, that can be killed and started again."""

    def __init__(self, address: str, data: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._typed = ["--port", str(self.port), "--database", address, "--data", str(data)]
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "salesdesk.server", *self._typed]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert json.loads(self.process.stdout.readline())["listening"] == self.url

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)
        self.process.stdout.close()


@dataclass
class Device:
    """A laptop as the wire sees it."""

    url: str
    token: str = ""
    id: UUID = field(default_factory=uuid4)
    http: requests.Session = field(default_factory=requests.Session)

    def send(self, method: str, path: str, content: bytes = b"", **headers: str) -> requests.Response:
        """Send a request as it is."""
        told = {"Content-Type": MEDIA_TYPE, "Accept-Encoding": "identity"}
        if self.token:
            told["Authorization"] = f"Bearer {self.token}"
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, f"{self.url}{path}", data=content, headers=told, timeout=40)

    def post(self, path: str, message, kind):
        """Send a message and return the answer, a Refusal too."""
        return unpacked(self.send("POST", path, pack(message)), kind)

    def sign_in(self, login: str, password: str = PASSWORD, **more):
        """Register this device; its token is kept."""
        asked = SignIn(login=login, password=password, device=self.id, device_name="Test", app="0", **more)
        said = self.post("/devices", asked, SignedIn)
        if isinstance(said, SignedIn):
            self.token = said.token
        return said

    def renewed(self):
        """Sign in as a copy of this device."""
        copy = Device(self.url, self.token)
        asked = NewDevice(device=copy.id, device_name="Copy", app="0")
        said = copy.post("/devices/renew", asked, SignedIn)
        copy.token = said.token if isinstance(said, SignedIn) else ""
        return copy, said

    def session(self, **said):
        request = {
            "device": self.id,
            "incarnation": 0,
            "protocol": [1],
            "schema": SCHEMA,
            "app": "0",
            "epoch": None,
            "made": 0,
            "last_mseq": 0,
            "last_hash": b"",
            "cursors_hash": b"",
            "wall_clock": 0,
        }
        return self.post("/sync/session", SessionRequest(**request | said), SessionReply)

    def push(self, session: str, *acts: bytes):
        return self.post("/sync/push", PushRequest(session=session, groups=[[a] for a in acts]), PushReply)

    def pull(self, session: str, cursors):
        return self.post("/sync/pull", PullRequest(session=session, cursors=cursors), PullReply)

    def wait(self, since: bytes):
        return unpacked(self.send("GET", f"/sync/wait?since={since.hex()}"), WaitReply)


def new_customer(device: Device, user, mseq: int = 1, **fields) -> bytes:
    patch = {"name": "深圳鑫源机械", "kind": "company", "lifecycle": "potential", "owner_id": str(user)}
    return encode_act(
        Act(
            device_id=device.id,
            mseq=mseq,
            group_id=uuid4(),
            kind="edit",
            entity="customers",
            row_id=new_id(),
            patch=patch | fields,
            schema=SCHEMA,
            made_at="2026-11-23T04:00:00Z",
        )
    )


def unpacked(reply: requests.Response, kind):
    """Return the message of an answer, or the refusal."""
    assert reply.headers["X-SalesDesk"] == "1"
    assert reply.headers["Content-Type"] == MEDIA_TYPE, reply.text
    content = reply.content
    if reply.headers.get("Content-Encoding") == "zstd":
        content = zstandard.ZstdDecompressor().decompressobj().decompress(reply.raw.read() or content)
    return msgspec.msgpack.decode(content, type=kind if reply.ok else Refusal)
