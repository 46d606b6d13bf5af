"""Read a client's own store of OAuth tokens, logins and plugin secrets.

In such a file a key's name is enough to know that its value is a credential, whatever it looks like.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Assigned, Assignment, Held, Observation, Place, Unclear
from mcpsweep.detection.base import Context, Hit
from mcpsweep.detection.declaring import declare
from mcpsweep.detection.hints import hint
from mcpsweep.detection.inspection import inspect
from mcpsweep.detection.issuer import service_of
from mcpsweep.documents.base import Document, Mapping, Node, Path, Scalar, ScalarKind, Sequence, pointer
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Form
from mcpsweep.model.place import Slot

_KINDS = {
    "accesstoken": "oauth-access-token",
    "oauthtoken": "oauth-access-token",
    "token": "oauth-access-token",
    "access": "oauth-access-token",
    "refreshtoken": "oauth-refresh-token",
    "refresh": "oauth-refresh-token",
    "idtoken": "oauth-id-token",
    "clientsecret": "oauth-client-secret",
    "registrationaccesstoken": "oauth-registration-token",
    "sessiontoken": "session-token",
    "apikey": "api-key",
    "primaryapikey": "api-key",
    "openaiapikey": "api-key",
    "key": "api-key",
    "secret": "api-key",
    "password": "password",
}
"""Key, lower-case and without separators → kind of what stands there."""

_KEPT_IN_FULL = frozenset({"pluginSecrets", "userConfig", "headers"})
"""Keys whose members are all secrets, whatever they are called."""

_SAYS_WHERE = ("serverUrl", "server_url", "mcpServerUrl", "issuer", "tokenUrl", "serverName", "server_name")
"""Keys beside a token that tell who issued it, best first."""

_ENDS = ("expiresAt", "expires_at", "expiry_date", "expires", "exp")
"""What stands beside an access token and says when that one ends."""
OUTLIVES = frozenset({"oauth-refresh-token", "oauth-client-secret", "oauth-registration-token"})
"""Kinds that go on after the access token beside them has ended (RFC 6749, 1.5; RFC 7591, 3.2.1)."""
_APPLICATION = frozenset({"clientid", "client_id"})
"""Beside a token, this names the application that asked for it, and nobody's account."""
_LARGEST_SECONDS = 1e11
"""A time stamp above it counts milliseconds."""


def read(file: File, document: Document) -> Iterator[Observation]:
    """Every token of a store, with the server, account and end of life that stand beside it."""
    stack: list[tuple[Path, Node, tuple[Mapping, ...]]] = []
    if document.root is not None:
        stack.append(((), document.root, ()))
    while stack:
        path, node, around = stack.pop()
        match node:
            case Mapping(entries=entries):
                below = (node, *around)[:4]
                stack.extend(((*path, entry.key), entry.value, below) for entry in reversed(entries))
            case Sequence(items=items):
                stack.extend(((*path, str(i)), item, around) for i, item in reversed(list(enumerate(items))))
            case Scalar():
                yield from _read_value(file, path, node, around)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _read_value(file: File, path: Path, scalar: Scalar, around: tuple[Mapping, ...]) -> Iterator[Observation]:
    if scalar.kind is not ScalarKind.STRING or not scalar.text or not path:
        return
    key = path[-1]
    kept = any(part in _KEPT_IN_FULL for part in path[:-1])
    kind = _KINDS.get(key.replace("_", "").replace("-", "").replace(":", "").lower(), "secret" if kept else "")
    place = Place(file.path, scalar.line, scalar.column, pointer(path), file.client)
    if kept:
        yield Assigned(Assignment(f"user_config.{key}", scalar.text, place))
    # A plugin's own secret is not the client's: who issued it, only the names around it can tell.
    hints = _hints(path, around) + ((file.service,) if file.service and not kept else ())
    context = Context(Slot.OAUTH if kind else Slot.FILE, key, hints)
    hits = list(inspect(scalar.text, context).hits)
    if kind and not hits:
        service = service_of("", hints).service
        hits = [declare(scalar.text, context, service=service, kind=kind, reason=_reason(file, kept))]
    for hit in hits:
        whose = tuple(accounts(around, hit.service))
        yield Held(hit if kind in OUTLIVES else dated(hit, around), place, Form.OAUTH, whose)


def _reason(file: File, kept: bool) -> str:
    what = "an option that a plugin keeps secret" if kept else "a token"
    return f"{what} in {file.client or 'a client'}'s own store"


def _hints(path: Path, around: tuple[Mapping, ...]) -> tuple[str, ...]:
    said = [
        node.text
        for mapping in around
        for key in _SAYS_WHERE
        if isinstance(node := mapping.get(key), Scalar) and node.text
    ]
    # Stores name a record `server|hash`; the server's name is the better hint.
    names = [part.partition("|")[0] for part in reversed(path[:-1])]
    return tuple(word for word in (*said, *names) if word and not word.isdecimal())


def accounts(around: tuple[Mapping, ...], service: str) -> Iterator[AccountHint]:
    """Who the neighbours of a token say that it belongs to, `around` it from the inside out."""
    for mapping in around[:2]:
        for entry in mapping.entries:
            if entry.key.lower() in _APPLICATION:
                continue
            if isinstance(entry.value, Scalar) and (account := hint(entry.key, entry.value.text, service)) is not None:
                yield account


def dated(hit: Hit, around: tuple[Mapping, ...]) -> Hit:
    """`hit` with the end of its life, where a neighbour tells it."""
    if hit.expires_at is not None or not around:
        return hit
    for key in _ENDS:
        node = around[0].get(key)
        if isinstance(node, Scalar) and (moment := _moment(node.text)) is not None:
            return replace(hit, expires_at=moment)
    return hit


def _moment(text: str) -> str | None:
    """A time stamp in seconds or milliseconds, or RFC 3339 text, as RFC 3339 in UTC."""
    try:
        seconds = float(text)
        moment = datetime.fromtimestamp(seconds / 1000 if seconds > _LARGEST_SECONDS else seconds, UTC)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            return None
    except (OverflowError, OSError):
        return None
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
