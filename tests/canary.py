"""Planted values, and every disguise in which one could leave: rule 1 of the design."""

import base64
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
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


@functools.cache
def pieces(value: str) -> frozenset[bytes]:
    """What must be in no output: every fragment of `value` in every form, or all of one that is shorter."""
    fragments = {value[start : start + FRAGMENT] for start in range(max(1, len(value) - FRAGMENT + 1))}
    return frozenset(form for fragment in fragments for form in forms(fragment))


def assert_absent(output: bytes, values: Iterable[str]) -> None:
    """Fail if any of `values` is in `output` in any form. The message names the form's place, never the value."""
    for number, at, length in _leaks(output, values):
        raise AssertionError(f"value {number} leaks at byte {at} in a form of {length} bytes")


def _leaks(output: bytes, values: Iterable[str]) -> Iterator[tuple[int, int, int]]:
    """Number of the value, place and length of every piece that is in `output`."""
    known = {piece: number for number, value in enumerate(values) for piece in pieces(value)}
    for piece in (one for one in known if len(one) < FRAGMENT):
        if (at := output.find(piece)) >= 0:
            yield known[piece], at, len(piece)
    beginnings: Mapping[bytes, list[bytes]] = {piece[:FRAGMENT]: [] for piece in known if len(piece) >= FRAGMENT}
    for piece in known:
        if len(piece) >= FRAGMENT:
            beginnings[piece[:FRAGMENT]].append(piece)
    for at in range(len(output) - FRAGMENT + 1):
        for piece in beginnings.get(output[at : at + FRAGMENT], ()):
            if output.startswith(piece, at):
                yield known[piece], at, len(piece)


def _base64(raw: bytes) -> set[bytes]:
    """The characters of both alphabets that depend on `raw` alone, at each way it can fall into groups of three."""
    found = set()
    for encode in (base64.standard_b64encode, base64.urlsafe_b64encode):
        for lead in range(_ALIGNMENTS):
            first, last = -(-lead * 8 // 6), (lead + len(raw)) * 8 // 6
            found.add(encode(bytes(lead) + raw)[first:last])
    return found - {b""}
