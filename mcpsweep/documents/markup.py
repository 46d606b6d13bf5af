"""XML as a tree with positions. No entity is defined, expanded or fetched, so no file can grow while it is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.parsers import expat

from mcpsweep.documents.base import MAX_DEPTH, MAX_NODES, Comment, Document, Entry, Mapping, Node, Problem, Scalar
from mcpsweep.documents.decode import decode

Attributes: TypeAlias = dict[str, str]

_ENTITIES = "it defines entities of its own; the rest was not read"


@dataclass(slots=True)
class Element:
    """One element, its text gathered without the space around it."""

    name: str
    attributes: Attributes
    line: int
    column: int
    text: str = ""
    text_line: int = 0
    text_column: int = 0
    children: list["Element"] = field(default_factory=list)


@dataclass(slots=True)
class Tree:
    """What could be read of one file."""

    text: str
    root: Element | None = None
    comments: list[Comment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _Stopped(Exception):
    """Reading ends here, for the reason that the message gives."""


def read(data: bytes) -> Tree:
    """The elements of `data`. Raises nothing; an error ends reading, and what came before it stays."""
    text = decode(data)
    builder = _Builder(text)
    builder.run()
    return builder.tree


def parse(data: bytes) -> Document:
    """Each element as a mapping of its attributes (`@name`), its children, and its text (`#text`) if it has both."""
    tree = read(data)
    root: Node | None = None
    if tree.root is not None:
        root = Mapping([], tree.root.line, tree.root.column)
        stack = [(root, tree.root)]
        while stack:
            holder, element = stack.pop()
            plain = not element.attributes and not element.children
            node: Node = _text(element) if plain else Mapping([], element.line, element.column)
            holder.entries.append(Entry(element.name, node, element.line, element.column))
            if isinstance(node, Mapping):
                _attributes(node, element)
                stack.extend((node, child) for child in reversed(element.children))
    return Document(root, tree.text, tree.comments, tree.problems)


def _attributes(node: Mapping, element: Element) -> None:
    for name, value in element.attributes.items():
        scalar = Scalar(value, element.line, element.column)
        node.entries.append(Entry(f"@{name}", scalar, element.line, element.column))
    if element.text:
        node.entries.append(Entry("#text", _text(element), element.text_line, element.text_column))


def _text(element: Element) -> Scalar:
    return Scalar(element.text, element.text_line or element.line, element.text_column or element.column)


class _Builder:
    """Fed by expat, whose own depth is no recursion of ours."""

    def __init__(self, text: str) -> None:
        self.tree = Tree(text)
        self._elements = 0
        self._stack: list[Element] = []
        self._texts: list[list[str]] = []
        """What each open element holds of text so far, in pieces: joining at once keeps to linear time."""
        self._pieces: list[str] = []
        self._pieces_at = (0, 0)
        self._too_deep = 0
        self._parser = expat.ParserCreate("utf-8")
        handlers: dict[str, Callable[..., None]] = {
            "StartElementHandler": self._start,
            "EndElementHandler": self._end,
            "CharacterDataHandler": self._characters,
            "CommentHandler": self._comment,
            "EntityDeclHandler": self._entity,
            "StartDoctypeDeclHandler": self._doctype,
        }
        for name, handler in handlers.items():
            setattr(self._parser, name, handler)

    def run(self) -> None:
        """Read the text, in UTF-8 whatever it was written in."""
        try:
            self._parser.Parse(self.tree.text.encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            self._gather()
            self.tree.problems.append(Problem(error.lineno, "not understood as XML; the rest was not read"))
        except _Stopped as reason:
            self.tree.problems.append(Problem(self._parser.CurrentLineNumber, str(reason)))
        while self._stack:
            self._close()

    def _doctype(self, name: str, system: str | None, public: str | None, has_internal: int) -> None:
        if has_internal:
            raise _Stopped(_ENTITIES)

    def _entity(self, *_: object) -> None:
        raise _Stopped(_ENTITIES)

    def _start(self, name: str, attributes: Attributes) -> None:
        self._gather()
        line, column = self._position()
        self._elements += 1
        if self._elements > MAX_NODES:
            raise _Stopped(f"more than {MAX_NODES} values; the rest was not read")
        if self._too_deep or len(self._stack) >= MAX_DEPTH:
            if not self._too_deep:
                message = f"nested more than {MAX_DEPTH} deep; what lies deeper was not read"
                self.tree.problems.append(Problem(line, message))
            self._too_deep += 1
            return
        element = Element(name, attributes, line, column)
        if self._stack:
            self._stack[-1].children.append(element)
        else:
            self.tree.root = element
        self._stack.append(element)
        self._texts.append([])

    def _end(self, name: str) -> None:
        if self._too_deep:
            self._too_deep -= 1
            return
        self._gather()
        self._close()

    def _close(self) -> None:
        self._stack.pop().text = " ".join(self._texts.pop())

    def _characters(self, text: str) -> None:
        if not self._too_deep:
            if not self._pieces:
                self._pieces_at = self._position()
            self._pieces.append(text)

    def _comment(self, text: str) -> None:
        line, column = self._position()
        path = tuple(element.name for element in self._stack)
        self.tree.comments.append(Comment(path, text.strip(), line, column, None))

    def _gather(self) -> None:
        """Give the innermost element its text: the first piece that is more than space says where it stands."""
        text = "".join(self._pieces)
        self._pieces.clear()
        stripped = text.strip()
        if not stripped or not self._stack:
            return
        element = self._stack[-1]
        line, column = self._pieces_at
        before = text[: len(text) - len(text.lstrip())]
        breaks = before.count("\n")
        if not self._texts[-1]:
            element.text_line = line + breaks
            element.text_column = len(before) - before.rfind("\n") if breaks else column + len(before)
        self._texts[-1].append(stripped)

    def _position(self) -> tuple[int, int]:
        return self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
