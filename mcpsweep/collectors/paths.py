"""Where a path of the scanned machine lies for us, however it is written and whatever links it goes through.

A path is always the one that the scanned machine itself would use: absolute, `/` as separator.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from mcpsweep.collectors.links import Leads, LeadsElsewhere, Untold, target

MAX_LINKS = 40
"""As many links as Linux itself follows before it calls the way a loop."""

_OF_MACOS = frozenset({"etc", "tmp", "var"})
"""Links to `/private/…` in the root of macOS, on another volume than what they lead to."""
_DRIVE = re.compile(r"\A[A-Za-z]:(?=[/\\])")
_NO_TRACE = getattr(os, "O_NOATIME", 0)
_SAFE = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class Outside(Exception):
    """A link leads out of the root."""


class Loop(Exception):
    """Links lead in a circle."""


class UntoldLink(Exception):
    """A link leads where nobody can tell."""


ASTRAY = (Outside, Loop, UntoldLink, OSError, ValueError)
"""What can become of looking for a path."""


class Paths:
    """The paths of one machine: this one's (`root="/"`), or those of a copy or mounted disk below `root`."""

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
        except ASTRAY:
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
            except ASTRAY:
                return "/".join([here, *parts[index:]])
            here = f"{here}/{known.get(part) or known.get(folded(part), part)}"
        return here or "/"

    def folded(self, name: str) -> str:
        """`name` in the one form that all names have which the scanned machine takes for the same."""
        return folded(name) if self._folds_case else name

    def _resolve(self, path: str) -> str:
        """Follow links one by one, so that none of them, absolute ones included, is taken relative to our own disk."""
        above, _, name = path.rpartition("/")
        known = self._folders.get(above) if name not in ("", ".", "..") else None
        waiting = [name] if known else [part for part in reversed(path.split("/")) if part not in ("", ".")]
        here = known[1:].split("/") if known and known != "/" else []
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
                raise Loop
            leads_to = self._target(candidate)
            if leads_to.startswith("/"):
                here = []
            waiting.extend(step for step in reversed(leads_to.split("/")) if step not in ("", "."))
        resolved = "/" + "/".join(here)
        if not is_within(resolved, self._confined_to):
            raise Outside
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
                raise Outside
            case Untold():
                raise UntoldLink

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
    descriptor = opened(real, os.O_DIRECTORY)
    try:
        with os.scandir(descriptor) as found:
            yield found
    finally:
        os.close(descriptor)


def opened(real: str, flags: int = 0) -> int:
    """A descriptor to read a file or folder of ours by, its access not noted if that can be had. Raises `OSError`."""
    try:
        return os.open(real, _SAFE | flags | _NO_TRACE)
    except PermissionError:
        # Only a file's owner may ask that an access is not noted.
        return os.open(real, _SAFE | flags)
