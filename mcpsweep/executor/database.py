"""The journal's file: made safely, opened carefully, and every trouble with it said in words."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mcpsweep.executor.tables import SCHEMA, VERSION
from mcpsweep.executor.trouble import JournalError

_APPLICATION = 0x4D435357
"""`MCSW`: what tells the file from any other SQLite database (sqlite.org: "PRAGMA application_id")."""
_BUSY = 15.0
"""Seconds to wait for another process that writes; a write takes a millisecond."""
_PAUSE = 0.01
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

_TROUBLE: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space, or let MCPSWEEP_STATE name a folder on another disk"),
    sqlite3.SQLITE_BUSY: ("another process keeps it locked", "end the program that has it open, then try again"),
    sqlite3.SQLITE_LOCKED: ("another process keeps it locked", "end the program that has it open, then try again"),
    sqlite3.SQLITE_READONLY: ("it must not be written", "it has to be your own file, on a disk that can be written"),
    sqlite3.SQLITE_PERM: ("it must not be written", "it has to be your own file, on a disk that can be written"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "it has to be your own file, in a folder of your own"),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", "keep it for whoever examines it, and move it away to start a new one"),
    sqlite3.SQLITE_NOTADB: ("it is no journal", "keep it for whoever examines it, and move it away to start a new one"),
    sqlite3.SQLITE_IOERR: ("the disk does not take or give data", "look at the disk's health and space"),
}
"""SQLite's primary result codes (sqlite.org: "Result and Error Codes") → what is wrong, and what to do."""


class Database:
    """One connection, shared by the threads of this process."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it (mode 0600, its folder 0700). Raises `JournalError` where that is not possible."""
        self.path = path
        self._lock = threading.RLock()
        with self._in_words():
            _make(path)
            # Transactions are begun by hand: the library's own would begin them too late to keep others out.
            self._connection = sqlite3.connect(path, timeout=_BUSY, isolation_level=None, check_same_thread=False)
        try:
            with self._in_words():
                self._prepare_in_turn()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Cursor]:
        """One moment's picture. Raises `JournalError`."""
        with self._transaction("BEGIN") as cursor:
            yield cursor

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Cursor]:
        """All of it is on the disk when the block is left, or nothing. Raises `JournalError`."""
        with self._transaction("BEGIN IMMEDIATE") as cursor:
            yield cursor

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Cursor]:
        with self._lock, self._in_words():
            cursor = self._connection.execute(begin)
            try:
                yield cursor
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk makes SQLite roll back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        problem: tuple[str, str]
        try:
            yield
            return
        except sqlite3.ProgrammingError:
            problem = ("it is closed", "")
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            problem = _TROUBLE.get(_code(error), (f"SQLite says: {error}", ""))
        except OSError as error:
            problem = (error.strerror or "the system refuses it", "let MCPSWEEP_STATE name a folder of your own")
        raise JournalError(f"the journal {self.path} cannot be used: {problem[0]}", problem[1])

    def _prepare_in_turn(self) -> None:
        """Where several processes make the same file at once, SQLite itself does not wait for its journal mode."""
        ends_at = time.monotonic() + _BUSY
        while True:
            try:
                return self._prepare()
            except sqlite3.OperationalError as error:
                if _code(error) not in _LOCKED or time.monotonic() > ends_at:
                    raise
            time.sleep(_PAUSE)

    def _prepare(self) -> None:
        connection = self._connection
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        try:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if application != _APPLICATION and tables:
                raise JournalError(f"{self.path} is no journal of mcpsweep", "let MCPSWEEP_STATE name another folder")
            if version > VERSION:
                raise JournalError(
                    f"the journal {self.path} was written by a newer version of mcpsweep",
                    "use that version or a later one",
                )
            if not tables:
                for statement in _statements(SCHEMA):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _code(error: sqlite3.Error) -> int:
    """The primary result code; errors of the library's own have none."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF


def _make(path: Path) -> None:
    """The file with the right mode from its first moment; SQLite gives its own files beside it the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _statements(script: str) -> Iterator[str]:
    """One after the other: the library's own way to run a script would end the transaction."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
