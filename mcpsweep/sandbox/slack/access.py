"""Who calls, and whether that caller may: Slack's tokens, scopes, roles and plans."""

import enum
from dataclasses import dataclass
from urllib.parse import unquote

from mcpsweep.sandbox.slack.state import Plan, Token, TokenKind, User, hash_of
from mcpsweep.sandbox.slack.world import World


class Refused(Exception):
    """The call ends here, with this error."""

    def __init__(self, error: str, **details: str) -> None:
        super().__init__(error)
        self.error = error
        self.details = details


class Role(enum.Enum):
    """What the token's user must be."""

    ANYBODY = enum.auto()
    """Needs no token at all."""
    TOKEN = enum.auto()
    """Whatever token it is."""
    ADMIN = enum.auto()
    """An admin or owner of the workspace."""
    ORGANISATION_ADMIN = enum.auto()
    """The same above all workspaces, with a token that is good for all of them."""
    ORGANISATION_OWNER = enum.auto()


BEARERS = frozenset({TokenKind.BOT, TokenKind.USER, TokenKind.APP, TokenKind.SESSION, TokenKind.CONFIGURATION})
MEMBERS = frozenset({TokenKind.USER, TokenKind.SESSION})
WORKERS = MEMBERS | {TokenKind.BOT}
ALL_PLANS = frozenset(Plan)
ENTERPRISE_ONLY = frozenset({Plan.ENTERPRISE})

_ORGANISATION_ROLES = frozenset({Role.ORGANISATION_ADMIN, Role.ORGANISATION_OWNER})


@dataclass(frozen=True, slots=True)
class Access:
    """What a method asks of its caller."""

    role: Role = Role.TOKEN
    scopes: tuple[str, ...] = ()
    """One of them is enough."""
    kinds: frozenset[TokenKind] = BEARERS
    plans: frozenset[Plan] = ALL_PLANS


def identify(world: World, value: str, cookie: str) -> Token:
    """The token with that value, if it works; `cookie` is the request's `Cookie` header. Raises `Refused`."""
    if not value:
        raise Refused("not_authed")
    token = world.tokens.get(hash_of(value))
    if token is None:
        raise Refused("invalid_auth")
    if token.death is not None:
        raise Refused(token.death.value)
    if token.expires_at is not None and token.expires_at <= world.now():
        raise Refused("token_expired")
    if token.cookie and token.cookie != hash_of(_session_cookie(cookie)):
        raise Refused("invalid_auth")
    if token.kind is TokenKind.BOT and world.users[token.user].is_deleted:
        raise Refused("account_inactive")
    return token


def _session_cookie(header: str) -> str:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "d":
            return unquote(value)
    return ""


def admit(world: World, access: Access, token: Token) -> None:
    """Let the holder of `token` pass. Raises `Refused`."""
    if token.kind not in access.kinds:
        raise Refused("not_allowed_token_type")
    if world.plan not in access.plans or (access.role in _ORGANISATION_ROLES and not token.is_org_wide):
        raise Refused("feature_not_enabled")
    # A browser's token has no scopes: it may what the member may.
    if access.scopes and token.kind is not TokenKind.SESSION and not set(access.scopes) & set(token.scopes):
        raise Refused("missing_scope", needed=",".join(access.scopes), provided=",".join(token.scopes))
    _need_role(access.role, world.users.get(token.user))


def _need_role(role: Role, user: User | None) -> None:
    match role:
        case Role.ANYBODY | Role.TOKEN:
            return
        case Role.ADMIN | Role.ORGANISATION_ADMIN if user is not None and (user.is_admin or user.is_owner):
            return
        case Role.ORGANISATION_OWNER if user is not None and user.is_owner:
            return
    raise Refused("not_an_admin")
