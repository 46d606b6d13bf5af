"""One clock for simulated services and for the connectors before them: whoever waits makes time jump."""

import threading
from datetime import UTC, datetime


class SharedClock:
    """A connector's clock; called, it is a simulated service's. Nobody ever waits: what is slept has passed at once."""

    def __init__(self) -> None:
        # An App signs in with the time of the machine, so both have to start there.
        self._start = datetime.now(UTC).timestamp()
        self._slept = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The start, plus what was slept."""
        return datetime.fromtimestamp(self(), UTC)

    def monotonic(self) -> float:
        """Seconds that were slept, by all threads one after the other."""
        return self._slept

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        with self._lock:
            self._slept += seconds

    def __call__(self) -> float:
        return self._start + self._slept
