"""Teams of the organisation, and teams of the enterprise that make somebody a member without a membership."""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Entrance, Role, not_found, refuse
from mcpsweep.sandbox.github.call import DONE, ENTERPRISE_CLOUDS, Call, Endpoint, Endpoints, found
from mcpsweep.sandbox.github.state import Team


def _team(call: Call, team: Team) -> Json:
    """A team of the organisation."""
    address = f"{call.request.base}/organizations/900/team/{team.id}"
    return {
        "id": team.id,
        "node_id": f"T_{team.id}",
        "name": team.name,
        "slug": team.slug,
        "description": None,
        "privacy": "closed",
        "permission": "pull",
        "url": address,
        "html_url": f"https://github.com/orgs/{call.world.organisation}/teams/{team.slug}",
        "members_url": f"{address}/members{{/member}}",
        "repositories_url": f"{address}/repos",
        "type": "organization",
        "parent": None,
    }


def _enterprise_team(call: Call, team: Team) -> Json:
    """A team of the enterprise."""
    address = f"{call.request.base}/enterprises/{call.world.enterprise}/teams/{team.slug}"
    return {
        "id": team.id,
        "name": team.name,
        "slug": team.slug,
        "url": address,
        "group_id": None,
        "html_url": f"https://github.com/enterprises/{call.world.enterprise}/teams/{team.slug}",
        "members_url": f"{address}/memberships",
        "created_at": "2025-01-01T00:00:00Z",
        "updated_at": "2025-01-01T00:00:00Z",
    }


def _by_slug(teams: dict[int, Team], slug: str) -> Team:
    return found(next((team for team in teams.values() if team.slug == slug), None))


def list_teams(call: Call) -> Reply:
    """The organisation's teams."""
    return call.page(list(call.world.teams.values()), lambda one: _team(call, one))


def list_team_members(call: Call) -> Reply:
    """Who is in a team."""
    team = _by_slug(call.world.teams, call.parameters["team_slug"])
    return call.page([call.world.users[user] for user in sorted(team.members)], call.views.user)


def read_team_membership(call: Call) -> Reply:
    """What somebody is in a team."""
    team, user = _by_slug(call.world.teams, call.parameters["team_slug"]), call.user()
    if user.id not in team.members:
        raise not_found()
    address = f"{call.request.base}/organizations/900/team/{team.id}/memberships/{user.login}"
    return Reply(200, {"url": address, "role": "member", "state": "active"})


def leave_team(call: Call) -> Reply:
    """Take somebody out of a team; not where an identity provider fills it."""
    team, user = _by_slug(call.world.teams, call.parameters["team_slug"]), call.user()
    if team.is_synced:
        raise refuse(403, "Team membership is managed by an identity provider")
    if user.id not in team.members:
        raise not_found()
    team.members.discard(user.id)
    call.world.record("team.remove_member", call.actor, user=user.login)
    return DONE


def list_enterprise_teams(call: Call) -> Reply:
    """The enterprise's teams."""
    return call.page(list(call.world.enterprise_teams.values()), lambda one: _enterprise_team(call, one))


def list_enterprise_team_members(call: Call) -> Reply:
    """Who is in an enterprise team."""
    team = _by_slug(call.world.enterprise_teams, call.parameters["enterprise_team"])
    return call.page([call.world.users[user] for user in sorted(team.members)], call.views.user)


def read_enterprise_team_member(call: Call) -> Reply:
    """Whether somebody is in an enterprise team."""
    team, user = _by_slug(call.world.enterprise_teams, call.parameters["enterprise_team"]), call.user()
    if user.id not in team.members:
        raise not_found()
    return Reply(200, call.views.user(user))


def leave_enterprise_team(call: Call) -> Reply:
    """Take somebody out of an enterprise team, and so out of the organisations that it gives."""
    team, user = _by_slug(call.world.enterprise_teams, call.parameters["enterprise_team"]), call.user()
    team.members.discard(user.id)
    return DONE


def drop_roles(call: Call) -> Reply:
    """Take every extra role from a user. Nobody has any here."""
    call.user()
    return DONE


_ORG, _ENTERPRISE = "/orgs/{org}", "/enterprises/{enterprise}"
_READS = Access(Role.MEMBER, ("read:org",), "members:read")
_WRITES = Access(Role.OWNER, ("admin:org",), "members:write")
_ENTERPRISE_READS = Access(Role.ENTERPRISE_OWNER, ("read:enterprise",), entrance=Entrance.USERS)
_ENTERPRISE_WRITES = Access(Role.ENTERPRISE_OWNER, ("admin:enterprise",), entrance=Entrance.USERS)
_ENTERPRISE_TEAM = _ENTERPRISE + "/teams/{enterprise-team}/memberships"

ENDPOINTS: Endpoints = (
    Endpoint("GET", _ORG + "/teams/{team_slug}/memberships/{username}", read_team_membership, _READS),
    Endpoint(
        "GET", _ENTERPRISE_TEAM + "/{username}", read_enterprise_team_member, _ENTERPRISE_READS, ENTERPRISE_CLOUDS
    ),
    Endpoint("GET", _ORG + "/teams", list_teams, _READS),
    Endpoint("GET", _ORG + "/teams/{team_slug}/members", list_team_members, _READS),
    Endpoint("DELETE", _ORG + "/teams/{team_slug}/memberships/{username}", leave_team, _WRITES),
    Endpoint("DELETE", _ORG + "/organization-roles/users/{username}", drop_roles, _WRITES),
    Endpoint("GET", _ENTERPRISE + "/teams", list_enterprise_teams, _ENTERPRISE_READS, ENTERPRISE_CLOUDS),
    Endpoint("GET", _ENTERPRISE_TEAM, list_enterprise_team_members, _ENTERPRISE_READS, ENTERPRISE_CLOUDS),
    Endpoint("DELETE", _ENTERPRISE_TEAM + "/{username}", leave_enterprise_team, _ENTERPRISE_WRITES, ENTERPRISE_CLOUDS),
    Endpoint(
        "DELETE", _ENTERPRISE + "/enterprise-roles/users/{username}", drop_roles, _ENTERPRISE_WRITES, ENTERPRISE_CLOUDS
    ),
)
