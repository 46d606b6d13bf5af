"""Which words of laptops and of services may mean the same credential."""

from collections.abc import Mapping

_TOKEN = "github-credential"  # noqa: S105 - a kind: one whose type GitHub names in a word that we do not know

SAME: Mapping[str, frozenset[str]] = {
    # GitHub lists every token authorised for single sign-on as a "personal access token", whichever of the two it is.
    "github-pat": frozenset({"github-pat", _TOKEN}),
    "github-fine-grained-pat": frozenset(
        {"github-fine-grained-pat", "github-fine-grained-pat-request", "github-pat", _TOKEN}
    ),
    "github-oauth-token": frozenset({"github-oauth-token", _TOKEN}),
    "github-app-user-token": frozenset({"github-app-user-token", _TOKEN}),
    "slack-session-token": frozenset({"slack-session"}),
}
"""A finding's kind → kinds of grants that may record the very same credential. What is not here: the same word."""

_PERSONAL = "personal token"
_KEY = "key"

FAMILIES: Mapping[str, str] = {
    "github-pat": _PERSONAL,
    "github-fine-grained-pat": _PERSONAL,
    "github-fine-grained-pat-request": _PERSONAL,
    _TOKEN: _PERSONAL,
    "github-ssh-key": _KEY,
    "github-authorized-ssh-key": _KEY,
}
"""A grant's kind → the family in which a service may record one credential more than once."""

OWN_ID = frozenset({"github-ssh-key"})
"""Grants whose id is the credential's own: what another record of the family calls its `token_id`."""

APPS = frozenset({"slack-app", "slack-integration", "github-app-installation"})
"""Grants that are about an app: ending one ends every credential that was issued to it."""


def may_be_same(found: str, granted: str) -> bool:
    """Whether a finding of the one kind and a grant of the other can be the same credential."""
    return granted in SAME[found] if found in SAME else found == granted
