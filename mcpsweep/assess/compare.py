"""What became of an earlier report's items, and what is new since."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mcpsweep.model.case import OriginKind
from mcpsweep.model.tokens import Change, Comparison, ReportItem, TokenReport

_MISSING = "nothing"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a report looked at, wholly."""

    connectors: frozenset[str]
    """Those that listed everything."""
    machines: frozenset[str]
    """Those of which an inventory was read."""

    def has_seen(self, item: ReportItem) -> bool:
        """Whether the item would be in the report if it were still as it was."""
        if item.state:
            return item.connector in self.connectors
        return all(place.machine in self.machines for place in item.places)


def compare(earlier: TokenReport, items: Mapping[str, ReportItem], looked: Looked) -> Comparison:
    """The report's `items` beside those of the earlier one, which is of the same organisation and topic."""
    before = {item.id: item for item in (*_unseen(earlier), *earlier.items)}
    by_value = {item.fingerprint: item for item in before.values() if item.fingerprint is not None}
    new: list[str] = []
    changed: list[Change] = []
    met: set[str] = set()
    for name, item in items.items():
        # What a service no longer lists, a laptop may still hold: the same credential under another id.
        known = before.get(name) or (by_value.get(item.fingerprint) if item.fingerprint is not None else None)
        if known is None:
            new.append(name)
            continue
        met.add(known.id)
        if what := tuple(_changes(known, item)):
            changed.append(Change(name, what))
    missing = [item for name, item in sorted(before.items()) if name not in met]
    return Comparison(
        at=earlier.at,
        digest=earlier.digest,
        new=tuple(new),
        changed=tuple(changed),
        gone=tuple(item for item in missing if looked.has_seen(item)),
        unseen=tuple(item for item in missing if not looked.has_seen(item)),
    )


def _unseen(earlier: TokenReport) -> Iterable[ReportItem]:
    return earlier.comparison.unseen if earlier.comparison is not None else ()


def remarks(earlier: TokenReport, report: TokenReport) -> Iterator[str]:
    """Why the comparison may say less, or more, than what happened in between."""
    silent = {origin.name for origin in earlier.origins if origin.kind is OriginKind.SERVICE and not origin.is_whole}
    asked = {origin.name for origin in earlier.origins if origin.kind is OriginKind.SERVICE}
    now = {origin.name for origin in report.origins if origin.kind is OriginKind.SERVICE}
    for name in sorted(now & silent):
        yield f"{name} was not whole in the earlier report: what is new there may have been there before"
    for name in sorted(now - asked):
        yield f"{name} was not asked for the earlier report: what is new there may have been there before"
    if earlier.dormant_days != report.dormant_days:
        yield f"the earlier report counted as dormant what was not used for {earlier.dormant_days} days"
    if earlier.fingerprint_keys and report.fingerprint_keys and earlier.fingerprint_keys != report.fingerprint_keys:
        yield (
            "the inventories were made with other fingerprint keys than those of the earlier report: what lies on "
            "laptops looks new; set [org] fingerprint_key"
        )


@dataclass(frozen=True, slots=True)
class _Field:
    """Something of an item that a reader wants to know the change of."""

    name: str
    text: Callable[[ReportItem], str]


_FIELDS = (
    _Field("owner", lambda item: item.owner.id if item.owner else ""),
    _Field("the owner's status", lambda item: item.owner.status.value if item.owner else ""),
    _Field("the owner's last day", lambda item: (item.owner.ends or "") if item.owner else ""),
    _Field("account", lambda item: item.account),
    _Field("label", lambda item: item.label),
    _Field("state at the service", lambda item: item.state or "not listed"),
    _Field("scopes", lambda item: " ".join(item.scopes)),
    _Field("last use", lambda item: (item.last_used or "")[:10]),
    _Field("end", lambda item: (item.expires or "")[:10]),
    _Field("risk", lambda item: item.risk.value),
    _Field("places on laptops", lambda item: str(item.place_count)),
)


def _changes(before: ReportItem, after: ReportItem) -> Iterator[str]:
    had, has = ({doubt.concern.value for doubt in item.doubts} for item in (before, after))
    yield from (f"now {concern}" for concern in sorted(has - had))
    yield from (f"no longer {concern}" for concern in sorted(had - has))
    for field in _FIELDS:
        one, other = field.text(before), field.text(after)
        if one != other:
            yield f"{field.name}: {one or _MISSING} → {other or _MISSING}"
