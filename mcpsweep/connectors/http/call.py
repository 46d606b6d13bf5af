"""A request before it goes out."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import httpx
import msgspec

from mcpsweep.connectors.http.errors import Unsendable
from mcpsweep.connectors.http.scrubbing import Scrubber
from mcpsweep.model.secret import Secret

_SHORT = 8
"""Shorter parts of a header (`Bearer`) are words, not credentials."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request before it goes out, and which of its parts must never be shown."""

    method: str
    url: httpx.URL
    headers: Mapping[str, Secret]
    content: bytes = field(repr=False)
    secrets: Scrubber
    """All that went out with this call."""


def prepare(
    service: str,
    method: str,
    url: httpx.URL,
    signed: Mapping[str, Secret],
    headers: Mapping[str, str],
    json: object,
    form: Mapping[str, str | Secret] | None,
) -> Call:
    """Put a call together; this is where the secrets in headers and body are revealed.

    Raises `Unsendable` for a credential that cannot be sent: the library's own error would quote it.
    """
    secrets: list[str] = []

    def reveal(value: object) -> str:
        if not isinstance(value, Secret):
            raise TypeError(f"cannot send a {type(value).__name__}")
        text = value.reveal()
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise Unsendable(f"{service}: the credential holds bytes that are no text")
        secrets.append(text)
        return text

    if not all(value.reveal().isascii() and value.reveal().isprintable() for value in signed.values()):
        raise Unsendable(f"{service}: the credential holds characters that no header can carry")
    for value in signed.values():
        secrets += (*value.reveal().split(), *_password(value.reveal()))
    sent = {name: Secret(value) for name, value in headers.items()} | dict(signed)
    content = b""
    if json is not None:
        content = msgspec.json.encode(json, enc_hook=reveal)
        sent.setdefault("Content-Type", Secret("application/json"))
    elif form is not None:
        fields = {name: reveal(value) if isinstance(value, Secret) else value for name, value in form.items()}
        content = str(httpx.QueryParams(fields)).encode("ascii")
        sent.setdefault("Content-Type", Secret("application/x-www-form-urlencoded"))
    return Call(method.upper(), url, sent, content, Scrubber(part for part in secrets if len(part) >= _SHORT))


def _password(header: str) -> Iterator[str]:
    """What a service reads out of `Basic …`."""
    scheme, _, credentials = header.partition(" ")
    if scheme == "Basic":
        yield base64.b64decode(credentials).decode().partition(":")[2]
