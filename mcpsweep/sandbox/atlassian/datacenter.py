"""Jira and Confluence on the organisation's own machines, with personal access tokens of their own.

https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
The search over everybody's tokens is in no documentation; administrators' scripts use it.
"""

from mcpsweep.sandbox.atlassian.access import Open, Refused, basic, bearer, not_found, refuse
from mcpsweep.sandbox.atlassian.call import DONE, MAX_PAGE, Call, Endpoint, Endpoints, found, texts
from mcpsweep.sandbox.atlassian.state import DataCenter, LocalUser, PersonalToken, hash_of, when
from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.tokens import mint

DAY = 86400.0
NEVER = "9999-12-31T23:59:59.999+0000"
XSRF = "x-atlassian-token"
"""The header that a search must carry with the value `nocheck` (or `no-check`)."""


def _server(call: Call) -> DataCenter:
    return call.world.servers[call.host]


def _unauthorized() -> Refused:
    return Refused(Reply(401, {"message": "Client must be authenticated to access this resource.", "status-code": 401}))


def _caller(call: Call) -> LocalUser:
    """Who calls, by a token or a password. Raises `Refused` with 401."""
    server = _server(call)
    if value := bearer(call.request):
        now, hashed = call.world.now(), hash_of(value)
        for token in server.tokens.values():
            if token.hashed == hashed and (token.expires_at is None or token.expires_at > now):
                token.last_accessed_at = now
                return server.users[token.user]
        raise _unauthorized()
    name, password = basic(call.request)
    for user in server.users.values():
        if user.name == name and user.password_hash == hash_of(password):
            return user
    raise _unauthorized()


def _admin(call: Call) -> LocalUser:
    """An administrator who calls. Raises `Refused` with 401 or 403."""
    user = _caller(call)
    if not user.is_admin:
        raise refuse(403, "Administrator permission is required")
    return user


def read_jira_user(call: Call) -> Reply:
    """Who calls Jira."""
    return Reply(200, _jira(_caller(call)))


def _jira(user: LocalUser) -> Json:
    names = {"key": user.key, "name": user.name, "emailAddress": user.email, "displayName": user.display_name}
    return {**names, "active": True}


def _asked_for(call: Call) -> LocalUser:
    """The user with the key or the login of the query. Raises `Refused` with 404."""
    users = _server(call).users
    if key := call.request.first("key"):
        return found(users.get(key))
    name = call.request.first("username")
    return found(next((user for user in users.values() if user.name == name), None))


def find_jira_user(call: Call) -> Reply:
    """A user by key or login."""
    _caller(call)
    return Reply(200, _jira(_asked_for(call)))


def read_confluence_user(call: Call) -> Reply:
    """Who calls Confluence. Where strangers may read, a dead token reads as 200 and nobody."""
    try:
        user = _caller(call)
    except Refused:
        if not _server(call).lets_strangers_in:
            raise
        return Reply(200, {"type": "anonymous", "username": "", "displayName": "Anonymous"})
    return Reply(200, _confluence(user))


def _confluence(user: LocalUser) -> Json:
    return {"type": "known", "username": user.name, "userKey": user.key, "displayName": user.display_name}


def find_confluence_user(call: Call) -> Reply:
    """A user by key or login."""
    _caller(call)
    return Reply(200, _confluence(_asked_for(call)))


def _token(call: Call, token: PersonalToken) -> Json:
    used = {} if token.last_accessed_at is None else {"lastAccessedAt": when(token.last_accessed_at)}
    ends = NEVER if token.expires_at is None else when(token.expires_at)
    names = {"id": token.id, "name": token.name, "createdAt": when(token.created_at), "expiringAt": ends}
    return {**names, **used, "userProfileResource": {"username": _server(call).users[token.user].name}}


def list_tokens(call: Call) -> Reply:
    """The caller's own, by any one of them."""
    user = _caller(call)
    return Reply(200, [_token(call, token) for token in _server(call).tokens.values() if token.user == user.key])


def create_token(call: Call) -> Reply:
    """A new one of the caller's own; its value is shown this once."""
    user, server, body = _caller(call), _server(call), call.body()
    name, days = body.get("name"), body.get("expirationDuration")
    if not isinstance(name, str) or not name or not (days is None or (isinstance(days, int) and days > 0)):
        raise refuse(400, "A token needs a name, and a lifetime in whole days if any")
    number, now = max(server.tokens, default=0) + 1, call.world.now()
    value = mint("atlassian-personal-token", number, f"{server.host}/{name}")
    ends = None if days is None else now + days * DAY
    token = PersonalToken(number, hash_of(value), user.key, name, now, ends)
    server.tokens[number] = token
    return Reply(201, {**_token(call, token), "rawToken": value})


def delete_token(call: Call) -> Reply:
    """End one: the caller's own, or anybody's if the caller is an administrator."""
    user, server = _caller(call), _server(call)
    text = call.parameters["tokenId"]
    token = server.tokens.get(int(text)) if text.isascii() and text.isdecimal() else None
    if token is None or not (user.is_admin or token.user == user.key):
        raise not_found()
    del server.tokens[token.id]
    return DONE


def search_tokens(call: Call) -> Reply:
    """Everybody's, or those of the users with certain keys."""
    _admin(call)
    if call.request.headers.get(XSRF, "") not in ("nocheck", "no-check"):
        raise refuse(403, "XSRF check failed")
    body = call.body()
    page, limit = body.get("page", 0), body.get("limit", MAX_PAGE)
    if not isinstance(page, int) or not isinstance(limit, int) or page < 0 or limit < 1:
        raise refuse(400, "page and limit are whole numbers")
    name, keys, size = str(body.get("name", "")), texts(body.get("userKeys", [])), min(limit, MAX_PAGE)
    tokens = [
        token
        for token in _server(call).tokens.values()
        if (not keys or token.user in keys) and name.casefold() in token.name.casefold()
    ]
    shown = tokens[page * size : (page + 1) * size]
    return Reply(200, {"page": page, "limit": size, "values": [_token(call, token) for token in shown]})


_TOKENS = "/rest/pat/latest/tokens"
_PERSONAL: Endpoints = (
    Endpoint("GET", _TOKENS, list_tokens, Open()),
    Endpoint("POST", _TOKENS, create_token, Open()),
    Endpoint("DELETE", _TOKENS + "/{tokenId}", delete_token, Open()),
    Endpoint("POST", _TOKENS + "/search", search_tokens, Open()),
)
JIRA: Endpoints = (
    Endpoint("GET", "/rest/api/2/myself", read_jira_user, Open()),
    Endpoint("GET", "/rest/api/2/user", find_jira_user, Open()),
    *_PERSONAL,
)
CONFLUENCE: Endpoints = (
    Endpoint("GET", "/rest/api/user/current", read_confluence_user, Open()),
    Endpoint("GET", "/rest/api/user", find_confluence_user, Open()),
    *_PERSONAL,
)
