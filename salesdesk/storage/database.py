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
from salesdesk.storage import meta, undo
from salesdesk.storage.base import new_id
from salesdesk.storage.changes import Changes, Told
from salesdesk.storage.indexing import index_touched
from salesdesk.storage.lane import Lane
from salesdesk.storage.recorder import Recorder
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

__all__ = ["Database", "Step", "utc_now"]
MANY: Final = 1_000
"""From so many rows on, subscribers are not told which."""
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
        self.device_id, self.me = self._identity()

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
        with self._lane, Session(self._writer, expire_on_commit=False) as session, session.begin():
            recorder = self._watch(session)
            yield session
            recorder.settle()
            undo.remember(session, recorder, step)
            index_touched(session, recorder.searched)
        news = _news(recorder)
        if news.entities:
            self.changes.tell(news)

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
        """Give all connections back to the system."""
        self.engine.dispose()


def _news(recorder: Recorder) -> Told:
    return Told(
        {
            entity: None if len(ids) >= MANY else frozenset(ids)
            for entity, ids in recorder.touched.items()
            if ids
        }
    )
