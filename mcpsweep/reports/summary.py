"""A scan in one sentence."""

from collections import Counter
from collections.abc import Mapping, Sequence

from mcpsweep.model.inventory import Inventory
from mcpsweep.model.source import SourceState
from mcpsweep.model.validity import ValidityState
from mcpsweep.reports.credential import Credential, credentials
from mcpsweep.reports.places import Places

_STATES: Mapping[ValidityState, str] = {
    ValidityState.LIVE: "live",
    ValidityState.EXPIRED: "expired",
    ValidityState.DEAD: "dead",
    ValidityState.UNKNOWN: "without a clear answer",
}


def summarise(inventory: Inventory, width: int | None = None) -> str:
    """How many credentials, where, and what was not read; if `width` has no room for all homes, without them."""
    found = credentials(inventory)
    known = [one for one in found if one.finding.fingerprint is not None]
    places = Places(inventory)
    paths = {sighting.path for one in known for sighting in one.values}
    owners = ", ".join(sorted({places.owner(path) for path in paths} - {"", "~"}))
    counted = _count(len(known), "credential") + (f" in {_count(len(paths), 'file')}" if paths else "")
    lost = len(found) - len(known)
    agents = f"; {_count(len(inventory.agents), 'scheduled agent')}" if inventory.agents else ""
    rest = (f"; {lost} more without a value" if lost else "") + _lives(found) + agents + f"; {_coverage(inventory)}"
    whole = f"{counted} ({owners}){rest}" if owners else counted + rest
    return whole if width is None or len(whole) <= width else counted + rest


def _lives(found: Sequence[Credential]) -> str:
    """What services said of those that were asked; nothing where none was."""
    states = Counter(one.finding.validity.state for one in found if one.finding.validity.checked_at is not None)
    told = [f"{states[state]} {words}" for state, words in _STATES.items() if states[state]]
    return f"; {', '.join(told)}" if told else ""


def _coverage(inventory: Inventory) -> str:
    total = len(inventory.sources)
    unread = sum(source.state is not SourceState.READ for source in inventory.sources)
    if not total:
        return "no file to read"
    return f"{unread} of {_count(total, 'file')} not fully read" if unread else f"{_count(total, 'file')} fully read"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
