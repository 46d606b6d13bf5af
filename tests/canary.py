"""Planted values, and every disguise in which one could leave: rule 1 of the design."""

import base64
import functools
import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

FRAGMENT = 12
"""So many characters of a value in a row are a leak, in whatever disguise."""
_ALIGNMENTS = 3
_ESCAPE = re.compile("%[0-9A-F]{2}")


def forms(value: str) -> set[bytes]:
    """Every form in which the whole of `value` may leave. Raises `ValueError` for an empty one."""
    if not value:
        raise ValueError("an empty value is in every output")
    raw = value.encode("utf-8", "surrogateescape")
    percent = {quote(raw, safe=""), quote(raw), quote_plus(raw), "".join(f"%{byte:02X}" for byte in raw)}
    percent |= {_ESCAPE.sub(lambda escape: escape[0].lower(), text) for text in percent}
    strings = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    strings |= {text.replace("/", r"\/") for text in strings}
    texts = {raw.hex(), raw.hex().upper()} | percent | strings
    found = {text.encode("utf-8", "surrogateescape") for text in texts}
    found |= {raw[::-1], value[::-1].encode("utf-8", "surrogateescape")}
    return found | {value.encode("utf-16-le", "surrogatepass")} | _base64(raw)


def pieces(value: str) -> frozenset[bytes]:
    """What must be in no output: every fragment of `value` in every form, or all of one that is shorter."""
    fragments = {value[start : start + FRAGMENT] for start in range(max(1, len(value) - FRAGMENT + 1))}
    return frozenset(form for fragment in fragments for form in forms(fragment))


def assert_absent(output: bytes, values: Iterable[str]) -> None:
    """Fail if any of `values` is in `output` in any form. The message names the form's place, never the value."""
    short, long = _sorted(tuple(values))
    for piece, number in short.items():
        assert piece not in output, f"value {number} leaks at byte {output.find(piece)} in a form of {len(piece)} bytes"
    for at in range(len(output) - FRAGMENT + 1):
        for piece, number in long.get(output[at : at + FRAGMENT], ()):
            leaks = output.startswith(piece, at)
            assert not leaks, f"value {number} leaks at byte {at} in a form of {len(piece)} bytes"


@functools.cache
def _sorted(values: tuple[str, ...]) -> tuple[Mapping[bytes, int], Mapping[bytes, list[tuple[bytes, int]]]]:
    """The pieces that are short, and all others by their beginning, each with the number of its value."""
    known = {piece: number for number, value in enumerate(values) for piece in pieces(value)}
    long: dict[bytes, list[tuple[bytes, int]]] = {}
    for piece, number in known.items():
        if len(piece) >= FRAGMENT:
            long.setdefault(piece[:FRAGMENT], []).append((piece, number))
    return {piece: number for piece, number in known.items() if len(piece) < FRAGMENT}, long


def _base64(raw: bytes) -> set[bytes]:
    """The characters of both alphabets that depend on `raw` alone, at each way it can fall into groups of three."""
    found = set()
    for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
        for lead in range(_ALIGNMENTS):
            first, last = -(-lead * 8 // 6), (lead + len(raw)) * 8 // 6
            found.add(encode(bytes(lead) + raw)[first:last])
    return found - {b""}
