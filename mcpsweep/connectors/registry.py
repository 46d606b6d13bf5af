"""The connectors by type name. It imports none of them; `load` imports the one that is asked for."""

import importlib
from collections.abc import Mapping

from mcpsweep.connectors.base import Connector
from mcpsweep.errors import UsageError

CONNECTORS: Mapping[str, str] = {
    "atlassian": "mcpsweep.connectors.atlassian.connector:Atlassian",
    "github": "mcpsweep.connectors.github.connector:GitHub",
    "slack": "mcpsweep.connectors.slack.connector:Slack",
}
"""Name of the type (what a configuration's table is called unless it says otherwise) → module:class."""

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


def load(name: str) -> type[Connector]:
    """The class of a connector type. Raises `UsageError` for a name that is not registered."""
    if name not in CONNECTORS:
        raise UsageError(f"there is no connector {name!r}", hint=f"Known are: {', '.join(sorted(CONNECTORS))}.")
    module, _, attribute = CONNECTORS[name].partition(":")
    connector: type[Connector] = getattr(importlib.import_module(module), attribute)
    return connector


def secrets(name: str) -> Mapping[str, str]:
    """The credentials that a type of connector works with. Raises `UsageError` for a name that is not registered."""
    load(name)
    return _SECRETS[name]
