"""mcp-remote, the bridge that stdio-only clients use for remote servers: its cache of OAuth tokens.

A file's name begins with the MD5 of the server's URL.
"""

from types import MappingProxyType

from mcpsweep.collectors.base import Client, Location, ReaderName
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="mcp-remote",
    title="mcp-remote",
    sources=("files written by, and code of, mcp-remote 0.15.1",),
    locations=(
        Location("{home}/.mcp-auth/*/*_tokens.json", reader=ReaderName.TOKEN_STORE, known=Known.SEEN),
        Location("{home}/.mcp-auth/*/*_client_info.json", reader=ReaderName.TOKEN_STORE, known=Known.SEEN),
    ),
    moved_by=MappingProxyType({"MCP_REMOTE_CONFIG_DIR": "{home}/.mcp-auth"}),
)
