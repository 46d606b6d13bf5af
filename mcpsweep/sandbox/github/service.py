"""The simulated GitHub as a service: who may call what, how often, and what every answer carries."""

import hashlib
import json
import time
from collections.abc import Callable

from mcpsweep.model.secret import Secret
from mcpsweep.sandbox.exchange import Answer, Reply, Request, Router
from mcpsweep.sandbox.github import (
    apps,
    assets,
    audit,
    authorizations,
    identity,
    invitations,
    keys,
    membership,
    scim,
    seats,
    seed,
    siteadmin,
    teams,
    tokens,
)
from mcpsweep.sandbox.github.access import (
    Access,
    Anonymous,
    Caller,
    Entrance,
    Refused,
    Role,
    TokenCaller,
    admit,
    identify,
    not_found,
    refuse,
)
from mcpsweep.sandbox.github.call import Call, Endpoint, Endpoints
from mcpsweep.sandbox.github.limits import Budget, Gate, Limits
from mcpsweep.sandbox.github.state import Product, TokenKind, hash_of
from mcpsweep.sandbox.github.world import World
from mcpsweep.sandbox.organisation import NAME, Credential, Organisation, organisation

ENTERPRISE = "acme-inc"


def read_rate_limit(call: Call) -> Reply:
    """Filled in by the service: only it knows the caller's budget."""
    raise not_found()


ENDPOINTS: Endpoints = (
    Endpoint("GET", "/rate_limit", read_rate_limit, Access(Role.ANYBODY)),
    *identity.ENDPOINTS,
    *tokens.ENDPOINTS,
    *authorizations.ENDPOINTS,
    *keys.ENDPOINTS,
    *assets.ENDPOINTS,
    *membership.ENDPOINTS,
    *invitations.ENDPOINTS,
    *teams.ENDPOINTS,
    *seats.ENDPOINTS,
    *apps.ENDPOINTS,
    *audit.ENDPOINTS,
    *scim.ENDPOINTS,
    *siteadmin.ENDPOINTS,
)

_FORBIDDEN = Router(endpoint for endpoint in ENDPOINTS if endpoint.is_forbidden)


class GitHub:
    """One organisation's GitHub. Paths are those below `https://api.github.com` or `https://HOST/api/v3`.

    An Enterprise Server has its GraphQL beside that: serve the same object at `/api/v3` and at `/api`.
    """

    name = "github"

    def __init__(
        self,
        who: Organisation | None = None,
        product: Product = Product.SAML,
        *,
        now: Callable[[], float] = time.time,
        delay: float = 0.2,
        grants_each: int = 1,
        limits: Limits | None = None,
    ) -> None:
        """`delay`: seconds until a 202 is done; `grants_each`: fine-grained grants of everybody outside the scene."""
        who = who or organisation()
        self.world = World(product, now, NAME, ENTERPRISE, delay)
        self.admin_token = Secret(seed.admin_value(who))
        self.client_secret = Secret(seed.client_secret(who))
        self._clients = {seed.APP_CLIENT: seed.client_secret(who)}
        self._gate = Gate(limits or Limits(), now)
        self._router = Router(endpoint for endpoint in ENDPOINTS if product in endpoint.products)
        self._requests = 0
        seed.Seed(self.world, who, grants_each).fill()

    def answer(self, request: Request) -> Answer:
        """Answer one request, with all its effects."""
        self.world.catch_up()
        self._requests += 1
        common: list[tuple[str, str]] = [("X-GitHub-Request-Id", f"ACME:{self._requests:08X}")]
        if self.world.product is Product.SERVER:
            common.append(("X-GitHub-Enterprise-Version", identity.SERVER_VERSION))
        found = self._router.find(request.method, request.path)
        route = f"{found[0].method} {found[0].template}" if found else ""
        try:
            reply = self._let_in(request, found, common)
        except Refused as refused:
            reply = refused.reply
        reply = _conditional(request, reply)
        return Answer(reply.with_headers(*common), route)

    def is_forbidden(self, method: str, path: str) -> bool:
        """Whether such a call would end everybody's credentials, in a product that has it."""
        return _FORBIDDEN.find(method, path) is not None

    def is_alive(self, credential: Credential) -> bool:
        """Whether the service lets the credential in now. Raises `KeyError` for one that it never knew."""
        self.world.catch_up()
        return self.world.by_hash[hash_of(credential.secret.reveal())].is_alive

    def _let_in(
        self, request: Request, found: tuple[Endpoint, dict[str, str]] | None, common: list[tuple[str, str]]
    ) -> Reply:
        if not request.headers.get("user-agent"):
            raise refuse(
                403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent"
            )
        version = request.headers.get("x-github-api-version", identity.VERSIONS[0])
        if version not in identity.VERSIONS:
            raise refuse(400, "Not a supported API version")
        is_nameless = found is not None and found[0].access.entrance is Entrance.NAMELESS
        if is_nameless and "authorization" in request.headers:
            raise refuse(403, "This endpoint does not take an Authorization header")
        caller = Anonymous() if is_nameless else self._identify(request)
        budget = self._gate.budget(caller, is_audit=found is not None and found[0].template.endswith("/audit-log"))
        if found is None:
            self._charge(budget, common)
            raise not_found()
        endpoint, parameters = found
        call = Call(request, parameters, caller, self.world, version)
        common.extend(_of_token(caller, endpoint))
        if endpoint.handler is read_rate_limit:
            return self._rate_limit(budget, version)
        self._charge(budget, common)
        for name, known in (("org", self.world.organisation), ("enterprise", self.world.enterprise)):
            if parameters.get(name, known).casefold() != known.casefold():
                raise not_found()
        admit(self.world, endpoint.access, caller, endpoint.template.startswith(("/orgs/", "/repos/")))
        return endpoint.handler(call)

    def _identify(self, request: Request) -> Caller:
        _, _, value = request.headers.get("authorization", "").partition(" ")
        known = self.world.by_hash.get(hash_of(value))
        if known is None:
            return identify(self.world, request, self._clients)
        self._gate.check_failures(known.user)
        try:
            return identify(self.world, request, self._clients)
        except Refused as refused:
            if refused.reply.status == 401:
                self._gate.fail(known.user)
            raise

    def _charge(self, budget: Budget, common: list[tuple[str, str]]) -> None:
        if self.world.product is not Product.SERVER:  # limits are off there unless somebody turns them on
            self._gate.spend(budget)
            common.extend(budget.headers())

    def _rate_limit(self, budget: Budget, version: str) -> Reply:
        if self.world.product is Product.SERVER:
            raise refuse(404, "Rate limiting is not enabled.")
        core = {
            "limit": budget.limit,
            "used": budget.used,
            "remaining": budget.limit - budget.used,
            "reset": int(budget.reset),
        }
        body = {"resources": {"core": core, "search": core, "scim": core}}
        return Reply(200, body if version == identity.VERSIONS[1] else {**body, "rate": core})


def _of_token(caller: Caller, endpoint: Endpoint) -> list[tuple[str, str]]:
    """What GitHub tells of the token: scopes of classic and OAuth ones, and the end of its life."""
    if not isinstance(caller, TokenCaller):
        return []
    token, headers = caller.token, []
    if token.kind in (TokenKind.CLASSIC, TokenKind.OAUTH):
        headers.append(("X-OAuth-Scopes", ", ".join(token.scopes)))
        headers.append(("X-Accepted-OAuth-Scopes", ", ".join(endpoint.access.scopes)))
    if token.expires_at is not None:
        text = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(token.expires_at))
        headers.append(("github-authentication-token-expiration", text))
    return headers


def _conditional(request: Request, reply: Reply) -> Reply:
    """An `ETag` for what was read, and 304 for who has it already."""
    if request.method != "GET" or reply.status != 200:
        return reply
    tag = f'W/"{hashlib.sha256(json.dumps(reply.body, sort_keys=True).encode()).hexdigest()}"'
    if request.headers.get("if-none-match") == tag:
        return Reply(304, None, (("ETag", tag),))
    return reply.with_headers(("ETag", tag))
