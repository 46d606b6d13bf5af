"""Tell a connection to an MCP gateway from a direct one: the gateway holds the upstream credential itself.

Sources: the gateways' own documentation and code (IBM/mcp-context-forge, docs.obot.ai, docs.metamcp.com,
microsoft.github.io/mcp-gateway, docs.litellm.ai). Docker's gateway is none in this sense: `docker mcp gateway run` is a
process of the laptop itself, with the upstream credentials beside it.
"""

import re
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from msgspec.structs import replace

from mcpsweep.detection.base import Hit
from mcpsweep.model.server import Route, Server

_PATHS = re.compile(
    r"""
      /servers/[0-9a-f]{32}/(?:mcp|sse)/?$     # ContextForge
    | /mcp-connect/[^/]+/?$                    # Obot
    | /metamcp/[^/]+/(?:mcp|sse)/?$            # MetaMCP
    | /adapters/[^/]+/mcp/?$                   # Microsoft MCP Gateway
    """,
    re.VERBOSE,
)
_HEADERS = frozenset({"x-litellm-api-key"})
_MODULES = frozenset({"mcpgateway.wrapper"})
"""Bridges that a client which knows no remote servers starts instead."""
_KINDS = frozenset({"contextforge-token", "obot-key"})
"""Credentials that only a gateway issues."""
_ADDRESS = re.compile(r"https?://\S+")


def route_of(addresses: Iterable[str], header_names: Iterable[str], words: Iterable[str]) -> Route:
    """The route of an entry with these addresses, these headers and this command line."""
    said = tuple(words)
    is_gateway = (
        any(word in _MODULES for word in said)
        or any(name.lower() in _HEADERS for name in header_names)
        or any(_PATHS.search(_path(text)) for text in (*addresses, *said) if _ADDRESS.match(text))
    )
    return Route.GATEWAY if is_gateway else Route.DIRECT


def through_gateways(server: Server, hits: Iterable[Hit], hosts: Collection[str]) -> Server:
    """`server`, by way of a gateway if one of its credentials, or one of the organisation's `hosts`, says so."""
    is_gateway = any(hit.kind in _KINDS for hit in hits) or any(
        _host(address) in hosts for address in _ADDRESS.findall(server.target)
    )
    return replace(server, route=Route.GATEWAY) if is_gateway else server


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
