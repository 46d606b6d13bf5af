"""The API Access API: every managed user's tokens, and the keys of the organisation.

https://developer.atlassian.com/cloud/admin/api-access/rest/
"""

from collections.abc import Callable, Mapping

from mcpsweep.sandbox.atlassian.access import Scope, not_found, refuse
from mcpsweep.sandbox.atlassian.call import Call, Cut, Endpoint, Endpoints, found, fuzzy
from mcpsweep.sandbox.atlassian.state import ApiToken, OrganisationKey, Token, when
from mcpsweep.sandbox.exchange import Json, Reply

WINDOWS = ("createdAt", "expiresAt", "lastActiveAt")
"""Their windows (`createdAtSearchType` …) are not played: their values are documented nowhere."""


def listing(call: Call, cut: Cut) -> Reply:
    """A page whose `next` is a bare cursor."""
    links = {"self": call.request.path, "next": cut.next or None, "prev": None}
    return Reply(200, {"data": cut.rows, "links": links})


def _refuse_windows(call: Call) -> None:
    """A filter that is not played must not look as if it had been applied. Raises `Refused` with 400."""
    for name, _ in call.request.query:
        if name.startswith(WINDOWS):
            raise refuse(400, f"{name} is not supported here")


def _moments(token: Token) -> dict[str, Json]:
    """When it began, ends, and was used; the last is missing if it never was."""
    used = {} if token.last_active_at is None else {"lastActiveAt": when(token.last_active_at)}
    return {"createdAt": when(token.created_at), "expiresAt": when(token.expires_at), **used}


def _token(call: Call, token: ApiToken) -> Json:
    owner = call.world.accounts[token.account]
    return {
        "id": token.id,
        "label": token.label,
        "status": _status(token),
        **_moments(token),
        "user": {"id": owner.id, "orgId": call.world.organisation, "name": owner.name, "email": owner.email},
    }


def _status(token: ApiToken) -> str:
    return "BLOCKED" if token.is_blocked else "ALLOWED"


def _wanted(call: Call) -> Callable[[ApiToken], bool]:
    """Managed users' tokens that the query asks for. `q` finds namesakes and plus-tagged addresses too."""
    _refuse_windows(call)
    query, status = call.request.first("q"), call.request.first("status")
    if status not in ("", "ALLOWED", "BLOCKED"):
        raise refuse(400, "The status is invalid")

    def is_wanted(token: ApiToken) -> bool:
        owner = call.world.accounts[token.account]
        if token.ended_at is not None or not owner.is_managed or status not in ("", _status(token)):
            return False
        return fuzzy(query, token.label, owner.name, owner.email)

    return is_wanted


_ORDERS: Mapping[str, Callable[[ApiToken], tuple[float, str]]] = {
    "createdAt": lambda token: (token.created_at, token.id),
    "expiresAt": lambda token: (token.expires_at, token.id),
    "lastActiveAt": lambda token: (token.last_active_at or 0.0, token.id),
}


def list_tokens(call: Call) -> Reply:
    """Every managed user's tokens with their owners. `next` forgets the filters: they must be sent with it again."""
    wanted, order = _wanted(call), call.request.first("sort", "-createdAt")
    key = _ORDERS.get(order.lstrip("+- "))  # a plus sign in a query that nobody encoded arrives as a blank
    if key is None:
        raise refuse(400, "The sort order is invalid")
    tokens = sorted(call.world.api_tokens.values(), key=key, reverse=order.startswith("-"))
    cursor, size = call.request.first("cursor"), call.request.first("pageSize")
    return listing(call, call.cut(tokens, wanted, lambda token: _token(call, token), cursor, size))


def count_tokens(call: Call) -> Reply:
    """How many there are."""
    wanted = _wanted(call)
    return Reply(200, {"count": sum(wanted(token) for token in call.world.api_tokens.values())})


def revoke_every_token(call: Call) -> Reply:
    """Revoke the tokens of every managed user, whatever the body says."""
    managed = [token for token in call.world.api_tokens.values() if call.world.accounts[token.account].is_managed]
    call.world.end(managed, call.actor, "api_token_revoked")
    return Reply(200, {})


def _key(call: Call, key: OrganisationKey) -> Json:
    """A key with who made it."""
    creator = call.world.accounts[key.creator]
    made_by = {"id": creator.id, "name": creator.name, "email": creator.email}
    scopes: list[Json] = [*sorted(key.scopes)]
    named = {"id": key.id, "label": key.label, "orgId": call.world.organisation, "scopes": scopes}
    return {**named, **_moments(key), "createdBy": made_by}


def _wanted_keys(call: Call) -> Callable[[OrganisationKey], bool]:
    _refuse_windows(call)
    query, kind = call.request.first("q"), call.request.first("keyType")

    def is_wanted(key: OrganisationKey) -> bool:
        is_kind = not kind or kind == ("SCOPED" if key.scopes else "UNSCOPED")
        return key.ended_at is None and is_kind and fuzzy(query, key.label)

    return is_wanted


def list_keys(call: Call) -> Reply:
    """The organisation's own keys, the caller's among them."""
    keys, wanted = list(call.world.keys.values()), _wanted_keys(call)
    cursor, size = call.request.first("cursor"), call.request.first("pageSize")
    return listing(call, call.cut(keys, wanted, lambda key: _key(call, key), cursor, size))


def count_keys(call: Call) -> Reply:
    """How many there are."""
    return Reply(200, {"count": sum(map(_wanted_keys(call), call.world.keys.values()))})


def revoke_key(call: Call) -> Reply:
    """End one key; whoever names the caller's own is locked out."""
    key = found(call.world.keys.get(call.parameters["apiKeyId"]))
    if key.ended_at is not None:
        raise not_found()
    call.world.end([key], call.actor, "admin_api_key_revoked")
    return Reply(200, {})


_ORGANISATION = "/admin/api-access/v1/orgs/{orgId}"
_READ = Scope("read:tokens:admin")
_READ_KEYS = Scope("read:keys:admin")

ENDPOINTS: Endpoints = (
    Endpoint("GET", _ORGANISATION + "/api-tokens", list_tokens, _READ),
    Endpoint("GET", _ORGANISATION + "/api-tokens/count", count_tokens, _READ),
    Endpoint(
        "DELETE", _ORGANISATION + "/api-tokens", revoke_every_token, Scope("delete:tokens:admin"), is_forbidden=True
    ),
    Endpoint("GET", _ORGANISATION + "/api-keys", list_keys, _READ_KEYS),
    Endpoint("GET", _ORGANISATION + "/api-keys/count", count_keys, _READ_KEYS),
    Endpoint("PATCH", _ORGANISATION + "/api-keys/revoke/{apiKeyId}", revoke_key, Scope("delete:keys:admin")),
)
