"""What says that a credential is not one person's alone (rule 7 of the design)."""

from collections.abc import Iterator, Sequence

from mcpsweep.join.answers import Answer
from mcpsweep.join.people import People
from mcpsweep.join.values import Value
from mcpsweep.model.account import AccountKind, AccountRef
from mcpsweep.model.grant import Grant
from mcpsweep.model.holding import Ownership, SharedHow, Sharing
from mcpsweep.model.roster import SharedCredential

_SUFFIX = 4
"""Fewer last characters than this name no credential."""


class Shared:
    """Finds what is shared, by the roster and by what was found where."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._entries: dict[str, list[SharedCredential]] = {}
        for entry in people.roster.shared:
            self._entries.setdefault(entry.service, []).append(entry)
        self.services = self._entries.keys()
        """Those of which the roster lists shared credentials: of all others nothing needs to be asked."""

    def of_account(self, service: str, account: AccountRef | None) -> tuple[Sharing, ...]:
        """Of everything that acts as one account."""
        entry = self._people.service_account(service, account) if account is not None else None
        if entry is None:
            return ()
        reason = f"it acts as the service account {entry.account}"
        return (Sharing(SharedHow.SERVICE_ACCOUNT, reason, entry.owner),)

    def of_grants(self, grants: Sequence[Grant]) -> tuple[Sharing, ...]:
        """Of a credential that no laptop explains, its account aside."""
        return self._listed(grants[0].service, None, grants)

    def of_value(
        self, value: Value, answer: Answer | None, grants: Sequence[Grant], apps: Sequence[Grant], owner: Ownership
    ) -> tuple[Sharing, ...]:
        """Of a credential that was found on a laptop."""
        service = value.best.service
        found = self._machines(value, owner) + self._listed(service, value, grants)
        if self._people.roster.service_accounts:
            for account in dict.fromkeys([owner.account, *[grant.account for grant in grants]]):
                found += self.of_account(service, account)
        if answer is not None and not any(one.how is SharedHow.SERVICE_ACCOUNT for one in found):
            found += tuple(self._robots(answer, apps))
        return found

    def _machines(self, value: Value, owner: Ownership) -> tuple[Sharing, ...]:
        subject = self._people.subject
        person = subject.person.id if subject is not None else owner.person
        holders = {one.person for one in value.found}
        if holders <= {"", person}:
            return ()
        others = tuple(sorted(holders - {"", person}))
        is_persons = bool(person) and (person in holders or owner.person == person)
        if not is_persons and len(others) == 1:
            return ()
        reason = f"the same value lies on machines of {', '.join(others)} too"
        return (Sharing(SharedHow.INVENTORIES, reason, people=others),)

    def _listed(self, service: str, value: Value | None, grants: Sequence[Grant]) -> tuple[Sharing, ...]:
        if service not in self._entries:
            return ()
        return tuple(
            Sharing(SharedHow.ROSTER, f"the roster lists it as shared, by its {by}", entry.owner)
            for entry in self._entries[service]
            if (by := _named_by(entry, value, grants))
        )

    def _robots(self, answer: Answer, apps: Sequence[Grant]) -> Iterator[Sharing]:
        if answer.kind is AccountKind.SERVICE:
            yield Sharing(SharedHow.SERVICE_ACCOUNT, f"it acts as a service account: {answer.reason}")
        elif answer.kind is AccountKind.BOT and not any(self._is_own(app) for app in apps):
            yield Sharing(SharedHow.BOT, f"its app is not among the person's own: {answer.reason}")

    def _is_own(self, app: Grant) -> bool:
        if app.account is None:
            return False
        return any(map(self._people.is_subject, self._people.claims(app.service, app.connector, app.account)))


def _named_by(entry: SharedCredential, value: Value | None, grants: Sequence[Grant]) -> str:
    """By what a roster's entry names a credential; empty if it does not."""
    fingerprints = value.fingerprints if value is not None else ()
    if entry.fingerprint and entry.fingerprint in fingerprints:
        return "fingerprint"
    endings = [value.suffix if value is not None else None, *(grant.last_eight for grant in grants)]
    if len(entry.suffix) >= _SUFFIX and any(one and _ends_alike(one, entry.suffix) for one in endings):
        return "last characters"
    label = entry.label.casefold()
    if label and label in {name.casefold() for name in _names(value, grants)}:
        return "label"
    return ""


def _ends_alike(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def _names(value: Value | None, grants: Sequence[Grant]) -> Iterator[str]:
    """What somebody who writes a roster may call it: by its variable, by the account beside it, as the service does."""
    for grant in grants:
        yield grant.label
    for one in value.found if value is not None else ():
        yield from (sighting.name for sighting in one.finding.sightings)
        yield from (hint.value for hint in one.finding.accounts)
