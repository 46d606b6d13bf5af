"""A small Slack, written from its method pages: acme, which alice leaves."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from tests.connectors.fake import Asked, FakeService, Reply

ALICE, CAROL, BOB, ADMIN, GHOST = "U0ALICE", "U0CAROL", "U0BOB", "U0ADMIN", "U0GHOST"
BOT_USER, BOT, APP, BOBS_APP = "U0BOT", "B0BOT", "A0ALICE", "A0BOB"
TEAM, OTHER_TEAM, ORG = "T0ACME", "T0LAB", "E0ACME"
NAME = "Alice Nguyen"
EMAIL = "alice@acme.example"


def token(prefix: str, word: str) -> str:
    """A made-up token: looks like one, and is none."""
    return "xo" + prefix + "-" + "1234567890-" + (word * 8)[:24]


OWN = token("xp", "Admin0")
USER = token("xp", "Alice0")
FOREIGN = token("xp", "Carol0")
DEAD = token("xp", "Dead00")
BOT_TOKEN = token("xb", "Alice1")
ROTATING = token("xe.xo" + "xp", "Alice2")
REFRESH = token("xe", "Alice3")
BROWSER = token("xc", "Alice4")
COOKIE = token("xd", "Alice5/+=")
APP_TOKEN = "xa" + "pp-1-A0ALICE-" + "abc123" * 4
EXPIRED = token("xe.xo" + "xp", "Old000")
WEBHOOK = "https://hooks.slack" + ".com/services/T0/B0/" + "Alice6" * 4

SCOPES = (
    "admin,admin.apps:read,admin.apps:write,admin.users:read,admin.users:write,auditlogs:read,"
    "users:read,users:read.email"
)


def no(code: str, **more: Any) -> Reply:
    """Slack's way to refuse."""
    return Reply(200, {"ok": False, "error": code, **more})


def entry(date: int, user: str, change: str, app: str | None = APP, **more: Any) -> dict[str, Any]:
    """A line of the integration log."""
    subject = {"app_id": app, "app_type": f"App {app}"} if app else {}
    return {
        "user_id": user,
        "user_name": user.lower(),
        "date": str(date),
        "change_type": change,
        "scope": "chat:write,incoming-webhook" if app == APP else "chat:write",
        **subject,
        **more,
    }


Method = Callable[[str, dict[str, str]], Reply]
"""A method of the Web API: the token it was called with and its arguments in, its answer out."""


class Workspace:
    """State, and the methods that show and change it. `plan` is basic, business or enterprise."""

    def __init__(self, service: FakeService, plan: str = "business") -> None:
        self.service = service
        self.plan = plan
        self.ended: set[str] = set()
        self.page_size = 2
        self.users = {
            ALICE: self._user(ALICE, EMAIL),
            CAROL: self._user(CAROL, "carol@acme.example"),
            BOB: self._user(BOB, "bob@acme.example"),
            GHOST: self._user(GHOST, "ghost@acme.example", deleted=True),
            ADMIN: self._user(ADMIN, "sec@acme.example", is_admin=True),
            BOT_USER: self._user(BOT_USER, "", is_bot=True),
        }
        self.tokens: dict[str, dict[str, Any]] = {
            OWN: {"user_id": ADMIN},
            USER: {"user_id": ALICE},
            FOREIGN: {"user_id": CAROL},
            BOT_TOKEN: {"user_id": BOT_USER, "bot_id": BOT},
            ROTATING: {"user_id": ALICE, "expires_in": 43200},
            REFRESH: {"user_id": ""},
            BROWSER: {"user_id": ALICE},
            APP_TOKEN: {"user_id": "", "app_id": APP},
        }
        self.scopes = SCOPES
        self.bots = {BOT: {"id": BOT, "app_id": APP, "user_id": BOT_USER, "name": "agent", "deleted": False}}
        self.log = [
            entry(500, BOB, "removed", "A0GONE"),
            entry(400, CAROL, "added", "A0TAKEN"),
            entry(350, ALICE, "added", "A0TAKEN"),
            entry(300, BOB, "added", BOBS_APP),
            entry(250, ALICE, "updated", BOBS_APP),
            entry(200, ALICE, "added", "A0GONE"),
            entry(150, ALICE, "added", None, service_id=77, service_type="Custom bot"),
            entry(100, ALICE, "added", channel="C1"),
        ]
        self.sessions = {11: ALICE, 12: ALICE, 21: CAROL}
        self.audit = [self._audit(90, "org_app_installed", ALICE, "A0ORG", ORG)] if plan == "enterprise" else []
        self.active = {user: not shown["deleted"] for user, shown in self.users.items()}
        self.teams = {TEAM, OTHER_TEAM} if plan == "enterprise" else {TEAM}
        self.member_of = {user: [TEAM] for user in self.users}
        self.instead: dict[str, Reply | Method] = {}
        """Answers given instead, by method."""
        for verb in ("GET", "POST"):
            service.on(verb, r"/api/([A-Za-z.]+)", self._method)
        service.on("GET", r"/audit/v1/logs", self._logs)
        service.on("GET", r"/scim/v2/Users", self._scim)
        service.on("GET", r"/scim/v2/Users/(\w+)", self._scim_user)
        service.on("PATCH", r"/scim/v2/Users/(\w+)", self._scim_patch)

    def settings(self) -> dict[str, str]:
        """Where it is."""
        url = self.service.url
        return {"api_url": f"{url}/api/", "audit_url": f"{url}/audit/v1/", "scim_url": f"{url}/scim/v2/"}

    def changes(self) -> int:
        """Requests that would change something."""
        harmless = ("auth.test", "auth.teams.list", "admin.users.session.list")
        return len([a for a in self.service.asked if a.method != "GET" and not a.path.endswith(harmless)])

    def called(self, method: str) -> list[dict[str, str]]:
        """The arguments of every call of a method."""
        return [self._arguments(asked) for asked in self.service.calls(path=rf"/api/{method}")]

    def _user(self, user: str, email: str, **more: Any) -> dict[str, Any]:
        profile = {"email": email, "real_name": NAME if user in (ALICE, CAROL) else user}
        return {"id": user, "team_id": TEAM, "name": user.lower(), "deleted": False, "profile": profile, **more}

    def _audit(self, date: int, action: str, user: str, app: str, place: str) -> dict[str, Any]:
        return {
            "id": f"{action}-{date}",
            "date_create": date,
            "action": action,
            "actor": {"type": "user", "user": {"id": user, "name": user, "email": ""}},
            "entity": {"type": "app", "app": {"id": app, "name": f"App {app}", "scopes": ["chat:write"]}},
            "context": {"location": {"type": "workspace", "id": place, "name": place}},
        }

    @staticmethod
    def _arguments(asked: Asked) -> dict[str, str]:
        return {name: values[0] for name, values in asked.query.items()} | dict(parse_qsl(asked.body.decode()))

    def _method(self, asked: Asked) -> Reply:
        name = asked.match[0]
        given = self.instead.get(name)
        if isinstance(given, Reply):
            return given
        value = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if value == EXPIRED:
            return no("token_expired")
        if value not in self.tokens or (value == BROWSER and "cookie" not in asked.headers):
            return no("token_revoked" if value in self.ended else "invalid_auth")
        if name.startswith("admin.") and self.plan != "enterprise":
            return no("feature_not_enabled")
        handler: Method | None = {
            "auth.test": self.told,
            "auth.revoke": self.revoke,
            "auth.teams.list": lambda _v, _a: self.ok(
                teams=[{"id": team, "name": team} for team in sorted(self.teams)]
            ),
            "bots.info": self.bot,
            "users.info": self._info,
            "users.list": self._list,
            "users.lookupByEmail": self._lookup,
            "team.integrationLogs": self._integration_logs,
            "admin.apps.uninstall": self._uninstall,
            "admin.users.session.list": self._session_list,
            "admin.users.session.invalidate": self._invalidate,
            "admin.users.session.reset": self._reset,
            "admin.users.remove": self._remove,
        }.get(name)
        handler = given or handler
        return handler(value, self._arguments(asked)) if handler else no("unknown_method")

    def ok(self, **more: Any) -> Reply:
        """Slack's way to agree."""
        headers = {"X-OAuth-Scopes": self.scopes, "X-Slack-Req-Id": "req1"}
        return Reply(200, {"ok": True, **more}, headers=headers)

    def told(self, value: str, _arguments: dict[str, str]) -> Reply:
        """`auth.test`."""
        told = {"team_id": TEAM, "team": "acme", "user": "somebody", "url": "https://acme.slack.com/"}
        if self.plan == "enterprise":
            told |= {"enterprise_id": ORG}
        return self.ok(**told, is_enterprise_install=value == OWN and self.plan == "enterprise", **self.tokens[value])

    def revoke(self, value: str, _arguments: dict[str, str]) -> Reply:
        """`auth.revoke`."""
        del self.tokens[value]
        self.ended.add(value)
        return self.ok(revoked=True)

    def bot(self, _value: str, arguments: dict[str, str]) -> Reply:
        """`bots.info`."""
        bot = self.bots.get(arguments.get("bot", ""))
        return self.ok(bot=bot) if bot else no("bot_not_found")

    def _info(self, _value: str, arguments: dict[str, str]) -> Reply:
        user = self.users.get(arguments.get("user", ""))
        if user is None:
            return no("user_not_found")
        teams = {"enterprise_user": {"id": user["id"], "teams": self.member_of[user["id"]]}}
        return self.ok(user={**user, **(teams if self.plan == "enterprise" else {})})

    def _list(self, _value: str, arguments: dict[str, str]) -> Reply:
        members = list(self.users.values())
        start = int(arguments.get("cursor") or 0)
        following = start + self.page_size
        cursor = str(following) if following < len(members) else ""
        return self.ok(members=members[start:following], response_metadata={"next_cursor": cursor})

    def _lookup(self, _value: str, arguments: dict[str, str]) -> Reply:
        for user in self.users.values():
            if not user["deleted"] and user["profile"]["email"] == arguments["email"].lower() != "":
                return self.ok(user=user)
        return no("users_not_found")

    def _integration_logs(self, _value: str, arguments: dict[str, str]) -> Reply:
        if self.plan == "enterprise" and "team_id" not in arguments:
            return no("missing_argument")
        lines = self.log if arguments.get("team_id", TEAM) == TEAM else []
        for name, key in (("user", "user_id"), ("app_id", "app_id"), ("service_id", "service_id")):
            if name in arguments:
                lines = [line for line in lines if str(line.get(key)) == arguments[name]]
        page = int(arguments["page"])
        pages = -(-len(lines) // self.page_size)
        shown = lines[(page - 1) * self.page_size : page * self.page_size]
        return self.ok(logs=shown, paging={"count": self.page_size, "total": len(lines), "page": page, "pages": pages})

    def _uninstall(self, _value: str, arguments: dict[str, str]) -> Reply:
        app = arguments["app_id"]
        if "enterprise_id" in arguments:
            self.audit.insert(0, self._audit(900, "org_app_uninstalled", ADMIN, app, arguments["enterprise_id"]))
            self.ended.add(f"{app}@{ORG}")
        else:
            self.log.insert(0, entry(900, ADMIN, "removed", app))
            self.ended.add(f"{app}@{arguments['team_ids']}")
        return self.ok()

    def _session_list(self, _value: str, arguments: dict[str, str]) -> Reply:
        if ("user_id" in arguments) != ("team_id" in arguments):
            return no("invalid_arguments")
        shown = [
            {"user_id": user, "session_id": number, "team_id": TEAM, "created": {"os": "macOS"}, "recent": {"os": ""}}
            for number, user in self.sessions.items()
            if arguments.get("user_id", user) == user
        ]
        return self.ok(active_sessions=shown) if shown else no("no_active_sessions")

    def _invalidate(self, _value: str, arguments: dict[str, str]) -> Reply:
        if self.sessions.get(int(arguments["session_id"])) != arguments["user_id"]:
            return no("session_not_found")
        del self.sessions[int(arguments["session_id"])]
        self.ended.add(arguments["session_id"])
        return self.ok()

    def _reset(self, _value: str, arguments: dict[str, str]) -> Reply:
        self.sessions = {number: user for number, user in self.sessions.items() if user != arguments["user_id"]}
        return self.ok()

    def _remove(self, _value: str, arguments: dict[str, str]) -> Reply:
        self.member_of[arguments["user_id"]].remove(arguments["team_id"])
        return self.ok()

    def _logs(self, asked: Asked) -> Reply:
        if self.plan != "enterprise":
            return no("feature_not_enabled")
        shown = self.audit
        if actor := asked.one("actor"):
            shown = [line for line in shown if line["actor"]["user"]["id"] == actor]
        if entity := asked.one("entity"):
            shown = [line for line in shown if line["entity"]["app"]["id"] == entity]
        if action := asked.one("action"):
            shown = [line for line in shown if line["action"] in action.split(",")]
        return Reply(200, {"entries": shown, "response_metadata": {"next_cursor": ""}})

    def _resource(self, user: str) -> dict[str, Any]:
        emails = [{"value": self.users[user]["profile"]["email"], "primary": True}]
        return {"id": user, "userName": user.lower(), "active": self.active[user], "emails": emails}

    def _scim(self, asked: Asked) -> Reply:
        if self.plan == "basic":
            return Reply(403, {"Errors": {"description": "not_allowed", "code": 403}})
        wanted = asked.one("filter").removeprefix("email eq ").strip('"').lower()
        found = [
            self._resource(u) for u, shown in self.users.items() if not wanted or shown["profile"]["email"] == wanted
        ]
        return Reply(200, {"totalResults": len(found), "startIndex": 1, "itemsPerPage": 100, "Resources": found})

    def _scim_user(self, asked: Asked) -> Reply:
        user = asked.match[0]
        return Reply(200, self._resource(user)) if user in self.users else Reply(404, {"Errors": {"code": 404}})

    def _scim_patch(self, asked: Asked) -> Reply:
        (operation,) = json.loads(asked.body)["Operations"]
        self.active[asked.match[0]] = operation["value"]
        return Reply(200, self._resource(asked.match[0]))
