"""Credentials that may pass single sign-on, and the per-user revocations of 2026.

A removal ends what the credential may do in the organisation. Only `revoke_credentials` with managed users ends the
credential itself.
"""

from collections.abc import Callable

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Role, refuse
from mcpsweep.sandbox.github.call import DONE, Call, Endpoint, Endpoints, accepted, found
from mcpsweep.sandbox.github.state import Authorization, KeyUse, Product, TokenKind, when
from mcpsweep.sandbox.github.world import World, drop

SIGN_ON = frozenset({Product.SAML, Product.MANAGED})
_SSH_KEY = "ssh_key"
_TYPES = frozenset({"classic_pat", "fine_grained_pat", _SSH_KEY, "oauth_app_token"})
_LISTED = frozenset({TokenKind.CLASSIC})
"""The documentation says of all others that they are not returned, whatever the schema allows."""


_CREDENTIAL_TYPES = {
    TokenKind.CLASSIC: "personal access token",
    TokenKind.FINE_GRAINED: "personal access token",
    TokenKind.OAUTH: "OAuth app token",
    TokenKind.APP_USER: "GitHub app token",
}


def _authorization(call: Call, authorization: Authorization) -> Json:
    """A credential that may pass single sign-on."""
    common = {
        "credential_id": authorization.id,
        "credential_authorized_at": when(authorization.authorized_at),
        "credential_accessed_at": when(authorization.accessed_at),
    }
    if authorization.key:
        key = call.world.user_keys[authorization.key]
        return {
            **common,
            "login": call.world.users[key.user].login,
            "credential_type": "SSH key",
            "fingerprint": f"SHA256:{key.id}",
            "authorized_credential_id": key.id,
            "authorized_credential_title": key.title,
        }
    token = call.world.tokens[authorization.token]
    return {
        **common,
        "login": call.world.users[token.user].login,
        "credential_type": _CREDENTIAL_TYPES[token.kind],
        "token_last_eight": token.last_eight,
        "scopes": list(token.scopes),
        "authorized_credential_id": token.id,
        "authorized_credential_note": token.name,
        "authorized_credential_expires_at": when(token.expires_at),
    }


def list_authorizations(call: Call) -> Reply:
    """What may pass; fine-grained, OAuth and app tokens pass without being listed."""
    login = call.request.first("login").casefold()

    def is_listed(one: Authorization) -> bool:
        owner = _owner(call.world, one)
        is_shown = bool(one.key) or call.world.tokens[one.token].kind in _LISTED
        return is_shown and (not login or call.world.users[owner].login.casefold() == login)

    return call.page(
        [one for one in call.world.authorizations.values() if is_listed(one)], lambda one: _authorization(call, one)
    )


def _owner(world: World, one: Authorization) -> int:
    return world.user_keys[one.key].user if one.key else world.tokens[one.token].user


def remove_authorization(call: Call) -> Reply:
    """One credential may not pass any more. It lives on elsewhere."""
    one = found(call.world.authorizations.get(call.number("credential_id")))
    del call.world.authorizations[one.id]
    token = call.world.tokens.get(one.token)
    owner = call.world.users[_owner(call.world, one)].login
    call.world.record("org_credential_authorization.deauthorize", call.actor, token=token, user=owner)
    return DONE


def _type_of(world: World, one: Authorization) -> str:
    return _SSH_KEY if one.key else world.tokens[one.token].kind.value


def _end_access(world: World, user: int, types: frozenset[str], actor: str) -> None:
    ending = [
        one for one in world.authorizations.values() if _owner(world, one) == user and _type_of(world, one) in types
    ]
    for one in ending:
        token = world.tokens.get(one.token)
        world.record("org_credential_authorization.revoke", actor, token=token, user=world.users[user].login)
    drop(world.authorizations, [one.id for one in ending])
    if TokenKind.FINE_GRAINED.value in types:
        granted = [grant for grant in world.grants.values() if world.tokens[grant.token].user == user]
        for grant in granted:
            world.record("personal_access_token.access_revoked", actor, token=world.tokens[grant.token])
        drop(world.grants, [grant.id for grant in granted])


def _destroy(world: World, user: int, types: frozenset[str], actor: str) -> None:
    for token in world.tokens_of(user):
        if token.kind.value in types and token.kind is not TokenKind.OAUTH:
            world.end_token(token, actor)
    if _SSH_KEY in types:
        keys = [key.id for key in world.user_keys.values() if key.user == user and key.use is KeyUse.AUTHENTICATION]
        drop(world.user_keys, keys)


def _begin(call: Call, users: list[int], types: frozenset[str]) -> Reply:
    """End the access of those credentials in the background; the caller's own are not spared."""
    destroys = call.body().get("revoke_credentials") is True
    if destroys and call.world.product is not Product.MANAGED:
        raise refuse(422, "Credentials can only be destroyed for enterprise managed users")
    if destroys and types == {TokenKind.OAUTH.value}:
        raise refuse(422, "OAuth app tokens cannot be destroyed")
    world, actor = call.world, call.actor

    def effect() -> None:
        for user in users:
            _end_access(world, user, types, actor)
            if destroys:
                _destroy(world, user, types, actor)

    world.later(effect)
    return accepted("Credential revocation has been queued.")


def _asked_type(call: Call) -> frozenset[str]:
    asked = call.body().get("credential_type")
    if asked not in _TYPES:
        raise refuse(422, "Validation Failed")
    return frozenset({str(asked)})


def revoke_of_user(call: Call) -> Reply:
    """All of one user's."""
    return _begin(call, [call.user().id], _TYPES)


def revoke_type_of_user(call: Call) -> Reply:
    """All of one user's of one type."""
    return _begin(call, [call.user().id], _asked_type(call))


def revoke_of_everybody(call: Call) -> Reply:
    """All of everybody's."""
    return _begin(call, list(call.world.users), _TYPES)


def revoke_type_of_everybody(call: Call) -> Reply:
    """All of everybody's of one type."""
    return _begin(call, list(call.world.users), _asked_type(call))


_OWNER_READS = Access(Role.OWNER, ("read:org",), "organization_administration:read")
_OWNER_WRITES = Access(Role.OWNER, ("admin:org",), "organization_administration:write")
_ENTERPRISE = Access(Role.ENTERPRISE_OWNER, ("admin:enterprise",), "enterprise_credentials:write")


def _revocations(below: str, access: Access) -> Endpoints:
    rows: tuple[tuple[str, Callable[[Call], Reply], bool], ...] = (
        ("/{username}/revoke", revoke_of_user, False),
        ("/{username}/revoke-credential-type", revoke_type_of_user, False),
        ("/revoke-all", revoke_of_everybody, True),
        ("/revoke-credential-type", revoke_type_of_everybody, True),
    )
    return tuple(Endpoint("POST", below + end, handler, access, SIGN_ON, everybody) for end, handler, everybody in rows)


ENDPOINTS: Endpoints = (
    Endpoint("GET", "/orgs/{org}/credential-authorizations", list_authorizations, _OWNER_READS, SIGN_ON),
    Endpoint(
        "DELETE", "/orgs/{org}/credential-authorizations/{credential_id}", remove_authorization, _OWNER_WRITES, SIGN_ON
    ),
    *_revocations("/orgs/{org}/credential-authorizations", _OWNER_WRITES),
    *_revocations("/enterprises/{enterprise}/credential-authorizations", _ENTERPRISE),
)
