"""Gathers all that is known of one person: asks the services, asks the credentials, and has it joined.

What is decided is decided in `join`; here is what has to be asked for it.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import Self

import msgspec

from mcpsweep.connectors.asking import identify
from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.budget import Progress, Silent
from mcpsweep.connectors.http.clock import Clock, SystemClock, rfc3339
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.survey import side_by_side, survey
from mcpsweep.detection.openssh import key_fingerprint
from mcpsweep.errors import UsageError
from mcpsweep.join.engine import join
from mcpsweep.join.keeper import Keeper, whose
from mcpsweep.join.people import People
from mcpsweep.model.capability import Ability, Support
from mcpsweep.model.case import Case, Origin, OriginKind, Stationed
from mcpsweep.model.event import Event
from mcpsweep.model.finding import Finding
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.holding import Found, Holding, Owner
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.listing import Answer
from mcpsweep.model.roster import Roster
from mcpsweep.model.source import SourceState
from mcpsweep.model.subject import Subject
from mcpsweep.model.validity import ValidityState

_NO_LAPTOP = (
    "no laptop was scanned: what no service lists cannot be seen without it – classic GitHub tokens that were never "
    "authorised for single sign-on, Slack tokens by themselves, database passwords, keys of services that are not "
    "configured, and agents that run on a schedule"
)
_DIGITS = 12
"""How many digits of an inventory's digest tell it from the others, in `Found`."""
_NAMED = 3
"""How many unread files a reason names."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """An inventory, and what tells it from every other one."""

    inventory: Inventory
    digest: str
    """SHA-256 of the inventory's bytes, lower-case hex."""

    @classmethod
    def of(cls, inventory: Inventory) -> Self:
        """An inventory that was never a file."""
        return cls(inventory, hashlib.sha256(msgspec.json.encode(inventory)).hexdigest())


def gather(
    subject: Subject,
    roster: Roster,
    connectors: Sequence[Connector],
    inventories: Sequence[Scanned],
    held: Mapping[str, Held],
    progress: Progress | None = None,
    clock: Clock | None = None,
    locked: Sequence[Answer] = (),
) -> Case:
    """Everything that is known of the subject.

    `held` are the values in hand, by fingerprint; each is asked once, at its own service. `locked` stand for services
    that cannot be asked at all. What fails is part of the result, and hides nothing else. Raises `UsageError` if all
    inventories are of other people's machines; then nothing was asked.
    """
    progress, clock = progress or Silent(), clock or SystemClock()
    known = People(roster, subject=subject)
    keepers = [whose(one.inventory, known) for one in inventories]
    _refuse_others(subject, inventories, keepers)
    found = [one for scanned, keeper in zip(inventories, keepers, strict=True) for one in _found(scanned, keeper)]
    theirs = {
        scanned.digest[:_DIGITS]
        for scanned, keeper in zip(inventories, keepers, strict=True)
        if keeper.owner is Owner.OTHER
    }
    answers = (*survey(connectors, subject), *locked)
    asked_at = rfc3339(clock.now())
    desk = _Desk(subject, roster, connectors, found, answers)
    desk.identify(held, progress)
    desk.trace()
    return Case(
        subject=subject,
        links=desk.links,
        holdings=_of_case(desk.holdings(), theirs),
        agents=_agents(inventories, keepers),
        origins=(*map(_inventory_origin, inventories), *(_service_origin(one, asked_at) for one in answers)),
        gaps=tuple(dict.fromkeys([gap for answer in answers for gap in answer.gaps] + desk.gaps)),
        remarks=(*_remarks(inventories, keepers), *desk.remarks(held, theirs)),
    )


class _Desk:
    """What has been asked so far about one person."""

    def __init__(
        self,
        subject: Subject,
        roster: Roster,
        connectors: Sequence[Connector],
        found: Sequence[Found],
        answers: Sequence[Answer],
    ) -> None:
        self.links = tuple(link for answer in answers for link in answer.links)
        self.gaps: list[Gap] = []
        self._people = People(roster, self.links, subject)
        self._found = found
        grants = {grant.key(): grant for answer in answers for grant in answer.grants}
        self._grants: Sequence[Grant] = tuple(grants.values())
        self._keys: Mapping[str, str] = {}
        self._identified: dict[str, Identification] = {}
        self._events: list[Event] = []
        self._by_service: dict[str, list[Connector]] = {}
        for connector in connectors:
            self._by_service.setdefault(connector.service, []).append(connector)

    def holdings(self) -> list[Holding]:
        """All holdings as known now, in a fixed order."""
        alone = {service: those[0].name for service, those in self._by_service.items() if len(those) == 1}
        joined = join(self._found, self._grants, self._people, self._identified, events=self._events, connectors=alone)
        return sorted(joined, key=lambda one: (one.service, one.connector, one.kind, one.id))

    def identify(self, held: Mapping[str, Held], progress: Progress) -> None:
        """Ask every value in hand who it is, at its own service, all services side by side."""
        self._keys = {one: key for one, that in held.items() if (key := key_fingerprint(that.secret)) is not None}
        todo: dict[str, dict[str, Held]] = {}
        for fingerprint, service in sorted(self._services().items()):
            if fingerprint in held:
                todo.setdefault(service, {})[fingerprint] = held[fingerprint]
        askers = [connector for those in self._by_service.values() for connector in those]
        self._identified.update(identify(askers, todo, progress))

    def trace(self) -> None:
        """Ask the audit logs for the token ids of what has no match yet, where some record still wants one."""
        holdings = self.holdings()
        wanting = {one.connector for one in holdings if not one.found and any(grant.token_id for grant in one.grants)}
        hashes = [
            (one.service, found.finding.sha256)
            for one in holdings
            if not one.grants and one.validity.state not in (ValidityState.DEAD, ValidityState.EXPIRED)
            for found in one.found
            if found.finding.sha256
        ]
        jobs = []
        for service, those in self._by_service.items():
            wanted = list(dict.fromkeys(sha256 for of, sha256 in hashes if of == service))
            jobs += [partial(_trace, one, wanted) for one in those if wanted and one.name in wanting]
        for traced in side_by_side(jobs):
            for item in traced:
                if isinstance(item, Gap):
                    self.gaps.append(item)
                else:
                    self._events.append(item)

    def remarks(self, held: Mapping[str, Held], theirs: Set[str]) -> list[str]:
        """What could not be asked, in words; `theirs` are inventories of which nothing is asked."""
        unasked: dict[str, int] = {}
        for fingerprint, service in self._services(theirs).items():
            if service in self._by_service and fingerprint not in held:
                unasked[service] = unasked.get(service, 0) + 1
        services = self._services(theirs)
        undecided = Counter(
            (services[fingerprint], said.reason)
            for fingerprint, said in self._identified.items()
            if said.asked is Asked.UNDECIDED and fingerprint in services
        )
        unasked_whose = "of the laptop's {} credentials could not be asked whose they are:"
        return [
            f"{count} {unasked_whose.format(service)} their values are not in hand, for an inventory holds none "
            "unless it was sealed"
            for service, count in sorted(unasked.items())
        ] + [f"{count} {unasked_whose.format(service)} {why}" for (service, why), count in sorted(undecided.items())]

    def _services(self, theirs: Set[str] = frozenset()) -> dict[str, str]:
        """The service of each fingerprint."""
        return {
            one.finding.fingerprint: one.finding.service
            for one in self._found
            if one.finding.fingerprint is not None and one.inventory not in theirs
        }


def _trace(connector: Connector, hashes: Sequence[str]) -> list[Event | Gap]:
    try:
        abilities = {one.support for one in connector.capabilities() if one.ability is Ability.TRACE}
        if not abilities & {Support.FULL, Support.PARTIAL}:
            return []
        return [item for sha256 in hashes for item in connector.trace(sha256)]
    except ServiceError as error:
        return [Gap(connector.service, connector.name, "which token a hash is of", str(error), hides=False)]


def _found(scanned: Scanned, keeper: Keeper) -> Iterable[Found]:
    host, digest = scanned.inventory.machine.hostname, scanned.digest[:_DIGITS]
    names = {server.id: server.name for server in scanned.inventory.servers}
    return (
        Found(host, digest, finding, keeper.of(finding), _named(finding, names))
        for finding in scanned.inventory.findings
    )


def _named(finding: Finding, names: Mapping[str, str]) -> Mapping[str, str]:
    ids = dict.fromkeys(sighting.server for sighting in finding.sightings)
    return {one: names[one] for one in ids if one in names}


def _refuse_others(subject: Subject, inventories: Sequence[Scanned], keepers: Sequence[Keeper]) -> None:
    if not keepers or any(keeper.owner is not Owner.OTHER for keeper in keepers):
        return
    named = "; ".join(
        f"{_name(scanned.inventory)} is {' and '.join(keeper.people)}'s ({keeper.reasons[0]})"
        for scanned, keeper in zip(inventories, keepers, strict=True)
    )
    raise UsageError(
        f"no inventory is of {subject.person.id}'s machine: {named}",
        "nothing was asked or changed; name the right inventory, or the person whose laptop it is",
    )


def _of_case(holdings: Iterable[Holding], theirs: Set[str]) -> tuple[Holding, ...]:
    """Without what only other people's machines hold and nothing ties to the subject: those serve to compare with."""
    return tuple(
        one
        for one in holdings
        if one.grants
        or one.ownership.owner is Owner.PERSON
        or any(found.inventory not in theirs for found in one.found)
    )


def _agents(inventories: Sequence[Scanned], keepers: Sequence[Keeper]) -> tuple[Stationed, ...]:
    return tuple(
        Stationed(scanned.inventory.machine.hostname, agent)
        for scanned, keeper in zip(inventories, keepers, strict=True)
        if keeper.owner is not Owner.OTHER
        for agent in scanned.inventory.agents
    )


def _inventory_origin(scanned: Scanned) -> Origin:
    inventory = scanned.inventory
    unread = [source.path for source in inventory.sources if source.state is not SourceState.READ]
    reason = ""
    if unread:
        more = f" and {len(unread) - _NAMED} more" if len(unread) > _NAMED else ""
        reason = f"not read in full: {', '.join(unread[:_NAMED])}{more}"
    return Origin(
        OriginKind.INVENTORY, _name(inventory), inventory.scanned_at, inventory.is_complete(), reason, scanned.digest
    )


def _service_origin(answer: Answer, at: str) -> Origin:
    reason = answer.reason or "; ".join(f"{gap.what}: {gap.reason}" for gap in answer.gaps if gap.hides)
    return Origin(OriginKind.SERVICE, answer.connector, at, answer.is_whole(), reason)


def _remarks(inventories: Sequence[Scanned], keepers: Sequence[Keeper]) -> list[str]:
    """What the inventories cannot tell."""
    if not inventories:
        return [_NO_LAPTOP]
    remarks = []
    for scanned, keeper in zip(inventories, keepers, strict=True):
        name, why = _name(scanned.inventory), "; ".join(keeper.reasons) or "nothing there names anybody"
        if keeper.owner is Owner.OTHER:
            whom = " and ".join(keeper.people)
            remarks.append(f"{name} is {whom}'s machine ({why}): it serves to tell what is shared, and nothing else")
        elif keeper.owner is Owner.UNKNOWN:
            remarks.append(f"it is unclear whose machine {name} is: {why}")
    keys: dict[str, list[str]] = {}
    for scanned in inventories:
        keys.setdefault(scanned.inventory.fingerprint_key, []).append(_name(scanned.inventory))
    if len(keys) > 1:
        apart = " | ".join(", ".join(names) for names in keys.values())
        remarks.append(
            f"the inventories were made with different fingerprint keys ({apart}): between them a shared credential is "
            "recognised by its hash only, and most have none; set [org] fingerprint_key and scan again"
        )
    return remarks


def _name(inventory: Inventory) -> str:
    return inventory.machine.hostname or inventory.machine.root
