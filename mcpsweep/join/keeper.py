"""Whose machine an inventory is of. It says nothing of whose a credential is: only who keeps the machine."""

from collections.abc import Iterable
from dataclasses import dataclass

from mcpsweep.join.people import People
from mcpsweep.model.account import AccountRef
from mcpsweep.model.finding import Finding
from mcpsweep.model.holding import Owner
from mcpsweep.model.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose machine an inventory is of, as far as it tells."""

    owner: Owner
    people: tuple[str, ...]
    """Roster ids of whom it names: by home folders, else by what credentials there said, else by hints."""
    reasons: tuple[str, ...]
    homes: tuple[tuple[str, str], ...] = ()
    """Path of each home folder, and the roster's id of whose it is."""

    def of(self, finding: Finding) -> str:
        """Whose place a finding lies in: of the home folder, else of the machine; empty where that is unclear."""
        owners = {
            person
            for sighting in finding.sightings
            for home, person in self.homes
            if sighting.path == home or sighting.path.startswith(home.rstrip("/") + "/")
        }
        if not owners:
            owners = set(self.people)
        return owners.pop() if len(owners) == 1 else ""


def whose(inventory: Inventory, people: People) -> Keeper:
    """Whose machine the inventory is of: the subject's, somebody else's, or unclear.

    A home folder counts if its user name is a roster id or login; a credential if its service named the account. What
    stands beside credentials is looked at last, and can make a machine the subject's, never somebody else's.
    """
    by_home = [(home, person) for home in inventory.homes for person in people.with_name(home.user)]
    at_home = {person for _, person in by_home}
    said, named = _verified(inventory.findings, people), _hinted(inventory.findings, people)
    homes = tuple((home.path, person) for home, person in by_home)
    reasons = [f"the home folder {home.path} is {person}'s by its name" for home, person in by_home]
    reasons += [f"a credential there is {person}'s, by its own answer" for person in sorted(said)]
    reasons += [f"beside a credential there stands a name or address of {person}'s" for person in sorted(named)]
    strong = at_home or said
    keepers = strong or named
    if any(map(people.is_subject, keepers)):
        # A machine with several homes is hers too; what lies in the others' homes is told apart by place.
        owner = Owner.PERSON
    elif strong and not any(map(people.is_subject, said | named)):
        owner = Owner.OTHER
    else:
        owner = Owner.UNKNOWN
    return Keeper(owner, tuple(sorted(keepers)), tuple(reasons), homes)


def _verified(findings: Iterable[Finding], people: People) -> set[str]:
    """Who is named by credentials that were asked during the scan, each by one person alone."""
    found: set[str] = set()
    for finding in findings:
        validity = finding.validity
        if validity.checked_at is not None and validity.account:
            claims = people.claims(finding.service, "", AccountRef(validity.account, validity.account))
            if len(claims) == 1:
                found.update(claims)
    return found


def _hinted(findings: Iterable[Finding], people: People) -> set[str]:
    return {
        person
        for finding in findings
        for hint in finding.accounts
        for person in (*people.with_email(hint.value), *people.claims(hint.service, "", AccountRef(login=hint.value)))
    }
