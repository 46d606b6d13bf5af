"""Typed reading of a YAML tree: each function gives the value, or None after it has noted what is wrong."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from mcpsweep.documents import base as documents
from mcpsweep.documents.base import Entry, Node, Scalar, ScalarKind, Sequence
from mcpsweep.playbook.faults import Faults, instead_of, one_of, shown

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_COUNT = re.compile("[1-9][0-9]{0,8}")
_NOTHING = frozenset({"", "~", "null"})


Reader: TypeAlias = Callable[[Node, str, Faults], T | None]
"""Reads one value; gets what messages call it."""


@dataclass(frozen=True, slots=True)
class Section(Generic[T]):
    """Reads a mapping with fixed keys."""

    make: Callable[..., T]
    """Gets what was read, by key."""
    readers: Mapping[str, Reader[Any]]
    required: tuple[str, ...] = ()

    def __call__(self, node: Node, what: str, faults: Faults) -> T | None:
        """What `make` makes of it; None if a required key is not there or is wrong."""
        found = members(node, self.readers, what, faults)
        if found is None:
            return None
        for key in self.required:
            if key not in found:
                faults.add(node, f"{what} lacks {key}", f"write {key}: …")
        values = {key: self.readers[key](entry.value, key, faults) for key, entry in found.items()}
        known = {key: value for key, value in values.items() if value is not None}
        return self.make(**known) if known.keys() >= set(self.required) else None


def members(node: Node, known: Collection[str], what: str, faults: Faults) -> dict[str, Entry] | None:
    """The keys of a mapping; those that are not `known` and those that come twice are noted and left out."""
    if not isinstance(node, documents.Mapping):
        faults.add(node, f"{what} must have keys", one_of(known))
        return None
    found: dict[str, Entry] = {}
    for entry in node.entries:
        if entry.key not in known:
            faults.add(entry, f"{what} has no {shown(entry.key)}", instead_of(entry.key, known))
        elif entry.key in found:
            faults.add(entry, f"{entry.key} comes twice", f"it stands in line {found[entry.key].line} already")
        else:
            found[entry.key] = entry
    return found


def items(node: Node, read: Callable[[Node], T | None], what: str, faults: Faults) -> tuple[T, ...] | None:
    """The items of a list, each read with `read`; None if one of them is wrong or there is none."""
    if not isinstance(node, Sequence):
        faults.add(node, f"{what} must be a list", "write it in brackets: [ … ]")
        return None
    if not node.items:
        faults.add(node, f"{what} is an empty list", "name something, or leave the key out")
        return None
    found = [read(item) for item in node.items]
    return tuple(item for item in found if item is not None) if None not in found else None


def one_or_more(node: Node, read: Callable[[Node], T | None], what: str, faults: Faults) -> tuple[T, ...] | None:
    """The items of a list, or the one value that stands in its place."""
    if isinstance(node, Sequence):
        return items(node, read, what, faults)
    value = read(node)
    return None if value is None else (value,)


def scalar(node: Node, what: str, right: str, faults: Faults) -> str | None:
    """The text of a single value, whatever it is written as."""
    if isinstance(node, Scalar) and node.text not in _NOTHING:
        return node.text
    state = "is empty" if isinstance(node, Scalar) else "must be a single value"
    faults.add(node, f"{what} {state}", right)
    return None


def text(node: Node, what: str, faults: Faults) -> str | None:
    """A text that is not empty."""
    value = scalar(node, what, "a text", faults)
    if value is not None and isinstance(node, Scalar) and node.kind is not ScalarKind.STRING:
        faults.add(node, f"{what} must be a text", "put it in quotes")
        return None
    return value


def flag(node: Node, what: str, faults: Faults) -> bool | None:
    """`true` or `false`; YAML's other words for them are read differently by different programs."""
    right = "right would be: true, false"
    value = scalar(node, what, right, faults)
    if value is None:
        return None
    if isinstance(node, Scalar) and node.kind is ScalarKind.OTHER and value in ("true", "false"):
        return value == "true"
    faults.add(node, f"{what} is yes or no, not {shown(value)}", right)
    return None


def count(node: Node, what: str, faults: Faults) -> int | None:
    """A whole number above nothing."""
    right = "a whole number, 1 or more"
    value = scalar(node, what, right, faults)
    if value is None:
        return None
    if isinstance(node, Scalar) and node.kind is ScalarKind.NUMBER and _COUNT.fullmatch(value):
        return int(value)
    faults.add(node, f"{what} cannot be {shown(value)}", right)
    return None


def choice(node: Node, known: Mapping[str, T], what: str, faults: Faults) -> T | None:
    """What one of the `known` words stands for."""
    value = scalar(node, what, one_of(known), faults)
    if value is None or value in known:
        return None if value is None else known[value]
    faults.add(node, f"{what} cannot be {shown(value)}", instead_of(value, known))
    return None


def member(node: Node, known: type[E], what: str, faults: Faults) -> E | None:
    """A member of an enumeration, by its value."""
    return choice(node, {one.value: one for one in known}, what, faults)


def measure(node: Node, read: Callable[[str], T | None], what: str, right: str, faults: Faults) -> T | None:
    """A value with a notation of its own, read with `read`; `right` shows one that would do."""
    value = scalar(node, what, right, faults)
    if value is None:
        return None
    found = read(value)
    if found is None:
        faults.add(node, f"{what} cannot be {shown(value)}", right)
    return found
