"""A small Atlassian organisation, its site and a Data Center, written from the documentation: alice leaves acme."""

import base64
from typing import Any
from urllib.parse import unquote

from tests.connectors.fake import Asked, FakeService, Reply

ORG, CLOUD_ID, DIRECTORY = "org-acme", "cloud-acme", "dir-1"
ALICE, CAROL, GUEST = "712020:alice", "712020:carol", "712020:guest"
NAME = "Alice Nguyen"
EMAIL, CAROLS, GUESTS = "alice@acme.example", "carol@acme.example", "guest@elsewhere.example"


def token(prefix: str, word: str) -> str:
    """A made-up token: looks like one, and is none."""
    return "AT" + prefix + "3x" + (word * 20)[:60] + "=" + "0A1B2C3D"


ORG_KEY, SCOPED_KEY = token("CTT", "Unscoped"), token("CTT", "Scoped")
CLASSIC, SCOPED, FOREIGN, DEAD = (token("ATT", word) for word in ("Classic", "Scoped", "Carol", "Dead"))
SERVICE, BITBUCKET = token("STT", "Service"), token("CTT", "Bucket")

BOTH = {"org_key": ORG_KEY, "scoped_key": SCOPED_KEY}


def server_token(word: str) -> str:
    """A made-up personal access token of a Data Center: twelve digits, a colon, twenty bytes."""
    return base64.b64encode(b"123456789012:" + (word * 20)[:20].encode()).decode()


ADMIN_PAT, ALICE_PAT, CAROL_PAT, DEAD_PAT = (server_token(word) for word in ("admin", "alice", "carol", "dead"))


class Organisation:
    """State, and the routes that show and change it."""

    def __init__(self, service: FakeService) -> None:
        self.service = service
        self.ended: set[str] = set()
        self.status = {ALICE: "active", CAROL: "active", GUEST: "active"}
        self.claimed = {ALICE: "managed", CAROL: "managed", GUEST: "unmanaged"}
        self.emails = {ALICE: EMAIL, CAROL: CAROLS, GUEST: GUESTS}
        self.members = {DIRECTORY: {ALICE, CAROL, GUEST}}
        self.tokens = {"t1": ALICE, "t2": ALICE, "t3": CAROL}
        self.blocked: set[str] = set()
        """Tokens that a policy keeps from working."""
        self.labels = {"t1": "jira", "t2": "confluence", "t3": "jira"}
        self.keys: dict[str, dict[str, Any]] = {
            "k1": {"createdBy": {"id": ALICE, "email": EMAIL, "name": NAME}, "scopes": ["read:tokens:admin"]},
            "k2": {"createdBy": {"id": CAROL, "email": CAROLS, "name": NAME}},
            "k3": {},
        }
        self.accounts: dict[str, dict[str, Any]] = {"s1": {}, "s2": {}}
        self.events = [
            {"action": "api_key_created", "actor": ALICE, "thing": "k3"},
            {"action": "service_account_created", "actor": ALICE, "thing": "s1"},
            {"action": "service_account_created", "actor": CAROL, "thing": "s2"},
            {"action": "user_added", "actor": ALICE, "thing": "s2"},
        ]
        self.values = {CLASSIC: ALICE, FOREIGN: CAROL}
        """Tokens without scopes, by value."""
        self.scoped = {SCOPED: ALICE}
        self.gateway_says = "accept"
        """Or `scope`, `forbidden`: how the gateway turns away a token that lacks the scope."""
        self.page_size = 2
        self.scoped_may = True
        on = service.on
        for verb in ("GET", "POST", "PATCH", "DELETE"):
            on(verb, r"/admin/(v1|v2|api-access/v1)/orgs.*", self._admin)
            on(verb, r"/users/([^/]+)/manage.*", self._manage)
        on("GET", r"/_edge/tenant_info", Reply(200, {"cloudId": CLOUD_ID}))
        on("GET", r"/(wiki/)?rest/api/(?:3/myself|user/current)", self._site)
        on("GET", rf"/ex/(jira|confluence)/{CLOUD_ID}/.*", self._gateway)
        on("GET", r"/2.0/user", lambda asked: Reply(403 if _bearer(asked) == BITBUCKET else 401, {}))

    def settings(self) -> dict[str, str]:
        """Where it is."""
        url = self.service.url
        return {"api_url": url, "site_url": url, "bitbucket_url": url, "org_id": ORG}

    def changes(self) -> int:
        """Requests that would change something."""
        return len([a for a in self.service.asked if a.method != "GET" and not a.path.endswith("/search")])

    def _admin(self, asked: Asked) -> Reply:
        key = _bearer(asked)
        if key not in (ORG_KEY, SCOPED_KEY):
            return Reply(401, {"message": "Unauthorized"})
        if key == SCOPED_KEY and not self.scoped_may:
            return Reply(403, {"message": "the key lacks the scope"})
        rest = unquote(asked.path).split("/orgs", 1)[1].removeprefix("/")
        org, _, rest = rest.partition("/")
        if not org:
            return Reply(200, {"data": [{"id": ORG, "type": "orgs", "attributes": {"name": "Acme"}}]})
        if org != ORG:
            return Reply(404, {"message": "no such organisation"})
        match asked.method, rest.split("/"):
            case "GET", ["api-tokens"]:
                return self._page(asked, [self._org_token(one) for one in self.tokens])
            case "GET", ["api-keys"]:
                return self._page(
                    asked, [{"id": one, "label": f"key {one}", **more} for one, more in self.keys.items()]
                )
            case "GET", ["service-accounts"]:
                rows = [{"id": one, "displayName": one, **more} for one, more in self.accounts.items()]
                return self._page(asked, rows, "items")
            case "PATCH", ["api-keys", "revoke", which]:
                if which not in self.keys:
                    return Reply(404, {"message": "gone"})
                self.keys[which]["revokedBy"] = {"id": "712020:admin"}
                self.ended.add(which)
                return Reply(200, {})
            case "GET", ["event-actions"]:
                names = {
                    "api_key_created": "Created admin API key",
                    "service_account_created": "Created service account",
                    "user_added": "Added user to group",
                }
                return Reply(200, {"data": [{"id": i, "attributes": {"displayName": n}} for i, n in names.items()]})
            case "GET", ["events"]:
                return self._log(asked)
            case "GET", ["directories"]:
                return Reply(200, {"data": [{"directoryId": one, "name": one} for one in self.members]})
            case "POST", ["directories", which, "users", "search"]:
                return self._search(asked, which)
            case "DELETE", ["directories", which, "users", user]:
                self.members[which].remove(user)
                return Reply(204)
        return Reply(404, {"message": "no such path"})

    def _page(self, asked: Asked, items: list[Any], name: str = "data") -> Reply:
        start = int(asked.one("cursor", "0"))
        end = start + self.page_size
        return Reply(200, {name: items[start:end], "links": {"next": str(end) if end < len(items) else None}})

    def _org_token(self, which: str) -> dict[str, Any]:
        owner = self.tokens[which]
        user = {"id": owner, "orgId": ORG, "name": NAME, "email": self.emails[owner]}
        status = "BLOCKED" if which in self.blocked else "ALLOWED"
        return {**self._token(which), "status": status, "user": user, "lastActiveAt": "2026-11-20T10:00:00.000Z"}

    def _token(self, which: str) -> dict[str, Any]:
        return {"id": which, "label": self.labels[which], "createdAt": "2026-01-02T03:04:05.678Z"}

    def _log(self, asked: Asked) -> Reply:
        # The filter is left to the client on purpose: it must not rely on it.
        wanted = asked.one("action")
        shown = [
            {
                "id": f"e{number}",
                "type": "events",
                "attributes": {
                    "time": "2026-11-01T00:00:00Z",
                    "action": event["action"],
                    "actor": {"id": event["actor"], "email": self.emails[event["actor"]]},
                    "context": [{"id": event["thing"], "type": "things"}],
                    "container": [{"id": ORG, "type": "orgs"}],
                },
            }
            for number, event in enumerate(self.events)
            if wanted in ("", event["action"])
        ]
        return Reply(200, {"data": shown, "links": {}})

    def _search(self, asked: Asked, directory: str) -> Reply:
        body = asked.json()
        members = set().union(*self.members.values())
        managed = {one for one, claim in self.claimed.items() if claim == "managed"}
        # Across all directories, managed accounts are found in none of them, too.
        who = members | managed if directory == "-" else self.members[directory]
        # A fuzzy service: it also shows whoever has the same display name.
        wanted = {w.casefold() for w in (*body.get("emails", ()), *body.get("accountIds", ()))}
        hit = [one for one in sorted(who) if {one, self.emails[one]} & wanted]
        shown = sorted(who) if hit else []
        if not wanted:
            shown = sorted(managed if body.get("claimStatus") == "managed" else who & members)
        users = [
            {
                "accountId": one,
                "name": NAME,
                "email": self.emails[one],
                "accountStatus": self.status[one],
                "claimStatus": self.claimed[one],
                "membershipStatus": "active" if one in members else "no_membership",
            }
            for one in shown
        ]
        return Reply(200, {"data": users, "links": {}})

    def _manage(self, asked: Asked) -> Reply:
        who = unquote(asked.match[0])
        key = _bearer(asked)
        if key != ORG_KEY:
            return Reply(403 if key == SCOPED_KEY else 401, {"message": "a key without scopes is needed: manage:org"})
        if self.claimed.get(who) != "managed":
            return Reply(404, {"message": "no such managed account"})
        rest = asked.path.split("/manage", 1)[1].strip("/").split("/")
        match asked.method, rest:
            case "GET", [""]:
                return Reply(200, {"lifecycle.enablement": {"allowed": True}, "email.set": {"allowed": True}})
            case "GET", ["profile"]:
                return Reply(200, {"account": {"account_id": who, "account_status": self.status[who]}})
            case "GET", ["api-tokens"]:
                return Reply(200, [self._token(one) for one, owner in self.tokens.items() if owner == who])
            case "DELETE", ["api-tokens", which] if self.tokens.get(which) == who:
                del self.tokens[which]
                self.ended.add(which)
                return Reply(204)
            case "POST", ["lifecycle", "disable"]:
                self.status[who] = "inactive"
                return Reply(204)
        return Reply(404, {"message": "no such thing"})

    def _site(self, asked: Asked) -> Reply:
        """The site takes tokens without scopes only."""
        return self._me(_basic(asked), self.values)

    def _gateway(self, asked: Asked) -> Reply:
        if _bearer(asked) == SERVICE:
            return Reply(200, {"accountId": "service-1", "accountType": "app", "displayName": "agent"})
        reply = self._me(_basic(asked), self.scoped)
        if reply.status == 200 and self.gateway_says == "scope":
            return Reply(401, {"code": 401, "message": "Unauthorized; scope does not match"})
        if reply.status == 200 and self.gateway_says == "forbidden":
            return Reply(403, {})
        return reply

    def _me(self, pair: tuple[str, str], known: dict[str, str]) -> Reply:
        owner = known.get(pair[1])
        if owner is None or self.emails[owner] != pair[0] or self.status[owner] != "active":
            return Reply(401, {"message": "Client must be authenticated to access this resource."})
        return Reply(200, {"accountId": owner, "emailAddress": pair[0], "displayName": NAME, "active": True})


class DataCenter:
    """A Jira or Confluence server with tokens of alice and carol."""

    def __init__(self, service: FakeService, application: str = "jira") -> None:
        self.service = service
        self.application = application
        self.ended: set[str] = set()
        self.users = {"alice": "JIRAUSER1", "carol": "JIRAUSER2", "admin": "JIRAUSER3"}
        self.values = {ALICE_PAT: "alice", CAROL_PAT: "carol", ADMIN_PAT: "admin"}
        self.tokens: dict[str, str] = {"11": "alice", "12": "alice", "21": "carol", "31": "admin"}
        self.may_search = True
        base = "/rest/api/2" if application == "jira" else "/rest/api"
        service.on("GET", rf"{base}/(?:myself|user/current)", self._me)
        service.on("GET", rf"{base}/user", self._user)
        service.on("POST", r"/rest/pat/latest/tokens/search", self._search)
        service.on("DELETE", r"/rest/pat/latest/tokens/(\d+)", self._delete)

    def settings(self) -> dict[str, str]:
        """Where it is."""
        return {"site_url": self.service.url}

    def changes(self) -> int:
        """Requests that would change something."""
        return len([a for a in self.service.asked if a.method != "GET" and not a.path.endswith("/search")])

    def _shown(self, name: str) -> dict[str, Any]:
        if self.application == "jira":
            return {"key": self.users[name], "name": name, "displayName": NAME, "active": True}
        return {"userKey": self.users[name], "username": name, "displayName": NAME, "type": "known"}

    def _me(self, asked: Asked) -> Reply:
        name = self.values.get(_bearer(asked))
        if name is None and self.application == "confluence":
            return Reply(200, {"type": "anonymous", "displayName": "Anonymous"})
        return Reply(401, {}) if name is None else Reply(200, self._shown(name))

    def _user(self, asked: Asked) -> Reply:
        keys = {key: name for name, key in self.users.items()}
        name = keys.get(asked.one("key")) or asked.one("username").lower()
        return Reply(200, self._shown(name)) if name in self.users else Reply(404, {})

    def _search(self, asked: Asked) -> Reply:
        if not self.may_search or self.values.get(_bearer(asked)) != "admin":
            return Reply(403, {})
        shown = [
            {
                "id": int(number),
                "name": f"agent {number}",
                "createdAt": "2026-01-02T03:04:05.678+0000",
                "expiringAt": "9999-12-31T00:00:00.000+0000",
                "userProfileResource": {"username": owner},
            }
            for number, owner in self.tokens.items()
        ]
        body = asked.json()
        start = body["page"] * body["limit"]
        return Reply(200, {"values": shown[start : start + body["limit"]]})

    def _delete(self, asked: Asked) -> Reply:
        (number,) = asked.match
        if "x-atlassian-token" not in asked.headers or self.values.get(_bearer(asked)) != "admin":
            return Reply(403, {})
        if self.tokens.pop(number, None) is None:
            return Reply(404, {})
        self.ended.add(number)
        return Reply(204)


def _bearer(asked: Asked) -> str:
    return asked.headers.get("authorization", "").removeprefix("Bearer ")


def _basic(asked: Asked) -> tuple[str, str]:
    scheme, _, text = asked.headers.get("authorization", "").partition(" ")
    user, _, password = base64.b64decode(text).decode().partition(":") if scheme == "Basic" else ("", "", "")
    return user, password
