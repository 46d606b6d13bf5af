"""What a report over a large organisation costs: time and memory, beside a bare join of the same records."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from mcpsweep import inventories
from mcpsweep.assess.fleet import Fleet
from mcpsweep.assess.question import Question
from mcpsweep.assess.report import assess
from mcpsweep.join.accounts import Accounts
from mcpsweep.join.people import People
from mcpsweep.model.account import Account, AccountKind, AccountRef, AccountState
from mcpsweep.model.concern import Topic
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.inventory import FORMAT, Home, Inventory, Machine, Tool
from mcpsweep.model.person import Person, PersonStatus
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.roster import Roster
from tests.benchmarks.base import Row, peak_megabytes, table

_PEOPLE = 100_000
_GRANTS = 1_000_000
_FINDINGS = 200_000
_LAPTOPS = 10_000
_LEFT = 500
"""One in so many people has left."""
_NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
_SECONDS = 5 / 3.1
"""What a report may take, to what a bare join took where the budget was set."""
_MEGABYTES = 300
_MERGE = 5
_KINDS = (
    ("github", "github-fine-grained-pat"),
    ("github", "github-pat"),
    ("slack", "slack-app"),
    ("atlassian", "atlassian-api-token"),
)
_USED = tuple(f"2026-{month:02d}-07T08:00:00Z" for month in range(1, 12))


def rows() -> Iterator[Row]:
    """Both reports, each in a process of its own, so that its memory is its own."""
    yield from (row for topic in Topic for row in _measured(topic))
    yield _fleet()


def _measured(topic: Topic) -> Iterator[Row]:
    command = [sys.executable, "-m", "tests.benchmarks.report", topic.value]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    took, floor, megabytes, items = float(said[0]), float(said[1]), float(said[2]), int(said[3])
    work = f"report {topic}: {_GRANTS:,} grants, {_FINDINGS:,} findings, {_PEOPLE:,} people ({items:,} items)"
    yield Row(work, f"{took:.2f} s", f"bare join {floor:.2f} s", took / floor, _SECONDS)
    yield Row(f"{work}: memory", f"{megabytes:.0f} MB", f"budget {_MEGABYTES} MB", megabytes / _MEGABYTES, 1)


def _fleet() -> Row:
    """Ten thousand inventories from files, beside decoding the same files and doing nothing with them."""
    people = People(Roster(people=tuple(_people())))
    with tempfile.TemporaryDirectory() as folder:
        for number, inventory in enumerate(_inventories()):
            Path(folder, f"{number}.json").write_bytes(msgspec.json.encode(inventory))
        start = time.perf_counter()
        for path in Path(folder).iterdir():
            msgspec.json.decode(path.read_bytes(), type=Inventory)
        floor = time.perf_counter() - start
        start = time.perf_counter()
        fleet = Fleet(people)
        for path in inventories.find([folder]):
            filed = inventories.read(path)
            fleet.add(filed.inventory, filed.digest)
        merged = fleet.merge()
        took = time.perf_counter() - start
    work = f"merge of {merged.machines:,} inventories from files, {_FINDINGS // _LAPTOPS} findings each"
    return Row(work, f"{took:.2f} s", f"decoding them {floor:.2f} s", took / floor, _MERGE)


def _people() -> Iterator[Person]:
    for number in range(_PEOPLE):
        status = PersonStatus.DEPARTED if number % _LEFT == 0 else PersonStatus.ACTIVE
        yield Person(f"p{number}", f"Person {number}", (f"p{number}@acme.example",), status)


def _accounts() -> Iterator[Account]:
    for number in range(_PEOPLE):
        service = _KINDS[number % len(_KINDS)][0]
        emails = (f"p{number}@acme.example",)
        kind, state = AccountKind.PERSON, AccountState.ACTIVE
        yield Account(service, service, f"{number}", f"login{number}", kind, state, emails=emails)


def _grants() -> Iterator[Grant]:
    for number in range(_GRANTS):
        owner = number % _PEOPLE
        service, kind = _KINDS[owner % len(_KINDS)]
        yield Grant(
            service=service,
            connector=service,
            id=str(number),
            kind=kind,
            account=AccountRef(f"{owner}", f"login{owner}"),
            label="laptop",
            can_revoke=(Way.ID,),
            created="2026-01-05T08:00:00Z",
            last_used=_USED[-1] if number % 100 else _USED[number // 100 % len(_USED)],
            expires="2027-01-05T08:00:00Z" if number % 1000 else None,
            token_id=str(number) if service == "github" else None,
            last_eight=f"{number:08d}" if kind == "github-pat" else None,
        )


def _inventories() -> Iterator[Inventory]:
    """One laptop of each of so many people who have classic tokens at GitHub; half of what it holds is listed there."""
    for laptop in range(_LAPTOPS):
        owner = laptop * len(_KINDS) + 1
        yield Inventory(
            FORMAT,
            Tool("mcpsweep", "1"),
            "2026-11-20T08:00:00Z",
            Machine(f"laptop{laptop}", "linux", "/", False),
            "key",
            (Home(f"p{owner}", f"/home/p{owner}"),),
            (),
            (),
            tuple(_finding(owner, number) for number in range(_FINDINGS // _LAPTOPS)),
        )


def _finding(owner: int, number: int) -> Finding:
    place = Sighting(f"/home/p{owner}/.mcp.json", number + 1, 1, "/env/T", Slot.ENV, "T", "cursor", "", Role.VALUE)
    name, suffix = f"{owner}-{number}", f"{owner + number * _PEOPLE:08d}"
    return Finding(
        name, f"fp{name}", "github", "github-pat", Confidence.HIGH, Form.LITERAL, "", "", 40, suffix, None, (place,)
    )


def _bare() -> float:
    """Seconds that looking up each grant's owner, and its finding by its last characters, takes in dicts."""
    accounts, people = list(_accounts()), list(_people())
    findings = [finding for inventory in _inventories() for finding in inventory.findings]
    start = time.perf_counter()
    owners = {account.id: account.emails[0] for account in accounts}
    by_email = {email: person for person in people for email in person.emails}
    endings = {finding.suffix: finding for finding in findings}
    pairs = 0
    for grant in _grants():
        person = by_email[owners[grant.account.id]] if grant.account is not None else None
        found = endings.get(grant.last_eight) if grant.last_eight is not None else None
        pairs += found is not None or (person is not None and person.status is PersonStatus.DEPARTED)
    return time.perf_counter() - start


def _ours(topic: Topic) -> tuple[float, int]:
    """Seconds, and how many items came of it."""
    people = People(Roster(people=tuple(_people())), accounts=Accounts(_accounts(), {kind for kind, _ in _KINDS}))
    fleet = Fleet(people)
    for number, inventory in enumerate(_inventories()):
        fleet.add(inventory, f"{number:064d}")
    merged = fleet.merge()
    start = time.perf_counter()
    assessed = assess(Question(topic, _NOW), people, merged, _grants(), {})
    return time.perf_counter() - start, len(assessed.items)


def main() -> None:
    """Measure one topic for a caller that reads numbers, or print the rows."""
    if len(sys.argv) < 2:
        print(table(list(rows())))
        return
    took, items = _ours(Topic(sys.argv[1]))
    megabytes = peak_megabytes()
    print(took, _bare(), megabytes, items)


if __name__ == "__main__":
    main()
