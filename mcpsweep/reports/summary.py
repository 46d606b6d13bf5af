"""A scan in one sentence."""

from mcpsweep.model.inventory import Inventory
from mcpsweep.model.source import SourceState
from mcpsweep.reports.credential import credentials
from mcpsweep.reports.places import Places


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
    rest = (f"; {lost} more without a value" if lost else "") + agents + f"; {_coverage(inventory)}"
    whole = f"{counted} ({owners}){rest}" if owners else counted + rest
    return whole if width is None or len(whole) <= width else counted + rest


def _coverage(inventory: Inventory) -> str:
    total = len(inventory.sources)
    unread = sum(source.state is not SourceState.READ for source in inventory.sources)
    if not total:
        return "no file to read"
    return f"{unread} of {_count(total, 'file')} not fully read" if unread else f"{_count(total, 'file')} fully read"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
