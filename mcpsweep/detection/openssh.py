"""The public half of an OpenSSH private key, which stands in clear even in an encrypted one (openssh: PROTOCOL.key)."""

import base64
import binascii
import hashlib

from mcpsweep.model.secret import Secret

_BEGIN, _END = "-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"
_MAGIC = b"openssh-key-v1\0"
_BEFORE_KEY = 3
"""Strings that come before the number of keys: cipher, key derivation, its options."""


def key_fingerprint(secret: Secret) -> str | None:
    """`SHA256:…` of the public key, as `ssh-keygen -l` prints it; None if the value is no OpenSSH private key.

    Line ends may be escaped or blanks, as configurations hold them.
    """
    text = secret.reveal()
    begin, end = text.find(_BEGIN), text.find(_END)
    if begin < 0 or end < begin:
        return None
    body = text[begin + len(_BEGIN) : end].replace("\\r", "").replace("\\n", "")
    try:
        data = base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not data.startswith(_MAGIC):
        return None
    rest: bytes | None = data[len(_MAGIC) :]
    for _ in range(_BEFORE_KEY):
        rest = None if rest is None or (parted := _string(rest)) is None else parted[1]
    public = None if rest is None else _string(rest[4:])
    if public is None or not public[0]:
        return None
    return "SHA256:" + base64.b64encode(hashlib.sha256(public[0]).digest()).decode("ascii").rstrip("=")


def _string(data: bytes) -> tuple[bytes, bytes] | None:
    """The first string of SSH's encoding, and what follows; None where the data ends before it."""
    length = int.from_bytes(data[:4], "big")
    return (data[4 : 4 + length], data[4 + length :]) if len(data) >= 4 + length else None
