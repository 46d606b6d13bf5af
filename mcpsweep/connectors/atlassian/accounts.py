"""From an e-mail address or id to an account, by the organisation's own directories."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.atlassian.shapes import Page, User
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.model.account import Account, AccountKind, AccountState
from mcpsweep.model.gap import Gap
from mcpsweep.model.identity import Attribution, Method

_ID = re.compile(r"[A-Za-z0-9:_-]{1,128}")
_STATES: Mapping[str, AccountState] = {
    "active": AccountState.ACTIVE,
    "inactive": AccountState.DISABLED,
    "deactivated": AccountState.DISABLED,
    "suspended": AccountState.DISABLED,
    "closed": AccountState.DISABLED,
    "invited": AccountState.INVITED,
}
_KINDS: Mapping[str, AccountKind] = {
    "": AccountKind.PERSON,
    "atlassian": AccountKind.PERSON,
    "customer": AccountKind.PERSON,
    "app": AccountKind.BOT,
}
ANY_DIRECTORY = "-"
MANAGED = "managed"
NO_MEMBERSHIP = "no_membership"
"""A managed account that is in no directory is still found (organization REST API, "Search users in a directory")."""


class Accounts:
    """Finds accounts. The search is Atlassian's; whether an address or id is the very one is decided here."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, who: str) -> Iterator[Attribution]:
        """The accounts of an exact address or account id."""
        who = who.strip()
        if "@" in who:
            found = self.with_address(who)
            method, reason = Method.EMAIL, "a directory of the organisation holds the address"
        elif _ID.fullmatch(who):
            found = (user for user in self.search({"accountIds": [who]}) if user.account_id == who)
            method, reason = Method.ID, "a directory of the organisation holds the account id"
        else:
            return
        for user in {user.account_id: user for user in found}.values():
            yield Attribution(self.account(user), method, reason)

    def everybody(self) -> Iterator[Account | Gap]:
        """Everybody in the directories, and every managed account that is in none of them."""
        seen: set[str] = set()
        questions: Sequence[Mapping[str, object]] = ({}, {"claimStatus": MANAGED})
        try:
            for user in chain.from_iterable(self.search(question) for question in questions):
                if user.account_id not in seen:
                    seen.add(user.account_id)
                    yield self.account(user)
        except ServiceError as error:
            yield Gap("atlassian", self._session.name, "accounts of the organisation", str(error))

    def with_address(self, address: str) -> Iterator[User]:
        """Who has this very address."""
        address = address.casefold()
        return (user for user in self.search({"emails": [address]}) if user.email.casefold() == address)

    def user(self, account_id: str, directory: str = ANY_DIRECTORY) -> User | None:
        """The account as a directory shows it; None if it is not in there."""
        users = self.search({"accountIds": [account_id]}, directory)
        found = next((user for user in users if user.account_id == account_id), None)
        return None if found is None or found.membership_status.casefold() == NO_MEMBERSHIP else found

    def search(self, question: Mapping[str, object], directory: str = ANY_DIRECTORY) -> Iterator[User]:
        """Whom the directories hold (organization REST API, "Search users in a directory"); changes nothing."""
        path = route(
            "/admin/v2/orgs/{org}/directories/{directory}/users/search", org=self._session.org, directory=directory
        )
        return self._session.pages(path, Page[User], json=question)

    def account(self, user: User) -> Account:
        """A user as an account."""
        states = [_STATES.get(word.casefold()) for word in (user.account_status, user.membership_status) if word]
        disabled = AccountState.DISABLED in states
        return Account(
            service="atlassian",
            connector=self._session.name,
            id=user.account_id,
            login=user.account_id,
            kind=_KINDS.get(user.account_type.casefold(), AccountKind.UNKNOWN),
            state=AccountState.DISABLED if disabled else next(filter(None, states), AccountState.UNKNOWN),
            name=user.name,
            emails=(user.email.casefold(),) if user.email else (),
        )
