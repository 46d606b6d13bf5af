"""What a member has running: machines in the cloud and Copilot seats."""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Role, not_found, refuse
from mcpsweep.sandbox.github.call import CLOUDS, Call, Endpoint, Endpoints, accepted
from mcpsweep.sandbox.github.state import Codespace, when
from mcpsweep.sandbox.github.world import drop


def _codespace(call: Call, codespace: Codespace) -> Json:
    """A machine in the cloud; its repository's other fields are of no use here."""
    owner = call.world.users[codespace.user]
    address = f"{call.request.base}/user/codespaces/{codespace.name}"
    return {
        "id": codespace.id,
        "name": codespace.name,
        "environment_id": None,
        "owner": call.views.user(owner),
        "billable_owner": call.views.account(),
        "repository": call.views.repository(call.world.repositories[codespace.repository]),
        "machine": None,
        "prebuild": False,
        "created_at": when(codespace.created_at),
        "updated_at": when(codespace.created_at),
        "last_used_at": when(codespace.created_at),
        "state": "Shutdown",
        "url": address,
        "git_status": {"ahead": 0, "behind": 0, "has_unpushed_changes": False, "has_uncommitted_changes": False},
        "location": "WestEurope",
        "idle_timeout_minutes": 30,
        "web_url": f"https://{codespace.name}.github.dev",
        "machines_url": f"{address}/machines",
        "start_url": f"{address}/start",
        "stop_url": f"{address}/stop",
        "pulls_url": None,
        "recent_folders": [],
    }


def list_codespaces(call: Call) -> Reply:
    """A member's machines in the cloud."""
    user = call.user()
    mine = [codespace for codespace in call.world.codespaces.values() if codespace.user == user.id]
    return call.counted_page("codespaces", mine, lambda one: _codespace(call, one))


def delete_codespace(call: Call) -> Reply:
    """End one, in the background."""
    user, name = call.user(), call.parameters["codespace_name"]
    ending = [one.id for one in call.world.codespaces.values() if one.user == user.id and one.name == name]
    if not ending:
        raise not_found()
    call.world.later(lambda: drop(call.world.codespaces, ending))
    return accepted()


def read_seat(call: Call) -> Reply:
    """A member's Copilot seat."""
    user = call.user()
    if user.id not in call.world.copilot:
        raise not_found()
    seat = {"created_at": "2026-01-01T00:00:00Z", "plan_type": "business", "pending_cancellation_date": None}
    return Reply(200, {**seat, "assignee": call.views.user(user)})


def cancel_seats(call: Call) -> Reply:
    """End Copilot seats; they work on until the billing cycle ends."""
    names = call.body().get("selected_usernames")
    if not isinstance(names, list) or not names:
        raise refuse(422, "Validation Failed")
    users = [call.world.user(str(name)) for name in names]
    cancelled = [user.id for user in users if user is not None and user.id in call.world.copilot]
    call.world.copilot.difference_update(cancelled)
    return Reply(200, {"seats_cancelled": len(cancelled)})


_ORG = "/orgs/{org}"
_CODESPACES_READ = Access(Role.OWNER, ("admin:org",), "organization_codespaces:read")
_CODESPACES_WRITE = Access(Role.OWNER, ("admin:org",), "organization_codespaces:write")
_SEATS_READ = Access(Role.OWNER, ("manage_billing:copilot",), "organization_copilot_seat_management:read")
_SEATS = Access(Role.OWNER, ("manage_billing:copilot", "admin:org"), "organization_copilot_seat_management:write")

ENDPOINTS: Endpoints = (
    Endpoint("GET", _ORG + "/members/{username}/copilot", read_seat, _SEATS_READ, CLOUDS),
    Endpoint("GET", _ORG + "/members/{username}/codespaces", list_codespaces, _CODESPACES_READ, CLOUDS),
    Endpoint(
        "DELETE", _ORG + "/members/{username}/codespaces/{codespace_name}", delete_codespace, _CODESPACES_WRITE, CLOUDS
    ),
    Endpoint("DELETE", _ORG + "/copilot/billing/selected_users", cancel_seats, _SEATS, CLOUDS),
)
