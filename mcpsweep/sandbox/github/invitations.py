"""Who was asked in and has not come yet, with who asked: a leaver's invitations outlive the leaver."""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Role, not_found
from mcpsweep.sandbox.github.call import DONE, Call, Endpoint, Endpoints, found
from mcpsweep.sandbox.github.state import Invitation, Product, when


def _invitation(call: Call, invitation: Invitation) -> Json:
    """Somebody asked into the organisation."""
    is_mail = "@" in invitation.invitee
    return {
        "id": invitation.id,
        "login": None if is_mail else invitation.invitee,
        "email": invitation.invitee if is_mail else None,
        "role": "direct_member",
        "created_at": when(invitation.created_at),
        "inviter": call.views.user(call.world.users[invitation.inviter]),
        "team_count": 0,
        "node_id": f"OI_{invitation.id}",
        "invitation_teams_url": f"{call.request.base}/organizations/900/invitations/{invitation.id}/teams",
    }


def _repository_invitation(call: Call, invitation: Invitation) -> Json:
    """Somebody asked into a repository."""
    repository = call.world.repositories[invitation.repository]
    invitee = call.world.user(invitation.invitee)
    return {
        "id": invitation.id,
        "node_id": f"RI_{invitation.id}",
        "repository": call.views.repository(repository),
        "invitee": call.views.user(invitee) if invitee else None,
        "inviter": call.views.user(call.world.users[invitation.inviter]),
        "permissions": "write",
        "created_at": when(invitation.created_at),
        "expired": False,
        "url": f"{call.request.base}/user/repository_invitations/{invitation.id}",
        "html_url": f"https://github.com/{call.world.organisation}/{repository.name}/invitations",
    }


def _invitations(call: Call, repository: str) -> list[Invitation]:
    return [invitation for invitation in call.world.invitations.values() if invitation.repository == repository]


def list_invitations(call: Call) -> Reply:
    """Who was asked into the organisation and has not come yet, with who asked."""
    return call.page(_invitations(call, ""), lambda one: _invitation(call, one))


def list_failed_invitations(call: Call) -> Reply:
    """None fails here."""
    return call.page([], lambda one: _invitation(call, one))


def list_repository_invitations(call: Call) -> Reply:
    """Who was asked into a repository and has not come yet."""
    return call.page(_invitations(call, call.repository().name), lambda one: _repository_invitation(call, one))


def cancel_invitation(call: Call) -> Reply:
    """Take an invitation back."""
    invitation = found(call.world.invitations.get(call.number("invitation_id")))
    if invitation.repository != (call.repository().name if "repo" in call.parameters else ""):
        raise not_found()
    del call.world.invitations[invitation.id]
    return DONE


_ORG, _REPO = "/orgs/{org}", "/repos/{owner}/{repo}"
_READS = Access(Role.MEMBER, ("read:org",), "members:read")
_WRITES = Access(Role.OWNER, ("admin:org",), "members:write")
_REPO_READS = Access(Role.OWNER, ("repo",), "administration:read")
_REPO_WRITES = Access(Role.OWNER, ("repo",), "administration:write")
_INVITED = frozenset({Product.TEAM, Product.CLOUD, Product.SAML})

ENDPOINTS: Endpoints = (
    Endpoint("GET", _ORG + "/invitations", list_invitations, _READS, _INVITED),
    Endpoint("GET", _ORG + "/failed_invitations", list_failed_invitations, _READS, _INVITED),
    Endpoint("DELETE", _ORG + "/invitations/{invitation_id}", cancel_invitation, _WRITES, _INVITED),
    Endpoint("GET", _REPO + "/invitations", list_repository_invitations, _REPO_READS),
    Endpoint("DELETE", _REPO + "/invitations/{invitation_id}", cancel_invitation, _REPO_WRITES),
)
