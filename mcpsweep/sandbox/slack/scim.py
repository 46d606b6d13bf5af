"""Provisioning, SCIM 1.1 and 2.0: the members, and how one is deactivated. It says nothing of tokens.

Source: docs.slack.dev/reference/scim-api.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.slack.access import MEMBERS, Access, Refused, Role
from mcpsweep.sandbox.slack.call import Call, Endpoint, Endpoints, Family, json_object
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import Plan, User

DEFAULT_PAGE = 100
_FILTER = re.compile(r'(email|emails\.value|userName|id)\s+eq\s+"([^"]*)"')
_SELECTORS: dict[str, Callable[[User], str]] = {
    "email": lambda user: user.email,
    "emails.value": lambda user: user.email,
    "userName": lambda user: user.name,
    "id": lambda user: user.id,
}


@dataclass(frozen=True, slots=True)
class Version:
    """What differs between the versions of the protocol."""

    path: str
    user_schema: str
    list_schema: str
    enterprise_schema: str


_FIRST = Version(
    "v1", "urn:scim:schemas:core:1.0", "urn:scim:schemas:core:1.0", "urn:scim:schemas:extension:enterprise:1.0"
)
_SECOND = Version(
    "v2",
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:api:messages:2.0:ListResponse",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
)


def _view(call: Call, version: Version, user: User) -> Json:
    given, _, family = user.real_name.partition(" ")
    return {
        "schemas": [version.user_schema, version.enterprise_schema],
        "id": user.id,
        "externalId": f"okta-{user.id}",
        "meta": {
            "created": datetime.fromtimestamp(user.updated, UTC).isoformat(timespec="seconds"),
            "location": f"{call.request.base}/scim/{version.path}/Users/{user.id}",
        },
        "userName": user.name,
        "nickName": user.name,
        "name": {"givenName": given, "familyName": family or given},
        "displayName": user.real_name,
        "profileUrl": f"https://acme.slack.com/team/{user.name}",
        "title": "",
        "timezone": "Europe/Lisbon",
        "active": not user.is_deleted,
        "emails": [{"value": user.email, "type": "work", "primary": True}],
        "photos": [],
        "groups": [],
        version.enterprise_schema: {"manager": {}},
    }


def _list(version: Version) -> Callable[[Call], Reply]:
    def list_users(call: Call) -> Reply:
        users = [user for user in call.world.users.values() if not user.bot_id]
        wanted = call.request.first("filter")
        if wanted:
            match = _FILTER.fullmatch(wanted)
            if match is None:
                raise Refused("invalid_filter")
            select = _SELECTORS[match[1]]
            users = [user for user in users if select(user).casefold() == match[2].casefold()]
        start = call.number("startIndex", 1)
        part = users[start - 1 :][: call.number("count", DEFAULT_PAGE)]
        body = {
            "schemas": [version.list_schema],
            "totalResults": len(users),
            "itemsPerPage": len(part),
            "startIndex": start,
            "Resources": [_view(call, version, user) for user in part],
        }
        return Reply(200, body)

    return list_users


def _member(call: Call) -> User:
    user = call.world.users.get(call.parameters["user"])
    if user is None or user.bot_id:
        raise Refused("user_not_found")
    return user


def _read(version: Version) -> Callable[[Call], Reply]:
    return lambda call: Reply(200, _view(call, version, _member(call)))


def _set_active(call: Call, user: User, wanted: bool) -> None:
    if wanted:
        call.world.reactivate(user, call.caller.id)
    elif user.is_primary_owner:
        raise Refused("cannot_deactivate_primary_owner")
    else:
        call.world.deactivate(user, call.caller.id)


def _changes(version: Version, body: dict[str, Json]) -> list[dict[str, Json]]:
    """The attributes that a body sets, in order: 1.1 names them at the top, 2.0 in operations."""
    if version is _FIRST:
        return [body]
    operations = body.get("Operations")
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise Refused("invalid_arguments")
    replacing = [one for one in operations if str(one.get("op", "")).lower() == "replace"]
    return [{one["path"]: one.get("value")} if one.get("path") else dict(one.get("value") or {}) for one in replacing]


def _change(version: Version) -> Callable[[Call], Reply]:
    def change_user(call: Call) -> Reply:
        user = _member(call)
        for change in _changes(version, json_object(call.request)):
            if "active" in change:
                _set_active(call, user, str(change["active"]).lower() == "true")
        return Reply(200, _view(call, version, user))

    return change_user


def delete_user(call: Call) -> Reply:
    """Deactivate: the account is not erased, and lists go on to show it."""
    _set_active(call, _member(call), False)
    return Reply(204)


_PROVISIONED = frozenset({Plan.BUSINESS, Plan.ENTERPRISE})
_ADMIN = Access(Role.ADMIN, ("admin",), MEMBERS, _PROVISIONED)


def _endpoints(version: Version) -> Endpoints:
    users = f"{Family.SCIM.value}/{version.path}/Users"
    return (
        Endpoint("GET", users, _list(version), _ADMIN, Tier.SPECIAL, Family.SCIM),
        Endpoint("GET", users + "/{user}", _read(version), _ADMIN, Tier.SPECIAL, Family.SCIM),
        Endpoint("PATCH", users + "/{user}", _change(version), _ADMIN, Tier.SPECIAL, Family.SCIM),
        Endpoint("DELETE", users + "/{user}", delete_user, _ADMIN, Tier.SPECIAL, Family.SCIM),
    )


ENDPOINTS: Endpoints = (*_endpoints(_FIRST), *_endpoints(_SECOND))
