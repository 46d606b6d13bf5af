"""Bytes to text, whatever wrote them. Never raises and never gives up."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_MOSTLY = 0.3
"""In UTF-16 text of a Latin script nearly every second byte is zero."""


def decode(data: bytes) -> str:
    """The text of a file: by its byte order mark, as UTF-16 without one, as UTF-8, else as Latin-1."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    guess = _utf16_without_mark(data[:_SAMPLE])
    if guess:
        return data.decode(guess, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) or error.start > len(data) - 4:
            # Cut off in the middle of a character.
            return data[: error.start].decode("utf-8", "replace")
        return data.decode("latin-1")


def _utf16_without_mark(sample: bytes) -> str:
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    if sample[1::2].count(0) > pairs * _MOSTLY and sample[0::2].count(0) < pairs * 0.05:
        return "utf-16-le"
    if sample[0::2].count(0) > pairs * _MOSTLY and sample[1::2].count(0) < pairs * 0.05:
        return "utf-16-be"
    return ""
