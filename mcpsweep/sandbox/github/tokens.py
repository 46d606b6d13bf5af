"""Fine-grained tokens with access to the organisation, and the end of any token that somebody holds."""

from typing import TypeGuard

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Entrance, Role, refuse
from mcpsweep.sandbox.github.call import CLOUDS, DONE, Call, Endpoint, Endpoints, accepted, found, numbers
from mcpsweep.sandbox.github.state import Grant, Product, Token, TokenKind, hash_of, kind_of, when
from mcpsweep.sandbox.github.world import World

MAX_BULK = 100
MAX_CREDENTIALS = 1000
MAX_REASON = 1024
MAX_OWNERS = 10
MAX_TOKEN_IDS = 50

_CLOUD_KINDS = frozenset(
    {TokenKind.CLASSIC, TokenKind.FINE_GRAINED, TokenKind.OAUTH, TokenKind.APP_USER, TokenKind.REFRESH}
)
_SERVER_KINDS = frozenset({TokenKind.CLASSIC, TokenKind.FINE_GRAINED})


def _apps_only(permission: str) -> Access:
    return Access(Role.OWNER, permission=permission, entrance=Entrance.APPS)


def _grant(call: Call, grant: Grant, is_request: bool = False) -> Json:
    """A fine-grained token's access, granted or asked for. Nothing of the value is in it."""
    token = call.world.tokens[grant.token]
    kind = "personal-access-token-requests" if is_request else "personal-access-tokens"
    repositories = f"{call.request.base}/orgs/{call.world.organisation}/{kind}/{grant.id}/repositories"
    said = (
        {"reason": grant.reason or None, "created_at": when(grant.created_at)}
        if is_request
        else {"access_granted_at": when(grant.created_at)}
    )
    return {
        "id": grant.id,
        "owner": call.views.user(call.world.users[token.user]),
        "repository_selection": grant.selection,
        "repositories_url": repositories,
        "permissions": {"organization": {}, "repository": dict(token.permissions), "other": {}},
        "token_id": token.id,
        "token_name": token.name,
        "token_expired": token.expires_at is not None and token.expires_at <= call.world.now(),
        "token_expires_at": when(token.expires_at),
        "token_last_used_at": when(token.last_used_at),
        **said,
    }


def _selected(call: Call, grants: dict[int, Grant]) -> list[Grant]:
    """The grants that the query's filters leave, newest first unless it asks otherwise.

    A table of grants is in the order of their creation, so that a long list costs no sorting.
    """
    rows = list(grants.values())
    if call.request.first("direction") != "asc":
        rows.reverse()
    owners = {login.casefold() for login in call.request.all("owner")}
    wanted = call.request.all("token_id")
    if len(owners) > MAX_OWNERS or len(wanted) > MAX_TOKEN_IDS:
        raise refuse(422, "Validation Failed")
    before, after = call.request.first("last_used_before"), call.request.first("last_used_after")
    permission, _, level = call.request.first("permission").rpartition("_")
    if not (owners or wanted or before or after or permission):
        return rows

    def stays(grant: Grant) -> bool:
        token = call.world.tokens[grant.token]
        used = when(token.last_used_at) or ""
        return (
            (not owners or call.world.users[token.user].login.casefold() in owners)
            and (not wanted or str(token.id) in wanted)
            and (not before or used < before)
            and (not after or used > after)
            and (not permission or token.permissions.get(permission) == level)
        )

    return [grant for grant in rows if stays(grant)]


def list_grants(call: Call) -> Reply:
    """Those that were granted; those whose token is of another owner or was never granted are not here."""
    return call.page(_selected(call, call.world.grants), lambda one: _grant(call, one))


def list_requests(call: Call) -> Reply:
    """Those that wait for an answer."""
    grants = _selected(call, call.world.requests)
    return call.page(grants, lambda grant: _grant(call, grant, is_request=True))


def list_grant_repositories(call: Call) -> Reply:
    """The repositories that one grant reaches."""
    found(call.world.grants.get(call.number("pat_id")))
    return call.page(list(call.world.repositories.values()), call.views.repository)


def _revoke_grant(world: World, grant: int, actor: str) -> None:
    """The organisation's grant ends; the token itself lives on."""
    row = world.grants.pop(grant, None)
    if row is not None:
        world.record("personal_access_token.access_revoked", actor, token=world.tokens[row.token])


def _revoke_action(call: Call) -> None:
    if call.body().get("action") != "revoke":
        raise refuse(422, "Validation Failed")


def revoke_grant(call: Call) -> Reply:
    """Revoke one."""
    _revoke_action(call)
    grant = found(call.world.grants.get(call.number("pat_id")))
    _revoke_grant(call.world, grant.id, call.actor)
    return DONE


def revoke_grants(call: Call) -> Reply:
    """Revoke up to 100 in the background."""
    _revoke_action(call)
    for grant in numbers(call.body().get("pat_ids"), MAX_BULK):
        call.world.later(lambda grant=grant: _revoke_grant(call.world, grant, call.actor))  # type: ignore[misc]
    return accepted()


def _review(call: Call, request: int, action: str) -> None:
    row = call.world.requests.pop(request, None)
    if row is None:
        return
    token = call.world.tokens[row.token]
    if action == "approve":
        row.created_at = call.world.now()
        call.world.grants[row.id] = row
    verb = "access_granted" if action == "approve" else "request_denied"
    call.world.record(f"personal_access_token.{verb}", call.actor, token=token)


def _review_action(call: Call) -> str:
    body = call.body()
    action = body.get("action")
    if action not in ("approve", "deny") or len(str(body.get("reason") or "")) > MAX_REASON:
        raise refuse(422, "Validation Failed")
    return str(action)


def review_request(call: Call) -> Reply:
    """Approve or deny one request."""
    action = _review_action(call)
    request = found(call.world.requests.get(call.number("pat_request_id")))
    _review(call, request.id, action)
    return DONE


def review_requests(call: Call) -> Reply:
    """Approve or deny up to 100 in the background."""
    action = _review_action(call)
    for request in numbers(call.body().get("pat_request_ids"), MAX_BULK):
        call.world.later(lambda request=request: _review(call, request, action))  # type: ignore[misc]
    return accepted()


def revoke_credentials(call: Call) -> Reply:
    """End tokens by value, in the background. The answer does not say which of them were alive.

    github.com takes it only from those who do *not* say who they are, Enterprise Server only from those who do.
    """
    values = call.body().get("credentials")
    if not _are_texts(values):
        body = {"message": "Validation Failed", "errors": ["credentials must be an array of 1 to 1000 strings"]}
        return Reply(422, body)
    kinds = _SERVER_KINDS if call.world.product is Product.SERVER else _CLOUD_KINDS
    for value in values:
        token = call.world.by_hash.get(hash_of(value))
        if token is not None and kind_of(value) in kinds:
            call.world.later(lambda token=token: _end(call.world, token))  # type: ignore[misc]
    return accepted()


def _are_texts(values: Json) -> TypeGuard[list[str]]:
    return (
        isinstance(values, list)
        and 1 <= len(values) <= MAX_CREDENTIALS
        and all(isinstance(value, str) for value in values)
    )


def _end(world: World, token: Token) -> None:
    world.end_token(token, actor="github")


_PATS = "/orgs/{org}/personal-access-tokens"
_REQUESTS = "/orgs/{org}/personal-access-token-requests"
_READ_PATS = _apps_only("organization_personal_access_tokens:read")
_WRITE_PATS = _apps_only("organization_personal_access_tokens:write")
_READ_REQUESTS = _apps_only("organization_personal_access_token_requests:read")
_WRITE_REQUESTS = _apps_only("organization_personal_access_token_requests:write")

ENDPOINTS: Endpoints = (
    Endpoint("GET", _PATS, list_grants, _READ_PATS),
    Endpoint("GET", _PATS + "/{pat_id}/repositories", list_grant_repositories, _READ_PATS),
    Endpoint("POST", _PATS + "/{pat_id}", revoke_grant, _WRITE_PATS),
    Endpoint("POST", _PATS, revoke_grants, _WRITE_PATS),
    Endpoint("GET", _REQUESTS, list_requests, _READ_REQUESTS),
    Endpoint("POST", _REQUESTS + "/{pat_request_id}", review_request, _WRITE_REQUESTS),
    Endpoint("POST", _REQUESTS, review_requests, _WRITE_REQUESTS),
    Endpoint("POST", "/credentials/revoke", revoke_credentials, Access(entrance=Entrance.NAMELESS), CLOUDS),
    Endpoint("POST", "/credentials/revoke", revoke_credentials, Access(), frozenset({Product.SERVER})),
)
