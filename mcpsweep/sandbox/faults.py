"""What goes wrong on purpose, and when: the same seed and the same requests meet the same faults."""

import enum
import re
from collections import Counter
from dataclasses import dataclass
from random import Random


class Fault(enum.Enum):
    """One way in which a network or a service fails."""

    ERROR_BEFORE = "500 without any effect"
    ERROR_AFTER = "500 although it was done"
    LIMITED = "429 with Retry-After, without any effect"
    CUT_BEFORE = "the connection ends, nothing was done"
    CUT_AFTER = "the connection ends, it was done"
    STALLED = "no answer ever comes, nothing was done"
    STALLED_AFTER = "no answer ever comes, it was done"
    TRUNCATED = "the body ends in the middle"
    HTML = "a proxy's page instead of the answer, nothing was done"
    HTML_AFTER = "a proxy's page instead of the answer, it was done"
    ENDLESS = "a body that never ends"
    REDIRECT = "a redirect to another host, nothing was done"


AFTER_THE_EFFECT = frozenset(
    {Fault.ERROR_AFTER, Fault.CUT_AFTER, Fault.STALLED_AFTER, Fault.HTML_AFTER, Fault.TRUNCATED, Fault.ENDLESS}
)
"""Faults that hide an answer from its caller, but not the effect from the service."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When one fault strikes."""

    fault: Fault
    share: float = 1.0
    """Of the requests that the rule is for."""
    times: int | None = None
    """It strikes that often and no more: `Rule(LIMITED, times=20)` is a storm that passes. None is for ever."""
    method: str = ""
    """Empty is every method."""
    path: str = ""
    """Regular expression that must match somewhere in the path, the service's prefix included."""
    retry_after: int = 1
    """Seconds, what `LIMITED` tells the caller to wait."""

    def concerns(self, method: str, path: str) -> bool:
        """Whether the rule is for such a request."""
        return self.method in ("", method) and re.search(self.path, path) is not None


@dataclass(frozen=True, slots=True)
class Weather:
    """All that goes wrong in one sandbox."""

    rules: tuple[Rule, ...] = ()
    """The first one that strikes counts."""
    latency: float = 0.0
    """Seconds that every answer takes at least, as if the service were that far away."""
    seed: int = 0


FAIR = Weather()


class Forecast:
    """Decides for one request after another whether a fault strikes. Not thread-safe."""

    def __init__(self, weather: Weather) -> None:
        self._weather = weather
        self._seen: Counter[tuple[str, str]] = Counter()
        self._struck: Counter[int] = Counter()

    def next(self, method: str, path: str) -> Rule | None:
        """The rule that strikes this request, if any.

        The n-th request of a method to a path always draws the same lot, whatever else is asked in between.
        """
        self._seen[method, path] += 1
        for number, rule in enumerate(self._weather.rules):
            if not rule.concerns(method, path) or (rule.times is not None and self._struck[number] >= rule.times):
                continue
            lot = Random(f"{self._weather.seed}/{number}/{method} {path}/{self._seen[method, path]}")  # noqa: S311
            if lot.random() < rule.share:
                self._struck[number] += 1
                return rule
        return None
