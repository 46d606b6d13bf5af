"""The simulated Slack as a service: who may call what, how often, and what every answer carries."""

import time
from collections.abc import Callable

from mcpsweep.model.secret import Secret
from mcpsweep.sandbox.exchange import Answer, Json, Reply, Request, Router
from mcpsweep.sandbox.organisation import Credential, Organisation, organisation
from mcpsweep.sandbox.slack import (
    administration,
    audit,
    hooks,
    integrations,
    members,
    people,
    scim,
    seed,
    tokens,
)
from mcpsweep.sandbox.slack.access import Refused, Role, admit, identify
from mcpsweep.sandbox.slack.call import Call, Endpoint, Endpoints, Family, body_of
from mcpsweep.sandbox.slack.limits import Gate, Limits
from mcpsweep.sandbox.slack.scene import admin_value
from mcpsweep.sandbox.slack.state import Plan, Token, hash_of
from mcpsweep.sandbox.slack.world import World

ENDPOINTS: Endpoints = (
    *tokens.ENDPOINTS,
    *people.ENDPOINTS,
    *integrations.ENDPOINTS,
    *administration.ENDPOINTS,
    *members.ENDPOINTS,
    *scim.ENDPOINTS,
    *audit.ENDPOINTS,
    *hooks.ENDPOINTS,
)

_FORBIDDEN = Router(endpoint for endpoint in ENDPOINTS if endpoint.is_forbidden)

_SCIM_STATUS = {
    "not_authed": 401,
    "invalid_auth": 401,
    "token_revoked": 401,
    "token_expired": 401,
    "account_inactive": 401,
    "missing_scope": 403,
    "not_an_admin": 403,
    "not_allowed_token_type": 403,
    "feature_not_enabled": 403,
    "cannot_deactivate_primary_owner": 403,
    "user_not_found": 404,
    "ratelimited": 429,
}


class Slack:
    """One organisation's Slack.

    Paths are those of slack.com, api.slack.com and hooks.slack.com together: `/api/auth.test`, `/scim/v2/Users`,
    `/audit/v1/logs`, `/services/T…/B…/…`.
    """

    name = "slack"

    def __init__(
        self,
        who: Organisation | None = None,
        plan: Plan = Plan.BUSINESS,
        *,
        now: Callable[[], float] = time.time,
        apps_each: int = 1,
        limits: Limits | None = None,
    ) -> None:
        """`apps_each`: apps that everybody outside the scene has installed."""
        who = who or organisation()
        self.world = World(plan, now, who.seed)
        self.admin_token = Secret(admin_value(who))
        """A user token of the primary owner: of the workspace, or of the organisation on the Enterprise plan."""
        self._gate = Gate(limits or Limits(), now)
        self._router = Router(ENDPOINTS)
        self._requests = 0
        seed.Seed(self.world, who, apps_each).fill()

    def answer(self, request: Request) -> Answer:
        """Answer one request, with all its effects."""
        self._requests += 1
        headers = [("x-slack-req-id", f"acme{self._requests:08x}")]
        found = self._router.find(request.method, request.path)
        if found is None:
            return Answer(_nowhere(request).with_headers(*headers), "")
        endpoint, parameters = found
        try:
            reply = self._let_in(request, endpoint, parameters, headers)
        except Refused as refused:
            reply = _refusal(endpoint.family, refused)
        return Answer(reply.with_headers(*headers), f"{endpoint.method} {endpoint.template}")

    def is_forbidden(self, method: str, path: str) -> bool:
        """Whether such a call would end everybody's credentials."""
        return _FORBIDDEN.find(method, path) is not None

    def is_alive(self, credential: Credential) -> bool:
        """Whether the service lets the credential in now; a browser's cookie lives as long as its token.

        Raises `KeyError` for one that it never knew.
        """
        value = credential.secret.reveal()
        if credential.kind == "slack-webhook":
            return self.world.webhooks[hash_of(value[value.index("/services/") :])].is_alive
        hashed = hash_of(value)
        if credential.kind == "slack-session-cookie":
            return any(one.cookie == hashed and one.death is None for one in self.world.tokens.values())
        return self.world.tokens[hashed].death is None

    def _let_in(
        self, request: Request, endpoint: Endpoint, parameters: dict[str, str], headers: list[tuple[str, str]]
    ) -> Reply:
        token = None
        if endpoint.access.role is not Role.ANYBODY:
            token = identify(self.world, _bearer(request), request.headers.get("cookie", ""))
            headers.append(("x-oauth-scopes", ",".join(token.scopes)))
            headers.append(("x-accepted-oauth-scopes", ",".join(endpoint.access.scopes)))
        wait = self._gate.wait(endpoint.tier, *_counted(endpoint, token))
        if wait:
            reply = _refusal(endpoint.family, Refused("ratelimited"))
            return Reply(429, reply.body, (("Retry-After", str(wait)),))
        if token is not None:
            admit(self.world, endpoint.access, token)
        return endpoint.handler(Call(request, parameters, self.world, token))


def _counted(endpoint: Endpoint, token: Token | None) -> tuple[str, ...]:
    """What shares one limit: a method by one app in one workspace; the audit log by all of the organisation."""
    if endpoint.family is Family.AUDIT or token is None:
        return (endpoint.template,)
    return endpoint.template, token.team, token.app


def _bearer(request: Request) -> str:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    return str(body_of(request).get("token") or "")


def _refusal(family: Family, refused: Refused) -> Reply:
    if family is Family.SCIM:
        status = _SCIM_STATUS.get(refused.error, 400)
        return Reply(status, {"Errors": {"description": refused.error, "code": status}})
    body: dict[str, Json] = {"ok": False, "error": refused.error, **refused.details}
    return Reply(200, body)


def _nowhere(request: Request) -> Reply:
    if request.path.startswith(f"{Family.WEB.value}/"):
        return Reply(200, {"ok": False, "error": "unknown_method"})
    return Reply(404)
