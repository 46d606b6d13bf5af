"""One clock for all processes of a scenario, in a file: whoever waits makes time jump for everybody."""

import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from mcpsweep.connectors.http.clock import SystemClock

_FORM = struct.Struct("<dd")
"""Seconds since 1970 at the start, and seconds that were slept since."""


class FileClock:
    """A connector's clock; called, it is a simulated service's. Nobody ever waits: what is slept has passed at once.

    The same for every process that opens the file. One that is killed while it sleeps leaves no lock behind.
    """

    def __init__(self, path: Path) -> None:
        """The clock that lies at `path`; it begins now where there is none."""
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = threading.Lock()
        with self.still():
            if not os.fstat(self._descriptor).st_size:
                # An App signs in with the time of the machine, so both have to start there.
                self._write(time.time(), 0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def now(self) -> datetime:
        """The start, plus what was slept."""
        return datetime.fromtimestamp(self(), UTC)

    def monotonic(self) -> float:
        """Seconds that were slept, by all threads of all processes one after the other."""
        return self._read()[1]

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        with self.still():
            start, slept = self._read()
            self._write(start, slept + seconds)

    def __call__(self) -> float:
        return sum(self._read())

    @contextmanager
    def still(self) -> Iterator[None]:
        """No time passes for anybody, and nobody who is told to wait goes on."""
        import fcntl  # Windows has none, and forks no processes either

        with self._lock:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def rule(self) -> None:
        """Make it this process's own for good: connectors go by it, and so does a GitHub App that signs in."""
        for name in ("now", "monotonic", "sleep"):
            setattr(SystemClock, name, staticmethod(getattr(self, name)))
        time.time = self.__call__

    def _read(self) -> tuple[float, float]:
        start, slept = _FORM.unpack(os.pread(self._descriptor, _FORM.size, 0))
        return start, slept

    def _write(self, start: float, slept: float) -> None:
        os.pwrite(self._descriptor, _FORM.pack(start, slept), 0)
