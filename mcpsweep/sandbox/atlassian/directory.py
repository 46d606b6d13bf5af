"""The Organizations API: who there is, and who may come in.

https://developer.atlassian.com/cloud/admin/organization/rest/
https://mrrefactoring.github.io/jira.js/guide/administration
"""

from collections.abc import Callable, Mapping

from mcpsweep.sandbox.atlassian.access import Scope, not_found, refuse
from mcpsweep.sandbox.atlassian.apiaccess import listing
from mcpsweep.sandbox.atlassian.call import DONE, Call, Endpoint, Endpoints, fuzzy, texts
from mcpsweep.sandbox.atlassian.state import Account, Membership, Status
from mcpsweep.sandbox.exchange import Json, Reply

EVERY_DIRECTORY = "-"


def list_organisations(call: Call) -> Reply:
    """The one organisation that the key belongs to."""
    body = {"id": call.world.organisation, "type": "orgs", "attributes": {"name": call.world.name}}
    return Reply(200, {"data": [body], "links": {"self": call.request.path, "next": None, "prev": None}})


def list_accounts(call: Call) -> Reply:
    """Every managed account, nobody else. `next` is an address."""
    accounts = list(call.world.accounts.values())
    cut = call.cut(
        accounts,
        lambda one: one.is_managed and one.status is not Status.CLOSED,
        _managed,
        call.request.first("cursor"),
        "",
    )
    links = {"self": call.request.path, "next": call.link(cut.next), "prev": None}
    return Reply(200, {"data": cut.rows, "links": links})


def _managed(account: Account) -> Json:
    return {
        "account_id": account.id,
        "account_type": "atlassian",
        "account_status": account.status,
        "name": account.name,
        "email": account.email,
    }


def list_directories(call: Call) -> Reply:
    """The organisation's one directory."""
    row = {"directoryId": call.world.directory, "name": f"{call.world.name} directory", "icon": ""}
    return Reply(200, {"data": [row], "links": {"self": call.request.path, "next": None, "prev": None}})


def _check_directory(call: Call, *also: str) -> None:
    if call.parameters["directoryId"] not in (call.world.directory, *also):
        raise not_found()


_STATES: Mapping[str, Callable[[Account], str]] = {
    "accountStatus": lambda account: account.status,
    "membershipStatus": lambda account: account.membership,
}


def search(call: Call) -> Reply:
    """Managed and other accounts by their whole addresses, or by a term that finds namesakes too."""
    _check_directory(call, EVERY_DIRECTORY)
    body = call.body()
    term = body.get("searchTerm", "")
    if "emails" in body and term:
        raise refuse(400, "emails and searchTerm cannot be used together")
    tests: list[Callable[[Account], bool]] = [lambda one: not term or fuzzy(str(term), one.name, one.email)]
    if "emails" in body:
        emails = {email.casefold() for email in texts(body["emails"])}
        tests.append(lambda one: one.email.casefold() in emails)
    if "accountIds" in body:
        ids = set(texts(body["accountIds"]))
        tests.append(lambda one: one.id in ids)
    if "claimStatus" in body:
        tests.append(lambda one: _claim(one) == body["claimStatus"])
    tests.extend(_in_state(state, texts(body[name])) for name, state in _STATES.items() if name in body)
    return _page(call, tests, str(body.get("cursor", "")), str(body.get("limit", "")))


def _in_state(state: Callable[[Account], str], wanted: list[str]) -> Callable[[Account], bool]:
    return lambda account: state(account) in wanted


def list_users(call: Call) -> Reply:
    """The same by query; deprecated, and gone in the middle of 2027."""
    _check_directory(call, EVERY_DIRECTORY)
    term, ids = call.request.first("searchTerm"), call.request.all("accountIds")
    tests: list[Callable[[Account], bool]] = [
        lambda one: fuzzy(term, one.name, one.email) and (not ids or one.id in ids),
    ]
    return _page(call, tests, call.request.first("cursor"), call.request.first("limit"))


def _page(call: Call, tests: list[Callable[[Account], bool]], cursor: str, size: str) -> Reply:
    accounts = list(call.world.accounts.values())

    def is_wanted(account: Account) -> bool:
        is_here = account.is_managed or account.membership is not Membership.NONE
        return is_here and account.status is not Status.CLOSED and all(test(account) for test in tests)

    return listing(call, call.cut(accounts, is_wanted, _user, cursor, size))


def _claim(account: Account) -> str:
    return "managed" if account.is_managed else "unmanaged"


def _user(account: Account) -> Json:
    return {
        "accountId": account.id,
        "name": account.name,
        "email": account.email,
        "accountStatus": account.status,
        "claimStatus": _claim(account),
        "membershipStatus": account.membership,
    }


def _move(call: Call, membership: Membership, action: str) -> None:
    """Change what a member is. Raises `Refused` with 404 for who is none."""
    account = call.account()
    if account.membership is Membership.NONE:
        raise not_found()
    account.membership = membership
    call.world.record(action, call.actor, account.id)


def suspend(call: Call) -> Reply:
    """Take away the access to every app; the account and its tokens stay."""
    _check_directory(call)
    _move(call, Membership.SUSPENDED, "user_suspended")
    return DONE


def restore(call: Call) -> Reply:
    """Give it back."""
    _check_directory(call)
    _move(call, Membership.ACTIVE, "user_restored")
    return DONE


def remove(call: Call) -> Reply:
    """Take the account out of the directory, with its roles and groups."""
    _check_directory(call)
    _move(call, Membership.NONE, "user_removed")
    return DONE


def suspend_access(call: Call) -> Reply:
    """`suspend` in the older API."""
    _move(call, Membership.SUSPENDED, "user_suspended")
    return Reply(200, {"message": "User access suspended"})


def restore_access(call: Call) -> Reply:
    """`restore` in the older API."""
    _move(call, Membership.ACTIVE, "user_restored")
    return Reply(200, {"message": "User access restored"})


_USERS = "/admin/v2/orgs/{orgId}/directories/{directoryId}/users"
_OLDER = "/admin/v1/orgs/{orgId}/directory/users/{accountId}"
_READ = Scope("read:directories:admin")
_WRITE = Scope("write:directories:admin")

ENDPOINTS: Endpoints = (
    Endpoint("GET", "/admin/v1/orgs", list_organisations, Scope("read:orgs:admin")),
    Endpoint("GET", "/admin/v1/orgs/{orgId}/users", list_accounts, Scope("read:accounts:admin")),
    Endpoint("GET", "/admin/v2/orgs/{orgId}/directories", list_directories, _READ),
    Endpoint("GET", _USERS, list_users, _READ),
    Endpoint("POST", _USERS + "/search", search, _READ),
    Endpoint("POST", _USERS + "/{accountId}/suspend", suspend, _WRITE),
    Endpoint("POST", _USERS + "/{accountId}/restore", restore, _WRITE),
    Endpoint("DELETE", _USERS + "/{accountId}", remove, _WRITE),
    Endpoint("POST", _OLDER + "/suspend-access", suspend_access, _WRITE),
    Endpoint("POST", _OLDER + "/restore-access", restore_access, _WRITE),
)
