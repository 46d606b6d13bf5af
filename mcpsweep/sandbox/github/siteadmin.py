"""What only the administrators of an Enterprise Server can do, by classic personal tokens alone."""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Entrance, Role, TokenCaller, not_found, refuse
from mcpsweep.sandbox.github.call import DONE, Call, Endpoint, Endpoints, found, newest_first
from mcpsweep.sandbox.github.state import DeployKey, KeyUse, Product, Token, TokenKind, UserKey, when


def list_tokens(call: Call) -> Reply:
    """Every personal token of everybody; there is no filter by user."""
    tokens = [token for token in call.world.tokens.values() if token.is_alive and token.kind is TokenKind.CLASSIC]
    return call.page(tokens, lambda token: _token(call, token))


def _token(call: Call, token: Token) -> Json:
    return {
        "id": token.id,
        "url": f"{call.request.base}/authorizations/{token.id}",
        "app": {"client_id": "00000000000000000000", "name": token.name, "url": "https://docs.github.com/"},
        "token": "",
        "hashed_token": token.hashed,
        "token_last_eight": token.last_eight,
        "note": token.name,
        "note_url": None,
        "created_at": when(token.created_at),
        "updated_at": when(token.created_at),
        "scopes": list(token.scopes),
        "fingerprint": None,
        "expires_at": when(token.expires_at),
        "user": call.views.user(call.world.users[token.user]),
    }


def delete_token(call: Call) -> Reply:
    """End one; not the caller's own."""
    token = found(call.world.tokens.get(call.number("token_id")))
    if not token.is_alive:
        raise not_found()
    if isinstance(call.caller, TokenCaller) and call.caller.token.id == token.id:
        raise refuse(403, "You cannot delete the token that you are using")
    call.world.end_token(token, call.actor)
    return DONE


def list_keys(call: Call) -> Reply:
    """Every SSH key of users and of repositories."""
    users = [key for key in call.world.user_keys.values() if key.use is KeyUse.AUTHENTICATION]
    keys: list[UserKey | DeployKey] = [*users, *call.world.deploy_keys.values()]
    return call.page(newest_first(keys, lambda key: key.created_at), lambda key: _key(call, key))


def _key(call: Call, key: UserKey | DeployKey) -> Json:
    match key:
        case UserKey():
            owner: dict[str, Json] = {"user_id": key.user, "repository_id": None, "read_only": False, "added_by": None}
        case DeployKey():
            repository = call.world.repositories[key.repository].id
            owner = {
                "user_id": None,
                "repository_id": repository,
                "read_only": key.read_only,
                "added_by": key.added_by,
            }
    return {
        **owner,
        "id": key.id,
        "key": key.key,
        "url": f"{call.request.base}/admin/keys/{key.id}",
        "title": key.title,
        "verified": True,
        "created_at": when(key.created_at),
        "last_used": when(key.last_used),
    }


def delete_key(call: Call) -> Reply:
    """End one."""
    number = call.number("key_ids")
    if call.world.user_keys.pop(number, None) is None and call.world.deploy_keys.pop(number, None) is None:
        raise not_found()
    return DONE


def suspend_user(call: Call) -> Reply:
    """Nobody signs in as that user any more; the credentials are kept."""
    user = call.user()
    if isinstance(call.caller, TokenCaller) and call.caller.user.id == user.id:
        raise refuse(403, "You cannot suspend yourself")
    user.is_suspended, user.login_before = True, user.login
    call.world.record("user.suspend", call.actor, user=user.login)
    return DONE


def unsuspend_user(call: Call) -> Reply:
    """Bring a user back."""
    call.user().is_suspended = False
    return DONE


_ADMIN = Access(Role.SITE_ADMIN, ("site_admin",), entrance=Entrance.CLASSIC)
_SERVER = frozenset({Product.SERVER})

ENDPOINTS: Endpoints = (
    Endpoint("GET", "/admin/tokens", list_tokens, _ADMIN, _SERVER),
    Endpoint("DELETE", "/admin/tokens/{token_id}", delete_token, _ADMIN, _SERVER),
    Endpoint("GET", "/admin/keys", list_keys, _ADMIN, _SERVER),
    Endpoint("DELETE", "/admin/keys/{key_ids}", delete_key, _ADMIN, _SERVER),
    Endpoint("PUT", "/users/{username}/suspended", suspend_user, _ADMIN, _SERVER),
    Endpoint("DELETE", "/users/{username}/suspended", unsuspend_user, _ADMIN, _SERVER),
)
