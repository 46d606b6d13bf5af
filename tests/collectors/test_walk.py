"""Finding project files: all of them, none twice, and no way out."""

import os
import re
from pathlib import Path

import pytest

from mcpsweep.collectors.disk import Disk
from mcpsweep.collectors.walk import Walked, names_to_prune, walk

WANTED = re.compile(r"\.mcp\.json")


def walked(folder: Path, *, prune: bool = True, root: Path | None = None) -> Walked:
    disk = Disk(str(root)) if root else Disk()
    start = "/" + str(folder.relative_to(root)) if root else str(folder)
    return walk(disk, start, WANTED, names_to_prune(disk) if prune else frozenset())


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}")
    return path


def test_every_wanted_file_is_found_once(tmp_path: Path) -> None:
    expected = sorted(str(write(tmp_path / f"a{i}" / f"b{j}" / ".mcp.json")) for i in range(20) for j in range(20))
    write(tmp_path / "a1/other.json")
    assert walked(tmp_path).files == expected


def test_dependencies_are_left_out_and_counted(tmp_path: Path) -> None:
    hidden = write(tmp_path / "app/node_modules/lib/.mcp.json")
    assert walked(tmp_path).files == []
    assert walked(tmp_path).pruned == {"node_modules": 1}
    assert walked(tmp_path, prune=False).files == [str(hidden)]


def test_what_a_cloud_keeps_in_step_is_walked_where_nothing_can_be_fetched(tmp_path: Path) -> None:
    write(tmp_path / "home/CloudStorage/.mcp.json")
    assert walked(tmp_path / "home").files == []
    assert walked(tmp_path / "home", root=tmp_path).files == ["/home/CloudStorage/.mcp.json"]


def test_links_that_loop_end(tmp_path: Path) -> None:
    write(tmp_path / "home/app/.mcp.json")
    (tmp_path / "home/app/again").symlink_to(tmp_path / "home")
    (tmp_path / "home/app/self").symlink_to(".")
    assert walked(tmp_path / "home").files == [f"{tmp_path}/home/app/.mcp.json"]


def test_a_project_behind_a_link_is_found_once(tmp_path: Path) -> None:
    write(tmp_path / "data/app/.mcp.json")
    home = tmp_path / "home"
    home.mkdir()
    (home / "one").symlink_to(tmp_path / "data")
    (home / "two").symlink_to(tmp_path / "data")
    assert [file.rpartition("/")[2] for file in walked(home).files] == [".mcp.json"]


def test_a_link_to_the_whole_disk_is_not_followed_and_said(tmp_path: Path) -> None:
    (tmp_path / "z:").symlink_to("/")
    assert walked(tmp_path).links == [f"{tmp_path}/z:"]


def test_no_link_leads_out_of_the_root(tmp_path: Path) -> None:
    write(tmp_path / "outside/.mcp.json")
    disk = tmp_path / "disk"
    (disk / "home").mkdir(parents=True)
    (disk / "home/up").symlink_to("../../outside")
    (disk / "home/absolute").symlink_to(tmp_path / "outside")
    assert walked(disk / "home", root=disk).files == []


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    real = os.open

    def refuse(path: str, flags: int, *rest: int) -> int:
        if path == str(closed):
            raise PermissionError(13, "Permission denied")
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)
    assert walked(tmp_path).unreadable == [(str(closed), "no permission to list it")]


@pytest.mark.parametrize("fault", [RuntimeError, RecursionError])
def test_a_fault_in_a_thread_is_a_fault_of_the_walk(
    tmp_path: Path, fault: type[Exception], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(real: str) -> None:
        raise fault("what this says may be a value")

    monkeypatch.setattr("mcpsweep.collectors.walk.entries", broken)
    with pytest.raises(fault):
        walked(tmp_path)
    assert capfd.readouterr().err == ""
