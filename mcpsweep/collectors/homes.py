"""Which homes a disk holds, those of services and of older systems included, and what of it a scan leaves alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from mcpsweep.collectors.disk import Content, Disk
from mcpsweep.collectors.glob import expanded
from mcpsweep.collectors.paths import is_within

PATTERNS = (
    "/home/*",
    "/root",
    "/var/home/*",
    "/Users/*",
    "/Users/Deleted Users/*",
    "/var/root",
    # The top of a btrfs volume, as Ubuntu, Fedora and openSUSE divide it.
    "/@home/*",
    "/@/home/*",
    "/@/root",
    # The volumes of macOS mounted one into the other; its own kernel joins them with firmlinks.
    "/System/Volumes/Data/Users/*",
    "/System/Volumes/Data/private/var/root",
    "/Documents and Settings/*",
    "/Windows/System32/config/systemprofile",
    "/Windows/SysWOW64/config/systemprofile",
    "/Windows/ServiceProfiles/*",
    "/Windows.old*/Users/*",
    "/Windows.old*/Windows/System32/config/systemprofile",
    "/Windows.old*/Windows/ServiceProfiles/*",
    # WSL 1 keeps its Linux files in the open; WSL 2 in a disk image (see `_IMAGES`).
    "/Users/*/AppData/Local/Packages/*/LocalState/rootfs/home/*",
    "/Users/*/AppData/Local/Packages/*/LocalState/rootfs/root",
)
_SERVICES = "/var/lib/*"
"""Homes of services, among other things: one where somebody lived has names that begin with a dot."""
_NOBODYS = frozenset({"all users", "default user", "lost+found", "deleted users"})
"""Folders beside the homes that are links to others, or none; as they are folded."""
_NOT_A_HOME = ("/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr")
"""What accounts of the system are given for a home that they do not have."""
_OF_MANY = frozenset({"/home", "/opt", "/srv", "/var", "/var/lib"})
"""What they are given that is more than theirs."""

_HOME = 5
"""The field of a line of /etc/passwd."""

_IMAGES = (
    "/Users/*/AppData/Local/Packages/*/LocalState/ext4.vhdx",
    "/Users/*/AppData/Local/wsl/*/ext4.vhdx",
)
_SHADOW_COPY = "{3808876b-c176-4e48-b7ae-04046e6cc752}"
"""In the name of every shadow copy of Windows (learn.microsoft.com: Volume Shadow Copy Service; libvshadow)."""
_SNAPSHOTS = {
    "/.snapshots": "",
    "/home/.snapshots": "",
    "/@snapshots": "",
    "/@/.snapshots": "",
    "/timeshift/snapshots": "",
    "/timeshift-btrfs/snapshots": "",
    "/.zfs/snapshot": "",
    "/home/.zfs/snapshot": "",
    "/.MobileBackups": "",
    "/.MobileBackups.trash": "",
    "/Backups.backupdb": "",
    "/Volumes/com.apple.TimeMachine.localsnapshots": "",
    "/System Volume Information": _SHADOW_COPY,
}
"""Where older states of a disk are kept → what a name in it holds if there is one."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """Something on a disk that holds what a home holds, and that is not searched."""

    path: str
    reason: str


def on(disk: Disk, start: str = "") -> Iterator[str]:
    """Every home on the disk whose own root lies at `start`, each once, whatever links lead to it."""
    told: set[str] = set()
    for path in _candidates(disk, start):
        real = disk.resolved(path)
        name = path.rpartition("/")[2].lower()
        is_somebodys = name not in _NOBODYS and not name.startswith(".")
        if is_somebodys and real is not None and real not in told and disk.is_folder(path):
            told.add(real)
            yield path


def left_alone(disk: Disk) -> Iterator[LeftAlone]:
    """What on a disk has homes or older states of them inside, and has to be mounted by itself."""
    for pattern in _IMAGES:
        for path in expanded(disk, pattern):
            yield LeftAlone(path, "a disk image with homes of its own: mount it and scan it with --root")
    for folder, sign in _SNAPSHOTS.items():
        path = disk.spelled(folder)
        if any(sign in name.lower() for name in disk.names(path)):
            yield LeftAlone(path, "older states of this disk, not searched: mount one and scan it with --root")


def _candidates(disk: Disk, start: str) -> Iterator[str]:
    for pattern in PATTERNS:
        yield from expanded(disk, pattern, start)
    yield from (start + home for home in _of_accounts(disk, start))
    for path in expanded(disk, _SERVICES, start):
        if any(name.startswith(".") for name in disk.names(path)):
            yield path


def _of_accounts(disk: Disk, start: str) -> Iterator[str]:
    """Homes that the disk's own list of accounts names, wherever they lie."""
    match disk.read(f"{start}/etc/passwd"):
        case Content(data=data):
            for line in data.decode("utf-8", "replace").splitlines():
                fields = line.split(":")
                home = fields[_HOME].rstrip("/") if len(fields) > _HOME else ""
                if home.startswith("/") and not _is_the_systems(home):
                    yield home
        case _:
            return


def _is_the_systems(home: str) -> bool:
    return home in _OF_MANY or any(is_within(home, folder) for folder in _NOT_A_HOME)
