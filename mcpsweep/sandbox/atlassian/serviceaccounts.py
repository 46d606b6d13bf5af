"""Service accounts with their tokens and OAuth clients: nobody's in particular, whoever made them.

https://developer.atlassian.com/cloud/admin/api-access/rest/api-group-service-account/
"""

from collections.abc import Callable

from mcpsweep.sandbox.atlassian.access import Scope
from mcpsweep.sandbox.atlassian.apiaccess import listing
from mcpsweep.sandbox.atlassian.call import DONE, Call, Endpoint, Endpoints, found
from mcpsweep.sandbox.atlassian.state import OAuthClient, ServiceAccount, ServiceToken, when
from mcpsweep.sandbox.exchange import Json, Reply


def _account(account: ServiceAccount) -> Json:
    return {
        "atlassianId": account.id,
        "id": account.id,
        "email": account.email,
        "displayName": account.name,
        "updatedAt": int(account.created_at * 1000),
        "createdById": account.creator,
    }


def _token(token: ServiceToken) -> Json:
    return {
        "id": token.id,
        "label": token.label,
        "serviceAccountId": token.service_account,
        "createdAt": when(token.created_at),
        "expiresAt": when(token.expires_at),
    }


def _client(client: OAuthClient) -> Json:
    return {
        "clientId": client.id,
        "name": client.name,
        "serviceAccountId": client.service_account,
        "createdAt": when(client.created_at),
    }


def _named(call: Call) -> ServiceAccount:
    return found(call.world.service_accounts.get(call.parameters["serviceAccountId"]))


def list_accounts(call: Call) -> Reply:
    """All service accounts, in a shape that no other list has."""
    rows = list(call.world.service_accounts.values())
    cut = call.cut(rows, lambda _: True, _account, call.request.first("cursor"), call.request.first("pageSize"))
    return Reply(200, {"links": {"next": cut.next or None, "prev": None}, "items": cut.rows, "total": len(rows)})


def delete_account(call: Call) -> Reply:
    """End a service account and everything of it."""
    account = _named(call)
    _end_tokens(call, account)
    clients = [client.id for client in call.world.oauth_clients.values() if client.service_account == account.id]
    for client in clients:
        del call.world.oauth_clients[client]
    del call.world.service_accounts[account.id]
    call.world.record("service_account_deleted", call.actor)
    return DONE


def _end_tokens(call: Call, account: ServiceAccount) -> None:
    mine = [token for token in call.world.service_tokens.values() if token.service_account == account.id]
    call.world.end(mine, call.actor, "service_account_token_revoked")


def _tokens(call: Call, keep: Callable[[ServiceToken], bool]) -> Reply:
    rows, label = list(call.world.service_tokens.values()), call.request.first("tokenLabel")
    cursor, size = call.request.first("cursor"), call.request.first("pageSize")

    def is_wanted(token: ServiceToken) -> bool:
        return token.ended_at is None and keep(token) and label in ("", token.label)

    return listing(call, call.cut(rows, is_wanted, _token, cursor, size))


def list_every_token(call: Call) -> Reply:
    """The tokens of all service accounts."""
    return _tokens(call, lambda _: True)


def list_tokens(call: Call) -> Reply:
    """The tokens of one."""
    account = _named(call)
    return _tokens(call, lambda token: token.service_account == account.id)


def revoke_tokens(call: Call) -> Reply:
    """Revoke all tokens of a service account, whatever the body says."""
    _end_tokens(call, _named(call))
    return Reply(200, {})


def _clients(call: Call, keep: Callable[[OAuthClient], bool]) -> Reply:
    rows, name = list(call.world.oauth_clients.values()), call.request.first("clientName")
    cursor, size = call.request.first("cursor"), call.request.first("pageSize")
    return listing(call, call.cut(rows, lambda one: keep(one) and name in ("", one.name), _client, cursor, size))


def list_every_client(call: Call) -> Reply:
    """The OAuth clients of all service accounts. Apps that users let in (3LO) are not among them."""
    return _clients(call, lambda _: True)


def list_clients(call: Call) -> Reply:
    """The OAuth clients of one."""
    account = _named(call)
    return _clients(call, lambda client: client.service_account == account.id)


def read_client(call: Call) -> Reply:
    """One OAuth client."""
    return Reply(200, _client(found(call.world.oauth_clients.get(call.parameters["clientId"]))))


def delete_client(call: Call) -> Reply:
    """End one OAuth client."""
    client = found(call.world.oauth_clients.get(call.parameters["clientId"]))
    del call.world.oauth_clients[client.id]
    call.world.record("oauth_client_deleted", call.actor)
    return DONE


_ORGANISATION = "/admin/api-access/v1/orgs/{orgId}"
_ACCOUNTS = _ORGANISATION + "/service-accounts"
_ONE = _ACCOUNTS + "/{serviceAccountId}"
_CLIENTS = _ORGANISATION + "/oauth-clients"
_READ = Scope("read:service-accounts:admin")
_WRITE = Scope("write:service-accounts:admin")
_READ_TOKENS = Scope("read:service-accounts-tokens:admin")

ENDPOINTS: Endpoints = (
    Endpoint("GET", _ACCOUNTS, list_accounts, _READ),
    Endpoint("DELETE", _ONE, delete_account, _WRITE),
    Endpoint("GET", _ACCOUNTS + "/api-tokens", list_every_token, _READ_TOKENS),
    Endpoint("GET", _ONE + "/api-tokens", list_tokens, _READ_TOKENS),
    Endpoint(
        "DELETE",
        _ONE + "/api-tokens",
        revoke_tokens,
        Scope("delete:service-accounts-tokens:admin"),
        is_forbidden=True,
    ),
    Endpoint("GET", _ACCOUNTS + "/oauth-clients", list_every_client, _READ_TOKENS),
    Endpoint("GET", _ONE + "/oauth-clients", list_clients, _READ_TOKENS),
    Endpoint("GET", _CLIENTS, list_every_client, _READ_TOKENS),
    Endpoint("GET", _CLIENTS + "/{clientId}", read_client, _READ_TOKENS),
    Endpoint("DELETE", _CLIENTS + "/{clientId}", delete_client, _WRITE),
)
