"""Public keys."""

import base64
import binascii
import hashlib


def fingerprint(key: str) -> str | None:
    """`SHA256:…` of a public key line, as OpenSSH prints it; None where it is not one."""
    parts = key.split()
    if len(parts) < 2:
        return None
    try:
        blob = base64.b64decode(parts[1], validate=True)
    except (binascii.Error, ValueError):
        return None
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii").rstrip("=")
