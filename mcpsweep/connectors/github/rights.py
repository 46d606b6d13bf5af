"""What the connector's own credentials may do, and what they lack."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from mcpsweep.connectors.github.session import AUDITED, SSO, Product, Session, Who
from mcpsweep.connectors.github.shapes import Rates, User
from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.model.account import Account, AccountKind
from mcpsweep.model.capability import Ability
from mcpsweep.model.rights import Checkup, Limit, Right, RightState

_LIST = (Ability.LIST, Ability.LIST_ALL)
_SKEW = 60.0
"""Seconds that our clock may be off before an App's signed assertion is refused."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to be done, and what allows it: as an App's permission and as a classic token's scope."""

    purpose: str
    abilities: tuple[Ability, ...]
    permission: str
    """`name: level`; empty where GitHub lets no App do it."""
    scope: str
    """Empty where GitHub lets no token do it."""
    products: frozenset[Product] = frozenset(Product)


NEEDS: tuple[Need, ...] = (
    Need("list fine-grained tokens", _LIST, "organization_personal_access_tokens: read", ""),
    Need("revoke fine-grained tokens", (Ability.REVOKE,), "organization_personal_access_tokens: write", ""),
    Need("list pending fine-grained tokens", _LIST, "organization_personal_access_token_requests: read", ""),
    Need(
        "deny pending fine-grained tokens", (Ability.REVOKE,), "organization_personal_access_token_requests: write", ""
    ),
    Need("list authorised credentials", _LIST, "organization_administration: read", "read:org", SSO),
    Need(
        "withdraw authorised credentials",
        (Ability.REVOKE, Ability.END_SESSIONS),
        "organization_administration: write",
        "admin:org",
        SSO,
    ),
    Need("list and delete deploy keys", (*_LIST, Ability.REVOKE), "administration: write", "repo"),
    Need("see members and invitations", (Ability.REMOVE_ACCESS,), "members: read", "read:org"),
    Need("remove members", (Ability.REMOVE_ACCESS,), "members: write", "admin:org"),
    Need("search the audit log", (Ability.TRACE,), "organization_administration: read", "read:audit_log", AUDITED),
    Need("list webhooks to review", _LIST, "organization_hooks: read", "admin:org_hook"),
    Need("list secrets to review", _LIST, "organization_secrets: read", "admin:org"),
    Need("list runners to review", _LIST, "organization_self_hosted_runners: read", "admin:org"),
    Need(
        "destroy tokens of managed users",
        (Ability.END_SESSIONS,),
        "enterprise_credentials: write",
        "admin:enterprise",
        frozenset({Product.EMU}),
    ),
    Need("list and delete everybody's tokens", (*_LIST, Ability.REVOKE), "", "site_admin", frozenset({Product.SERVER})),
    Need("suspend accounts", (Ability.DISABLE_ACCOUNT,), "", "site_admin", frozenset({Product.SERVER})),
)

_IMPLIED: Mapping[str, frozenset[str]] = {
    "admin:org": frozenset({"write:org", "read:org"}),
    "write:org": frozenset({"read:org"}),
    "admin:enterprise": frozenset({"read:enterprise", "manage_runners:enterprise", "manage_billing:enterprise"}),
}
"""Scopes that hold others (docs: "Scopes for OAuth apps")."""
_LEVELS = {"read": 1, "write": 2, "admin": 3}


class Rights:
    """Checks up on the connector itself."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def check(self) -> Checkup:
        """Who the connector is, what it may do, what is left of its limits. Only reads."""
        session = self._session
        user: User | None = None
        scopes: frozenset[str] | None = None
        remarks: list[str] = []
        if session.token is not None:
            answer = session.read("/user", who=session.as_token(), expect={403})
            if answer.status == 200:
                user = answer.decode(User)
            listed = answer.headers.get("x-oauth-scopes")
            scopes = None if listed is None else _with_implied({scope.strip() for scope in listed.split(",")})
            if scopes is None:
                remarks.append("The token is fine-grained: GitHub does not tell what it may do.")
            if expiry := answer.headers.get("github-authentication-token-expiration"):
                remarks.append(f"The token expires on {expiry}.")
            if (date := answer.date()) is not None:
                off = abs((session.client.clock.now() - date).total_seconds())
                if off > _SKEW:
                    remarks.append(f"This machine's clock is {off:.0f} s off.")
        permissions = session.app.permissions() if session.app is not None else None
        product = session.product()
        return Checkup(
            service="github",
            connector=session.name,
            account=None if user is None else self._account(user),
            acts_as=self._acts_as(user),
            product=_NAMES[product],
            rights=tuple(self._rights(product, permissions, scopes)),
            limits=tuple(self._limits()),
            remarks=tuple(remarks),
        )

    def _account(self, user: User) -> Account:
        kind = AccountKind.BOT if user.type == "Bot" else AccountKind.PERSON
        return Account("github", self._session.name, str(user.id), user.login, kind)

    def _acts_as(self, user: User | None) -> str:
        who = [f"the GitHub App {self._session.app.app_id}"] if self._session.app else []
        if self._session.token is not None:
            who.append(f"a token of {user.login}" if user else "a token of an unknown account")
        return f"{' and '.join(who)} in {self._session.org}"

    def _rights(
        self, product: Product, permissions: Mapping[str, str] | None, scopes: frozenset[str] | None
    ) -> Iterator[Right]:
        session = self._session
        app_page = f"{session.site}/organizations/{session.org}/settings/installations"
        token_page = f"{session.site}/settings/tokens"
        for need in NEEDS:
            if product not in need.products:
                continue
            states = []
            if need.permission and permissions is not None:
                states.append(RightState.PRESENT if _has(permissions, need.permission) else RightState.MISSING)
            if need.scope and session.token is not None:
                states.append(
                    RightState.UNKNOWN
                    if scopes is None
                    else RightState.PRESENT
                    if need.scope in scopes
                    else RightState.MISSING
                )
            best = next((s for s in (RightState.PRESENT, RightState.UNKNOWN) if s in states), RightState.MISSING)
            as_app = bool(need.permission) and (session.app is not None or not need.scope)
            name = need.permission if as_app else need.scope
            where = f"the App's permissions, {app_page}" if as_app else f"the token's scopes, {token_page}"
            yield Right(name, best, need.purpose, need.abilities, where)

    def _limits(self) -> Iterator[Limit]:
        identities: dict[str, Who] = {who.budget: who for who in (self._session.as_app(), self._session.as_token())}
        for budget, who in identities.items():
            try:
                rates = self._session.read("/rate_limit", who=who).decode(Rates)
            except ServiceError:
                # An Enterprise Server answers 404 while its limits are off.
                continue
            for name in ("core", "audit_log", "scim"):
                if name in rates.resources:
                    rate = rates.resources[name]
                    resets = rfc3339(datetime.fromtimestamp(rate.reset, UTC))
                    yield Limit(f"{name} ({budget})", rate.remaining, rate.limit, resets)


_NAMES: Mapping[Product, str] = {
    Product.FREE: "github.com Free or Team",
    Product.CLOUD: "Enterprise Cloud without single sign-on",
    Product.SAML: "Enterprise Cloud with single sign-on",
    Product.EMU: "Enterprise Cloud with managed users",
    Product.SERVER: "Enterprise Server",
}


def _with_implied(scopes: set[str]) -> frozenset[str]:
    return frozenset(scopes).union(*(_IMPLIED.get(scope, frozenset()) for scope in scopes))


def _has(permissions: Mapping[str, str], needed: str) -> bool:
    name, _, level = needed.partition(": ")
    return _LEVELS.get(permissions.get(name, ""), 0) >= _LEVELS[level]
