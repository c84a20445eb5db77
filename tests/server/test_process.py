"""The program itself, as somebody types it."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from salesdesk.protocol.messages import SessionReply, SignedIn, WaitReply
from salesdesk.protocol.wire import heads_hash
from salesdesk.server.__main__ import main
from tests.server.running import Device, new_customer
from tests.test_architecture import ROOT

DEMO = "demo-demo-demo"
ON_ONE_KIND = pytest.mark.parametrize("database_address", ["sqlite"], indirect=True)
"""Where it makes no difference which database it is: a program takes long to start."""


class Program:
    """`python -m salesdesk.server …`, started and ready."""

    def __init__(self, *typed: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "salesdesk.server", "--language", "en", "--port", "0", *typed],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._listening = threading.Thread(target=lambda: self.said.extend(self.process.stderr))
        self._listening.start()
        line = self.process.stdout.readline()
        assert line, self.end() or self.said
        self.url = json.loads(line)["listening"]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(30)
        self._listening.join(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


@pytest.fixture
def start(database_address, tmp_path) -> Iterator:
    started: list[Program] = []

    def start(*typed: str, **environment: str) -> Program:
        where = ("--database", database_address, "--data", str(tmp_path / "data"))
        started.append(Program(*where, *typed, **environment))
        return started[-1]

    yield start
    for one in started:
        one.end()


@dataclass
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def typed(database_address, tmp_path, monkeypatch, capsys):
    """Carry out a command of the administrator's."""

    def typed(*words: str, password: str | None = None) -> Done:
        where = ("--language", "en", "--database", database_address, "--data", str(tmp_path / "data"))
        if password is not None:
            monkeypatch.setenv("SALESDESK_NEW_PASSWORD", password)
        code = main([*where, *words])
        monkeypatch.delenv("SALESDESK_NEW_PASSWORD", raising=False)
        return Done(code, *capsys.readouterr())

    monkeypatch.setattr("sys.stdin", io.StringIO())
    return typed


def children_of(process: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def lives(process: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_demo_has_people_and_products_and_two_starts_find_the_same(start):
    first = start("--demo")
    device = Device(first.url)
    said = device.sign_in("han", DEMO)
    assert (said.name, said.role, said.company) == ("韩梅梅", "salesperson", "鑫源流体设备有限公司")
    begun = device.session()
    pulled = device.pull(begun.session, {key: [0, 0, 0, b""] for key in ("company", "stock")})
    entities = {block.entity: len(block.values[0]) for block in pulled.blocks}
    assert (entities["products"], entities["warehouses"]) == (40, 2)
    assert entities["stock_levels"] > 70
    assert entities["users"] == 6
    assert first.end() == 0
    second = start("--demo")
    device.url = second.url
    assert isinstance(device.session(), SessionReply)
    assert any("demo-demo-demo" in line for line in second.said)


def test_the_first_start_tells_the_administrators_password_once(start):
    first = start()
    assert first.end() == 0
    (line,) = [line for line in first.said if "password" in line]
    password = re.search(r"the password (\S{24}) ", line)[1]
    second = start()
    said = Device(second.url).sign_in("admin", password)
    assert isinstance(said, SignedIn)
    assert said.role == "administrator"
    second.end()
    assert not any("password" in line for line in second.said)


@ON_ONE_KIND
def test_the_administrators_password_may_be_given_and_is_not_repeated(start):
    program = start(SALESDESK_ADMIN_PASSWORD="a horse in the rain 7")
    assert isinstance(Device(program.url).sign_in("admin", "a horse in the rain 7"), SignedIn)
    program.end()
    assert "horse" not in "".join(program.said)


def test_people_are_added_on_the_command_line_while_the_server_runs(server, typed):
    typed("user", "add", "wang", "--name", "王经理", "--role", "manager", password="a horse in the rain 7")
    done = typed("user", "add", "ma", "--name", "马超", "--manager", "wang", password="a horse in the rain 7")
    assert (done.code, done.out.strip()) == (0, "ma can sign in now.")
    device = Device(server.url)
    assert device.sign_in("ma", "a horse in the rain 7").name == "马超"
    assert "ma\t马超\tsalesperson\t王经理\t1\tyes" in typed("user", "list").out.splitlines()
    assert typed("device", "list").out.splitlines()[1].startswith(f"{device.id}\tma\tTest\t")
    assert typed("device", "suspend", str(device.id)).code == 0
    assert "\tsuspended\t" in typed("device", "list").out
    assert typed("user", "password", "ma", password="another horse 2 rain").code == 0
    before = device.send("GET", "/health").json()["epoch"]
    assert typed("epoch", "renew").code == 0
    assert device.send("GET", "/health").json()["epoch"] != before
    device.http.close()


def test_what_cannot_be_is_said_with_a_remedy(typed):
    assert "user list" in typed("user", "password", "nobody", password="x").err
    assert typed("user", "add", "li", password="short").code == 6
    assert typed("device", "wipe", "00000000-0000-0000-0000-000000000000").code == 6
    wrong = typed("--database", "nonsense", "user", "list")
    assert (wrong.code, "sqlite:///" in wrong.err) == (3, True)


@ON_ONE_KIND
def test_a_stop_finishes_what_runs_and_sends_home_who_waits(start):
    program = start("--demo")
    device = Device(program.url)
    device.sign_in("li", DEMO)
    heads = heads_hash(device.session().scopes)
    answers: list = []
    waiting = threading.Thread(target=lambda: answers.append(device.wait(heads)))
    waiting.start()
    while "salesdesk_devices_waiting 1" not in requests.get(f"{program.url}/metrics", timeout=10).text:
        assert waiting.is_alive()
    begun = monotonic()
    assert program.end() == 0
    assert monotonic() - begun < 10
    waiting.join(10)
    assert answers == [WaitReply(moved=False)]


@ON_ONE_KIND
def test_the_log_is_lines_of_json_without_people(start):
    program = start("--demo")
    device = Device(program.url)
    device.sign_in("li", "wrong password of mine")
    device.sign_in("li", DEMO)
    device.session()
    program.end()
    lines = [json.loads(line) for line in program.said if line.startswith("{")]
    requested = [line for line in lines if line["says"] == "request"]
    assert [(line["endpoint"], line["status"]) for line in requested] == [
        ("devices", 401),
        ("devices", 200),
        ("sync/session", 200),
    ]
    assert requested[2]["device"] == str(device.id)
    log = "".join(line for line in program.said if line.startswith("{"))
    for word in ("李雷", '"li"', DEMO, "wrong password", "127.0.0.1", device.token):
        assert word not in log


def test_several_processes_answer_on_one_port_and_one_that_dies_is_replaced(start):
    program = start("--demo", "--processes", "2")
    first = children_of(program.process.pid)
    assert len(first) == 2
    device = Device(program.url)
    device.sign_in("li", DEMO)
    for _ in range(20):
        fresh = Device(program.url, device.token, device.id)
        assert isinstance(fresh.session(), SessionReply)
        fresh.http.close()
    os.kill(first[0], signal.SIGKILL)
    while len(now := children_of(program.process.pid)) < 2 or first[0] in now:
        assert program.process.poll() is None
        assert isinstance(Device(program.url, device.token, device.id).session(), SessionReply)
    assert program.end() == 0
    assert not any(map(lives, now))


def test_the_processes_do_not_outlive_whoever_started_them(tmp_path):
    where = ("--database", f"sqlite:///{tmp_path / 'few.db'}", "--data", str(tmp_path / "few"))
    program = Program(*where, "--demo", "--processes", "2")
    orphans = children_of(program.process.pid)
    assert len(orphans) == 2
    program.end(signal.SIGKILL)
    while any(map(lives, orphans)):
        assert program.process.returncode == -signal.SIGKILL


def test_what_one_process_takes_ends_the_wait_at_another(start):
    """The two servers share nothing but the database."""
    one, other = start("--demo"), start("--demo")
    device, boss = Device(one.url), Device(other.url)
    device.sign_in("li", DEMO)
    boss.sign_in("wang", DEMO)
    user = device.sign_in("li", DEMO).user
    begun, heads = device.session(), heads_hash(boss.session().scopes)
    answers: list = []
    waiting = threading.Thread(target=lambda: answers.append(boss.wait(heads)))
    waiting.start()
    while "salesdesk_devices_waiting 1" not in requests.get(f"{other.url}/metrics", timeout=10).text:
        assert waiting.is_alive()
    device.push(begun.session, new_customer(device, user))
    waiting.join()
    assert answers == [WaitReply(moved=True)]  # a wait that is over by itself says that nothing moved


def test_it_speaks_tls_where_it_has_a_certificate(tmp_path):
    cert, key = _certificate(tmp_path)
    where = ("--database", f"sqlite:///{tmp_path / 'tls.db'}", "--data", str(tmp_path / "tls"))
    program = Program(*where, "--demo", "--tls-cert", str(cert), "--tls-key", str(key))
    assert program.url.startswith("https://127.0.0.1:")
    assert requests.get(f"{program.url}/health", timeout=10, verify=str(cert)).json()["well"] is True
    assert program.end() == 0


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return cert, secret


def test_who_watches_over_several_holds_nothing_of_those_who_answer():
    heavy = "{'sqlalchemy', 'uvicorn', 'litestar'}"
    program = f"import sys, salesdesk.server.family; print(*{heavy} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""
