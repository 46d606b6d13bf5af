"""A whole report, from what services, laptops and the roster tell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from mcpsweep.assess.compare import Looked, compare, remarks
from mcpsweep.assess.fleet import Merged
from mcpsweep.assess.items import by_id, connections, items
from mcpsweep.assess.laptops import mattering
from mcpsweep.assess.owners import Owners, undated
from mcpsweep.assess.question import Question
from mcpsweep.assess.sieve import Sieve, related
from mcpsweep.join.engine import join
from mcpsweep.join.people import People
from mcpsweep.model.case import Origin, OriginKind
from mcpsweep.model.concern import CONCERNS, Concern, Danger, Topic
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.inventory import Tool
from mcpsweep.model.tokens import FORMAT, Organisation, ReportItem, Summary, TokenReport

_NAMED = 3
"""How many people a remark names."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the stream came to: the items, and what was counted on the way."""

    items: Mapping[str, ReportItem]
    grants: int
    unknown_last_use: int


def assess(
    question: Question, people: People, fleet: Merged, grants: Iterable[Grant], connectors: Mapping[str, str]
) -> Assessed:
    """Look at every grant once, at every finding, and at every connection.

    `connectors` is the one that speaks for each service, where there is only one.
    """
    owners = Owners(people, question.today)
    marks = list(fleet.marks())
    laptops = list(mattering(marks, question, owners))
    sieve = Sieve(question, owners, laptops)
    kept = sieve.keep(grants)
    places = related(marks, {mark.place for mark in laptops}, kept)
    holdings = join(fleet.found(places), kept, people, {}, connectors=connectors)
    answered = {concern: sieve.answered(concern, kept) for concern in CONCERNS[Topic.DORMANT]}
    found = by_id(
        (
            *items(holdings, question, owners, answered),
            *connections(fleet, question, owners),
        )
    )
    return Assessed(found, sieve.grants, sieve.unknown_last_use)


def compose(
    question: Question,
    assessed: Assessed,
    people: People,
    fleet: Merged,
    asked: Sequence[Origin],
    gaps: Iterable[Gap],
    organisation: Organisation,
    tool: Tool,
    earlier: TokenReport | None = None,
) -> TokenReport:
    """The document, beside an earlier one of the same organisation and topic where there is one."""
    report = TokenReport(
        format=FORMAT,
        tool=tool,
        topic=question.topic,
        at=question.at,
        organisation=organisation,
        dormant_days=question.dormant_days,
        fingerprint_keys=fleet.keys,
        summary=_summary(assessed, people, fleet),
        origins=(*sorted(asked, key=_origin), *sorted(fleet.origins(), key=_origin)),
        gaps=tuple(sorted(dict.fromkeys(gaps), key=lambda gap: (gap.connector, gap.what, gap.reason))),
        remarks=(*fleet.remarks(), *_remarks(people)),
        items=tuple(assessed.items.values()),
    )
    if earlier is not None:
        whole = (origin.name for origin in asked if origin.kind is OriginKind.SERVICE and origin.is_whole)
        looked = Looked(frozenset(whole), fleet.names)
        report = msgspec.structs.replace(
            report,
            comparison=compare(earlier, assessed.items, looked),
            remarks=(*report.remarks, *remarks(earlier, report)),
        )
    return report.sealed()


def _summary(assessed: Assessed, people: People, fleet: Merged) -> Summary:
    found = assessed.items.values()
    concerns = Counter(doubt.concern for item in found for doubt in {one.concern: one for one in item.doubts}.values())
    risks = Counter(item.risk for item in found)
    services = Counter(item.service for item in found)
    return Summary(
        items=len(found),
        by_concern={concern.value: concerns[concern] for concern in Concern if concerns[concern]},
        by_risk={risk.value: risks[risk] for risk in Danger},
        by_service=dict(sorted(services.items())),
        grants=assessed.grants,
        machines=fleet.machines,
        people=len(people.roster.people),
        unknown_last_use=assessed.unknown_last_use,
    )


def _remarks(people: People) -> Iterator[str]:
    lost = undated(people)
    if lost:
        more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
        yield (
            f"the roster's last day of {', '.join(lost[:_NAMED])}{more} is no date (it should look like 2026-11-30): "
            "whether it has passed cannot be told"
        )


def _origin(origin: Origin) -> tuple[str, str, str]:
    return (origin.kind.value, origin.name, origin.digest)
