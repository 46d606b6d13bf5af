"""A scan in one sentence."""

from mcpsweep.model.inventory import Inventory
from mcpsweep.model.source import SourceState
from mcpsweep.reports.credential import credentials
from mcpsweep.reports.places import Places


def summarise(inventory: Inventory) -> str:
    """How many credentials, where, and what was not read."""
    known = [one for one in credentials(inventory) if one.finding.fingerprint is not None]
    without_value = len(credentials(inventory)) - len(known)
    places = Places(inventory)
    paths = {sighting.path for one in known for sighting in one.values}
    owners = sorted({places.owner(path) for path in paths} - {"", "~"})
    found = _count(len(known), "credential")
    if paths:
        found += f" in {_count(len(paths), 'file')}"
    if owners:
        found += f" ({', '.join(owners)})"
    if without_value:
        found += f"; {without_value} more without a readable value"
    unread = sum(source.state is not SourceState.READ for source in inventory.sources)
    missing = f"{_count(unread, 'file')} not or not wholly read" if unread else "everything was read"
    return f"{found}; {_count(len(inventory.sources), 'file')} looked at, {missing}."


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
