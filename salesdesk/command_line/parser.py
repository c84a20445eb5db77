"""What may be typed after `main.py`."""

import sys
from argparse import (
    SUPPRESS,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
    _SubParsersAction,
)
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from salesdesk import __version__

USAGE_ERROR: Final = 64
_FIGURES: Final = 6  # of a count
CODES: Final = """exit codes:
  0   done
  1   something unexpected happened; nothing was half done
  2   a file cannot be read
  3   the workspace cannot be opened (password, key store, disk)
  4   there is no such record, file or workspace
  5   `check` or `selftest` found something wrong
  6   a rule or a value forbids it
  7   the server is away, or turned us away; nothing is lost
  64  the command was typed wrong

The password is asked for, or taken from SALESDESK_PASSWORD; that of the server from
SALESDESK_SERVER_PASSWORD."""


class Parser(ArgumentParser):
    """Ends with its own code, since 2 means: a file cannot be read."""

    def error(self, message: str) -> NoReturn:
        """Say how it is typed, and end."""
        self.print_usage(sys.stderr)
        self.exit(USAGE_ERROR, f"{self.prog}: {message}\n")


Commands: TypeAlias = "_SubParsersAction[Parser]"


def parse(typed: list[str]) -> Namespace:
    """Return what was typed; ends the program where it was typed wrong. `command` is None for the window."""
    asked, more = _window_parser().parse_known_args(typed)
    return parser().parse_args(typed) if more else asked


def _window_parser() -> ArgumentParser:
    """Return the parser of what may be typed to open the window, which waits for it."""
    top = Parser(add_help=False)
    _of_the_window(top)
    top.set_defaults(command=None)
    return top


def parser() -> ArgumentParser:
    """Return the parser of the whole command line."""
    top = Parser(
        prog="main.py",
        description="SalesDesk: the sales desk for the field. Without a command the window opens.",
        epilog=CODES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"SalesDesk {__version__}")
    _of_the_window(top)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    _add_demo(commands)
    _add_init(commands)
    _add_import(commands)
    _add_search(commands)
    _add_export(commands)
    _add_quote(commands)
    _add_sync(commands)
    _add_checks(commands)
    return top


def _of_the_window(top: ArgumentParser) -> None:
    top.add_argument("--demo", action="store_true", help="open the demo workspace")
    top.add_argument("--reset", action="store_true", help="with --demo: begin the demo afresh")
    top.add_argument("--practice", action="store_true", help="with --demo: begin with the lessons")
    _everywhere(top, outermost=True)


def _everywhere(where: ArgumentParser, *, outermost: bool = False) -> None:
    """Let --profile and --json stand before or behind the command."""

    def otherwise(value: object) -> object:
        return value if outermost else SUPPRESS

    where.add_argument(
        "--profile", type=Path, metavar="DIR", default=otherwise(None), help="the workspace's folder"
    )
    where.add_argument("--json", action="store_true", default=otherwise(False), help="print one JSON object")
    where.add_argument(
        "--language", choices=("zh", "en"), default=otherwise(None), help="the language to speak"
    )


def _count(typed: str) -> int:
    """Return how many of something, one or more."""
    if not typed.isdecimal() or len(typed) > _FIGURES or int(typed) < 1:
        raise ArgumentTypeError(f"{typed!r} is not a number from 1 to {10**_FIGURES - 1}")
    return int(typed)


def _command(commands: Commands, name: str, text: str) -> Parser:
    made = commands.add_parser(name, help=text, description=text)
    _everywhere(made)
    return made


def _add_demo(commands: Commands) -> None:
    demo = _command(
        commands, "demo", "walk through the program without a display and leave pictures and PDFs"
    )
    demo.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to leave them")


def _add_init(commands: Commands) -> None:
    init = _command(commands, "init", "make a new workspace and print its recovery key")
    init.add_argument("--name", default="", help="your name")
    init.add_argument("--company", default="", help="your company's name")


def _add_import(commands: Commands) -> None:
    files = _command(commands, "import", "import customers, contacts or products from files")
    files.add_argument("files", nargs="+", type=Path, metavar="FILE")
    files.add_argument("--kind", choices=("customers", "contacts", "products"), help="what the files hold")
    files.add_argument(
        "--key", metavar="FIELD", help="the field by which existing records are found and updated"
    )
    files.add_argument("--dry-run", action="store_true", help="tell what would happen, change nothing")


def _add_search(commands: Commands) -> None:
    search = _command(
        commands, "search", "find records by Chinese characters, pinyin, initials, words or digits"
    )
    search.add_argument("text", metavar="TEXT")
    search.add_argument("--limit", type=_count, default=20, help="how many to show at most (20)")


def _add_export(commands: Commands) -> None:
    export = _command(commands, "export", "write records to a .csv, .xlsx, .pdf or .vcf file")
    export.add_argument("kind", choices=("customers", "products", "quotes"))
    export.add_argument("file", type=Path, metavar="FILE")


def _add_quote(commands: Commands) -> None:
    quote = commands.add_parser("quote", help="write a quote on paper")
    verbs = quote.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=Parser)
    pdf = _command(verbs, "pdf", "write a quote as PDF")
    pdf.add_argument("number", metavar="NUMBER")
    pdf.add_argument("--out", type=Path, required=True, metavar="FILE")
    pdf.add_argument(
        "--paper", choices=("zh", "en", "both"), help="the paper's language; the quote's own if not said"
    )


def _add_sync(commands: Commands) -> None:
    connect = _command(commands, "connect", "sign in on a server; what was written alone is sent to it")
    connect.add_argument("url", metavar="URL")
    connect.add_argument("--user", required=True, metavar="NAME", help="your login on the server")
    connect.add_argument("--device", default="", metavar="NAME", help="what this computer is called there")
    connect.add_argument("--code", default="", help="the code from your phone, where the account needs one")
    sync = _command(commands, "sync", "send what waits to the server and get what is new")
    sync.add_argument("--agree", action="store_true", help="let the server remove many records at once")
    sync.add_argument("--compare", action="store_true", help="compare all records with the server")
    hand_over = _command(
        commands, "hand-over", "write what waits into a sealed file that only the company's server can read"
    )
    hand_over.add_argument("file", type=Path, metavar="FILE")
    _command(commands, "disconnect", "sign out from the server; everything stays on this computer")


def _add_checks(commands: Commands) -> None:
    check = _command(commands, "check", "check that the workspace is whole")
    check.add_argument(
        "--repair", action="store_true", help="make a damaged workspace whole: newest copy and journal"
    )
    check.add_argument(
        "--export",
        type=Path,
        metavar="DIR",
        help="write what can be read of a damaged one there, unencrypted",
    )
    _command(commands, "selftest", "check that the program works on this machine")
