"""How a server runs: read once from the command line, the same for all its processes."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What can be set. Times are in seconds, sizes in bytes."""

    database: str
    data: Path
    host: str = "127.0.0.1"
    port: int = 8420
    processes: int = 1
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trusted_proxies: str = "127.0.0.1"
    """Whose word is taken for where a request came from (`X-Forwarded-For`)."""
    threads: int = 16
    """How many requests of a process are at the database at the same time."""
    sign_ins: int = 4
    """How many passwords are compared at the same time: 64 MiB each."""
    sessions: int = 200
    """How many devices of a process are in a cycle; more are asked to come back in a moment."""
    waiting: int = 5_000
    """How many devices of a process may wait for news."""
    wait_seconds: float = 25.0
    poll_seconds: float = 0.075
    longest_body: int = 16_000_000
    silence: float = 30.0
    """How long a request may bring no byte."""
    stop_seconds: float = 30.0
    """How long running requests may take to finish when the server stops."""

    @property
    def seal(self) -> Path:
        """Where the server's own key is kept."""
        return self.data / "keys" / "seal"
