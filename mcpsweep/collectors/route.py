"""Tell a server that goes through an MCP gateway from one that holds its upstream credential itself."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from mcpsweep.model.server import Route

_GATEWAY_PATHS = re.compile(
    r"""
      /servers/[0-9a-f]{32}/(?:mcp|sse)/?$     # ContextForge
    | /mcp-connect/[^/]+/?$                    # Obot
    | /metamcp/[^/]+/(?:mcp|sse)/?$            # MetaMCP
    | /adapters/[^/]+/mcp/?$                   # Microsoft MCP Gateway
    """,
    re.VERBOSE,
)
_GATEWAY_HEADERS = frozenset({"x-litellm-api-key"})
_GATEWAY_MODULES = frozenset({"mcpgateway.wrapper"})


def route_of(url: str, header_names: Iterable[str], words: Iterable[str]) -> Route:
    """The route of an entry with this URL, these headers and this command line."""
    said = list(words)
    if any(word in _GATEWAY_MODULES for word in said):
        return Route.GATEWAY
    if any(name.lower() in _GATEWAY_HEADERS for name in header_names):
        return Route.GATEWAY
    try:
        path = urlsplit(url).path
    except ValueError:
        return Route.DIRECT
    return Route.GATEWAY if _GATEWAY_PATHS.search(path) else Route.DIRECT
