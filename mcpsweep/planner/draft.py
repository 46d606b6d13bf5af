"""A step before it has its place in a plan."""

import msgspec

from mcpsweep.model.plan import Action, Confirm, Risk, Step

UNNUMBERED = ""
"""The id of a step that has no place yet."""
_STRICTNESS = list(Confirm)
_RISKS = list(Risk)


def merge(drafts: list[Step]) -> list[Step]:
    """`drafts` without twins: one step for what is one call, with the holdings and reasons of all of them.

    Several tokens of one app end with the app, and several sessions with the account.
    """
    merged: dict[tuple[object, ...], Step] = {}
    for draft in drafts:
        key = _call(draft)
        if key in merged:
            merged[key] = _joined(merged[key], draft)
        else:
            merged[key] = draft
    return list(merged.values())


def _call(draft: Step) -> tuple[object, ...]:
    """What tells one thing to do from another: a value by its fingerprint, everything else by its object."""
    mark = draft.fingerprint if draft.action is Action.REVOKE_VALUE else None
    is_single = bool(draft.target.id) or mark is not None
    return (
        draft.action,
        draft.connector,
        draft.service,
        draft.target.kind,
        draft.target.id,
        mark,
        () if is_single else (draft.holdings, draft.target.label, draft.reason),
    )


def _joined(one: Step, other: Step) -> Step:
    return msgspec.structs.replace(
        one,
        holdings=_union(one.holdings, other.holdings),
        evidence=_union(one.evidence, other.evidence),
        effects=_union(one.effects, other.effects),
        confirm=max(one.confirm, other.confirm, key=_STRICTNESS.index),
        risk=max(one.risk, other.risk, key=_RISKS.index),
        fingerprint=one.fingerprint if one.fingerprint == other.fingerprint else None,
    )


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
