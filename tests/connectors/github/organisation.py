"""A small GitHub organisation, written from the REST documentation: acme, which alice leaves."""

import base64
import hashlib
from typing import Any

from tests.connectors.fake import Asked, FakeService, Reply

ALICE, CAROL, ADMIN = ("anguyen", 11), ("carol-n", 12), ("sec-admin", 1)
NAME = "Alice Nguyen"
EMAIL = "alice@acme.example"


def token(prefix: str, word: str, length: int = 36) -> str:
    """A made-up token: looks like one, and is none."""
    return prefix + (word * length)[:length]


CLASSIC = token("gh" + "p_", "Alice0")
FINE = token("github" + "_pat_", "alice1", 82)
OAUTH = token("gh" + "o_", "alice2")
REFRESH = token("gh" + "r_", "alice3", 76)
FOREIGN = token("gh" + "p_", "Carol0")
DEAD = token("gh" + "p_", "Dead00")
OWN = token("gh" + "p_", "Admin0")
INSTALLATION = token("gh" + "s_", "App000")


def hashed(value: str) -> str:
    """As the audit log has it."""
    return base64.b64encode(hashlib.sha256(value.encode()).digest()).decode()


def user(who: tuple[str, int], **more: Any) -> dict[str, Any]:
    """A simple user."""
    return {"login": who[0], "id": who[1], "type": "User", "name": NAME if who != ADMIN else "Admin", **more}


class Organisation:
    """State, and the routes that show and change it."""

    def __init__(self, service: FakeService, product: str = "saml") -> None:
        self.service = service
        self.product = product
        self.prefix = "/api/v3" if product == "server" else ""
        self.people = {ALICE[0]: ALICE, CAROL[0]: CAROL, ADMIN[0]: ADMIN}
        self.suspended: set[str] = set()
        self.live = {CLASSIC: ALICE, FINE: ALICE, OAUTH: ALICE, FOREIGN: CAROL, OWN: ADMIN}
        self.scopes = "repo, admin:org, read:audit_log, admin:org_hook, site_admin"
        self.permissions = {
            "organization_personal_access_tokens": "write",
            "members": "write",
            "administration": "write",
        }
        self.grants = {501: (ALICE, 9001, "laptop"), 502: (CAROL, 9002, "carol's")}
        self.requests = {601: (ALICE, 9003, "wants more")}
        self.authorizations: dict[int, dict[str, Any]] = {
            701: self._authorization(701, ALICE, "personal access token", CLASSIC, 8001),
            702: self._authorization(702, CAROL, "personal access token", FOREIGN, 8002),
            703: self._authorization(703, ALICE, "SSH key", None, 8003),
        }
        self.keys: dict[str, dict[int, dict[str, Any]]] = {
            "acme/api": {801: self._key(801, ALICE), 802: self._key(802, CAROL)},
            "acme/web": {},
            "acme/old": {803: self._key(803, ("Anguyen", 11))},
        }
        self.ssh_keys = {ALICE[0]: {901: "laptop"}, CAROL[0]: {902: "desk"}, ADMIN[0]: {}}
        self.server_tokens = {1001: (ALICE, CLASSIC), 1002: (CAROL, FOREIGN)}
        self.members = {ALICE[0], CAROL[0], ADMIN[0]}
        self.outsiders: set[str] = set()
        self.teams: list[str] = []
        self.invitations = {31: ALICE, 32: CAROL}
        self.repository_invitations = {41: ALICE, 42: CAROL}
        self.events: list[dict[str, Any]] = []
        self.hooks = {61: "https://collect.example/in?key=1", 62: "https://ci.example/"}
        self.ended: set[str] = set()
        self._routes()

    @property
    def url(self) -> str:
        """The API's address."""
        return self.service.url + self.prefix

    def changes(self) -> int:
        """Requests that change something; a search and an App's new token do not."""
        harmless = (r".*/graphql", r".*/access_tokens")
        return len([a for a in self.service.asked if a.method != "GET"]) - sum(
            len(self.service.calls("POST", path)) for path in harmless
        )

    def _authorization(
        self, number: int, who: tuple[str, int], kind: str, value: str | None, own: int
    ) -> dict[str, Any]:
        seen: dict[str, Any] = {
            "login": who[0],
            "credential_id": number,
            "credential_type": kind,
            "credential_authorized_at": "2026-01-01T00:00:00Z",
            "credential_accessed_at": "2026-11-20T00:00:00Z",
            "authorized_credential_id": own,
        }
        if value:
            return {**seen, "token_last_eight": value[-8:], "scopes": ["repo"], "authorized_credential_note": "mcp"}
        return {**seen, "fingerprint": "SHA256:abc", "authorized_credential_title": "laptop"}

    def _key(self, number: int, who: tuple[str, int]) -> dict[str, Any]:
        blob = base64.b64encode(f"key {number}".encode()).decode()
        return {
            "id": number,
            "key": f"ssh-ed25519 {blob}",
            "title": f"deploy {number}",
            "added_by": who[0],
            "read_only": False,
            "created_at": "2026-01-01T00:00:00Z",
            "last_used": None,
            "enabled": True,
        }

    def _on(self, method: str, path: str, handler: Any) -> None:
        self.service.on(method, self.prefix + path, handler)

    def _routes(self) -> None:
        on = self._on
        on("GET", "/user", self.whoami)
        on("GET", "/users/([^/]+)", self._user)
        on("GET", "/user/([0-9]+)", self._by_id)
        on(
            "GET",
            "/orgs/acme",
            Reply(
                200, {"login": "acme", "id": 5, "plan": {"name": "team" if self.product == "free" else "enterprise"}}
            ),
        )
        on("GET", "/orgs/acme/installation", Reply(200, {"id": 77}))
        on("POST", "/app/installations/77/access_tokens", self._installation_token)
        on(
            "GET",
            "/rate_limit",
            Reply(200, {"resources": {"core": {"limit": 5000, "remaining": 4999, "reset": 1795348800, "used": 1}}}),
        )
        on("GET", "/orgs/acme/repos", lambda a: self.service.page(a, [{"full_name": name} for name in self.keys]))
        on("GET", "/repos/(acme/[^/]+)/keys", lambda a: self.service.page(a, list(self.keys[a.match[0]].values())))
        on("GET", "/repos/(acme/[^/]+)/keys/([0-9]+)", lambda a: self._one(self.keys[a.match[0]], a.match[1]))
        on("DELETE", "/repos/(acme/[^/]+)/keys/([0-9]+)", lambda a: self._drop(self.keys[a.match[0]], a.match[1]))
        on(
            "GET",
            "/users/([^/]+)/keys",
            lambda a: Reply(
                200, [{"id": i, "key": "ssh-ed25519 QUJD", "title": t} for i, t in self.ssh_keys[a.match[0]].items()]
            ),
        )
        on("GET", "/orgs/acme/personal-access-tokens", lambda a: self._tokens(a, self.grants))
        on("GET", "/orgs/acme/personal-access-token-requests", lambda a: self._tokens(a, self.requests))
        on(
            "POST",
            "/orgs/acme/personal-access-tokens/([0-9]+)",
            lambda a: self._drop(self.grants, a.match[0], a, "revoke"),
        )
        on(
            "POST",
            "/orgs/acme/personal-access-token-requests/([0-9]+)",
            lambda a: self._drop(self.requests, a.match[0], a, "deny"),
        )
        on("POST", "/credentials/revoke", self._revoke)
        on("GET", "/orgs/acme/members", lambda a: Reply(200, [user(self.people[n]) for n in sorted(self.members)]))
        on("GET", "/orgs/acme/memberships/([^/]+)", self._membership)
        on("DELETE", "/orgs/acme/memberships/([^/]+)", lambda a: self._leave(a.match[0]))
        on(
            "GET",
            "/orgs/acme/outside_collaborators",
            lambda a: Reply(200, [user(self.people[n]) for n in self.outsiders]),
        )
        on(
            "DELETE",
            "/orgs/acme/outside_collaborators/([^/]+)",
            self._put_out,
        )
        on(
            "GET",
            "/orgs/acme/invitations",
            lambda a: Reply(200, [{"id": i, "login": "x", "inviter": user(w)} for i, w in self.invitations.items()]),
        )
        on("DELETE", "/orgs/acme/invitations/([0-9]+)", lambda a: self._drop(self.invitations, a.match[0]))
        on("GET", "/repos/acme/[^/]+/invitations", Reply(200, []))
        on(
            "GET",
            "/repos/acme/web/invitations",
            lambda a: Reply(200, [{"id": i, "inviter": user(w)} for i, w in self.repository_invitations.items()]),
        )
        on(
            "DELETE",
            "/repos/acme/web/invitations/([0-9]+)",
            lambda a: self._drop(self.repository_invitations, a.match[0]),
        )
        on(
            "GET",
            "/orgs/acme/hooks",
            lambda a: Reply(
                200,
                [
                    {"id": i, "name": "web", "active": True, "events": ["push"], "config": {"url": u}}
                    for i, u in self.hooks.items()
                ],
            ),
        )
        on(
            "GET",
            "/orgs/acme/actions/secrets",
            Reply(200, {"total_count": 1, "secrets": [{"name": "DEPLOY", "created_at": "2026-01-01T00:00:00Z"}]}),
        )
        on("GET", "/repos/acme/api/actions/secrets", Reply(200, {"total_count": 1, "secrets": [{"name": "API_KEY"}]}))
        on(
            "GET",
            "/orgs/acme/actions/runners",
            Reply(200, {"total_count": 1, "runners": [{"id": 71, "name": "desk", "os": "linux", "status": "online"}]}),
        )
        on(
            "GET",
            "/orgs/acme/installations",
            Reply(
                200,
                {
                    "total_count": 1,
                    "installations": [
                        {"id": 77, "app_slug": "sweeper", "app_id": 9, "permissions": {"members": "write"}}
                    ],
                },
            ),
        )
        if self.product in ("saml", "emu"):
            on("GET", "/orgs/acme/credential-authorizations", self._authorized)
            on(
                "DELETE",
                "/orgs/acme/credential-authorizations/([0-9]+)",
                lambda a: self._drop(self.authorizations, a.match[0]),
            )
            on("POST", "/orgs/acme/credential-authorizations/([^/]+)/revoke", self._revoke_all_of)
            on("POST", "/enterprises/acme-inc/credential-authorizations/([^/]+)/revoke", self._revoke_all_of)
            on("POST", "/graphql", self._identities)
        if self.product != "free":
            on("GET", "/orgs/acme/audit-log", self._audit)
        if self.product == "server":
            on(
                "GET",
                "/admin/tokens",
                lambda a: self.service.page(
                    a,
                    [
                        {
                            "id": i,
                            "user": user(w),
                            "token_last_eight": v[-8:],
                            "scopes": ["repo"],
                            "note": "mcp",
                            "expires_at": None,
                            "app": {"name": "mcp"},
                        }
                        for i, (w, v) in self.server_tokens.items()
                    ],
                ),
            )
            on("DELETE", "/admin/tokens/([0-9]+)", lambda a: self._drop(self.server_tokens, a.match[0]))
            on("DELETE", "/admin/keys/([0-9]+)", lambda a: self._drop(self.ssh_keys[ALICE[0]], a.match[0]))
            on("PUT", "/users/([^/]+)/suspended", self._suspend)
        on(
            "GET",
            "/enterprises/acme-inc/consumed-licenses",
            lambda a: Reply(
                200,
                {
                    "users": [
                        {
                            "github_com_login": ALICE[0],
                            "github_com_saml_name_id": "alice",
                            "github_com_verified_domain_emails": [EMAIL],
                        },
                        {
                            "github_com_login": CAROL[0],
                            "github_com_name": NAME,
                            "github_com_verified_domain_emails": ["carol@acme.example"],
                        },
                        {"github_com_login": "", "github_com_verified_domain_emails": []},
                    ]
                },
            ),
        )

    def whoami(self, asked: Asked) -> Reply:
        """Who a token is."""
        value = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if value not in self.live:
            return Reply(401, {"message": "Bad credentials"})
        headers = {"X-GitHub-Request-Id": "WHO:1"}
        if not value.startswith("github"):
            headers["X-OAuth-Scopes"] = self.scopes
            headers["github-authentication-token-expiration"] = "2026-12-24 10:00:00 UTC"
        return Reply(200, user(self.live[value]), headers=headers)

    def _user(self, asked: Asked) -> Reply:
        for login, who in self.people.items():
            if login.lower() == asked.match[0].lower():
                return Reply(200, user(who, suspended_at="2026-11-22T00:00:00Z" if login in self.suspended else None))
        return Reply(404, {"message": "Not Found"})

    def _by_id(self, asked: Asked) -> Reply:
        return next((Reply(200, user(w)) for w in self.people.values() if str(w[1]) == asked.match[0]), Reply(404, {}))

    def _installation_token(self, asked: Asked) -> Reply:
        assert asked.headers["authorization"].startswith("Bearer ey")
        self.live_installation = INSTALLATION
        return Reply(
            201, {"token": INSTALLATION, "expires_at": "2026-11-22T13:00:00Z", "permissions": self.permissions}
        )

    def _tokens(self, asked: Asked, held: dict[int, tuple[tuple[str, int], int, str]]) -> Reply:
        if asked.headers["authorization"] != f"Bearer {INSTALLATION}":
            return Reply(403, {"message": "Resource not accessible by personal access token"})
        owners, ids = asked.query.get("owner[]"), asked.query.get("token_id[]")
        rows = [
            {
                "id": number,
                "owner": user(who),
                "token_id": own,
                "token_name": name,
                "permissions": {"repository": {"contents": "write"}},
                "token_expired": False,
                "token_last_used_at": None,
                "token_expires_at": "2027-01-01T00:00:00Z",
            }
            for number, (who, own, name) in held.items()
            if (not owners or who[0] in owners) and (not ids or str(own) in ids)
        ]
        return self.service.page(asked, rows)

    def _authorized(self, asked: Asked) -> Reply:
        login = asked.one("login")
        return self.service.page(asked, [a for a in self.authorizations.values() if not login or a["login"] == login])

    def _one(self, things: dict[int, dict[str, Any]], number: str) -> Reply:
        return Reply(200, things[int(number)]) if int(number) in things else Reply(404, {"message": "Not Found"})

    def _drop(self, things: dict[int, Any], number: str, asked: Asked | None = None, action: str = "") -> Reply:
        assert asked is None or asked.json()["action"] == action
        if things.pop(int(number), None) is None:
            return Reply(404, {"message": "Not Found"})
        self.ended.add(number)
        return Reply(204, headers={"X-GitHub-Request-Id": f"END:{number}"})

    def _revoke(self, asked: Asked) -> Reply:
        if ("authorization" in asked.headers) is not (self.product == "server"):
            return Reply(403, {"message": "Authorization is not what is expected"})
        for value in asked.json()["credentials"]:
            self.live.pop(value, None)
            self.ended.add(value)
        return Reply(202, {})

    def _put_out(self, asked: Asked) -> Reply:
        self.outsiders.discard(asked.match[0])
        return Reply(204)

    def _suspend(self, asked: Asked) -> Reply:
        self.suspended.add(asked.match[0])
        return Reply(204)

    def _revoke_all_of(self, asked: Asked) -> Reply:
        login = asked.match[0]
        self.authorizations = {n: a for n, a in self.authorizations.items() if a["login"] != login}
        self.grants = {n: g for n, g in self.grants.items() if g[0][0] != login}
        return Reply(202, {"message": "queued"})

    def _identities(self, asked: Asked) -> Reply:
        name = asked.json()["variables"]["name"]
        rows = [
            {
                "node": {
                    "samlIdentity": {"nameId": mail},
                    "scimIdentity": None,
                    "user": {"login": who[0]} if who else None,
                }
            }
            for mail, who in ((EMAIL, ALICE), ("carol@acme.example", CAROL), ("nobody@acme.example", None))
            if name is None or name.casefold() == mail
        ]
        found = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": rows}
        return Reply(200, {"data": {"organization": {"samlIdentityProvider": {"externalIdentities": found}}}})

    def _membership(self, asked: Asked) -> Reply:
        login = asked.match[0]
        if login not in self.members and not self.teams:
            return Reply(404, {"message": "Not Found"})
        body = {"state": "active", "role": "member", "user": user(self.people[login])}
        through = {
            "direct_membership": login in self.members,
            "enterprise_teams_providing_indirect_membership": self.teams,
        }
        return Reply(200, body | through)

    def _leave(self, login: str) -> Reply:
        self.members.discard(login)
        return Reply(204)

    def _audit(self, asked: Asked) -> Reply:
        phrase = asked.one("phrase")
        git = asked.one("include") == "git"
        rows = [
            event
            for event in self.events
            if event["action"].startswith("git.") is git
            and all(
                word.partition(":")[2].strip('"') == str(event.get(word.partition(":")[0]))
                for word in phrase.split()
                if not word.startswith("created:")
            )
        ]
        return Reply(200, rows)
