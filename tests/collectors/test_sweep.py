"""A scan as a whole: it finds what is there, changes nothing, and says what it could not read."""

import hashlib
import json
import os
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from mcpsweep.collectors import custody
from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.request import Request, Silent
from mcpsweep.collectors.sweep import sweep
from mcpsweep.collectors.trace import Custody
from mcpsweep.errors import UsageError
from mcpsweep.model.finding import Form
from mcpsweep.model.server import Scope
from mcpsweep.model.source import SourceState
from mcpsweep.sandbox import laptop
from tests.collectors.planting import plant
from tests.collectors.scanning import home_with, only, scan, token

TOKEN = token()


def fingerprint_of(tree: Path) -> dict[str, tuple[object, ...]]:
    """Everything about every file that a scan could change."""
    state: dict[str, tuple[object, ...]] = {}
    for path in sorted(tree.rglob("*")):
        about = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        state[str(path)] = (about.st_mode, about.st_size, about.st_mtime_ns, about.st_ino, content)
    return state


def test_the_sample_laptop_is_found_whole(tmp_path: Path) -> None:
    laptop.build(tmp_path)
    inventory = scan(root=tmp_path)
    seen = [(s.path, s.pointer, s.line, s.role, f.form) for f in inventory.findings for s in f.sightings]
    missed = [
        (place.path, place.pointer, place.line, place.role, place.form)
        for place in laptop.expected().expectations
        if not any(
            path == place.path
            and (pointer == place.pointer if place.pointer is not None else line == place.line)
            and role is place.role
            and (form is place.form or Form.PROTECTED in (form, place.form))
            for path, pointer, line, role, form in seen
        )
    ]
    assert missed == []


def test_no_decoy_of_the_sample_laptop_is_taken_for_a_credential(tmp_path: Path) -> None:
    laptop.build(tmp_path)
    truth = laptop.expected()
    planted = {(place.path, place.line) for place in truth.expectations}
    decoys = {(decoy.path, decoy.line) for decoy in truth.decoys} - planted
    seen = {(s.path, s.line) for f in scan(root=tmp_path).findings for s in f.sightings}
    assert seen & decoys == set()


def test_a_stores_date_is_the_end_of_its_access_token_alone(tmp_path: Path) -> None:
    record = {
        "serverName": "notion",
        "clientId": "made-up-client",
        "accessToken": "made-up-access-Q7w2Zr9Tk4Xb1Lm6Vn3Hs8",
        "refreshToken": "made-up-refresh-Jd5Fg0Pc2Ry4UaQ7w2Zr9",
        "clientSecret": "made-up-client-Tk4Xb1Lm6Vn3Hs8Jd5Fg0",
        "expiresAt": 1_900_000_000_000,
    }
    home = home_with(tmp_path, {".claude/.credentials.json": json.dumps({"mcpOAuth": {"notion|0a1b": record}})})
    found = scan(home).findings
    assert {finding.kind: finding.validity.expires_at for finding in found} == {
        "oauth-access-token": "2030-03-17T17:46:40Z",
        "oauth-refresh-token": None,
        "oauth-client-secret": None,
    }
    assert not any(finding.accounts for finding in found)


def test_nothing_below_the_root_changes(tmp_path: Path) -> None:
    laptop.build(tmp_path)
    before = fingerprint_of(tmp_path)
    scan(root=tmp_path)
    assert fingerprint_of(tmp_path) == before


def test_no_value_is_in_the_inventory(tmp_path: Path) -> None:
    laptop.build(tmp_path)
    written = msgspec.json.encode(scan(root=tmp_path))
    values = {place.written for place in laptop.expected().expectations if place.form is Form.LITERAL}
    assert values
    assert [value for value in values if len(value) >= 12 and value.encode() in written] == []


def test_the_same_machine_and_key_give_the_same_findings(tmp_path: Path) -> None:
    laptop.build(tmp_path)
    assert scan(root=tmp_path).findings == scan(root=tmp_path).findings


@pytest.mark.parametrize("file", [".claude.json", ".cursor/mcp.json", "app/.mcp.json", "app/.vscode/mcp.json"])
@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes_and_reported(tmp_path: Path, file: str, cut: float) -> None:
    whole = json.dumps({"mcpServers": {"gh": {"env": {"GITHUB_TOKEN": TOKEN}, "command": "x", "args": ["a"] * 40}}})
    home = home_with(tmp_path, {file: whole[: int(len(whole) * cut)]})
    inventory = scan(home)
    assert only(inventory).kind == "github-pat"
    assert [source.state for source in inventory.sources] == [SourceState.PARTIAL]
    assert not inventory.is_complete()


def test_a_commented_out_server_still_holds_its_token(tmp_path: Path) -> None:
    entry = f'"env": {{"GITHUB_TOKEN": "{TOKEN}"}}, "command": "x"'
    text = '{"servers": {\n  // "github": {\n  //   ' + entry + "\n  // }\n}}"
    finding = only(scan(home_with(tmp_path, {"app/.vscode/mcp.json": text})))
    (sighting,) = finding.sightings
    assert (sighting.line, sighting.pointer) == (3, "/servers/github/env/GITHUB_TOKEN")


def test_of_a_key_that_stands_twice_both_values_count(tmp_path: Path) -> None:
    other = token("gh" + "o_")
    text = f'{{"mcpServers": {{"a": {{"command": "x", "env": {{"T_TOKEN": "{TOKEN}", "T_TOKEN": "{other}"}}}}}}}}'
    assert len(scan(home_with(tmp_path, {".cursor/mcp.json": text})).findings) == 2


def test_the_same_value_in_two_clients_is_one_finding(tmp_path: Path) -> None:
    text = json.dumps({"mcpServers": {"gh": {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}}})
    finding = only(scan(home_with(tmp_path, {".cursor/mcp.json": text, ".claude.json": text})))
    assert {sighting.client for sighting in finding.sightings} == {"cursor", "claude-code"}


def test_a_project_outside_the_home_is_found_through_the_clients_list(tmp_path: Path) -> None:
    disk = tmp_path
    home_with(disk / "home/alice", {".claude.json": json.dumps({"projects": {"/srv/app": {}}})})
    home_with(
        disk / "srv/app",
        {".mcp.json": json.dumps({"mcpServers": {"g": {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}}})},
    )
    (sighting,) = only(scan(root=disk)).sightings
    assert sighting.path == "/srv/app/.mcp.json"


def test_a_moved_configuration_folder_is_found(tmp_path: Path) -> None:
    text = json.dumps({"mcpServers": {"g": {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}}})
    files = {".zshrc": "export CLAUDE_CONFIG_DIR=~/dot/claude\n", "dot/claude/.claude.json": text}
    finding = only(scan(home_with(tmp_path, files), projects=False))
    assert finding.sightings[0].client == "claude-code"


def test_managed_settings_of_a_mounted_disk_are_read(tmp_path: Path) -> None:
    (tmp_path / "home/alice").mkdir(parents=True)
    text = json.dumps({"mcpServers": {"g": {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}}})
    home_with(tmp_path / "etc/claude-code", {"managed-mcp.json": text})
    inventory = scan(root=tmp_path)
    assert [server.scope for server in inventory.servers] == [Scope.MANAGED]
    assert only(inventory).sightings[0].path == "/etc/claude-code/managed-mcp.json"


def test_no_secret_stands_in_a_servers_target(tmp_path: Path) -> None:
    servers = {
        "a": {
            "command": "npx",
            "args": ["mcp-remote", "https://x.example/mcp", "--header", f"Authorization: Bearer {TOKEN}"],
        },
        "b": {"url": f"https://x.example/mcp?api_key={TOKEN}"},
        "c": {"command": "npx", "args": ["server", f"postgresql://ro:{TOKEN}@db.example.com/app"]},
    }
    inventory = scan(home_with(tmp_path, {".cursor/mcp.json": json.dumps({"mcpServers": servers})}))
    assert len(inventory.servers) == 3
    assert [server.target for server in inventory.servers if TOKEN[-12:] in server.target] == []


def test_a_link_that_leaves_the_root_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    outside = home_with(tmp_path / "outside", {"claude.json": json.dumps({"mcpServers": {"g": {"command": TOKEN}}})})
    home = home_with(tmp_path / "home", {".cursor/mcp.json": "{}"})
    (home / ".claude.json").symlink_to(outside / "claude.json")
    inventory = scan(home)
    assert inventory.findings == ()
    states = {source.path.rpartition("/")[2]: source.state for source in inventory.sources}
    assert states == {".claude.json": SourceState.SKIPPED, "mcp.json": SourceState.READ}


def test_a_pipe_in_place_of_a_configuration_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".claude.json")
    (source,) = scan(tmp_path).sources
    assert (source.state, source.reason) == (SourceState.SKIPPED, "a device, pipe or socket")


def test_a_root_without_homes_says_so(tmp_path: Path) -> None:
    inventory = scan(root=tmp_path)
    assert [source.reason for source in inventory.sources] == ["no home folder was found below the root"]


def test_wrong_words_on_the_command_line_stop_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no client called cursr"):
        scan(tmp_path, clients=frozenset({"cursr"}))
    with pytest.raises(UsageError, match="is not there"):
        scan(tmp_path / "nobody")
    with pytest.raises(UsageError, match="is not there"):
        scan(root=tmp_path / "nothing")


def test_only_the_clients_asked_for_are_read(tmp_path: Path) -> None:
    text = json.dumps({"mcpServers": {"g": {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}}})
    home = home_with(tmp_path, {".cursor/mcp.json": text, ".claude.json": text})
    assert {s.client for s in scan(home, clients=frozenset({"cursor"})).sources} == {"cursor"}


def test_the_home_of_wsl_1_and_of_an_older_windows_count_and_a_disk_image_is_told(tmp_path: Path) -> None:
    text = json.dumps({"mcpServers": {"g": {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}}})
    linux = "Users/alice/AppData/Local/Packages/Canonical.Ubuntu/LocalState"
    home_with(tmp_path, {f"{linux}/rootfs/home/alice/.claude.json": text, f"{linux}/ext4.vhdx": "image"})
    home_with(tmp_path, {"Windows.old/Users/alice/.cursor/mcp.json": text})
    inventory = scan(root=tmp_path)
    assert len(only(inventory).sightings) == 2
    assert [s.reason for s in inventory.sources if s.state is SourceState.SKIPPED] == [
        "a disk image with homes of its own: mount it and scan it with --root"
    ]


def test_each_file_read_is_told_with_its_hash_and_how_it_was_before(tmp_path: Path) -> None:
    home = home_with(tmp_path, {".cursor/mcp.json": "{}"})
    file = home / ".cursor/mcp.json"
    os.utime(file, ns=(1_000_000_000_000_000_001, 1_100_000_000_000_000_002))
    (source,) = scan(home).sources
    assert source.sha256 == hashlib.sha256(b"{}").hexdigest()
    assert source.size == 2
    assert source.accessed_at == "2001-09-09T01:46:40.000000001Z"
    assert source.modified_at == "2004-11-09T11:33:20.000000002Z"
    assert source.changed_at is not None
    assert source.changed_at > source.modified_at


def test_what_was_opened_and_is_no_agents_is_counted_and_not_named(tmp_path: Path) -> None:
    home = home_with(tmp_path, {".cursor/mcp.json": "{}", "holiday/photos.json": '{"album": 1}'})
    before = scan(home)
    assert [source.path for source in before.sources] == [f"{home}/.cursor/mcp.json"]
    assert (before.read_besides.files, before.read_besides.size) == (1, len('{"album": 1}'))
    assert b"photos" not in msgspec.json.encode(before)
    assert scan(home).read_besides == before.read_besides
    (home / "holiday/photos.json").write_text('{"album": 2}')
    after = scan(home).read_besides
    assert (after.files, after.size) == (1, before.read_besides.size)
    assert after.sha256 != before.read_besides.sha256


def test_a_birth_is_told_where_the_system_tells_it() -> None:
    about = SimpleNamespace(st_size=1, st_mtime_ns=2, st_ctime_ns=3, st_atime_ns=4, st_birthtime=1_000_000_000.25)
    custody_of = Custody.of("", about)  # type: ignore[arg-type]
    assert (custody_of.changed, custody_of.created) == (3, 1_000_000_000_250_000_000)


def test_a_time_that_no_calendar_reaches_stops_nothing() -> None:
    file = File("/x", "", Scope.USER, ReaderName.CONFIGURATION, None)
    source = custody.was_read(file, Custody("", 0, 10**30, -(10**30), None, 0))
    assert (source.modified_at, source.changed_at, source.accessed_at) == (None, None, "1970-01-01T00:00:00.000000000Z")


def test_the_log_beside_a_database_is_a_source_of_its_own(tmp_path: Path) -> None:
    database = tmp_path / ".config/Cursor/User/globalStorage/state.vscdb"
    plant(database, ReaderName.EDITOR_STATE, TOKEN)
    database.with_name("state.vscdb-wal").write_bytes(b"log")
    sources = {source.path.rpartition("/")[2]: source for source in scan(tmp_path).sources}
    assert sources["state.vscdb-wal"].sha256 == hashlib.sha256(b"log").hexdigest()


def test_what_has_a_place_of_its_own_is_told_before_the_walk_and_each_value_once(tmp_path: Path) -> None:
    class Heard(Silent):
        def __init__(self) -> None:
            self.lines: list[str] = []

        def report(self, phase: str, count: int) -> None:
            if phase == "walking":
                self.lines.append(phase)

        def found(self, service: str) -> None:
            self.lines.append(service)

    server = '{"mcpServers": {"x": {"command": "x", "env": {"SOME_TOKEN": "%s"}}}}'
    files = {".claude.json": server % token(), ".cursor/mcp.json": server % token()}
    files["work/.mcp.json"] = server % ("xo" + "xb-123456789012-1234567890123-" + "a1B2c3D4" * 3)
    heard = Heard()
    sweep(Request(homes=(str(home_with(tmp_path, files)),)), heard)
    assert [line for line in heard.lines if line != "walking"] == ["github", "slack"]
    assert heard.lines[0] == "github"
    assert heard.lines[-1] == "slack"
