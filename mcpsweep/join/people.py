"""Whose an account is: by roster, exact verified address or a service's own link, and by nothing weaker."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from mcpsweep.join.accounts import Accounts
from mcpsweep.model.account import AccountRef
from mcpsweep.model.holding import Owner, Ownership
from mcpsweep.model.identity import Link, Method
from mcpsweep.model.person import Person
from mcpsweep.model.roster import Roster, ServiceAccount
from mcpsweep.model.subject import Subject

Key = TypeVar("Key")
Value = TypeVar("Value")


class Claim(msgspec.Struct, frozen=True, gc=False):
    """One reason to hold that an account is a person's."""

    person: str
    method: Method
    reason: str


class People:
    """Everybody who may own something, and what each of them is known to have."""

    def __init__(
        self,
        roster: Roster,
        links: Iterable[Link] = (),
        subject: Subject | None = None,
        accounts: Accounts | None = None,
    ) -> None:
        """`links` are accounts that services named for people, `accounts` those that they listed for everybody.

        Without a `subject` the case is about everybody.
        """
        self.roster = roster
        self.subject = subject
        self.accounts = accounts or Accounts()
        self._logins: dict[str, tuple[str, ...]] | None = None
        self._accounts: dict[str, dict[str, tuple[str, ...]]] = {}
        self._emails: dict[str, tuple[str, ...]] = {}
        self._links: dict[tuple[str, str, str], tuple[Link, ...]] = {}
        self._services = {(one.service, one.account.casefold()): one for one in roster.service_accounts}
        for person in self.everybody():
            for service, account in person.accounts.items():
                if account:
                    _add(self._accounts.setdefault(service, {}), account.casefold(), person.id)
            for email in person.emails:
                _add(self._emails, email.casefold(), person.id)
        for link in links:
            known = link.account
            for name in {known.id, known.login.casefold()} - {""}:
                for connector in (known.connector, ""):
                    _add(self._links, (known.service, connector, name), link)

    def everybody(self) -> Iterator[Person]:
        """The roster's people, and the subject where the roster does not have them."""
        yield from self.roster.people
        if self.subject is not None and all(one.id != self.subject.person.id for one in self.roster.people):
            yield self.subject.person

    def claims(
        self, service: str, connector: str, account: AccountRef, emails: Iterable[str] = ()
    ) -> Mapping[str, Claim]:
        """Who has a claim to an account, by person, each with the strongest reason.

        `connector` may be empty where only the service is known. `emails` are addresses that the service has verified
        for the account.
        """
        found: dict[str, Claim] = {}
        # Asked of every account of an organisation, so nothing is built that is not needed.
        login = account.login.casefold()
        if (named := self._accounts.get(service)) is not None:
            for person in (*named.get(login, ()), *named.get(account.id.casefold(), ())):
                found[person] = Claim(person, Method.ROSTER, "the roster names this account")
        for email in (*emails, *self.accounts.emails(service, connector, account)):
            for person in self._emails.get(email.casefold(), ()):
                found.setdefault(person, Claim(person, Method.EMAIL, f"the service has verified {email}"))
        if self._links:
            for name in (account.id, login):
                for link in self._links.get((service, connector, name), ()):
                    if link.account.ref().could_be(account):
                        found.setdefault(link.person, Claim(link.person, link.method, link.reason))
        return found

    def with_email(self, email: str) -> tuple[str, ...]:
        """Whose exact address it is."""
        return self._emails.get(email.casefold(), ())

    def with_name(self, name: str) -> tuple[str, ...]:
        """Who has it as roster id or as login somewhere: what a home folder may be called after."""
        if self._logins is None:
            self._logins = {}
            for person in self.everybody():
                for known in {person.id.casefold(), *(login.casefold() for login in person.accounts.values())}:
                    _add(self._logins, known, person.id)
        return tuple(sorted(self._logins.get(name.casefold(), ()))) if name else ()

    def service_account(self, service: str, account: AccountRef) -> ServiceAccount | None:
        """The roster's entry, if the account belongs to nobody in particular."""
        if not self._services:
            return None
        names = ((service, account.id.casefold()), (service, account.login.casefold()))
        return next((self._services[name] for name in names if name in self._services), None)

    def verdict(self, claim: Claim, service: str, account: AccountRef) -> Ownership:
        """Whose an account is that one person has a claim to."""
        name = account.login or account.id
        if self.subject is None or claim.person == self.subject.person.id:
            if self._is_asked_for(service, account):
                return Ownership(
                    Owner.PERSON, f"{name} is {claim.person}'s: {claim.reason}", claim.person, account, claim.method
                )
            reason = f"{name} is {claim.person}'s, but only another account was asked for"
        else:
            reason = f"{name} is {claim.person}'s: {claim.reason}"
        return Ownership(Owner.OTHER, reason, claim.person, account, claim.method)

    def is_subject(self, person: str) -> bool:
        """Whether the case is about this person."""
        return self.subject is None or person == self.subject.person.id

    def _is_asked_for(self, service: str, account: AccountRef) -> bool:
        if self.subject is None or not self.subject.only:
            return True
        named = self.subject.only.get(service, "").casefold()
        return bool(named) and named in (account.id.casefold(), account.login.casefold())


def _add(index: dict[Key, tuple[Value, ...]], key: Key, value: Value) -> None:
    """Tuples, not sets: nearly all have one entry, and there may be a million of them."""
    known = index.get(key, ())
    if value not in known:
        index[key] = (*known, value)
