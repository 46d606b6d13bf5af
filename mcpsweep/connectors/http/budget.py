"""Rate limits: one budget for each service and class of endpoints, shared by all threads."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.clock import Clock


class Progress(Protocol):
    """Somebody who wants to know why nothing seems to happen. `Silent` is the default."""

    def waits(self, service: str, seconds: float, reason: str) -> None:
        """`service` lets us wait for so long."""

    def report(self, service: str, phase: str, count: int) -> None:
        """`count` things done so far in `phase` (`repositories`, `events` …)."""


class Silent:
    """Tells nobody."""

    def waits(self, service: str, seconds: float, reason: str) -> None:
        """Say nothing."""

    def report(self, service: str, phase: str, count: int) -> None:
        """Say nothing."""


@dataclass(slots=True)
class Budget:
    """When the next call of one class of endpoints may go out."""

    clock: Clock
    spacing: float = 0.0
    """Seconds that the service wants between two calls."""
    _open_at: float = field(default=0.0, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def claim(self) -> float:
        """Take the next free moment; seconds to wait for it."""
        with self._lock:
            now = self.clock.monotonic()
            start = max(now, self._open_at)
            self._open_at = start + self.spacing
            return start - now

    def pause(self, seconds: float) -> None:
        """Let nobody out for so long: the service said so."""
        with self._lock:
            self._open_at = max(self._open_at, self.clock.monotonic() + seconds)

    def delay(self) -> float:
        """Seconds that a call would have to wait now; takes nothing."""
        with self._lock:
            return max(0.0, self._open_at - self.clock.monotonic())


class Budgets:
    """The budgets of one service, by class of endpoints. Clients of the same service share one."""

    def __init__(self, clock: Clock, spacing: Mapping[str, float] | None = None) -> None:
        self._clock = clock
        self._spacing = dict(spacing or {})
        self._budgets: dict[str, Budget] = {}
        self._lock = threading.Lock()

    def of(self, endpoints: str) -> Budget:
        """The budget of a class of endpoints; made on first use."""
        with self._lock:
            if endpoints not in self._budgets:
                self._budgets[endpoints] = Budget(self._clock, self._spacing.get(endpoints, 0.0))
            return self._budgets[endpoints]


_UNSAID = 60.0
"""Seconds to wait where a limit was hit and the service does not say for how long (GitHub's own advice)."""
_LIMIT_WORDS = (b"rate limit", b"ratelimited", b"too many requests", b"abuse detection", b"login attempts exceeded")
"""The last is what GitHub says for a while after several dead tokens of one user were asked (docs.github.com:
"Authenticating to the REST API", Failed login limit)."""
_FIRST_MOMENT = 1_000_000_000
"""A larger number in a reset header is a moment since 1970, a smaller one a number of seconds."""


def is_limit(answer: Answer) -> bool:
    """Whether the service turned the call away for having had too many; it was not carried out then.

    GitHub says so with 403 too, and then with `Retry-After`, with nothing remaining, or in words
    (docs.github.com: "Rate limits for the REST API").
    """
    if answer.status in (429, 503):
        return answer.status == 429 or "retry-after" in answer.headers
    return answer.status == 403 and (
        "retry-after" in answer.headers
        or _is_spent(answer)
        or any(words in answer.body[:2000].lower() for words in _LIMIT_WORDS)
    )


def requested_wait(answer: Answer, clock: Clock) -> float:
    """Seconds that the service wants us to wait before the next call; 0 if it has no wish.

    Dates are taken relative to the service's own clock, so that ours may be off.
    """
    limited = is_limit(answer)
    if limited and (wait := _seconds(answer.headers.get("retry-after", ""), answer, clock)) is not None:
        return wait
    if _is_spent(answer) and (wait := _seconds(answer.headers.get("x-ratelimit-reset", ""), answer, clock)) is not None:
        return wait
    return _UNSAID if limited else 0.0


def _is_spent(answer: Answer) -> bool:
    return answer.headers.get("x-ratelimit-remaining") == "0"


def _seconds(text: str, answer: Answer, clock: Clock) -> float | None:
    """A wait as a header tells it: seconds, a moment since 1970, an HTTP date or an RFC 3339 one (Atlassian)."""
    now = answer.date() or clock.now()
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", text):
        number = float(text)
        return max(0.0, number - now.timestamp() if number >= _FIRST_MOMENT else number)
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text)
        except ValueError:
            continue
        return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
    return None
