"""Find project files in a home: a work-list of folders, pruned by name, shared by a few threads.

Threads pay because the kernel, not Python, does most of the work of listing a folder.
"""

import os
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from mcpsweep.collectors.disk import Disk
from mcpsweep.collectors.paths import entries, is_within
from mcpsweep.collectors.placeholder import UNTOLD, stands_for

_THREADS = 8

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


@dataclass(frozen=True, slots=True)
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


@dataclass(slots=True)
class _Work:
    """What the threads share. Every field is touched under `lock` only."""

    lock: threading.Condition = field(default_factory=threading.Condition)
    waiting: deque[tuple[str, str]] = field(default_factory=deque)
    busy: int = 0
    stopped: bool = False
    seen: set[tuple[int, int]] = field(default_factory=set)
    files: list[str] = field(default_factory=list)
    folders: int = 0
    pruned: dict[str, int] = field(default_factory=dict)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    repositories: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)
    fault: BaseException | None = None
    """What ended a thread early, if anything did: the walk is not whole then."""


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
    work = _Work()
    try:
        work.waiting.append((start, disk.real(start)))
    except (OSError, ValueError):
        return Walked([], 0, {}, [(start, "not there")], [])
    threads = [
        threading.Thread(target=_run, args=(disk, start, work, wanted, left_out), daemon=True) for _ in range(_THREADS)
    ]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            for thread in threads:
                thread.join(timeout=0.1)
            progress(work.folders)
    finally:
        with work.lock:
            work.stopped = True
            work.lock.notify_all()
    if work.fault is not None:
        raise work.fault
    return Walked(
        sorted(work.files),
        work.folders,
        work.pruned,
        sorted(work.unreadable),
        sorted(work.links),
        sorted(work.repositories),
        sorted(work.placeholders),
    )


def _run(disk: Disk, start: str, work: _Work, wanted: re.Pattern[str], left_out: frozenset[str]) -> None:
    while True:
        with work.lock:
            while not work.waiting and work.busy and not work.stopped:
                work.lock.wait()
            if work.stopped or not work.waiting:
                work.lock.notify_all()
                return
            work.busy += 1
            batch = [work.waiting.pop() for _ in range(min(len(work.waiting), 16))]
        try:
            for path, real in batch:
                _list(disk, start, work, wanted, left_out, path, real)
        except BaseException as fault:  # noqa: BLE001  (raised again where the walk was asked for)
            # A thread that dies by itself leaves out its folders unsaid, and Python prints the exception's message.
            with work.lock:
                work.fault, work.stopped = fault, True
        finally:
            with work.lock:
                work.busy -= 1
                work.lock.notify_all()


def _list(
    disk: Disk, start: str, work: _Work, wanted: re.Pattern[str], left_out: frozenset[str], path: str, real: str
) -> None:
    files: list[str] = []
    below: list[tuple[str, str]] = []
    pruned: list[str] = []
    linked: list[str] = []
    placeholders: list[str] = []
    untold = 0
    is_repository = False
    is_wanted = wanted.fullmatch
    try:
        with entries(real) as found:
            for entry in found:
                name = entry.name
                if entry.is_dir(follow_symlinks=False):
                    is_repository = is_repository or name == ".git"
                    if name in left_out:
                        pruned.append(name)
                    else:
                        below.append((f"{path}/{name}", f"{real}/{name}"))
                elif entry.is_symlink() and disk.is_folder(f"{path}/{name}"):
                    linked.append(f"{path}/{name}")
                elif is_wanted(name):
                    files.append(f"{path}/{name}")
                elif name.endswith(".icloud") and (absent := stands_for(name)) is not None and is_wanted(absent):
                    placeholders.append(f"{path}/{name}")
                elif entry.is_symlink() and not name.lower().endswith(_NO_FOLDERS) and disk.is_untold(f"{path}/{name}"):
                    untold += 1
    except OSError as error:
        with work.lock:
            work.unreadable.append((path, "no permission to list it" if error.errno == 13 else str(error.strerror)))
        return
    followed = _follow(disk, start, linked)
    with work.lock:
        work.folders += 1
        work.files += files
        work.placeholders += placeholders
        if untold:
            work.unreadable.append((path, f"of what lies in it, {untold}: {UNTOLD}"))
        if is_repository:
            work.repositories.append(path)
        for name in pruned:
            work.pruned[name] = work.pruned.get(name, 0) + 1
        for link, target in followed.items():
            if target is None:
                work.links.append(link)
            elif _is_new(work, target):
                below.append((link, target))
        work.waiting.extend(below)
        if below:
            work.lock.notify(len(below))


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


def _is_new(work: _Work, real: str) -> bool:
    try:
        information = os.stat(real)
    except OSError:
        return False
    identity = (information.st_dev, information.st_ino)
    if identity in work.seen:
        return False
    work.seen.add(identity)
    return True
