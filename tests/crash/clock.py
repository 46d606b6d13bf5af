"""One fast clock for all processes of a scenario."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

SPEED = 100.0
"""Seconds of the scenario in one second of ours."""


@dataclass(frozen=True)
class FastClock:
    """A connector's clock; called, it is a simulated service's. The same in every process that is told its start."""

    start: float
    """The machine's monotonic time when the scenario began."""
    noon: float
    """Seconds since 1970 at that moment."""

    @classmethod
    def begin(cls) -> "FastClock":
        """A scenario that begins now."""
        return cls(time.monotonic(), time.time())

    def now(self) -> datetime:
        """The scenario's time of day."""
        return datetime.fromtimestamp(self(), UTC)

    def monotonic(self) -> float:
        """Its seconds."""
        return (time.monotonic() - self.start) * SPEED

    def sleep(self, seconds: float) -> None:
        """Wait, in its seconds."""
        time.sleep(seconds / SPEED)

    def __call__(self) -> float:
        return self.noon + self.monotonic()

    @contextmanager
    def rules(self) -> Iterator[None]:
        """Make it the machine's own: with that a GitHub App signs in."""
        before, time.time = time.time, self.__call__
        try:
            yield
        finally:
            time.time = before
