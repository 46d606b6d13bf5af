"""Planted values, and every disguise in which one could leave: rule 1 of the design."""

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

FRAGMENT = 12
"""So many characters of a value in a row are a leak."""
_ALIGNMENTS = 3
_ESCAPE = re.compile("%[0-9A-F]{2}")


def forms(value: str) -> set[bytes]:
    """Every form in which `value` may leave: as it is, in pieces, encoded. Raises `ValueError` for an empty one."""
    if not value:
        raise ValueError("an empty value is in every output")
    raw = value.encode("utf-8", "surrogateescape")
    percent = {quote(raw, safe=""), quote(raw), quote_plus(raw), "".join(f"%{byte:02X}" for byte in raw)}
    percent |= {_ESCAPE.sub(lambda escape: escape[0].lower(), text) for text in percent}
    strings = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    strings |= {text.replace("/", r"\/") for text in strings}
    fragments = {value[start : start + FRAGMENT] for start in range(len(value) - FRAGMENT + 1)}
    texts = {raw.hex(), raw.hex().upper()} | percent | strings | fragments
    found = {text.encode("utf-8", "surrogateescape") for text in texts}
    return found | {raw[::-1], value.encode("utf-16-le", "surrogatepass")} | _base64(raw)


def assert_absent(output: bytes, values: Iterable[str]) -> None:
    """Fail if any of `values` is in `output` in any form. The message names the form's place, never the value."""
    for number, value in enumerate(values):
        for form in forms(value):
            at = output.find(form)
            assert at < 0, f"value {number} leaks at byte {at} in a form of {len(form)} bytes"


def _base64(raw: bytes) -> set[bytes]:
    """The characters of both alphabets that depend on `raw` alone, at each way it can fall into groups of three."""
    found = set()
    for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
        for lead in range(_ALIGNMENTS):
            first, last = -(-lead * 8 // 6), (lead + len(raw)) * 8 // 6
            found.add(encode(bytes(lead) + raw)[first:last])
    return found - {b""}
