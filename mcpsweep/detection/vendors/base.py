"""What is known of one vendor's credentials."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

ISSUED_BITS = 128
"""From this many random bits on, a token's hash or last characters tell nothing about the rest of it."""

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Shape:
    """One documented form of token."""

    prefix: str
    """The public beginning, the only part that is ever shown. Shorter than twelve characters."""
    pattern: str
    """Regular expression of the token from its prefix on, without capturing groups, linear on any input."""
    kind: str
    bits: int = 0
    """Random bits by its documented alphabet and length; 0 where that is not documented."""
    checksum: Callable[[str], bool] | None = None
    """Tells whether the token's own check digits hold; None where it has none, or none that is known."""
    is_distinctive: bool = True
    """Whether the form alone is enough in running text; if not, it counts only where a credential is expected."""
    is_shared: bool = False
    """Whether several products of the vendor, or several vendors, use the form: then names tell the service first."""

    @property
    def is_issued(self) -> bool:
        """Whether a token of this form has enough randomness for a shown suffix or hash."""
        return self.bits >= ISSUED_BITS

    def compile(self) -> re.Pattern[str]:
        """The pattern, ready for use."""
        return re.compile(self.pattern)


@dataclass(frozen=True, slots=True)
class Vendor:
    """One issuer of credentials, and the words and hosts that give it away."""

    service: str
    kind: str
    """What a credential under its names is called when neither form nor name says more."""
    words: tuple[str, ...] = ()
    """Further words for it in variable, server, package and image names, without separators and in lower case; the
    service's own name always counts."""
    hosts: tuple[str, ...] = ()
    """Domains that belong to it, sub-domains included."""
    shapes: tuple[Shape, ...] = ()


def base62_crc32(token: str) -> bool:
    """Whether the last six characters are the CRC-32 of the thirty before them in base 62.

    The form of GitHub's 40-character tokens since 2021 (GitHub blog, "Behind GitHub's new authentication token
    formats"): the checksum leaves out the prefix, is padded with zeros, digits come before upper before lower case.
    Longer forms have no known checksum and pass.
    """
    if len(token) != 40:
        return True
    body, check = token[-36:-6], token[-6:]
    value = zlib.crc32(body.encode())
    digits = ""
    while value:
        value, digit = divmod(value, 62)
        digits = _BASE62[digit] + digits
    return digits.rjust(6, "0") == check
