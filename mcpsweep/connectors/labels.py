"""What people wrote at a service themselves: names of tokens, titles of keys. Some paste a token there."""

from collections.abc import Iterable

import msgspec

from mcpsweep.connectors.base import Listed
from mcpsweep.detection.redaction import redact_tokens
from mcpsweep.model.gap import Gap


def without_tokens(listed: Listed) -> Listed:
    """`listed` with `…` for every token in its words (rule 1 of the design); ids and the like are left alone."""
    if isinstance(listed, Gap):
        return listed
    words = (listed.label, listed.review, *listed.effects, *listed.dies_with)
    if all(redact_tokens(one) == one for one in words):
        return listed
    return msgspec.structs.replace(
        listed,
        label=redact_tokens(listed.label),
        review=redact_tokens(listed.review),
        effects=_all(listed.effects),
        dies_with=_all(listed.dies_with),
    )


def _all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(redact_tokens, texts))
