"""What every reader of this folder yields: a tree whose values know where they stood.

A reader never raises for bad input. What it could not read is a `Problem`, and everything else is in the tree.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec

MAX_BYTES = 16 * 1024 * 1024
"""Larger files are not parsed; their beginning still is."""
MAX_DEPTH = 128
"""Deeper containers are skipped, and said so."""
MAX_NODES = 1_000_000
"""Reading stops after so many values, and says so."""

# The structs below are no garbage collector's business: a tree without links upwards has no cycles.
Path: TypeAlias = tuple[str, ...]
"""Keys and indices from the root to a value; indices as decimal text."""


class ScalarKind(enum.Enum):
    """What a value is in its own syntax."""

    STRING = "string"
    NUMBER = "number"
    OTHER = "other"
    """true, false, null, dates."""


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """A single value as text: strings decoded, all others as they were written."""

    text: str
    line: int
    """1-based line of the first character."""
    column: int
    """1-based column of the first character, behind an opening quote, in characters."""
    kind: ScalarKind = ScalarKind.STRING


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One key of a mapping with its value. The same key may come twice."""

    key: str
    value: "Node"
    line: int
    column: int


class Mapping(msgspec.Struct, frozen=True, gc=False):
    """An object, table or list of assignments, in the order of the text, duplicates kept."""

    entries: list[Entry]
    line: int
    column: int

    def get(self, key: str) -> "Node | None":
        """The value of `key`; of its last one where it comes twice, as every client's parser has it."""
        for entry in reversed(self.entries):
            if entry.key == key:
                return entry.value
        return None


class Sequence(msgspec.Struct, frozen=True, gc=False):
    """An array."""

    items: list["Node"]
    line: int
    column: int


Node: TypeAlias = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, and what it holds if it is a piece of configuration that somebody switched off."""

    path: Path
    """The container that it stands in."""
    text: str
    """Without the comment signs."""
    line: int
    column: int
    node: Node | None
    """The text read as members, items or assignments of that container; None if it is prose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be understood."""

    line: int
    message: str
    """In words, never with a value from the file."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read as far as it can be."""

    root: Node | None
    """None if nothing at all could be read."""
    text: str
    """The decoded text, for searches that need no structure; empty for binary formats."""
    comments: list[Comment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar with the way to it."""

    path: Path
    scalar: Scalar


def leaves(node: Node, path: Path = ()) -> Iterator[Leaf]:
    """Every scalar below `node` in the order of the text, without recursion."""
    stack: list[tuple[Path, Node]] = [(path, node)]
    while stack:
        here, current = stack.pop()
        match current:
            case Scalar():
                yield Leaf(here, current)
            case Mapping():
                stack.extend([((*here, entry.key), entry.value) for entry in reversed(current.entries)])
            case Sequence():
                stack.extend([((*here, str(index)), item) for index, item in reversed(list(enumerate(current.items)))])


def pointer(path: Path) -> str:
    """`path` as a JSON pointer (RFC 6901)."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)
