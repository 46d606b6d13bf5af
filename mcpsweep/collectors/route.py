"""Tell a connection to an MCP gateway from a direct one: the gateway holds the upstream credential itself.

Sources: the gateways' own documentation and code (IBM/mcp-context-forge, docs.obot.ai, docs.metamcp.com,
microsoft.github.io/mcp-gateway, docs.litellm.ai). Docker's gateway is none in this sense: `docker mcp gateway run` is a
process of the laptop itself, with the upstream credentials beside it.
"""

import re
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from mcpsweep.collectors.observation import Held
from mcpsweep.collectors.references import Found, Resolution
from mcpsweep.documents.address import split
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
        or any(_PATHS.search(split(text).path) for text in (*addresses, *said) if _ADDRESS.match(text))
    )
    return Route.GATEWAY if is_gateway else Route.DIRECT


def routed(
    servers: Iterable[Server], held: Iterable[Held], resolutions: Iterable[Resolution], hosts: Collection[str]
) -> tuple[Server, ...]:
    """`servers` in a stable order, by way of a gateway where a credential, or one of the `hosts`, says so.

    What the values behind references tell is known only when all of a machine has been read.
    """
    behind = {one.place.server for one in held if one.hit.kind in _KINDS}
    behind |= {one.referred.place.server for one in resolutions if isinstance(one, Found) and one.hit.kind in _KINDS}
    return tuple(
        replace(server, route=Route.GATEWAY) if server.id in behind or _leads_to(server, hosts) else server
        for server in sorted(servers, key=lambda server: (server.path, server.pointer))
    )


def _leads_to(server: Server, hosts: Collection[str]) -> bool:
    return any(split(address).hostname in hosts for address in _ADDRESS.findall(server.target))
