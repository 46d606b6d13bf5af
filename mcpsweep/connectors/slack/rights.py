"""What the connector's own tokens may do, and what they lack."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.slack import methods
from mcpsweep.connectors.slack.accounts import Accounts
from mcpsweep.connectors.slack.audit import AuditLog
from mcpsweep.connectors.slack.identify import scopes_of
from mcpsweep.connectors.slack.session import Plan, Session
from mcpsweep.connectors.slack.shapes import Tested
from mcpsweep.model.account import Account, AccountKind
from mcpsweep.model.capability import Ability
from mcpsweep.model.rights import Checkup, Right, RightState
from mcpsweep.model.secret import Secret

_APP_PAGE = (
    "https://api.slack.com/apps > the app > OAuth & Permissions > User Token Scopes; then install it again, "
    "on Enterprise for the whole organisation and as its owner"
)
_ROLE_PAGE = "Slack > workspace name > Tools & settings > Manage members > Account type"
_LIST = (Ability.LIST, Ability.LIST_ALL)
_SKEW = 60.0


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to be done, and the scope that allows it."""

    purpose: str
    abilities: tuple[Ability, ...]
    scope: str
    plans: frozenset[Plan]
    token: Callable[[Session], Secret]
    """Which of the connector's tokens needs it."""


_ALL = frozenset(Plan)
_PROVISIONED = frozenset({Plan.BUSINESS, Plan.ENTERPRISE})
_ORGANISATION = frozenset({Plan.ENTERPRISE})


def _own(session: Session) -> Secret:
    return session.token


NEEDS: tuple[Need, ...] = (
    Need("find people by their address", (Ability.FIND,), "users:read.email", _ALL, _own),
    Need("read people and bots", (Ability.FIND, Ability.VERIFY), "users:read", _ALL, _own),
    Need("read who installed which app", (*_LIST, Ability.REVOKE_VALUE), "admin", _ALL, _own),
    Need("deactivate accounts", (Ability.DISABLE_ACCOUNT,), "admin", _PROVISIONED, lambda s: s.scim_token),
    Need("list sessions", _LIST, "admin.users:read", _ORGANISATION, _own),
    Need(
        "end sessions and remove people",
        (Ability.REVOKE, Ability.END_SESSIONS, Ability.REMOVE_ACCESS),
        "admin.users:write",
        _ORGANISATION,
        _own,
    ),
    Need("uninstall apps", (Ability.REVOKE,), "admin.apps:write", _ORGANISATION, _own),
    Need(
        "search the audit log",
        (*_LIST, Ability.TRACE),
        "auditlogs:read",
        _ORGANISATION,
        lambda s: s.audit_token,
    ),
)

_NAMES = {
    Plan.BASIC: "Free or Pro: no provisioning API answers",
    Plan.BUSINESS: "Business+, or one workspace of an Enterprise organisation",
    Plan.ENTERPRISE: "Enterprise organisation",
}


class Rights:
    """Checks up on the connector itself."""

    def __init__(self, session: Session, accounts: Accounts, audit: AuditLog) -> None:
        self._session = session
        self._accounts = accounts
        self._audit = audit

    def check(self) -> Checkup:
        """Who the connector is, and what it may do. Only reads; Slack does not tell how much of a limit is left."""
        session = self._session
        me, answer = session.me()
        plan = session.plan()
        return Checkup(
            service="slack",
            connector=session.name,
            account=Account("slack", session.name, me.user_id, me.user_id, _kind(me), name=me.user),
            acts_as=f"a token of {me.user or me.user_id} ({me.user_id}) in {me.team or me.team_id}",
            product=_NAMES[plan],
            rights=(self._role(me), *self._rights(plan)),
            remarks=tuple(self._remarks(me, answer, plan)),
        )

    def _role(self, me: Tested) -> Right:
        """Most methods ask for an admin besides the scope."""
        state = RightState.UNKNOWN
        try:
            user = self._accounts.user(me.user_id)
        except ServiceError:
            user = None
        if user is not None:
            state = RightState.PRESENT if user.is_admin or user.is_owner else RightState.MISSING
        return Right("role: admin or owner", state, "list apps and act on accounts", _LIST, _ROLE_PAGE)

    def _rights(self, plan: Plan) -> Iterator[Right]:
        scopes: dict[Secret, tuple[str, ...] | None] = {}
        for need in NEEDS:
            if plan not in need.plans:
                continue
            token = need.token(self._session)
            if token not in scopes:
                scopes[token] = self._scopes(token)
            held = scopes[token]
            state = RightState.UNKNOWN
            if held is not None:
                state = RightState.PRESENT if need.scope in held else RightState.MISSING
            yield Right(need.scope, state, need.purpose, need.abilities, _APP_PAGE)

    def _scopes(self, token: Secret) -> tuple[str, ...] | None:
        """What a token may do; None where Slack does not tell."""
        try:
            if token == self._session.token:
                answer = self._session.me()[1]
            else:
                answer = self._session.ask(methods.AUTH_TEST, auth=Bearer(token))
        except ServiceError:
            return None
        return scopes_of(answer) if "x-oauth-scopes" in answer.headers else None

    def _remarks(self, me: Tested, answer: Answer, plan: Plan) -> Iterator[str]:
        if me.bot_id:
            yield "The token is a bot's: Slack lists apps and deactivates accounts for user tokens (xoxp-) only."
        if me.enterprise_id and plan is not Plan.ENTERPRISE:
            yield (
                "The workspace belongs to an Enterprise organisation, but the token is one workspace's: listing "
                "sessions, uninstalling apps and the audit log need an app that is installed for the organisation."
            )
        if plan is not Plan.BASIC and (refusal := self._session.scim_refusal()):
            yield f"The provisioning API (SCIM) does not answer: {refusal}."
        if plan is Plan.ENTERPRISE and (refusal := self._audit.refusal()):
            yield f"The audit log does not answer: {refusal}."
        if me.expires_in is not None:
            yield f"The token expires in {me.expires_in} s: take one of an app without token rotation."
        if (date := answer.date()) is not None:
            off = abs((self._session.api.clock.now() - date).total_seconds())
            if off > _SKEW:
                yield f"This machine's clock is {off:.0f} s off."


def _kind(me: Tested) -> AccountKind:
    return AccountKind.BOT if me.bot_id else AccountKind.PERSON
