"""What a JSON Web Token says of itself. Nobody's signature is checked: the claims are hints, not proof."""

import base64
import binascii
import datetime
from dataclasses import dataclass
from typing import Any

import msgspec

from mcpsweep.model.account import AccountHint

MAX_TOKEN = 16 * 1024
"""Longer tokens are not decoded."""
MAX_CLAIM = 320
"""Longer claims are not taken over: no e-mail address or subject is that long."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims that help to tell whose a token is and how long it lives."""

    issuer: str = ""
    subject: str = ""
    email: str = ""
    role: str = ""
    """Supabase: `anon` or `service_role` (supabase.com/docs/guides/api/api-keys)."""
    reference: str = ""
    """Supabase: the project."""
    token_use: str = ""
    """ContextForge: `api` or `session`."""
    expires_at: str | None = None
    """RFC 3339 in UTC."""

    def accounts(self, service: str) -> tuple[AccountHint, ...]:
        """Who the token says it belongs to."""
        found = (("jwt:email", self.email), ("jwt:sub", self.subject), ("jwt:ref", self.reference))
        return tuple(AccountHint(service, value, source) for source, value in found if value)


def jwt_claims(token: str) -> Claims | None:
    """The claims of `token`, or None if it is no token of three parts with a JSON object in the middle."""
    parts = token.split(".")
    if len(token) > MAX_TOKEN or len(parts) != 3:
        return None
    try:
        payload = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = msgspec.json.decode(payload)
    except (binascii.Error, ValueError, msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(claims, dict):
        return None
    user = claims.get("user")
    return Claims(
        issuer=_text(claims, "iss"),
        subject=_text(claims, "sub"),
        email=_text(claims, "email", "upn", "preferred_username")
        or (_text(user, "email") if isinstance(user, dict) else ""),
        role=_text(claims, "role"),
        reference=_text(claims, "ref"),
        token_use=_text(claims, "token_use"),
        expires_at=_moment(claims.get("exp")),
    )


def _text(claims: dict[str, Any], *names: str) -> str:
    values = (claims.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and 0 < len(value) <= MAX_CLAIM), "")


def _moment(seconds: object) -> str | None:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    except (OverflowError, OSError, ValueError):
        return None
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
