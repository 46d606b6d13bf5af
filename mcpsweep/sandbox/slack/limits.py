"""How often Slack lets itself be asked: so many calls a minute of each method, by each app in each workspace.

Source: docs.slack.dev/apis/web-api/rate-limits.
"""

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60.0


class Tier(enum.Enum):
    """A method's share: calls a minute."""

    ONE = 1
    TWO = 20
    THREE = 50
    FOUR = 100
    SPECIAL = 600
    """Its own for each method, "hundreds" in the documentation; also for SCIM, whose numbers are not known."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How strict the service is."""

    factor: float = 1.0
    """What each tier is multiplied by: 10 lets ten times as much through."""
    is_on: bool = True


@dataclass(slots=True)
class _Window:
    began: float
    used: int = 0


@dataclass(slots=True)
class Gate:
    """Counts calls."""

    limits: Limits
    now: Callable[[], float]
    _windows: dict[tuple[str, ...], _Window] = field(default_factory=dict)

    def wait(self, tier: Tier, *key: str) -> int:
        """Count one call of `key`: 0 if it may pass, else the seconds until the next one may."""
        if not self.limits.is_on:
            return 0
        moment = self.now()
        window = self._windows.get(key)
        if window is None or moment >= window.began + MINUTE:
            window = self._windows[key] = _Window(moment)
        if window.used >= tier.value * self.limits.factor:
            return max(math.ceil(window.began + MINUTE - moment), 1)
        window.used += 1
        return 0
