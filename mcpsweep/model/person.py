"""A human being, as the roster or directory knows them."""

import enum
from collections.abc import Mapping

import msgspec


class PersonStatus(enum.StrEnum):
    """Where somebody stands with the organisation."""

    ACTIVE = "active"
    DEPARTING = "departing"
    DEPARTED = "departed"


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A human being, as the roster or directory knows them."""

    id: str
    """The roster's id; what `--user` takes."""
    name: str = ""
    """To be shown, never compared."""
    emails: tuple[str, ...] = ()
    status: PersonStatus = PersonStatus.ACTIVE
    ends: str | None = None
    """Last day, RFC 3339 date; null while none is set."""
    accounts: Mapping[str, str] = {}
    """Login or account id by service, where the roster names it."""
    manager: str | None = None
    """`id` of the person to ask."""
