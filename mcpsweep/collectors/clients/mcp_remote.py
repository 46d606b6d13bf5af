"""mcp-remote, the bridge that stdio-only clients use for remote servers: its cache of OAuth tokens.

Source: the mcp-remote package 0.15.1. The file's name is the MD5 of the server's URL.
"""

from types import MappingProxyType

from mcpsweep.collectors.base import Client, Location, ReaderName

CLIENT = Client(
    name="mcp-remote",
    title="mcp-remote",
    locations=(
        Location("{home}/.mcp-auth/*/*_tokens.json", reader=ReaderName.TOKEN_STORE),
        Location("{home}/.mcp-auth/*/*_client_info.json", reader=ReaderName.TOKEN_STORE),
    ),
    moved_by=MappingProxyType({"MCP_REMOTE_CONFIG_DIR": "{home}/.mcp-auth"}),
)
