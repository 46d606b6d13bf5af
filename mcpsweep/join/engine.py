"""The join: findings x grants x people → holdings. Pure, and streaming over the grants.

All findings are held, for a value found twice is one holding. Of the grants only those are held that may be one with a
finding or with another grant; the others, nearly all in an organisation, pass through.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b

from mcpsweep.join import ownership
from mcpsweep.join.answers import Answer, answer_of, recorded, validity_of
from mcpsweep.join.bonds import Ties, tie
from mcpsweep.join.clues import Clues
from mcpsweep.join.kinds import may_be_same
from mcpsweep.join.people import People
from mcpsweep.join.records import may_have_twin, merge, repeated
from mcpsweep.join.sharing import Shared
from mcpsweep.join.values import Value, group
from mcpsweep.model.account import AccountRef
from mcpsweep.model.event import Event
from mcpsweep.model.finding import Confidence
from mcpsweep.model.grant import Grant
from mcpsweep.model.held import Identification
from mcpsweep.model.holding import Bond, Found, Holding, Ownership, Sharing

_NONE: Mapping[str, str] = {}
_DIGITS = 16
_ACCOUNTS = 4096
"""How many accounts are remembered: services list what one account holds in a row, or nearly."""


def join(
    findings: Iterable[Found],
    grants: Iterable[Grant],
    people: People,
    identifications: Mapping[str, Identification],
    events: Iterable[Event] = (),
    key_fingerprints: Mapping[str, str] = _NONE,
    connectors: Mapping[str, str] = _NONE,
) -> Iterator[Holding]:
    """Every finding and every grant, as holdings. Nothing is lost; the order says nothing.

    `grants` has each grant once, and is read twice. `identifications` are what values said of themselves, by
    fingerprint; `key_fingerprints` the public halves of private keys, by fingerprint; `connectors` the one that speaks
    for each service, where there is only one. Raises `TypeError` if `grants` is an iterator, which can be read once.
    """
    if iter(grants) is grants:
        raise TypeError("the grants are read twice, and an iterator can be read once")
    values = group(findings)
    answers = {value: answer for value in values if (answer := answer_of(value, identifications)) is not None}
    clues = Clues(values, answers, events, key_fingerprints)
    shared = Shared(people)
    alone = _Alone(people, shared)
    marks = repeated(grants)
    held: list[Grant] = []
    apps: dict[tuple[str, str | None], list[Grant]] = {}
    labels: dict[Value, list[Grant]] = {}
    for grant in grants:
        # Nearly all of an organisation's are of this sort.
        if not clues.touch(grant) and not (marks and may_have_twin(grant, marks)):
            yield alone.of_grant(grant)
            continue
        if clues.is_of_app(grant):
            apps.setdefault((grant.connector, grant.app_id), []).append(grant)
        if (named := clues.by_label(grant)) is not None and may_be_same(named.best.kind, grant.kind):
            labels.setdefault(named, []).append(grant)
        if clues.concern(grant) or may_have_twin(grant, marks):
            held.append(grant)
        else:
            yield alone.of_grant(grant)
    records = merge(held, marks)
    ties = tie(records, clues)
    for record in records:
        if record not in ties.taken:
            yield alone.of_record(record.grants)
    for value in values:
        _hint(ties, value, labels.get(value, ()))
        answer = answers.get(value)
        of_app = apps.get((answer.connector, answer.app_id), ()) if answer is not None and answer.app_id else ()
        yield _of_value(
            value, answer, ties, tuple(sorted(of_app, key=Grant.key)), people, shared, identifications, connectors
        )


def _hint(ties: Ties, value: Value, alike: Iterable[Grant]) -> None:
    """A name alone is a hint for a reader, and only where nothing better was found and one grant has it."""
    named = list(alike)
    if len(named) == 1 and value not in ties.records:
        ties.match(value, named[0], Bond.LABEL, Confidence.LOW, "only the name is alike, which proves nothing")


class _Alone:
    """Makes holdings of what no laptop explains; what holds for an account is worked out once for all of its grants."""

    def __init__(self, people: People, shared: Shared) -> None:
        self._people = people
        self._shared = shared
        self._of_account = lru_cache(maxsize=_ACCOUNTS)(self._judge)

    def of_grant(self, grant: Grant) -> Holding:
        """One credential that its service records once: the same as `of_record`, in half of the time."""
        service, connector, kind, grants = grant.service, grant.connector, grant.kind, (grant,)
        owner, sharing = self._of_account(service, connector, grant.account)
        if service in self._shared.services:
            sharing += self._shared.of_grants(grants)
        name = f"{connector}/{kind}/{grant.id}"
        # Names of arguments would cost as much as all the rest.
        return Holding(name, service, connector, kind, None, owner, recorded(grant), (), grants, (), (), sharing)

    def of_record(self, grants: tuple[Grant, ...]) -> Holding:
        """One credential, as its service records it, best record first."""
        best = grants[0]
        owner = ownership.of_accounts(best.service, [(one.connector, one.account) for one in grants], self._people)
        return Holding(
            id="/".join(min(map(Grant.key, grants))),
            service=best.service,
            connector=best.connector,
            kind=best.kind,
            fingerprint=None,
            ownership=owner,
            validity=validity_of(None, None, grants),
            grants=grants,
            sharing=self._shared.of_account(best.service, owner.account) + self._shared.of_grants(grants),
        )

    def _judge(self, service: str, connector: str, account: AccountRef | None) -> tuple[Ownership, tuple[Sharing, ...]]:
        owner = ownership.of_account(service, connector, account, self._people)
        return owner, self._shared.of_account(service, owner.account)


def _of_value(
    value: Value,
    answer: Answer | None,
    ties: Ties,
    apps: tuple[Grant, ...],
    people: People,
    shared: Shared,
    identifications: Mapping[str, Identification],
    connectors: Mapping[str, str],
) -> Holding:
    best = value.best
    grants = ties.grants(value)
    for app in apps:
        ties.match(value, app, Bond.APP, Confidence.HIGH, f"it was issued to the app {app.app_id}")
    owner = ownership.of_value(value, answer, grants, apps, people)
    asked = answer.connector if answer is not None else ""
    return Holding(
        id=_id(value),
        service=best.service,
        connector=grants[0].connector if grants else asked or connectors.get(best.service, ""),
        kind=best.kind,
        fingerprint=_in_hand(value, identifications),
        ownership=owner,
        validity=validity_of(value, answer, grants),
        found=value.found,
        grants=grants,
        apps=apps,
        matches=ties.matched(value),
        sharing=shared.of_value(value, answer, grants, apps, owner),
        remarks=ties.remarked(value),
    )


def _in_hand(value: Value, identifications: Mapping[str, Identification]) -> str | None:
    """The fingerprint by which the value was asked: of several, that is the one by which it can be handed over."""
    fingerprints = value.fingerprints
    for one in fingerprints:
        if one in identifications:
            return one
    return fingerprints[0] if fingerprints else None


def _id(value: Value) -> str:
    if value.fingerprints:
        return f"value/{value.fingerprints[0]}"
    finding = value.best
    places = sorted((sighting.path, sighting.pointer, sighting.name) for sighting in finding.sightings)
    text = repr((value.found[0].machine or value.found[0].inventory, finding.service, finding.kind, places))
    return f"place/{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=_DIGITS).hexdigest()}"
