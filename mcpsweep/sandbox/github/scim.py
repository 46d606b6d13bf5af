"""Provisioning: who exists because an identity provider says so, and how such a person is put out."""

import hashlib
import re

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Role, not_found, refuse
from mcpsweep.sandbox.github.call import DONE, Call, Endpoint, Endpoints
from mcpsweep.sandbox.github.state import Product, User
from mcpsweep.sandbox.github.world import World, drop

_FILTER = re.compile(r'(userName|externalId|id|displayName) eq "([^"]*)"')
_TYPE = ("Content-Type", "application/scim+json")


def _scim_user(call: Call, user: User) -> Json:
    """A provisioned user."""
    is_enterprise = call.world.product in (Product.MANAGED, Product.SERVER)
    owner = f"enterprises/{call.world.enterprise}" if is_enterprise else f"organizations/{call.world.organisation}"
    given, _, family = user.name.partition(" ")
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": user.scim_id,
        "externalId": f"okta-{user.id}",
        "userName": user.email,
        "displayName": user.name,
        "name": {"givenName": given, "familyName": family or given, "formatted": user.name},
        "emails": [{"value": user.email, "primary": True, "type": "work"}],
        "roles": [{"value": "user", "primary": True}],
        "active": not user.is_suspended,
        "meta": {
            "resourceType": "User",
            "created": "2025-01-01T00:00:00Z",
            "lastModified": "2025-01-01T00:00:00Z",
            "location": f"{call.request.base}/scim/v2/{owner}/Users/{user.scim_id}",
        },
    }


def list_users(call: Call) -> Reply:
    """The provisioned users; `filter=userName eq "…"` selects one."""
    users = [user for user in call.world.users.values() if user.scim_id]
    wanted = call.request.first("filter")
    if wanted:
        match = _FILTER.fullmatch(wanted)
        if match is None:
            raise refuse(400, "Invalid filter")
        users = [user for user in users if _scim_user(call, user)[match[1]] == match[2]]
    start = max(int(call.request.first("startIndex") or 1), 1)
    count = int(call.request.first("count") or 30)
    part = users[start - 1 : start - 1 + count]
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(users),
        "Resources": [_scim_user(call, user) for user in part],
        "startIndex": start,
        "itemsPerPage": len(part),
    }
    return Reply(200, body, (_TYPE,))


def _user(call: Call) -> User:
    wanted = call.parameters["scim_user_id"]
    for user in call.world.users.values():
        if user.scim_id and user.scim_id == wanted:
            return user
    raise not_found()


def read_user(call: Call) -> Reply:
    """One provisioned user."""
    return Reply(200, _scim_user(call, _user(call)), (_TYPE,))


def _wants_active(operations: Json) -> bool | None:
    """What the operations make of `active`; None if they do not touch it."""
    if not isinstance(operations, list):
        raise refuse(400, "Operations are missing")
    wanted: bool | None = None
    for operation in operations:
        value = operation.get("value")
        if str(operation.get("op", "")).lower() != "replace":
            continue
        if operation.get("path") == "active":
            wanted = str(value).lower() == "true"
        elif isinstance(value, dict) and "active" in value:
            wanted = str(value["active"]).lower() == "true"
    return wanted


def change_user(call: Call) -> Reply:
    """Suspend or bring back. A suspended user's credentials are kept and work again afterwards."""
    user = _user(call)
    active = _wants_active(call.body().get("Operations"))
    if active is False and not user.is_suspended:
        user.is_suspended, user.login_before = True, user.login
        if call.world.product is Product.MANAGED:
            user.login = hashlib.sha256(user.login.encode()).hexdigest()[:20]
        call.world.record("user.suspend", call.actor, user=user.login)
    elif active is True and user.is_suspended:
        user.is_suspended, user.login = False, user.login_before
    return Reply(200, _scim_user(call, user), (_TYPE,))


def delete_user(call: Call) -> Reply:
    """For good: tokens, keys and authorizations are gone."""
    user = _user(call)
    _erase(call.world, user, call.actor)
    return DONE


def _erase(world: World, user: User, actor: str) -> None:
    for token in world.tokens_of(user.id):
        world.end_token(token, actor)
    keys = [key.id for key in world.user_keys.values() if key.user == user.id]
    drop(world.authorizations, [one.id for one in world.authorizations.values() if one.key in keys])
    drop(world.user_keys, keys)
    world.members.pop(user.id, None)
    user.is_suspended, user.scim_id = True, ""
    world.record("external_identity.deprovision", actor, user=user.login)


def remove_user(call: Call) -> Reply:
    """Out of the organisation; the account is that person's own and lives on."""
    user = _user(call)
    call.world.members.pop(user.id, None)
    grants = [grant.id for grant in call.world.grants.values() if call.world.tokens[grant.token].user == user.id]
    drop(call.world.grants, grants)
    user.scim_id = ""
    call.world.record("org.revoke_external_identity", call.actor, user=user.login)
    return DONE


_ENTERPRISE = Access(Role.ENTERPRISE_OWNER, ("scim:enterprise", "admin:enterprise"), "enterprise_scim:write")
_ORGANISATION = Access(Role.OWNER, ("admin:org",), "members:write")
_PROVISIONED = frozenset({Product.MANAGED, Product.SERVER})
_SIGNED_ON = frozenset({Product.SAML})
_BY_ENTERPRISE, _BY_ORGANISATION = "/scim/v2/enterprises/{enterprise}/Users", "/scim/v2/organizations/{org}/Users"

ENDPOINTS: Endpoints = (
    Endpoint("GET", _BY_ENTERPRISE, list_users, _ENTERPRISE, _PROVISIONED),
    Endpoint("GET", _BY_ENTERPRISE + "/{scim_user_id}", read_user, _ENTERPRISE, _PROVISIONED),
    Endpoint("PATCH", _BY_ENTERPRISE + "/{scim_user_id}", change_user, _ENTERPRISE, _PROVISIONED),
    Endpoint("DELETE", _BY_ENTERPRISE + "/{scim_user_id}", delete_user, _ENTERPRISE, _PROVISIONED),
    Endpoint("GET", _BY_ORGANISATION, list_users, _ORGANISATION, _SIGNED_ON),
    Endpoint("GET", _BY_ORGANISATION + "/{scim_user_id}", read_user, _ORGANISATION, _SIGNED_ON),
    Endpoint("DELETE", _BY_ORGANISATION + "/{scim_user_id}", remove_user, _ORGANISATION, _SIGNED_ON),
)
