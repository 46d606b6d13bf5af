"""The simulated Atlassian on its many hosts, all of which know the same world."""

import time
from collections.abc import Callable, Mapping

from mcpsweep.model.secret import Secret
from mcpsweep.sandbox.atlassian import apiaccess, apps, datacenter, directory, events, management, seed, serviceaccounts
from mcpsweep.sandbox.atlassian.access import Open, Refused, admit, identify, not_found
from mcpsweep.sandbox.atlassian.call import Call, Endpoint, Endpoints
from mcpsweep.sandbox.atlassian.limits import Gate, Limits
from mcpsweep.sandbox.atlassian.state import Plan, hash_of
from mcpsweep.sandbox.atlassian.world import World
from mcpsweep.sandbox.exchange import Answer, Reply, Request, Router, Service
from mcpsweep.sandbox.organisation import NAME, SITE, Credential, Organisation, organisation

API = "api.atlassian.com"
BITBUCKET = "api.bitbucket.org"
ORGANISATION_ID = "0a1b2c3d-0000-4000-8000-acce55ac0001"
DIRECTORY_ID = "0a1b2c3d-0000-4000-8000-acce55ac0002"

ADMINISTRATION: Endpoints = (
    *apiaccess.ENDPOINTS,
    *serviceaccounts.ENDPOINTS,
    *management.ENDPOINTS,
    *directory.ENDPOINTS,
    *events.ENDPOINTS,
)
HOSTS: Mapping[str, Endpoints] = {
    API: (*ADMINISTRATION, *apps.GATEWAY),
    SITE: apps.SITE,
    seed.ELSEWHERE: apps.SITE,
    BITBUCKET: apps.BITBUCKET,
    seed.JIRA_SERVER: datacenter.JIRA,
    seed.CONFLUENCE_SERVER: datacenter.CONFLUENCE,
}
"""What each host answers, by its real name."""


class Host:
    """One host of Atlassian's or of the organisation's own, as a service."""

    name = "atlassian"

    def __init__(self, host: str, world: World, gate: Gate) -> None:
        self._host = host
        self._world = world
        self._gate = gate
        self._router = Router(HOSTS[host])
        self._forbidden = Router(endpoint for endpoint in HOSTS[host] if endpoint.is_forbidden)

    def answer(self, request: Request) -> Answer:
        """Answer one request, with all its effects."""
        self._world.catch_up()
        found = self._router.find(request.method, request.path)
        if found is None:
            return Answer(not_found().reply, "")
        endpoint, parameters = found
        try:
            reply = self._let_in(request, endpoint, parameters)
        except Refused as refused:
            reply = refused.reply
        return Answer(reply, f"{endpoint.method} {endpoint.template}")

    def is_forbidden(self, method: str, path: str) -> bool:
        """Whether such a call would end tokens without naming any."""
        return self._forbidden.find(method, path) is not None

    def _let_in(self, request: Request, endpoint: Endpoint, parameters: Mapping[str, str]) -> Reply:
        if isinstance(endpoint.access, Open):
            return endpoint.handler(Call(request, parameters, self._world, self._host, None))
        key = identify(self._world, request)
        key.last_active_at = self._world.now()
        budget = self._gate.spend(key.id, request.path, request.path.endswith(events.AUDITED))
        try:
            admit(endpoint.access, key)
            if parameters.get("orgId", self._world.organisation) != self._world.organisation:
                raise not_found()
            reply = endpoint.handler(Call(request, parameters, self._world, self._host, key))
        except Refused as refused:
            reply = refused.reply
        return reply.with_headers(*budget.headers())


class Atlassian:
    """One organisation's Atlassian: `Server(Atlassian().services())` puts every host at a prefix of its own name."""

    def __init__(
        self,
        who: Organisation | None = None,
        *,
        plan: Plan = Plan.GUARD,
        now: Callable[[], float] = time.time,
        delay: float = 0.2,
        tokens_each: int = 1,
        limits: Limits | None = None,
    ) -> None:
        """`delay`: seconds that a revoked token still works; `tokens_each`: of everybody outside the scene."""
        self._who = who or organisation()
        self.world = World(now, plan, delay, ORGANISATION_ID, NAME, DIRECTORY_ID)
        seed.Seed(self.world, self._who, tokens_each).fill()
        self.scoped_key = self.value("mcpsweep-scoped", "atlassian-organisation-key")
        """Can read whatever a key with scopes can."""
        self.unscoped_key = self.value("mcpsweep", "atlassian-organisation-key")
        """Can do everything."""
        self.cloud_id = self.world.sites[SITE].cloud_id
        gate = Gate(limits or Limits(), now)
        self.hosts: Mapping[str, Service] = {host: Host(host, self.world, gate) for host in HOSTS}
        """By real name."""

    def services(self, prefix: str = "") -> Mapping[str, Service]:
        """Every host below `prefix`: `/atlassian/api.atlassian.com`, `/atlassian/acme.atlassian.net` …"""
        return {f"{prefix}/{host}": service for host, service in self.hosts.items()}

    def own_keys(self) -> tuple[str, ...]:
        """The ids of the two keys above: what tells them from everybody else's in a list."""
        return tuple(key.id for key in self.world.keys.values() if key.label.startswith("mcpsweep"))

    def is_alive(self, credential: Credential) -> bool:
        """Whether the service lets the credential in now. Raises `KeyError` for one that it never knew."""
        self.world.catch_up()
        return self.world.works(self.world.by_hash[hash_of(credential.secret.reveal())])

    def value(self, name: str, kind: str = "atlassian-api-token") -> Secret:
        """The value of a credential that only this Atlassian knows, by its name there; see `seed`.

        Tokens of the scene are the organisation's: `organisation().credential("jira")`.
        """
        return Secret(seed.value_of(self._who, name, kind))
