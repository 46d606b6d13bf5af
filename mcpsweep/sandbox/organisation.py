"""The made-up organisation: five people, their logins at each service, and the credentials they hold.

Its traps are the ones that make an offboarding go wrong: *carol* has alice's display name, *dave* has her mail name
with a plus tag, the warehouse key is a pool that *bob* uses too, and *erin* works on.
"""

import enum
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from uuid import UUID

from mcpsweep.model.secret import Secret
from mcpsweep.sandbox.tokens import mint

NAME = "acme"
DOMAIN = "acme.example"
SITE = "acme.atlassian.net"
SEED = 2026


class Status(enum.StrEnum):
    """Where a person stands, in the words of a roster."""

    ACTIVE = "active"
    DEPARTING = "departing"


@dataclass(frozen=True, slots=True)
class Account:
    """A login at one service."""

    service: str
    id: str
    """The service's own stable id: a number at GitHub, `U…` at Slack, an `accountId` at Atlassian."""
    login: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the organisation."""

    id: str
    name: str
    email: str
    status: Status
    accounts: Mapping[str, Account]
    """By service."""


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential with its value, as only its issuer and its holders know it."""

    label: str
    """Short name that the rest of the sandbox knows it by."""
    service: str
    kind: str
    holders: tuple[str, ...]
    """Ids of the people who have it; more than one means a shared key."""
    account: str
    """The login that it acts as."""
    secret: Secret


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everybody and everything of one seed."""

    seed: int
    people: tuple[Person, ...]
    credentials: tuple[Credential, ...]

    def person(self, person: str) -> Person:
        """The person with that id. Raises `KeyError` if there is none."""
        for candidate in self.people:
            if candidate.id == person:
                return candidate
        raise KeyError(person)

    def credential(self, label: str) -> Credential:
        """The credential with that label. Raises `KeyError` if there is none."""
        for candidate in self.credentials:
            if candidate.label == label:
                return candidate
        raise KeyError(label)

    def held_by(self, person: str) -> tuple[Credential, ...]:
        """What that person holds, shared keys included."""
        return tuple(credential for credential in self.credentials if person in credential.holders)


_ALICE = "Alice Nguyen"

_PEOPLE: tuple[tuple[str, str, str, Status, str], ...] = (
    # id, display name, mail name, status, GitHub login
    ("alice", _ALICE, "alice", Status.DEPARTING, "anguyen"),
    ("bob", "Bob Osei", "bob", Status.ACTIVE, "bosei"),
    ("carol", _ALICE, "carol", Status.ACTIVE, "alice-nguyen"),
    ("dave", "Dave Alvarez", "alice+dave", Status.ACTIVE, "dalvarez"),
    ("erin", "Erin Costa", "erin", Status.ACTIVE, "ecosta"),
)

_CREDENTIALS: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    # label, service, kind, holders, login (empty: the first holder's own)
    ("github-classic", "github", "github-pat", ("alice",), ""),
    ("github-spare", "github", "github-pat", ("alice",), ""),
    ("github-fine", "github", "github-fine-grained-pat", ("alice",), ""),
    ("github-copilot", "github", "github-app-user-token", ("alice",), ""),
    ("github-cli", "github", "github-oauth-token", ("alice",), ""),
    ("github-vscode", "github", "github-oauth-token", ("alice",), ""),
    ("github-input", "github", "github-pat", ("alice",), ""),
    ("github-bob", "github", "github-pat", ("bob",), ""),
    ("github-carol", "github", "github-pat", ("carol",), ""),
    ("github-dave", "github", "github-fine-grained-pat", ("dave",), ""),
    ("github-erin", "github", "github-pat", ("erin",), ""),
    ("slack-bot", "slack", "slack-bot-token", ("alice",), "alice-agent"),
    ("slack-user", "slack", "slack-user-token", ("alice",), ""),
    ("slack-session", "slack", "slack-session-token", ("alice",), ""),
    ("slack-cookie", "slack", "slack-session-cookie", ("alice",), ""),
    ("slack-webhook", "slack", "slack-webhook", ("alice",), "alice-agent"),
    ("slack-socket", "slack", "slack-app-token", ("alice",), "alice-agent"),
    ("slack-rotating", "slack", "slack-rotating-bot-token", ("alice",), "alice-notes"),
    ("slack-refresh", "slack", "slack-refresh-token", ("alice",), "alice-notes"),
    ("slack-config", "slack", "slack-rotating-user-token", ("alice",), ""),
    ("slack-config-refresh", "slack", "slack-refresh-token", ("alice",), ""),
    ("slack-production", "slack", "slack-bot-token", ("alice", "bob"), "acme-deploys"),
    ("slack-bob", "slack", "slack-bot-token", ("bob",), "bob-agent"),
    ("slack-carol", "slack", "slack-user-token", ("carol",), ""),
    ("slack-dave", "slack", "slack-user-token", ("dave",), ""),
    ("slack-erin", "slack", "slack-user-token", ("erin",), ""),
    ("jira", "atlassian", "atlassian-api-token", ("alice",), ""),
    ("confluence", "atlassian", "atlassian-api-token", ("alice",), ""),
    ("jira-dave", "atlassian", "atlassian-api-token", ("dave",), ""),
    ("warehouse-pool", "snowflake", "snowflake-password", ("alice", "bob"), "ANALYTICS_POOL"),
    ("warehouse-reader", "postgres", "db-password", ("alice",), "alice_ro"),
    ("deploy", "deploy", "acme-deploy-key", ("alice",), ""),
    ("tracker", "generic", "generic", ("alice",), ""),
    ("notion", "notion", "notion-token", ("alice",), ""),
    ("notion-access", "notion", "oauth-access-token", ("alice",), ""),
    ("notion-refresh", "notion", "oauth-refresh-token", ("alice",), ""),
    ("linear", "linear", "linear-api-key", ("alice",), ""),
    ("linear-access", "linear", "oauth-access-token", ("alice",), ""),
    ("linear-refresh", "linear", "oauth-refresh-token", ("alice",), ""),
    ("asana-client", "asana", "oauth-client-secret", ("alice",), ""),
    ("cursor-access", "cursor", "oauth-access-token", ("alice",), ""),
    ("cursor-refresh", "cursor", "oauth-refresh-token", ("alice",), ""),
    ("sentry", "sentry", "sentry-token", ("alice",), ""),
)


def _accounts(source: Random, email: str, github: str) -> Mapping[str, Account]:
    name = email.partition("@")[0]
    role = name.replace("+", "_")
    return MappingProxyType(
        {
            "github": Account("github", str(source.randrange(10**6, 10**8)), github),
            "slack": Account("slack", "U0" + "".join(source.choices("ABCDEFGHJKMNPQRSTUVWXYZ0123456789", k=9)), name),
            "atlassian": Account("atlassian", f"712020:{UUID(int=source.getrandbits(128), version=4)}", email),
            "snowflake": Account("snowflake", role.upper(), role.upper()),
            "postgres": Account("postgres", f"{role}_ro", f"{role}_ro"),
            "deploy": Account("deploy", email, email),
        }
    )


def _person(seed: int, number: int) -> Person:
    if number < len(_PEOPLE):
        person, name, mail, status, github = _PEOPLE[number]
    else:
        person = f"p{number:05d}"
        name, mail, status, github = f"Person {number}", person, Status.ACTIVE, f"acme-{person}"
    email = f"{mail}@{DOMAIN}"
    source = Random(f"{seed}/person/{person}")  # noqa: S311 - reproducible on purpose
    return Person(person, name, email, status, _accounts(source, email, github))


def _credential(seed: int, people: Mapping[str, Person], row: tuple[str, str, str, tuple[str, ...], str]) -> Credential:
    label, service, kind, holders, login = row
    owner = people[holders[0]]
    account = owner.accounts.get(service)
    named = login or (account.login if account else owner.email)
    return Credential(label, service, kind, holders, named, Secret(mint(kind, seed, label)))


@functools.cache
def organisation(seed: int = SEED, size: int = len(_PEOPLE)) -> Organisation:
    """The organisation of `seed` with `size` people; beyond the five of the scene they are strangers without names.

    Raises `ValueError` if `size` leaves out one of the five.
    """
    if size < len(_PEOPLE):
        raise ValueError(f"the scene needs its {len(_PEOPLE)} people")
    people = tuple(_person(seed, number) for number in range(size))
    by_id = {person.id: person for person in people}
    return Organisation(seed, people, tuple(_credential(seed, by_id, row) for row in _CREDENTIALS))
