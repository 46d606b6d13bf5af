"""All vendors together, and the ways to look one up."""

import re
from dataclasses import dataclass

from mcpsweep.detection.vendors import cloud, code, data, models, work
from mcpsweep.detection.vendors.base import Shape, Vendor

VENDORS: tuple[Vendor, ...] = (*code.VENDORS, *work.VENDORS, *cloud.VENDORS, *data.VENDORS, *models.VENDORS)

_SEPARATORS = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Form:
    """A shape with its vendor, ready to be matched."""

    vendor: Vendor
    shape: Shape
    pattern: re.Pattern[str]


FORMS: tuple[Form, ...] = tuple(
    Form(vendor, shape, shape.compile())
    # Longer prefixes are the narrower forms: `sk-ant-…` before `sk-…`.
    for vendor, shape in sorted(
        ((vendor, shape) for vendor in VENDORS for shape in vendor.shapes), key=lambda pair: -len(pair[1].prefix)
    )
)

_ANY = re.compile("|".join(dict.fromkeys(f"(?:{form.pattern.pattern})" for form in FORMS)))
"""Tells in one step that a text has no form at all, which nearly every text has not."""

BY_WORD: dict[str, Vendor] = {
    word: vendor for vendor in VENDORS for word in (_SEPARATORS.sub("", vendor.service), *vendor.words)
}

BY_HOST: dict[str, Vendor] = {host: vendor for vendor in VENDORS for host in vendor.hosts}


def form_of(text: str) -> Form | None:
    """The form that all of `text` has, or None."""
    if _ANY.fullmatch(text) is None:
        return None
    for form in FORMS:
        if text.startswith(form.shape.prefix) and form.pattern.fullmatch(text):
            return form
    # Some prefixes are not the literal beginning of every variant (`shpca_` is shown as `shpat_`).
    return next((form for form in FORMS if form.pattern.fullmatch(text)), None)


def form_at(text: str, start: int) -> tuple[Form, int] | None:
    """The first distinctive form that a token beginning at `start` has, and where it ends."""
    for form in FORMS:
        if form.shape.is_distinctive and (match := form.pattern.match(text, start)):
            return form, match.end()
    return None


def vendor_of_host(host: str) -> Vendor | None:
    """The vendor that `host` or one of its parent domains belongs to."""
    labels = host.lower().rstrip(".").split(".")
    for count in range(len(labels), 1, -1):
        if vendor := BY_HOST.get(".".join(labels[-count:])):
            return vendor
    return None
