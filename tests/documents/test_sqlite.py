"""SQLite, page by page: what SQLite itself would read is read, the log included, and nothing else happens."""

import sqlite3
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.documents.sqlite import database as databases
from mcpsweep.documents.sqlite import tree
from mcpsweep.documents.sqlite.database import Database, Text
from mcpsweep.documents.sqlite.source import InMemory
from mcpsweep.documents.sqlite.tree import Cell

COLUMNS = ("key", "value")
TABLE = "CREATE TABLE ItemTable (key TEXT UNIQUE, value BLOB)"


class Seen(NamedTuple):
    """What was read of a table, and what was not."""

    rows: list[tuple[Cell, ...]]
    problems: list[str]


def seen(data: bytes, log: bytes | None = None, table: str = "ItemTable", columns: tuple[str, ...] = COLUMNS) -> Seen:
    """All of a table."""
    database = Database(InMemory(data), InMemory(log) if log is not None else None)
    found = list(database.rows(table, columns))
    return Seen(found, [problem.message for problem in database.problems])


def build(folder: Path, statements: list[str], *, wal: bool = False) -> tuple[bytes, bytes | None]:
    """A database as a program that still runs leaves it: with a log that was never written back."""
    path = folder / "state.vscdb"
    connection = sqlite3.connect(path)
    if wal:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
    for statement in statements:
        connection.execute(statement)
        connection.commit()
    log = Path(f"{path}-wal").read_bytes() if wal else None
    found = path.read_bytes(), log
    connection.close()
    return found


def insert(key: str, value: str) -> str:
    return f"INSERT INTO ItemTable VALUES ('{key}', '{value}')"  # noqa: S608 - made up here


def test_rows_come_in_the_columns_asked_for(tmp_path: Path) -> None:
    data, _ = build(tmp_path, [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one'), ('b', X'74776F'), ('c', X'FF')"])
    assert seen(data) == ([("a", "one"), ("b", "two"), ("c", b"\xff")], [])
    assert seen(data, columns=("VALUE",)).rows == [("one",), ("two",), (b"\xff",)]


def test_the_log_is_read_although_the_database_file_is_still_empty(tmp_path: Path) -> None:
    statements = [TABLE, *(insert(f"k{i}", "v" * 500) for i in range(50))]
    statements.append("UPDATE ItemTable SET value = 'new' WHERE key = 'k7'")
    data, log = build(tmp_path, statements, wal=True)
    found = seen(data, log)
    assert not found.problems
    assert ("k7", "new") in found.rows
    assert len(found.rows) == 50
    assert seen(b"", log) == found
    assert not seen(data).rows


def test_a_torn_log_counts_up_to_its_last_whole_transaction(tmp_path: Path) -> None:
    statements = [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one')", "INSERT INTO ItemTable VALUES ('b', 'two')"]
    data, log = build(tmp_path, statements, wal=True)
    assert log is not None
    assert seen(data, log[:-100]).rows == [("a", "one")]
    flipped = log[:-100] + bytes([log[-100] ^ 1]) + log[-99:]
    assert seen(data, flipped).rows == [("a", "one")]


def test_a_log_that_is_too_large_is_left_out_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, log = build(tmp_path, [TABLE, insert("a", "one")], wal=True)
    monkeypatch.setattr(databases, "MAX_LOG", 100)
    assert "a log of more than" in seen(data, log).problems[0]


def test_a_missing_table_has_no_rows_and_a_missing_column_is_a_problem(tmp_path: Path) -> None:
    data, _ = build(tmp_path, [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one')"])
    assert seen(data, table="Other") == ([], [])
    assert seen(data, columns=("key", "nothing")).problems


def test_a_view_of_the_tables_name_is_not_run(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS key, x AS value FROM n"
    data, _ = build(tmp_path, [f"CREATE VIEW ItemTable AS {endless}"])
    assert seen(data).rows == []
    assert list(Database.of(data).texts()) == []


def test_nothing_that_a_schema_says_is_run(tmp_path: Path) -> None:
    data, _ = build(tmp_path, [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one')"])
    endless = "CREATE TABLE ItemTable AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT x FROM n"
    path = tmp_path / "hostile.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.deserialize(data)
        connection.execute("PRAGMA writable_schema = on")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table'", (endless,))
        connection.commit()
        data = connection.serialize()
    assert seen(data).rows == []
    assert [text.text for text in Database.of(data).texts()] == ["a", "one"]


@pytest.mark.parametrize(
    ("blob", "text"), [("tok é".encode("utf-16-le"), "tok é"), (b"tok" + bytes(13), "tok" + "\0" * 13)]
)
def test_blobs_of_utf_16_are_text_and_padded_ones_stay_utf_8(tmp_path: Path, blob: bytes, text: str) -> None:
    data, _ = build(tmp_path, [TABLE, f"INSERT INTO ItemTable VALUES ('a', X'{blob.hex()}')"])  # noqa: S608
    assert seen(data).rows == [("a", text)]


def test_a_row_that_is_too_long_is_read_to_a_point_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = ("x" * 3 + "é" * 5_000).encode()
    data, _ = build(tmp_path, [TABLE, f"INSERT INTO ItemTable VALUES ('a', X'{blob.hex()}'), ('b', 'two')"])  # noqa: S608
    monkeypatch.setattr(tree, "MAX_ROW", 6_000)
    found = seen(data)
    (_, text), second = found.rows
    assert isinstance(text, str), "although it ends in the middle of a letter"
    assert blob.decode().startswith(text)
    assert len(text) > 2_900
    assert second == ("b", "two")
    assert [problem.partition(";")[2] for problem in found.problems] == [" only their beginning was read"]


def test_computed_columns_are_not_computed(tmp_path: Path) -> None:
    table = "CREATE TABLE ItemTable (a AS (zeroblob(900000000)), key, b AS (key || 'x') STORED, value)"
    data, _ = build(tmp_path, [table, "INSERT INTO ItemTable (key, value) VALUES ('k', 'v')"])
    assert seen(data, columns=("key", "b", "value")) == ([("k", "kx", "v")], [])
    assert seen(data, columns=("a",)).problems


def test_the_number_of_a_row_is_its_column_where_it_is_called_one(tmp_path: Path) -> None:
    data, _ = build(
        tmp_path, ["CREATE TABLE t (id INTEGER PRIMARY KEY, v)", "INSERT INTO t VALUES (-7, 'a'), (9000000000, 'b')"]
    )
    assert seen(data, table="T", columns=("id", "v")).rows == [(-7, "a"), (9_000_000_000, "b")]


def test_a_table_without_row_numbers_is_read_in_its_own_order(tmp_path: Path) -> None:
    statements = ["CREATE TABLE t (value, b TEXT, a TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID"]
    statements += [f"INSERT INTO t VALUES ('{'v' * 300}{i}', 'b{i}', 'a{i % 3}')" for i in range(200)]  # noqa: S608
    data, _ = build(tmp_path, statements)
    found = seen(data, table="t", columns=("a", "b", "value"))
    assert sorted(found.rows, key=str) == sorted(
        ((f"a{i % 3}", f"b{i}", "v" * 300 + str(i)) for i in range(200)), key=str
    )
    assert not found.problems


def test_columns_that_were_added_later_are_empty_in_earlier_rows(tmp_path: Path) -> None:
    statements = [TABLE, insert("a", "one"), "ALTER TABLE ItemTable ADD COLUMN kind TEXT"]
    data, _ = build(tmp_path, [*statements, "INSERT INTO ItemTable VALUES ('b', 'two', 'new')"])
    assert seen(data, columns=("kind", "key")).rows == [(None, "a"), ("new", "b")]


@pytest.mark.parametrize("name", ['"it""em (1"', "[a b]", "`x`", "'q'", "sqlite_like", "Größe"])
def test_tables_are_found_under_any_name(tmp_path: Path, name: str) -> None:
    if name == "sqlite_like":
        statements = ["CREATE TABLE x (id INTEGER PRIMARY KEY AUTOINCREMENT)", "INSERT INTO x VALUES (5)"]
        data, _ = build(tmp_path, statements)
        assert seen(data, table="sqlite_sequence", columns=("name", "seq")).rows == [("x", 5)]
        return
    data, _ = build(tmp_path, [f"CREATE TABLE {name} (key, value)", f"INSERT INTO {name} VALUES (1, 2.5)"])  # noqa: S608
    plain = name[1:-1].replace('""', '"') if name[0] in "\"[`'" else name
    assert seen(data, table=plain) == ([(1, 2.5)], [])


def test_every_text_of_every_table_is_told_with_its_place(tmp_path: Path) -> None:
    statements = [TABLE, insert("a", "one"), "CREATE TABLE other (n INTEGER PRIMARY KEY, body, bits)"]
    statements.append("INSERT INTO other VALUES (7, 'said', X'FF61'), (8, NULL, 5)")
    data, _ = build(tmp_path, [*statements, "CREATE INDEX i ON other (body)"])
    assert list(Database.of(data).texts()) == [
        Text("ItemTable", 1, "key", "a"),
        Text("ItemTable", 1, "value", "one"),
        Text("other", 7, "body", "said"),
        Text("other", 7, "bits", "\xffa"),
    ]


@pytest.mark.parametrize("data", [b"encrypted" * 1000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_database_is_a_problem(data: bytes) -> None:
    assert seen(data).problems


def test_an_empty_file_is_an_empty_database() -> None:
    assert seen(b"") == ([], [])


def test_many_rows_and_much_to_read_are_capped_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, _ = build(tmp_path, [TABLE, *(insert(f"k{i}", "v") for i in range(20))])
    monkeypatch.setattr(databases, "MAX_ROWS", 10)
    found = seen(data)
    assert 5 < len(found.rows) < 20
    assert len(found.problems) == 1
    monkeypatch.setattr(databases, "MAX_ROWS", 1_000)
    monkeypatch.setattr(databases, "MAX_TOTAL", 200)
    assert len(seen(data).rows) < 20


def test_one_page_that_belongs_to_many_rows_is_not_read_for_ever(tmp_path: Path) -> None:
    """A file of two pages whose second one says that it comes after itself, for a row of a gigabyte."""
    data, _ = build(tmp_path, [TABLE, insert("a", "v" * 9_000)])
    page_size = struct.unpack(">H", data[16:18])[0]
    at = data.rindex(b"vvvv" * 20)
    start = at // page_size * page_size
    hostile = data[:start] + struct.pack(">I", start // page_size + 1) + data[start + 4 :]
    seen(hostile)
    list(Database.of(hostile).texts())


def test_a_broken_page_costs_its_rows_only_and_shows_no_value(tmp_path: Path) -> None:
    values = [insert(f"k{i}", "v" * 3000) for i in range(40)]
    data, _ = build(tmp_path, [TABLE, *values])
    middle = len(data) // 2 // 4096 * 4096
    broken = data[:middle] + b"\xff" * 4096 + data[middle + 4096 :]
    found = seen(broken)
    assert 30 < len(found.rows) < 40
    assert found.problems
    assert all("v" * 10 not in problem for problem in found.problems)
    cut = seen(data[:middle])
    assert 10 < len(cut.rows) < 40
    assert cut.problems


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_raises(data: st.DataObject) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        connection.execute("CREATE TABLE keyed (k PRIMARY KEY, v) WITHOUT ROWID")
        connection.execute("INSERT INTO ItemTable VALUES ('a', ?)", ("one" * 3_000,))
        connection.execute("INSERT INTO keyed VALUES ('a', ?)", ("one" * 3_000,))
        damaged = bytearray(connection.serialize())
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    log = data.draw(st.binary(max_size=200))
    seen(bytes(damaged), log)
    list(Database(InMemory(bytes(damaged)), InMemory(log)).texts())


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
    st.binary(max_size=30).map(lambda blob: b"\xff" + blob.replace(b"\0", b"\1")),  # No text in any encoding.
    st.integers(0, 9_000).map(lambda size: "long " * (size // 5)),
)


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from((512, 1024, 4096, 65536)),
    st.sampled_from(("UTF-8", "UTF-16le", "UTF-16be")),
    st.booleans(),
    st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=60, unique_by=lambda row: repr(row[0])),
    st.sampled_from(("", " WITHOUT ROWID")),
    st.sets(st.integers(0, 59)),
)
def test_it_reads_what_sqlite_itself_reads(
    tmp_path_factory: pytest.TempPathFactory,
    page: int,
    encoding: str,
    wal: bool,
    rows: list[tuple[Cell, Cell, Cell]],
    kind: str,
    gone: set[int],
) -> None:
    folder = tmp_path_factory.mktemp("made")
    with closing(_opened(folder / "made.db", page, encoding, wal=wal)) as connection:
        connection.execute(f"CREATE TABLE t (a, n INTEGER PRIMARY KEY, b, c){kind}")
        for number, (a, b, c) in enumerate(rows):
            connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", (a, number, b, c))
        for number in gone:
            connection.execute("DELETE FROM t WHERE n = ?", (number,))
        connection.commit()
        expected = connection.execute("SELECT n, a, b, c FROM t").fetchall()
        data = (folder / "made.db").read_bytes()
        log = (folder / "made.db-wal").read_bytes() if wal else None
    found = seen(data, log, "t", ("n", "a", "b", "c"))
    assert sorted(_plain(row) for row in found.rows) == sorted(_plain(row) for row in expected)
    assert not found.problems
    told = Counter(one.text for one in Database(InMemory(data), InMemory(log) if log is not None else None).texts())
    assert not Counter(cell for row in expected for cell in row if isinstance(cell, str)) - told


def _opened(path: Path, page: int, encoding: str, *, wal: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA page_size = {page}")
    connection.execute(f"PRAGMA encoding = '{encoding}'")
    if wal:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection


def _plain(row: tuple[Cell, ...]) -> tuple[str, ...]:
    """A row as it can be sorted."""
    return tuple(map(repr, row))


def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    data, log = build(folder, [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one')"], wal=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("TMPDIR", str(empty))
    assert seen(data, log).rows == [("a", "one")]
    assert list(empty.iterdir()) == []


def test_of_a_large_database_only_what_is_wanted_is_read(tmp_path: Path) -> None:
    class Counted:
        """A file that counts what is asked of it."""

        def __init__(self, data: bytes) -> None:
            self.data, self.size, self.read = data, len(data), 0

        def at(self, offset: int, count: int) -> bytes:
            """A part of it."""
            self.read += count
            return self.data[offset : offset + count]

    data, _ = build(
        tmp_path,
        [TABLE, "CREATE TABLE said (body)", insert("a", "one"), *(["INSERT INTO said VALUES (zeroblob(500000))"] * 20)],
    )
    counted = Counted(data)
    assert list(Database(counted).rows("ItemTable", COLUMNS)) == [("a", "one")]
    assert counted.read < 20_000


def test_a_disk_that_fails_in_the_middle_is_told() -> None:
    class Failing:
        """A file whose second page cannot be read."""

        def __init__(self, data: bytes) -> None:
            self.data, self.size = data, len(data)

        def at(self, offset: int, count: int) -> bytes:
            """Its first page, or nothing."""
            if offset:
                raise OSError(5, "Input/output error")
            return self.data[offset : offset + count]

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        connection.execute("INSERT INTO ItemTable VALUES ('a', 'one')")
        database = Database(Failing(connection.serialize()))
    assert list(database.rows("ItemTable", COLUMNS)) == []
    assert database.problems


def _pages(data: bytes) -> Iterator[bytes]:
    size = struct.unpack(">H", data[16:18])[0]
    yield from (data[at : at + size] for at in range(0, len(data), size))


def test_no_tree_is_walked_in_a_circle(tmp_path: Path) -> None:
    data, _ = build(tmp_path, [TABLE, *(insert(f"k{i}", "v" * 900) for i in range(60))])
    circled = b"".join(
        page[:8] + struct.pack(">I", number) + page[12:] if page[0] == 5 else page
        for number, page in enumerate(_pages(data), 1)
    )
    assert circled != data
    found = seen(circled)
    assert found.rows
    assert found.problems
