"""Apps as an Enterprise organisation administers them: what is allowed, what was asked for, and out with it."""

from collections.abc import Callable

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.slack.access import ENTERPRISE_ONLY, MEMBERS, Access, Refused, Role
from mcpsweep.sandbox.slack.call import Call, Endpoints, done, following, web
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import AppRequest, Resolution, Ruling
from mcpsweep.sandbox.slack.views import app_view, scope_view
from mcpsweep.sandbox.slack.world import ENTERPRISE_ID

MAX_TEAMS = 100


def _check_place(call: Call) -> None:
    team, enterprise = call.text("team_id"), call.text("enterprise_id")
    if (team and enterprise) or enterprise not in ("", ENTERPRISE_ID):
        raise Refused("invalid_arguments")
    if team and team not in call.world.teams:
        raise Refused("team_not_found")


def _list_rulings(resolution: Resolution) -> Callable[[Call], Reply]:
    def list_rulings(call: Call) -> Reply:
        _check_place(call)
        rulings = [ruling for ruling in call.world.rulings.values() if ruling.resolution is resolution]
        part, cursor = call.page(rulings, 100)
        rows = [_ruling_view(call, ruling) for ruling in part]
        return done(**{f"{resolution.value}_apps": rows}, response_metadata=following(cursor))

    return list_rulings


def _ruling_view(call: Call, ruling: Ruling) -> Json:
    return {
        "app": app_view(call.world.apps[ruling.app]),
        "scopes": [scope_view(scope) for scope in ruling.scopes],
        "date_updated": int(ruling.at),
        "last_resolved_by": {"actor_id": ruling.actor, "actor_type": "user"},
    }


def list_requests(call: Call) -> Reply:
    """What members asked for and nobody has answered."""
    _check_place(call)
    part, cursor = call.page(list(call.world.requests.values()), 100)
    rows = [_request_view(call, request) for request in part]
    return done(app_requests=rows, response_metadata=following(cursor))


def _request_view(call: Call, request: AppRequest) -> Json:
    user, team = call.world.users[request.user], call.world.teams[request.team]
    return {
        "id": request.id,
        "app": app_view(call.world.apps[request.app]),
        "user": {"id": user.id, "name": user.name, "email": user.email},
        "team": {"id": team.id, "name": team.name, "domain": team.domain},
        "scopes": [],
        "previous_resolution": None,
        "is_user_app_collaborator": user.id in call.world.apps[request.app].collaborators,
        "message": "",
        "date_created": int(request.at),
    }


def _rule(resolution: Resolution) -> Callable[[Call], Reply]:
    def rule(call: Call) -> Reply:
        request = call.world.requests.pop(call.text("request_id"), None)
        app = request.app if request else call.text("app_id")
        if app not in call.world.apps:
            raise Refused("app_not_found")
        call.world.rulings[app] = Ruling(app, resolution, call.caller.id, call.world.now())
        call.world.record(f"app_{resolution.value}", call.caller.id, app)
        return done()

    return rule


def uninstall(call: Call) -> Reply:
    """Take an app out of workspaces or out of the whole organisation, with every token of everybody's."""
    (app,) = call.required("app_id")
    teams, enterprise = call.names("team_ids"), call.text("enterprise_id")
    if bool(teams) == bool(enterprise):
        raise Refused("specify_enterprise_or_teams")
    if enterprise not in ("", ENTERPRISE_ID) or len(teams) > MAX_TEAMS:
        raise Refused("invalid_arguments")
    installed = [
        one for one in call.world.installations.values() if one.app == app and (enterprise or one.team in teams)
    ]
    if app not in call.world.apps or not installed:
        raise Refused("app_not_found")
    if call.world.apps[app].is_legacy:
        raise Refused("can_not_uninstall")
    if teams and any(one.is_org_wide for one in installed):
        raise Refused("must_revoke_access")
    for installation in installed:
        call.world.uninstall(installation, call.caller.id)
    return done()


def clear_resolution(call: Call) -> Reply:
    """Forget whether an app was approved or restricted; whether it is installed is another matter."""
    (app,) = call.required("app_id")
    if call.world.rulings.pop(app, None) is None:
        raise Refused("no_resolution_found")
    call.world.record("app_resolution_cleared", call.caller.id, app)
    return done()


_READERS = Access(Role.ORGANISATION_ADMIN, ("admin.apps:read",), MEMBERS, ENTERPRISE_ONLY)
_WRITERS = Access(Role.ORGANISATION_ADMIN, ("admin.apps:write",), MEMBERS, ENTERPRISE_ONLY)

ENDPOINTS: Endpoints = (
    *web("admin.apps.approved.list", _list_rulings(Resolution.APPROVED), _READERS, Tier.TWO),
    *web("admin.apps.restricted.list", _list_rulings(Resolution.RESTRICTED), _READERS, Tier.TWO),
    *web("admin.apps.requests.list", list_requests, _READERS, Tier.TWO),
    *web("admin.apps.approve", _rule(Resolution.APPROVED), _WRITERS, Tier.TWO),
    *web("admin.apps.restrict", _rule(Resolution.RESTRICTED), _WRITERS, Tier.TWO),
    *web("admin.apps.uninstall", uninstall, _WRITERS, Tier.ONE),
    *web("admin.apps.clearResolution", clear_resolution, _WRITERS, Tier.TWO),
)
