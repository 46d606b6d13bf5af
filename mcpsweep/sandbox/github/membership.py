"""Who belongs to the organisation and what that person can reach: members and collaborators."""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Role, not_found, refuse
from mcpsweep.sandbox.github.call import DONE, Call, Endpoint, Endpoints
from mcpsweep.sandbox.github.state import User
from mcpsweep.sandbox.github.world import World, drop


def _collaborator(call: Call, user: User, role: str) -> Json:
    """Somebody with access to a repository."""
    return {**call.views.user(user), "role_name": role}


def list_members(call: Call) -> Reply:
    """Everybody in the organisation."""
    role = {"admin": "admin", "member": "member"}.get(call.request.first("role"))
    members = [user for user, held in call.world.members.items() if role in (None, held)]
    return call.page([call.world.users[user] for user in members], call.views.user)


def _is_member(world: World, user: User) -> bool:
    return user.id in world.members or any(user.id in team.members for team in world.enterprise_teams.values())


def is_member(call: Call) -> Reply:
    """204 for a member, else 404."""
    if not _is_member(call.world, call.user()):
        raise not_found()
    return DONE


def read_membership(call: Call) -> Reply:
    """What a user is in the organisation, by an enterprise team too."""
    user = call.user()
    if not _is_member(call.world, user):
        raise not_found()
    return Reply(200, call.views.membership(user))


def _remove_member(world: World, user: User, actor: str) -> None:
    """The direct membership ends, and with it teams and grants; what an enterprise team gives stays.

    What happens to single sign-on authorizations is not documented: here they stay, so that nobody relies on the other.
    """
    del world.members[user.id]
    for team in world.teams.values():
        team.members.discard(user.id)
    drop(world.grants, [grant.id for grant in world.grants.values() if world.tokens[grant.token].user == user.id])
    world.copilot.discard(user.id)
    world.record("org.remove_member", actor, user=user.login)


def remove_membership(call: Call) -> Reply:
    """Remove a member, or take back the invitation of somebody who has not come yet."""
    login = call.parameters["username"]
    user = call.world.user(login)
    if user is not None and user.id in call.world.members:
        _remove_member(call.world, user, call.actor)
        return DONE
    pending = [i.id for i in call.world.invitations.values() if not i.repository and i.invitee == login]
    if not pending:
        raise not_found()
    drop(call.world.invitations, pending)
    return DONE


def remove_member(call: Call) -> Reply:
    """Remove a member; 403 for whoever is none."""
    user = call.user()
    if user.id not in call.world.members:
        raise refuse(403, "User is not a member of this organization")
    _remove_member(call.world, user, call.actor)
    return DONE


def list_outside_collaborators(call: Call) -> Reply:
    """Those who are no members but have access to a repository."""
    return call.page([call.world.users[user] for user in sorted(call.world.outside)], call.views.user)


def remove_outside_collaborator(call: Call) -> Reply:
    """Take all repositories from somebody who is no member."""
    user = call.user()
    if user.id in call.world.members:
        raise refuse(422, "You cannot specify an organization member to remove as an outside collaborator.")
    if user.id not in call.world.outside:
        raise not_found()
    call.world.outside.discard(user.id)
    for repository in call.world.repositories.values():
        repository.collaborators.pop(user.id, None)
    call.world.record("org.remove_outside_collaborator", call.actor, user=user.login)
    return DONE


def list_collaborators(call: Call) -> Reply:
    """Who has access to a repository: directly, or by being an owner."""
    repository = call.repository()
    held = dict(repository.collaborators)
    if call.request.first("affiliation", "all") == "all":
        held |= {user: "admin" for user, role in call.world.members.items() if role == "admin"}
    return call.page(list(held.items()), lambda one: _collaborator(call, call.world.users[one[0]], one[1]))


def _role(call: Call) -> str:
    user = call.user()
    if call.world.members.get(user.id) == "admin":
        return "admin"
    return call.repository().collaborators.get(user.id, "none")


def is_collaborator(call: Call) -> Reply:
    """204 for whoever has access, else 404."""
    if _role(call) == "none":
        raise not_found()
    return DONE


def read_permission(call: Call) -> Reply:
    """What somebody may do in a repository; nobody in particular may nothing."""
    role = _role(call)
    return Reply(200, {"permission": role, "role_name": role, "user": _collaborator(call, call.user(), role)})


def remove_collaborator(call: Call) -> Reply:
    """Take a repository from somebody, and the invitations to it that they sent."""
    repository, user = call.repository(), call.user()
    repository.collaborators.pop(user.id, None)
    sent = [i.id for i in call.world.invitations.values() if i.repository == repository.name and i.inviter == user.id]
    drop(call.world.invitations, sent)
    if not any(user.id in other.collaborators for other in call.world.repositories.values()):
        call.world.outside.discard(user.id)
    call.world.record("repo.remove_member", call.actor, user=user.login)
    return DONE


_ORG, _REPO = "/orgs/{org}", "/repos/{owner}/{repo}"
_READS = Access(Role.MEMBER, ("read:org",), "members:read")
_WRITES = Access(Role.OWNER, ("admin:org",), "members:write")
_REPO_READS = Access(Role.OWNER, ("repo",), "administration:read")
_REPO_WRITES = Access(Role.OWNER, ("repo",), "administration:write")

ENDPOINTS: Endpoints = (
    Endpoint("GET", _ORG + "/members", list_members, _READS),
    Endpoint("GET", _ORG + "/members/{username}", is_member, _READS),
    Endpoint("DELETE", _ORG + "/members/{username}", remove_member, _WRITES),
    Endpoint("GET", _ORG + "/memberships/{username}", read_membership, _READS),
    Endpoint("DELETE", _ORG + "/memberships/{username}", remove_membership, _WRITES),
    Endpoint("GET", _ORG + "/outside_collaborators", list_outside_collaborators, _READS),
    Endpoint("DELETE", _ORG + "/outside_collaborators/{username}", remove_outside_collaborator, _WRITES),
    Endpoint("GET", _REPO + "/collaborators", list_collaborators, _REPO_READS),
    Endpoint("GET", _REPO + "/collaborators/{username}", is_collaborator, _REPO_READS),
    Endpoint("GET", _REPO + "/collaborators/{username}/permission", read_permission, _REPO_READS),
    Endpoint("DELETE", _REPO + "/collaborators/{username}", remove_collaborator, _REPO_WRITES),
)
