"""What Atlassian's Cloud and a Data Center can and cannot do, as tables."""

from dataclasses import dataclass

from mcpsweep.connectors.atlassian import listing, made, manual
from mcpsweep.connectors.atlassian.session import NO_ORG_KEY, Session
from mcpsweep.connectors.atlassian.values import NO_API
from mcpsweep.model.capability import KINDS_BELOW, Ability, Capability, Support
from mcpsweep.model.instruction import Instruction

_FULL, _PARTIAL, _MANUAL, _NONE = Support.FULL, Support.PARTIAL, Support.MANUAL, Support.NONE
_MANAGED = "Managed accounts only: those whose address is in a verified domain."
_MADE = "Whom Atlassian or 180 days of the audit log (Guard or Enterprise) name as its maker."
_CONSENT = "atlassian-connected-app"
_BITBUCKET = "bitbucket-access-token"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the Cloud's table."""

    ability: Ability
    kind: str
    support: Support
    remark: str = ""
    page: Instruction | None = None
    needs_org_key: bool = False
    """Only a key without scopes may do it."""
    needs_own_keys: bool = False
    """Only where `own_keys` says which keys are the connector's own."""


CLOUD: tuple[Row, ...] = (
    Row(Ability.FIND, "", _FULL),
    Row(Ability.LIST, "", _PARTIAL, KINDS_BELOW),
    Row(Ability.LIST, listing.API_TOKEN, _PARTIAL, _MANAGED),
    Row(Ability.LIST, made.KEY, _PARTIAL, _MADE),
    Row(Ability.LIST, made.SERVICE_ACCOUNT, _PARTIAL, _MADE),
    Row(Ability.LIST, _CONSENT, _MANUAL, "No API lists the apps that a person let in.", manual.CONNECTED_APPS),
    Row(Ability.LIST, _BITBUCKET, _MANUAL, "No API lists them; they are nobody's own.", manual.BITBUCKET),
    Row(Ability.LIST_ALL, "", _PARTIAL, KINDS_BELOW),
    Row(Ability.LIST_ALL, listing.API_TOKEN, _FULL),
    Row(Ability.LIST_ALL, made.KEY, _FULL),
    Row(Ability.LIST_ALL, made.SERVICE_ACCOUNT, _FULL),
    Row(
        Ability.VERIFY,
        "",
        _PARTIAL,
        "A person's token only together with its owner's address; client secrets and refresh tokens not at all.",
    ),
    Row(Ability.REVOKE, "", _PARTIAL, KINDS_BELOW),
    Row(Ability.REVOKE, listing.API_TOKEN, _PARTIAL, _MANAGED, manual.TOKENS, needs_org_key=True),
    Row(
        Ability.REVOKE,
        made.KEY,
        _PARTIAL,
        "Only where the record itself names who made it.",
        manual.KEYS,
        needs_own_keys=True,
    ),
    Row(Ability.REVOKE, made.SERVICE_ACCOUNT, _MANUAL, "It belongs to nobody in particular.", manual.SERVICE_ACCOUNTS),
    Row(Ability.REVOKE, _CONSENT, _MANUAL, "There is no API.", manual.CONNECTED_APPS),
    Row(Ability.REVOKE, _BITBUCKET, _MANUAL, "There is no API.", manual.BITBUCKET),
    Row(Ability.REVOKE_VALUE, "", _MANUAL, f"{NO_API}.", manual.TOKENS),
    Row(Ability.END_SESSIONS, "", _MANUAL, "There is no API for one account.", manual.SESSIONS),
    Row(Ability.REMOVE_ACCESS, "", _PARTIAL, f"{_MANAGED} Roles and groups are lost.", manual.PEOPLE),
    Row(
        Ability.DISABLE_ACCOUNT,
        "",
        _PARTIAL,
        f"{_MANAGED} Tokens come back with the account: end them first.",
        manual.PEOPLE,
        needs_org_key=True,
    ),
    Row(
        Ability.TRACE,
        "",
        _PARTIAL,
        "What the account did, not which token; needs Guard or Enterprise.",
        manual.AUDIT_LOG,
    ),
)

_NO_SERVER_API = "There is no documented API for it."

DATA_CENTER: tuple[Capability, ...] = (
    Capability(Ability.FIND, "", _PARTIAL, "By user name or key: no address is verified there."),
    Capability(
        Ability.LIST, "", _PARTIAL, "Personal access tokens, through a search that Atlassian does not document."
    ),
    Capability(Ability.LIST_ALL, "", _FULL),
    Capability(Ability.VERIFY, "", _PARTIAL, "Personal access tokens of this server only; no passwords."),
    Capability(
        Ability.REVOKE,
        "",
        _PARTIAL,
        "Atlassian documents the call for one's own tokens only: a server may refuse it.",
        manual.SERVER_TOKENS,
    ),
    Capability(Ability.REVOKE_VALUE, "", _MANUAL, f"{NO_API}.", manual.SERVER_TOKENS),
    Capability(Ability.END_SESSIONS, "", _MANUAL, _NO_SERVER_API, manual.SERVER_PEOPLE),
    Capability(Ability.REMOVE_ACCESS, "", _MANUAL, _NO_SERVER_API, manual.SERVER_PEOPLE),
    Capability(Ability.DISABLE_ACCOUNT, "", _MANUAL, _NO_SERVER_API, manual.SERVER_PEOPLE),
    Capability(Ability.TRACE, "", _MANUAL, "The log names no tokens.", manual.SERVER_LOG),
)


def capabilities(session: Session) -> tuple[Capability, ...]:
    """What the Cloud can do with these keys."""
    return tuple(_stated(row, session) for row in CLOUD)


def _stated(row: Row, session: Session) -> Capability:
    if row.needs_org_key and session.org_key is None:
        return Capability(row.ability, row.kind, _MANUAL, f"{NO_ORG_KEY}.", row.page)
    if row.needs_own_keys and not session.own_keys:
        remark = "Nothing tells which key is mcpsweep's own: set own_keys to the ids of its keys."
        return Capability(row.ability, row.kind, _MANUAL, remark, row.page)
    return Capability(row.ability, row.kind, row.support, row.remark, row.page)
