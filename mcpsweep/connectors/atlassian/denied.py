"""Calls that never go out: they would hit more people than the one who leaves, or cannot be undone."""

from collections.abc import Sequence

from mcpsweep.connectors.http.route import Denied

_ORG = r"(/.*)?/admin/[^/]+/v[0-9]+/orgs/[^/]+"
_EVERYBODY = "it ends the tokens of everybody in the organisation"
_SHARED = "it ends what others work with, without a plan that names it"
_LASTING = "it cannot be undone"
_MINTS = "it makes a new credential"
_WRITES = ("POST", "PUT", "PATCH", "DELETE")

DENIED: Sequence[Denied] = (
    *(Denied(method, rf"{_ORG}/api-tokens", _EVERYBODY) for method in _WRITES),
    *(Denied(method, rf"{_ORG}/service-accounts(/.*)?", _SHARED) for method in _WRITES),
    *(Denied(method, rf"{_ORG}/oauth-clients(/[^/]+)?", _SHARED) for method in _WRITES),
    *(Denied(method, rf"{_ORG}/api-keys(/revoke)?", _EVERYBODY) for method in _WRITES),
    Denied("DELETE", rf"{_ORG}/api-keys/.*", _SHARED),
    *(Denied(method, r"(/.*)?/users/[^/]+/manage/api-tokens", _EVERYBODY) for method in _WRITES),
    *(Denied(method, r"(/.*)?/users/manage/.*", "it names nobody") for method in _WRITES),
    Denied("*", r"(/.*)?/users/[^/]+/manage/lifecycle/(delete|cancel-delete|enable)", _LASTING),
    *(
        Denied(method, r"(/.*)?/users/[^/]+/manage/(email|profile)", "it changes who the account is")
        for method in _WRITES
    ),
    *(Denied(method, r"(/.*)?/admin/v[0-9]+/orgs(/[^/]+)?", "it acts on the organisation") for method in _WRITES),
    Denied("DELETE", r"(/.*)?/admin/v[0-9]+/orgs/[^/]+/directories(/[^/]+(/users)?)?", _EVERYBODY),
    *(
        Denied(method, r"(/.*)?/admin/v[0-9]+/orgs/[^/]+/(policies|domains|groups)(/.*)?", _SHARED)
        for method in _WRITES
    ),
    *(
        Denied(method, r"(/.*)?/scim/.*", "the identity provider undoes it, and an unlinked account is nobody's")
        for method in _WRITES
    ),
    *(Denied(method, r"(/.*)?/rest/pat/[^/]+/tokens", _MINTS) for method in ("POST", "PUT", "PATCH")),
    Denied("DELETE", r"(/.*)?/rest/pat/[^/]+/tokens", _EVERYBODY),
)
"""For the organisation's API and for a Data Center's."""

READ_ONLY: Sequence[Denied] = (
    *DENIED,
    *(Denied(method, r"/.*", "here a credential is only asked who it is") for method in _WRITES),
)
"""For sites, and for Bitbucket."""
