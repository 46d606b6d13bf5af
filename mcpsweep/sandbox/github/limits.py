"""How often GitHub lets itself be asked, and how many wrong logins it forgives."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mcpsweep.sandbox.github.access import (
    Anonymous,
    AppCaller,
    Caller,
    ClientCaller,
    InstallationCaller,
    TokenCaller,
    refuse,
)

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests an hour, and failed logins a minute."""

    anonymous: int = 60
    user: int = 5000
    installation: int = 15000
    audit_log: int = 1750
    failed_logins: int = 10
    """Of one user within `failure_window`; the number is not documented."""
    failure_window: float = 60.0
    """Seconds."""


@dataclass(slots=True)
class Budget:
    """What is left to one caller in this hour."""

    limit: int
    resource: str
    reset: float
    used: int = 0

    def headers(self) -> tuple[tuple[str, str], ...]:
        """As every answer says it."""
        return (
            ("x-ratelimit-limit", str(self.limit)),
            ("x-ratelimit-remaining", str(max(self.limit - self.used, 0))),
            ("x-ratelimit-used", str(self.used)),
            ("x-ratelimit-reset", str(int(self.reset))),
            ("x-ratelimit-resource", self.resource),
        )


@dataclass(slots=True)
class Gate:
    """Counts requests and wrong logins."""

    limits: Limits
    now: Callable[[], float]
    _budgets: dict[tuple[str, int, str], Budget] = field(default_factory=dict)
    _failures: dict[int, list[float]] = field(default_factory=dict)

    def budget(self, caller: Caller, is_audit: bool = False) -> Budget:
        """The caller's budget, begun anew every hour."""
        who, number, limit = self._share(caller)
        resource = "audit_log" if is_audit else "core"
        key = (who, number, resource)
        budget = self._budgets.get(key)
        if budget is None or budget.reset <= self.now():
            budget = Budget(self.limits.audit_log if is_audit else limit, resource, self.now() + HOUR)
            self._budgets[key] = budget
        return budget

    def _share(self, caller: Caller) -> tuple[str, int, int]:
        match caller:
            case TokenCaller(user):
                return "user", user.id, self.limits.user
            case InstallationCaller(installation):
                return "installation", installation.id, self.limits.installation
            case AppCaller(app):
                return "app", app, self.limits.user
            case Anonymous() | ClientCaller():
                return "address", 0, self.limits.anonymous

    def spend(self, budget: Budget) -> None:
        """One request more. Raises `Refused` with 403 once the budget is used up."""
        if budget.used >= budget.limit:
            raise refuse(403, "API rate limit exceeded", *budget.headers())
        budget.used += 1

    def check_failures(self, user: int) -> None:
        """Refuse every login of a user, right ones too, for a while after several wrong ones. Raises `Refused`."""
        since = self.now() - self.limits.failure_window
        recent = [moment for moment in self._failures.get(user, []) if moment > since]
        self._failures[user] = recent
        if len(recent) >= self.limits.failed_logins:
            raise refuse(403, "Maximum number of login attempts exceeded. Please try again later.")

    def fail(self, user: int) -> None:
        """A login with a dead token of that user's went wrong. A token that nobody ever had locks nobody out."""
        self._failures.setdefault(user, []).append(self.now())
