"""The front door: opens the window, or carries out one command and answers with an exit code."""

import gc
import logging
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module
from typing import Final

from salesdesk import words
from salesdesk.command_line.answers import tell_error
from salesdesk.command_line.parser import parse
from salesdesk.domain.errors import (
    BadInput,
    Cancelled,
    FileRefused,
    NotFound,
    RuleBroken,
    SalesDeskError,
    StorageError,
    SyncFailed,
    VaultError,
)

_EXIT: Final[dict[type[Exception], int]] = {
    FileRefused: 2,
    VaultError: 3,
    StorageError: 3,
    NotFound: 4,
    BadInput: 6,
    RuleBroken: 6,
    SyncFailed: 7,
    Cancelled: 1,
}
READ_WORKBOOK: Final = "--read-workbook"
"""`excel_files.WORKER_SWITCH`, which the start must not load."""
_WHERE: Final = {
    "demo": "demo",
    "init": "accounts",
    "import": "imports",
    "search": "search",
    "export": "exports",
    "quote": "quotes",
    "connect": "sync",
    "sync": "sync",
    "hand-over": "sync",
    "disconnect": "sync",
    "check": "checks",
    "selftest": "selftest",
}


def run(typed: list[str]) -> int:
    """Carry out what was typed and return the exit code (`parser.CODES`)."""
    if typed[:1] == [READ_WORKBOOK]:
        return _read_workbook(typed[1:])
    asked = parse(typed)
    if asked.language:
        words.use(asked.language)
    if asked.command is None:
        gc.disable()  # what a start makes is no garbage; App looks for some once its window stands
        from salesdesk.desktop.app import run as open_window  # noqa: PLC0415 - Qt only where a window opens

        return open_window(asked)
    return _carry_out(_command(asked.command), asked)


def _read_workbook(given: list[str]) -> int:
    """Be the worker that reads a workbook for another process of ours: a frozen program calls itself."""
    from salesdesk.integrations.excel_worker import main  # noqa: PLC0415 - the window does without

    main(given)
    return 0


def _command(name: str) -> Callable[[Namespace], int]:
    """Return the function of a command; its module is imported only now."""
    module = import_module(f"salesdesk.command_line.{_WHERE[name]}")
    function: Callable[[Namespace], int] = getattr(module, f"run_{name.replace('-', '_')}")
    return function


def _carry_out(command: Callable[[Namespace], int], asked: Namespace) -> int:
    try:
        return command(asked)
    except SalesDeskError as error:
        tell_error(error, as_json=asked.json)
        return next((code for kind, code in _EXIT.items() if isinstance(error, kind)), 1)
    except KeyboardInterrupt:
        tell_error(Cancelled(), as_json=asked.json)
        return 1
    except Exception as error:
        logging.getLogger("salesdesk").debug("command failed", exc_info=True)
        tell_error(error, as_json=asked.json)
        return 1
