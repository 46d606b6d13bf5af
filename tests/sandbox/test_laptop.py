"""The sample laptop holds exactly what its truth says, and nothing lies outside its folder."""

import base64
import json
import sqlite3
import stat
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mcpsweep.model.finding import Form
from mcpsweep.model.place import Role
from mcpsweep.sandbox.disk.planting import DatabaseFile, Expectation, JsonFile, Planter, TextFile
from mcpsweep.sandbox.laptop import FILES, HOMES, build, expected
from mcpsweep.sandbox.organisation import organisation


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The disk, built once."""
    folder = tmp_path_factory.mktemp("disk")
    build(folder)
    return folder


def tree_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and content of everything below `folder`."""
    return {
        str(path.relative_to(folder)): (stat.S_IMODE(path.stat().st_mode), path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def at(document: Any, pointer: str) -> Any:
    """What stands at a JSON pointer."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def name_of(expectation: Expectation) -> str:
    return f"{expectation.path}:{expectation.line}:{expectation.label}"


@pytest.mark.parametrize("expectation", expected().expectations, ids=name_of)
def test_every_planted_credential_is_where_it_is_said_to_be(disk: Path, expectation: Expectation) -> None:
    content = (disk / expectation.path.lstrip("/")).read_bytes()
    if expectation.pointer is not None:
        assert expectation.written in at(json.loads(content), expectation.pointer)
    if expectation.line:
        assert expectation.written in content.decode("utf-8-sig").split("\n")[expectation.line - 1]
    else:
        assert any(expectation.written in value for value in rows_of(disk / expectation.path.lstrip("/")).values())


def rows_of(database: Path) -> dict[str, str]:
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute("SELECT key, value FROM ItemTable"))


@pytest.mark.parametrize("expectation", expected().expectations, ids=name_of)
def test_only_places_that_hold_a_value_hold_it(expectation: Expectation) -> None:
    value = organisation().credential(expectation.label).secret.reveal()
    if expectation.role is Role.USE or expectation.form is Form.PROTECTED:
        assert value not in expectation.written
    else:
        assert value in expectation.written or value.encode() in base64.b64decode(expectation.written)


def test_no_value_stands_anywhere_that_the_truth_does_not_know(disk: Path) -> None:
    known = Counter((e.path, e.written) for e in expected().expectations)
    for credential in organisation().credentials:
        value = credential.secret.reveal()
        for path in (path for path in disk.rglob("*") if path.is_file()):
            name = "/" + str(path.relative_to(disk))
            texts = rows_of(path).values() if path.suffix == ".vscdb" else [path.read_text("utf-8-sig")]
            assert sum(text.count(value) for text in texts) == known[name, value], (name, credential.label)


def test_the_disk_is_the_same_every_time(disk: Path, tmp_path: Path) -> None:
    build(tmp_path)
    assert tree_of(tmp_path) == tree_of(disk)


def test_modes_are_those_that_the_clients_give(disk: Path) -> None:
    modes = {file.path: file.mode for file in FILES}
    assert {name: mode for name, (mode, _) in tree_of(disk).items() if "/" + name in modes} == {
        path.lstrip("/"): mode for path, mode in modes.items()
    }
    assert modes["/home/alice/.claude/.credentials.json"] == 0o600
    assert {mode for name, (mode, _) in tree_of(disk).items() if (disk / name).is_dir()} == {0o755}


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "below" / "disk"
    build(folder)
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {folder / file.path.lstrip("/") for file in FILES}


def test_a_disk_that_is_there_is_not_overwritten(disk: Path) -> None:
    before = tree_of(disk)
    with pytest.raises(FileExistsError):
        build(disk)
    assert tree_of(disk) == before


def test_agents_and_decoys_stand_where_they_are_said_to(disk: Path) -> None:
    truth = expected()
    assert [agent.client for agent in truth.agents] == ["claude-code"]
    for agent in truth.agents:
        assert agent.command in (disk / agent.path.lstrip("/")).read_text().split("\n")[agent.line - 1]
    for decoy in truth.decoys:
        path = disk / decoy.path.lstrip("/")
        line = path.read_text().split("\n")[decoy.line - 1] if decoy.line else "".join(rows_of(path).values())
        assert decoy.text in line


def test_the_scene_is_complete() -> None:
    truth = expected()
    assert {Path(home).name for home in HOMES} == {"alice", "alice.windows"}
    assert {e.service for e in truth.expectations} >= {
        "github",
        "slack",
        "atlassian",
        "snowflake",
        "postgres",
        "deploy",
    }
    assert {e.form for e in truth.expectations} == set(Form)
    assert {e.role for e in truth.expectations} == set(Role)
    foreign = {e.label for e in truth.expectations if "alice" not in organisation().credential(e.label).holders}
    assert foreign == {"github-bob"}
    assert {type(file) for file in FILES} == {JsonFile, TextFile, DatabaseFile}


def test_the_file_with_a_byte_order_mark_and_the_broken_one_are_so(disk: Path) -> None:
    assert (disk / "Users/alice.windows/.mcp.json").read_bytes().startswith(b"\xef\xbb\xbf{\r\n")
    with pytest.raises(json.JSONDecodeError):
        json.loads((disk / "home/alice/src/legacy/.mcp.json").read_text())


def test_a_mark_that_names_nothing_is_refused() -> None:
    for text in ("«no-such-label»", "«nosign:jira»"):
        with pytest.raises(KeyError):
            Planter(organisation()).render(TextFile("/x", text))
