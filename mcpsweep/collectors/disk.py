"""Files of the scanned machine, read without leaving a trace and without leaving the root.

A path is always the one that the scanned machine itself would use: absolute, `/` as separator. `Disk` finds out where
that lies for us. It opens regular files only, follows no link out of the root, writes nothing, and asks the kernel not
to note the access.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from mcpsweep.model.source import SourceState

MAX_BYTES = 16 * 1024 * 1024
"""Of a larger file only so much is read."""
MAX_DATABASE = 256 * 1024 * 1024
"""Of a database only the whole can be read; editors' own grow to hundreds of megabytes."""
MAX_LINKS = 40
"""As many links as Linux itself follows before it calls the way a loop."""

_NO_TRACE = getattr(os, "O_NOATIME", 0)
_SAFE = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Custody:
    """A file as it was before it was read here; times are nanoseconds since 1970 in UTC, as exact as its system is."""

    sha256: str
    """Of what was read, lower-case hex."""
    size: int
    """In bytes, of the whole file."""
    modified: int
    changed: int | None
    """None on Windows, which has no such time."""
    created: int | None
    """None on Linux, where Python cannot ask for it."""
    accessed: int

    @classmethod
    def of(cls, data: bytes, about: os.stat_result) -> "Custody":
        """The record of a file of which `data` was read."""
        digest = hashlib.sha256(data).hexdigest()
        changed, created = _inode_times(about)
        return cls(digest, about.st_size, about.st_mtime_ns, changed, created, about.st_atime_ns)


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept of each file that was read, whatever came of it."""

    size: int
    digest: bytes
    """Of path, hash, size and time of the last change: another one if any of them is another."""

    @classmethod
    def of(cls, path: str, custody: Custody) -> "Trace":
        """The trace of reading the file at `path`."""
        line = f"{path}\0{custody.sha256}\0{custody.size}\0{custody.modified}\n"
        return cls(custody.size, hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest())


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of a file."""

    data: bytes
    is_whole: bool
    """False if the file is larger than the limit."""
    custody: Custody


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that exists and was not read."""

    state: SourceState
    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing is there."""


Reading: TypeAlias = Content | Refused | Missing


class _Outside(Exception):
    """A link leads out of the root."""


class _Loop(Exception):
    """Links lead in a circle."""


class Disk:
    """The file tree of one machine: this one's (`root="/"`), or a copy or mounted disk below `root`."""

    def __init__(self, root: str = "/", confined_to: str = "/") -> None:
        """`confined_to` is a path of the scanned machine that links must not leave; `/` is its whole disk."""
        self._prefix = root.rstrip("/") if root != "/" else ""
        self._confined_to = confined_to
        self._folders: dict[str, str] = {"/": "/", "": "/"}
        self.traces: dict[str, Trace] = {}
        """Every file that was read so far, under the path that it was asked for by."""

    @property
    def is_live(self) -> bool:
        """Whether links are followed as the machine itself would, because nothing needs to be held in."""
        return not self._prefix and self._confined_to == "/"

    def real(self, path: str) -> str:
        """Where `path` lies for us, links followed inside the root. Raises `OSError` if nothing is there."""
        return self._prefix + path if self.is_live else self._prefix + self._resolve(path)

    def resolved(self, path: str) -> str | None:
        """`path` with its links followed, as the machine would say it; None if it is not there or leads outside."""
        try:
            if self.is_live:
                return os.path.realpath(path, strict=True).replace(os.sep, "/")
            return self._resolve(path)
        except (OSError, _Outside, _Loop):
            return None

    def read(self, path: str, limit: int = MAX_BYTES) -> Reading:
        """The first `limit` bytes of a regular file."""
        try:
            real = self.real(path)
            if not stat.S_ISREG(os.stat(real).st_mode):
                return self._refuse_irregular(real)
            descriptor = _open(real)
        except (FileNotFoundError, NotADirectoryError):
            return self._missing_or_dangling(path)
        except _Outside:
            return Refused(SourceState.SKIPPED, "a link that leads out of what is scanned")
        except (_Loop, OSError, ValueError) as error:
            return Refused(SourceState.UNREADABLE, _in_words(error))
        try:
            with os.fdopen(descriptor, "rb", buffering=0) as file:
                about = os.fstat(descriptor)
                if not stat.S_ISREG(about.st_mode):
                    return Refused(SourceState.SKIPPED, "not a regular file")
                data = _read_up_to(file.fileno(), limit + 1)
        except OSError as error:
            return Refused(SourceState.UNREADABLE, _in_words(error))
        whole = len(data) <= limit
        data = data[:limit]
        custody = Custody.of(data, about)
        self.traces[path] = Trace.of(path, custody)
        return Content(data, whole, custody)

    def is_file(self, path: str) -> bool:
        """Whether something other than a folder is at `path`, readable or not."""
        try:
            return not stat.S_ISDIR(os.stat(self.real(path)).st_mode)
        except FileNotFoundError:
            return self._is_link(path)
        except (_Outside, _Loop, OSError, ValueError):
            return True

    def is_folder(self, path: str) -> bool:
        """Whether a folder is at `path`, links inside the root followed."""
        try:
            return stat.S_ISDIR(os.stat(self.real(path)).st_mode)
        except (_Outside, _Loop, OSError, ValueError):
            return False

    def link(self, path: str) -> str | None:
        """What the link at `path` says that it leads to; None if there is no link."""
        folder, _, name = path.rpartition("/")
        try:
            return os.readlink(self.real(folder or "/").rstrip("/") + "/" + name)
        except (_Outside, _Loop, OSError, ValueError):
            return None

    def names(self, path: str) -> list[str]:
        """Sorted names in the folder at `path`; none if it is not there or cannot be read."""
        try:
            with entries(self.real(path)) as found:
                return sorted(entry.name for entry in found)
        except (_Outside, _Loop, OSError, ValueError):
            return []

    def _missing_or_dangling(self, path: str) -> Reading:
        if self._is_link(path):
            return Refused(SourceState.UNREADABLE, "a link to something that is not there")
        return Missing()

    def _is_link(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        try:
            return stat.S_ISLNK(os.lstat(self.real(folder or "/").rstrip("/") + "/" + name).st_mode)
        except (_Outside, _Loop, OSError, ValueError):
            return False

    @staticmethod
    def _refuse_irregular(real: str) -> Reading:
        if stat.S_ISDIR(os.stat(real).st_mode):
            return Missing()
        return Refused(SourceState.SKIPPED, "a device, pipe or socket")

    def _resolve(self, path: str) -> str:
        """Follow links one by one, so that none of them, absolute ones included, is taken relative to our own disk."""
        waiting = [part for part in reversed(path.split("/")) if part not in ("", ".")]
        here: list[str] = []
        followed = 0
        while waiting:
            part = waiting.pop()
            if part == "..":
                here[-1:] = []
                continue
            candidate = "/" + "/".join([*here, part])
            if waiting and candidate in self._folders:
                here = [step for step in self._folders[candidate].split("/") if step]
                continue
            information = os.lstat(self._prefix + candidate)
            if not stat.S_ISLNK(information.st_mode):
                here.append(part)
                if stat.S_ISDIR(information.st_mode):
                    self._folders[candidate] = candidate
                continue
            followed += 1
            if followed > MAX_LINKS:
                raise _Loop
            target = os.readlink(self._prefix + candidate)
            if target.startswith("/"):
                here = []
            waiting.extend(step for step in reversed(target.split("/")) if step not in ("", "."))
        resolved = "/" + "/".join(here)
        if not is_within(resolved, self._confined_to):
            raise _Outside
        return resolved


def is_within(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies below it."""
    return folder == "/" or path == folder or path.startswith(folder.rstrip("/") + "/")


@contextmanager
def entries(real: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    """The entries of a folder of ours, its access time left alone where the system lets us. Raises `OSError`."""
    if not _NO_TRACE:
        with os.scandir(real) as found:
            yield found
        return
    descriptor = _open(real, os.O_DIRECTORY)
    try:
        with os.scandir(descriptor) as found:
            yield found
    finally:
        os.close(descriptor)


def _open(real: str, flags: int = 0) -> int:
    try:
        return os.open(real, _SAFE | flags | _NO_TRACE)
    except PermissionError:
        # Only a file's owner may ask that an access is not noted.
        return os.open(real, _SAFE | flags)


def _read_up_to(descriptor: int, limit: int) -> bytes:
    chunks = []
    while limit > 0 and (chunk := os.read(descriptor, min(limit, 1 << 20))):
        chunks.append(chunk)
        limit -= len(chunk)
    return b"".join(chunks)


def _inode_times(about: os.stat_result) -> tuple[int | None, int | None]:
    """When anything about a file last changed, and when it came to be; `st_ctime` means the latter on Windows."""
    if sys.platform == "win32":
        return None, about.st_ctime_ns
    born = getattr(about, "st_birthtime", None)
    # A float of today's seconds is exact to a quarter of a microsecond.
    return about.st_ctime_ns, None if born is None else round(born * 1_000_000) * 1_000


def _in_words(error: BaseException) -> str:
    match error:
        case PermissionError():
            return "no permission to read it"
        case _Loop():
            return "links that lead in a circle"
        case OSError(strerror=str(text)):
            return text[:1].lower() + text[1:]
        case _:
            return "a name that this system cannot open"
