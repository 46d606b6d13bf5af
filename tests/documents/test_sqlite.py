"""SQLite in memory: what is committed is read, the log included, and nothing else happens."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.documents import sqlite
from mcpsweep.documents.sqlite import rows

COLUMNS = ("key", "value")


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


TABLE = "CREATE TABLE ItemTable (key TEXT UNIQUE, value BLOB)"


def insert(key: str, value: str) -> str:
    return f"INSERT INTO ItemTable VALUES ('{key}', '{value}')"  # noqa: S608 - made up here


def test_rows_come_in_the_columns_asked_for(tmp_path: Path) -> None:
    database, _ = build(tmp_path, [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one'), ('b', X'74776F'), ('c', X'FF')"])
    assert rows(database, None, "ItemTable", COLUMNS) == sqlite.Rows([("a", "one"), ("b", "two"), ("c", b"\xff")], [])


def test_the_log_is_read_although_the_database_file_is_still_empty(tmp_path: Path) -> None:
    statements = [TABLE, *(insert(f"k{i}", "v" * 500) for i in range(50))]
    statements.append("UPDATE ItemTable SET value = 'new' WHERE key = 'k7'")
    database, log = build(tmp_path, statements, wal=True)
    found = rows(database, log, "ItemTable", COLUMNS)
    assert not found.problems
    assert ("k7", "new") in found.rows
    assert len(found.rows) == 50
    assert not rows(database, None, "ItemTable", COLUMNS).rows


def test_a_torn_log_counts_up_to_its_last_whole_transaction(tmp_path: Path) -> None:
    statements = [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one')", "INSERT INTO ItemTable VALUES ('b', 'two')"]
    database, log = build(tmp_path, statements, wal=True)
    assert log is not None
    assert rows(database, log[:-100], "ItemTable", COLUMNS).rows == [("a", "one")]
    flipped = log[:-100] + bytes([log[-100] ^ 1]) + log[-99:]
    assert rows(database, flipped, "ItemTable", COLUMNS).rows == [("a", "one")]


def test_a_missing_table_has_no_rows_and_a_missing_column_is_a_problem(tmp_path: Path) -> None:
    database, _ = build(tmp_path, [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one')"])
    assert rows(database, None, "Other", COLUMNS) == sqlite.Rows()
    assert rows(database, None, "ItemTable", ("key", "nothing")).problems


def test_a_view_of_the_tables_name_is_not_run(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS key, x AS value FROM n"
    database, _ = build(tmp_path, [f"CREATE VIEW ItemTable AS {endless}"])
    assert rows(database, None, "ItemTable", COLUMNS).rows == []


@pytest.mark.parametrize(
    ("blob", "text"), [("tok é".encode("utf-16-le"), "tok é"), (b"tok" + bytes(13), "tok" + "\0" * 13)]
)
def test_blobs_of_utf_16_are_text_and_padded_ones_stay_utf_8(tmp_path: Path, blob: bytes, text: str) -> None:
    database, _ = build(tmp_path, [TABLE, f"INSERT INTO ItemTable VALUES ('a', X'{blob.hex()}')"])  # noqa: S608
    assert rows(database, None, "ItemTable", COLUMNS).rows == [("a", text)]


def test_a_long_blob_that_is_cut_inside_a_character_is_still_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, _ = build(tmp_path, [TABLE, f"INSERT INTO ItemTable VALUES ('a', X'{'xéé'.encode().hex()}')"])  # noqa: S608
    monkeypatch.setattr(sqlite, "MAX_VALUE", 4)
    found = rows(database, None, "ItemTable", COLUMNS)
    assert found.rows == [("a", "xé")]
    assert len(found.problems) == 1


def test_no_value_is_longer_than_its_file_can_hold(tmp_path: Path) -> None:
    column = "value AS (CASE key WHEN 'c' THEN zeroblob(500000 * length(key)) ELSE 'one' END)"
    database, _ = build(
        tmp_path, [f"CREATE TABLE ItemTable (key, {column})", "INSERT INTO ItemTable VALUES ('a'), ('b'), ('c')"]
    )
    found = rows(database, None, "ItemTable", COLUMNS)
    assert found.rows == [("a", "one"), ("b", "one")]
    assert len(found.problems) == 1


def test_text_that_grows_in_utf_8_is_no_longer_than_its_file(tmp_path: Path) -> None:
    text = "\u6f22" * 200_000
    database, _ = build(tmp_path, ["PRAGMA encoding = 'UTF-16le'", TABLE, insert("a", text)])
    assert rows(database, None, "ItemTable", COLUMNS) == sqlite.Rows([("a", text)], [])


def test_a_python_whose_sqlite_reads_no_memory_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Connection:
        def close(self) -> None:
            """As the real one."""

    database, _ = build(tmp_path, [TABLE])
    monkeypatch.setattr(sqlite3, "connect", lambda _: Connection())
    assert "it was not read" in rows(database, None, "ItemTable", COLUMNS).problems[0].message


@pytest.mark.parametrize("data", [b"encrypted" * 1000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_database_is_a_problem(data: bytes) -> None:
    assert rows(data, None, "ItemTable", COLUMNS).problems


def test_an_empty_file_is_an_empty_database() -> None:
    assert rows(b"", None, "ItemTable", COLUMNS) == sqlite.Rows()


def test_long_values_many_rows_and_large_files_are_capped_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, _ = build(tmp_path, [TABLE, "INSERT INTO ItemTable VALUES ('a', 'secret'), ('b', 'x'), ('c', 'y')"])
    monkeypatch.setattr(sqlite, "MAX_ROWS", 2)
    assert [len(rows(database, None, "ItemTable", COLUMNS).rows), len(rows(database, None, "x", COLUMNS).rows)] == [
        2,
        0,
    ]
    monkeypatch.setattr(sqlite, "MAX_VALUE", 3)
    found = rows(database, None, "ItemTable", COLUMNS)
    assert found.rows[0] == ("a", "sec")
    assert len(found.problems) == 2
    monkeypatch.setattr(sqlite, "MAX_DATABASE", 100)
    assert rows(database, None, "ItemTable", COLUMNS).problems[0].message.startswith("a database of more than")


def test_a_broken_page_costs_its_rows_only_and_shows_no_value(tmp_path: Path) -> None:
    values = [insert(f"k{i}", "v" * 3000) for i in range(40)]
    database, _ = build(tmp_path, [TABLE, *values])
    broken = database[: len(database) // 2] + b"\xff" * (len(database) - len(database) // 2)
    found = rows(broken, None, "ItemTable", COLUMNS)
    keys = [row[0] for row in found.rows]
    assert keys == [f"k{i}" for i in range(len(keys))]
    assert len(keys) > 10
    assert found.problems
    assert all("v" * 10 not in problem.message for problem in found.problems)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_damage_raises(data: st.DataObject) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(TABLE)
    connection.execute("INSERT INTO ItemTable VALUES ('a', 'one')")
    database = bytearray(connection.serialize())
    connection.close()
    for _ in range(data.draw(st.integers(1, 20))):
        database[data.draw(st.integers(0, len(database) - 1))] = data.draw(st.integers(0, 255))
    rows(bytes(database), data.draw(st.binary(max_size=200)), "ItemTable", COLUMNS)


def test_nothing_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    database, log = build(folder, [TABLE, "INSERT INTO ItemTable VALUES ('a', 'one')"], wal=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("TMPDIR", str(empty))
    assert rows(database, log, "ItemTable", COLUMNS).rows == [("a", "one")]
    assert list(empty.iterdir()) == []
