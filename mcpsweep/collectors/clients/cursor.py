"""Cursor: the editor, its command line and its SDK.

Sources: cursor.com/docs/mcp; the @cursor/sdk package 1.0.32 for the token stores.
"""

from mcpsweep.collectors.base import Client, Known, Location, ProjectFile, ReaderName

CLIENT = Client(
    name="cursor",
    title="Cursor",
    service="cursor",
    locations=(
        Location("{home}/.cursor/mcp.json"),
        Location("{home}/.cursor/cli-config.json"),
        Location("{home}/.cursor/permissions.json"),
        Location("{config}/Cursor/mcp.json", known=Known.PROBED),
        Location("{config}/.cursor/mcp.json", known=Known.PROBED),
        Location("{config}/Cursor/User/mcp.json", known=Known.PROBED),
        Location("{config}/Cursor/User/settings.json"),
        Location("{home}/.cursor/projects/*/mcp-auth.json", reader=ReaderName.TOKEN_STORE),
        Location("{home}/.cursor/sdk/auth.json", reader=ReaderName.TOKEN_STORE),
        Location("{config}/cursor/auth.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{config}/Cursor/User/globalStorage/state.vscdb", reader=ReaderName.EDITOR_STATE),
        Location("{config}/Cursor/User/workspaceStorage/*/state.vscdb", reader=ReaderName.EDITOR_STATE),
        Location("{config}/Cursor/User/workspaceStorage/*/workspace.json", reader=ReaderName.PROJECT_LIST),
    ),
    project_files=(ProjectFile(".cursor/mcp.json"), ProjectFile(".cursor/cli.json", known=Known.PROBED)),
)
