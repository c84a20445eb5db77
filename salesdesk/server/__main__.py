"""`python -m salesdesk.server`: serves, or does what an administrator typed."""

import os
import socket
import sys
import time
from argparse import Namespace
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from salesdesk import words
from salesdesk.domain.errors import SalesDeskError
from salesdesk.server import administration, family, learning, listening, logs, sample, schema, serving
from salesdesk.server.arguments import config_of, parse
from salesdesk.server.config import Config
from salesdesk.server.engine import open_database
from salesdesk.server.failures import CannotStart
from salesdesk.server.parts import now

_PATIENCE: Final = 30.0
"""Seconds a database may take to start beside the server."""


def main(typed: list[str]) -> int:
    """Carry out what was typed; return the exit code."""
    asked = parse(typed)
    words.use(asked.language)
    try:
        return _run(config_of(asked), asked, typed)
    except SalesDeskError as error:
        _say([words.error_text(error)])
        return 3 if isinstance(error, CannotStart) else 6


def _run(config: Config, asked: Namespace, typed: list[str]) -> int:
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if asked.socket is not None:
        logs.begin()
        serving.serve(config, socket.socket(fileno=asked.socket))
        return 0
    engine = open_database(config.database)
    try:
        _make_ready(engine)
        if asked.command is not None:
            print("\n".join(administration.carry_out(engine, asked, config.seal)))  # noqa: T201
            return 0
        _say(sample.fill(engine, now()) if asked.demo else administration.first_account(engine))
    finally:
        engine.dispose()
    _serve(config, typed)
    return 0


def _serve(config: Config, typed: list[str]) -> None:
    logs.begin()
    opened = listening.listen(config)
    if config.processes > 1 and os.name == "posix":
        family.become(config, opened, typed)
    serving.serve(config, opened)


def _make_ready(engine: Engine) -> None:
    """Bring the tables up to date; a database that is just starting is waited for."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            schema.bring_up_to_date(engine)
            learning.learn(engine, now())
        except OperationalError as error:
            if time.monotonic() > until:
                raise CannotStart("database-unreachable") from error
            time.sleep(0.5)
        else:
            return


def _say(lines: list[str]) -> None:
    """Speak to the person at the terminal; stdout is for programs."""
    for line in lines:
        print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main(sys.argv[1:]))
