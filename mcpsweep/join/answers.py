"""What a credential says of itself, and whether it lives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mcpsweep.join.values import Value
from mcpsweep.model.account import AccountKind, AccountRef
from mcpsweep.model.grant import Grant, GrantState
from mcpsweep.model.held import Asked, Identification
from mcpsweep.model.validity import Validity, ValidityState

_SETTLED = frozenset({ValidityState.LIVE, ValidityState.DEAD, ValidityState.EXPIRED})
_STATES: Mapping[GrantState, ValidityState] = {
    GrantState.ACTIVE: ValidityState.LIVE,
    GrantState.EXPIRED: ValidityState.EXPIRED,
    # Neither works now, and both may work tomorrow.
    GrantState.PENDING: ValidityState.UNKNOWN,
    GrantState.BLOCKED: ValidityState.UNKNOWN,
    GrantState.UNKNOWN: ValidityState.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a credential said when it was asked, now or when its machine was scanned."""

    validity: Validity
    reason: str
    account: AccountRef | None = None
    kind: AccountKind = AccountKind.UNKNOWN
    emails: tuple[str, ...] = ()
    connector: str = ""
    """Who asked; empty if that was the scan."""
    app_id: str | None = None
    token_id: str | None = None
    was_asked: bool = True
    """False where nothing was sent, and the reason says why."""


def answer_of(value: Value, identifications: Mapping[str, Identification]) -> Answer | None:
    """What the credential said; None if it was never asked. Being asked now outranks what a scan wrote down."""
    if not value.fingerprints:
        return None
    asked = [identifications[one] for one in value.fingerprints if one in identifications]
    scanned = [one.finding.validity for one in value.found if one.finding.validity.checked_at is not None]
    if asked:
        said = min(asked, key=lambda one: (one.validity.state not in _SETTLED, one.account is None))
        if said.validity.state in _SETTLED or not scanned:
            account = said.account
            return Answer(
                said.validity,
                said.reason,
                account.ref() if account else None,
                account.kind if account else AccountKind.UNKNOWN,
                account.emails if account else (),
                account.connector if account else "",
                said.app_id,
                said.token_id,
                said.asked not in (Asked.NOT_ASKED, Asked.UNDECIDED),
            )
    if not scanned:
        return None
    last = max(scanned, key=lambda one: (one.state in _SETTLED, one.checked_at or ""))
    reason = "its service said so when the machine was scanned"
    return Answer(last, reason, AccountRef(login=last.account) if last.account else None)


def recorded(grant: Grant) -> Validity:
    """Whether it lives, by its service's record alone."""
    account = (grant.account.login or grant.account.id) if grant.account else None
    return Validity(_STATES[grant.state], None, account, grant.scopes, grant.expires)


def validity_of(value: Value | None, answer: Answer | None, grants: Iterable[Grant]) -> Validity:
    """Whether it lives: by its own answer, else by the service's records, else as far as the laptop tells."""
    if answer is not None and answer.validity.state in _SETTLED:
        return answer.validity
    for grant in grants:
        return recorded(grant)
    if answer is not None:
        return answer.validity
    return value.best.validity if value is not None else Validity()
