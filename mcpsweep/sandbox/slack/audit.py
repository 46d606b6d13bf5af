"""The audit log of an Enterprise organisation: here an installation has its actor and its day.

Source: docs.slack.dev/reference/audit-logs-api/methods-actions-reference.
"""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.slack.access import ENTERPRISE_ONLY, Access, Refused, Role
from mcpsweep.sandbox.slack.call import Call, Endpoint, Endpoints, Family, done, following
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import Event, TokenKind
from mcpsweep.sandbox.slack.world import ENTERPRISE_ID, ENTERPRISE_NAME

MAX_ACTIONS = 30
MAX_ENTRIES = 9999

ACTIONS: dict[str, tuple[str, ...]] = {
    "user": (
        "user_deactivated",
        "user_reactivated",
        "user_removed_from_workspace",
        "user_session_invalidated",
        "user_session_reset_by_admin",
        "bulk_session_reset_by_admin",
    ),
    "app": (
        "app_installed",
        "org_app_installed",
        "app_uninstalled",
        "org_app_uninstalled",
        "app_approved",
        "app_restricted",
        "app_resolution_cleared",
        "app_token_preserved",
    ),
}


def list_entries(call: Call) -> Reply:
    """The entries that all the filters leave, newest first."""
    actions = call.names("action")
    if len(actions) > MAX_ACTIONS:
        raise Refused("invalid_arguments")
    actor, entity = call.text("actor"), call.text("entity")
    oldest = call.number("oldest", 1)
    latest = call.number("latest", int(call.world.now()) + 1)
    entries = [
        event
        for event in reversed(call.world.events)
        if (not actions or event.action in actions)
        and actor in ("", event.actor)
        and entity in ("", event.entity)
        and oldest <= int(event.at) <= latest
    ]
    entries.sort(key=lambda event: event.at, reverse=True)
    part, cursor = call.page(entries, MAX_ENTRIES, MAX_ENTRIES)
    return done(entries=[_view(call, event) for event in part], response_metadata=following(cursor))


def _view(call: Call, event: Event) -> Json:
    team = call.world.teams.get(event.team)
    place = (
        {"type": "workspace", "id": team.id, "name": team.name, "domain": team.domain}
        if team
        else {"type": "enterprise", "id": ENTERPRISE_ID, "name": ENTERPRISE_NAME, "domain": "acme-inc"}
    )
    return {
        "id": event.id,
        "date_create": int(event.at),
        "action": event.action,
        "actor": {"type": "user", "user": _user_view(call, event.actor)},
        "entity": _entity_view(call, event.entity),
        "context": {"location": place, "ua": "", "ip_address": "192.0.2.7", "session_id": ""},
        "details": event.details,
    }


def _user_view(call: Call, user: str) -> Json:
    known = call.world.users[user]
    team = min(known.teams, default=ENTERPRISE_ID)
    return {"id": known.id, "name": known.real_name, "email": known.email, "team": team}


def _entity_view(call: Call, entity: str) -> Json:
    if entity in call.world.users:
        return {"type": "user", "user": _user_view(call, entity)}
    app = call.world.apps[entity]
    return {
        "type": "app",
        "app": {
            "id": app.id,
            "name": app.name,
            "is_distributed": not app.is_internal,
            "is_directory_approved": not app.is_internal,
            "is_workflow_app": False,
            "scopes": [],
            "bot_scopes": [],
            "creator": app.creator,
            "team": ENTERPRISE_ID,
        },
    }


def list_actions(call: Call) -> Reply:
    """The names of all actions, for everybody to read."""
    return done(actions={family: list(names) for family, names in ACTIONS.items()})


def list_schemas(call: Call) -> Reply:
    """The kinds of entity, for everybody to read."""
    schemas = [{"type": kind, kind: {"id": "string"}} for kind in ACTIONS]
    return done(schemas=schemas)


_OWNER = Access(Role.ORGANISATION_OWNER, ("auditlogs:read",), frozenset({TokenKind.USER}), ENTERPRISE_ONLY)
_NOBODY = Access(Role.ANYBODY)
_PREFIX = Family.AUDIT.value

ENDPOINTS: Endpoints = (
    Endpoint("GET", f"{_PREFIX}/logs", list_entries, _OWNER, Tier.THREE, Family.AUDIT),
    Endpoint("GET", f"{_PREFIX}/actions", list_actions, _NOBODY, Tier.THREE, Family.AUDIT),
    Endpoint("GET", f"{_PREFIX}/schemas", list_schemas, _NOBODY, Tier.THREE, Family.AUDIT),
)
