"""Files of the scanned machine, read without leaving a trace and without leaving the root.

A path is always the one that the scanned machine itself would use; `Paths` finds out where it lies for us. `Disk` opens
regular files only, follows no link out of the root, writes nothing, and asks the kernel not to note the access.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from io import FileIO
from typing import TypeAlias

from mcpsweep.collectors import placeholder
from mcpsweep.collectors.paths import ASTRAY, Loop, Outside, Paths, UntoldLink, entries, opened
from mcpsweep.collectors.trace import Custody, Trace
from mcpsweep.model.source import SourceState

MAX_BYTES = 16 * 1024 * 1024
"""Of a larger file only so much is read."""
_CHUNK = 1 << 20


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


class Lent:
    """A file that is open, for databases: editors' own grow to gigabytes, of which little is wanted."""

    def __init__(self, file: FileIO, size: int, custody: Custody, *, is_blank: bool) -> None:
        """Whoever is lent it closes it: it is its own context manager."""
        self._file = file
        self.size = size
        """In bytes, when it was opened."""
        self.custody = custody
        self.is_blank = is_blank
        """Whether it only stands for a file whose content is elsewhere."""

    def at(self, offset: int, count: int) -> bytes:
        """`count` bytes from `offset` on, fewer where it ends. Raises `OSError`."""
        self._file.seek(offset)
        return self._file.read(count)

    def __enter__(self) -> "Lent":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()


Reading: TypeAlias = Content | Refused | Missing
Lending: TypeAlias = Lent | Refused | Missing


class Disk(Paths):
    """What lies at the paths of one machine."""

    def __init__(self, root: str = "/", confined_to: str = "/", folds_case: bool = False) -> None:
        """Nothing is read yet; the parameters are those of `Paths`."""
        super().__init__(root, confined_to, folds_case)
        self.traces: dict[str, Trace] = {}
        """Every file that was read so far, under the path that it was asked for by."""
        self.closed: dict[str, str] = {}
        """Folders that could not be looked into so far, with the reason."""

    def read(self, path: str, limit: int = MAX_BYTES) -> Reading:
        """The first `limit` bytes of a regular file."""
        match self._open(path):
            case Refused() | Missing() as outcome:
                return outcome
            case file, about:
                with file:
                    try:
                        data = _read_up_to(file.fileno(), limit + 1)
                    except OSError as error:
                        return Refused(SourceState.UNREADABLE, _in_words(error))
                whole = len(data) <= limit
                data = data[:limit]
                return Content(data, whole, self._noted(path, hashlib.sha256(data), about))

    def lend(self, path: str) -> Lending:
        """A regular file of any size, to be read where that is wanted."""
        match self._open(path):
            case Refused() | Missing() as outcome:
                return outcome
            case file, about:
                digest, is_blank = hashlib.sha256(), about.st_size > 0
                try:
                    while chunk := file.read(_CHUNK):
                        digest.update(chunk)
                        is_blank = is_blank and placeholder.is_blank(chunk)
                except OSError as error:
                    file.close()
                    return Refused(SourceState.UNREADABLE, _in_words(error))
                return Lent(file, about.st_size, self._noted(path, digest, about), is_blank=is_blank)

    def _open(self, path: str) -> tuple[FileIO, os.stat_result] | Refused | Missing:
        try:
            real = self.real(path)
            about = os.stat(real)
            if not stat.S_ISREG(about.st_mode):
                return self._refuse_irregular(real)
            if placeholder.is_kept_elsewhere(about):
                return Refused(SourceState.UNREADABLE, placeholder.KEPT_ELSEWHERE)
            descriptor = opened(real)
        except (FileNotFoundError, NotADirectoryError):
            return self._missing_or_dangling(path)
        except Outside:
            return Refused(SourceState.SKIPPED, "a link that leads out of what is scanned")
        except (Loop, UntoldLink, OSError, ValueError) as error:
            return Refused(SourceState.UNREADABLE, _in_words(error))
        file = FileIO(descriptor)
        about = os.fstat(descriptor)
        if stat.S_ISREG(about.st_mode):
            return file, about
        file.close()
        return Refused(SourceState.SKIPPED, "not a regular file")

    def _noted(self, path: str, digest: "hashlib._Hash", about: os.stat_result) -> Custody:
        custody = Custody.of(digest.hexdigest(), about)
        self.traces[path] = Trace.of(path, custody)
        return custody

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
        except ASTRAY:
            return True

    def is_folder(self, path: str) -> bool:
        """Whether a folder is at `path`, links inside the root followed."""
        try:
            return stat.S_ISDIR(os.stat(self.real(path)).st_mode)
        except PermissionError:
            self._note_closed(path)
            return False
        except ASTRAY:
            return False

    def link(self, path: str) -> str | None:
        """What the link at `path` says that it leads to; None if there is no link."""
        folder, _, name = path.rpartition("/")
        try:
            return os.readlink(self.real(folder or "/").rstrip("/") + "/" + name)
        except ASTRAY:
            return None

    def is_untold(self, path: str) -> bool:
        """Whether at `path` lies something that nobody can tell where this disk is mounted: a file or a folder."""
        try:
            self.real(path)
        except UntoldLink:
            return True
        except ASTRAY:
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
        except ASTRAY:
            return []

    def _note_closed(self, path: str) -> None:
        """Find what on the way to `path` could not be entered: what lies in it, nobody knows."""
        while path and self._entry(path) is None:
            path = path.rpartition("/")[0]
        self.closed.setdefault(path or "/", "no permission to look into it")

    def _missing_or_dangling(self, path: str) -> Refused | Missing:
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
        except ASTRAY:
            return None

    @staticmethod
    def _refuse_irregular(real: str) -> Refused | Missing:
        if stat.S_ISDIR(os.stat(real).st_mode):
            return Missing()
        return Refused(SourceState.SKIPPED, "a device, pipe or socket")


def _read_up_to(descriptor: int, limit: int) -> bytes:
    chunks = []
    while limit > 0 and (chunk := os.read(descriptor, min(limit, _CHUNK))):
        chunks.append(chunk)
        limit -= len(chunk)
    return b"".join(chunks)


def _in_words(error: BaseException) -> str:
    match error:
        case PermissionError():
            return "no permission to read it"
        case Loop():
            return "links that lead in a circle"
        case UntoldLink():
            return placeholder.UNTOLD
        case OSError(strerror=str(text)):
            return text[:1].lower() + text[1:]
        case _:
            return "a name that this system cannot open"
