"""The people of an organisation, and what they share."""

import msgspec

from mcpsweep.model.person import Person

FORMAT = "mcpsweep-roster/1"


class SharedCredential(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A credential that several people use on purpose."""

    service: str
    owner: str
    """Team or person who rotates it."""
    fingerprint: str = ""
    suffix: str = ""
    label: str = ""


class ServiceAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An account that belongs to nobody in particular."""

    service: str
    account: str
    owner: str


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The people of an organisation, and what they share."""

    format: str = FORMAT
    people: tuple[Person, ...] = ()
    shared: tuple[SharedCredential, ...] = ()
    service_accounts: tuple[ServiceAccount, ...] = ()
