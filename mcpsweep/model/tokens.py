"""Standing credentials of a whole organisation that somebody has to do something about."""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from mcpsweep.model.canonical import canonical
from mcpsweep.model.case import Origin
from mcpsweep.model.concern import Danger, Doubt, NextAction, Topic
from mcpsweep.model.gap import Gap
from mcpsweep.model.inventory import Tool
from mcpsweep.model.person import PersonStatus

FORMAT: Literal["mcpsweep-tokens/1"] = "mcpsweep-tokens/1"


class Holder(msgspec.Struct, frozen=True):
    """A person of the roster who owns a credential, or keeps the machine that it lies on."""

    id: str
    name: str
    """To be shown, never compared."""
    status: PersonStatus
    ends: str | None
    """Last day, RFC 3339 date; null while none is set."""


class Seen(msgspec.Struct, frozen=True, order=True):
    """A place on a scanned machine."""

    machine: str
    """Host name; empty where a disk did not tell."""
    path: str
    line: int
    """1-based; 0 where the file has no lines."""


class ReportItem(msgspec.Struct, frozen=True):
    """One credential, or one connection, that somebody has to do something about. It holds no value."""

    id: str
    """The same in every report: made from connector, kind and the grant's id; from the fingerprint where no service
    lists it; from machine and server for a connection."""
    service: str
    connector: str
    """Empty where no configured service can speak of it."""
    kind: str
    label: str
    """What its maker called it; hostile text."""
    account: str
    """The login that it acts as; empty where nobody tells."""
    owner: Holder | None
    """Null where nobody is known."""
    doubts: tuple[Doubt, ...]
    """The worst first."""
    risk: Danger
    action: NextAction
    state: str
    """Of its record: `active`, `blocked`, `pending` …; empty where no service lists it."""
    scopes: tuple[str, ...]
    created: str | None
    """Null where nobody tells, as for the next two. RFC 3339 in UTC."""
    last_used: str | None
    expires: str | None
    fingerprint: str | None
    """Of the value that a laptop holds; null where none does."""
    suffix: str | None
    """Last characters of the value, where a service or a scan may tell them."""
    places: tuple[Seen, ...]
    """The first ten places on laptops."""
    place_count: int
    """How many there are."""


class Change(msgspec.Struct, frozen=True):
    """What is no longer as it was with one item."""

    id: str
    """Of the item."""
    what: tuple[str, ...]
    """In words. May hold hostile text."""


class Comparison(msgspec.Struct, frozen=True):
    """What became of an earlier report's items, and what is new since."""

    at: str
    """When the earlier report was made."""
    digest: str
    """Of the earlier report."""
    new: tuple[str, ...]
    """Ids of items that the earlier report does not have."""
    changed: tuple[Change, ...]
    gone: tuple[ReportItem, ...]
    """Items of the earlier report that are none of this one, though their service or machine was looked at wholly: not
    listed or held any more, or nothing speaks against them now. No proof that they are dead: where only the access to
    the organisation ended, as a GitHub token's may, they go on working elsewhere."""
    unseen: tuple[ReportItem, ...]
    """Items of the earlier report of which nothing can be said, for their service or machine was not looked at, or not
    wholly. The next comparison counts them as items of this report."""


class Summary(msgspec.Struct, frozen=True):
    """All of it in numbers."""

    items: int
    by_concern: Mapping[str, int]
    by_risk: Mapping[str, int]
    by_service: Mapping[str, int]
    grants: int
    """How many credentials the services listed."""
    machines: int
    """How many scanned machines count."""
    people: int
    """In the roster."""
    unknown_last_use: int
    """Credentials of which nobody tells when they were last used; none of them counts as dormant."""


class Organisation(msgspec.Struct, frozen=True):
    """What tells one organisation's reports from another's."""

    domains: tuple[str, ...] = ()
    tenants: Mapping[str, str] = {}
    """By connector: the organisation, site or workspace that it asks, where the configuration names one."""

    def could_be(self, other: "Organisation") -> bool:
        """Whether nothing that both tell differs."""
        if self.domains and other.domains and not {*self.domains} & {*other.domains}:
            return False
        return all(other.tenants.get(name, tenant) == tenant for name, tenant in self.tenants.items())


class TokenReport(msgspec.Struct, frozen=True):
    """Standing credentials of an organisation that somebody has to do something about, in the order of their ids."""

    format: Literal["mcpsweep-tokens/1"]
    tool: Tool
    topic: Topic
    at: str
    """RFC 3339 in UTC."""
    organisation: Organisation
    dormant_days: int
    """After how many days without use a credential counts as dormant."""
    fingerprint_keys: tuple[str, ...]
    """Short ids of the keys behind the inventories' fingerprints."""
    summary: Summary
    origins: tuple[Origin, ...]
    """Every service that was asked; of the inventories those that are not whole."""
    gaps: tuple[Gap, ...]
    """What services would not or could not list."""
    remarks: tuple[str, ...]
    """What cannot be known, in words. May hold hostile text."""
    items: tuple[ReportItem, ...]
    comparison: Comparison | None = None
    """Null without an earlier report."""
    digest: str = ""
    """SHA-256 of all the rest in its canonical form, lower-case hex: what tells an edited report."""

    def is_whole(self) -> bool:
        """Whether nothing that is missing could hide a credential (else exit code 4)."""
        return all(origin.is_whole for origin in self.origins)

    def sealed(self) -> "TokenReport":
        """The same with its digest."""
        return msgspec.structs.replace(self, digest=digest(msgspec.to_builtins(self)))


def digest(tree: Mapping[str, Any]) -> str:
    """The digest that a report, as JSON says it, must carry."""
    rest = {name: value for name, value in tree.items() if name != "digest"}
    return hashlib.sha256(canonical(rest)).hexdigest()
