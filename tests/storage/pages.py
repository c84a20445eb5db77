"""What stands in the pages of an encrypted database and its log, as whoever has the key could read it."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from salesdesk.storage.database import Database
from salesdesk.storage.engine import _KEYSPECS

PAGE = 4096
_RESERVED = 80  # of each page: IV, HMAC, padding (SQLCipher 4)
_WAL_HEAD, _FRAME_HEAD = 32, 24


def plain_bytes(database: Database) -> bytes:
    """Every byte of every page of the file and of its write-ahead log, free ones too."""
    path = Path(database.engine.url.database)
    key = bytes.fromhex(_KEYSPECS[database.engine][:64])
    content = path.read_bytes()
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    pages[0] = b"\0" * 16 + pages[0][16:]  # the salt stands where SQLite's own mark would
    log = path.with_name(path.name + "-wal")
    if log.exists():
        frames = log.read_bytes()[_WAL_HEAD:]
        step = PAGE + _FRAME_HEAD
        pages += [frames[start + _FRAME_HEAD : start + step] for start in range(0, len(frames), step)]
    return b"".join(_plain(key, page) for page in pages if len(page) == PAGE)


def _plain(key: bytes, page: bytes) -> bytes:
    iv = page[PAGE - _RESERVED : PAGE - _RESERVED + 16]
    start = 16 if page[:16] == b"\0" * 16 else 0
    reader = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return reader.update(page[start : PAGE - _RESERVED])
