"""Tokens of accounts: one account's by its management, everybody's by the organisation's list.

Both are for managed accounts only. The ids of the two lists are taken to be the same nowhere: what is ended is read
again from the list that ends it.
"""

from collections.abc import Iterator

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.atlassian.shapes import OrgToken, Page, UserToken
from mcpsweep.connectors.base import Listed
from mcpsweep.connectors.http.clock import rfc3339, utc
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.instruction import Instruction

API_TOKEN = "atlassian-api-token"  # noqa: S105 - a kind, not a value
MANAGE_TOKENS = "/users/{account}/manage/api-tokens"
BY_ORGANISATION = "organisation"
BY_ACCOUNT = "account"
_PAGE = "100"
_COMES_BACK = (
    "A suspended or deactivated account keeps its tokens: they are refused meanwhile, and work again when the account "
    "comes back."
)


class Listing:
    """Lists API tokens."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, account: Account) -> Iterator[Listed]:
        """The account's API tokens; where its management is closed to us, by the organisation's list."""
        try:
            yield from self.of_account(account.id)
        except ServiceError as error:
            reason = f"{error}; {error.hint}" if error.hint else str(error)
            reason += " – only accounts whose address is in a verified domain are managed by the organisation"
            yield self.gap(f"API tokens of {account.id}", reason, manual.OWN_TOKENS)
            yield from (grant for grant in self.guarded(self.of_organisation()) if _is_of(grant, account))

    def of_all(self) -> Iterator[Listed]:
        """The API tokens of all managed accounts."""
        return self.guarded(self.of_organisation())

    def of_account(self, account_id: str) -> Iterator[Grant]:
        """Raises `ServiceError` for an account that is not managed, or a key that may not look."""
        answer = self._session.manage(MANAGE_TOKENS, account_id)
        for token in answer.decode(list[UserToken]):
            yield self._of_account(token, AccountRef(account_id, account_id))

    def of_organisation(self, **narrowed: str) -> Iterator[Grant]:
        """Everybody's, page by page. Atlassian's search by name is fuzzy and not used; `status` is no search."""
        path = route("/admin/api-access/v1/orgs/{org}/api-tokens", org=self._session.org)
        query = {"pageSize": _PAGE, **narrowed}
        for number, token in enumerate(self._session.pages(path, Page[OrgToken], query), start=1):
            if number % int(_PAGE) == 0:
                self._session.setup.progress.report("atlassian", "API tokens", number)
            yield self._of_organisation(token)

    def blocked(self) -> frozenset[str]:
        """Ids of the accounts with tokens that are on record and refused for now."""
        tokens = self.of_organisation(status="BLOCKED")
        return frozenset(one.account.id for one in tokens if one.account and one.state is GrantState.BLOCKED)

    def guarded(self, part: Iterator[Grant], what: str = "API tokens") -> Iterator[Listed]:
        """`part`, and a gap in place of what could not be listed."""
        try:
            yield from part
        except ServiceError as error:
            yield self.gap(what, f"{error}; {error.hint}" if error.hint else str(error), manual.TOKENS)

    def gap(self, what: str, reason: str, page: Instruction, *, hides: bool = True) -> Gap:
        """What could not be listed; `hides`: whether a credential of the person's may stand behind it."""
        return Gap("atlassian", self._session.name, what, reason, hides=hides, instruction=page)

    def state(self, expires: str | None, *, blocked: bool = False) -> GrantState:
        """Whether something would be accepted now."""
        if expires is not None and expires < rfc3339(self._session.admin.now()):
            return GrantState.EXPIRED
        return GrantState.BLOCKED if blocked else GrantState.ACTIVE

    def _of_account(self, token: UserToken, owner: AccountRef) -> Grant:
        expires = utc(token.expiry)
        return Grant(
            service="atlassian",
            connector=self._session.name,
            id=token.id,
            kind=API_TOKEN,
            account=owner,
            label=token.label,
            can_revoke=(Way.ID,),
            state=self.state(expires, blocked=token.disabled_status is True),
            created=utc(token.created_at),
            last_used=utc(token.last_access),
            expires=expires,
            target={"list": BY_ACCOUNT},
            effects=(_COMES_BACK,),
        )

    def _of_organisation(self, token: OrgToken) -> Grant:
        expires = utc(token.expires_at)
        is_ours = self._session.org_key is not None
        return Grant(
            service="atlassian",
            connector=self._session.name,
            id=token.id,
            kind=API_TOKEN,
            account=AccountRef(token.user.id, token.user.id) if token.user.id else None,
            label=token.label,
            can_revoke=(Way.ID,) if is_ours else (Way.MANUAL,),
            state=self.state(expires, blocked=token.status.casefold() == "blocked"),
            scopes=tuple(token.scopes or ()),
            created=utc(token.created_at),
            last_used=utc(token.last_active_at),
            expires=expires,
            target={"list": BY_ORGANISATION},
            effects=(_COMES_BACK,),
            instruction=None if is_ours else manual.TOKENS,
        )


def _is_of(listed: Listed, account: Account) -> bool:
    if isinstance(listed, Gap):
        return True
    return listed.account is not None and listed.account.could_be(account.ref())
