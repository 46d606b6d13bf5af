"""What `report` does: asks all services about everybody, reads all inventories, and has both assessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcpsweep import __version__, identity, inventories
from mcpsweep import config as configuration
from mcpsweep.assess import earlier
from mcpsweep.assess.fleet import Broken, Fleet, Merged
from mcpsweep.assess.question import Question
from mcpsweep.assess.report import assess, compose
from mcpsweep.cli import connecting
from mcpsweep.config import Config
from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.census import Census, Roll, Told, rolls
from mcpsweep.connectors.http.budget import Progress
from mcpsweep.connectors.http.clock import SystemClock
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.join.accounts import Accounts
from mcpsweep.join.people import People
from mcpsweep.model.case import Origin, OriginKind
from mcpsweep.model.concern import Topic
from mcpsweep.model.inventory import Tool
from mcpsweep.model.roster import Roster
from mcpsweep.model.tokens import Organisation, TokenReport

_TENANTS = ("org", "org_id", "team_id", "site_url")
"""Settings that name the organisation which a connector asks, by connector the first that there is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command line asks for."""

    topic: Topic
    dormant_days: int
    inventories: Sequence[str]
    services: Sequence[str]
    baseline: str | None
    config: str | None


def report(wanted: Wanted, progress: Progress) -> TokenReport:
    """The document that is wanted.

    Raises `UsageError` for files that cannot be taken, before any service is asked, and `NotAuthorised` if there is
    nothing at all to report from.
    """
    settings = configuration.load(wanted.config)
    roster = _roster(settings, wanted.topic)
    question = Question(wanted.topic, SystemClock().now(), wanted.dormant_days, settings.org.gateways)
    organisation = _organisation(settings)
    before = None
    if wanted.baseline is not None:
        before = earlier.comparable(read(wanted.baseline), wanted.baseline, question, organisation)
    paths = list(inventories.find(wanted.inventories))
    tables = connecting.tables(settings, wanted.services) if settings.connectors or not paths else []
    connected = [connecting.connect(table, connecting.credentials(table), progress) for table in tables]
    ready = [one for one in connected if not isinstance(one, connecting.Locked)]
    locked = [one for one in connected if isinstance(one, connecting.Locked)]
    try:
        everybody = rolls(ready)
        _refuse_darkness(everybody, locked, has_laptops=bool(paths))
        people = People(roster, accounts=_accounts(everybody))
        fleet = _fleet(paths, people)
        census = Census(ready)
        assessed = assess(question, people, fleet, census.grants(), _speakers(ready))
    finally:
        for connector in ready:
            connector.close()
    told = [(roll.told, census.told[roll.told.connector]) for roll in everybody]
    asked = [_origin(question.at, *parts) for parts in told]
    asked += [Origin(OriginKind.SERVICE, one.name, question.at, False, one.reason) for one in locked]
    gaps = [gap for parts in told for part in parts for gap in part.gaps]
    tool = Tool("mcpsweep", __version__)
    return compose(question, assessed, people, fleet, asked, gaps, organisation, tool, before)


def _roster(settings: Config, topic: Topic) -> Roster:
    path = settings.roster()
    if path is None and topic is Topic.ORPHANS:
        raise UsageError(
            "the configuration names no roster: whose owner has left cannot be told without one",
            'write roster = "people.yaml" under [org]; examples/people.yaml is one',
        )
    return identity.load(path) if path is not None else Roster()


def _organisation(settings: Config) -> Organisation:
    tenants: dict[str, str] = {}
    for name, table in settings.connectors.items():
        tenant = next((table.settings[key] for key in _TENANTS if key in table.settings), None)
        if tenant is not None:
            tenants[name] = tenant
    return Organisation(settings.org.domains, tenants)


def read(path: str) -> TokenReport:
    """The report that an earlier run wrote. Raises `UsageError` for what is none, or is not as it was written."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"the report {path} cannot be read: {error.strerror}") from None
    return earlier.parse(data, path)


def _refuse_darkness(everybody: Sequence[Roll], locked: Sequence[connecting.Locked], *, has_laptops: bool) -> None:
    """Without any service that lets us in, and without a laptop, there is nothing to report."""
    if has_laptops or any(roll.told.is_authorised for roll in everybody):
        return
    reasons = [f"{roll.told.connector}: {roll.told.failure}" for roll in everybody]
    reasons += [f"{one.name}: {one.reason}" for one in locked]
    raise NotAuthorised(
        f"no service can be asked: {'; '.join(reasons)}", "mcpsweep connector check says what each of them needs"
    )


def _accounts(everybody: Sequence[Roll]) -> Accounts:
    whole = {roll.told.connector for roll in everybody if roll.told.is_whole()}
    return Accounts((account for roll in everybody for account in roll.accounts), whole)


def _fleet(paths: Sequence[Path], people: People) -> Merged:
    """All inventories together. Raises `UsageError` if none of them can be read."""
    fleet = Fleet(people)
    first: UsageError | None = None
    good = 0
    for path in paths:
        try:
            filed = inventories.read(path)
        except UsageError as error:
            first = first or error
            fleet.add_broken(Broken(str(path), error.message))
        else:
            good += 1
            fleet.add(filed.inventory, filed.digest)
    if first is not None and not good:
        raise first
    return fleet.merge()


def _speakers(connectors: Sequence[Connector]) -> Mapping[str, str]:
    """The connector that speaks for each service, where there is only one."""
    names: dict[str, list[str]] = {}
    for connector in connectors:
        names.setdefault(connector.service, []).append(connector.name)
    return {service: those[0] for service, those in names.items() if len(those) == 1}


def _origin(at: str, accounts: Told, grants: Told) -> Origin:
    reasons = dict.fromkeys(filter(None, (accounts.reason(), grants.reason())))
    is_whole = accounts.is_whole() and grants.is_whole()
    return Origin(OriginKind.SERVICE, accounts.connector, at, is_whole, "; ".join(reasons))
