"""What Slack means by its answers: it says no with HTTP 200 and a code (docs.slack.dev/reference/methods)."""

import re
from collections.abc import Mapping

import msgspec

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import Absent, BadAnswer, Forbidden, Refused, Unauthenticated, Unavailable


class SaidNo(Refused):
    """Slack refused; nothing was changed."""

    def __init__(self, message: str, code: str, *, status: int | None = None, request_id: str = "") -> None:
        super().__init__(message, status=status, request_id=request_id)
        self.code = code
        """Slack's own word: `missing_scope`, `invalid_auth` …"""


class TokenRefused(SaidNo, Unauthenticated):
    """The token that was sent is not, or no longer, accepted."""


class RightMissing(SaidNo, Forbidden):
    """The token works, but may not do this."""


class NotInPlan(SaidNo, Forbidden):
    """The plan, or the way the app was installed, does not offer this."""


class NotThere(SaidNo, Absent):
    """What was named does not exist, or cannot be seen."""


_MEANINGS: Mapping[str, tuple[type[SaidNo], str]] = {
    "invalid_auth": (TokenRefused, "Slack does not know the token, or it may not be used for this workspace"),
    "not_authed": (TokenRefused, "no token arrived"),
    "token_revoked": (TokenRefused, "the token was revoked, or its user, workspace or app is gone"),
    "token_expired": (TokenRefused, "the token has expired; it is one that is refreshed every 12 hours"),
    "account_inactive": (TokenRefused, "the token's user or workspace was deactivated"),
    "missing_scope": (RightMissing, "the token lacks a scope"),
    "not_allowed_token_type": (RightMissing, "this kind of token may not call the method"),
    "no_permission": (RightMissing, "the token may not do this"),
    "not_an_admin": (RightMissing, "the token's user is no admin or owner"),
    "user_is_not_an_admin": (RightMissing, "the token's user is no admin or owner"),
    "not_authorized": (RightMissing, "the token's user may not do this"),
    "restricted_action": (RightMissing, "the workspace's settings forbid it"),
    "cannot_reset_primary_owner": (RightMissing, "nobody may do this to the primary owner"),
    "cannot_reset_bot": (RightMissing, "a bot has no sessions of its own"),
    "can_not_uninstall": (RightMissing, "Slack does not let this app be uninstalled"),
    "must_revoke_access": (
        RightMissing,
        "the app is deployed for the whole organisation and cannot leave one workspace",
    ),
    "accesslimited": (RightMissing, "the workspace accepts calls from certain networks only"),
    "ekm_access_denied": (RightMissing, "the organisation has suspended access with its own encryption keys"),
    "org_login_required": (RightMissing, "the workspace is being moved into an organisation"),
    "team_access_not_granted": (RightMissing, "the token was not granted access to this workspace"),
    "two_factor_setup_required": (RightMissing, "the token's user must set up two factors first"),
    "enterprise_is_restricted": (RightMissing, "the method cannot be called for an Enterprise organisation"),
    "not_bearer_token": (RightMissing, "Slack does not take this kind of token back"),
    "feature_not_enabled": (NotInPlan, "the plan, or the way the app is installed, does not offer it"),
    "paid_only": (NotInPlan, "the workspace's plan does not offer it"),
    "plan_upgrade_required": (NotInPlan, "the workspace's plan does not offer it"),
    "not_an_enterprise": (NotInPlan, "only Enterprise organisations have it"),
    "team_not_on_enterprise": (NotInPlan, "only Enterprise organisations have it"),
    "users_not_found": (NotThere, "no active member has this address"),
    "user_not_found": (NotThere, "there is no such user"),
    "user_not_visible": (NotThere, "the token may not see this user"),
    "bot_not_found": (NotThere, "there is no such bot, or it belongs to another workspace"),
    "app_not_found": (NotThere, "there is no such app here"),
    "session_not_found": (NotThere, "there is no such session"),
    "no_active_sessions": (NotThere, "the user is signed in nowhere"),
    "team_not_found": (NotThere, "there is no such workspace"),
}
"""Slack's code → what it is, and the same in words. A code that is not here is shown as it is."""

_TRANSIENT = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"})
_CODE = re.compile(r"(?=.{1,60}$)(?:[a-z]{1,24}[0-9]{0,2}|[0-9]{1,4})(?:[_ ](?:[a-z]{1,24}[0-9]{0,2}|[0-9]{1,4}))*")
_SCOPES = re.compile(r"[a-z_.:, -]{1,400}")
"""What may be quoted from an answer: no shape that a credential could have."""


class _Envelope(msgspec.Struct, frozen=True):
    ok: bool | None = None
    error: str = ""
    needed: str = ""
    provided: str = ""


def web_api(answer: Answer) -> None:
    """Raise what an answer of the Web API means, unless it says `ok`."""
    envelope = answer.decode(_Envelope)
    if envelope.ok is not True:
        raise _error(answer, envelope)


def audit_api(answer: Answer) -> None:
    """Raise what an answer of the audit API means where it says no; it leaves `ok` out otherwise."""
    envelope = answer.decode(_Envelope)
    if envelope.ok is False:
        raise _error(answer, envelope)


def code_of(error: Exception) -> str:
    """Slack's own word for a refusal; empty for every other error."""
    return error.code if isinstance(error, SaidNo) else ""


def _error(answer: Answer, envelope: _Envelope) -> Exception:
    where = f"slack: {answer.path}"
    code = _quoted(_CODE, envelope.error)
    if not code:
        return BadAnswer(
            f"{where}: the answer says neither yes nor no", status=answer.status, request_id=answer.request_id
        )
    if code in _TRANSIENT:
        return Unavailable(f"{where}: {code}", status=answer.status, request_id=answer.request_id)
    kind, words = _MEANINGS.get(code, (SaidNo, ""))
    text = f"{where}: {words} ({code})" if words else f"{where}: {code}"
    if code == "missing_scope" and (needed := _quoted(_SCOPES, envelope.needed)):
        text += f": it needs {needed} and has {_quoted(_SCOPES, envelope.provided) or 'nothing'}"
    return kind(text, code, status=answer.status, request_id=answer.request_id)


def _quoted(shape: re.Pattern[str], text: str) -> str:
    return text if shape.fullmatch(text) else ""
