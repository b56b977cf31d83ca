"""Opens the one database: SQLite in the data directory, or PostgreSQL where a URL is given.

Every call is a short blocking one inside the event loop. That is on purpose: nothing can be cancelled
half-way through a transaction, and the loop's single thread keeps the order of writes.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.pool import QueuePool

from bot.errors import StoreError
from bot.stores.tables import METADATA

BUSY_SECONDS = 5
CLAIM_SECONDS = 10
_ADVISORY_LOCK = 0x4D454E44  # "MEND"


class Database:
    """An opened and checked database.

    Args:
        url: SQLAlchemy URL with the dialect sqlite (a file) or postgresql.

    Raises:
        StoreError: It cannot be opened or written; the message says why and holds no password.
    """

    def __init__(self, url: str) -> None:
        """Open, create missing tables and try a write, so that a fault shows at start."""
        self._url = _read_url(url)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        self._claim: Any = None
        try:
            if self.is_sqlite:
                _prepare_file(_sqlite_path(self._url))
            self.engine = self._create_engine()
            # Otherwise an SQL error would print a person's words.
            self.engine.hide_parameters = True
            sa.event.listen(self.engine, "handle_error", _hide_words)
            with self.write() as connection:
                METADATA.create_all(connection)
        except (sa.exc.SQLAlchemyError, OSError, ImportError) as fault:
            raise StoreError(f"The conversation store {self} cannot be opened: {_reason(fault)}.") from None

    def __str__(self) -> str:
        """Name the place without its password."""
        return _sqlite_path(self._url) if self.is_sqlite else self._url.render_as_string(hide_password=True)

    @contextmanager
    def write(self, durable: bool = True) -> Iterator[Connection]:
        """Give a connection inside one transaction that is committed at the end, or undone on any error.

        Args:
            durable: Wait for the disk, so that the commit survives a power cut as well. Without it the
                commit still survives the end of this process, at once and at less cost.
        """
        with self.engine.connect().execution_options(mend_write=True) as connection:
            if self.is_sqlite:
                level = "FULL" if durable else "NORMAL"
                connection.connection.dbapi_connection.execute(f"PRAGMA synchronous={level}")
            with connection.begin():
                if not self.is_sqlite and not durable:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection inside one transaction that only reads."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def claim(self) -> None:
        """Make this the one process that works off the inbox and the outbox.

        The system lets go of the claim when the process ends, however it ends.

        Raises:
            StoreError: Another process holds it.
        """
        deadline = time.monotonic() + CLAIM_SECONDS
        while not self._try_claim():
            if time.monotonic() > deadline:
                raise StoreError(f"Another process is already serving from the conversation store {self}.")
            time.sleep(0.2)

    def close(self) -> None:
        """Close all connections and let go of the claim."""
        if self._claim is not None:
            self._claim.close()
            self._claim = None
        self.engine.dispose()

    def _try_claim(self) -> bool:
        if self._claim is not None:
            return True
        if self.is_sqlite:
            path = _sqlite_path(self._url) + ".lock"
            handle = os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "r+")
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                handle.close()
                return False
            self._claim = handle
            return True
        # A connection outside the pool: the lock lasts exactly as long as this connection.
        connection = self.engine.raw_connection()
        connection.detach()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", (_ADVISORY_LOCK,))
            held = bool(cursor.fetchone()[0])
        connection.commit()
        if not held:
            connection.close()
            return False
        self._claim = connection
        return True

    def _create_engine(self) -> Engine:
        if not self.is_sqlite:
            return sa.create_engine(
                self._url,
                pool_pre_ping=True,
                connect_args={"connect_timeout": BUSY_SECONDS, "application_name": "mend"},
            )
        engine = sa.create_engine(
            self._url,
            poolclass=QueuePool,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        sa.event.listen(engine, "connect", _prepare_sqlite_connection)
        sa.event.listen(engine, "begin", _begin_sqlite_transaction)
        return engine


def _read_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (sa.exc.SQLAlchemyError, ValueError):
        # The fault's own message repeats the URL, password and all.
        raise StoreError("The URL of the conversation store cannot be read.") from None
    if parsed.drivername == "postgres":
        parsed = parsed.set(drivername="postgresql")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError("The conversation store must be SQLite or PostgreSQL.")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError("The conversation store must be a file: one in memory would forget at every start.")
    return parsed


def _sqlite_path(url: URL) -> str:
    return str(url.database)


def _prepare_file(path: str) -> None:
    """Create the file for its owner's eyes only; SQLite gives its helper files the same mode."""
    directory = Path(path).parent
    if not directory.exists():
        directory.mkdir(parents=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    if Path(path).stat().st_mode & 0o077:
        Path(path).chmod(0o600)


def _prepare_sqlite_connection(connection: Any, _record: Any) -> None:
    # Transactions begin below, in one place: the driver's own way leaves reads outside of them.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    # What is blanked or deleted is overwritten, not only forgotten.
    connection.execute("PRAGMA secure_delete=ON")


def _begin_sqlite_transaction(connection: Connection) -> None:
    writes = connection.get_execution_options().get("mend_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _hide_words(context: Any) -> None:
    """Cut a statement's error down to its code: PostgreSQL repeats the values that it was given."""
    code = getattr(context.original_exception, "pgcode", None)
    if code is not None:
        label = f"({type(context.original_exception).__name__}) PostgreSQL error {code}"
        context.original_exception.args = (label,)
        context.sqlalchemy_exception.args = (label,)


def _reason(fault: Exception) -> str:
    text = str(getattr(fault, "orig", None) or getattr(fault, "strerror", None) or fault)
    return text.strip().splitlines()[0].rstrip(".") if text.strip() else type(fault).__name__
