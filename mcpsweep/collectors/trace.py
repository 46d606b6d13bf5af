"""What is noted of each file that is read, before anything is made of it."""

import hashlib
import os
import sys
from dataclasses import dataclass


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
    def of(cls, sha256: str, about: os.stat_result) -> "Custody":
        """The record of a file, by the hash of what was read of it."""
        changed, created = _inode_times(about)
        return cls(sha256, about.st_size, about.st_mtime_ns, changed, created, about.st_atime_ns)


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


def _inode_times(about: os.stat_result) -> tuple[int | None, int | None]:
    """When anything about a file last changed, and when it came to be; `st_ctime` means the latter on Windows."""
    if sys.platform == "win32":
        return None, about.st_ctime_ns
    born = getattr(about, "st_birthtime", None)
    # A float of today's seconds is exact to a quarter of a microsecond.
    return about.st_ctime_ns, None if born is None else round(born * 1_000_000) * 1_000
