"""Find project files in a home: a work-list of folders, pruned by name."""

import errno
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from mcpsweep.collectors.disk import Disk
from mcpsweep.collectors.hands import Hands
from mcpsweep.collectors.paths import entries, is_within
from mcpsweep.collectors.placeholder import UNTOLD, stands_for

# Dependencies and build results: other people's code, thousands of files, nobody's configuration.
_DEPENDENCIES = """node_modules bower_components site-packages __pycache__ .venv venv .tox .nox .mypy_cache
    .pytest_cache .ruff_cache .gradle .m2 .ivy2 .cargo .rustup .nuget .pyenv .rbenv .nvm .npm .pnpm-store .yarn .bun
    .deno go-build DerivedData .terraform .next .nuxt .parcel-cache .turbo .angular .dart_tool .pub-cache Pods"""
# Version control's own store: blobs, not files that a client reads.
_VERSION_CONTROL = ".git .hg .svn"
_CACHES = """.cache Caches CachedData CachedExtensionVSIXs GPUCache Cache_Data IndexedDB blob_storage Trash .Trash
    $Recycle.Bin .thumbnails INetCache WinSxS"""
# Opening a file here would fetch it from the vendor's cloud.
_CLOUD = ("CloudStorage", "Mobile Documents")
_WITH_BLANKS = ("Code Cache", "Service Worker", "Photos Library.photoslibrary")

_PRUNED = frozenset((*_DEPENDENCIES.split(), *_VERSION_CONTROL.split(), *_CACHES.split(), *_WITH_BLANKS))

_NO_FOLDERS = (".exe", ".lnk")
"""How reparse points end that Windows itself makes by the dozen, such as the aliases of apps from its store."""

_NEVER_THROUGH_A_LINK = (
    "/proc",
    "/sys",
    "/dev",
    "/run",
    "/usr",
    "/etc",
    "/bin",
    "/sbin",
    "/lib",
    "/System",
    "/Windows",
)
"""Folders that a link in a home may lead to and that hold no projects."""


@dataclass(slots=True)
class Walked:
    """What a walk came across."""

    files: list[str]
    """Paths of the files that were wanted."""
    folders: int
    """Folders that were listed."""
    pruned: dict[str, int]
    """How often each name was left out."""
    unreadable: list[tuple[str, str]]
    """Folders that could not be listed, or not whole, with the reason."""
    links: list[str]
    """Links to folders that were not followed."""
    repositories: list[str] = field(default_factory=list)
    """Folders that git keeps its own folder in."""
    placeholders: list[str] = field(default_factory=list)
    """Files that stand for wanted ones whose content lies in the cloud."""

    def in_order(self) -> Self:
        """The same, whatever order it was come across in."""
        for listed in (self.files, self.unreadable, self.links, self.repositories, self.placeholders):
            listed.sort()
        return self


def names_to_prune(disk: Disk) -> frozenset[str]:
    """Folder names that a walk of `disk` does best to leave out.

    What clients keep below some of them is found by its own path instead. What a cloud keeps in step is left out where
    a look could fetch it: not on a mounted disk.
    """
    return _PRUNED if disk.is_mounted else _PRUNED | frozenset(_CLOUD)


def walk(
    disk: Disk,
    start: str,
    wanted: re.Pattern[str],
    left_out: frozenset[str] = frozenset(),
    progress: Callable[[int], None] = lambda folders: None,
) -> Walked:
    """List every folder below `start`, and keep the files whose whole name is `wanted`.

    Links to folders are followed where they stay on the scanned disk and lead to a place of the person's own; each
    folder is listed once, so links that loop do no harm. Folders with the names in `left_out` are counted only.
    `progress` is told the number of folders now and then.
    """
    try:
        first = (start, disk.real(start))
    except (OSError, ValueError):
        return Walked([], 0, {}, [(start, "not there")], [])
    under_way = _Walk(disk, start, wanted, left_out)
    Hands(under_way.look).do([first], lambda: progress(under_way.found.folders))
    return under_way.found.in_order()


class _Walk:
    """One walk under way. What was found is touched under `lock` only."""

    def __init__(self, disk: Disk, start: str, wanted: re.Pattern[str], left_out: frozenset[str]) -> None:
        self._disk = disk
        self._start = start
        self._is_wanted = wanted.fullmatch
        self._left_out = left_out
        self._lock = threading.Lock()
        self._seen: set[tuple[int, int]] = set()
        self.found = Walked([], 0, {}, [], [])

    def look(self, folder: tuple[str, str]) -> list[tuple[str, str]]:
        """Look into one folder, given as the machine would say it and as it lies for us; those below it, the same."""
        path, real = folder
        files: list[str] = []
        below: list[tuple[str, str]] = []
        pruned: list[str] = []
        linked: list[str] = []
        placeholders: list[str] = []
        untold = 0
        is_repository = False
        is_wanted = self._is_wanted
        try:
            with entries(real) as found:
                for entry in found:
                    name = entry.name
                    if entry.is_dir(follow_symlinks=False):
                        is_repository = is_repository or name == ".git"
                        if name in self._left_out:
                            pruned.append(name)
                        else:
                            below.append((f"{path}/{name}", f"{real}/{name}"))
                    elif entry.is_symlink() and self._disk.is_folder(f"{path}/{name}"):
                        linked.append(f"{path}/{name}")
                    elif is_wanted(name):
                        files.append(f"{path}/{name}")
                    elif name.endswith(".icloud") and (absent := stands_for(name)) is not None and is_wanted(absent):
                        placeholders.append(f"{path}/{name}")
                    elif entry.is_symlink() and self._is_untold(f"{path}/{name}"):
                        untold += 1
        except OSError as error:
            reason = "no permission to list it" if error.errno == errno.EACCES else str(error.strerror)
            with self._lock:
                self.found.unreadable.append((path, reason))
            return []
        followed = _follow(self._disk, self._start, linked)
        with self._lock:
            self.found.folders += 1
            self.found.files += files
            self.found.placeholders += placeholders
            if untold:
                self.found.unreadable.append((path, f"of what lies in it, {untold}: {UNTOLD}"))
            if is_repository:
                self.found.repositories.append(path)
            for name in pruned:
                self.found.pruned[name] = self.found.pruned.get(name, 0) + 1
            for link, target in followed.items():
                if target is None:
                    self.found.links.append(link)
                elif self._is_new(target):
                    below.append((link, target))
        return below

    def _is_untold(self, path: str) -> bool:
        return not path.lower().endswith(_NO_FOLDERS) and self._disk.is_untold(path)

    def _is_new(self, real: str) -> bool:
        try:
            information = os.stat(real)
        except OSError:
            return False
        identity = (information.st_dev, information.st_ino)
        if identity in self._seen:
            return False
        self._seen.add(identity)
        return True


def _follow(disk: Disk, start: str, links: list[str]) -> dict[str, str | None]:
    """For each link to a folder, where it leads for us; None if it leads where nothing of the person's own lies."""
    targets: dict[str, str | None] = {}
    for link in links:
        target = disk.resolved(link)
        if target is None or is_within(start, target) or any(is_within(target, f) for f in _NEVER_THROUGH_A_LINK):
            targets[link] = None
        elif not is_within(target, start):
            # Whatever lies below the start is walked anyway.
            targets[link] = disk.real(target)
    return targets
