"""One call of a method, and the rows of the endpoint table."""

import base64
import binascii
import enum
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, TypeVar
from urllib.parse import parse_qsl

from mcpsweep.sandbox.exchange import Json, Malformed, Parameters, Reply, Request
from mcpsweep.sandbox.slack.access import Access, Refused
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import Token, User
from mcpsweep.sandbox.slack.world import World

MAX_PAGE = 1000

Item = TypeVar("Item")


class Family(enum.Enum):
    """Where an endpoint belongs: each family has its own way to say that something is wrong."""

    WEB = "/api"
    AUDIT = "/audit/v1"
    SCIM = "/scim"
    HOOKS = "/services"


@dataclass(frozen=True)
class Call:
    """One call that was let in."""

    request: Request
    parameters: Parameters
    world: World
    token: Token | None
    """None where none is needed."""

    @cached_property
    def arguments(self) -> dict[str, Json]:
        """What was sent in the query, a form or a JSON object, whichever it was. Raises `Refused`."""
        return arguments_of(self.request)

    @property
    def bearer(self) -> Token:
        """The caller's token. Raises `Refused` if there is none."""
        if self.token is None:
            raise Refused("not_authed")
        return self.token

    @property
    def caller(self) -> User:
        """Whom the token acts as. Raises `KeyError` for an app's own token, which is nobody."""
        return self.world.users[self.bearer.user]

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def required(self, *names: str) -> list[str]:
        """Arguments that must be there. Raises `Refused`."""
        values = [self.text(name) for name in names]
        if not all(values):
            raise Refused("missing_argument")
        return values

    def flag(self, name: str) -> bool:
        """An argument that is true or not."""
        return self.text(name).lower() in ("1", "true")

    def names(self, name: str) -> list[str]:
        """A list: written as JSON, or with commas."""
        value = self.arguments.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [part for part in self.text(name).split(",") if part]

    def number(self, name: str, default: int, error: str = "invalid_arguments") -> int:
        """An argument that is a whole number from 1. Raises `Refused` with `error`."""
        text = self.text(name) or str(default)
        if not text.isascii() or not text.isdecimal() or int(text) < 1:
            raise Refused(error)
        return int(text)

    def team(self) -> str:
        """The workspace that is meant: with a token of the whole organisation it must be named. Raises `Refused`."""
        if not self.bearer.is_org_wide:
            return self.bearer.team
        (team,) = self.required("team_id")
        if team not in self.world.teams:
            raise Refused("team_not_found")
        return team

    def member(self, name: str = "user_id") -> User:
        """The user that an argument names. Raises `Refused`."""
        (wanted,) = self.required(name)
        user = self.world.users.get(wanted)
        if user is None:
            raise Refused("user_not_found")
        return user

    def page(self, items: Sequence[Item], default: int, most: int = MAX_PAGE) -> tuple[Sequence[Item], str]:
        """The part of `items` that `cursor` and `limit` ask for, and the cursor of the next. Raises `Refused`."""
        size = self.number("limit", default, "invalid_limit")
        if size > most:
            raise Refused("invalid_limit")
        start = _position(self.text("cursor"))
        after = start + size
        return items[start:after], _cursor(after) if after < len(items) else ""


def arguments_of(request: Request) -> dict[str, Json]:
    """Query, form and JSON as one. Raises `Refused`."""
    return {**dict(request.query), **body_of(request)}


def body_of(request: Request) -> dict[str, Json]:
    """A form or a JSON object. Raises `Refused`."""
    match request.headers.get("content-type", "").partition(";")[0].strip():
        case "application/x-www-form-urlencoded":
            return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        case "application/json":
            return json_object(request)
        case _:
            return {}


def json_object(request: Request) -> dict[str, Json]:
    """The body as a JSON object. Raises `Refused`."""
    try:
        body = request.json()
    except Malformed as error:
        raise Refused("invalid_json") from error
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"next": position}).encode()).decode()


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(json.loads(base64.urlsafe_b64decode(cursor))["next"])
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise Refused("invalid_cursor") from error


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of the endpoint table."""

    method: str
    template: str
    """With the prefix of its family: `/api/auth.test`, `/scim/v2/Users/{user}`."""
    handler: Callable[[Call], Reply]
    access: Access
    tier: Tier
    family: Family = Family.WEB
    is_forbidden: bool = False


Endpoints: TypeAlias = tuple[Endpoint, ...]


def web(
    name: str, handler: Callable[[Call], Reply], access: Access, tier: Tier, *, is_forbidden: bool = False
) -> Endpoints:
    """A method of the Web API: it can be called with GET and with POST alike."""
    template = f"{Family.WEB.value}/{name}"
    return tuple(
        Endpoint(method, template, handler, access, tier, is_forbidden=is_forbidden) for method in ("GET", "POST")
    )


def done(**more: Json) -> Reply:
    """It worked."""
    return Reply(200, {"ok": True, **more})


def following(cursor: str) -> Json:
    """Where a list goes on."""
    return {"next_cursor": cursor}
