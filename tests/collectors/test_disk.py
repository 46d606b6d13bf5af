"""Reading files of the scanned machine: nothing leaves the root, nothing odd is opened, nothing is changed."""

import os
import socket
from pathlib import Path

import pytest

from mcpsweep.collectors.disk import Content, Disk, Missing, Refused
from mcpsweep.model.source import SourceState


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A disk of another machine, and beside it a file that a scan of it must never reach."""
    (tmp_path / "outside.txt").write_text("outside")
    disk = tmp_path / "disk"
    (disk / "home/alice/dotfiles").mkdir(parents=True)
    (disk / "home/alice/dotfiles/claude.json").write_text("inside")
    return disk


def read(root: Path, path: str) -> object:
    return Disk(str(root)).read(path)


def test_a_relative_link_inside_the_root_is_followed(root: Path) -> None:
    (root / "home/alice/.claude.json").symlink_to("dotfiles/claude.json")
    found = read(root, "/home/alice/.claude.json")
    assert isinstance(found, Content)
    assert found.data == b"inside"


def test_an_absolute_link_means_the_scanned_disk_not_ours(root: Path) -> None:
    (root / "home/alice/.claude.json").symlink_to("/home/alice/dotfiles/claude.json")
    found = read(root, "/home/alice/.claude.json")
    assert isinstance(found, Content)
    assert found.data == b"inside"


@pytest.mark.parametrize("target", ["../../../outside.txt", "../../../../../../outside.txt"])
def test_dots_cannot_climb_out_of_the_root(root: Path, target: str) -> None:
    (root / "home/alice/link").symlink_to(target)
    assert not isinstance(read(root, "/home/alice/link"), Content)


def test_a_link_that_leaves_a_home_handed_over_is_refused_and_says_so(root: Path) -> None:
    home = root / "home/alice"
    (root / "secret.txt").write_text("not hers")
    (home / "link").symlink_to(root / "secret.txt")
    found = Disk(confined_to=str(home)).read(f"{home}/link")
    assert found == Refused(SourceState.SKIPPED, "a link that leads out of what is scanned")


def test_links_that_lead_in_a_circle_are_told(root: Path) -> None:
    (root / "a").symlink_to("b")
    (root / "b").symlink_to("a")
    assert read(root, "/a") == Refused(SourceState.UNREADABLE, "links that lead in a circle")


def test_a_dangling_link_is_told_and_a_missing_file_is_not(root: Path) -> None:
    (root / "link").symlink_to("nowhere")
    assert read(root, "/link") == Refused(SourceState.UNREADABLE, "a link to something that is not there")
    assert read(root, "/nothing") == Missing()


def test_a_pipe_is_never_opened(root: Path) -> None:
    os.mkfifo(root / "pipe")
    assert read(root, "/pipe") == Refused(SourceState.SKIPPED, "a device, pipe or socket")


def test_a_socket_is_never_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("sock")
        assert read(root, "/sock") == Refused(SourceState.SKIPPED, "a device, pipe or socket")


def test_a_device_behind_a_link_is_never_opened(tmp_path: Path) -> None:
    (tmp_path / "zero").symlink_to("/dev/zero")
    assert Disk().read(f"{tmp_path}/zero") == Refused(SourceState.SKIPPED, "a device, pipe or socket")


def test_of_a_larger_file_only_the_beginning_is_read(root: Path) -> None:
    (root / "large").write_bytes(b"x" * 100)
    found = Disk(str(root)).read("/large", limit=10)
    assert isinstance(found, Content)
    assert (found.data, found.is_whole) == (b"x" * 10, False)


def test_a_file_as_large_as_the_limit_is_whole(root: Path) -> None:
    (root / "exact").write_bytes(b"x" * 10)
    found = Disk(str(root)).read("/exact", limit=10)
    assert isinstance(found, Content)
    assert found.is_whole


@pytest.mark.parametrize("live", [True, False])
def test_reading_leaves_the_access_time_alone(root: Path, live: bool) -> None:
    if not hasattr(os, "O_NOATIME"):
        pytest.skip("this system cannot be asked not to note an access")
    file = root / "home/alice/dotfiles/claude.json"
    long_ago = (1_000_000_000, 1_000_000_000)
    os.utime(file, long_ago)
    os.utime(file.parent, long_ago)
    disk = Disk() if live else Disk(str(root))
    path = str(file) if live else "/home/alice/dotfiles/claude.json"
    assert isinstance(disk.read(path), Content)
    assert disk.names(path.rpartition("/")[0]) == ["claude.json"]
    assert (file.stat().st_atime, file.parent.stat().st_atime) == long_ago


def test_a_name_that_no_system_can_open_is_told() -> None:
    assert isinstance(Disk().read("/tmp/a\0b"), Refused)
