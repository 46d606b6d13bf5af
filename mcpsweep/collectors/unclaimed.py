"""Tell whether a configuration that no client claims holds MCP servers: the client of next month's, or a spare copy.

Most files of a home are neither, so a file is searched for root keys first, and parsed only if it has one.
"""

import re

from mcpsweep.collectors.disk import Content, Disk, Reading
from mcpsweep.collectors.entries import has_servers
from mcpsweep.documents.base import Document, Node, Path
from mcpsweep.documents.decode import decode
from mcpsweep.documents.read import Format, format_of, parse

MAX_BYTES = 2 * 1024 * 1024
"""Larger files are no configurations that a person or a client writes."""

_FORMATS = frozenset({Format.JSON, Format.TOML, Format.YAML})
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins, which PowerShell redirects into files."""
_WORDS = (b"ervers", b"mcp", b"extensions")
"""One of them is in every root key; to look for plain words costs a hundredth of the pattern."""
_ROOT_KEY = re.compile(
    rb"""
      mcp(?:Servers|[_-]servers) | context_servers | modelContextProtocolServers
    | "(?:servers|mcp|extensions)"\s*:\s*\{                            # JSON
    | ^(?:servers|mcp|extensions):[ \t]*(?:\#[^\n]*)?\r?\n[ \t]+[\w"'] # YAML, a mapping
    | ^\[(?:servers|mcp|extensions)\.                                  # TOML
    """,
    re.VERBOSE | re.MULTILINE,
)


def look_into(disk: Disk, path: str) -> Reading | None:
    """What was read of the configuration at `path`; None if it is one and holds no server entry."""
    format_ = format_of(path)
    if format_ not in _FORMATS:
        return None
    reading = disk.read(path, MAX_BYTES)
    if not isinstance(reading, Content) or not reading.is_whole:
        return reading
    data = reading.data
    if data.startswith(_WIDE):
        data = decode(data).encode("utf-8", "surrogatepass")
    if not any(word in data for word in _WORDS) or _ROOT_KEY.search(data) is None:
        return None
    return reading if _holds_servers(parse(data, format_)) else None


def _holds_servers(document: Document) -> bool:
    trees: list[tuple[Path, Node]] = [((), document.root)] if document.root is not None else []
    trees += [(comment.path, comment.node) for comment in document.comments if comment.node is not None]
    return any(has_servers(tree, path) for path, tree in trees)
