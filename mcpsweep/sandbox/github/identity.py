"""Who somebody is: the caller, a login, a corporate identity; and what there is to look at."""

import re

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Entrance, InstallationCaller, Role, TokenCaller, refuse
from mcpsweep.sandbox.github.call import CLOUDS, ENTERPRISES, Call, Endpoint, Endpoints, found
from mcpsweep.sandbox.github.state import Product, User

VERSIONS = ("2022-11-28", "2026-03-10")
SERVER_VERSION = "3.19.2"


def read_self(call: Call) -> Reply:
    """Whose token it is. An installation is nobody."""
    match call.caller:
        case TokenCaller(user):
            return Reply(200, call.views.profile(user))
        case InstallationCaller():
            raise refuse(403, "Resource not accessible by integration")
        case _:
            raise refuse(401, "Requires authentication")


def read_user(call: Call) -> Reply:
    """Anybody's public page."""
    return Reply(200, call.views.profile(call.user()))


def read_user_by_id(call: Call) -> Reply:
    """The same by its number, which no renaming changes."""
    return Reply(200, call.views.profile(found(call.world.users.get(call.number("account_id")))))


def list_own_organisations(call: Call) -> Reply:
    """The organisations that the caller is in."""
    is_in = isinstance(call.caller, TokenCaller) and call.caller.user.id in call.world.members
    return call.page([call.views.organisation()] if is_in else [], lambda organisation: organisation)


def list_own_memberships(call: Call) -> Reply:
    """What the caller is in them."""
    users = [call.caller.user] if isinstance(call.caller, TokenCaller) else []
    return call.page([user for user in users if user.id in call.world.members], call.views.membership)


def read_organisation(call: Call) -> Reply:
    """The organisation; a token without a grant or without sign-on does not come this far."""
    return Reply(200, call.views.organisation_in_full())


def list_repositories(call: Call) -> Reply:
    """The organisation's repositories."""
    return call.page(list(call.world.repositories.values()), call.views.repository)


def read_repository(call: Call) -> Reply:
    """One repository."""
    return Reply(200, call.views.repository_in_full(call.repository(), call.version == VERSIONS[0]))


def read_meta(call: Call) -> Reply:
    """What is known of the installation; a server says its version here."""
    body: dict[str, Json] = {"verifiable_password_authentication": call.world.product is Product.SERVER}
    if call.world.product is Product.SERVER:
        body["installed_version"] = SERVER_VERSION
    return Reply(200, body)


def list_versions(call: Call) -> Reply:
    """The API versions that can be asked for."""
    return Reply(200, list(VERSIONS))


def list_licenses(call: Call) -> Reply:
    """Every user of the enterprise with login, single sign-on name and verified mail addresses."""
    users = list(call.world.users.values())
    page = call.page(users, lambda user: _license(call, user))
    body = {"total_seats_consumed": len(users), "total_seats_purchased": len(users) + 10, "users": page.body}
    return Reply(200, body, page.headers)


def _license(call: Call, user: User) -> dict[str, object]:
    return {
        "github_com_login": user.login,
        "github_com_name": user.name,
        "enterprise_server_user_ids": [],
        "github_com_user": True,
        "enterprise_server_user": False,
        "visual_studio_subscription_user": False,
        "license_type": "enterprise",
        "github_com_profile": f"https://github.com/{user.login}",
        "github_com_member_roles": [f"{call.world.organisation}:{call.world.members.get(user.id, 'none')}"],
        "github_com_enterprise_roles": ["owner" if user.id in call.world.enterprise_owners else "member"],
        "github_com_verified_domain_emails": [user.email],
        "github_com_saml_name_id": user.email if call.world.product in (Product.SAML, Product.MANAGED) else None,
        "github_com_orgs_with_pending_invites": [],
        "github_com_two_factor_auth": True,
        "enterprise_server_primary_emails": [],
        "visual_studio_license_status": "",
        "visual_studio_subscription_email": "",
        "total_user_accounts": 1,
    }


_USER_NAME = re.compile(r'userName:\s*(?:"([^"]+)"|\$(\w+))')
"""The filter's value itself, or the name of the variable that holds it; a caller may call that as it likes."""


def ask_graph(call: Call) -> Reply:
    """The one question asked of GraphQL: which login belongs to a corporate identity. Others get an error."""
    body = call.body()
    query, variables = str(body.get("query") or ""), body.get("variables") or {}
    if "externalIdentities" not in query:
        return Reply(200, {"errors": [{"type": "UNSUPPORTED", "message": "not part of the sandbox"}]})
    if call.world.product is not Product.SAML:
        return Reply(200, {"data": {"organization": {"samlIdentityProvider": None}}})
    asked = _USER_NAME.search(query)
    name = asked and (asked[1] or variables.get(asked[2]))
    users = [user for user in call.world.users.values() if user.scim_id and name in (None, user.email)]
    start = int(variables.get("after") or variables.get("cursor") or 0)
    part = users[start : start + 100]
    edges = [
        {
            "node": {
                "guid": user.scim_id,
                "samlIdentity": {"nameId": user.email},
                "scimIdentity": {"username": user.email},
                "user": {"login": user.login, "databaseId": user.id},
            }
        }
        for user in part
    ]
    page = {"hasNextPage": start + 100 < len(users), "endCursor": str(start + len(part))}
    identities = {"edges": edges, "nodes": [edge["node"] for edge in edges], "pageInfo": page, "totalCount": len(users)}
    return Reply(200, {"data": {"organization": {"samlIdentityProvider": {"externalIdentities": identities}}}})


_LICENSES = Access(Role.ENTERPRISE_OWNER, ("read:enterprise",), entrance=Entrance.USERS)

ENDPOINTS: Endpoints = (
    Endpoint("GET", "/user", read_self, Access(Role.ANYBODY)),
    Endpoint("GET", "/user/orgs", list_own_organisations, Access(Role.USER, ("read:org", "user"), "", Entrance.USERS)),
    Endpoint(
        "GET", "/user/memberships/orgs", list_own_memberships, Access(Role.USER, ("read:org",), "", Entrance.USERS)
    ),
    Endpoint("GET", "/user/{account_id}", read_user_by_id, Access(Role.ANYBODY)),
    Endpoint("GET", "/users/{username}", read_user, Access(Role.ANYBODY)),
    Endpoint("GET", "/orgs/{org}", read_organisation, Access(Role.MEMBER, permission="metadata:read")),
    Endpoint("GET", "/orgs/{org}/repos", list_repositories, Access(Role.MEMBER, ("repo",), "metadata:read")),
    Endpoint("GET", "/repos/{owner}/{repo}", read_repository, Access(Role.MEMBER, ("repo",), "metadata:read")),
    Endpoint("GET", "/meta", read_meta, Access(Role.ANYBODY)),
    Endpoint("GET", "/versions", list_versions, Access(Role.ANYBODY), CLOUDS),
    Endpoint("GET", "/enterprises/{enterprise}/consumed-licenses", list_licenses, _LICENSES, ENTERPRISES),
    Endpoint("POST", "/graphql", ask_graph, Access(Role.USER, ("read:org", "admin:org"), "members:read")),
)
