"""The local database: one lane for writing, a pool for reading, and news of every change.

A write commits the rows, their acts for the server, the step that undoes them and the search index in one
transaction; then everyone is told. Where any of it fails, nothing was changed and nobody is told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from salesdesk import __version__
from salesdesk.domain.errors import RuleBroken, StorageError
from salesdesk.storage import file_queue, meta, undo
from salesdesk.storage.base import new_id
from salesdesk.storage.changes import Changes, Told
from salesdesk.storage.engine import LONGEST_LOG, storage_error
from salesdesk.storage.indexing import FORM, INDEXED_AS, index_touched
from salesdesk.storage.journal import Journal
from salesdesk.storage.kept_reader import KeptReader
from salesdesk.storage.lane import Lane
from salesdesk.storage.recorder import Recorder
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

__all__ = ["Database", "Step", "utc_now"]
MANY: Final = 1_000
"""From so many rows on, subscribers are not told which."""
OFTEN_ENOUGH: Final = 240
"""So many rows from the server go into the write-ahead log before it is brought into the file."""
_DISK: Final = frozenset({"disk-full", "disk-unwritable", "disk-failed"})
P = ParamSpec("P")
T = TypeVar("T")


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Absorbed:
    """What the server says on its way into the rows; `touched` are those it changed.

    Where the device or the user became another, `is_another` is set; where acts were taken out of the outbox
    and must not be left in the journal, `forgets`.
    """

    session: Session
    now: datetime
    touched: dict[str, set[UUID]] = field(default_factory=dict)
    is_another: bool = False
    forgets: bool = False

    def note(self, entity: str, ids: Iterable[UUID]) -> None:
        """Note rows that changed."""
        self.touched.setdefault(entity, set()).update(ids)


class Database:
    """One open workspace. `me` is the user, `device_id` this copy of the data."""

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], UUID] = new_id,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.new_id = new_id
        self.changes = Changes()
        self._lane = Lane()
        self._writer = engine.execution_options(rw=True)
        self._by_hand = engine.execution_options(rw=True, wide=True)  # a first copy needs no large cache
        self._kept = KeptReader(engine)
        self._journal: Journal | None = None
        self._open_journal: Callable[[], Journal] | None = None
        self._looked_at: datetime | None = None
        self._check_writing: Callable[[datetime], None] = lambda _now: None
        self._logged = 0
        self.saved_at: datetime | None = None
        """When somebody last wrote here, by `write`."""
        self.device_id, self.me = self._identity()

    def keep_journal(self, journal: Callable[[], Journal]) -> None:
        """Write every act into the journal as well; `journal` opens it and brings it up to date.

        Where the disk is full it is opened by the first write, which fails until there is room.

        Raises:
            StorageError: `database-behind` (n), the journal knows of acts that the database lacks.
        """
        self._open_journal = journal
        try:
            self._journal = journal()
        except StorageError as error:
            if error.code not in _DISK:
                raise

    def refuse_writing(self, made_at: datetime) -> None:
        """Let this database only be looked at: it is a copy of that moment."""
        self._looked_at = made_at

    def heed(self, check_writing: Callable[[datetime], None]) -> None:
        """Let a rule decide whether a person may write; it raises RuleBroken where they may not."""
        self._check_writing = check_writing

    @property
    def may_write(self) -> bool:
        """Whether a person may write here now."""
        try:
            self._check_writable()
        except RuleBroken:
            return False
        return True

    def _check_writable(self) -> None:
        if self._looked_at is not None:
            raise RuleBroken("read-only", made_at=self._looked_at)
        self._check_writing(self.clock())

    @property
    def looked_at(self) -> datetime | None:
        """Of when the copy is, if this is one to look at; None for a database to work in."""
        return self._looked_at

    @property
    def journal(self) -> Journal | None:
        """The journal, if one is kept and open."""
        return self._journal

    def ask(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `query(session, ...)`, asked on a pooled connection that sees one state of the data."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            return query(session, *args, **kwargs)

    def look(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `ask` does, asked on the connection kept for the list of customers."""
        with self._kept.session() as session:
            return query(session, *args, **kwargs)

    def warm(self, is_over: Callable[[], bool] = lambda: False) -> None:
        """Read ahead what `look` will read, in short steps, until `is_over`."""
        self._kept.warm(is_over)

    @contextmanager
    def write(self, step: Step) -> Iterator[Session]:
        """Give a session whose changes are committed as one step when the block ends.

        Raises:
            StorageError: the disk or the database refused (`disk-full` and others); nothing was changed.
            RuleBroken: `read-only` (made_at), it is a copy to look at; `lease-over` (until).
            RuntimeError: this thread is already writing.
        """
        self._check_writable()
        writer = self._writer if step.silent else self._by_hand
        with self._lane, Session(writer, expire_on_commit=False) as session:
            if not step.silent:  # what the program writes by itself makes nobody wait
                self.saved_at = self.clock()
            recorder = self._watch(session)
            with self._journaled(recorder), session.begin():
                yield session
                recorder.settle()
                file_queue.note(session, recorder.touched, file_queue.SEND)
                undo.remember(session, recorder, step)
                index_touched(session, recorder.searched)
                recorder.seal(forgets=not step.silent)
        news = _news(recorder.touched)
        if news.entities:
            self.changes.tell(news)

    @contextmanager
    def _journaled(self, recorder: Recorder) -> Iterator[None]:
        """Let the recorder write into the journal; what is not committed is cut off again."""
        if self._journal is None and self._open_journal is not None:
            self._journal = self._open_journal()
        recorder.journal = self._journal
        if self._journal is None:
            yield
            return
        try:
            yield
        except BaseException:
            self._journal.take_back()
            raise
        self._journal.settle()

    @contextmanager
    def absorb(self, *, quiet: bool = False, erasing: bool = False) -> Iterator[Absorbed]:
        """Give a session for what the server says: it makes no acts, and there is nothing to undo.

        References are not checked meanwhile: a page may bring a row before the one it names. `quiet` tells
        nobody; `erasing` overwrites what is deleted.

        Raises:
            StorageError, RuleBroken, RuntimeError: as `write`.
        """
        if self._looked_at is not None:
            raise RuleBroken("read-only", made_at=self._looked_at)
        with self._lane:
            with (
                self._writer.connect() as connection,
                _loosened(connection, erasing=erasing),
                Session(connection, expire_on_commit=False) as session,
                session.begin(),
            ):
                absorbed = Absorbed(session, self.clock())
                yield absorbed
                file_queue.note(session, absorbed.touched, file_queue.FETCH)
            if absorbed.is_another:
                self.device_id, self.me = self._identity_kept()
            if absorbed.is_another or absorbed.forgets:
                self._renew_journal()
        self._logged += sum(map(len, absorbed.touched.values()))
        if self._logged >= OFTEN_ENOUGH:
            self.carry_over()
        news = _news(absorbed.touched)
        if news.entities and not quiet:
            self.changes.tell(news)

    def rewrite(self) -> None:
        """Write the whole file anew, so that it holds nothing but what it shows. Nobody writes meanwhile."""
        with self._lane, self._writer.connect() as connection:
            _between(connection, "VACUUM")

    def empty_log(self) -> bool:
        """Bring the write-ahead log into the file and empty it; return False if a reader still needs it."""
        with self._lane, self._writer.connect() as connection:
            busy, *_ = _between(connection, "PRAGMA wal_checkpoint(TRUNCATE)")[0]
            return not busy

    def carry_over(self) -> None:
        """Bring the write-ahead log into the file, while others may write.

        Within a commit, as SQLite has it, whoever saves just then would wait for it.
        """
        self._logged = 0
        with suppress(StorageError), self.engine.connect() as connection:  # the log stays as it is then
            _between(connection, "PRAGMA wal_checkpoint(PASSIVE)")

    @property
    def is_wanted(self) -> bool:
        """Return whether somebody waits to write: who writes much gives way then."""
        return self._lane.is_wanted

    def _renew_journal(self) -> None:
        """Make the journal anew from the outbox and the acts still kept."""
        if self._journal is None or self._open_journal is None:
            return
        journal, self._journal = self._journal, None
        journal.close()
        journal.path.unlink(missing_ok=True)
        self.keep_journal(self._open_journal)

    def _watch(self, session: Session) -> Recorder:
        recorder = Recorder(session, self.device_id, self.me, self.clock(), new_id=self.new_id)
        session.info["recorder"] = recorder
        event.listen(session, "before_flush", recorder.before_flush)
        event.listen(session, "do_orm_execute", recorder.refuse_unseen)
        return recorder

    def _identity_kept(self) -> tuple[UUID, UUID]:
        with Session(self.engine) as session:
            device, me = meta.get(session, meta.DEVICE), meta.get(session, meta.ME)
        assert device is not None
        assert me is not None
        return UUID(device), UUID(me)

    def _identity(self) -> tuple[UUID, UUID]:
        """Return device and user; a new workspace is given both."""
        with self._lane, Session(self._writer) as session, session.begin():
            device, me = meta.get(session, meta.DEVICE), meta.get(session, meta.ME)
            before = meta.get(session, meta.PROGRAM)
            if before is None:  # a new database, be it one that is made from the journal
                meta.put(session, INDEXED_AS, str(FORM))
            if before != __version__:
                meta.put(session, meta.PROGRAM, __version__)
            if device and me:
                return UUID(device), UUID(me)
            self.device_id, self.me = self.new_id(), self.new_id()
            meta.put(session, meta.DEVICE, str(self.device_id))
            meta.put(session, meta.ME, str(self.me))
            recorder = self._watch(session)
            session.add(UserRow(id=self.me, name=""))
            recorder.settle()
        return self.device_id, self.me

    def close(self) -> None:
        """Give all connections and the journal back to the system."""
        if self._journal is not None:
            self._journal.close()
        self._kept.close()
        self.engine.dispose()


@contextmanager
def _loosened(connection: Connection, *, erasing: bool) -> Iterator[None]:
    """Set what can only be set between two transactions."""
    _between(connection, "PRAGMA foreign_keys=OFF")
    _between(connection, "PRAGMA wal_autocheckpoint=0")
    if erasing:
        _between(connection, "PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        _between(connection, "PRAGMA foreign_keys=ON")
        _between(connection, f"PRAGMA wal_autocheckpoint={LONGEST_LOG}")
        if erasing:
            _between(connection, "PRAGMA secure_delete=OFF")


def _between(connection: Connection, statement: str) -> list[Any]:
    """Run what cannot be run within a transaction; return its rows."""
    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        rows: list[Any] = driver.execute(statement).fetchall()
    except Exception as error:
        raise storage_error(error) or error from error
    return rows


def _news(touched: Mapping[str, set[UUID]]) -> Told:
    return Told(
        {entity: None if len(ids) >= MANY else frozenset(ids) for entity, ids in touched.items() if ids}
    )
