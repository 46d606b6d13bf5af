"""Files of the scanned machine, read without leaving a trace and without leaving the root.

A path is always the one that the scanned machine itself would use: absolute, `/` as separator. `Disk` finds out where
that lies for us. It opens regular files only, follows no link out of the root, writes nothing, and asks the kernel not
to note the access.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from mcpsweep.collectors import placeholder
from mcpsweep.collectors.links import Leads, LeadsElsewhere, Untold, target
from mcpsweep.collectors.trace import Custody, Trace
from mcpsweep.model.source import SourceState

MAX_BYTES = 16 * 1024 * 1024
"""Of a larger file only so much is read."""
MAX_DATABASE = 256 * 1024 * 1024
"""Of a database only the whole can be read; editors' own grow to hundreds of megabytes."""
MAX_LINKS = 40
"""As many links as Linux itself follows before it calls the way a loop."""

_OF_MACOS = frozenset({"etc", "tmp", "var"})
"""Links to `/private/…` in the root of macOS, on another volume than what they lead to."""
_DRIVE = re.compile(r"\A[A-Za-z]:(?=[/\\])")
_NO_TRACE = getattr(os, "O_NOATIME", 0)
_SAFE = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of a file."""

    data: bytes
    is_whole: bool
    """False if the file is larger than the limit."""
    custody: Custody

    @property
    def is_blank(self) -> bool:
        """Whether it only stands for a file whose content is elsewhere."""
        return placeholder.is_blank(self.data)


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


class _Untold(Exception):
    """A link leads where nobody can tell."""


_ASTRAY = (_Outside, _Loop, _Untold, OSError, ValueError)
"""What can become of looking for a path."""


class Disk:
    """The file tree of one machine: this one's (`root="/"`), or a copy or mounted disk below `root`."""

    def __init__(self, root: str = "/", confined_to: str = "/", folds_case: bool = False) -> None:
        """Nothing is looked for yet.

        `confined_to` is a path of the scanned machine that links must not leave; `/` is its whole disk. `folds_case`
        says that the scanned machine itself finds a name however it is written, while the system that it is mounted
        on may not.
        """
        self._prefix = root.rstrip("/") if root != "/" else ""
        self._confined_to = confined_to
        self._folds_case = folds_case
        self._variants: dict[str, dict[str, str]] = {}
        """Folder of ours → each name in it, folded → as it is written there."""
        self._folders: dict[str, str] = {"/": "/", "": "/"}
        self.traces: dict[str, Trace] = {}
        """Every file that was read so far, under the path that it was asked for by."""
        self.closed: dict[str, str] = {}
        """Folders that could not be looked into so far, with the reason."""

    @property
    def is_live(self) -> bool:
        """Whether links are followed as the machine itself would, because nothing needs to be held in."""
        return not self._prefix and self._confined_to == "/"

    @property
    def is_mounted(self) -> bool:
        """Whether it is another machine's, below a root of ours."""
        return bool(self._prefix)

    def real(self, path: str) -> str:
        """Where `path` lies for us, links followed inside the root. Raises `OSError` if nothing is there."""
        return self._prefix + path if self.is_live else self._prefix + self._resolve(path)

    def resolved(self, path: str) -> str | None:
        """`path` with its links followed, as the machine would say it; None if it is not there or leads outside."""
        try:
            if self.is_live:
                return os.path.realpath(path, strict=True).replace(os.sep, "/")
            return self._resolve(path)
        except _ASTRAY:
            return None

    def spelled(self, path: str) -> str:
        """`path` as the disk itself writes its names, as far as it is there; links in it stay. A disk has no drives."""
        if self.is_live:
            return path
        if (drive := _DRIVE.match(path)) is not None:
            path = path[drive.end() :].replace("\\", "/")
        if not self._folds_case or not is_within(path, self._confined_to):
            return path
        here = self._confined_to.rstrip("/")
        parts = [part for part in path.removeprefix(here).split("/") if part not in ("", ".")]
        for index, part in enumerate(parts):
            try:
                known = self._names_in(self.real(here or "/"))
            except _ASTRAY:
                return "/".join([here, *parts[index:]])
            here = f"{here}/{known.get(part) or known.get(folded(part), part)}"
        return here or "/"

    def folded(self, name: str) -> str:
        """`name` in the one form that all names have which the scanned machine takes for the same."""
        return folded(name) if self._folds_case else name

    def read(self, path: str, limit: int = MAX_BYTES) -> Reading:
        """The first `limit` bytes of a regular file."""
        try:
            real = self.real(path)
            about = os.stat(real)
            if not stat.S_ISREG(about.st_mode):
                return self._refuse_irregular(real)
            if placeholder.is_kept_elsewhere(about):
                return Refused(SourceState.UNREADABLE, placeholder.KEPT_ELSEWHERE)
            descriptor = _open(real)
        except (FileNotFoundError, NotADirectoryError):
            return self._missing_or_dangling(path)
        except _Outside:
            return Refused(SourceState.SKIPPED, "a link that leads out of what is scanned")
        except (_Loop, _Untold, OSError, ValueError) as error:
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
        except PermissionError:
            # A link can be seen, and to read it tells why it cannot be followed.
            if self._is_link(path):
                return True
            self._note_closed(path)
            return False
        except _ASTRAY:
            return True

    def is_folder(self, path: str) -> bool:
        """Whether a folder is at `path`, links inside the root followed."""
        try:
            return stat.S_ISDIR(os.stat(self.real(path)).st_mode)
        except PermissionError:
            self._note_closed(path)
            return False
        except _ASTRAY:
            return False

    def link(self, path: str) -> str | None:
        """What the link at `path` says that it leads to; None if there is no link."""
        folder, _, name = path.rpartition("/")
        try:
            return os.readlink(self.real(folder or "/").rstrip("/") + "/" + name)
        except _ASTRAY:
            return None

    def is_untold(self, path: str) -> bool:
        """Whether at `path` lies something that nobody can tell where this disk is mounted: a file or a folder."""
        try:
            self.real(path)
        except _Untold:
            return True
        except _ASTRAY:
            return False
        return False

    def names(self, path: str) -> list[str]:
        """Sorted names in the folder at `path`; none if it is not there or cannot be read."""
        try:
            with entries(self.real(path)) as found:
                return sorted(entry.name for entry in found)
        except PermissionError:
            self._note_closed(f"{path}/*")
            return []
        except _ASTRAY:
            return []

    def _note_closed(self, path: str) -> None:
        """Find what on the way to `path` could not be entered: what lies in it, nobody knows."""
        while path and self._entry(path) is None:
            path = path.rpartition("/")[0]
        self.closed.setdefault(path or "/", "no permission to look into it")

    def _missing_or_dangling(self, path: str) -> Reading:
        if self._is_link(path):
            return Refused(SourceState.UNREADABLE, "a link to something that is not there")
        return Missing()

    def _is_link(self, path: str) -> bool:
        about = self._entry(path)
        return about is not None and stat.S_ISLNK(about.st_mode)

    def _entry(self, path: str) -> os.stat_result | None:
        """What stands at `path` itself, a link not followed; None if nothing does or nobody can tell."""
        folder, _, name = path.rpartition("/")
        try:
            return os.lstat(self.real(folder or "/").rstrip("/") + "/" + name)
        except _ASTRAY:
            return None

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
            try:
                information = os.lstat(self._prefix + candidate)
            except FileNotFoundError:
                if not here and part in _OF_MACOS:
                    waiting.extend((part, "private"))
                    continue
                part = self._variant(here, part)
                candidate = "/" + "/".join([*here, part])
                information = os.lstat(self._prefix + candidate)
            if not stat.S_ISLNK(information.st_mode):
                here.append(part)
                if stat.S_ISDIR(information.st_mode):
                    self._folders[candidate] = candidate
                continue
            followed += 1
            if followed > MAX_LINKS:
                raise _Loop
            leads_to = self._target(candidate)
            if leads_to.startswith("/"):
                here = []
            waiting.extend(step for step in reversed(leads_to.split("/")) if step not in ("", "."))
        resolved = "/" + "/".join(here)
        if not is_within(resolved, self._confined_to):
            raise _Outside
        return resolved

    def _target(self, link: str) -> str:
        """Where the link at `link` leads on the scanned machine."""
        written = os.readlink(self._prefix + link)
        # What lies there by its own account comes before what the driver that mounted the disk may have made of it.
        mounted_at = "" if os.path.lexists(self._prefix + written) else self._prefix
        match target(written, mounted_at, self._folds_case):
            case Leads(to=to):
                return to
            case LeadsElsewhere():
                raise _Outside
            case Untold():
                raise _Untold

    def _variant(self, here: list[str], name: str) -> str:
        """How `name` is written in a folder where it does not stand as it is. Raises `FileNotFoundError` if nowhere."""
        if not self._folds_case:
            raise FileNotFoundError(name)
        try:
            known = self._names_in(self._prefix + "/" + "/".join(here)).get(folded(name))
        except PermissionError:
            # The walk tells of the folder; that each name might be in it is no news.
            known = None
        if known is None:
            raise FileNotFoundError(name)
        return known

    def _names_in(self, real: str) -> dict[str, str]:
        """Each name in a folder of ours as it is and folded, to how it is written."""
        if real not in self._variants:
            with entries(real) as found:
                names = sorted(entry.name for entry in found)
            # Where a disk tells cases apart after all, the name as it was asked for comes first.
            self._variants[real] = {folded(name): name for name in names} | {name: name for name in names}
        return self._variants[real]


def folded(name: str) -> str:
    """`name` without case, its accents in one form: as Windows and macOS compare."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


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


def _in_words(error: BaseException) -> str:
    match error:
        case PermissionError():
            return "no permission to read it"
        case _Loop():
            return "links that lead in a circle"
        case _Untold():
            return placeholder.UNTOLD
        case OSError(strerror=str(text)):
            return text[:1].lower() + text[1:]
        case _:
            return "a name that this system cannot open"
