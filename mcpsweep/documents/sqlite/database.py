"""Tables of a database, by name, and every text in it."""

import codecs
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from mcpsweep.documents.base import Problem
from mcpsweep.documents.sqlite import tree
from mcpsweep.documents.sqlite.layout import layout
from mcpsweep.documents.sqlite.pages import NoDatabaseError, Pages
from mcpsweep.documents.sqlite.source import Bytes, InMemory
from mcpsweep.documents.sqlite.tree import Cell, Row, Tree

MAX_LOG = 256 * 1024 * 1024
"""A larger log is not read; in bytes."""
MAX_ROWS = 2_000_000
MAX_TOTAL = 1024 * 1024 * 1024
"""Reading stops after so many bytes of rows, and says so: one page of a hostile file can belong to many of them."""
_SCHEMA = 1
"""The page that the table of all tables begins at."""
_TYPE, _NAME, _ROOT, _STATEMENT = 0, 1, 3, 4
"""Positions in its records."""
_BROKEN = "a broken database, or one of another layout; not all of it could be read"


@dataclass(frozen=True, slots=True)
class Text:
    """One cell that holds text."""

    table: str
    row: int
    """Its rowid, or its count where there is none."""
    column: str
    text: str
    """Of a blob that is no text its bytes as Latin-1, in which what is ASCII can be found."""


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    root: int
    statement: str


class Database:
    """Nothing here raises: what cannot be read is in `problems`, at line 0, for a database has no lines."""

    def __init__(self, content: Bytes, log: Bytes | None = None) -> None:
        """`log` is the write-ahead log beside the database, if there is one."""
        self.problems: list[Problem] = []
        """What was not understood so far, each once."""
        self._pages: Pages | None = None
        self._tables: list[_Table] = []
        self._rows_read = self._bytes_read = 0
        if log is not None and log.size > MAX_LOG:
            self._tell(f"a log of more than {MAX_LOG // 2**20} MiB beside it; what it holds was not read")
            log = None
        if not content.size and not (log is not None and log.size):
            return
        try:
            self._pages = Pages(content, log)
        except NoDatabaseError:
            self._tell("not a SQLite database, or an encrypted one")
        except OSError:
            self._tell(_BROKEN)
        self._tables = list(self._schema())

    @classmethod
    def of(cls, data: bytes) -> "Database":
        """One that was read whole, and that nothing is beside."""
        return cls(InMemory(data))

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        """`columns` of every row of `table`, blobs that hold text in UTF-8 or UTF-16 as text.

        A table that is not there has no rows; a view or a virtual table is none.
        """
        for one in self._tables:
            if one.name.casefold() == table.casefold() and self._pages is not None:
                yield from self._rows(Tree(self._pages, one.root), one, columns)

    def texts(self) -> Iterator[Text]:
        """Every cell of every table that holds text, or bytes that may."""
        seen: set[int] = set()
        for one in self._tables:
            if self._pages is None or one.root in seen:
                continue
            walk = Tree(self._pages, one.root, seen)
            known = layout(one.statement, is_without_rowid=walk.is_without_rowid())
            names = known.names if known is not None else ()
            for count, row in enumerate(self._each(walk, None)):
                number = row.number if row.number is not None else count
                for position, cell in row.cells.items():
                    column = names[position] if position < len(names) else str(position)
                    if isinstance(cell, str):
                        yield Text(one.name, number, column, cell)
                    elif isinstance(cell, bytes):
                        text = _text(cell, is_whole=not row.is_cut)
                        yield Text(one.name, number, column, text if text is not None else cell.decode("latin-1"))

    def _schema(self) -> Iterator[_Table]:
        if self._pages is None:
            return
        for row in self._each(Tree(self._pages, _SCHEMA), None):
            cells = [row.cells.get(position) for position in (_TYPE, _NAME, _ROOT, _STATEMENT)]
            match cells:
                # Views and virtual tables have no pages.
                case ["table", str(name), int(root), str(statement)] if root:
                    yield _Table(name, root, statement)

    def _rows(self, walk: Tree, table: _Table, columns: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        known = layout(table.statement, is_without_rowid=walk.is_without_rowid())
        positions = [known.position(column) for column in columns] if known is not None else [None]
        if known is None or None in positions:
            self._tell(_BROKEN)
            return
        for row in self._each(walk, frozenset(place for place in positions if place is not None)):
            yield tuple(_cell(row, place, known.number) for place in positions)

    def _each(self, walk: Tree, wanted: frozenset[int] | None) -> Iterator[Row]:
        for row in walk.rows(wanted):
            yield row
            self._rows_read += 1
            self._bytes_read += row.size
            if row.is_cut:
                self._tell(f"rows longer than {tree.MAX_ROW // 2**20} MiB; only their beginning was read")
            if self._rows_read >= MAX_ROWS or self._bytes_read >= MAX_TOTAL:
                self._tell("more rows than are read; the rest was left out")
                break
        if walk.is_broken:
            self._tell(_BROKEN)

    def _tell(self, message: str) -> None:
        problem = Problem(0, message)
        if problem not in self.problems:
            self.problems.append(problem)


def _cell(row: Row, place: int | None, number: int | None) -> Cell:
    cell = row.cells.get(place) if place is not None else None
    if cell is None and place == number:
        return row.number
    if isinstance(cell, bytes) and (text := _text(cell, is_whole=not row.is_cut)) is not None:
        return text
    return cell


def _text(blob: bytes, *, is_whole: bool) -> str | None:
    """What a blob says, less a character that was cut in two; None if it is no text."""
    # UTF-16 of Latin letters would be valid UTF-8 too, with a NUL between the letters of each token.
    low, high = blob[::2], blob[1::2]
    encoding = "utf-16-le" if 0 not in low and 2 * high.count(0) > len(high) else "utf-8"
    with suppress(UnicodeDecodeError):
        return codecs.getincrementaldecoder(encoding)().decode(blob, final=is_whole)
    return None
