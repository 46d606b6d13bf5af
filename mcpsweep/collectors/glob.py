"""Find what a pattern means on a scanned disk."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from mcpsweep.collectors.disk import Disk


def expanded(disk: Disk, pattern: str, start: str = "") -> Iterator[str]:
    """Paths below `start` that are there, as the disk spells them; `*` in `pattern` is one name, or part of one."""
    found = [start]
    parts = [part for part in pattern.split("/") if part]
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        if "*" in part:
            glob = disk.folded(part)
            found = [
                f"{path}/{name}"
                for path in found
                for name in disk.names(path or "/")
                if fnmatchcase(disk.folded(name), glob)
            ]
        else:
            found = [f"{path}/{part}" for path in found]
            if not is_last and "*" in "".join(parts[index + 1 :]):
                found = [path for path in found if disk.is_folder(path)]
    yield from (disk.spelled(path) for path in found if disk.is_file(path) or disk.is_folder(path))
