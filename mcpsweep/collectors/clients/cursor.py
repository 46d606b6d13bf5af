"""Cursor: the editor, its command line and its SDK."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="cursor",
    title="Cursor",
    service="cursor",
    sources=(
        "cursor.com/docs/mcp",
        "the code of @cursor/sdk 1.0.32, for the token stores",
        "files written for it by add-mcp 2.4.0",
    ),
    locations=(
        Location("{home}/.cursor/mcp.json", known=Known.SEEN),
        Location("{home}/.cursor/cli-config.json"),
        Location("{home}/.cursor/permissions.json"),
        Location("{config}/Cursor/mcp.json", known=Known.PROBED),
        Location("{config}/.cursor/mcp.json", known=Known.PROBED),
        Location("{home}/.cursor/projects/*/mcp-auth.json", reader=ReaderName.TOKEN_STORE),
        Location("{home}/.cursor/sdk/auth.json", reader=ReaderName.TOKEN_STORE),
        Location("{config}/cursor/auth.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        *editors.settings_in("{config}/Cursor/User", Known.DOCUMENTED),
        transcript("{home}/.cursor/projects/*/agent-transcripts/*/*.jsonl"),
        transcript("{home}/.cursor/chats/*/*/store.db", reader=ReaderName.TRANSCRIPT_DATABASE),
    ),
    project_files=(
        ProjectFile(".cursor/mcp.json", known=Known.SEEN),
        ProjectFile(".cursor/cli.json", known=Known.PROBED),
    ),
)
