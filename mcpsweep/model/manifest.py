"""What a bundle of evidence says of itself."""

import hashlib
from collections.abc import Mapping
from typing import Literal

import msgspec

from mcpsweep.model.canonical import canonical
from mcpsweep.model.inventory import Tool

FORMAT: Literal["mcpsweep-evidence/1"] = "mcpsweep-evidence/1"


class SealedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file as it was written."""

    size: int
    """Bytes."""
    sha256: str
    """Lower-case hex."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a bundle of evidence says of itself: every file but this one, and what they are about.

    Whoever can write to the bundle can write another manifest, too: its own SHA-256 has to be kept elsewhere.
    """

    format: Literal["mcpsweep-evidence/1"]
    run: str
    plan: str
    """`id` of the plan."""
    plan_digest: str
    tool: Tool
    """What wrote the bundle."""
    created_at: str
    """RFC 3339 in UTC."""
    records: int
    """How many lines the chain of events has."""
    head: str
    """`hash` of the last of them; `START` where there is none."""
    files: Mapping[str, SealedFile]
    """By name; none lies in a folder below."""
    digest: str = ""
    """`sha256:` and the hash of all the rest, in its canonical form."""


def sign(manifest: Manifest) -> Manifest:
    """`manifest` with its digest."""
    return msgspec.structs.replace(manifest, digest=_digest(manifest))


def is_intact(manifest: Manifest) -> bool:
    """Whether `manifest` still is what its digest was made of."""
    return manifest.digest == _digest(manifest)


def _digest(manifest: Manifest) -> str:
    return "sha256:" + hashlib.sha256(canonical(msgspec.structs.replace(manifest, digest=""))).hexdigest()
