"""What says whose a credential is."""

import msgspec


class AccountHint(msgspec.Struct, frozen=True, order=True):
    """A login, tenant or instance that stands beside a credential and says whose it may be.

    A hint is not a proof: rule 6 of the design wants the service's own answer before anything is revoked.
    """

    service: str
    """`github`, `slack`, `atlassian` …"""
    value: str
    """An e-mail address, a login, a site's host, a team id."""
    source: str
    """Where it was read: a variable's or key's name, `basic-auth`, `jwt:sub`, `url`."""
