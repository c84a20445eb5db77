"""One program at a time in a workspace. The system holds the lock, so that it ends with the process."""

import sys
from pathlib import Path
from typing import IO, Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class InUse:
    """The right to work in one profile; held until `release` or the end of the process."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """Take the right, or return None if another program has it.

        Raises:
            OSError: the folder cannot be written.
        """
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = path.open("ab")
        try:
            _lock(file)
        except OSError:
            file.close()
            return None
        return cls(file)

    def release(self) -> None:
        """Give it back."""
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
