"""One clock for the services and for the connectors: time passes only by sleeping, so no test waits."""

import threading
from datetime import UTC, datetime


class SharedClock:
    """A connector's clock; called, it is a simulated service's."""

    def __init__(self) -> None:
        # An App signs in with the time of the machine, so both have to start there.
        self._start = datetime.now(UTC).timestamp()
        self._slept = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The start, plus what was slept."""
        return datetime.fromtimestamp(self(), UTC)

    def monotonic(self) -> float:
        """What was slept."""
        return self._slept

    def sleep(self, seconds: float) -> None:
        """Pass the time."""
        with self._lock:
            self._slept += seconds

    def __call__(self) -> float:
        return self._start + self._slept
