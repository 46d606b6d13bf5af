"""Rows of a stranger's SQLite database, read in memory: nothing is opened, and nothing written, on any disk."""

import codecs
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

from mcpsweep.documents import wal as write_ahead_log
from mcpsweep.documents.base import Problem

MAX_DATABASE = 256 * 1024 * 1024
"""Larger databases are not read; in bytes, as are the log beside them and what is read of both."""
MAX_VALUE = 1024 * 1024
"""Longer values are cut, and said so; in characters or bytes."""
MAX_ROWS = 200_000
MAX_TOTAL = 64 * 1024 * 1024
"""Reading stops after so many characters, and says so: one page of a hostile file can belong to many rows."""
_MAX_STEPS = 2_000
_STEP = 100_000
"""A query is stopped after `_MAX_STEPS` times so many instructions of SQLite's machine."""
_WIDEST = 2
"""Text stored as UTF-16 takes up to half as much again in UTF-8."""
_MAGIC = b"SQLite format 3\0"
_JOURNAL_MODE = slice(18, 20)
"""Two header bytes; 2 demands a log on disk, which a database in memory cannot have."""

Cell: TypeAlias = str | bytes | int | float | None


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read of one table."""

    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    """Cells in the order asked for; blobs that hold text in UTF-8 or UTF-16 as text."""
    problems: list[Problem] = field(default_factory=list)
    """At line 0: a database has no lines."""


def rows(database: bytes, wal: bytes | None, table: str, columns: Sequence[str]) -> Rows:
    """`columns` of every row of `table`, the write-ahead log beside the database included.

    Raises nothing. A table that is not there has no rows; a database that is broken, encrypted or too large is a
    problem, and so is every cap that was hit.
    """
    result = Rows()
    if not database:
        return result
    if len(database) > MAX_DATABASE or len(wal or b"") > MAX_DATABASE:
        return _told(result, f"a database of more than {MAX_DATABASE // 2**20} MiB; it was not read")
    if not database.startswith(_MAGIC):
        return _told(result, "not a SQLite database, or an encrypted one")
    whole = bytearray(write_ahead_log.apply(database, wal or b""))
    whole[_JOURNAL_MODE] = b"\1\1"
    with closing(sqlite3.connect(":memory:")) as connection:
        # Optional in SQLite before 3.36, which some distributions of Python 3.11 still link.
        if not hasattr(connection, "deserialize"):
            return _told(result, "the SQLite of this Python cannot read a database in memory; it was not read")
        try:
            connection.deserialize(bytes(whole))
            _guard(connection, _WIDEST * len(whole))
            _collect(connection, table, columns, result)
        except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError):
            # SQLite's own message may quote the file, in bytes that are no text.
            _told(result, "a broken database, or one of another layout; not all of it could be read")
    return result


def _guard(connection: sqlite3.Connection, longest: int) -> None:
    """Trust nothing in the schema, and let no query run for ever or make values of more than `longest` bytes."""
    # A column may be computed: a gigabyte out of a file of a few pages.
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
    steps = iter(range(_MAX_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEP)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    for pragma in ("trusted_schema = off", "query_only = on", "cell_size_check = on"):
        with suppress(sqlite3.OperationalError):
            connection.execute(f"PRAGMA {pragma}")


def _collect(connection: sqlite3.Connection, table: str, columns: Sequence[str], result: Rows) -> None:
    # A view or a virtual table of that name would run what the file says.
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? AND sql NOT LIKE 'CREATE VIRTUAL%'", (table,)
    )
    if known.fetchone() is None:
        return
    # With the table before it, a column that is not there is an error, not SQLite's old "it was meant as a string".
    selected = ", ".join(f"{_quoted(table)}.{_quoted(column)}" for column in columns)
    total, is_cut = 0, False
    for row in _each(connection, f"SELECT {selected} FROM {_quoted(table)} NOT INDEXED"):  # noqa: S608 - quoted
        cells = tuple(_cell(value) for value in row)
        is_cut = is_cut or any(isinstance(value, str | bytes) and len(value) > MAX_VALUE for value in row)
        total += sum(len(cell) for cell in cells if isinstance(cell, str | bytes))
        result.rows.append(cells)
        if len(result.rows) >= MAX_ROWS or total >= MAX_TOTAL:
            _told(result, "a table with more rows than are read; the rest was left out")
            break
    if is_cut:
        _told(result, f"values longer than {MAX_VALUE // 2**20} MiB; only their beginning was read")


def _each(connection: sqlite3.Connection, query: str) -> Iterator[tuple[Cell, ...]]:
    count = 0
    try:
        for row in connection.execute(query):
            count += 1
            yield row
    except sqlite3.Error:
        # Python's cursor is one row ahead, and drops the row before an error.
        yield from connection.execute(f"{query} LIMIT 1 OFFSET {count}")
        raise


def _cell(value: Cell) -> Cell:
    if isinstance(value, bytes):
        return _text(value[:MAX_VALUE], is_whole=len(value) <= MAX_VALUE)
    return value[:MAX_VALUE] if isinstance(value, str) else value


def _text(blob: bytes, *, is_whole: bool) -> str | bytes:
    """What a blob says, less a character that was cut in two; itself if it is no text."""
    # UTF-16 of Latin letters would be valid UTF-8 too, with a NUL between the letters of each token.
    low, high = blob[::2], blob[1::2]
    encoding = "utf-16-le" if 0 not in low and 2 * high.count(0) > len(high) else "utf-8"
    with suppress(UnicodeDecodeError):
        return codecs.getincrementaldecoder(encoding)().decode(blob, final=is_whole)
    return blob


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _told(result: Rows, message: str) -> Rows:
    result.problems.append(Problem(0, message))
    return result
