"""How a command answers: a few lines for people, one object for scripts."""

import json
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from salesdesk.words import error_text


def tell(answer: Mapping[str, Any], lines: list[str], *, as_json: bool) -> None:
    """Print the answer as one JSON object, or its lines."""
    if as_json:
        _write(sys.stdout, json.dumps(answer, ensure_ascii=False, default=str))
    elif lines:
        _write(sys.stdout, "\n".join(lines))


def tell_error(error: Exception, *, as_json: bool, message: str = "") -> None:
    """Print what went wrong and the remedy; `message` says it where the place is known better."""
    code = getattr(error, "code", type(error).__name__)
    message = message or error_text(error)
    if as_json:
        _write(sys.stdout, json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    else:
        _write(sys.stderr, f"{message} [{code}]")


def _write(stream: TextIO, text: str) -> None:
    """Write a line; a letter that the terminal does not have becomes a question mark."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
