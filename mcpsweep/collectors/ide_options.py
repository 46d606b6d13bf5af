"""Read the XML in which JetBrains' IDEs keep MCP servers, as the configuration that it stands for.

The components `McpApplicationServerCommands` (an IDE's options) and `McpProjectServerCommands` (a project's
workspace) hold one element a server. Its options, variables and headers are taken at any depth, for the elements
between have changed with every release. Sources: youtrack.jetbrains.com LLM-16145, LLM-22682.
"""

from collections.abc import Iterator

from mcpsweep.collectors import configuration
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Observation
from mcpsweep.documents import markup
from mcpsweep.documents.base import Document, Entry, Mapping, Node, Scalar
from mcpsweep.documents.markup import Element

_COMPONENTS = frozenset({"McpApplicationServerCommands", "McpProjectServerCommands"})
_GROUPS = frozenset({"commands", "urls"})
"""Elements between a component and its servers, since 2025.2."""
_LISTS = {"envs": "env", "env": "env", "environment": "env", "headers": "headers"}
"""Elements, or names of options, below which pairs of name and value stand → what a configuration calls them."""
_OPTIONS = {"programPath": "command", "arguments": "args", "serverUrl": "url"}
"""Options that a configuration calls by another name."""


def read(file: File, data: bytes) -> Iterator[Observation]:
    """Every server, and token shapes in the rest of the file."""
    tree = markup.read(data)
    servers = Mapping([], 1, 1)
    for component in _components(tree.root):
        for element in _servers(component):
            body = _body(element)
            name = body.get("name")
            key = name.text if isinstance(name, Scalar) else str(len(servers.entries))
            servers.entries.append(Entry(key, body, element.line, element.column))
    root = Mapping([Entry("mcpServers", servers, 1, 1)], 1, 1) if servers.entries else None
    yield from configuration.read(file, Document(root, tree.text, problems=tree.problems))


def _components(root: Element | None) -> Iterator[Element]:
    for element in root.children if root is not None else ():
        if element.name == "component" and element.attributes.get("name") in _COMPONENTS:
            yield element


def _servers(component: Element) -> Iterator[Element]:
    for element in component.children:
        yield from element.children if element.name in _GROUPS else (element,)


def _body(server: Element) -> Mapping:
    """A server's element as an entry of a configuration."""
    body = Mapping([], server.line, server.column)
    lists: dict[str, Mapping] = {}
    stack: list[tuple[Element, Mapping]] = [(child, body) for child in reversed(server.children)]
    while stack:
        element, holder = stack.pop()
        name = element.attributes.get("name") or element.attributes.get("key") or ""
        label = name if element.name == "option" else element.name
        value = element.attributes.get("value")
        if value is not None and name:
            key = _OPTIONS.get(name, name) if holder is body else name
            _append(holder, key, Scalar(value, element.line, element.column), element)
        elif label in _LISTS and holder is body:
            key = _LISTS[label]
            if key not in lists:
                lists[key] = Mapping([], element.line, element.column)
                _append(body, key, lists[key], element)
            holder = lists[key]
        stack.extend((child, holder) for child in reversed(element.children))
    return body


def _append(holder: Mapping, key: str, node: Node, element: Element) -> None:
    holder.entries.append(Entry(key, node, element.line, element.column))
