"""The local database: one lane for writing, a pool for reading, and news of every change.

A write commits the rows, their acts for the server, the step that undoes them and the search index in one
transaction; then everyone is told. Where any of it fails, nothing was changed and nobody is told.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Concatenate, Final, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from salesdesk import __version__
from salesdesk.domain.errors import StorageError
from salesdesk.storage import meta, undo
from salesdesk.storage.base import new_id
from salesdesk.storage.changes import Changes, Told
from salesdesk.storage.indexing import index_touched
from salesdesk.storage.journal import Journal
from salesdesk.storage.lane import Lane
from salesdesk.storage.recorder import Recorder
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

__all__ = ["Database", "Step", "utc_now"]
MANY: Final = 1_000
"""From so many rows on, subscribers are not told which."""
_DISK: Final = frozenset({"disk-full", "disk-unwritable", "disk-failed"})
P = ParamSpec("P")
T = TypeVar("T")


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


class Database:
    """One open workspace. `me` is the user, `device_id` this copy of the data."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime] = utc_now) -> None:
        self.engine = engine
        self.clock = clock
        self.changes = Changes()
        self._lane = Lane()
        self._writer = engine.execution_options(rw=True)
        self._journal: Journal | None = None
        self._open_journal: Callable[[], Journal] | None = None
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

    @property
    def journal(self) -> Journal | None:
        """The journal, if one is kept and open."""
        return self._journal

    def ask(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return `query(session, ...)`, asked on a pooled connection that sees one state of the data."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            return query(session, *args, **kwargs)

    @contextmanager
    def write(self, step: Step) -> Iterator[Session]:
        """Give a session whose changes are committed as one step when the block ends.

        Raises:
            StorageError: the disk or the database refused (`disk-full` and others); nothing was changed.
            RuntimeError: this thread is already writing.
        """
        with self._lane, Session(self._writer, expire_on_commit=False) as session:
            recorder = self._watch(session)
            with self._journaled(recorder), session.begin():
                yield session
                recorder.settle()
                undo.remember(session, recorder, step)
                index_touched(session, recorder.searched)
                recorder.seal(forgets=not step.silent)
        news = _news(recorder)
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

    def _watch(self, session: Session) -> Recorder:
        recorder = Recorder(session, self.device_id, self.me, self.clock())
        session.info["recorder"] = recorder
        event.listen(session, "before_flush", recorder.before_flush)
        event.listen(session, "do_orm_execute", recorder.refuse_unseen)
        return recorder

    def _identity(self) -> tuple[UUID, UUID]:
        """Return device and user; a new workspace is given both."""
        with self._lane, Session(self._writer) as session, session.begin():
            device, me = meta.get(session, meta.DEVICE), meta.get(session, meta.ME)
            if meta.get(session, meta.PROGRAM) != __version__:
                meta.put(session, meta.PROGRAM, __version__)
            if device and me:
                return UUID(device), UUID(me)
            self.device_id, self.me = new_id(), new_id()
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
        self.engine.dispose()


def _news(recorder: Recorder) -> Told:
    return Told(
        {
            entity: None if len(ids) >= MANY else frozenset(ids)
            for entity, ids in recorder.touched.items()
            if ids
        }
    )
