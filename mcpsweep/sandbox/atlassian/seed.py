"""The organisation's Atlassian on the day that alice leaves: her tokens, what she made, and everybody else's."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from mcpsweep.sandbox.atlassian.apps import BITBUCKET_SCOPE, CONFLUENCE_SCOPE, JIRA_SCOPE
from mcpsweep.sandbox.atlassian.state import (
    Account,
    ApiToken,
    AppGrant,
    ContainerToken,
    DataCenter,
    LocalUser,
    Membership,
    OAuthClient,
    OrganisationKey,
    PersonalToken,
    ServiceAccount,
    ServiceToken,
    Site,
    hash_of,
)
from mcpsweep.sandbox.atlassian.world import World
from mcpsweep.sandbox.organisation import DOMAIN, SITE, Organisation, Person
from mcpsweep.sandbox.tokens import mint

DAY = 86400.0
YEAR = 365 * DAY

ELSEWHERE = "nguyen-home.atlassian.net"
"""A site that the organisation has nothing to do with."""
JIRA_SERVER = "jira.acme.example"
CONFLUENCE_SERVER = "wiki.acme.example"
ADMIN = "security"

READ_SCOPES = frozenset(
    {
        "read:accounts:admin",
        "read:directories:admin",
        "read:events:admin",
        "read:keys:admin",
        "read:orgs:admin",
        "read:service-accounts-tokens:admin",
        "read:service-accounts:admin",
        "read:tokens:admin",
    }
)
"""Of the key that a sweep looks around with."""


@dataclass(frozen=True, slots=True)
class Extra:
    """A token that no laptop of the scene holds."""

    name: str
    owner: str
    """Id of a person, or of an account beside the people."""
    scopes: frozenset[str] = frozenset()
    used_days_ago: float | None = 1.0
    is_blocked: bool = False


_EXTRAS = (
    Extra("alice-scoped", "alice", frozenset({JIRA_SCOPE, "read:jira-work"})),
    Extra("alice-narrow", "alice", frozenset({"read:jira-work"})),
    Extra("alice-bitbucket", "alice", frozenset({BITBUCKET_SCOPE})),
    Extra("alice-forgotten", "alice", used_days_ago=None),
    Extra("alice-home", "alice-home"),
    Extra("bob", "bob"),
    Extra("carol", "carol"),
    Extra("carol-alice", "carol", used_days_ago=30.0),
    Extra("erin", "erin", frozenset({JIRA_SCOPE, CONFLUENCE_SCOPE})),
    Extra("erin-blocked", "erin", is_blocked=True),
    Extra("contractor", "contractor"),
)


def value_of(who: Organisation, name: str, kind: str = "atlassian-api-token") -> str:
    """The value of a token that only this seed knows, by the name that it has here."""
    return mint(kind, who.seed, f"atlassian/{name}")


class Seed:
    """Fills a world, the same way for the same seed."""

    def __init__(self, world: World, who: Organisation, tokens_each: int) -> None:
        self._world = world
        self._who = who
        self._tokens_each = tokens_each
        self._random = Random(f"{who.seed}/atlassian")  # noqa: S311 - reproducible on purpose
        self._start = world.now()
        self._owners: dict[str, Account] = {}

    def fill(self) -> None:
        """Everybody and everything."""
        for host in (SITE, ELSEWHERE):
            self._world.sites[host] = Site(host, self._uuid(), host.partition(".")[0], host == SITE)
        for person in self._who.people:
            self._add_person(person)
        self._add_others()
        for credential in self._who.credentials:
            if credential.service == "atlassian":
                owner = self._owners[credential.holders[0]]
                self._add_token(credential.secret.reveal(), credential.label, owner)
        for extra in _EXTRAS:
            owner, value = self._owners[extra.owner], value_of(self._who, extra.name)
            self._add_token(value, extra.name, owner, extra.scopes, extra.used_days_ago, extra.is_blocked)
        for person in self._who.people[5:]:
            for number in range(self._tokens_each):
                name = f"{person.id}/{number}"
                self._add_token(value_of(self._who, name), f"token-{number}", self._owners[person.id])
        self._add_keys()
        self._add_what_alice_made()
        self._add_servers()

    def _uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _ago(self, days: float) -> float:
        return self._start - days * DAY

    def _add_account(self, owner: str, account: Account) -> None:
        self._world.accounts[account.id] = account
        self._owners[owner] = account

    def _add_person(self, person: Person) -> None:
        account = Account(
            person.accounts["atlassian"].id,
            person.name,
            person.email,
            sites=frozenset({SITE}),
            is_email_private=person.id in ("alice", "carol"),
            is_synced=person.id == "dave",
        )
        self._add_account(person.id, account)

    def _add_others(self) -> None:
        here, home = frozenset({SITE}), frozenset({ELSEWHERE})
        alice = self._who.person("alice").name
        for owner, name, email, is_managed, membership, sites in (
            (ADMIN, "Security", f"{ADMIN}@{DOMAIN}", True, Membership.ACTIVE, here),
            ("contractor", "Contractor", "contractor@elsewhere.example", False, Membership.ACTIVE, here),
            ("alice-home", alice, "alice@home.example", False, Membership.NONE, home),
        ):
            account = Account(f"712020:{self._uuid()}", name, email, is_managed, membership, sites)
            self._add_account(owner, account)

    def _add_token(
        self,
        value: str,
        label: str,
        owner: Account,
        scopes: frozenset[str] = frozenset(),
        used_days_ago: float | None = 1.0,
        is_blocked: bool = False,
    ) -> None:
        created = self._ago(90 + self._random.random())
        token = ApiToken(
            id=self._uuid(),
            hashed=hash_of(value),
            label=label,
            created_at=created,
            expires_at=created + YEAR,
            last_active_at=None if used_days_ago is None else self._ago(used_days_ago),
            account=owner.id,
            scopes=scopes,
            is_blocked=is_blocked,
        )
        self._world.add(token)
        if owner.is_managed:
            self._world.record("api_token_created", owner.id, owner.id, at=created)

    def _add_keys(self) -> None:
        for name, creator, scopes in (
            ("mcpsweep-scoped", ADMIN, READ_SCOPES),
            ("mcpsweep", ADMIN, frozenset[str]()),
            ("alice-reports", "alice", frozenset({"read:accounts:admin"})),
        ):
            value = value_of(self._who, name, "atlassian-organisation-key")
            maker, created = self._owners[creator].id, self._ago(60)
            key = OrganisationKey(
                id=self._uuid(), hashed=hash_of(value), label=name, created_at=created, expires_at=created + YEAR,
                last_active_at=self._ago(1), creator=maker, scopes=scopes,
            )  # fmt: skip
            self._world.add(key)
            self._world.record("admin_api_key_created", maker, at=created)

    def _add_what_alice_made(self) -> None:
        alice, created = self._owners["alice"], self._ago(70)
        robot = ServiceAccount(f"712020:{self._uuid()}", "ci", "ci@serviceaccount.atlassian.example", created, alice.id)
        self._world.service_accounts[robot.id] = robot
        self._world.record("service_account_created", alice.id, robot.id, at=created)
        for name in ("ci-build", "ci-deploy"):
            value = value_of(self._who, name, "atlassian-service-account-token")
            scopes = frozenset({JIRA_SCOPE})
            token = ServiceToken(
                id=self._uuid(), hashed=hash_of(value), label=name, created_at=created, expires_at=created + YEAR,
                service_account=robot.id, scopes=scopes,
            )  # fmt: skip
            self._world.add(token)
        client = OAuthClient(self._uuid(), "ci-client", robot.id, created)
        self._world.oauth_clients[client.id] = client
        grant = AppGrant(
            id=self._uuid(), hashed=hash_of(value_of(self._who, "alice-rovo", "atlassian-access-token")),
            label="alice-rovo", created_at=self._start, expires_at=self._start + 3600, account=alice.id,
            scopes=frozenset({JIRA_SCOPE, CONFLUENCE_SCOPE}),
        )  # fmt: skip
        self._world.add(grant)
        for name, allowed in (("workspace", frozenset({BITBUCKET_SCOPE})), ("repository", frozenset({"repository"}))):
            value = value_of(self._who, name, "atlassian-organisation-key")
            container = ContainerToken(
                id=self._uuid(), hashed=hash_of(value), label=name, created_at=created, expires_at=created + YEAR,
                container=name, scopes=allowed,
            )  # fmt: skip
            self._world.add(container)

    def _add_servers(self) -> None:
        for host, lets_strangers_in in ((JIRA_SERVER, False), (CONFLUENCE_SERVER, True)):
            server = DataCenter(host, lets_strangers_in)
            self._world.servers[host] = server
            password = hash_of(value_of(self._who, f"{host}/password", "db-password"))
            server.users["JIRAUSER1"] = LocalUser(
                "JIRAUSER1", ADMIN, "Security", f"{ADMIN}@{DOMAIN}", password, is_admin=True
            )
            self._add_personal(server, ADMIN, "JIRAUSER1")
            for number, person in enumerate(self._who.people[:5]):
                key = f"JIRAUSER{10100 + number}"
                name = person.email.partition("@")[0]
                server.users[key] = LocalUser(key, name, person.name, person.email)
                self._add_personal(server, person.id, key)
            self._add_personal(server, "alice-dated", "JIRAUSER10100", self._start + 30 * DAY)

    def _add_personal(self, server: DataCenter, name: str, user: str, expires_at: float | None = None) -> None:
        value = value_of(self._who, f"{server.host}/{name}", "atlassian-personal-token")
        number = len(server.tokens) + 1
        server.tokens[number] = PersonalToken(number, hash_of(value), user, name, self._ago(40), expires_at)
