"""Calls that never go out: they would hit more people than the one who leaves, or cannot be undone."""

from collections.abc import Sequence

from mcpsweep.connectors.http.route import Denied

_BULK = r"credential-authorizations/(revoke-all|revoke-credential-type)"
_EVERYBODY = "it ends the credentials of everybody in the organisation"
_INSTALLATION = "it cuts an app off for all its users"

DENIED: Sequence[Denied] = (
    Denied("*", rf"(/.*)?/orgs/[^/]+/{_BULK}", _EVERYBODY),
    Denied("*", rf"(/.*)?/enterprises/[^/]+/{_BULK}", _EVERYBODY),
    Denied("DELETE", r"(/.*)?/orgs/[^/]+", "it deletes the organisation"),
    Denied("DELETE", r"(/.*)?/enterprises/[^/]+", "it deletes the enterprise"),
    Denied("DELETE", r"(/.*)?/repos/[^/]+/[^/]+", "it deletes the repository"),
    Denied("DELETE", r"(/.*)?/admin/users/[^/]+", "it deletes the person's repositories"),
    Denied("DELETE", r"(/.*)?/scim/v2/.*", "a hard deprovisioning cannot be undone and deletes repositories"),
    Denied("DELETE", r"(/.*)?/app/installations/[^/]+", _INSTALLATION),
    Denied("PUT", r"(/.*)?/app/installations/[^/]+/suspended", _INSTALLATION),
    Denied("DELETE", r"(/.*)?/enterprises/[^/]+/apps/organizations/.*", _INSTALLATION),
    Denied("DELETE", r"(/.*)?/installation/token", "it ends the token of an app, not of a person"),
    Denied("*", r"(/.*)?/applications/[^/]+/(grant|token)", "it ends or replaces what other tools of the person use"),
)
