"""Who calls, and whether that caller may: keys with scopes, keys without, and everybody else's tokens.

https://developer.atlassian.com/cloud/admin/scopes/
https://mrrefactoring.github.io/jira.js/guide/administration
"""

import base64
from dataclasses import dataclass
from typing import TypeAlias

from mcpsweep.sandbox.atlassian.state import OrganisationKey, hash_of
from mcpsweep.sandbox.atlassian.world import World
from mcpsweep.sandbox.exchange import Reply, Request


class Refused(Exception):
    """The call ends here, with this answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def refuse(status: int, message: str, *headers: tuple[str, str]) -> Refused:
    """An error as the gateway words it."""
    return Refused(Reply(status, {"code": status, "message": message}, headers))


def not_found() -> Refused:
    """What is not there."""
    return refuse(404, "Not Found")


def unauthorized() -> Refused:
    """Nobody, or nobody who is let in here."""
    return refuse(401, "Unauthorized")


@dataclass(frozen=True, slots=True)
class Scope:
    """A key with that scope, or a key without scopes."""

    name: str


@dataclass(frozen=True, slots=True)
class Unscoped:
    """A key without scopes. One with scopes is refused, whichever they are."""


@dataclass(frozen=True, slots=True)
class Open:
    """The endpoint itself looks at who calls: no key of the organisation's is of use."""


Access: TypeAlias = Scope | Unscoped | Open


def bearer(request: Request) -> str:
    """The token of an `Authorization: Bearer` header; empty if there is none."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value if scheme.lower() == "bearer" else ""


def basic(request: Request) -> tuple[str, str]:
    """Name and password of an `Authorization: Basic` header; empty if there is none that can be read."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return name, password


def identify(world: World, request: Request) -> OrganisationKey:
    """The organisation's key that the call is made with. Raises `Refused` with 401 for every other credential."""
    key = world.by_hash.get(hash_of(bearer(request)))
    if not isinstance(key, OrganisationKey) or not world.works(key):
        raise unauthorized()
    return key


def admit(access: Scope | Unscoped, key: OrganisationKey) -> None:
    """Let `key` pass or raise `Refused` with 403."""
    if not key.scopes:
        return
    needed = access.name if isinstance(access, Scope) else "manage:org"
    if isinstance(access, Unscoped) or needed not in key.scopes:
        raise refuse(403, f"Forbidden; the API key does not have the required scope {needed}")
