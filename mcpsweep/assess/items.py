"""Holdings and connections become report items."""

from collections.abc import Iterable, Iterator, Mapping, Set

from mcpsweep.assess import usage
from mcpsweep.assess.advice import Matter, advise
from mcpsweep.assess.danger import danger
from mcpsweep.assess.fleet import Merged
from mcpsweep.assess.owners import Owners, Standing
from mcpsweep.assess.question import Question
from mcpsweep.model.concern import Concern, Danger, Doubt
from mcpsweep.model.grant import Grant
from mcpsweep.model.holding import Holding
from mcpsweep.model.place import Role
from mcpsweep.model.tokens import ReportItem, Seen
from mcpsweep.model.validity import ValidityState

_PLACES = 10
"""How many places an item names."""
_OVER = frozenset({ValidityState.DEAD, ValidityState.EXPIRED})
_ORDER = {concern: number for number, concern in enumerate(Concern)}
CONNECTION = "direct-connection"
"""Kind of the items that are connections."""


def items(
    holdings: Iterable[Holding],
    question: Question,
    owners: Owners,
    answered: Mapping[Concern, Set[tuple[str, str, str]]],
) -> Iterator[ReportItem]:
    """Those of the holdings that the report has to name.

    `answered` are keys of grants of which other records tell that they are not so.
    """
    for holding in holdings:
        grants = tuple(grant for grant in holding.grants if not usage.is_over(grant, question.at))
        if _is_over(holding, grants, question.at):
            continue
        standing = owners.of(holding)
        doubts = sorted({*standing.doubts, *_of_use(grants, question, answered)}, key=_rank)
        if question.concerns.isdisjoint(doubt.concern for doubt in doubts):
            continue
        yield _item(holding, grants, standing, tuple(doubts))


def connections(fleet: Merged, question: Question, owners: Owners) -> Iterator[ReportItem]:
    """Connections past the gateway, if the report is about them and the organisation has one."""
    if Concern.DIRECT_CONNECTION not in question.concerns:
        return
    gateways = fleet.gateways
    if not gateways and not question.gateways:
        return
    for connection in fleet.connections():
        server = connection.server
        carried = {server.name.casefold(), server.service} & gateways
        by = f"a gateway on other entries carries {min(carried)}" if carried else "the organisation has a gateway"
        doubts = (Doubt(Concern.DIRECT_CONNECTION, f"{connection.machine} connects directly, and {by}"),)
        places = sorted({Seen(connection.machine, place.path, place.line) for place in connection.places})
        standing = Standing(owners.holder(connection.keeper), doubts)
        matter = Matter(server.service or "generic", "", standing, is_listed=False)
        yield ReportItem(
            id=f"connection/{connection.machine}/{server.id}",
            service=server.service or "generic",
            connector="",
            kind=CONNECTION,
            label=server.name,
            account="",
            owner=standing.holder,
            doubts=doubts,
            risk=Danger.MEDIUM if carried else Danger.LOW,
            action=advise(Concern.DIRECT_CONNECTION, matter),
            state="",
            scopes=(),
            created=None,
            last_used=None,
            expires=None,
            fingerprint=None,
            suffix=None,
            places=tuple(places[:_PLACES]),
            place_count=len(places),
        )


def _is_over(holding: Holding, grants: tuple[Grant, ...], now: str) -> bool:
    """Whether it has ended: by every record where there are some, else as far as a laptop tells."""
    if holding.grants:
        return not grants
    validity = holding.validity
    return validity.state in _OVER or (validity.expires_at is not None and validity.expires_at < now)


def _of_use(
    grants: tuple[Grant, ...], question: Question, answered: Mapping[Concern, Set[tuple[str, str, str]]]
) -> Iterator[Doubt]:
    for doubt in usage.of(grants, question.dormant_before):
        if answered[doubt.concern].isdisjoint(grant.key() for grant in grants):
            yield doubt


def _item(holding: Holding, grants: tuple[Grant, ...], standing: Standing, doubts: tuple[Doubt, ...]) -> ReportItem:
    places = sorted(
        {
            Seen(found.machine, sighting.path, sighting.line)
            for found in holding.found
            for sighting in found.finding.sightings
            if sighting.role is Role.VALUE or found.finding.fingerprint is None
        }
    )
    suffixes = (*(grant.last_eight for grant in grants), *(found.finding.suffix for found in holding.found))
    matter = Matter(holding.service, holding.connector, standing, is_listed=bool(grants))
    return ReportItem(
        id="/".join(min(grant.key() for grant in grants)) if grants else holding.id,
        service=holding.service,
        connector=holding.connector,
        kind=grants[0].kind if grants else holding.kind,
        label=holding.label,
        account=standing.account,
        owner=standing.holder,
        doubts=doubts,
        risk=danger(holding, (doubt.concern for doubt in doubts)),
        action=advise(doubts[0].concern, matter),
        state=grants[0].state.value if grants else "",
        scopes=tuple(sorted({scope for grant in grants for scope in grant.scopes})),
        created=min((grant.created for grant in grants if grant.created), default=None),
        last_used=usage.last_use(grants),
        expires=usage.end(grants) or holding.validity.expires_at,
        fingerprint=holding.fingerprint,
        suffix=next(filter(None, suffixes), None),
        places=tuple(places[:_PLACES]),
        place_count=len(places),
    )


def _rank(doubt: Doubt) -> tuple[int, str]:
    return (_ORDER[doubt.concern], doubt.reason)


def by_id(found: Iterable[ReportItem]) -> Mapping[str, ReportItem]:
    """Each item once, in the order of their ids."""
    return dict(sorted({item.id: item for item in found}.items()))
