"""Time, handed in, so that no test has to wait."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where a connector gets its time from."""

    def now(self) -> datetime:
        """The time of day, in UTC."""

    def monotonic(self) -> float:
        """Seconds since some moment, never going backwards."""

    def sleep(self, seconds: float) -> None:
        """Wait. An interrupt ends it."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the machine started."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait. An interrupt ends it."""
        time.sleep(seconds)


def rfc3339(moment: datetime) -> str:
    """`moment` in UTC to the second, as every document of ours writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc(text: str | None) -> str | None:
    """A service's ISO 8601 time, whatever its zone, as we write it; None where there is none or it is no time."""
    try:
        return rfc3339(datetime.fromisoformat(text)) if text else None
    except ValueError:
        return None
