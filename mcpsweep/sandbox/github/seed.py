"""The organisation's GitHub on the day that alice leaves: her tokens and what she set up, and everybody else's."""

from dataclasses import dataclass
from random import Random

from mcpsweep.sandbox.github.state import (
    Asset,
    Authorization,
    Codespace,
    DeployKey,
    Grant,
    Installation,
    Invitation,
    KeyUse,
    Product,
    Repository,
    Team,
    Token,
    TokenKind,
    User,
    UserKey,
    hash_of,
    kind_of,
)
from mcpsweep.sandbox.github.world import World
from mcpsweep.sandbox.organisation import Credential, Organisation, Person
from mcpsweep.sandbox.tokens import mint

DAY = 86400.0

ADMIN_ID = 9_000_001
ADMIN_LOGIN = "acme-security"
ADMIN_SCOPES = (
    "admin:org", "admin:org_hook", "admin:enterprise", "repo", "read:audit_log", "site_admin", "manage_billing:copilot",
)  # fmt: skip

APP_ID = 4242
APP_CLIENT = "Iv23liMCPSWEEP"
INSTALLATION_ID = 777001
OTHER_APP_ID = 5151
OTHER_APP_CLIENT = "Iv1.b507a08c87ecfe98"
APP_PERMISSIONS = {
    "actions": "read",
    "administration": "write",
    "enterprise_organization_installations": "write",
    "members": "write",
    "metadata": "read",
    "organization_administration": "write",
    "organization_codespaces": "write",
    "organization_copilot_seat_management": "write",
    "organization_hooks": "write",
    "organization_personal_access_token_requests": "write",
    "organization_personal_access_tokens": "write",
    "organization_secrets": "write",
    "organization_self_hosted_runners": "write",
    "repository_hooks": "write",
    "secrets": "write",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a credential of the scene stands at GitHub."""

    scopes: tuple[str, ...] = ()
    may_pass: bool = False
    """Its owner has authorized it for single sign-on."""
    is_granted: bool = False
    """A fine-grained token that the organisation has approved."""
    used_days_ago: int = 1


_WIDE = ("repo", "workflow", "read:org")
_STANDINGS: dict[str, Standing] = {
    "github-classic": Standing(_WIDE),  # never linked to single sign-on: no list of the organisation's shows it
    "github-spare": Standing(_WIDE, may_pass=True, used_days_ago=120),
    "github-input": Standing(("repo",), may_pass=True),
    "github-fine": Standing(is_granted=True),
    "github-dave": Standing(is_granted=True),
    # Tokens of OAuth apps pass without being asked, and no list shows it.
    "github-cli": Standing(("repo", "read:org"), may_pass=True),
    "github-vscode": Standing(("repo",), may_pass=True),
    "github-bob": Standing(_WIDE, may_pass=True),
    "github-carol": Standing(_WIDE, may_pass=True),
    "github-erin": Standing((*_WIDE, "admin:public_key"), may_pass=True),
}
_FINE_PERMISSIONS = {"contents": "write", "issues": "read", "metadata": "read"}
_REPOSITORIES = ("app", "billing", "infrastructure", "website")


class Seed:
    """Fills a world, the same way for the same seed."""

    def __init__(self, world: World, who: Organisation, grants_each: int) -> None:
        self._world = world
        self._who = who
        self._grants_each = grants_each
        self._random = Random(f"{who.seed}/github")  # noqa: S311 - reproducible on purpose
        self._start = world.now()

    def fill(self) -> None:
        """Everybody and everything."""
        for name in _REPOSITORIES:
            self._world.repositories[name] = Repository(self._id(), name)
        self._world.renamed["old-billing"] = "billing"
        for person in self._who.people:
            self._add_person(person)
        self._add_admin()
        for credential in self._who.credentials:
            if credential.service == "github":
                self._add_credential(credential)
        for person in self._who.people[5:]:
            self._add_strangers_grants(person)
        self._add_what_alice_set_up()
        self._add_what_others_set_up()

    def _id(self) -> int:
        return next(self._world.ids)

    def _ago(self, days: float) -> float:
        return self._start - days * DAY

    def _login(self, login: str) -> str:
        return f"{login}_acme" if self._world.product is Product.MANAGED else login

    def _user(self, person: str) -> User:
        return self._world.users[int(self._who.person(person).accounts["github"].id)]

    def _add_person(self, person: Person) -> None:
        account = person.accounts["github"]
        is_provisioned = self._world.product in (Product.SAML, Product.MANAGED, Product.SERVER)
        scim_id = f"{self._random.getrandbits(64):016x}" if is_provisioned else ""
        user = User(int(account.id), self._login(account.login), person.name, person.email, scim_id)
        self._world.users[user.id] = user
        self._world.members[user.id] = "member"

    def _add_admin(self) -> None:
        login = self._login(ADMIN_LOGIN)
        admin = User(ADMIN_ID, login, "Security", f"security@{self._world.organisation}.example", is_site_admin=True)
        self._world.users[admin.id] = admin
        self._world.members[admin.id] = "admin"
        self._world.enterprise_owners.add(admin.id)
        token = self._add_token(admin_value(self._who), admin.id, "mcpsweep", ADMIN_SCOPES)
        self._authorize(token)
        for number, app, slug, client in (
            (INSTALLATION_ID, APP_ID, "mcpsweep", APP_CLIENT),
            (INSTALLATION_ID + 1, OTHER_APP_ID, "issue-summaries", OTHER_APP_CLIENT),
        ):
            permissions = dict(APP_PERMISSIONS) if app == APP_ID else {"metadata": "read", "issues": "write"}
            self._world.installations[number] = Installation(number, app, slug, client, permissions, self._ago(200))

    def _add_token(
        self, value: str, user: int, name: str, scopes: tuple[str, ...] = (), used_days_ago: float | None = 1
    ) -> Token:
        kind = kind_of(value) or TokenKind.CLASSIC
        token = Token(
            self._id(), kind, hash_of(value), value[-8:], user, name, self._ago(90 + self._random.random()), scopes,
            permissions=dict(_FINE_PERMISSIONS) if kind is TokenKind.FINE_GRAINED else {},
            last_used_at=None if used_days_ago is None else self._ago(used_days_ago),
            client_id=OTHER_APP_CLIENT if kind is TokenKind.APP_USER else "",
        )  # fmt: skip
        return self._world.add_token(token)

    def _add_credential(self, credential: Credential) -> None:
        standing = _STANDINGS.get(credential.label, Standing(("repo",)))
        owner = self._user(credential.holders[0])
        token = self._add_token(
            credential.secret.reveal(),
            owner.id,
            credential.label,
            standing.scopes,
            used_days_ago=standing.used_days_ago,
        )
        if standing.may_pass:
            self._authorize(token)
        if standing.is_granted:
            self._grant(token)
        for days in (2, 5, 12):
            repository = f"{self._world.organisation}/app"
            self._world.record("pull_request.merge", owner.login, token=token, at=self._ago(days), repo=repository)
        self._world.record(
            "git.push", owner.login, token=token, at=self._ago(3), repo=f"{self._world.organisation}/app"
        )

    def _authorize(self, token: Token) -> None:
        row = Authorization(self._id(), self._ago(89), token.id, accessed_at=token.last_used_at)
        self._world.authorizations[row.id] = row
        owner = self._world.users[token.user].login
        self._world.record("org_credential_authorization.grant", owner, token=token, at=row.authorized_at)

    def _grant(self, token: Token) -> None:
        # One after another: the table of grants is in the order of their creation.
        row = Grant(self._id(), token.id, self._ago(88) + len(self._world.grants))
        self._world.grants[row.id] = row
        owner = self._world.users[token.user].login
        self._world.record("personal_access_token.access_granted", owner, token=token, at=row.created_at)

    def _add_strangers_grants(self, person: Person) -> None:
        user = int(person.accounts["github"].id)
        for number in range(self._grants_each):
            value = mint("github-fine-grained-pat", self._who.seed, f"{person.id}/{number}")
            self._grant(self._add_token(value, user, f"token-{number}"))

    def _add_what_alice_set_up(self) -> None:
        alice, world = self._user("alice"), self._world
        waiting = self._add_token(
            mint("github-fine-grained-pat", self._who.seed, "alice/waiting"),
            alice.id,
            "old-notebook",
            used_days_ago=None,
        )
        request = Grant(self._id(), waiting.id, self._ago(4), reason="notebook")
        world.requests[request.id] = request
        for use, title in (
            (KeyUse.AUTHENTICATION, "alice@workstation"),
            (KeyUse.SIGNING, "alice@workstation"),
            (KeyUse.GPG, "Alice Nguyen"),
        ):
            key = UserKey(self._id(), alice.id, use, self._ssh_key(), title, self._ago(300))
            world.user_keys[key.id] = key
            if use is KeyUse.AUTHENTICATION and world.product in (Product.SAML, Product.MANAGED):
                row = Authorization(self._id(), self._ago(299), key=key.id)
                world.authorizations[row.id] = row
        classic = world.by_hash[hash_of(self._who.credential("github-classic").secret.reveal())]
        self._deploy_key("infrastructure", "made-with-a-token", alice.login, made_with=classic.id)
        self._deploy_key("infrastructure", "made-by-hand", alice.login)
        self._asset("hooks", "", "https://alice.example/hook", alice.login, "hook.create")
        self._asset("hooks", "app", "https://alice.example/app", alice.login, "hook.create")
        self._asset("actions", "", "DEPLOY_TOKEN", alice.login, "org.create_actions_secret")
        self._asset("actions", "app", "CLAUDE_CODE_OAUTH_TOKEN", alice.login, "repo.create_actions_secret")
        self._asset("actions", "app/production", "WAREHOUSE_KEY", alice.login, "environment.create_actions_secret")
        self._asset("runners", "", "alice-desktop", alice.login, "org.register_self_hosted_runner")
        self._world.record("integration_installation.create", alice.login, at=self._ago(100), name="issue-summaries")
        self._invite("friend@elsewhere.example", alice.id)
        self._invite("consultant", alice.id, "app")
        codespace = Codespace(self._id(), "fluffy-engine-7x", alice.id, "app", self._ago(9))
        world.codespaces[codespace.id] = codespace
        world.copilot.add(alice.id)
        world.repositories["app"].collaborators[alice.id] = "admin"
        bob, carol = self._user("bob").id, self._user("carol").id
        for slug, is_synced in (("platform", False), ("everybody", True)):
            team = Team(self._id(), slug, slug.capitalize(), {alice.id, bob, carol}, is_synced)
            world.teams[team.id] = team
        if world.product in (Product.CLOUD, Product.SAML, Product.MANAGED):
            pilots = Team(self._id(), "pilots", "Pilots", {alice.id, bob})
            world.enterprise_teams[pilots.id] = pilots

    def _add_what_others_set_up(self) -> None:
        carol, erin = self._user("carol"), self._user("erin")
        self._deploy_key("app", "carol's", carol.login)
        self._asset("hooks", "", "https://ci.acme.example/hook", erin.login, "hook.create")
        self._asset("dependabot", "", "REGISTRY_TOKEN", erin.login, "org.create_dependabot_secret")
        self._invite("newcomer@acme.example", erin.id)
        contractor = User(9_000_002, "contractor", "Contractor", "contractor@elsewhere.example")
        self._world.users[contractor.id] = contractor
        self._world.outside.add(contractor.id)
        self._world.repositories["website"].collaborators[contractor.id] = "write"
        key = UserKey(self._id(), erin.id, KeyUse.AUTHENTICATION, self._ssh_key(), "erin", self._ago(50))
        self._world.user_keys[key.id] = key

    def _ssh_key(self) -> str:
        body = "".join(self._random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", k=43))
        return f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{body}"

    def _deploy_key(self, repository: str, title: str, login: str, made_with: int = 0) -> None:
        key = DeployKey(self._id(), repository, self._ssh_key(), title, login, self._ago(60), made_with=made_with)
        self._world.deploy_keys[key.id] = key
        full_name = f"{self._world.organisation}/{repository}"
        self._world.record("public_key.create", login, at=key.created_at, repo=full_name, title=title)

    def _asset(self, family: str, place: str, name: str, login: str, event: str) -> None:
        asset = Asset(self._id(), family, place, name, self._ago(70))
        self._world.assets[asset.id] = asset
        self._world.record(event, login, at=asset.created_at, name=name)

    def _invite(self, invitee: str, inviter: int, repository: str = "") -> None:
        invitation = Invitation(self._id(), invitee, inviter, self._ago(6), repository)
        self._world.invitations[invitation.id] = invitation


def admin_value(who: Organisation) -> str:
    """The classic token of the organisation's security account, with which a sweep works."""
    return mint("github-pat", who.seed, ADMIN_LOGIN)


def client_secret(who: Organisation) -> str:
    """The secret of the sweeping app's OAuth client."""
    return mint("oauth-client-secret", who.seed, APP_CLIENT)
