"""The scanned machine: which homes it has, and where in them things lie on each system."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from mcpsweep.collectors import homes as homes_of
from mcpsweep.collectors.copies import is_copy
from mcpsweep.collectors.disk import Content, Disk
from mcpsweep.collectors.glob import expanded
from mcpsweep.collectors.homes import LeftAlone
from mcpsweep.collectors.request import Request
from mcpsweep.errors import UsageError
from mcpsweep.model.inventory import Home, Machine

_BASES = {
    # Every base of every system is tried in every home: a home copied from another system, a WSL home or one shared
    # between systems holds more than one layout.
    "home": ("",),
    "config": ("/.config", "/Library/Application Support", "/AppData/Roaming"),
    "data": ("/.local/share", "/Library/Application Support", "/AppData/Local"),
    "documents": ("/Documents", "/OneDrive/Documents"),
}
"""What a `{name}` in a client's location stands for, relative to a home. Source: clients.md of each vendor's docs."""

_SYSTEM_SIGNS = (
    ("windows", "/Windows/System32"),
    ("macos", "/System/Library/CoreServices"),
    # The volume of the user's data has no system of its own on it.
    ("macos", "/private/var/db/dslocal"),
    ("linux", "/etc/os-release"),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is scanned: the disk, the machine it belongs to, and the homes on it."""

    disk: Disk
    machine: Machine
    homes: tuple[Home, ...]
    has_system: bool
    """Whether settings outside the homes belong to the scan: not when only a home was handed over."""
    left_alone: tuple[LeftAlone, ...] = ()
    """What on the disk holds more of it and is not searched."""


def look_at(request: Request) -> Scene:
    """Find the homes that `request` means. Raises `UsageError` for a root or home that is not there."""
    if request.root is not None:
        return _mounted(request.root, request.homes)
    if request.homes:
        return _given(request.homes)
    return _live(request.all_users)


def expand(disk: Disk, pattern: str, home: Home | None) -> Iterator[str]:
    """Paths that exist on `disk` for a location such as `{config}/Claude/*.json`; `*` stands for one name."""
    for path in _bases(pattern, home):
        yield from expanded(disk, *path)


def expand_with_copies(disk: Disk, pattern: str, home: Home | None) -> Iterator[str]:
    """`expand`, and before each file the copies of it that somebody put aside in the same folder.

    The file itself comes last because of what is set twice, the later counts.
    """
    folder, _, name = pattern.rpartition("/")
    exact = tuple(expand(disk, pattern, home))
    for path in expand(disk, folder, home):
        copies = (f"{path}/{other}" for other in disk.names(path) if is_copy(other, name))
        yield from (copy for copy in copies if copy not in exact)
    yield from exact


def _bases(pattern: str, home: Home | None) -> Iterator[tuple[str, str]]:
    """The pattern below each folder that it may mean, and that folder."""
    base, _, rest = pattern.partition("}")
    if not pattern.startswith("{"):
        yield pattern, ""
    elif home is not None:
        yield from ((rest, home.path + relative) for relative in _BASES[base[1:]])


def _mounted(root: str, homes: tuple[str, ...]) -> Scene:
    real = _folder(root, "--root")
    system = _system_of(Disk(real, folds_case=True))
    disk = Disk(real, folds_case=system != "linux")
    machine = Machine(hostname=_hostname_of(disk), os=system, root=real, image=True)
    paths = tuple(_below(real, home) for home in homes) or tuple(homes_of.on(disk))
    found = tuple(Home(_last(path), path) for path in paths)
    return Scene(disk, machine, found, has_system=True, left_alone=tuple(homes_of.left_alone(disk)))


def _given(homes: tuple[str, ...]) -> Scene:
    """Homes handed over by path: links must stay inside them, unless it is the caller's own."""
    paths = tuple(_folder(home, "HOME") for home in homes)
    own = _own_home()
    if all(path == own for path in paths):
        return Scene(Disk(), _this_machine(), tuple(Home(_last(path), path) for path in paths), has_system=False)
    confined_to = os.path.commonpath(paths)
    machine = Machine(hostname="", os="", root="/", image=True)
    # Nobody knows what system a folder is from: a name that differs in case alone is better read than missed.
    disk = Disk(confined_to=confined_to, folds_case=True)
    return Scene(disk, machine, tuple(Home(_last(path), path) for path in paths), has_system=False)


def _live(all_users: bool) -> Scene:
    disk = Disk(root="" if os.name == "nt" else "/")
    own = _own_home()
    if not disk.is_folder(own):
        raise UsageError(f"this account has no home folder: {own} is not there", "name a folder: mcpsweep scan HOME")
    if not all_users:
        return Scene(disk, _this_machine(), (Home(_last(own), own),), has_system=True)
    found: dict[str | None, str] = {}
    for path in (own, *_all_homes(disk)):
        if disk.is_folder(path):
            found.setdefault(disk.resolved(path), path)
    homes = tuple(Home(_last(path), path) for path in found.values())
    return Scene(disk, _this_machine(), homes, has_system=True)


def _all_homes(disk: Disk) -> Iterator[str]:
    if os.name == "nt":
        drive = os.environ.get("SYSTEMDRIVE", "C:")
        yield from homes_of.on(disk, drive)
        return
    import pwd

    for account in pwd.getpwall():
        is_person = account.pw_uid >= (500 if sys.platform == "darwin" else 1000) or account.pw_uid == 0
        if is_person and account.pw_dir not in ("", "/") and "nologin" not in account.pw_shell:
            yield account.pw_dir
    yield from homes_of.on(disk)
    # The Windows side of a WSL machine.
    yield from homes_of.on(disk, "/mnt/c")


def _system_of(disk: Disk) -> str:
    return next((name for name, sign in _SYSTEM_SIGNS if disk.is_folder(sign) or disk.is_file(sign)), "")


def _hostname_of(disk: Disk) -> str:
    match disk.read("/etc/hostname", limit=256):
        case Content(data=data):
            return data.decode("utf-8", "replace").strip()
        case _:
            return ""


def _this_machine() -> Machine:
    import platform

    system = {"linux": "linux", "darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    # The program that is carried to a laptop has no sockets, which `platform` asks for the name on Windows.
    return Machine(hostname=platform.node() or os.environ.get("COMPUTERNAME", ""), os=system, root="/", image=False)


def _own_home() -> str:
    return os.path.expanduser("~").replace(os.sep, "/").rstrip("/") or "/"


def _folder(path: str, what: str) -> str:
    real = os.path.abspath(path).replace(os.sep, "/")
    if not os.path.isdir(real):
        state = "is not a folder" if os.path.exists(real) else "is not there"
        raise UsageError(f"{what} {path} {state}: nothing was scanned")
    return os.path.realpath(real).replace(os.sep, "/")


def _below(root: str, home: str) -> str:
    real = (
        _folder(home, "HOME") if os.path.isabs(home) and home.startswith(root) else _folder(root + "/" + home, "HOME")
    )
    return real.removeprefix(root.rstrip("/")) or "/"


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
