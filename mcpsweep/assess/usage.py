"""Whether a credential is still needed as it is: when it was last used, and whether it ends by itself."""

from collections.abc import Iterator, Sequence

from mcpsweep.model.concern import Concern, Doubt
from mcpsweep.model.grant import Grant, GrantState

TELLS_THE_END = frozenset(
    {
        # GitHub: `token_expires_at` and `authorized_credential_expires_at` are null where there is no end.
        "github-fine-grained-pat",
        "github-pat",
        # Atlassian: each names its end; a Data Center's may have none.
        "atlassian-api-token",
        "atlassian-organisation-key",
        "atlassian-personal-access-token",
    }
)
"""Kinds whose record names the end where there is one. Keys and apps, which cannot end by themselves, are none."""


def last_use(grants: Sequence[Grant]) -> str | None:
    """When any record of a credential says that it was last used; None if none does."""
    return max((grant.last_used for grant in grants if grant.last_used), default=None)


def end(grants: Sequence[Grant]) -> str | None:
    """When it ends by itself, by any of its records; the last of several."""
    return max((grant.expires for grant in grants if grant.expires), default=None)


def is_over(grant: Grant, now: str) -> bool:
    """Whether it has ended by itself already: as its listing judged by the service's clock, by `now` if it did not.

    A machine whose clock is wrong would take a living one for expired, and leave it out.
    """
    if grant.state is GrantState.UNKNOWN:
        return grant.expires is not None and grant.expires < now
    return grant.state is GrantState.EXPIRED


def is_dormant(used: str | None, dormant_before: str) -> bool:
    """Whether it was last used too long ago. What was never seen in use is not dormant by that."""
    return used is not None and used < dormant_before


def never_ends(grant: Grant) -> bool:
    """Whether it would go on working for ever, by this record alone."""
    return grant.expires is None and grant.kind in TELLS_THE_END and grant.state is GrantState.ACTIVE


def of(grants: Sequence[Grant], dormant_before: str) -> Iterator[Doubt]:
    """What speaks against leaving a credential as it is."""
    used = last_use(grants)
    if used is not None and is_dormant(used, dormant_before):
        yield Doubt(Concern.DORMANT, f"it was last used on {used[:10]}")
    if end(grants) is None and any(map(never_ends, grants)):
        yield Doubt(Concern.NEVER_EXPIRES, "its record names no end")
