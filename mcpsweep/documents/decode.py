"""Bytes of a stranger's file as text, whatever wrote it. Nothing here raises."""

import codecs

_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32-le", 4),
    (codecs.BOM_UTF32_BE, "utf-32-be", 4),
    (codecs.BOM_UTF8, "utf-8", 1),
    (codecs.BOM_UTF16_LE, "utf-16-le", 2),
    (codecs.BOM_UTF16_BE, "utf-16-be", 2),
)
"""Byte order mark, encoding, bytes of its smallest unit."""
_SAMPLE = 4096
_MOSTLY = 0.7
"""UTF-16 of mostly Latin letters has a NUL in nearly every other byte, always on the same side."""
_FEWEST = 2
"""Fewer units than that tell nothing."""
_LONGEST_UTF8 = 4


def decode(data: bytes) -> str:
    """`data` as text without its byte order mark.

    UTF-8 unless a mark or the NUL bytes say UTF-16; Latin-1 where it is neither, which never fails and keeps ASCII.
    A character that was cut off at the end is dropped.
    """
    for mark, encoding, unit in _MARKS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], encoding, unit) if unit > 1 else _narrow(data[len(mark) :])
    encoding = _unmarked_utf16(data)
    return _wide(data, encoding, 2) if encoding else _narrow(data)


def _unmarked_utf16(data: bytes) -> str:
    """The UTF-16 encoding that the NUL bytes speak for; empty if they do not."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < _FEWEST:
        return ""
    in_even, in_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if in_odd > _MOSTLY and in_even < 1 - _MOSTLY:
        return "utf-16-le"
    if in_even > _MOSTLY and in_odd < 1 - _MOSTLY:
        return "utf-16-be"
    return ""


def _wide(data: bytes, encoding: str, unit: int) -> str:
    return data[: len(data) - len(data) % unit].decode(encoding, "replace")


def _narrow(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(data) - error.start < _LONGEST_UTF8:
            return data[: error.start].decode("utf-8")
    try:
        # Half a surrogate pair, as some editors write it.
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")
