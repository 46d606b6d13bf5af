"""Claude Desktop and its extensions."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope

_FOLDERS = ("{config}/Claude", "{data}/Packages/Claude_*/LocalCache/Roaming/Claude")

CLIENT = Client(
    name="claude-desktop",
    title="Claude Desktop",
    service="anthropic",
    sources=(
        "modelcontextprotocol.io/docs/develop/connect-local-servers",
        "support.claude.com: articles 12922929 and others on desktop extensions",
        "anthropics/claude-code#70393, for the Windows store build",
        "files written for it by install-mcp 1.10.2",
    ),
    locations=(
        *(Location(f"{folder}/claude_desktop_config.json", known=Known.SEEN) for folder in _FOLDERS),
        *(
            Location(f"{folder}/Claude Extensions/*/manifest.json", Scope.EXTENSION, known=Known.PROBED)
            for folder in _FOLDERS
        ),
        *(
            Location(
                f"{folder}/Claude Extensions Settings/*.json", Scope.EXTENSION, ReaderName.TOKEN_STORE, Known.PROBED
            )
            for folder in _FOLDERS
        ),
        *(
            Location(f"{folder}/extensions-installations.json", Scope.EXTENSION, known=Known.PROBED)
            for folder in _FOLDERS
        ),
        transcript("{home}/Library/Logs/Claude/mcp*.log"),
        transcript("{config}/Claude/logs/mcp*.log"),
    ),
    project_files=(ProjectFile("claude_desktop_config.json", Scope.USER, known=Known.PROBED),),
)
