"""The integration log: who added, changed and removed which app in a workspace. No token stands in it."""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.slack.access import MEMBERS, Access, Refused, Role
from mcpsweep.sandbox.slack.call import MAX_PAGE, Call, Endpoints, done, web
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import Change

CHANGES = frozenset({"added", "removed", "enabled", "disabled", "updated"})
DEFAULT_PAGE = 100


def list_changes(call: Call) -> Reply:
    """Newest first, page by page and without a cursor.

    The filter `user` shows what that user *did*: an app of theirs that somebody else removed or took over still looks
    as if it were installed by them.
    """
    team, kind = call.team(), call.text("change_type")
    if kind and kind not in CHANGES:
        raise Refused("invalid_arguments")
    user, app, service = call.text("user"), call.text("app_id"), call.text("service_id")
    changes = [
        change
        for change in reversed(call.world.changes)
        if change.team == team
        and user in ("", change.user)
        and kind in ("", change.change)
        and (not app or (change.app == app and not call.world.apps[app].is_legacy))
        and (not service or (change.app == service and call.world.apps[service].is_legacy))
    ]
    changes.sort(key=lambda change: change.at, reverse=True)
    size = min(call.number("count", DEFAULT_PAGE), MAX_PAGE)
    page = call.number("page", 1)
    part = changes[(page - 1) * size : page * size]
    paging = {"count": size, "total": len(changes), "page": page, "pages": -(-len(changes) // size)}
    return done(logs=[_view(call, change) for change in part], paging=paging)


def _view(call: Call, change: Change) -> Json:
    app = call.world.apps[change.app]
    view: dict[str, Json] = {
        "user_id": change.user,
        "user_name": call.world.users[change.user].name,
        "date": str(int(change.at)),
        "change_type": change.change,
        "scope": ",".join(change.scopes),
        "reason": "user",
    }
    if app.is_legacy:
        # Slack writes the id now as a number, now as text.
        view |= {"service_id": int(app.id) if change.change == "added" else app.id, "service_type": app.name}
    else:
        view |= {"app_id": app.id, "app_type": app.name}
    if change.channel:
        view["channel"] = change.channel
    return view


ENDPOINTS: Endpoints = (*web("team.integrationLogs", list_changes, Access(Role.ADMIN, ("admin",), MEMBERS), Tier.TWO),)
