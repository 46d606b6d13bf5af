"""From a case and a playbook to a plan."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from mcpsweep.model.case import Case, OriginKind
from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.holding import Owner
from mcpsweep.model.plan import FORMAT, Action, Limits, Plan, PlanSubject, PlaybookRef, Step
from mcpsweep.planner import accounts, holdings
from mcpsweep.planner.digest import sign
from mcpsweep.planner.draft import merge
from mcpsweep.planner.judge import judge
from mcpsweep.planner.means import Means
from mcpsweep.playbook.measures import moment
from mcpsweep.playbook.schema import Playbook

_ENDS_TOKENS = frozenset({Action.REVOKE_VALUE, Action.REVOKE, Action.END_SESSIONS})
_ID_DIGITS = 12


def make(case: Case, playbook: Playbook, source: PlaybookRef, who: str, means: Means, now: datetime) -> Plan:
    """The plan that `playbook` makes of `case` with the `means` at hand. The same in gives the same out.

    `who` is what `--user` was given; `source` says which file the playbook was. `now` is an aware time.
    """
    decisions = [
        judge(playbook, holding, now, has_value=holding.fingerprint in means.in_hand) for holding in case.holdings
    ]
    subject = _subject(case, who)
    steps = _number(_ordered(merge(list(_drafts(case, playbook, decisions, means))), playbook))
    return sign(
        Plan(
            format=FORMAT,
            id=_id(subject, source, now),
            created_at=now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            subject=subject,
            playbook=source,
            sources=case.origins,
            limits=Limits(playbook.limits.max_steps, playbook.limits.max_share),
            steps=steps,
            decisions=tuple(decisions),
            unmet=tuple(_unmet(case, playbook, now)),
            remarks=tuple(dict.fromkeys(_remarks(case, means))),
            evidence=playbook.evidence.formats,
        )
    )


def _drafts(case: Case, playbook: Playbook, decisions: list[Decision], means: Means) -> Iterator[Step]:
    ending = accounts.ending(case, playbook, means)
    yield from accounts.agents(case)
    tied: list[accounts.Tied] = []
    for holding, decision in zip(case.holdings, decisions, strict=True):
        for step in holdings.steps(holding, decision, means, ending):
            if _looks_again(step):
                tied.append(accounts.Tied(step, decision.do is Do.ASK))
            yield step
    yield from accounts.steps(case, playbook, means, tied)
    yield from accounts.checks(case, playbook, means)


def _ordered(drafts: list[Step], playbook: Playbook) -> list[Step]:
    """By the playbook's order of actions; below that by service and owner, so that calls come in batches."""
    rank: dict[Action, float] = {action: place for place, action in enumerate(playbook.order)}
    # A token is asked whether it is dead as long as its account lives: afterwards a refusal proves nothing.
    before_accounts = min(rank[action] for action in accounts.ENDS) - 0.5
    after_accounts = max(rank[action] for action in accounts.ENDS) + 0.5
    return sorted(
        drafts,
        key=lambda step: (
            before_accounts if _asks_a_value(step) else after_accounts if _looks_again(step) else rank[step.action],
            step.service,
            step.connector,
            step.target.account_id,
            step.target.account,
            step.target.kind,
            step.target.label,
            step.target.id,
            step.fingerprint or "",
            step.reason,
        ),
    )


def _number(ordered: list[Step]) -> tuple[Step, ...]:
    named = [msgspec.structs.replace(step, id=f"s{number:03d}") for number, step in enumerate(ordered, start=1)]
    return tuple(msgspec.structs.replace(step, needs=tuple(_needs(step, named))) for step in named)


def _needs(step: Step, named: list[Step]) -> Iterator[str]:
    """The account waits for its tokens (rule 8 of the design: deactivating an account keeps or hides tokens on several
    services), a token that is only asked for those that are ended, and a last look for the account.
    """
    for other in named:
        if other.connector == step.connector and _is_before(other, step):
            yield other.id


def _is_before(other: Step, step: Step) -> bool:
    if _looks_again(step):
        return other.action in accounts.ENDS
    if _asks_a_value(step):
        return other.action in _ENDS_TOKENS
    return step.action in accounts.ENDS and (other.action in _ENDS_TOKENS or _asks_a_value(other))


def _asks_a_value(step: Step) -> bool:
    return step.action is Action.CHECK and step.fingerprint is not None and not step.target.id


def _looks_again(step: Step) -> bool:
    """Whether it looks for a grant that ends with its account."""
    return step.action is Action.CHECK and bool(step.holdings) and bool(step.target.id)


def _subject(case: Case, who: str) -> PlanSubject:
    person = case.subject.person
    logins: dict[str, list[str]] = {}
    for link in case.links:
        logins.setdefault(link.account.connector, []).append(link.account.login or link.account.id)
    return PlanSubject(
        id=person.id,
        name=person.name,
        emails=person.emails,
        accounts={connector: tuple(names) for connector, names in sorted(logins.items())},
        who=who,
    )


def _id(subject: PlanSubject, source: PlaybookRef, now: datetime) -> str:
    mark = hashlib.sha256(f"{subject.id}\0{source.sha256}\0{now.isoformat()}".encode()).hexdigest()
    return f"plan-{now.astimezone(UTC):%Y%m%d}-{mark[:_ID_DIGITS]}"


def _unmet(case: Case, playbook: Playbook, now: datetime) -> Iterator[str]:
    """What the playbook wants at hand and is not."""
    status = playbook.require.person.status
    person = case.subject.person
    if status and person.status not in status:
        yield (
            f"{playbook.name} is for people who are {' or '.join(status)}; "
            f"{person.id} is {person.status}, as far as the roster tells"
        )
    wanted = playbook.require.inventory
    if wanted is None:
        return
    inventories = [origin for origin in case.origins if origin.kind is OriginKind.INVENTORY]
    if not inventories:
        yield f"{playbook.name} wants the inventory of a laptop, and none was given"
    for origin in inventories:
        scanned = moment(origin.at)
        if wanted.max_age is not None and (scanned is None or now - scanned > wanted.max_age):
            name = origin.name or "the disk"
            yield f"the inventory of {name} is of {origin.at[:10]}: older than {playbook.name} allows"


def _remarks(case: Case, means: Means) -> Iterator[str]:
    """What cannot be known, and is not said of a source already."""
    yield from case.remarks
    said = {origin.name: origin.reason for origin in case.origins}
    for gap in case.gaps:
        if f"{gap.what}: {gap.reason}" not in said.get(gap.connector, ""):
            yield f"{gap.connector}: {gap.what} could not be listed: {gap.reason}"
    linked = {link.account.connector for link in case.links}
    for origin in case.origins:
        if origin.kind is OriginKind.SERVICE and origin.is_whole and origin.name not in linked:
            whose = f"{case.subject.person.id}'s"
            yield f"{origin.name}: no account there is known to be {whose}; if one is, the roster has to name it"
    for connector in sorted(linked):
        for words in means.unlisted(connector):
            yield f"{connector} does not list everything: {words}"
    unknown = len(case.of(Owner.UNKNOWN))
    if unknown:
        yield f"{unknown} credential{'s' * (unknown != 1)}: nothing proves whose; a person decides"
