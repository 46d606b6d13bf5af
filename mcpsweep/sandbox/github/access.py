"""Who calls, and whether that caller may: GitHub's tokens, scopes, permissions and roles.

A missing right is a 404 more often than a 403: GitHub does not tell strangers what exists.
"""

import base64
import binascii
import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from mcpsweep.sandbox.exchange import Reply, Request
from mcpsweep.sandbox.github.state import Installation, Product, Token, TokenKind, User, hash_of
from mcpsweep.sandbox.github.world import World

DOCUMENTATION = "https://docs.github.com/rest"
MAX_JWT_LIFE = 600
"""Seconds that an app's JWT may still have to live."""


class Refused(Exception):
    """The call ends here, with this answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def refuse(status: int, message: str, *headers: tuple[str, str]) -> Refused:
    """An error in GitHub's form."""
    return Refused(
        Reply(status, {"message": message, "documentation_url": DOCUMENTATION, "status": str(status)}, headers)
    )


def not_found() -> Refused:
    """What is not there, or not for this caller's eyes."""
    return refuse(404, "Not Found")


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Nobody said who they are."""


@dataclass(frozen=True, slots=True)
class TokenCaller:
    """A user by one of their tokens."""

    user: User
    token: Token


@dataclass(frozen=True, slots=True)
class InstallationCaller:
    """An app where it is installed."""

    installation: Installation
    token: Token


@dataclass(frozen=True, slots=True)
class AppCaller:
    """An app as itself, by its JWT."""

    app: int


@dataclass(frozen=True, slots=True)
class ClientCaller:
    """An OAuth client by its id and secret."""

    client_id: str


Caller: TypeAlias = Anonymous | TokenCaller | InstallationCaller | AppCaller | ClientCaller


class Role(enum.Enum):
    """What a user must be."""

    ANYBODY = enum.auto()
    USER = enum.auto()
    MEMBER = enum.auto()
    OWNER = enum.auto()
    ENTERPRISE_OWNER = enum.auto()
    SITE_ADMIN = enum.auto()


class Entrance(enum.Enum):
    """By which sort of caller an endpoint can be called at all."""

    TOKENS = enum.auto()
    """Every token, a user's or an installation's, that has the rights."""
    USERS = enum.auto()
    """A user's tokens; no installation."""
    APPS = enum.auto()
    """An installation's token or an app's user token; no personal token."""
    CLASSIC = enum.auto()
    """Classic personal tokens only."""
    APP_ITSELF = enum.auto()
    CLIENT_ITSELF = enum.auto()
    INSTALLATION_ITSELF = enum.auto()
    NAMELESS = enum.auto()
    """Nobody who says who they are."""


@dataclass(frozen=True, slots=True)
class Access:
    """What an endpoint asks of its caller."""

    role: Role = Role.USER
    scopes: tuple[str, ...] = ()
    """Of classic and OAuth tokens; one of them is enough."""
    permission: str = ""
    """Of apps and fine-grained tokens: `members:read`; empty if they cannot call it."""
    entrance: Entrance = Entrance.TOKENS


_IMPLIED = {
    "admin:org": ("write:org", "read:org"),
    "write:org": ("read:org",),
    "admin:enterprise": ("manage_runners:enterprise", "read:enterprise", "write_enterprise_credentials"),
    "admin:public_key": ("read:public_key",),
    "admin:ssh_signing_key": ("read:ssh_signing_key",),
    "admin:gpg_key": ("read:gpg_key",),
    "user": ("read:user", "user:email"),
}


def identify(world: World, request: Request, clients: Mapping[str, str]) -> Caller:
    """Who sends `request`; `clients` has the secrets of OAuth clients by id. Raises `Refused` with 401 or 403."""
    header = request.headers.get("authorization", "")
    if not header:
        return Anonymous()
    scheme, _, text = header.partition(" ")
    match scheme.lower():
        case "bearer" | "token":
            return _app(world, text) if text.count(".") == 2 and text.startswith("eyJ") else _by_token(world, text)
        case "basic":
            return _by_password(world, text, clients)
    raise refuse(401, "Bad credentials")


def _by_token(world: World, value: str) -> Caller:
    token = world.by_hash.get(hash_of(value))
    if token is None or not token.is_alive or token.kind is TokenKind.REFRESH or _has_expired(world, token):
        raise refuse(401, "Bad credentials")
    if token.kind is TokenKind.INSTALLATION:
        installation = world.installations.get(token.installation)
        if installation is None or installation.suspended_at is not None:
            raise refuse(403, "This installation has been suspended")
        return InstallationCaller(installation, token)
    user = world.users[token.user]
    if user.is_suspended:
        raise refuse(403, "Sorry. Your account was suspended.")
    token.last_used_at = world.now()
    return TokenCaller(user, token)


def _has_expired(world: World, token: Token) -> bool:
    return token.expires_at is not None and token.expires_at <= world.now()


def _by_password(world: World, text: str, clients: Mapping[str, str]) -> Caller:
    try:
        name, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise refuse(401, "Bad credentials") from error
    if name in clients:
        if clients[name] != password:
            raise refuse(401, "Bad credentials")
        return ClientCaller(name)
    return _by_token(world, password)


def _app(world: World, text: str) -> AppCaller:
    """The app of a JWT. Its form and its times are checked; its signature is not, since no key is at hand."""
    head, body, _ = text.split(".")
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=="))
        claims = json.loads(base64.urlsafe_b64decode(body + "=="))
        issuer, issued, expires = int(claims["iss"]), float(claims["iat"]), float(claims["exp"])
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise refuse(401, "A JSON web token could not be decoded") from error
    now = world.now()
    if header.get("alg") != "RS256":
        raise refuse(401, "A JSON web token could not be decoded")
    if not now < expires <= now + MAX_JWT_LIFE:
        raise refuse(401, "'Expiration time' claim ('exp') is too far in the future")
    if issued > now + 60:
        raise refuse(
            401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
        )
    if issuer not in {installation.app for installation in world.installations.values()}:
        raise refuse(404, "Integration not found")
    return AppCaller(issuer)


def admit(world: World, access: Access, caller: Caller, is_organisations: bool) -> None:
    """Let `caller` pass or raise `Refused`; `is_organisations` where the endpoint is below `/orgs` or a repository."""
    if access.entrance is Entrance.NAMELESS or (access.role, access.entrance) == (Role.ANYBODY, Entrance.TOKENS):
        return
    match access.entrance, caller:
        case (Entrance.APP_ITSELF, AppCaller()) | (Entrance.CLIENT_ITSELF, ClientCaller()):
            return
        case Entrance.INSTALLATION_ITSELF, InstallationCaller():
            return
        case (Entrance.TOKENS | Entrance.APPS, InstallationCaller(installation=installation)):
            _need_permission(access, installation.permissions, "integration")
        case (Entrance.TOKENS | Entrance.USERS | Entrance.APPS | Entrance.CLASSIC, TokenCaller(user, token)):
            _admit_token(world, access, token, is_organisations)
            _need_role(world, access.role, user)
        case Entrance.APP_ITSELF, _:
            raise refuse(401, "A JSON web token could not be decoded")
        case _, Anonymous() | ClientCaller() | AppCaller():
            raise refuse(401, "Requires authentication")
        case _:
            raise refuse(403, "Resource not accessible by integration")


def _admit_token(world: World, access: Access, token: Token, is_organisations: bool) -> None:
    match token.kind, access.entrance:
        case (TokenKind.APP_USER, Entrance.TOKENS | Entrance.USERS | Entrance.APPS):
            _need_permission(access, token.permissions, "integration")
        case (_, Entrance.APPS) | (TokenKind.FINE_GRAINED | TokenKind.APP_USER | TokenKind.OAUTH, Entrance.CLASSIC):
            raise refuse(403, "Resource not accessible by personal access token")
        case TokenKind.FINE_GRAINED, _:
            granted = any(grant.token == token.id for grant in world.grants.values())
            _need_permission(
                access, token.permissions if granted or not is_organisations else {}, "personal access token"
            )
        case _:
            _need_scope(access, token)
            if is_organisations:
                _need_sign_on(world, token)


def _need_scope(access: Access, token: Token) -> None:
    held = set(token.scopes)
    for scope in token.scopes:
        held.update(_IMPLIED.get(scope, ()))
    if access.scopes and not held & set(access.scopes):
        raise refuse(404, "Not Found", ("X-Accepted-OAuth-Scopes", ", ".join(access.scopes)))


def _need_permission(access: Access, held: Mapping[str, str], who: str) -> None:
    if not access.permission:
        if access.role is Role.USER and who != "integration":
            return
        raise refuse(403, f"Resource not accessible by {who}")
    name, _, level = access.permission.partition(":")
    if held.get(name) not in (("read", "write", "admin") if level == "read" else ("write", "admin")):
        wanted = ("X-Accepted-GitHub-Permissions", f"{name}={level}")
        raise refuse(403, f"Resource not accessible by {who}", wanted)


def _need_sign_on(world: World, token: Token) -> None:
    if world.product is not Product.SAML:
        return
    if not any(one.token == token.id for one in world.authorizations.values()):
        address = f"https://github.com/orgs/{world.organisation}/sso?authorization_request=AEXAMPLE"
        raise refuse(
            403,
            "Resource protected by organization SAML enforcement. You must grant your token access to this one.",
            ("X-GitHub-SSO", f"required; url={address}"),
        )


def _need_role(world: World, role: Role, user: User) -> None:
    match role:
        case Role.MEMBER if user.id not in world.members:
            raise not_found()
        case Role.OWNER if world.members.get(user.id) != "admin":
            raise not_found()
        case Role.ENTERPRISE_OWNER if user.id not in world.enterprise_owners:
            raise not_found()
        case Role.SITE_ADMIN if not user.is_site_admin:
            raise refuse(403, "Must have admin rights")
        case _:
            return
