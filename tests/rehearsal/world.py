"""A simulated service on the network with the real connector before it, both on one clock that nobody waits for."""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from mcpsweep.connectors import registry
from mcpsweep.connectors.base import Connector, Setup
from mcpsweep.connectors.http.client import Wire
from mcpsweep.model.account import Account
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.secret import Secret
from mcpsweep.sandbox.atlassian import service as atlassian
from mcpsweep.sandbox.atlassian.state import Plan as AtlassianPlan
from mcpsweep.sandbox.clock import SharedClock
from mcpsweep.sandbox.estate import Estate
from mcpsweep.sandbox.github import service as github
from mcpsweep.sandbox.github.seed import APP_ID, INSTALLATION_ID
from mcpsweep.sandbox.github.state import Product, TokenKind
from mcpsweep.sandbox.organisation import SITE, Credential, Organisation, Person, organisation
from mcpsweep.sandbox.server import Server
from mcpsweep.sandbox.slack import service as slack
from mcpsweep.sandbox.slack.state import Plan

Where: TypeAlias = Product | Plan | AtlassianPlan
"""A product or plan of a service."""

State: TypeAlias = Mapping[tuple[str, object], Any]
"""Table and key → the row, as it was when the picture was taken."""

LIVE = Wire()
_NO_ACCESS = frozenset({"events", "changes", "by_hash"})
"""Logs, which grow with every call, and what repeats another table."""
_USES = ("last_used_at", "last_used", "accessed_at", "last_active_at")
"""When something was used last: asking with it is a use."""


@dataclass(frozen=True, slots=True)
class World:
    """One product or plan of one service."""

    where: Where
    server: Server
    service: github.GitHub | slack.Slack | atlassian.Atlassian
    connector: Connector
    clock: SharedClock
    who: Organisation
    own: tuple[Secret, ...]
    """What the connector itself signs in with."""

    def person(self, person: str) -> Person:
        """Somebody of the scene."""
        return self.who.person(person)

    def account(self, person: str = "alice") -> Account:
        """The only account that the connector finds for a person's id at the service."""
        (found,) = self.connector.find_accounts(self.person(person).accounts[self.connector.service].id)
        return found.account

    def listed(self, person: str = "alice") -> tuple[list[Grant], list[Gap]]:
        """What the connector lists of a person, and what it could not."""
        listed = list(self.connector.list_grants(self.account(person)))
        return [one for one in listed if isinstance(one, Grant)], [one for one in listed if isinstance(one, Gap)]

    def held_by(self, person: str) -> tuple[Credential, ...]:
        """The person's credentials of this service."""
        return tuple(one for one in self.who.held_by(person) if one.service == self.connector.service)

    def state(self) -> State:
        """Everything that the service knows, its logs aside, once all that it works on is done."""
        self.clock.sleep(5)
        return rows(self.service)

    def assert_discreet(self) -> None:
        """Nothing was called that ends everybody's credentials, and no credential went out in a URL."""
        assert self.server.log.forbidden == 0
        values = [one.reveal() for one in (*self.own, *(credential.secret for credential in self.who.credentials))]
        seen = "\n".join(entry.target for entry in self.server.log.entries)
        assert not [value for value in values if value in seen]


def rows(service: github.GitHub | slack.Slack | atlassian.Atlassian) -> State:
    """Everything that a service knows, its logs aside, once all that is due by now is done."""
    if isinstance(service, github.GitHub | atlassian.Atlassian):
        service.world.catch_up()
    found: dict[tuple[str, object], Any] = {}
    for field in dataclasses.fields(service.world):
        value = getattr(service.world, field.name)
        if field.name in _NO_ACCESS:
            continue
        if isinstance(value, dict):
            found.update({(field.name, key): _frozen(row) for key, row in value.items()})
        elif isinstance(value, set):
            found.update({(field.name, key): True for key in value})
    return found


def services(estate: Estate) -> Mapping[str, github.GitHub | slack.Slack | atlassian.Atlassian]:
    """All of an estate, by name."""
    return {"github": estate.github, "slack": estate.slack, "atlassian": estate.atlassian}


def state_of(estate: Estate) -> State:
    """Everything that all services of an estate know, by `SERVICE.TABLE` and key."""
    return {
        (f"{name}.{table}", key): row
        for name, service in services(estate).items()
        for (table, key), row in rows(service).items()
    }


def changed(before: State, after: State) -> set[tuple[str, object]]:
    """What is not as it was."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


Effects: TypeAlias = frozenset[tuple[str, object, str]]
"""What changed, without when: table, row and field."""


def effects(before: State, after: State) -> Effects:
    """What is not as it was at the services, by `rows` or `state_of`."""
    found: set[tuple[str, object, str]] = set()
    for table, key in changed(before, after):
        old, new = before.get((table, key)), after.get((table, key))
        if isinstance(old, dict) and isinstance(new, dict):
            found |= {(table, key, name) for name in old if old[name] != new[name]}
        elif old is not None or not _is_sign_in(new):
            found.add((table, key, "made" if old is None else "gone"))
    return frozenset(found)


def _is_sign_in(row: object) -> bool:
    """Whether the row is how a GitHub App signed in."""
    return isinstance(row, dict) and row.get("kind") is TokenKind.INSTALLATION


@contextmanager
def github_world(product: Product, app_key: str, wire: Wire = LIVE) -> Iterator[World]:
    """GitHub, and the connector with the App and the owner's token."""
    clock, who = SharedClock(), organisation()
    service = github.GitHub(who, product, now=clock)
    prefixes = ("/api/v3", "/api") if product is Product.SERVER else ("/github",)
    settings = {"org": "acme", "app_id": str(APP_ID), "installation_id": str(INSTALLATION_ID)}
    if product is Product.MANAGED:
        settings["product"] = "emu"
    if product is not Product.TEAM:
        settings["enterprise"] = github.ENTERPRISE
    with Server(dict.fromkeys(prefixes, service)) as server:
        settings["api_url"] = server.url(prefixes[0])
        secrets = {"token": service.admin_token, "app_private_key": Secret(app_key)}
        connector = registry.load("github")(Setup("github", settings, secrets, clock=clock, wire=wire))
        yield World(product, server, service, connector, clock, who, (service.admin_token,))
        connector.close()


@contextmanager
def slack_world(plan: Plan, wire: Wire = LIVE) -> Iterator[World]:
    """Slack, and the connector with the primary owner's token."""
    clock, who = SharedClock(), organisation()
    service = slack.Slack(who, plan, now=clock)
    with Server({"/slack": service}) as server:
        paths = {"api_url": "/api/", "audit_url": "/audit/v1/", "scim_url": "/scim/v2/"}
        settings = {name: server.url(f"/slack{path}") for name, path in paths.items()}
        setup = Setup("slack", settings, {"token": service.admin_token}, clock=clock, wire=wire)
        connector = registry.load("slack")(setup)
        yield World(plan, server, service, connector, clock, who, (service.admin_token,))
        connector.close()


@contextmanager
def atlassian_world(plan: AtlassianPlan, wire: Wire = LIVE) -> Iterator[World]:
    """Atlassian's Cloud, and the connector with both of the organisation's keys; it knows which these are."""
    clock, who = SharedClock(), organisation()
    service = atlassian.Atlassian(who, plan=plan, now=clock)
    keys = {"org_key": service.unscoped_key, "scoped_key": service.scoped_key}
    with Server(service.services("/atlassian")) as server:
        hosts = {"api_url": atlassian.API, "site_url": SITE, "bitbucket_url": atlassian.BITBUCKET}
        settings = {name: server.url(f"/atlassian/{host}") for name, host in hosts.items()}
        settings |= {"org_id": atlassian.ORGANISATION_ID, "own_keys": " ".join(service.own_keys())}
        connector = registry.load("atlassian")(Setup("atlassian", settings, keys, clock=clock, wire=wire))
        yield World(plan, server, service, connector, clock, who, tuple(keys.values()))
        connector.close()


def _frozen(row: Any) -> Any:
    if dataclasses.is_dataclass(row) and not isinstance(row, type):
        return {name: value for name, value in dataclasses.asdict(row).items() if name not in _USES}
    return row
