"""Where the tool's own credentials are kept: the environment first, then the system's keyring.

Nothing here writes a secret anywhere else. The keyring's service is `mcpsweep`, its user `<connector>/<field>`.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.secret import Secret

SERVICE = "mcpsweep"
_KEY_FIELD = "fingerprint"
_KEY_BYTES = 32


def variable(connector: str, field: str) -> str:
    """The environment variable of a credential: `MCPSWEEP_GITHUB_TOKEN`; `…_FILE` names a file that holds it."""
    return f"MCPSWEEP_{connector}_{field}".upper().replace("-", "_").replace(".", "_")


def find(connector: str, fields: Iterable[str]) -> dict[str, Secret]:
    """Those of a connector's credentials that are kept anywhere, by field.

    Raises `UsageError` for a file that cannot be read, `NotAuthorised` for a keyring that is locked.
    """
    found = {field: _from_environment(connector, field) or _from_keyring(connector, field) for field in fields}
    return {field: secret for field, secret in found.items() if secret is not None}


def store(connector: str, field: str, secret: Secret) -> None:
    """Keep a credential in the keyring. Raises `NotAuthorised` if there is none, it is locked or has no room."""
    import keyring

    try:
        keyring.set_password(SERVICE, f"{connector}/{field}", secret.reveal())
    except Exception as error:  # noqa: BLE001  (a system's own, where it has no room: 2,560 bytes on Windows)
        raise _no_keyring(error, connector, field) from None


def forget(connector: str, field: str) -> bool:
    """Take a credential out of the keyring; whether it was there. Raises `NotAuthorised` as `store` does."""
    import keyring

    try:
        keyring.delete_password(SERVICE, f"{connector}/{field}")
    except keyring.errors.PasswordDeleteError:
        return False
    except keyring.errors.KeyringError as error:
        raise _no_keyring(error, connector, field) from None
    return True


def fingerprint_key(source: str) -> bytes | None:
    """The key behind fingerprints, from where the configuration says: `keyring` (made on first use) or `env:NAME`.

    None if it names no source. Raises `UsageError` for a source that is no source or is empty.
    """
    if not source:
        return None
    if source == "keyring":
        return _own_key()
    kind, _, name = source.partition(":")
    if kind != "env" or not name:
        raise UsageError(f"fingerprint_key is {source!r}", 'write "keyring" or "env:NAME"')
    value = os.environ.get(name, "")
    if not value:
        raise UsageError(f"fingerprint_key is to come from {name}, which is not set")
    return value.encode()


def _own_key() -> bytes:
    import secrets

    kept = _from_keyring(SERVICE, _KEY_FIELD)
    if kept is None:
        kept = Secret(secrets.token_hex(_KEY_BYTES))
        store(SERVICE, _KEY_FIELD, kept)
    return bytes.fromhex(kept.reveal())


def _from_environment(connector: str, field: str) -> Secret | None:
    name = variable(connector, field)
    if value := os.environ.get(name):
        return Secret(value)
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Secret(Path(path).read_text("utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            raise UsageError(f"{name}_FILE names {path}, which cannot be read: {reason}") from None
    return None


def _from_keyring(connector: str, field: str) -> Secret | None:
    import keyring

    try:
        value = keyring.get_password(SERVICE, f"{connector}/{field}")
    except keyring.errors.NoKeyringError:
        return None
    except keyring.errors.KeyringError as error:
        raise _no_keyring(error, connector, field) from None
    return Secret(value) if value else None


def _no_keyring(error: Exception, connector: str, field: str) -> NotAuthorised:
    """A keyring that does not answer. Its own message may quote what it was given, so only its type is told."""
    return NotAuthorised(
        f"the keyring of this system cannot be used ({type(error).__name__})",
        f"unlock it, or set {variable(connector, field)} in the environment, "
        f"or {variable(connector, field)}_FILE to the path of a file with it",
    )
