"""Which value of a record is which column, by the statement that the schema keeps of a table."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass

_HEAD = re.compile(
    r"""\ACREATE\s+TABLE\s+(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\]|[^\s("'`\[]+)\s*(?=\()""",
    re.IGNORECASE,
)
_VIRTUAL = 2
"""`hidden` of a column that is computed when it is read, and in no record."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table as its records have them."""

    names: tuple[str, ...]
    """In the order of the values."""
    number: int | None
    """Position of the column that is the rowid, for which records hold nothing."""

    def position(self, column: str) -> int | None:
        """Where a column's value stands; None if there is no such column. SQLite does not tell capitals apart."""
        folded = column.casefold()
        return next((place for place, name in enumerate(self.names) if name.casefold() == folded), None)


def layout(statement: str, *, is_without_rowid: bool) -> Layout | None:
    """The layout of the table that `statement` made; None if that cannot be told.

    SQLite reads the statement, as one that makes an empty table in memory: nothing of the file is run by that.
    """
    head = _HEAD.match(statement)
    if head is None:
        return None
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            # Names that SQLite keeps for itself could not be made again.
            connection.execute(f"CREATE TABLE t {statement[head.end() :]}")
            columns = connection.execute("PRAGMA table_xinfo(t)").fetchall()
        except (sqlite3.Error, sqlite3.Warning, ValueError):
            return None
    stored = [(name, kind, key) for _, name, kind, _, _, key, hidden in columns if hidden != _VIRTUAL]
    if is_without_rowid:
        # What the table is sorted by comes first.
        keys = sorted((one for one in stored if one[2]), key=lambda one: one[2])
        stored = [*keys, *(one for one in stored if not one[2])]
    names = tuple(name for name, _, _ in stored)
    keys_of_table = [place for place, (_, _, key) in enumerate(stored) if key]
    is_number = not is_without_rowid and len(keys_of_table) == 1 and stored[keys_of_table[0]][1].upper() == "INTEGER"
    return Layout(names, keys_of_table[0] if is_number else None)
