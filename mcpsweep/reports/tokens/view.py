"""A report of standing credentials as a reader goes through it: what to do first, what is new first, the worst first.

All text in it is hostile until a format has rendered it.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mcpsweep.model.concern import Advice, Concern, Danger, NextAction, Topic
from mcpsweep.model.tokens import ReportItem, TokenReport
from mcpsweep.reports.times import ago, day, minute

_SCOPES = 5
"""How many scopes a line names."""

TITLES: Mapping[Topic, str] = {
    Topic.ORPHANS: "Credentials that nobody answers for",
    Topic.DORMANT: "Credentials that nobody needs as they are",
}
NOUNS: Mapping[Topic, str] = {Topic.ORPHANS: "orphaned", Topic.DORMANT: "dormant"}
ADVICE: Mapping[Advice, str] = {
    Advice.REVOKE: "End it: whoever it was given to is gone",
    Advice.IDENTIFY: "Find out whose it is",
    Advice.ADOPT: "Name somebody who looks after it",
    Advice.ASK: "Ask whether it is still needed",
    Advice.REROUTE: "Move it behind the gateway",
    Advice.RENEW: "Replace it by one that ends by itself",
}
CONCERNS: Mapping[Concern, str] = {
    Concern.OWNER_DEPARTED: "the owner has left",
    Concern.TERM_ENDED: "the owner's last day has passed",
    Concern.ACCOUNT_DISABLED: "its account is disabled",
    Concern.ACCOUNT_GONE: "its account has no access any more",
    Concern.OWNER_UNKNOWN: "nobody knows whose it is",
    Concern.SHARED_UNOWNED: "shared, and nobody looks after it",
    Concern.DORMANT: "not used for long",
    Concern.NEVER_EXPIRES: "never expires",
    Concern.DIRECT_CONNECTION: "past the gateway",
}
RANK = {danger: number for number, danger in enumerate(Danger)}
_ADVICE_RANK = {advice: number for number, advice in enumerate(Advice)}


class Mark(enum.StrEnum):
    """What became of an item since the earlier report."""

    NEW = "new"
    CHANGED = "changed"
    STILL = "still there"
    GONE = "gone"
    UNSEEN = "not looked at"


GONE_TITLE = "Gone from this report"
GONE_MEANS = (
    "Its service no longer lists it, its machine no longer holds it, or nothing speaks against it any more. That is no "
    "proof that it is dead: where only its access to the organisation ended, as a GitHub token's may, it goes on "
    "working elsewhere."
)
COUNTED: Mapping[Mark, str] = {mark: mark.value for mark in Mark} | {Mark.GONE: "gone from here"}
"""What is counted, in words."""
_MARK_RANK = {mark: number for number, mark in enumerate(Mark)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One item, and what became of it."""

    item: ReportItem
    mark: Mark | None
    """None without an earlier report."""
    changes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it is: `github fine-grained-pat`."""
        return f"{self.item.service} {self.item.kind.removeprefix(f'{self.item.service}-')}"

    @property
    def whose(self) -> str:
        """Its owner, else its account, else the machine that it lies on."""
        item = self.item
        if item.owner is not None:
            ends = f", last day {item.owner.ends}" if item.owner.ends else ""
            return f"{item.owner.id} ({', '.join(filter(None, (item.owner.name, item.owner.status.value)))}{ends})"
        if item.account:
            return f"{item.connector or item.service} account {item.account}"
        return f"on {item.places[0].machine or 'a machine without a name'}" if item.places else "nobody is known"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is in the report, the worst first."""
        return tuple(doubt.reason for doubt in self.item.doubts)

    def details(self, at: str) -> list[str]:
        """Its life, what it may do and where it lies, in short."""
        item = self.item
        said = [f"as {item.account}"] if item.account and item.owner is not None else []
        said += [item.state] if item.state not in ("", "active") else []
        said += [f"made {_when(item.created, at)}"] if item.created else []
        if item.state:
            said.append(f"last used {_when(item.last_used, at)}" if item.last_used else "last use not told")
        said += [f"ends {day(item.expires)}"] if item.expires else []
        said += [f"may {scopes(item)}"] if item.scopes else []
        said += [places(item)] if item.place_count else []
        return said


@dataclass(frozen=True, slots=True)
class Party:
    """What one action settles: all of one person's, account's or machine's."""

    whose: str
    action: NextAction
    entries: tuple[Entry, ...]

    @property
    def shared_reasons(self) -> tuple[str, ...]:
        """The reasons that all of its entries have."""
        first, *rest = (entry.reasons for entry in self.entries)
        return tuple(reason for reason in first if all(reason in others for others in rest))


def entries(report: TokenReport) -> list[Entry]:
    """The report's items: the most urgent advice first, in it what is new, in that the worst."""
    return sorted(_marked(report), key=_order)


def gone(report: TokenReport) -> list[Entry]:
    """Items of the earlier report that are none of this one: see `GONE_MEANS`."""
    comparison = report.comparison
    return [] if comparison is None else [Entry(item, Mark.GONE) for item in comparison.gone]


def unseen(report: TokenReport) -> list[Entry]:
    """Items of the earlier report of which nothing can be said."""
    comparison = report.comparison
    return [] if comparison is None else [Entry(item, Mark.UNSEEN) for item in comparison.unseen]


def groups(report: TokenReport) -> dict[Advice, list[Party]]:
    """The report's items by what is to be done, the most urgent first; in each the parties with news and harm first."""
    found: dict[Advice, dict[tuple[str, str, str], list[Entry]]] = {}
    for entry in entries(report):
        action = entry.item.action
        parties = found.setdefault(action.advice, {})
        parties.setdefault((entry.whose, action.command, action.text), []).append(entry)
    return {
        advice: [Party(whose, those[0].item.action, tuple(those)) for (whose, _, _), those in parties.items()]
        for advice, parties in found.items()
    }


def tally(report: TokenReport) -> dict[Mark, int]:
    """How many became what; empty without an earlier report."""
    comparison = report.comparison
    if comparison is None:
        return {}
    new, changed = len(comparison.new), len(comparison.changed)
    return {
        Mark.NEW: new,
        Mark.CHANGED: changed,
        Mark.STILL: len(report.items) - new - changed,
        Mark.GONE: len(comparison.gone),
        Mark.UNSEEN: len(comparison.unseen),
    }


def title(report: TokenReport) -> str:
    """What it is about, and of whom."""
    organisation = report.organisation
    of = ", ".join(organisation.domains) or ", ".join(dict.fromkeys(organisation.tenants.values()))
    return " · ".join(filter(None, (TITLES[report.topic], of)))


def heading(report: TokenReport) -> str:
    """What it is about, of whom, as of when."""
    return f"{title(report)} · {minute(report.at)}"


def since(report: TokenReport) -> str:
    """What became of the earlier report's items, in a line; empty without one."""
    if report.comparison is None:
        return ""
    counted = ", ".join(f"{number} {COUNTED[mark]}" for mark, number in tally(report).items())
    return f"since {minute(report.comparison.at)}: {counted}"


def looked_at(report: TokenReport) -> str:
    """How much was looked at, in a line."""
    summary = report.summary
    said = [
        _count(summary.grants, "credential") + " at services",
        _count(summary.machines, "scanned machine"),
        _count(summary.people, "person", "people") + " in the roster",
    ]
    text = f"looked at {', '.join(said)}"
    if report.topic is Topic.DORMANT:
        text += f"; dormant is what was not used for {report.dormant_days} days"
        text += f"; of {summary.unknown_last_use} nobody tells the last use"
    return text


def summarise(report: TokenReport) -> str:
    """All of it in one sentence."""
    summary = report.summary
    risks = ", ".join(f"{number} {risk}" for risk, number in summary.by_risk.items() if number)
    text = _count(summary.items, f"{NOUNS[report.topic]} credential") + (f" ({risks} risk)" if risks else "")
    if report.comparison is not None:
        counted = (f"{number} {COUNTED[mark]}" for mark, number in tally(report).items() if number)
        text += f"; {', '.join(counted) or 'nothing became of anything'}"
    missing = [origin.name for origin in report.origins if not origin.is_whole]
    return text + (f"; not complete: {_some(missing)}" if missing else "; everything was looked at")


def scopes(item: ReportItem) -> str:
    """What it may do, in the service's words; the first few."""
    more = f" and {len(item.scopes) - _SCOPES} more" if len(item.scopes) > _SCOPES else ""
    return " ".join(item.scopes[:_SCOPES]) + more


def places(item: ReportItem) -> str:
    """Where it lies; the first place."""
    if not item.places:
        return ""
    first = item.places[0]
    line = f":{first.line}" if first.line else ""
    more = f" and {item.place_count - 1} more places" if item.place_count > 1 else ""
    return f"in {first.machine or 'a machine without a name'}:{first.path}{line}{more}"


def _marked(report: TokenReport) -> Iterator[Entry]:
    comparison = report.comparison
    if comparison is None:
        yield from (Entry(item, None) for item in report.items)
        return
    new = frozenset(comparison.new)
    changes = {change.id: change.what for change in comparison.changed}
    for item in report.items:
        mark = Mark.NEW if item.id in new else Mark.CHANGED if item.id in changes else Mark.STILL
        yield Entry(item, mark, changes.get(item.id, ()))


def _order(entry: Entry) -> tuple[int, int, int, str, str]:
    item = entry.item
    rank = 0 if entry.mark is None else _MARK_RANK[entry.mark]
    return (_ADVICE_RANK[item.action.advice], rank, RANK[item.risk], entry.whose, item.id)


def _count(number: int, noun: str, several: str = "") -> str:
    return f"{number:,} {noun if number == 1 else several or f'{noun}s'}"


def _when(moment: str, at: str) -> str:
    passed = ago(moment, at)
    return f"{day(moment)} ({passed})" if passed else day(moment)


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SCOPES} more" if len(listed) > _SCOPES else ""
    return ", ".join(listed[:_SCOPES]) + more
