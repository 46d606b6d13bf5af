"""What a step is about, read again from its service just before the act (rule 4 of the design)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.labels import without_tokens
from mcpsweep.model.account import Account, AccountKind, AccountRef
from mcpsweep.model.case import Case
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.plan import Confirm, Step, Target

_NOT_A_PERSON = frozenset({AccountKind.BOT, AccountKind.SERVICE})


@dataclass(frozen=True, slots=True)
class Gone:
    """It is not there any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Something is there, but it is not what was planned."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """It could not be read."""

    reason: str
    request_id: str = ""


Seen: TypeAlias = Grant | Gone | Changed | Unread
SeenAccount: TypeAlias = Account | Gone | Changed | Unread


class Lookout:
    """Reads again, at one service, what a plan speaks of. Each account's grants are listed once for a run."""

    def __init__(self, connector: Connector, case: Case) -> None:
        self._connector = connector
        self._accounts = tuple(link.account for link in case.links if link.account.connector == connector.name)
        self._planned: Mapping[tuple[str, str, str], Grant] = {
            grant.key(): grant for holding in case.holdings for grant in (*holding.grants, *holding.apps)
        }
        self._listings: dict[tuple[str, str], _Listing | Unread] = {}

    def grant(self, step: Step) -> Seen:
        """The grant that a step ends."""
        target = step.target
        key = (step.connector, target.kind, target.id)
        listings: list[_Listing] = []
        for account in self._owners(target.owner()):
            if isinstance(account, Unread):
                return account
            listing = self._list(account)
            if isinstance(listing, Unread):
                return listing
            if key in listing.grants:
                return self._compared(listing.grants[key], step)
            listings.append(listing)
        return self._missing(key, listings)

    def still_listed(self, grants: Iterable[Grant]) -> bool | Unread:
        """Whether any of these is still listed with the same id."""
        hidden = ""
        for grant in grants:
            for account in self._owners(grant.account or AccountRef()):
                listing = account if isinstance(account, Unread) else self._list(account)
                if isinstance(listing, Unread):
                    return listing
                if grant.key() in listing.grants:
                    return True
                hidden = hidden or listing.hidden
        return Unread(f"it is not listed, but not everything is: {hidden}") if hidden else False

    def account(self, target: Target) -> SeenAccount:
        """The account that a step is about, found by the service's own id of it."""
        wanted = target.owner()
        try:
            found = [one.account for one in self._connector.find_accounts(wanted.id or wanted.login)]
        except ServiceError as error:
            return Unread(str(error), error.request_id)
        if not found:
            return Gone("the service knows no such account any more")
        same = [account for account in found if account.ref().could_be(wanted)]
        if len(same) != 1:
            return Changed(f"{wanted.id or wanted.login} is not one account, but {len(found)} others")
        (account,) = same
        if account.kind in _NOT_A_PERSON and not any(known.ref().could_be(wanted) for known in self._accounts):
            return Changed(f"{account.login} is no person's account")
        return account

    def _owners(self, owner: AccountRef) -> Iterable[Account | Unread]:
        """The accounts in whose lists it can be: its owner's first, then the person's others."""
        first = [account for account in self._accounts if account.ref().could_be(owner)]
        if not first and (owner.id or owner.login):
            seen = self.account(Target("account", "", account=owner.login, account_id=owner.id))
            if isinstance(seen, Account | Unread):
                yield seen
        yield from first
        yield from (account for account in self._accounts if account not in first)

    def _list(self, account: Account) -> "_Listing | Unread":
        key = (account.id, account.login)
        if key not in self._listings:
            self._listings[key] = self._read(account)
        return self._listings[key]

    def _read(self, account: Account) -> "_Listing | Unread":
        try:
            listed = list(map(without_tokens, self._connector.list_grants(account)))
        except ServiceError as error:
            return Unread(str(error), error.request_id)
        hidden = [f"{one.what}: {one.reason}" for one in listed if isinstance(one, Gap) and one.hides]
        return _Listing({one.key(): one for one in listed if isinstance(one, Grant)}, "; ".join(hidden))

    def _compared(self, now: Grant, step: Step) -> Seen:
        """The grant as it is listed now, if it still is what was planned."""
        planned = step.target.owner()
        if (planned.id or planned.login) and (now.account is None or not now.account.could_be(planned)):
            whose = f"{now.account.login or now.account.id}'s" if now.account else "nobody's that the service names"
            return Changed(f"it is {whose} now, and was planned as {planned.login or planned.id}'s")
        before = self._planned.get(now.key())
        if now.review and step.confirm is Confirm.AUTO and (before is None or before.review != now.review):
            return Changed(f"nobody was asked about what the service says of it now: {now.review}")
        return now

    def _missing(self, key: tuple[str, str, str], listings: Sequence["_Listing"]) -> Seen:
        for listing in listings:
            for connector, kind, number in listing.grants:
                if (connector, number) == (key[0], key[2]):
                    return Changed(f"the service lists a {kind} under the id of what was planned as a {key[1]}")
        hidden = next((listing.hidden for listing in listings if listing.hidden), "")
        if listings and not hidden:
            return Gone("it is not listed any more")
        # The connector looks for it by its id just before the act, which no gap in a list hides.
        if key in self._planned:
            return self._planned[key]
        return Unread(f"it is not listed, but not everything is: {hidden or 'no account of the person is known there'}")


@dataclass(frozen=True, slots=True)
class _Listing:
    grants: Mapping[tuple[str, str, str], Grant]
    hidden: str
    """What could not be listed, in words; empty if a credential cannot stand behind it."""
