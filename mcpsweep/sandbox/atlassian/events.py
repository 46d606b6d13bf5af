"""The organisation's audit log: paid for, 180 days long, and slow to be asked.

https://mrrefactoring.github.io/jira.js/guide/administration
https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/
"""

from collections.abc import Callable

from mcpsweep.sandbox.atlassian.access import Scope, refuse
from mcpsweep.sandbox.atlassian.call import Call, Endpoint, Endpoints
from mcpsweep.sandbox.atlassian.state import Plan, when
from mcpsweep.sandbox.atlassian.world import ACTIONS, Event
from mcpsweep.sandbox.exchange import Json, Reply

MEMORY = 180 * 86400.0
"""Seconds that an event is kept."""
AUDITED = ("/events", "/events-stream")
"""Ends of the paths that have a limit of their own."""
NOT_PLAYED = ("ip", "location", "product")


def query(call: Call) -> Reply:
    """Events that match, the newest first."""
    for name in NOT_PLAYED:
        if call.request.all(name):
            raise refuse(400, f"{name} is not supported here")
    text, action, actors = call.request.first("q"), call.request.first("action"), call.request.all("actor")

    def is_wanted(event: Event) -> bool:
        is_actors = not actors or event.actor in actors
        return is_actors and action in ("", event.action) and text.casefold() in event.content.casefold()

    return _page(call, list(reversed(call.world.events)), is_wanted)


def stream(call: Call) -> Reply:
    """Events of a time, in the order that is asked for."""
    order = call.request.first("sortOrder", "desc")
    if order not in ("asc", "desc"):
        raise refuse(400, "The sort order is invalid")
    events = call.world.events if order == "asc" else list(reversed(call.world.events))
    return _page(call, events, lambda _: True)


def _page(call: Call, events: list[Event], is_wanted: Callable[[Event], bool]) -> Reply:
    """A page whose `next` is an address, with the bare cursor beside it. Without the plan there is nothing to show."""
    since, until = _milliseconds(call, "from", 0.0), _milliseconds(call, "to", call.world.now())
    since = max(since, call.world.now() - MEMORY)

    def keep(event: Event) -> bool:
        return call.world.plan is Plan.GUARD and since <= event.at <= until and is_wanted(event)

    cut = call.cut(
        events, keep, lambda one: _event(call, one), call.request.first("cursor"), call.request.first("limit")
    )
    links = {"self": call.request.base + call.request.path, "next": call.link(cut.next), "prev": None}
    return Reply(
        200, {"data": cut.rows, "links": links, "meta": {"next": cut.next or None, "page_size": len(cut.rows)}}
    )


def _milliseconds(call: Call, name: str, default: float) -> float:
    """A moment of the query in seconds. Raises `Refused` with 400."""
    text = call.request.first(name)
    if not text:
        return default
    if not text.isascii() or not text.isdecimal():
        raise refuse(400, f"{name} is not a number of milliseconds")
    return int(text) / 1000


def _event(call: Call, event: Event) -> Json:
    account = call.world.accounts.get(event.actor)
    actor = {"id": event.actor, "name": account.name, "email": account.email} if account else {"id": event.actor}
    return {
        "id": event.id,
        "type": "events",
        "attributes": {
            "time": when(event.at),
            "action": event.action,
            "actor": actor,
            "context": list(event.context),
            "container": [{"id": call.world.organisation, "type": "orgs", "attributes": {}, "links": {}}],
            "location": {"ip": "192.0.2.7", "countryName": "", "regionName": "", "city": ""},
        },
        "message": {"content": event.content, "format": "simple"},
        "links": {"self": f"{call.request.base}/admin/v1/orgs/{call.world.organisation}/events/{event.id}"},
    }


def list_actions(call: Call) -> Reply:
    """Every kind of event with the name that people see."""
    rows = [
        {"id": action, "type": "event-actions", "attributes": {"displayName": name, "groupDisplayName": "Access"}}
        for action, name in ACTIONS.items()
    ]
    return Reply(200, {"data": rows})


_ORGANISATION = "/admin/v1/orgs/{orgId}"
_READ = Scope("read:events:admin")

ENDPOINTS: Endpoints = (
    Endpoint("GET", _ORGANISATION + "/events", query, _READ),
    Endpoint("GET", _ORGANISATION + "/events-stream", stream, _READ),
    Endpoint("GET", _ORGANISATION + "/event-actions", list_actions, _READ),
)
