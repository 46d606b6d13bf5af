"""Who issued a credential that does not say so itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mcpsweep.detection.names import Meaning, understand, words
from mcpsweep.detection.vendors.base import Vendor
from mcpsweep.detection.vendors.table import BY_WORD, vendor_of_host

GENERIC = "generic"
MAX_PHRASE = 4
"""No vendor's name has more words."""

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?((?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,})(?::[0-9]+)?(?:/|$)")
_OWN_KIND = frozenset({Meaning.API_KEY, Meaning.TOKEN, Meaning.SECRET, Meaning.AUTHORIZATION, Meaning.UNCLEAR, None})
"""Names that say no more than the vendor's own word for its credentials."""
_ORDINARY = frozenset(
    {
        "do", "cf", "es", "ld", "x", "cb", "ref", "line", "clay", "box", "render", "make", "plane", "coda", "amp",
        "modal", "cal", "snow", "sf", "email", "mail", "searchapi", "parallel", "together", "ghost", "fellow", "meta",
        "comet", "voyage", "outline", "shortcut", "compass", "teams", "threads", "weather", "default", "bb", "dd", "nr",
        "xi", "fb", "tg", "wp", "cursor", "presto", "square", "zoom", "vault", "docker",
    }
)  # fmt: skip
"""Vendors' words that are ordinary words too: they count only at the beginning of a name."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Service and kind of a credential, as far as names tell."""

    service: str
    kind: str


def service_of(name: str, hints: Sequence[str] = (), meaning: Meaning | None = None) -> Issuer:
    """Who issued what stands under `name`: the name first, then each hint (server, package, image, host) in turn."""
    meaning = meaning or understand(name).meaning
    vendor = vendor_of(name) or next((found for hint in hints if (found := vendor_of_hint(hint))), None)
    return Issuer(vendor.service if vendor else GENERIC, kind_of(vendor, meaning))


def kind_of(vendor: Vendor | None, meaning: Meaning | None) -> str:
    """What the vendor's credential is called, given what the name announces."""
    if vendor is not None and vendor.kind == "db-password" and meaning in (Meaning.PASSWORD, Meaning.CONNECTION):
        return vendor.kind
    if meaning in _OWN_KIND:
        return vendor.kind if vendor else str(meaning or GENERIC)
    if meaning is Meaning.PRIVATE_KEY and vendor is not None and "secret" in vendor.kind:
        return vendor.kind
    return str(meaning)


def vendor_of(name: str) -> Vendor | None:
    """The vendor that a name speaks of: the longest phrase that is one's, the first of equals."""
    # Header names such as `X-Api-Key` begin with a letter that means nothing.
    return _longest(words(name[2:] if name[:2].lower() == "x-" else name))


def vendor_of_hint(hint: str) -> Vendor | None:
    """The vendor that a server's name, a package, an image or a host belongs to."""
    host = _HOST.match(hint)
    if host and (vendor := vendor_of_host(host[1])):
        return vendor
    return _longest(words(hint))


def _longest(parts: Sequence[str]) -> Vendor | None:
    for length in range(min(MAX_PHRASE, len(parts)), 0, -1):
        for start in range(len(parts) - length + 1):
            phrase = "".join(parts[start : start + length])
            if (vendor := BY_WORD.get(phrase)) and (start == 0 or phrase not in _ORDINARY):
                return vendor
    return None


def known_words(name: str, hints: Iterable[str]) -> frozenset[str]:
    """Every word that stands around a value: a value made of them says nothing."""
    return frozenset(word for text in (name, *hints) for word in words(text))
