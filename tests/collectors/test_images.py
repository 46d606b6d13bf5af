"""Disks of other machines, mounted: each found as its own system would find it, and what is not searched told."""

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from mcpsweep.collectors import placeholder
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.source import SourceState
from tests.collectors.scanning import home_with, only, scan, token

TOKEN = token()
CONFIGURATION = json.dumps({"mcpServers": {"g": {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}}})
WINDOWS = {"Windows/System32/ntdll.dll": ""}
MACOS = {"System/Library/CoreServices/SystemVersion.plist": ""}
LINUX = {"etc/os-release": ""}


def seen(inventory: Inventory) -> set[str]:
    """The files in which something was found."""
    return {sighting.path for finding in inventory.findings for sighting in finding.sightings}


def not_read(inventory: Inventory) -> dict[str, str]:
    """What was not read, with the reason."""
    return {source.path: source.reason for source in inventory.sources if source.state is not SourceState.READ}


@pytest.mark.parametrize("system", [WINDOWS, {}])
def test_names_of_windows_are_found_however_they_are_written(tmp_path: Path, system: dict[str, str]) -> None:
    path = "users/Alice/APPDATA/roaming/claude/Claude_Desktop_Config.JSON"
    inventory = scan(root=home_with(tmp_path, {path: CONFIGURATION, **system}))
    (sighting,) = only(inventory).sightings
    assert (sighting.path, sighting.client) == (f"/{path}", "claude-desktop")
    assert [home.path for home in inventory.homes] == ["/users/Alice"]


def test_a_system_is_told_however_its_own_folders_are_written(tmp_path: Path) -> None:
    inventory = scan(root=home_with(tmp_path, {"WINDOWS/system32/ntdll.dll": ""}))
    assert inventory.machine.os == "windows"


def test_a_name_of_macos_is_found_whatever_its_case_and_however_its_accents_are_composed(tmp_path: Path) -> None:
    composed, decomposed = "Ren\N{LATIN SMALL LETTER E WITH ACUTE}", "Rene\N{COMBINING ACUTE ACCENT}"
    listed = json.dumps({"projects": {f"/Users/{composed}/Outside/App": {}}})
    files = {
        f"Users/{decomposed}/.Claude.JSON": listed,
        f"Users/{decomposed}/outside/app/.MCP.json": CONFIGURATION,
    }
    inventory = scan(root=home_with(tmp_path, files | MACOS), projects=False)
    assert not inventory.findings
    inventory = scan(root=tmp_path)
    assert seen(inventory) == {f"/Users/{decomposed}/outside/app/.MCP.json"}
    assert only(inventory).sightings[0].client == "claude-code"


def test_linux_tells_two_names_apart_and_both_are_read(tmp_path: Path) -> None:
    other = CONFIGURATION.replace(TOKEN, token("gh" + "o_"))
    files = {"home/alice/.cursor/mcp.json": CONFIGURATION, "home/alice/.cursor/MCP.json": other}
    assert len(scan(root=home_with(tmp_path, files | LINUX)).findings) == 2


def test_a_folder_of_linux_in_another_case_is_not_the_one_that_is_meant(tmp_path: Path) -> None:
    assert scan(root=home_with(tmp_path, {"HOME/alice/.claude.json": CONFIGURATION, **LINUX})).homes == ()


def test_a_copied_home_of_windows_is_found_in_another_case(tmp_path: Path) -> None:
    home = home_with(tmp_path / "alice", {"appdata/ROAMING/Claude/claude_desktop_config.json": CONFIGURATION})
    (sighting,) = only(scan(home)).sightings
    assert sighting.client == "claude-desktop"


def test_a_path_with_a_drive_is_followed_on_a_disk_that_has_none(tmp_path: Path) -> None:
    entry = {"command": "x", "args": ["--key", "${DEPLOY_TOKEN}"], "envFile": r"C:\PROJECTS\app\Deploy.ENV"}
    files = {
        "Users/alice/.cursor/mcp.json": json.dumps({"mcpServers": {"d": entry}}),
        "Projects/App/deploy.env": f"DEPLOY_TOKEN={TOKEN}\n",
    }
    assert "/Projects/App/deploy.env" in seen(scan(root=home_with(tmp_path, files | WINDOWS)))


def test_a_project_of_windows_that_a_client_lists_is_read_with_its_variables(tmp_path: Path) -> None:
    server = {"command": "x", "env": {"GITHUB_TOKEN": "${GITHUB_TOKEN}"}}
    listed = {"projects": {r"C:\work\APP": {"mcpServers": {"g": server}}}}
    files = {"Users/alice/.claude.json": json.dumps(listed), "Work/app/.env": f"GITHUB_TOKEN={TOKEN}\n"}
    assert "/Work/app/.env" in seen(scan(root=home_with(tmp_path, files | WINDOWS)))


def test_a_task_of_windows_is_tied_to_the_servers_of_its_project(tmp_path: Path) -> None:
    task = r"""<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Actions><Exec>
      <Command>claude.cmd</Command><Arguments>-p triage</Arguments><WorkingDirectory>c:\WORK\app</WorkingDirectory>
    </Exec></Actions></Task>"""
    listed = {"projects": {r"C:\work\APP": {"mcpServers": {"g": {"command": "x"}}}}}
    files = {
        "Users/alice/.claude.json": json.dumps(listed),
        "Work/App/note.txt": "",
        "windows/SYSTEM32/tasks/Acme/Nightly": task,
    }
    inventory = scan(root=home_with(tmp_path, files))
    (agent,) = inventory.agents
    assert (agent.path, agent.name) == ("/windows/SYSTEM32/tasks/Acme/Nightly", r"\Acme\Nightly")
    assert agent.folder == "/Work/App"
    assert agent.servers == tuple(server.id for server in inventory.servers)


def test_a_name_with_a_backslash_is_one_name_on_linux(tmp_path: Path) -> None:
    path = "home/alice/a\\b/.mcp.json"
    assert seen(scan(root=home_with(tmp_path, {path: CONFIGURATION, **LINUX}))) == {f"/{path}"}


@pytest.mark.parametrize(
    "written",
    [
        "/Users/alice/dotfiles/claude.json",
        "{root}/Users/alice/dotfiles/claude.json",
        "{root}/.NTFS-3G/C:/Users/alice/dotfiles/claude.json",
        "/??/C:/Users/alice/dotfiles/claude.json",
        r"\??\C:\Users\alice\dotfiles\claude.json",
        r"\\?\C:\USERS\alice\dotfiles\claude.json",
        "C:/Users/alice/dotfiles/claude.json",
        r"dotfiles\claude.json",
        "dotfiles/Claude.json",
    ],
)
def test_a_link_is_followed_however_the_driver_writes_it(tmp_path: Path, written: str) -> None:
    root = home_with(tmp_path, {"Users/alice/dotfiles/claude.json": CONFIGURATION, **WINDOWS})
    (root / "Users/alice/.claude.json").symlink_to(written.format(root=root))
    assert "/Users/alice/.claude.json" in seen(scan(root=root))


@pytest.mark.parametrize(
    "written", ["D:/claude.json", r"\??\D:\claude.json", r"\??\Volume{{0}}\x", "{root}/.NTFS-3G/D:/x"]
)
def test_a_link_to_another_drive_is_told_and_not_followed(tmp_path: Path, written: str) -> None:
    root = home_with(tmp_path, {"Users/alice/note.txt": "", "claude.json": CONFIGURATION, **WINDOWS})
    (root / "Users/alice/.claude.json").symlink_to(written.format(root=root))
    inventory = scan(root=root)
    assert not inventory.findings
    assert not_read(inventory) == {"/Users/alice/.claude.json": "a link that leads out of what is scanned"}


def test_a_link_on_the_disk_comes_before_one_to_where_it_is_mounted(tmp_path: Path) -> None:
    root = home_with(tmp_path, {"Users/alice/x": "", **WINDOWS})
    own = root / str(root).lstrip("/") / "claude.json"
    own.parent.mkdir(parents=True)
    own.write_text(CONFIGURATION)
    (root / "claude.json").write_text("{}")
    (root / "Users/alice/.claude.json").symlink_to(f"{root}/claude.json")
    assert "/Users/alice/.claude.json" in seen(scan(root=root))


def test_folders_linked_in_a_circle_end(tmp_path: Path) -> None:
    root = home_with(tmp_path, {"Users/alice/app/.mcp.json": CONFIGURATION, **WINDOWS})
    (root / "Users/alice/Application Data").symlink_to(f"{root}/Users/alice")
    (root / "Users/alice/app/up").symlink_to("/??/C:/Users")
    (root / "Users/alice/app/self").symlink_to("self")
    assert seen(scan(root=root)) == {"/Users/alice/app/.mcp.json"}


def test_a_reparse_point_that_the_driver_does_not_know_is_told(tmp_path: Path) -> None:
    root = home_with(tmp_path, {"Users/alice/note.txt": "", **WINDOWS})
    (root / "Users/alice/.claude.json").symlink_to("unsupported reparse tag 0x9000601a")
    (root / "Users/alice/OneDrive - Acme").symlink_to("unsupported reparse tag 0x9000601a")
    (root / "Users/alice/python.exe").symlink_to("unsupported reparse tag 0x8000001b")
    assert not_read(scan(root=root)) == {
        "/Users/alice/.claude.json": placeholder.UNTOLD,
        "/Users/alice": f"of what lies in it, 1: {placeholder.UNTOLD}",
    }


def test_a_file_of_zero_bytes_is_no_empty_configuration(tmp_path: Path) -> None:
    root = home_with(tmp_path, {"Users/alice/.claude.json": "", "Users/alice/notes/any.json": "", **WINDOWS})
    for name in (".claude.json", "notes/any.json"):
        os.truncate(root / "Users/alice" / name, 4096)
    inventory = scan(root=root)
    assert not_read(inventory) == {
        "/Users/alice/.claude.json": placeholder.BLANK,
        "/Users/alice/notes/any.json": placeholder.BLANK,
    }
    assert {source.size for source in inventory.sources} == {4096}


def test_a_placeholder_of_icloud_is_told_for_files_that_would_be_read(tmp_path: Path) -> None:
    folder = "Users/alice/Library/Mobile Documents/com~apple~CloudDocs/app"
    files = {f"{folder}/..mcp.json.icloud": "bplist00", f"{folder}/.holiday.jpg.icloud": "bplist00"}
    inventory = scan(root=home_with(tmp_path, files | MACOS))
    assert not_read(inventory) == {f"/{folder}/..mcp.json.icloud": placeholder.KEPT_ELSEWHERE}


@pytest.mark.parametrize(
    "about",
    [{"st_flags": 0x40000000}, {"st_file_attributes": 0x400000 | 0x20}, {"st_file_attributes": 0x1000}],
)
def test_a_file_that_would_be_fetched_is_known(about: dict[str, int]) -> None:
    assert placeholder.is_kept_elsewhere(SimpleNamespace(**about))  # type: ignore[arg-type]


def test_a_file_that_would_be_fetched_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_with(tmp_path, {".claude.json": CONFIGURATION})
    monkeypatch.setattr(placeholder, "is_kept_elsewhere", lambda about: True)
    inventory = scan(home)
    assert not_read(inventory) == {f"{home}/.claude.json": placeholder.KEPT_ELSEWHERE}
    assert inventory.read_besides.files == 0


def test_homes_of_services_and_templates_count(tmp_path: Path) -> None:
    homes = [
        "Users/alice",
        "Users/Default",
        "Users/Public",
        "Windows.old/Users/alice",
        "Windows.old.000/Users/alice",
        "Windows/System32/config/systemprofile",
        "Windows/ServiceProfiles/LocalService",
    ]
    root = home_with(tmp_path, {f"{home}/.claude.json": CONFIGURATION for home in homes} | WINDOWS)
    (root / "Users/Default User").symlink_to(f"{root}/Users/Default")
    (root / "Users/All Users").symlink_to("/ProgramData")
    (root / "Documents and Settings").symlink_to(f"{root}/Users")
    inventory = scan(root=root)
    assert {home.path for home in inventory.homes} == {f"/{home}" for home in homes}
    assert seen(inventory) == {f"/{home}/.claude.json" for home in homes}


def test_services_of_linux_have_homes_where_their_account_says_or_where_somebody_lived(tmp_path: Path) -> None:
    accounts = [
        "mail:x:8:8::/var:/bin/false",
        "root:x:0:0::/root:/bin/sh",
        "bin:x:1:1::/usr/bin:/bin/false",
        "ci:x:9:9::/opt/ci/:/bin/false",
        "broken",
    ]
    files = {
        "etc/passwd": "\n".join(accounts),
        "root/.claude.json": CONFIGURATION,
        "opt/ci/.claude.json": CONFIGURATION,
        "usr/bin/.claude.json": CONFIGURATION,
        "var/lib/runner/.codex/config.toml": "",
        "var/lib/dpkg/status": "",
    }
    inventory = scan(root=home_with(tmp_path, files | LINUX))
    assert [home.path for home in inventory.homes] == ["/root", "/opt/ci", "/var/lib/runner"]


def test_the_volume_of_the_users_data_of_macos_has_all_that_its_links_lead_to(tmp_path: Path) -> None:
    files = {
        "private/var/db/dslocal/x": "",
        "private/var/root/.claude.json": CONFIGURATION,
        "private/etc/zshenv": "",
        "Users/alice/x": "",
    }
    inventory = scan(root=home_with(tmp_path, files))
    assert inventory.machine.os == "macos"
    assert [home.path for home in inventory.homes] == ["/Users/alice", "/var/root"]
    assert seen(inventory) == {"/var/root/.claude.json"}
    assert "/etc/zshenv" in {source.path for source in inventory.sources}


def test_snapshots_are_told_where_there_are_any(tmp_path: Path) -> None:
    shadow = "System Volume Information/{0}{3808876b-c176-4e48-b7ae-04046e6cc752}"
    old = "1/snapshot/alice/.claude.json"
    files = {f".snapshots/{old}": CONFIGURATION, f"home/.snapshots/{old}": CONFIGURATION, ".MobileBackups/x": ""}
    root = home_with(tmp_path, files | {shadow: "", "Users/alice/x": ""})
    told = "older states of this disk, not searched: mount one and scan it with --root"
    assert not_read(scan(root=root)) == {
        "/.snapshots": told,
        "/home/.snapshots": told,
        "/.MobileBackups": told,
        "/System Volume Information": told,
    }


def test_a_system_without_snapshots_is_whole(tmp_path: Path) -> None:
    root = home_with(tmp_path, {"System Volume Information/tracking.log": "", "Users/alice/x": "", **WINDOWS})
    (root / ".snapshots").mkdir()
    assert not_read(scan(root=root)) == {}


def closed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let nobody into `folder`, not even the superuser, whom no mode keeps out."""
    for name in ("stat", "lstat", "open"):
        real = getattr(os, name)

        def refuse(path: object, *rest: object, real: object = real, **more: object) -> object:
            if isinstance(path, str) and (path.startswith(f"{folder}/") or (path == str(folder) and rest)):
                raise PermissionError(13, "Permission denied")
            return real(path, *rest, **more)  # type: ignore[operator]

        monkeypatch.setattr(os, name, refuse)


@pytest.mark.parametrize("projects", [True, False])
def test_somebody_elses_home_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, projects: bool) -> None:
    files = {"home/alice/.claude.json": CONFIGURATION, "home/bob/.claude.json": CONFIGURATION}
    root = home_with(tmp_path, files | LINUX)
    closed(monkeypatch, root / "home/bob")
    inventory = scan(root=root, projects=projects)
    assert seen(inventory) == {"/home/alice/.claude.json"}
    assert list(not_read(inventory)) == ["/home/bob"]
    assert "no permission" in not_read(inventory)["/home/bob"]


def test_a_folder_of_somebody_else_within_a_home_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = home_with(tmp_path, {"home/alice/.claude/settings.json": CONFIGURATION, "home/alice/x": "", **LINUX})
    closed(monkeypatch, root / "home/alice/.claude")
    assert list(not_read(scan(root=root))) == ["/home/alice/.claude"]


def test_a_link_into_a_folder_of_somebody_else_is_told_as_the_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = home_with(tmp_path, {"srv/vault/claude.json": CONFIGURATION, "home/alice/x": "", **LINUX})
    (root / "home/alice/.claude.json").symlink_to("/srv/vault/claude.json")
    (root / "home/alice/.codex").symlink_to("/srv/vault/codex")
    closed(monkeypatch, root / "srv/vault")
    assert list(not_read(scan(root=root))) == ["/home/alice/.claude.json", "/home/alice/.codex"]
