"""What may be typed after `python -m salesdesk.server`."""

import os
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Final
from uuid import UUID

from platformdirs import user_data_path

from salesdesk import __version__
from salesdesk.server.config import Config
from salesdesk.server.policy import Role

_DESCRIPTION: Final = """The server SalesDesk laptops sync with. Without a command it serves."""
_AFTER: Final = """Passwords are asked for, or taken from SALESDESK_NEW_PASSWORD. The first start makes the
administrator `admin` with a password that is shown once, or with that of SALESDESK_ADMIN_PASSWORD.
The address of the database may also stand in SALESDESK_DATABASE, where `ps` does not show it."""
STATES: Final = {"suspend": "suspended", "wipe": "wiped", "activate": "active"}


def parse(typed: list[str]) -> Namespace:
    """Return what was typed, or end the program."""
    parser = ArgumentParser(
        "python -m salesdesk.server",
        description=_DESCRIPTION,
        epilog=_AFTER,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--language", choices=("zh", "en"), default=_language())
    parser.add_argument("--database", metavar="URL", help="sqlite:///file or postgresql+psycopg://…")
    parser.add_argument("--data", metavar="DIR", type=Path, help="folder of the files, and of SQLite's")
    _add_serving(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_users(commands.add_parser("user", help="people who may sign in"))
    _add_devices(commands.add_parser("device", help="their laptops"))
    epoch = commands.add_parser("epoch", help="after a backup was put back")
    epoch.add_argument("action", choices=["renew"])
    taking_in = commands.add_parser("take-in", help="the hand-over file of a laptop that could not come")
    taking_in.add_argument("file", type=Path, metavar="FILE")
    return parser.parse_args(typed)


def _add_serving(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8420, help="0 takes a free one")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--threads", type=int, default=16, help="of a process, at the database")
    parser.add_argument("--sessions", type=int, default=200, help="devices of a process in a cycle")
    parser.add_argument("--trusted-proxies", default="127.0.0.1", metavar="ADDRESSES")
    parser.add_argument("--demo", action="store_true", help="sample people, products and stock")
    parser.add_argument("--tls-cert", type=Path, metavar="FILE")
    parser.add_argument("--tls-key", type=Path, metavar="FILE")
    parser.add_argument("--socket", type=int, help="an open socket to listen on, by its number")


def _add_users(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="let a person sign in")
    add.add_argument("login")
    add.add_argument("--name", default="")
    add.add_argument("--role", choices=list(Role), default=Role.SALESPERSON)
    add.add_argument("--manager", default="", metavar="LOGIN")
    actions.add_parser("password", help="give a new password").add_argument("login")
    actions.add_parser("list", help="show everyone")


def _add_devices(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="show all devices")
    for action in STATES:
        one = actions.add_parser(action)
        one.add_argument("device", type=UUID)
        if action == "wipe":
            one.add_argument("--at-once", action="store_true", help="even if unsent work is lost by it")


def _language() -> str:
    chosen = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if chosen.startswith("zh") else "en"


def config_of(asked: Namespace) -> Config:
    """Return how the server runs."""
    folder = "demo-server" if asked.demo else "server"
    data: Path = asked.data or user_data_path("SalesDesk", appauthor=False) / folder
    address = asked.database or os.environ.get("SALESDESK_DATABASE") or f"sqlite:///{data / 'server.db'}"
    return Config(
        database=address,
        data=data,
        host=asked.host,
        port=asked.port,
        processes=max(1, asked.processes),
        trusted_proxies=asked.trusted_proxies,
        threads=max(1, asked.threads),
        sessions=max(1, asked.sessions),
        tls_cert=asked.tls_cert,
        tls_key=asked.tls_key,
    )
