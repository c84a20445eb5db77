"""What can go wrong, as codes with values. `words.error_text` makes the sentence at the edge.

SalesDeskError
├── RuleBroken    a rule of the trade forbids it
├── BadInput      a value that was typed or read is wrong; `field` names the place
├── NotFound      the record is not (or no longer) here
├── FileRefused   a file cannot be read, or is not safe to read
├── VaultError    the workspace cannot be unlocked
├── StorageError  the disk or the database refuses
├── SyncFailed    the server is away, or turned us away
└── Cancelled     the person changed their mind; nothing was changed
"""


class SalesDeskError(Exception):
    """The root of all errors SalesDesk raises on purpose."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        """Return code and names of the values; values may be private and stay out of logs."""
        return f"{self.code}({', '.join(self.values)})" if self.values else self.code


class RuleBroken(SalesDeskError):
    """A rule of the trade forbids it."""


class BadInput(SalesDeskError):
    """A value that was typed or read is wrong."""

    def __init__(self, code: str, *, field: str = "", **values: object) -> None:
        super().__init__(code, **values)
        self.field = field


class NotFound(SalesDeskError):
    """The record is not, or no longer, here."""


class FileRefused(SalesDeskError):
    """A file cannot be read, or is not safe to read."""


class VaultError(SalesDeskError):
    """The workspace cannot be unlocked."""


class StorageError(SalesDeskError):
    """The disk or the database refuses."""


class SyncFailed(SalesDeskError):
    """The server is away, or turned us away; what was written here waits."""


class Cancelled(SalesDeskError):
    """The person changed their mind; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("cancelled")
