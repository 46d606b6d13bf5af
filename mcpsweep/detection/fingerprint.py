"""What may be shown of a credential, and what tells it from another one."""

import base64
import hashlib

from mcpsweep.model.secret import Secret

_PERSON = b"mcpsweep-1"
MASK = "…"
SUFFIX_LENGTH = 8


def fingerprint(secret: Secret, key: bytes) -> str:
    """Keyed BLAKE2b of the value, 32 hexadecimal characters: equal for equal values, of no use without the key."""
    return hashlib.blake2b(_encode(secret), digest_size=16, key=_fit(key), person=_PERSON).hexdigest()


def key_id(key: bytes) -> str:
    """Short public name of a fingerprint key, eight hexadecimal characters."""
    return hashlib.blake2b(_fit(key), digest_size=4, person=b"mcpsweep-key").hexdigest()


def sha256_base64(secret: Secret) -> str:
    """Base64 of the value's SHA-256, as GitHub's audit log gives it in `hashed_token`. For issued tokens only."""
    return base64.b64encode(hashlib.sha256(_encode(secret)).digest()).decode()


def suffix(secret: Secret) -> str:
    """The last eight characters, as vendors' own lists show them. For issued tokens only."""
    return secret.reveal()[-SUFFIX_LENGTH:]


def _encode(secret: Secret) -> bytes:
    return secret.reveal().encode("utf-8", "surrogatepass")


def _fit(key: bytes) -> bytes:
    """The key as BLAKE2b takes it, at most 64 bytes."""
    return key if len(key) <= hashlib.blake2b.MAX_KEY_SIZE else hashlib.blake2b(key).digest()
