"""The configuration file: which organisation, which services, and where they are. It holds no secret."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from mcpsweep.errors import UsageError

VARIABLE = "MCPSWEEP_CONFIG"
"""Environment variable that names the file where `--config` does not."""
_TYPE = "type"
_SECRET_WORDS = ("token", "secret", "password", "private_key", "org_key", "scoped_key", "api_key")


class Org(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The organisation itself."""

    domains: tuple[str, ...] = ()
    """Domains of its own e-mail addresses."""
    gateways: tuple[str, ...] = ()
    """Hosts of its own MCP gateways: `mcp.acme.example`."""
    roster: str = ""
    """Path of the roster, relative to the configuration file."""
    fingerprint_key: str = ""
    """Where the key behind fingerprints is kept: `keyring` or `env:NAME`. Empty: a new key for each scan."""


class ConnectorTable(msgspec.Struct, frozen=True):
    """One `[connectors.NAME]` table."""

    name: str
    type: str
    """Which connector it configures; the table's own name unless it says otherwise."""
    settings: Mapping[str, str]


class Config(msgspec.Struct, frozen=True):
    """A configuration file."""

    path: Path | None = None
    """Where it was read; None if there is none."""
    org: Org = Org()
    connectors: Mapping[str, ConnectorTable] = {}

    def roster(self) -> Path | None:
        """The roster's place; None if none is named."""
        if not self.org.roster:
            return None
        base = self.path.parent if self.path is not None else Path()
        return base / Path(self.org.roster).expanduser()


def default_path() -> Path:
    """Where the configuration is looked for if nothing names it."""
    import platformdirs

    return Path(platformdirs.user_config_dir("mcpsweep")) / "config.toml"


def load(path: str | None = None) -> Config:
    """The configuration that `--config`, `MCPSWEEP_CONFIG` or the default place names.

    A file that is named must be there; without one at the default place the configuration is empty. Raises
    `UsageError` for a file that is not there, is no TOML, or says what no configuration can say.
    """
    named = path or os.environ.get(VARIABLE)
    file = Path(named).expanduser() if named else default_path()
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        if named:
            raise UsageError(f"the configuration {file} is not there") from None
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the configuration {file} cannot be read: {error}") from None
    try:
        return _parse(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the configuration {file} is no TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise UsageError(f"the configuration {file} is wrong: {error}") from None


def _parse(tree: dict[str, Any], file: Path) -> Config:
    unknown = sorted(set(tree) - {"org", "connectors"})
    if unknown:
        raise UsageError(f"the configuration {file} has a table [{unknown[0]}] that means nothing")
    org = msgspec.convert(tree.get("org", {}), Org)
    tables = tree.get("connectors", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise UsageError(f"the configuration {file} is wrong: connectors are tables, [connectors.NAME]")
    return Config(file, org, {name: _connector(name, table, file) for name, table in tables.items()})


def _connector(name: str, table: dict[str, Any], file: Path) -> ConnectorTable:
    settings: dict[str, str] = {}
    for key, value in table.items():
        if any(word in key for word in _SECRET_WORDS):
            raise UsageError(
                f"the configuration {file} holds a secret: {key} in [connectors.{name}]",
                f"take it out, replace it at the service, and run: mcpsweep connector login {name}",
            )
        if isinstance(value, (dict, list)):
            raise UsageError(f"the configuration {file} is wrong: {key} in [connectors.{name}] is no single value")
        settings[key] = str(value).lower() if isinstance(value, bool) else str(value)
    return ConnectorTable(name, settings.pop(_TYPE, name), settings)
