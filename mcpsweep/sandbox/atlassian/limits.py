"""How often Atlassian lets itself be asked. The answer says when to come back, but not in a `Retry-After`.

https://developer.atlassian.com/cloud/admin/api-access/rest/intro/
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from mcpsweep.sandbox.atlassian.access import refuse
from mcpsweep.sandbox.atlassian.state import when

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a minute and key. Only that of the audit log is written anywhere."""

    requests: int = 1000
    events: int = 10
    """On every path of the audit log by itself."""


@dataclass(slots=True)
class Budget:
    """What is left to one key in this minute."""

    limit: int
    reset: float
    used: int = 0

    def headers(self) -> tuple[tuple[str, str], ...]:
        """As every answer says it."""
        return (
            ("X-RateLimit-Limit", str(self.limit)),
            ("X-RateLimit-Remaining", str(max(self.limit - self.used, 0))),
            ("X-RateLimit-Reset", when(self.reset)),
        )


@dataclass(slots=True)
class Gate:
    """Counts requests."""

    limits: Limits
    now: Callable[[], float]
    _budgets: dict[tuple[str, str], Budget] = field(default_factory=dict)

    def spend(self, key: str, path: str, is_audit: bool) -> Budget:
        """One request more of the key with that id. Raises `Refused` with 429 once its budget is used up."""
        share = (key, path if is_audit else "")
        budget = self._budgets.get(share)
        if budget is None or budget.reset <= self.now():
            budget = Budget(self.limits.events if is_audit else self.limits.requests, self.now() + MINUTE)
            self._budgets[share] = budget
        if budget.used >= budget.limit:
            raise refuse(429, "Rate limit exceeded", *budget.headers())
        budget.used += 1
        return budget
