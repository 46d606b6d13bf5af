"""Inventories from files: what `scan --format json` wrote, on this machine or on thousands."""

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from mcpsweep.errors import UsageError
from mcpsweep.model.inventory import FORMAT, Inventory

_MAX_BYTES = 1024 * 1024 * 1024
_AGAIN = "scan again: mcpsweep scan --format json --output FILE"


@dataclass(frozen=True, slots=True)
class Filed:
    """An inventory as a file held it."""

    path: Path
    inventory: Inventory
    digest: str
    """SHA-256 of the file's bytes, lower-case hex."""


class _Head(msgspec.Struct):
    """What any document of ours says first."""

    format: str = ""


def read(path: Path) -> Filed:
    """The inventory in one file. Raises `UsageError` that says what is wrong with it."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"the inventory {path} is larger than any inventory of ours")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the inventory {path} cannot be read: {error.strerror}") from None
    try:
        head = msgspec.json.decode(data, type=_Head)
    except (msgspec.DecodeError, RecursionError) as error:
        if not data.strip():
            raise UsageError(f"the inventory {path} is empty", _AGAIN) from None
        raise UsageError(f"the inventory {path} is cut off, or is no JSON: {error}", _AGAIN) from None
    if head.format != FORMAT:
        said = f"it says format {head.format:.60}" if head.format else "it names no format"
        raise UsageError(f"{path} is no inventory that this version reads: {said}, not {FORMAT}", _AGAIN)
    try:
        inventory = msgspec.json.decode(data, type=Inventory)
    except msgspec.ValidationError as error:
        raise UsageError(f"the inventory {path} was altered or is damaged: {error}", _AGAIN) from None
    return Filed(path, inventory, hashlib.sha256(data).hexdigest())


def find(names: Iterable[str]) -> Iterator[Path]:
    """The files that `names` mean: files, folders with all `.json` files below them, and patterns with `*`.

    Each file once, in the order of the names. Raises `UsageError` for a name that means no file.
    """
    seen: set[str] = set()
    for name in names:
        found = list(_files(name))
        if not found:
            raise UsageError(f"there is no inventory at {name}")
        for path in found:
            if (real := os.path.realpath(path)) not in seen:
                seen.add(real)
                yield path


def _files(name: str) -> Iterator[Path]:
    path = Path(name).expanduser()
    if path.is_dir():
        yield from sorted(one for one in path.rglob("*.json") if one.is_file())
    elif path.exists():
        yield path
    else:
        yield from (Path(one) for one in sorted(glob.glob(str(path), recursive=True)) if os.path.isfile(one))
