"""What tokens open: a site, the gateway before all sites, and Bitbucket. Here a token shows whether it is alive.

A classic token works on the site, one with scopes only through the gateway, and each answers 401 at the other door.
https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
"""

from collections.abc import Callable
from typing import TypeAlias

from mcpsweep.sandbox.atlassian.access import Open, Refused, basic, bearer, refuse, unauthorized
from mcpsweep.sandbox.atlassian.call import Call, Endpoint, Endpoints, found, fuzzy
from mcpsweep.sandbox.atlassian.state import (
    Account,
    ApiToken,
    AppGrant,
    ContainerToken,
    Known,
    Membership,
    ServiceAccount,
    ServiceToken,
    Site,
    Status,
    hash_of,
)
from mcpsweep.sandbox.exchange import Json, Reply

JIRA_SCOPE = "read:jira-user"
CONFLUENCE_SCOPE = "read:confluence-user"
BITBUCKET_SCOPE = "read:user:bitbucket"

Holder: TypeAlias = Account | ServiceAccount


def _known(call: Call, value: str) -> Known:
    """The living token with that value. Raises `Refused` with 401."""
    token = call.world.by_hash.get(hash_of(value))
    if token is None or not call.world.works(token):
        raise unauthorized()
    if isinstance(token, ApiToken | AppGrant) and call.world.accounts[token.account].status is not Status.ACTIVE:
        raise unauthorized()
    if isinstance(token, ApiToken) and token.is_blocked:
        raise unauthorized()
    return token


def _note_use(call: Call, token: Known) -> None:
    """A probe is a use like any other; one at the wrong door is none."""
    token.last_active_at = call.world.now()


def _by_address(call: Call) -> tuple[ApiToken, Account]:
    """An API token that came with its owner's address. Raises `Refused` with 401, for a wrong address too."""
    email, value = basic(call.request)
    token = call.world.by_hash.get(hash_of(value))
    if not isinstance(token, ApiToken) or call.world.accounts[token.account].email.casefold() != email.casefold():
        raise unauthorized()
    _known(call, value)
    return token, call.world.accounts[token.account]


def _check_access(site: Site, account: Account) -> None:
    """Raises `Refused`: 401 for another site's account, 403 for one that may not come in at the moment."""
    if site.host not in account.sites:
        raise unauthorized()
    if site.is_organisations and account.membership is not Membership.ACTIVE:
        raise refuse(403, "User does not have access to this app")


def _on_site(call: Call) -> Account:
    """Who calls on a site: somebody with a classic token. Raises `Refused`."""
    token, account = _by_address(call)
    if token.scopes:
        raise unauthorized()
    _check_access(call.world.sites[call.host], account)
    _note_use(call, token)
    return account


def _through_gateway(call: Call, scope: str) -> Holder:
    """Who calls through the gateway. Raises `Refused`: 401 for the dead and the classic, 403 for a missing scope."""
    site = found(next((s for s in call.world.sites.values() if s.cloud_id == call.parameters["cloudId"]), None))
    token: Known
    if value := bearer(call.request):
        token = _known(call, value)
    else:
        token, _ = _by_address(call)
    holder: Holder
    match token:
        case ServiceToken():
            holder = found(call.world.service_accounts.get(token.service_account))
        case AppGrant():
            holder = call.world.accounts[token.account]
        case ApiToken() if token.scopes and not value:
            holder = call.world.accounts[token.account]
        case _:
            raise unauthorized()
    if isinstance(holder, Account):
        _check_access(site, holder)
    _note_use(call, token)
    if scope not in token.scopes:
        raise refuse(403, "Unauthorized; scope does not match")
    return holder


def _jira(holder: Holder) -> Reply:
    kind = "atlassian" if isinstance(holder, Account) else "app"
    return Reply(
        200,
        {
            "accountId": holder.id,
            "emailAddress": holder.email,
            "displayName": holder.name,
            "active": True,
            "accountType": kind,
        },
    )


def _confluence(holder: Holder) -> Reply:
    body = {"type": "known", "accountId": holder.id, "email": holder.email, "displayName": holder.name}
    return Reply(200, body)


def site_jira(call: Call) -> Reply:
    """Who the token belongs to."""
    return _jira(_on_site(call))


def site_confluence(call: Call) -> Reply:
    """Who the token belongs to."""
    return _confluence(_on_site(call))


def gateway_jira(call: Call) -> Reply:
    """Who the token belongs to."""
    return _jira(_through_gateway(call, JIRA_SCOPE))


def gateway_confluence(call: Call) -> Reply:
    """Who the token belongs to."""
    return _confluence(_through_gateway(call, CONFLUENCE_SCOPE))


def search_users(call: Call) -> Reply:
    """Users of a site by name or address: namesakes too, suspended ones never, and hardly an address."""
    _on_site(call)
    query = call.request.first("query")
    members = [
        account
        for account in call.world.accounts.values()
        if call.host in account.sites
        and account.membership is Membership.ACTIVE
        and account.status is Status.ACTIVE
        and fuzzy(query, account.name, account.email)
    ]
    return Reply(200, [_member(account) for account in members[:50]])


def _member(account: Account) -> Json:
    address = {} if account.is_email_private else {"emailAddress": account.email}
    return {"accountId": account.id, "accountType": "atlassian", "displayName": account.name, **address, "active": True}


def read_server(call: Call) -> Reply:
    """What everybody may know: an answer here proves nothing of a token."""
    return Reply(200, {"baseUrl": call.request.base, "deploymentType": "Cloud", "serverTitle": "Jira"})


def read_tenant(call: Call) -> Reply:
    """The site's id, for everybody."""
    return Reply(200, {"cloudId": call.world.sites[call.host].cloud_id})


def list_resources(call: Call) -> Reply:
    """The sites that a 3LO token reaches. Raises `Refused` with 401 for every other kind."""
    token = _known(call, bearer(call.request))
    if not isinstance(token, AppGrant):
        raise unauthorized()
    _note_use(call, token)
    hosts = call.world.accounts[token.account].sites
    return Reply(
        200,
        [
            {"id": site.cloud_id, "url": f"https://{site.host}", "name": site.name, "scopes": sorted(token.scopes)}
            for site in call.world.sites.values()
            if site.host in hosts
        ],
    )


def read_bitbucket_user(call: Call) -> Reply:
    """Who calls Bitbucket: an Atlassian account by its token, or a repository's or workspace's own token.

    An organisation's key looks like the latter, and is nobody here.
    """
    try:
        value = bearer(call.request)
        token, holder = (_known(call, value), None) if value else _by_address(call)
        if not isinstance(token, ContainerToken if value else ApiToken):
            raise unauthorized()
    except Refused as refused:
        if refused.reply.status != 401:
            raise
        raise _bitbucket(401, "Token is invalid, expired, or not supported for this endpoint.") from refused
    _note_use(call, token)
    if BITBUCKET_SCOPE not in token.scopes:
        raise _bitbucket(403, "Your credentials lack one or more required privilege scopes.")
    if holder is not None:
        return Reply(200, {"type": "user", "account_id": holder.id, "display_name": holder.name})
    return Reply(200, {"type": "app_user", "display_name": token.label})


def _bitbucket(status: int, message: str) -> Refused:
    return Refused(Reply(status, {"type": "error", "error": {"message": message}}))


def _open(template: str, handler: Callable[[Call], Reply]) -> Endpoint:
    return Endpoint("GET", template, handler, Open())


SITE: Endpoints = (
    _open("/rest/api/3/myself", site_jira),
    _open("/rest/api/3/user/search", search_users),
    _open("/rest/api/3/serverInfo", read_server),
    _open("/wiki/rest/api/user/current", site_confluence),
    _open("/_edge/tenant_info", read_tenant),
)
GATEWAY: Endpoints = (
    _open("/ex/jira/{cloudId}/rest/api/3/myself", gateway_jira),
    _open("/ex/confluence/{cloudId}/wiki/rest/api/user/current", gateway_confluence),
    _open("/oauth/token/accessible-resources", list_resources),
)
BITBUCKET: Endpoints = (_open("/2.0/user", read_bitbucket_user),)
