"""Tokens in hand.

Atlassian ends none by its value, and shows no part of one in its lists: their ids or a person must do it. What can be
told is told: that one is dead already, or somebody else's.
"""

from collections.abc import Callable, Mapping, Sequence

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.credentials import Form, form_of
from mcpsweep.connectors.proof import by_hand, skipped
from mcpsweep.model.account import AccountRef
from mcpsweep.model.held import Held, Identification
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState

NO_API = "Atlassian ends no token by its value, and its lists show no part of it: revoke the account's tokens by id"
_PAGES: Mapping[Form, Instruction] = {
    Form.USER: manual.TOKENS,
    Form.OLD: manual.TOKENS,
    Form.SERVICE: manual.SERVICE_ACCOUNTS,
    Form.KEY: manual.KEYS,
    Form.SERVER: manual.SERVER_TOKENS,
    Form.APP: manual.CONNECTED_APPS,
    Form.UNASKABLE: manual.CONNECTED_APPS,
}


def revoke_values(
    held: Sequence[Held],
    owner: AccountRef,
    verify: Callable[[Held], Identification],
    is_own: Callable[[Secret], bool],
    is_asked_as: Callable[[Held, AccountRef], bool],
) -> tuple[Outcome, ...]:
    """What is to be done with each credential; nothing is sent but questions.

    `is_asked_as`: whether a credential that is taken only together with an address was asked with its owner's.
    """

    def judged(one: Held) -> Outcome:
        page, identified = _PAGES[form_of(one.secret)], verify(one)
        if identified.validity.state is ValidityState.DEAD:
            if is_asked_as(one, owner):
                ids = identified.request_ids
                return Outcome(OutcomeState.ALREADY, Verified.YES, identified.reason, request_ids=ids)
            return by_hand(page, f"{identified.reason}, but none of these addresses is known as the owner's")
        if identified.account is not None and not identified.account.ref().could_be(owner):
            return skipped(f"it belongs to {identified.account.login}, not to {owner.login or owner.id}")
        said = "" if identified.account is not None else f"; it does not say whose it is ({identified.reason})"
        return by_hand(page, NO_API + said)

    return tuple(
        skipped("it is a key that this connector works with") if is_own(one.secret) else judged(one) for one in held
    )
