"""Reports of failures: a file on this computer that holds places in the code and versions, and no values.

Nothing is sent; the person may read the report and send it. Frame locals are never written, and neither are
the messages of errors: a library puts a customer's name into them without a thought.
"""

import faulthandler
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from salesdesk.security.redaction import error_lines, recent_lines

FAULTS_NAME: Final = "faults.txt"
_KEPT: Final = 20


def report(error: BaseException, now: datetime) -> str:
    """Return the text of a report."""
    import platform  # noqa: PLC0415 - not before there is something to report

    about = [
        f"SalesDesk failure report, {now.isoformat(timespec='seconds')}",
        f"Python {platform.python_version()} on {platform.platform()}",
        "",
        *error_lines(error),
        "",
        "Last lines of the log:",
        *recent_lines(),
    ]
    return "\n".join(about) + "\n"


def keep_report(folder: Path, error: BaseException, now: datetime) -> Path | None:
    """Write a report into `folder` and return its place; None if even that failed. The newest 20 are kept."""
    path = folder / f"failure-{now:%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(report(error, now), encoding="utf-8")
        for old in sorted(folder.glob("failure-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:  # a full disk must not hide the first failure
        return None
    return path


def watch_faults(folder: Path) -> Callable[[], None]:
    """Have crashes of the machine kind (no Python left to speak) written down; return what ends it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (folder / FAULTS_NAME).open("a", encoding="utf-8")
    was_on = faulthandler.is_enabled()
    faulthandler.enable(file)

    def stop() -> None:
        faulthandler.disable()
        file.close()
        if was_on and sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)

    return stop
