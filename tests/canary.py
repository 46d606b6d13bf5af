"""Planted values, and every disguise in which one could leave: rule 1 of the design."""

import base64
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

_FRAGMENT = 12
_ALIGNMENTS = 3


def forms(value: str) -> set[bytes]:
    """`value` as it might show up in a file, a URL, a header, a document or a dump."""
    raw = value.encode("utf-8", "surrogateescape")
    found = {raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode(), value.encode("utf-16-le")}
    found |= {quote(raw, safe="").encode(), quote_plus(raw).encode(), "".join(f"%{byte:02x}" for byte in raw).encode()}
    found |= {json.dumps(value)[1:-1].encode(), json.dumps(value).replace("/", "\\/")[1:-1].encode()}
    found |= _base64(raw)
    found |= {raw[start : start + _FRAGMENT] for start in range(len(raw) - _FRAGMENT + 1)}
    return found


def assert_absent(output: bytes, values: Iterable[str]) -> None:
    """Fail if any of `values` is in `output` in any form. The message names the form's place, never the value."""
    for number, value in enumerate(values):
        assert len(value) >= _FRAGMENT, "a canary this short would be found by chance"
        for form in forms(value):
            at = output.find(form)
            assert at < 0, f"value {number} left in a form of {len(form)} bytes at byte {at}"


def _base64(raw: bytes) -> set[bytes]:
    """The characters that depend on `raw` alone, at each of the three ways it can fall into groups of three."""
    found = set()
    for lead in range(_ALIGNMENTS):
        text = base64.b64encode(b"\0" * lead + raw)
        whole = text[-(-lead * 8 // 6) : len(text.rstrip(b"=")) - 1]
        found |= {whole, whole.translate(bytes.maketrans(b"+/", b"-_"))}
    return found
