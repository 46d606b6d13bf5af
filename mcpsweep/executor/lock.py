"""One process at a time for each run."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from mcpsweep.errors import UsageError
from mcpsweep.executor.trouble import JournalError

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        # Far behind the end, since nobody else can read the locked byte.
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class RunLock:
    """Held from `take` to `release`, or until the process ends, however it ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, run: str) -> Self:
        """Raises `UsageError` while another process has it, `JournalError` where no file can be made."""
        while True:
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise JournalError(f"no lock can be made at {path}: {error.strerror}") from None
            try:
                _try_lock(descriptor)
            except OSError:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace") if hasattr(os, "pread") else ""
                os.close(descriptor)
                whom = f"process {holder}" if holder else "another process"
                raise UsageError(f"{whom} is carrying out {run} right now", "wait for it, or end it first") from None
            if _is_at(path, descriptor):
                # On a full disk the lock holds all the same, only without its holder's number.
                with suppress(OSError):
                    os.ftruncate(descriptor, 0)
                    os.write(descriptor, str(os.getpid()).encode("ascii"))
                return cls(path, descriptor)
            # Its last holder took the file away between our opening and our locking it.
            os.close(descriptor)

    def release(self) -> None:
        """Let others have it."""
        # Windows keeps a file that is open; it stays there, unlocked.
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)
        os.close(self._descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False
