"""The state database of VS Code and its forks: logins in clear, and whatever extensions keep beside them."""

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from mcpsweep.model.finding import Form
from mcpsweep.model.source import SourceState
from mcpsweep.reports.credential import credentials
from tests.collectors.scanning import only, scan, token

TOKEN = token()
STATE = ".config/Cursor/User/globalStorage/state.vscdb"
LOGIN = "made-up-login-of-cursor-0123456789"


def state(home: Path, rows: Mapping[str, str], said: Mapping[str, str] | None = None, *, wal: bool = False) -> Path:
    """A state database with these rows; with `wal` all of them are still in the log alone."""
    made, path = home / "made.db", home / STATE
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(made)) as connection:
        connection.execute(f"PRAGMA journal_mode = {'WAL' if wal else 'DELETE'}")
        for table, content in (("ItemTable", rows), ("cursorDiskKV", said or {})):
            connection.execute(f"CREATE TABLE {table} (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)")
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", content.items())  # noqa: S608 - made up here
        connection.commit()
        for ending in ("", "-wal") if wal else ("",):
            path.with_name(path.name + ending).write_bytes(Path(f"{made}{ending}").read_bytes())
    for left in home.glob("made.db*"):
        left.unlink()
    return path


@pytest.mark.parametrize("wal", [False, True])
def test_a_login_in_clear_is_found_with_its_account(tmp_path: Path, wal: bool) -> None:
    rows = {"cursorAuth/accessToken": LOGIN, "cursorAuth/cachedEmail": "alice@acme.example"}
    state(tmp_path, rows, wal=wal)
    inventory = scan(tmp_path)
    finding = only(inventory)
    assert (finding.service, finding.kind, finding.form) == ("cursor", "oauth-access-token", Form.OAUTH)
    assert [hint.value for hint in finding.accounts] == ["alice@acme.example"]
    assert {source.state for source in inventory.sources} == {SourceState.READ}


def test_what_an_extension_keeps_in_clear_is_found_once(tmp_path: Path) -> None:
    kept = json.dumps({"apiKey": TOKEN, "again": TOKEN})
    state(tmp_path, {"some.extension": kept, "other": kept, "secret://x": "{}"})
    finding = next(one for one in scan(tmp_path).findings if one.fingerprint is not None)
    assert (finding.kind, finding.sightings[0].pointer) == ("github-pat", "/ItemTable/1/value")
    assert len(finding.sightings) == 1


def test_what_was_said_in_the_editor_is_searched_behind_much_else(tmp_path: Path) -> None:
    long = {f"bubbleId:{number}": json.dumps({"text": "words " * 20_000}) for number in range(30)}
    state(tmp_path, {"colour": "blue"}, {**long, "bubbleId:last": json.dumps({"result": f"one\n{TOKEN}"})})
    (sighting,) = only(scan(tmp_path)).sightings
    assert sighting.pointer == "/cursorDiskKV/31/value"


def test_a_database_that_breaks_off_is_told_with_what_was_found(tmp_path: Path) -> None:
    path = state(tmp_path, {"some.extension": TOKEN}, {f"bubbleId:{n}": "x" * 50_000 for n in range(9)})
    path.write_bytes(path.read_bytes()[:-100_000])
    inventory = scan(tmp_path)
    assert only(inventory).kind == "github-pat"
    assert [source.state for source in inventory.sources] == [SourceState.PARTIAL]


def test_a_database_of_zero_bytes_only_stands_for_one(tmp_path: Path) -> None:
    path = tmp_path / STATE
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(9_000))
    (source,) = scan(tmp_path).sources
    assert (source.state, source.sha256 is not None) == (SourceState.UNREADABLE, True)


def test_reading_leaves_no_trace_and_no_open_file(tmp_path: Path) -> None:
    path = state(tmp_path, {"some.extension": TOKEN}, wal=True)
    long_ago = (1_000_000_000, 1_000_000_000)
    for one in path.parent.iterdir():
        os.utime(one, long_ago)
    before, names = _open_files(), sorted(path.parent.iterdir())
    inventory = scan(tmp_path)
    assert only(inventory).kind == "github-pat"
    assert sorted(path.parent.iterdir()) == names
    assert {source.accessed_at for source in inventory.sources} == {"2001-09-09T01:46:40.000000000Z"}
    if hasattr(os, "O_NOATIME"):
        assert {one.stat().st_atime for one in names} == {1_000_000_000}
    assert _open_files() == before
    assert credentials(inventory)[0].is_beside is False


def _open_files() -> list[str]:
    folder = Path("/proc/self/fd")
    return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
