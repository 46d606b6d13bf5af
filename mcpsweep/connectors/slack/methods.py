"""The methods that this connector calls, and no other.

Slack counts rate limits per method, workspace and app, so each method has a budget of its own; what a tier allows is
not spaced out beforehand but learnt from `Retry-After`, since short bursts are allowed (docs.slack.dev: "Rate limits").
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mcpsweep.connectors.http.errors import CallForbidden


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API."""

    name: str
    verb: str = "GET"
    """As its page documents it; `GET` puts the arguments into the query, so none of them is a credential."""
    selectors: tuple[str, ...] = ()
    """Arguments that name what the call is about: none may be missing or empty."""
    one_of: tuple[str, ...] = ()
    """Arguments of which exactly one must be there."""

    def require(self, arguments: Mapping[str, str]) -> None:
        """Raise `CallForbidden` for a call that does not say what it is about."""
        missing = [name for name in self.selectors if not arguments.get(name, "").strip()]
        if missing:
            raise CallForbidden(f"a call to {self.name} without {', '.join(missing)}")
        if self.one_of and sum(bool(arguments.get(name, "").strip()) for name in self.one_of) != 1:
            raise CallForbidden(f"a call to {self.name} that does not name exactly one of {', '.join(self.one_of)}")


AUTH_TEST = Method("auth.test", "POST")
AUTH_TEAMS_LIST = Method("auth.teams.list", "POST")
BOTS_INFO = Method("bots.info", selectors=("bot",))
USERS_INFO = Method("users.info", selectors=("user",))
USERS_LIST = Method("users.list")
USERS_LOOKUP = Method("users.lookupByEmail", selectors=("email",))
INTEGRATION_LOGS = Method("team.integrationLogs")
APPROVED_APPS = Method("admin.apps.approved.list")
SESSIONS = Method("admin.users.session.list", "POST")

AUTH_REVOKE = Method("auth.revoke", "POST")
APP_UNINSTALL = Method("admin.apps.uninstall", "POST", ("app_id",), ("team_ids", "enterprise_id"))
SESSION_INVALIDATE = Method("admin.users.session.invalidate", "POST", ("session_id", "user_id"))
SESSIONS_RESET = Method("admin.users.session.reset", "POST", ("user_id",))
USER_REMOVE = Method("admin.users.remove", "POST", ("team_id", "user_id"))
