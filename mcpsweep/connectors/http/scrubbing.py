"""Finds in what comes back what went out.

Services repeat credentials in errors, addresses and ids: as they came, cut, escaped or encoded.
"""

import base64
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote

from mcpsweep.detection.masking import without

_PIECE = 12
"""So many characters of a credential in a row tell it from words that an error may well repeat (`github_pat_`)."""
_GAP = "\0"
_ALIGNMENTS = 3
"""Base64 looks different by the place in its group of three at which the credential begins."""


class Scrubber:
    """Knows the credentials of one call. It shows them in no repr."""

    __slots__ = ("_forms", "_secrets")

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secrets)
        self._forms: tuple[str, ...] = ()
        """Every disguise of each credential, in lower case; made when first wanted."""

    def is_in(self, text: str) -> bool:
        """Whether the whole of a credential is in `text`, in any disguise, or would be once escapes are resolved."""
        folded = f"{text}{_GAP}{unquote(text)}".lower()
        return any(form in folded for form in self._disguises())

    def scrub(self, text: str) -> str:
        """`text` with `…` for every piece of a credential, in any disguise."""
        folded = text.lower()
        if len(folded) != len(text):  # A letter that is longer in lower case would shift everything behind it.
            text = folded
        haystack = _GAP.join(self._disguises())
        starts = range(len(folded) - _PIECE + 1)
        spans = [(start, start + _PIECE) for start in starts if folded[start : start + _PIECE] in haystack]
        for form in self._disguises():
            at = folded.find(form) if len(form) < _PIECE else -1
            while at >= 0:
                spans.append((at, at + len(form)))
                at = folded.find(form, at + 1)
        return without(text, spans)

    def _disguises(self) -> tuple[str, ...]:
        if not self._forms:
            self._forms = tuple({form.lower() for secret in self._secrets for form in _forms(secret)})
        return self._forms


def _forms(secret: str) -> set[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    percent = {quote(raw, safe=""), quote(raw), quote_plus(raw), "".join(f"%{byte:02x}" for byte in raw)}
    plain = {secret, secret[::-1], json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    return plain | percent | {raw.hex()} | _base64(raw)


def _base64(raw: bytes) -> set[str]:
    """The characters that depend on `raw` alone, in both alphabets."""
    found = set()
    for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
        for lead in range(_ALIGNMENTS):
            first, last = -(-lead * 8 // 6), (lead + len(raw)) * 8 // 6
            found.add(encode(bytes(lead) + raw)[first:last].decode("ascii"))
    return found
