"""Whether somebody answers for a credential: by the roster, and by whom its own service still lets in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mcpsweep.join.people import People
from mcpsweep.model.account import Account, AccountKind, AccountRef, AccountState
from mcpsweep.model.concern import Concern, Doubt
from mcpsweep.model.grant import Grant
from mcpsweep.model.holding import Holding
from mcpsweep.model.person import Person, PersonStatus
from mcpsweep.model.tokens import Holder

_NOBODYS = frozenset({AccountKind.BOT, AccountKind.SERVICE})
_APP_OF_GITHUB = "[bot]"
"""How the login of a GitHub App ends (docs.github.com, "Differences between GitHub Apps and OAuth apps")."""
_NAMED = 3
"""How many machines a reason names."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who answers for a credential, and what speaks against it."""

    holder: Holder | None
    doubts: tuple[Doubt, ...]
    account: str = ""
    """The login that it acts as."""


class Owners:
    """Judges accounts and people as of one day."""

    def __init__(self, people: People, today: str) -> None:
        self._people = people
        self._today = today
        self._roster = {person.id: person for person in people.roster.people}
        self._accounts: dict[tuple[str, str, str], bool] = {}
        """Whether anything speaks against an account's owner."""
        self._doubtful_owners = {
            entry.service for entry in people.roster.shared if any(True for _ in self._of_person(entry.owner))
        }

    @property
    def has_doubtful_teams(self) -> bool:
        """Whether the roster puts shared credentials into the care of somebody who is gone."""
        return bool(self._doubtful_owners)

    def of_grant(self, grant: Grant) -> Standing:
        """Who answers for what a service records, by its account alone."""
        if grant.account is None:
            return Standing(None, (Doubt(Concern.OWNER_UNKNOWN, f"{grant.service} does not tell whose it is"),))
        return self._of_account(grant.service, grant.connector, grant.account)

    def may_doubt(self, grant: Grant) -> bool:
        """Whether anything can speak against whoever answers for it. Asked for every grant there is."""
        account = grant.account
        if account is None or grant.service in self._doubtful_owners:
            return True
        key = (grant.connector, account.id, account.login)
        doubted = self._accounts.get(key)
        if doubted is None:
            doubted = self._accounts[key] = bool(self.of_grant(grant).doubts)
        return doubted

    def may_doubt_keeper(self, identifier: str) -> bool:
        """Whether anything speaks against who keeps a machine or home; nobody known does, too."""
        return not identifier or any(True for _ in self._of_person(identifier))

    def of(self, holding: Holding) -> Standing:
        """Who answers for a credential, by all that is known of it."""
        record = next((grant for grant in holding.grants if grant.account is not None), None)
        if record is None and holding.grants:
            record = holding.grants[0]
        standing = self.of_grant(record) if record is not None else self._of_keepers(holding)
        caretakers = [sharing.owner for sharing in holding.sharing if sharing.owner]
        if caretakers:
            return self._in_care(caretakers[0], standing.account)
        if holding.sharing:
            shared = tuple(Doubt(Concern.SHARED_UNOWNED, sharing.reason) for sharing in holding.sharing)
            known = tuple(one for one in standing.doubts if one.concern is not Concern.OWNER_UNKNOWN)
            return Standing(standing.holder, (*known, *shared), standing.account)
        return standing

    def holder(self, identifier: str) -> Holder | None:
        """Somebody of the roster, for a reader; None where the roster has nobody by that id."""
        person = self._roster.get(identifier)
        return None if person is None else Holder(person.id, person.name, person.status, person.ends)

    def _of_account(self, service: str, connector: str, account: AccountRef) -> Standing:
        login = account.login or account.id
        entry = self._people.service_account(service, account)
        if entry is not None:
            return self._in_care(entry.owner, login)
        listed = self._people.accounts.find(connector, account)
        claims = sorted(self._people.claims(service, connector, account))
        doubts = [] if len(claims) != 1 else list(self._of_person(claims[0]))
        doubts += self._of_access(connector, account, listed)
        if len(claims) > 1:
            doubts.append(Doubt(Concern.OWNER_UNKNOWN, f"{' and '.join(claims)} both have a claim to {login}"))
        elif not claims:
            doubts.append(_nobodys(login, listed))
        return Standing(self.holder(claims[0]) if len(claims) == 1 else None, tuple(doubts), login)

    def _of_access(self, connector: str, account: AccountRef, listed: Account | None) -> Iterator[Doubt]:
        login = account.login or account.id
        if listed is not None and listed.state is AccountState.DISABLED:
            yield Doubt(Concern.ACCOUNT_DISABLED, f"{connector} no longer lets {login} in")
        elif listed is None and self._people.accounts.tells_all(connector) and not _is_app(login):
            yield Doubt(Concern.ACCOUNT_GONE, f"{login} is not among those whom {connector} lets in")

    def _of_keepers(self, holding: Holding) -> Standing:
        """Of what only laptops hold: it says nothing of whose it is, only of who keeps the machines."""
        keepers = sorted({found.person for found in holding.found} - {""})
        where = _machines(holding)
        if not keepers:
            return Standing(None, (Doubt(Concern.OWNER_UNKNOWN, f"it lies on {where}; nothing says whose that is"),))
        doubts = [list(self._of_person(keeper)) for keeper in keepers]
        if not all(doubts):
            return Standing(self.holder(keepers[0]), ())
        told = tuple(Doubt(one.concern, f"it lies on {where}; {one.reason}") for those in doubts for one in those)
        return Standing(self.holder(keepers[0]), told)

    def _in_care(self, owner: str, login: str) -> Standing:
        """Of what the roster puts into somebody's care: a person's, or a team's, of which nothing more is known."""
        doubts = tuple(Doubt(one.concern, f"{owner} looks after it; {one.reason}") for one in self._of_person(owner))
        return Standing(self.holder(owner), doubts, login)

    def _of_person(self, identifier: str) -> Iterator[Doubt]:
        person = self._roster.get(identifier)
        if person is None:
            return
        if person.status is PersonStatus.DEPARTED:
            when = f"; the last day was {person.ends}" if person.ends else ""
            yield Doubt(Concern.OWNER_DEPARTED, f"the roster says that {person.id} has left{when}")
        elif _has_passed(person, self._today):
            reason = f"the last day of {person.id} was {person.ends}, and the roster says {person.status.value}"
            yield Doubt(Concern.TERM_ENDED, reason)


def undated(people: People) -> list[str]:
    """Ids of people whose last day is no date: whether it has passed cannot be told."""
    return [person.id for person in people.roster.people if person.ends and _day(person.ends) is None]


def _has_passed(person: Person, today: str) -> bool:
    day = _day(person.ends) if person.ends else None
    return day is not None and day.isoformat() < today


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _nobodys(login: str, listed: Account | None) -> Doubt:
    if (listed is not None and listed.kind in _NOBODYS) or _is_app(login):
        return Doubt(Concern.SHARED_UNOWNED, f"{login} is nobody's own account, and the roster names nobody for it")
    called = " ".join((listed.name, *(f"<{email}>" for email in listed.emails))).strip() if listed is not None else ""
    known_as = f"; its service knows it as {called}" if called else ""
    return Doubt(Concern.OWNER_UNKNOWN, f"nothing says whose account {login} is{known_as}")


def _is_app(login: str) -> bool:
    return login.endswith(_APP_OF_GITHUB)


def _machines(holding: Holding) -> str:
    names = sorted({found.machine or "a machine without a name" for found in holding.found})
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
