"""The connectors by type name. It imports none of them; `load` imports the one that is asked for."""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from mcpsweep.connectors.base import Connector, Setup, Verifier
from mcpsweep.errors import UsageError


class Verifiers(Protocol):
    """A service's choice of places where its credentials can be asked who they are."""

    def __call__(self, configured: Sequence[Setup], default: Setup) -> Sequence[Verifier]:
        """Those that are configured, the likeliest first, and the service's own (`default`) unless they replace it.

        A configuration that plays the service on this machine always does: a rehearsal sends nothing elsewhere.
        """


CONNECTORS: Mapping[str, str] = {
    "atlassian": "mcpsweep.connectors.atlassian.connector:Atlassian",
    "github": "mcpsweep.connectors.github.connector:GitHub",
    "slack": "mcpsweep.connectors.slack.connector:Slack",
}
"""Name of the type (what a configuration's table is called unless it says otherwise) → module:class."""

VERIFIERS: Mapping[str, str] = {
    "atlassian": "mcpsweep.connectors.atlassian.verifier:verifiers",
    "github": "mcpsweep.connectors.github.verifier:verifiers",
    "slack": "mcpsweep.connectors.slack.verifier:verifiers",
}
"""Service → module:function that gives those who can ask its credentials without any other (`Verifiers`)."""

_SECRETS: Mapping[str, Mapping[str, str]] = {
    "atlassian": {
        "org_key": "an organisation API key without scopes, which looks after single accounts",
        "scoped_key": "an organisation API key with scopes, for lists and the audit log",
        "dc_token": "a personal access token of an administrator; for a Data Center server, instead of the keys",
    },
    "github": {
        "token": "a personal access token of an organisation owner, classic",
        "app_private_key": "the private key of your GitHub App (PEM), with app_id in the configuration",
    },
    "slack": {
        "token": "a user token of an owner or admin (xoxp-…); on Enterprise one of the organisation",
        "scim_token": "a token with the scope admin for SCIM, if `token` is not it",
        "audit_token": "a token with the scope auditlogs:read, if `token` is not it",
    },
}
"""Type → its own credentials: field → what to enter. The environment and the keyring hold them by these names."""

PEM = frozenset({"app_private_key"})
"""Those of them that are keys of several lines."""


def load(name: str) -> type[Connector]:
    """The class of a connector type. Raises `UsageError` for a name that is not registered."""
    if name not in CONNECTORS:
        raise UsageError(f"there is no connector {name!r}", hint=f"Known are: {', '.join(sorted(CONNECTORS))}.")
    connector: type[Connector] = _import(CONNECTORS[name])
    return connector


def verifiers(service: str) -> Verifiers:
    """Who can ask the credentials of a service. Raises `KeyError` for one that is not in `VERIFIERS`."""
    found: Verifiers = _import(VERIFIERS[service])
    return found


def secrets(name: str) -> Mapping[str, str]:
    """The credentials that a type of connector works with. Raises `UsageError` for a name that is not registered."""
    load(name)
    return _SECRETS[name]


def _import(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)
