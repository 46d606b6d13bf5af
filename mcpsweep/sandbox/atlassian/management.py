"""The User management API: one managed account, its tokens and its life. It refuses keys with scopes.

https://developer.atlassian.com/cloud/admin/user-management/rest/
https://mrrefactoring.github.io/jira.js/guide/administration
"""

from mcpsweep.sandbox.atlassian.access import Refused, Unscoped, not_found
from mcpsweep.sandbox.atlassian.call import DONE, Call, Endpoint, Endpoints, found
from mcpsweep.sandbox.atlassian.state import Account, ApiToken, Status, when
from mcpsweep.sandbox.exchange import Json, Reply

GRACE = 14 * 86400.0
"""Seconds between asking for an account's deletion and its end."""
_LIFE = ("lifecycle.enablement", "lifecycle.delete")
PRIVILEGES = ("profile.read", "profile.write", "email.set", *_LIFE, "apiToken.read", "apiToken.delete")
"""What a key may be allowed. The names of the last two are in no document at hand."""


def _forbidden(reason: str) -> Refused:
    return Refused(Reply(403, {"key": "forbidden.action", "context": reason}))


def _reason(account: Account, privilege: str) -> str:
    """Why a key may not do that to `account`; empty if it may."""
    if not account.is_managed:
        return "not.managed"
    if account.is_synced and (privilege in _LIFE or privilege in ("profile.write", "email.set")):
        return "externally.managed"
    return ""


def _allowed(call: Call, privilege: str) -> Account:
    """The account that the path names, if the key may do that to it. Raises `Refused` with 404 or 403."""
    account = call.account("account_id")
    if account.status is Status.CLOSED:
        raise not_found()
    if reason := _reason(account, privilege):
        raise _forbidden(reason)
    return account


def read_privileges(call: Call) -> Reply:
    """What the key may do to the account."""
    account = call.account("account_id")
    asked = call.request.all("privileges") or PRIVILEGES
    answer: dict[str, Json] = {}
    for privilege in asked:
        reason = _reason(account, privilege)
        answer[privilege] = {"allowed": False, "reason": {"key": reason}} if reason else {"allowed": True}
    return Reply(200, answer)


def read_profile(call: Call) -> Reply:
    """Whose account it is."""
    account = _allowed(call, "profile.read")
    body = {"account_id": account.id, "name": account.name, "email": account.email, "account_status": account.status}
    return Reply(200, {"account": body})


def _token(token: ApiToken) -> Json:
    used = {} if token.last_active_at is None else {"lastAccess": when(token.last_active_at)}
    expiry = when(token.expires_at)
    return {"id": token.id, "label": token.label, "createdAt": when(token.created_at), **used, "expiry": expiry}


def list_tokens(call: Call) -> Reply:
    """All the account's tokens, without paging and without their values. A deactivated account's are still there."""
    account = _allowed(call, "apiToken.read")
    tokens = [one for one in call.world.api_tokens.values() if one.account == account.id and one.ended_at is None]
    return Reply(200, [_token(token) for token in tokens])


def delete_token(call: Call) -> Reply:
    """End one of the account's tokens for good."""
    account = _allowed(call, "apiToken.delete")
    token = found(call.world.api_tokens.get(call.parameters["tokenId"]))
    if token.account != account.id or token.ended_at is not None:
        raise not_found()
    call.world.end([token], call.actor, "api_token_revoked")
    return DONE


def disable(call: Call) -> Reply:
    """Deactivate: its tokens answer 401 and stay on record."""
    account = _allowed(call, "lifecycle.enablement")
    call.body()
    account.status = Status.INACTIVE
    call.world.record("user_deactivated", call.actor, account.id)
    return DONE


def enable(call: Call) -> Reply:
    """Reactivate: its tokens work again."""
    account = _allowed(call, "lifecycle.enablement")
    account.status = Status.ACTIVE
    call.world.record("user_activated", call.actor, account.id)
    return DONE


def delete(call: Call) -> Reply:
    """Deactivate now and close for ever after the days of grace."""
    account = _allowed(call, "lifecycle.delete")
    account.status, account.erased_at = Status.INACTIVE, call.world.now() + GRACE
    call.world.record("user_deletion_requested", call.actor, account.id)
    return DONE


def cancel_delete(call: Call) -> Reply:
    """Take that back; the account stays deactivated."""
    account = _allowed(call, "lifecycle.delete")
    account.erased_at = None
    call.world.record("user_deletion_cancelled", call.actor, account.id)
    return DONE


_ACCOUNT = "/users/{account_id}/manage"
_LIFECYCLE = _ACCOUNT + "/lifecycle"

ENDPOINTS: Endpoints = (
    Endpoint("GET", _ACCOUNT, read_privileges, Unscoped()),
    Endpoint("GET", _ACCOUNT + "/profile", read_profile, Unscoped()),
    Endpoint("GET", _ACCOUNT + "/api-tokens", list_tokens, Unscoped()),
    Endpoint("DELETE", _ACCOUNT + "/api-tokens/{tokenId}", delete_token, Unscoped()),
    Endpoint("POST", _LIFECYCLE + "/disable", disable, Unscoped()),
    Endpoint("POST", _LIFECYCLE + "/enable", enable, Unscoped()),
    Endpoint("POST", _LIFECYCLE + "/delete", delete, Unscoped()),
    Endpoint("POST", _LIFECYCLE + "/cancel-delete", cancel_delete, Unscoped()),
)
