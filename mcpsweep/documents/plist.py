"""Property lists of macOS, as XML and binary.

Format: https://developer.apple.com/library/archive/documentation/Cocoa/Conceptual/PropertyLists/
"""

import base64
import datetime
import plistlib
import struct
from collections.abc import Iterator
from typing import TypeAlias

from mcpsweep.documents import markup
from mcpsweep.documents.base import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Document,
    Entry,
    Mapping,
    Node,
    Problem,
    Scalar,
    ScalarKind,
    Sequence,
)

_MAGIC = b"bplist0"
_TRAILER = struct.Struct(">6xBBQQQ")
_LONG = 0xF
_COUNTED = frozenset({0x4, 0x5, 0x6, 0xA, 0xC, 0xD})
"""Kinds of objects that say how long they are: data, ASCII, UTF-16, array, set, dictionary."""
_NUMBERS = ("integer", "real")
_LAYOUT = dict.fromkeys(map(ord, "\t\n\r"))
_OTHERS = ("true", "false", "date")

_Value: TypeAlias = object
_END: tuple[None, None] = (None, None)
"""Behind the last member."""


def parse(data: bytes) -> Document:
    """Read `data` as far as it can be read. Raises nothing. Values of binary lists stand at line 0."""
    return _binary(data) if data.startswith(_MAGIC) else _xml(data)


def _xml(data: bytes) -> Document:
    tree = markup.read(data)
    document = Document(None, tree.text, tree.comments, tree.problems)
    top = tree.root
    if top is None:
        return document
    children = top.children if top.name == "plist" else [top]
    holder = Sequence([], top.line, top.column)
    stack: list[tuple[Mapping | Sequence, list[markup.Element]]] = [(holder, children)]
    while stack:
        container, elements = stack.pop()
        key: markup.Element | None = None
        for element in elements:
            if element.name == "key" and isinstance(container, Mapping):
                key = element
                continue
            node = _node(element)
            if isinstance(container, Sequence):
                container.items.append(node)
            elif key is not None:
                container.entries.append(
                    Entry(key.text, node, key.text_line or key.line, key.text_column or key.column)
                )
                key = None
            else:
                document.problems.append(Problem(element.line, "a value without a key"))
                container.entries.append(Entry("", node, element.line, element.column))
            if isinstance(node, Mapping | Sequence):
                stack.append((node, element.children))
    return Document(holder.items[0] if holder.items else None, tree.text, tree.comments, document.problems)


def _node(element: markup.Element) -> Node:
    if element.name == "dict":
        return Mapping([], element.line, element.column)
    if element.name == "array":
        return Sequence([], element.line, element.column)
    line, column = element.text_line or element.line, element.text_column or element.column
    if element.name in _OTHERS:
        return Scalar(element.text or element.name, line, column, ScalarKind.OTHER)
    if element.name == "data":
        compact = "".join(element.text.split())
        return Scalar(_readable(compact), line, column)
    kind = ScalarKind.NUMBER if element.name in _NUMBERS else ScalarKind.STRING
    return Scalar(element.text, line, column, kind)


def _readable(encoded: str) -> str:
    """What base64 text stands for if that is text itself."""
    try:
        return _of_bytes(base64.b64decode(encoded, validate=True))
    except ValueError:
        return encoded


def _of_bytes(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    # A key file or a nested configuration has lines.
    return text if text.translate(_LAYOUT).isprintable() else base64.b64encode(data).decode("ascii")


def _binary(data: bytes) -> Document:
    document = Document(None, "")
    if not _is_bounded(data):
        document.problems.append(Problem(0, "a broken property list, or one that unpacks to far more than it is"))
        return document
    try:
        value = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError, MemoryError, struct.error):
        document.problems.append(Problem(0, "not understood as a property list"))
        return document
    holder = Sequence([], 0, 0)
    stack: list[tuple[Mapping | Sequence, Iterator[tuple[str, _Value]]]] = [(holder, _members([value]))]
    count = 0
    while stack:
        # Objects may be shared and hold themselves: only the count ends some lists, and a list of all that is still
        # to come would outgrow any memory.
        container, members = stack[-1]
        key, current = next(members, _END)
        if key is None:
            stack.pop()
            continue
        count += 1
        if count > MAX_NODES or len(stack) > MAX_DEPTH + 1:
            message = "more values, or deeper ones, than are read; the rest was left out"
            if not document.problems:
                document.problems.append(Problem(0, message))
            if count > MAX_NODES:
                break
            continue
        node: Node
        if isinstance(current, dict | list):
            node = Mapping([], 0, 0) if isinstance(current, dict) else Sequence([], 0, 0)
            stack.append((node, _members(current)))
        else:
            node = _scalar(current)
        if isinstance(container, Mapping):
            container.entries.append(Entry(key, node, 0, 0))
        else:
            container.items.append(node)
    return Document(holder.items[0] if holder.items else None, "", [], document.problems)


def _members(container: dict[str, _Value] | list[_Value]) -> Iterator[tuple[str, _Value]]:
    """Keys and values; items have no key."""
    if isinstance(container, dict):
        return ((str(name), item) for name, item in container.items())
    return (("", item) for item in container)


def _scalar(value: _Value) -> Scalar:
    if isinstance(value, bool) or value is None:
        return Scalar(str(value).lower(), 0, 0, ScalarKind.OTHER)
    if isinstance(value, int | float):
        return Scalar(str(value), 0, 0, ScalarKind.NUMBER)
    if isinstance(value, bytes):
        return Scalar(_of_bytes(value), 0, 0)
    if isinstance(value, plistlib.UID):
        return Scalar(str(value.data), 0, 0, ScalarKind.NUMBER)
    if isinstance(value, datetime.datetime):
        return Scalar(value.isoformat(), 0, 0, ScalarKind.OTHER)
    return Scalar(str(value), 0, 0)


def _is_bounded(data: bytes) -> bool:
    """Whether all objects together are about as large as the file: many may point to the same bytes."""
    if len(data) < len(_MAGIC) + _TRAILER.size:
        return False
    offset_size, _, count, _, table = _TRAILER.unpack_from(data, len(data) - _TRAILER.size)
    if not 1 <= offset_size <= 8 or count > MAX_NODES or table + count * offset_size > len(data):
        return False
    total = 0
    for index in range(count):
        place = table + index * offset_size
        at = int.from_bytes(data[place : place + offset_size], "big")
        if at >= len(data):
            return False
        kind, size = data[at] >> 4, data[at] & 0xF
        if kind in _COUNTED and size == _LONG:
            width = 1 << (data[at + 1] & 0x3) if at + 1 < len(data) else 1
            size = int.from_bytes(data[at + 2 : at + 2 + width], "big")
        total += size if kind in _COUNTED else 1
        if total > MAX_BYTES:
            return False
    return True
