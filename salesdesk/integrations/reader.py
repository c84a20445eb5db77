"""The one door for files that come in: look what it is, and read it as a table."""

from pathlib import Path

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits, sniff
from salesdesk.integrations.csv_files import TextSource, read_csv
from salesdesk.integrations.encodings import encoding_of, named
from salesdesk.integrations.table_file import FileKind, Reading, TableFile


def read_table(path: Path, reading: Reading | None = None) -> TableFile:
    """Return the file as a table. Raises FileRefused with a code that says why it cannot be read."""
    reading = reading or Reading()
    if path.is_dir():
        raise FileRefused("file-is-folder", file=path.name or str(path))
    if not path.is_file():
        raise FileRefused("file-missing", file=path.name)
    limits.check_size(path, limits.TEXT_BYTES)
    kind = sniff.binary_kind(path)
    if kind is not None:
        from salesdesk.integrations.excel_files import read_workbook  # noqa: PLC0415 - a worker is started only then

        return read_workbook(path, kind, reading)
    source = _text_source(path, reading)
    return _read_text(path, source, reading)


def _text_source(path: Path, reading: Reading) -> TextSource:
    opener = limits.unpacked(path) if sniff.is_gzip(path) else limits.plain(path)
    if reading.encoding:
        return TextSource(path.name, opener, named(reading.encoding))
    with limits.opened(opener, path.name) as stream:
        encoding = encoding_of(stream, path.name)
    return TextSource(path.name, opener, encoding)


def _read_text(path: Path, source: TextSource, reading: Reading) -> TableFile:
    with source.open() as stream:
        start = stream.read(16 * 1024)
    kind = sniff.text_kind(start, path.name)
    if kind is FileKind.CSV:
        return read_csv(source, reading)
    limits.check_size(path, limits.BINARY_BYTES)
    from salesdesk.integrations.people_files import read_people  # noqa: PLC0415 - most files are tables

    return read_people(source, kind)
