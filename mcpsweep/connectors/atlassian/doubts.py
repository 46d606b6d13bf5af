"""Why a token that every place refuses may live all the same.

A wrong address is refused like a dead token (support.atlassian.com: "Manage API tokens"), and so is a token that is
only kept back for now: by the state of its account, or by a policy.
"""

from mcpsweep.connectors.atlassian.accounts import NO_MEMBERSHIP, Accounts
from mcpsweep.connectors.atlassian.credentials import Form, form_of
from mcpsweep.connectors.atlassian.identify import addresses_beside
from mcpsweep.connectors.atlassian.listing import Listing
from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.atlassian.shapes import User
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.model.account import AccountRef, AccountState
from mcpsweep.model.held import Held

_UNMANAGED = "unmanaged"


class Doubts:
    """Asks the organisation what else a refusal could mean."""

    def __init__(self, session: Session, accounts: Accounts, listing: Listing) -> None:
        self._session = session
        self._accounts = accounts
        self._listing = listing

    def about(self, address: str) -> str | None:
        """Why a token that is refused together with `address` may not be dead; None where nothing speaks for it."""
        try:
            users = list(self._accounts.with_address(address))
            if not users:
                return f"no directory of the organisation holds {address}, and a wrong address is refused, too"
            kept_back = ((user, self._kept_back(user)) for user in users)
            return next((reason for user, reason in kept_back if reason and not self._holds_nothing(user)), None)
        except ServiceError as error:
            return f"whether its account only keeps it for later could not be asked: {error}"

    def is_asked_as(self, held: Held, owner: AccountRef) -> bool:
        """Whether a refusal says anything of `owner`'s: a person's token is refused with every other address."""
        if form_of(held.secret) not in (Form.USER, Form.OLD):
            return True
        try:
            return any(
                user.account_id == owner.id
                for address in addresses_beside(held)
                for user in self._accounts.with_address(address)
            )
        except ServiceError:
            return False

    def _kept_back(self, user: User) -> str | None:
        if self._accounts.account(user).state is AccountState.DISABLED:
            return "the account is deactivated or suspended, and may keep the token for later"
        if user.membership_status.casefold() == NO_MEMBERSHIP:
            return "the account is in none of the organisation's directories: its sites refuse whatever it has"
        if _is_managed(user) and user.account_id in self._listing.blocked():
            return "a policy blocks tokens of the account, and may let them in again"
        return None

    def _holds_nothing(self, user: User) -> bool:
        """Whether there is no token of the account at all, so that a refused one must be dead."""
        if self._session.org_key is None or not _is_managed(user):
            return False
        return not any(self._listing.of_account(user.account_id))


def _is_managed(user: User) -> bool:
    return user.claim_status.casefold() != _UNMANAGED
