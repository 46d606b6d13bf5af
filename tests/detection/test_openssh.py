"""A private key's public half is told without the passphrase, and from nothing else."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mcpsweep.detection.openssh import key_fingerprint
from mcpsweep.model.secret import Secret

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).split()[1]
FINGERPRINT = "SHA256:" + base64.b64encode(hashlib.sha256(base64.b64decode(PUBLIC)).digest()).decode().rstrip("=")


def written(form: serialization.PrivateFormat = serialization.PrivateFormat.OpenSSH) -> str:
    return KEY.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(written(), id="as it is"),
        pytest.param(written().replace("\n", "\\n"), id="in one line, escaped"),
        pytest.param(written().replace("\n", " "), id="in one line, with blanks"),
        pytest.param(written().replace("\n", "\r\n"), id="from Windows"),
    ],
)
def test_the_fingerprint_is_that_of_the_public_key(text: str) -> None:
    assert key_fingerprint(Secret(text)) == FINGERPRINT


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("xoxb-not-a-key", id="a token"),
        pytest.param(written(serialization.PrivateFormat.PKCS8), id="another form, which has no public half in clear"),
        pytest.param(written().replace("b3BlbnNzaC1rZXktdjE", "b3BlbnNzaC1rZXktdjI"), id="another version"),
        pytest.param("".join(part if "--" in part else part[:16] for part in written().splitlines()), id="cut off"),
        pytest.param(written().replace("b3B", "b3\N{SNOWMAN}"), id="no base64"),
        pytest.param("\n".join(reversed(written().splitlines())), id="upside down"),
    ],
)
def test_anything_else_has_none(text: str) -> None:
    assert key_fingerprint(Secret(text)) is None
