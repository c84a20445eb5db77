"""How a command answers: a few lines for people, one object for scripts."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from salesdesk.words import error_text


def tell(answer: Mapping[str, Any], lines: list[str], *, as_json: bool) -> None:
    """Print the answer as one JSON object, or its lines."""
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
    elif lines:
        sys.stdout.write("\n".join(lines) + "\n")


def tell_error(error: Exception, *, as_json: bool) -> None:
    """Print what went wrong and the remedy."""
    code = getattr(error, "code", type(error).__name__)
    message = error_text(error)
    if as_json:
        sys.stdout.write(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{message} [{code}]\n")
