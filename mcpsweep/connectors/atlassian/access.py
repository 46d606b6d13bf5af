"""The account as a whole: its place in the organisation's directories, and whether it may sign in."""

from collections.abc import Callable, Sequence

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.accounts import MANAGED, Accounts
from mcpsweep.connectors.atlassian.ending import confirmed
from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.atlassian.shapes import Directory, Page, Privileges, Profile
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import BadAnswer, ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.connectors.proof import Presence, by_hand, end
from mcpsweep.model.account import Account
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified

_ACTIVE = "active"
_OUT = frozenset({"inactive", "closed"})


class Access:
    """Acts on one account of the organisation."""

    def __init__(self, session: Session, accounts: Accounts) -> None:
        self._session = session
        self._accounts = accounts

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """There is no way for one account (jira.atlassian.com/browse/AX-229)."""
        return (by_hand(manual.SESSIONS, "Atlassian ends the sessions of a whole authentication policy only"),)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """Take a managed account out of every directory; its roles and groups are lost, the account lives on."""
        return self._tried(self._remove_access, account)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Deactivate a managed account everywhere; reversible, and its tokens come back with it."""
        return self._tried(self._disable_account, account)

    def _tried(self, act: Callable[[Account], Sequence[Outcome]], account: Account) -> tuple[Outcome, ...]:
        if not account.id:
            return (_failed("not tried: the account has no id"),)
        try:
            return tuple(act(account))
        except ServiceError as error:
            return (_failed(f"not tried: it could not be read before the act: {error}", error.request_id),)

    def _remove_access(self, account: Account) -> Sequence[Outcome]:
        user = self._accounts.user(account.id)
        if user is None:
            return [Outcome(OutcomeState.ALREADY, Verified.YES, "no directory of the organisation holds it")]
        if user.claim_status.casefold() != MANAGED:
            return [by_hand(manual.PEOPLE, "the account is not managed by the organisation")]
        path = route("/admin/v2/orgs/{org}/directories", org=self._session.org)
        directories = list(self._session.pages(path, Page[Directory], {"accountId": account.id}))
        outcomes = [self._leave(account, directory) for directory in directories]
        told = [outcome for outcome in outcomes if outcome.state is not OutcomeState.ALREADY]
        return told or outcomes or [_failed("not tried: the account's directories are not listed")]

    def _leave(self, account: Account, directory: Directory) -> Outcome:
        def look() -> Presence:
            user = self._accounts.user(account.id, directory.directory_id)
            return Presence.GONE if user is None else Presence.PRESENT

        def act() -> Answer:
            path = route(
                "/admin/v2/orgs/{org}/directories/{directory}/users/{account}",
                org=self._session.org,
                directory=directory.directory_id,
                account=account.id,
            )
            return confirmed(self._session.act("DELETE", path))

        return end(look, act, clock=self._session.admin.clock, by_hand=manual.PEOPLE)

    def _disable_account(self, account: Account) -> Sequence[Outcome]:
        if self._session.org_key is None:
            return [by_hand(manual.PEOPLE, "only an organisation key without scopes (org_key) may deactivate accounts")]
        answer = self._session.manage("/users/{account}/manage", account.id, expect={403, 404})
        if answer.status != 200:
            return [by_hand(manual.PEOPLE, "the account is not managed by the organisation, or the key has scopes")]
        enablement = answer.decode(Privileges).enablement
        if enablement is not None and not enablement.allowed:
            why = enablement.why_not()
            return [by_hand(manual.PEOPLE, f"Atlassian does not let the organisation do it ({why})")]

        def look() -> Presence:
            profile = self._session.manage("/users/{account}/manage/profile", account.id).decode(Profile).account
            if profile.account_id != account.id:
                return Presence.CHANGED
            status = profile.account_status.casefold()
            if status not in (_ACTIVE, *_OUT):
                raise BadAnswer("atlassian: it is not told whether the account is active")
            return Presence.GONE if status in _OUT else Presence.PRESENT

        def act() -> Answer:
            path = route("/users/{account}/manage/lifecycle/disable", account=account.id)
            return confirmed(self._session.manage_write("POST", path, {"message": "The person has left."}))

        return [end(look, act, clock=self._session.admin.clock, by_hand=manual.PEOPLE)]


def _failed(reason: str, request_id: str = "") -> Outcome:
    return Outcome(OutcomeState.FAILED, Verified.NO, reason, manual.PEOPLE, (request_id,) if request_id else ())
