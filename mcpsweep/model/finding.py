"""One credential found on one machine."""

import enum

import msgspec

from mcpsweep.model.account import AccountHint
from mcpsweep.model.place import Sighting
from mcpsweep.model.validity import Validity


class Form(enum.StrEnum):
    """How a configuration holds a credential."""

    LITERAL = "literal"
    REFERENCE = "reference"
    """A variable, helper or vault entry; its value was found elsewhere, or not found at all."""
    OAUTH = "oauth"
    """A client's own token store."""
    PROTECTED = "protected"
    """A keychain or an encrypted store: present, not readable."""


class Confidence(enum.StrEnum):
    """How sure the scan is that this is a credential."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One distinct credential on one machine in one form, with every place it was seen.

    Findings that share a fingerprint are the same credential: a token that one configuration spells out and another
    one takes from a variable is two findings of one fingerprint.
    """

    id: str
    """Stable between scans of the same machine with the same fingerprint key."""
    fingerprint: str | None
    """Keyed hash of the value; null where no value could be read."""
    service: str
    """Who issued it: `github`, `slack`, `atlassian` …; `generic` where nothing says."""
    kind: str
    """`github-pat`, `slack-bot-token` …"""
    confidence: Confidence
    form: Form
    reason: str
    """Why this counts as a credential, in words."""
    preview: str
    """The value with all but its public prefix masked; empty where no value could be read."""
    length: int
    """Characters of the value; 0 where no value could be read."""
    suffix: str | None
    """Last eight characters, only of vendor-issued tokens with at least 128 random bits."""
    sha256: str | None
    """Base64 of the value's SHA-256, as GitHub logs it; same condition as `suffix`."""
    sightings: tuple[Sighting, ...]
    accounts: tuple[AccountHint, ...] = ()
    validity: Validity = Validity()
    sealed: str | None = None
    """The value encrypted to a recipient's public key (`scan --seal`), else null."""
