"""Values encrypted to a recipient's public key, so that an inventory can carry them to whoever may end them.

The format is age (age-encryption.org/v1). What is sealed names the fingerprint that it belongs to, so that a text moved
to another finding is noticed, and is padded, so that its length does not tell the value's.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pyrage

from mcpsweep.errors import UsageError
from mcpsweep.model.account import AccountHint
from mcpsweep.model.held import Held
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.secret import Secret

_BLOCK = 512
"""Sealed texts are a multiple of this long, in bytes before encryption."""
_MAX_KEYFILE = 1024 * 1024
_SSH = ("ssh-ed25519 ", "ssh-rsa ")
_HINT = "make a key pair with age-keygen: the public key (age1…) seals, the key file opens"


class _Sealed(msgspec.Struct, frozen=True):
    """What is encrypted. It exists in memory only."""

    fingerprint: str
    kind: str
    value: str
    companions: tuple[tuple[str, str], ...] = ()
    hints: tuple[AccountHint, ...] = ()
    padding: str = ""


class Recipient:
    """A public key that values are sealed to."""

    def __init__(self, text: str) -> None:
        """`text`: an age recipient (`age1…`) or an SSH public key. Raises `UsageError` for anything else."""
        text = text.strip()
        try:
            self._key = (
                pyrage.ssh.Recipient.from_str(text) if text.startswith(_SSH) else pyrage.x25519.Recipient.from_str(text)
            )
        except pyrage.RecipientError:
            what = "a private key, which is no recipient" if "SECRET" in text or "PRIVATE" in text else "no recipient"
            raise UsageError(f"--seal was given {what}: it wants age1… or an SSH public key", _HINT) from None

    def seal(self, fingerprint: str, held: Held) -> str:
        """`held`, which has this fingerprint, as text (base64) that only the recipient can open."""
        sealed = _Sealed(
            fingerprint,
            held.kind,
            held.secret.reveal(),
            tuple((name, secret.reveal()) for name, secret in held.companions),
            held.hints,
        )
        bare = len(msgspec.json.encode(sealed))
        padded = msgspec.structs.replace(sealed, padding=" " * (-bare % _BLOCK))
        return base64.b64encode(pyrage.encrypt(msgspec.json.encode(padded), [self._key])).decode("ascii")

    def seal_all(self, inventory: Inventory, held: Mapping[str, Held]) -> Inventory:
        """`inventory` with every value that is in hand sealed into its findings."""
        sealed = {fingerprint: self.seal(fingerprint, one) for fingerprint, one in held.items()}
        findings = (
            msgspec.structs.replace(one, sealed=sealed.get(one.fingerprint or "")) for one in inventory.findings
        )
        return msgspec.structs.replace(inventory, findings=tuple(findings))


class Opener:
    """The private keys of a file, which open what was sealed to one of them."""

    def __init__(self, path: Path) -> None:
        """Reads an age key file, or an SSH private key without a passphrase. Raises `UsageError`."""
        try:
            with path.open("rb") as stream:
                data = stream.read(_MAX_KEYFILE)
        except OSError as error:
            raise UsageError(f"the key file {path} cannot be read: {error.strerror}") from None
        self._keys = _ssh_key(data) if b"-----BEGIN" in data else _age_keys(data)
        if not self._keys:
            raise UsageError(f"there is no age key in {path}", _HINT)

    def open(self, fingerprint: str, sealed: str) -> Held:
        """The value of the finding with this fingerprint.

        Raises `UsageError` for a text that was sealed to somebody else, altered, or moved from another finding.
        """
        try:
            data = pyrage.decrypt(base64.b64decode(sealed, validate=True), self._keys)
            opened = msgspec.json.decode(data, type=_Sealed)
        except pyrage.DecryptError:
            raise UsageError(
                "the inventory was sealed to another key, or altered since",
                "give the key file that belongs to the recipient of scan --seal",
            ) from None
        except (binascii.Error, msgspec.DecodeError):
            raise UsageError("the inventory was altered since it was sealed: a sealed value is damaged") from None
        if opened.fingerprint != fingerprint:
            raise UsageError("the inventory was altered since it was sealed: a sealed value belongs to another finding")
        companions = tuple((name, Secret(value)) for name, value in opened.companions)
        return Held(opened.kind, Secret(opened.value), companions, opened.hints)

    def open_all(self, inventories: Iterable[Inventory]) -> dict[str, Held]:
        """Every sealed value of the inventories, by fingerprint. Raises as `open` does, and if nothing is sealed."""
        sealed = {
            one.fingerprint: one.sealed
            for inventory in inventories
            for one in inventory.findings
            if one.fingerprint is not None and one.sealed is not None
        }
        if not sealed:
            raise UsageError("no inventory holds a sealed value", "scan again with --seal, or leave --unseal-with out")
        return {fingerprint: self.open(fingerprint, text) for fingerprint, text in sealed.items()}


def _age_keys(data: bytes) -> list[Any]:
    keys: list[Any] = []
    for line in data.decode("utf-8", "replace").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            keys.append(pyrage.x25519.Identity.from_str(text))
        except pyrage.IdentityError:
            raise UsageError("the key file holds a line that is no age key", _HINT) from None
    return keys


def _ssh_key(data: bytes) -> list[Any]:
    try:
        return [pyrage.ssh.Identity.from_buffer(data)]
    except pyrage.IdentityError:
        raise UsageError(
            "the key file is no SSH key that can be used", "it must be an ed25519 or RSA key without a passphrase"
        ) from None
