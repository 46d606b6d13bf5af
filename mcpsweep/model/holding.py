"""One credential of one person: what laptops and services know of it, joined."""

import enum
from collections.abc import Mapping

import msgspec

from mcpsweep.model.account import AccountRef
from mcpsweep.model.finding import Confidence, Finding
from mcpsweep.model.grant import Grant
from mcpsweep.model.identity import Method
from mcpsweep.model.validity import Validity


class Bond(enum.StrEnum):
    """What makes us hold that a finding and a grant are the same credential."""

    TOKEN_ID = "token-id"  # noqa: S105 - no secret
    """The audit log names the grant's token id beside the finding's hash, or the credential itself told it."""
    HASH = "sha256"
    """The service keeps the same hash of the value."""
    LAST_EIGHT = "last-eight"
    """The service shows the same last eight characters, for the same kind."""
    KEY_FINGERPRINT = "key-fingerprint"
    """The public key has the same fingerprint."""
    IDENTITY = "identity"
    """The credential was asked who it is; account, kind and dates leave this grant alone."""
    APP = "app"
    """The credential was issued to the app that the grant is about: it dies with the grant, but is not the same."""
    LABEL = "label"
    """Only the names are alike: a hint for a reader, nothing is built on it."""


class Match(msgspec.Struct, frozen=True, gc=False):
    """A finding and a grant that belong together, and why."""

    fingerprint: str
    grant: tuple[str, str, str]
    """`Grant.key()`."""
    bond: Bond
    confidence: Confidence
    reason: str


class Owner(enum.StrEnum):
    """Whose a credential is, by the evidence of rule 6 of the design."""

    PERSON = "person"
    """The person's that the case is about."""
    OTHER = "other"
    """Provably somebody else's."""
    UNKNOWN = "unknown"
    """Nothing that counts says whose it is."""


class Ownership(msgspec.Struct, frozen=True, gc=False):
    """Whose a credential is, and why we hold so."""

    owner: Owner
    reason: str
    person: str = ""
    """The roster's id; empty where nobody is known."""
    account: AccountRef | None = None
    """The login that it acts as."""
    method: Method | None = None


class SharedHow(enum.StrEnum):
    """What says that a credential is not one person's alone."""

    INVENTORIES = "inventories"
    """The same value lies on other people's machines."""
    SERVICE_ACCOUNT = "service-account"
    """It acts as an account that belongs to nobody in particular."""
    BOT = "bot"
    """It acts as an app that is not among the person's own."""
    ROSTER = "roster"
    """The roster says so."""


class Sharing(msgspec.Struct, frozen=True, gc=False):
    """One reason to hold that a credential is shared."""

    how: SharedHow
    reason: str
    owner: str = ""
    """Who rotates it, where the roster says; else empty."""
    people: tuple[str, ...] = ()
    """Who has it besides."""


class Found(msgspec.Struct, frozen=True, gc=False):
    """A finding, and the machine it was found on."""

    machine: str
    """Host name; empty where a disk did not tell."""
    inventory: str
    """First twelve hex digits of the inventory's SHA-256: tells two scans apart."""
    finding: Finding
    person: str = ""
    """The roster's id of whose machine or home folder it is; empty where that is unclear."""
    servers: Mapping[str, str] = {}
    """The MCP servers that the finding's sightings name: id → name."""


class Holding(msgspec.Struct, frozen=True, gc=False):
    """One credential of one person, with all that laptops and services know of it. It holds no value."""

    id: str
    """Stable between joins: made from the fingerprint, or from the grant's key where no laptop explains it."""
    service: str
    connector: str
    """Name of the connector that can speak of it; empty where there is none."""
    kind: str
    fingerprint: str | None
    """Null where no value was read."""
    ownership: Ownership
    validity: Validity = Validity()
    found: tuple[Found, ...] = ()
    grants: tuple[Grant, ...] = ()
    """The service's records of this very credential, best first."""
    apps: tuple[Grant, ...] = ()
    """Records of the app that it was issued to: ending one of them ends this and all else of the app."""
    matches: tuple[Match, ...] = ()
    sharing: tuple[Sharing, ...] = ()
    remarks: tuple[str, ...] = ()
    """What could not be settled, in words: two records that may be this one. May hold names from a laptop."""

    @property
    def is_shared(self) -> bool:
        """Whether it is not the person's alone (rule 7)."""
        return bool(self.sharing)

    @property
    def review(self) -> str:
        """Why a person must look before it ends, by the service's own records; empty if nothing speaks against it."""
        return next((grant.review for grant in (*self.grants, *self.apps) if grant.review), "")

    @property
    def account(self) -> AccountRef | None:
        """The login that it acts as."""
        return self.ownership.account

    @property
    def label(self) -> str:
        """What a reader knows it by: the service's name for it, else the variable that it stands in. Hostile text."""
        for grant in self.grants:
            if grant.label:
                return grant.label
        names = (sighting.name for found in self.found for sighting in found.finding.sightings)
        return next(filter(None, names), "")
