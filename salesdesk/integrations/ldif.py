"""LDIF (RFC 2849), the form in which Thunderbird and directories hand on their people."""

import base64
import binascii
from collections.abc import Iterator
from typing import Final, TextIO

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits

_VALUE: Final = 64 * 1024


def entries(stream: TextIO, name: str) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """Yield number and attributes (names in lower case, options such as ;lang-zh cut off) of each entry.

    An entry without a name of its own (dn) is taken too if it says what it is; some programs leave it out.
    """
    number = 0
    entry: dict[str, list[str]] = {}
    for line in _unfolded(stream, name):
        if line:
            _add(entry, line)
            continue
        if entry.get("dn") or entry.get("objectclass"):
            number += 1
            if number > limits.ROWS:
                raise FileRefused("too-many-rows", file=name, most=limits.ROWS)
            yield number, entry
        entry = {}


def _unfolded(stream: TextIO, name: str) -> Iterator[str]:
    """Yield whole lines, comments left out, with an empty one behind each entry and at the end."""
    pending = ""
    while line := stream.readline(limits.LINE + 1):
        if len(line) > limits.LINE:
            raise FileRefused("line-endless", file=name, most=limits.LINE)
        text = line.rstrip("\r\n").replace("\x00", "")
        if text.startswith(" ") and pending:
            pending += text[1:] if len(pending) < _VALUE else ""
            continue
        if pending and not pending.startswith("#"):
            yield pending
        pending = text
        if not text:
            yield ""
    if pending and not pending.startswith("#"):
        yield pending
    yield ""


def _add(entry: dict[str, list[str]], line: str) -> None:
    name, colon, value = line.partition(":")
    if not colon:
        return
    attribute = name.split(";")[0].strip().lower()
    if value.startswith(":"):
        value = _unpacked(value[1:])
    elif value.startswith("<"):
        return  # an address to fetch from: never followed
    if value.strip():
        entry.setdefault(attribute, []).append(value.strip())


def _unpacked(value: str) -> str:
    try:
        return base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
