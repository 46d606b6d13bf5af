"""Tell whether a configuration that no client claims holds MCP servers: the client of next month's, or a spare copy.

Most files of a home are neither, so a file is searched for root keys first, and parsed only if it has one.
"""

import enum
import re
from collections.abc import Iterator, Sequence

from mcpsweep.collectors.disk import Content, Disk, Missing, Refused
from mcpsweep.collectors.entries import has_servers
from mcpsweep.collectors.hands import Hands
from mcpsweep.documents.base import Node, Path
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


class Verdict(enum.Enum):
    """What a look at a file told."""

    HOLDS_SERVERS = enum.auto()
    BLANK = enum.auto()
    """It holds nothing but zero bytes: what it held, nobody knows."""
    TOO_LARGE = enum.auto()
    NOTHING = enum.auto()


def look_into(disk: Disk, paths: Sequence[str]) -> Iterator[tuple[str, Verdict | Refused]]:
    """Each of `paths` that is more than nothing, or could not be read, in their order."""
    found: dict[str, Verdict | Refused] = {}

    def look(path: str) -> tuple[str, ...]:
        verdict = _look(disk, path)
        if verdict is not Verdict.NOTHING:
            found[path] = verdict
        return ()

    Hands(look).do(paths)
    return ((path, found[path]) for path in paths if path in found)


def _look(disk: Disk, path: str) -> Verdict | Refused:
    format_ = format_of(path)
    if format_ not in _FORMATS:
        return Verdict.NOTHING
    match disk.read(path, MAX_BYTES):
        case Content(is_whole=False):
            return Verdict.TOO_LARGE
        case Content(is_blank=True):
            return Verdict.BLANK
        case Content(data=data):
            try:
                return Verdict.HOLDS_SERVERS if _has_servers(data, format_) else Verdict.NOTHING
            except Exception:  # noqa: BLE001 - a fault of ours is told where the file is read in full
                return Verdict.HOLDS_SERVERS
        case Refused() as refused:
            return refused
        case Missing():
            return Verdict.NOTHING


def _has_servers(data: bytes, format_: Format) -> bool:
    if data.startswith(_WIDE):
        data = decode(data).encode("utf-8", "surrogatepass")
    if not any(word in data for word in _WORDS) or _ROOT_KEY.search(data) is None:
        return False
    document = parse(data, format_)
    trees: list[tuple[Path, Node]] = [((), document.root)] if document.root is not None else []
    trees += [(comment.path, comment.node) for comment in document.comments if comment.node is not None]
    return any(has_servers(tree, path) for path, tree in trees)
