"""Short ways to say what a document holds."""

import re
import sys
from types import FrameType

from mcpsweep.documents.base import Document, Node, leaves, pointer
from mcpsweep.documents.read import Format, parse


def values(node: Node | None) -> dict[str, str]:
    """Pointer → value; of a key that comes twice, the last one."""
    return {pointer(leaf.path): leaf.scalar.text for leaf in leaves(node)} if node is not None else {}


def places(node: Node | None) -> list[tuple[str, int, int]]:
    """Value, line and column in the order of the text."""
    return [(leaf.scalar.text, leaf.scalar.line, leaf.scalar.column) for leaf in leaves(node)] if node else []


def switched_off(document: Document) -> dict[str, str]:
    """Pointer → value of everything in comments."""
    found: dict[str, str] = {}
    for comment in document.comments:
        if comment.node is not None:
            found |= {pointer(leaf.path): leaf.scalar.text for leaf in leaves(comment.node, comment.path)}
    return found


def stands_at(text: str, line: int, column: int) -> str:
    """The text from a place on."""
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]
    return text[starts[line - 1] + column - 1 :]


def calls(data: bytes, format: Format) -> int:  # noqa: A002 - the word for it
    """How many calls, Python's and C's, reading takes: work that no clock has to measure."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        parse(data, format)
    finally:
        sys.setprofile(None)
    return count
