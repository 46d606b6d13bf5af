"""People and their sessions as an Enterprise organisation administers them."""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.slack.access import ENTERPRISE_ONLY, MEMBERS, Access, Refused, Role
from mcpsweep.sandbox.slack.call import Call, Endpoints, done, following, web
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import Session, User

MAX_BULK = 1000


def list_users(call: Call) -> Reply:
    """The members of the organisation or of one workspace: the active ones, unless others are asked for."""
    team, active = call.text("team_id"), call.text("is_active", "true").lower() in ("1", "true")
    users = [
        user
        for user in call.world.users.values()
        if not user.bot_id and (not team or team in user.teams) and user.is_deleted is not active
    ]
    part, cursor = call.page([] if call.flag("only_guests") else users, 100, 100)
    return done(users=[_user_view(call, user) for user in part], response_metadata=following(cursor))


def _user_view(call: Call, user: User) -> Json:
    with_teams = not user.is_deleted or call.flag("include_deactivated_user_workspaces")
    return {
        "id": user.id,
        "email": user.email,
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": user.is_primary_owner,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "expiration_ts": 0,
        "username": user.name,
        "full_name": user.real_name,
        "is_active": not user.is_deleted,
        "date_created": int(user.updated),
        "workspaces": sorted(user.teams) if with_teams else [],
        "has_2fa": True,
        "has_sso": True,
    }


def remove_user(call: Call) -> Reply:
    """Out of one workspace; the account and the other workspaces stay."""
    team, _ = call.required("team_id", "user_id")
    user = call.member()
    if team not in call.world.teams or team not in user.teams:
        raise Refused("user_not_found")
    if user.is_primary_owner:
        raise Refused("cannot_remove_primary_owner")
    call.world.remove_from(team, user, call.caller.id)
    return done()


def deactivate_user(call: Call) -> Reply:
    """Out of the organisation and all its workspaces."""
    user = call.member()
    if user.is_primary_owner or user.bot_id:
        raise Refused("deactivation_failed")
    call.world.deactivate(user, call.caller.id)
    return done()


def list_sessions(call: Call) -> Reply:
    """Where people are signed in: one member in one workspace, or everybody. API tokens are no sessions."""
    user, team = call.text("user_id"), call.text("team_id")
    if bool(user) != bool(team):
        raise Refused("invalid_arguments")
    sessions = [
        session
        for session in call.world.sessions.values()
        if not user or (session.user == user and session.team == team)
    ]
    if user and not sessions:
        raise Refused("no_active_sessions")
    part, cursor = call.page(sessions, 1000)
    return done(active_sessions=[_session_view(one) for one in part], response_metadata=following(cursor))


def _session_view(session: Session) -> Json:
    seen = {
        "device_hardware": "iPhone16,1" if session.is_mobile else "Chrome",
        "os": "iOS" if session.is_mobile else "Linux",
        "os_version": "19.1" if session.is_mobile else "",
        "slack_client_version": "26.10.1",
        "ip": "192.0.2.7",
    }
    return {
        "user_id": session.user,
        "session_id": session.id,
        "team_id": session.team,
        "created": seen,
        "recent": seen,
    }


def invalidate_session(call: Call) -> Reply:
    """Sign one client out."""
    call.required("session_id", "user_id")
    session = call.world.sessions.get(call.number("session_id", 0))
    if session is None or session.user != call.text("user_id"):
        raise Refused("session_not_found")
    call.world.end_session(session.id)
    call.world.record("user_session_invalidated", call.caller.id, session.user)
    return done()


def reset_sessions(call: Call) -> Reply:
    """Sign all clients of one member out, or only the phones, or only the browsers."""
    user = call.member()
    if user.is_primary_owner:
        raise Refused("cannot_reset_primary_owner")
    if user.bot_id:
        raise Refused("cannot_reset_bot")
    for session in call.world.sessions_of(user.id):
        if not call.flag("web_only" if session.is_mobile else "mobile_only"):
            call.world.end_session(session.id)
    call.world.record("user_session_reset_by_admin", call.caller.id, user.id)
    return done()


def reset_in_bulk(call: Call) -> Reply:
    """Sign many members out at once."""
    users = call.names("user_ids")
    if not 1 <= len(users) <= MAX_BULK:
        raise Refused("invalid_arguments")
    if any(user not in call.world.users for user in users):
        raise Refused("failed_for_some_users")
    for user in users:
        for session in call.world.sessions_of(user):
            call.world.end_session(session.id)
        call.world.record("bulk_session_reset_by_admin", call.caller.id, user)
    return done()


_READERS = Access(Role.ORGANISATION_ADMIN, ("admin.users:read",), MEMBERS, ENTERPRISE_ONLY)
_WRITERS = Access(Role.ORGANISATION_ADMIN, ("admin.users:write",), MEMBERS, ENTERPRISE_ONLY)

ENDPOINTS: Endpoints = (
    *web("admin.users.list", list_users, _READERS, Tier.FOUR),
    *web("admin.users.remove", remove_user, _WRITERS, Tier.TWO),
    *web("admin.users.deactivate", deactivate_user, _WRITERS, Tier.TWO),
    *web("admin.users.session.list", list_sessions, _READERS, Tier.TWO),
    *web("admin.users.session.invalidate", invalidate_session, _WRITERS, Tier.TWO),
    *web("admin.users.session.reset", reset_sessions, _WRITERS, Tier.TWO),
    *web("admin.users.session.resetBulk", reset_in_bulk, _WRITERS, Tier.TWO, is_forbidden=True),
)
