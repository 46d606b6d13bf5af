"""GitHub Copilot's command line, and the login that all of Copilot's hosts share."""

from types import MappingProxyType

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope

CLIENT = Client(
    name="copilot-cli",
    title="GitHub Copilot CLI",
    service="github",
    sources=(
        "docs.github.com/copilot/reference/copilot-cli-reference/cli-config-dir-reference",
        "files written by @github/copilot 1.0.102",
    ),
    locations=(
        Location("{home}/.copilot/mcp-config.json", known=Known.SEEN),
        Location("{home}/.copilot/settings.json"),
        Location("{home}/.copilot/config.json", reader=ReaderName.TOKEN_STORE),
        Location("{home}/.copilot/mcp-oauth-config/*.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{home}/.copilot/installed-plugins/*/.mcp.json", Scope.PLUGIN),
        Location("{home}/.copilot/installed-plugins/*/*/.mcp.json", Scope.PLUGIN),
        Location("{home}/.copilot/agents/*.md", reader=ReaderName.FRONT_MATTER, known=Known.PROBED),
        Location("{config}/github-copilot/hosts.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{config}/github-copilot/apps.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{data}/github-copilot/hosts.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{data}/github-copilot/apps.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        transcript("{home}/.copilot/session-state/*/events.jsonl", Known.SEEN),
        transcript("{home}/.copilot/history-session-state/*.json"),
        transcript("{home}/.copilot/session-store.db", reader=ReaderName.TRANSCRIPT_DATABASE),
    ),
    project_files=(
        ProjectFile(".github/mcp.json"),
        ProjectFile(".github/copilot/mcp.json", known=Known.PROBED),
        ProjectFile(".copilot/mcp-config.json", known=Known.PROBED),
        ProjectFile(".github/agents/*.md", reader=ReaderName.FRONT_MATTER),
    ),
    moved_by=MappingProxyType({"COPILOT_HOME": "{home}/.copilot"}),
)
